"""The staff menu: what each part of the product contributes, shown to those it is for."""

from collections.abc import Sequence

from flask import Flask, current_app

from lms import policy
from lms.areas import NavItem


def init_nav(app: Flask, items: Sequence[NavItem]) -> None:
    """Remember the menu's entries and let templates ask for those of the person asking."""
    app.extensions["nav"] = sorted(items, key=lambda item: item.position)
    app.jinja_env.globals.update(nav_items=nav_items, asking=policy.asking)


def nav_items() -> list[NavItem]:
    """The entries shown to whoever is asking, in order; none to strangers."""
    actor = policy.asking()
    items: list[NavItem] = current_app.extensions["nav"]
    return [item for item in items if actor.is_signed_in and item.shown(actor)]
