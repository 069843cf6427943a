"""How a study activity plugs into the institution.

`lms` knows no area by name. Each area module named in the settings exposes one `area` object;
everything that `lms` must show of it (a menu entry, a card, a link to do an activity) and
everything it lends to `lms` (a way to verify an invitation's personal code) is in there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

import click
from flask import Blueprint, Flask, current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms.policy import PermissionMap, RightsTable


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the staff menu, shown to those for whom `shown` holds."""

    label: object
    """Lazily translated"""
    endpoint: str
    shown: Callable[[Any], bool]
    """shown(actor)"""
    icon: str = "dot"
    position: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page that an area contributes: a heading and rendered HTML."""

    title: object
    html: Markup
    position: int = 50


class DemoStep(Protocol):
    """Adds an area's part of the demonstration to a database that has people and a campaign."""

    def __call__(self, db: Session, campaign_id: int) -> None:
        """Write through the area's own services; the caller commits."""
        ...


@dataclass(frozen=True, slots=True)
class Area:
    """What an area hands over at start-up; every part is optional but the name."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    permissions: Sequence[PermissionMap] = ()
    rights: Sequence[RightsTable] = ()
    """What the permissions mean and who has them, for people to read; a test holds it true."""
    commands: Sequence[click.Command] = ()
    nav: Sequence[NavItem] = ()
    csrf_exempt: Sequence[Blueprint | Callable[..., Any]] = ()
    """Blueprints and views whose forms are guarded in another way, or need no guard."""
    activity_url: dict[str, Callable[[int], str]] = field(default_factory=dict)
    """Activity kind → function from activity id to the page where a learner does it."""
    campaign_panels: Callable[[Session, int], Sequence[Panel]] | None = None
    """Panels for the staff's campaign page: (db, campaign_id)."""
    home_panels: Callable[[Session, Any], Sequence[Panel]] | None = None
    """Panels for the dashboard of the person asking: (db, actor)."""
    person_panels: Callable[[Session, int], Sequence[Panel]] | None = None
    """What the area knows about one person, for the page that shows it to them: (db, person_id)."""
    personal_code_owner: Callable[[Session, str], int | None] | None = None
    """Whose invitation carries this personal code: person id, or None when it is nobody's."""
    granted_places: Callable[[Session, Any, Sequence[int]], dict[int, tuple[str, str]]] | None = (
        None
    )
    """Names of what roles were granted over: (db, role, place ids) → id → (name, address of its page)."""
    in_front: Callable[[Flask, Any], Any] | None = None
    """A WSGI application around the product's own, for requests that cannot afford all of Flask:
    (app, what it passes everything else on to)."""
    demo: DemoStep | None = None
    keep_demo_fresh: Callable[[Session], None] | None = None
    """Called at start when the demonstration is in use: adds what must be today's."""


def load_areas(names: Sequence[str]) -> list[Area]:
    """Import the areas named in the settings, in that order."""
    return [import_module(name).area for name in names]


def areas() -> list[Area]:
    """The areas of the running application."""
    loaded: list[Area] = current_app.extensions["areas"]
    return loaded


def activity_url(kind: str, activity_id: int) -> str | None:
    """Where a learner does an activity of this kind, or None when no area serves it."""
    sources = [*(area.activity_url for area in areas()), current_app.extensions["activity_url"]]
    for source in sources:
        if kind in source:
            found: str = source[kind](activity_id)
            return found
    return None


def personal_code_owner(db: Session, code: str) -> int | None:
    """The person whose invitation carries this personal code, asked of every area."""
    for area in areas():
        if area.personal_code_owner:
            owner = area.personal_code_owner(db, code)
            if owner is not None:
                return owner
    return None


def granted_places(db: Session, role: Any, place_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and address of the conferences or venues a role was granted over, asked of every area."""
    found: dict[int, tuple[str, str]] = {}
    for area in areas():
        if area.granted_places and place_ids:
            found |= area.granted_places(db, role, place_ids)
    return found


def init_areas(app: Flask, names: Sequence[str]) -> list[Area]:
    """Load the areas and remember them on the application."""
    loaded = load_areas(names)
    app.extensions["areas"] = loaded
    app.extensions["activity_url"] = {}
    return loaded
