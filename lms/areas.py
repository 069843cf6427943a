"""How a study activity plugs into the institution.

`lms` knows no area by name. Each area module named in the settings exposes one `area` object;
everything that `lms` must show of it (a menu entry, a card, a link to do an activity) and
everything it lends to `lms` (the names of the places roles are granted over) is in there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

import click
from flask import Blueprint, Flask, current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.db import transaction
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
    is_bare: bool = False
    """Plain facts, for which a page with nothing around its panels draws a card."""


@dataclass(frozen=True, slots=True)
class DataPart:
    """One part of what is held about a person, for them to read and to take away.

    The JSON file of the download holds the rows under `key`; the readable page shows them as a table
    with the words of `columns`.
    """

    key: str
    title: object
    """Lazily translated"""
    columns: Mapping[str, object]
    """Field of a row → its words, in the order of the table."""
    rows: Sequence[Mapping[str, object]]
    """Plain values: text, numbers, days, moments, None."""
    position: int = 50


@dataclass(frozen=True, slots=True)
class Expiring:
    """Data whose time is up, for the office to remove: how many rows there are, and the removal."""

    title: object
    """Lazily translated"""
    count: Callable[[Session], int]
    remove: Callable[[Session], object]


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
    rights_under: object = ""
    """The heading its rights stand under in the permission map, lazily translated; parts may share one."""
    commands: Sequence[click.Command] = ()
    nav: Sequence[NavItem] = ()
    csrf_exempt: Sequence[Blueprint | Callable[..., Any]] = ()
    """Blueprints and views whose forms are guarded in another way, or need no guard."""
    activity_url: dict[str, Callable[[int], str]] = field(default_factory=dict)
    """Activity kind → function from activity id to the page where a learner does it."""
    campaign_panels: Callable[[Session, int], Sequence[Panel]] | None = None
    """Panels for the staff's campaign page: (db, campaign_id)."""
    home_panels: Callable[[Session, Any], Sequence[Panel]] | None = None
    """Panels for the first page of the person asking; features of the institution have them too: (db, actor)."""
    person_panels: Callable[[Session, int], Sequence[Panel]] | None = None
    """What the area knows about one person, for the page that shows it to them: (db, person_id)."""
    personal_data: Callable[[Session, int], Sequence[DataPart]] | None = None
    """Everything the part holds about one person, to take away: (db, person_id)."""
    forget_person: Callable[[Session, int], None] | None = None
    """Remove what leads to a person who has left and is made anonymous; counts stay: (db, person_id)."""
    expiring: Callable[[Settings, datetime], Sequence[Expiring]] | None = None
    """What the part keeps for a time only: (settings, now)."""
    record_links: Callable[[Session, Any, Any], Sequence[tuple[str, str]]] | None = None
    """(label, address) of what the part offers on the page of a person's record: (db, actor, the person's card)."""
    granted_places: Callable[[Session, Any, Sequence[int]], dict[int, tuple[str, str]]] | None = (
        None
    )
    """Names of what roles were granted over: (db, role, place ids) → id → (name, address of its page)."""
    unit_scopes: Mapping[str, Callable[[Any], frozenset[int] | None]] = field(default_factory=dict)
    """Name → the units the person asking may choose in some form (actor); None means every unit."""
    each_day: Callable[[Session], None] | None = None
    """What the part does once on every new day, and when the server starts; doing it twice changes nothing."""
    in_front: Callable[[Flask, Any], Any] | None = None
    """A WSGI application around the product's own, for requests that cannot afford all of Flask:
    (app, what it passes everything else on to)."""
    demo: DemoStep | None = None
    keep_demo_fresh: Callable[[Session], None] | None = None
    """Called at start when the demonstration is in use: adds what must be today's."""


def load_areas(names: Sequence[str]) -> list[Area]:
    """Import the areas named in the settings, in that order."""
    return [import_module(name).area for name in names]


def each_day() -> None:
    """Have every part do what it does on a new day, each in a transaction of its own."""
    for part in parts():
        if part.each_day:
            with transaction() as db:
                part.each_day(db)


def areas() -> list[Area]:
    """The areas of the running application."""
    loaded: list[Area] = current_app.extensions["areas"]
    return loaded


def parts() -> list[Area]:
    """Everything that is plugged in: the institution's own features and the areas."""
    plugged: list[Area] = current_app.extensions["parts"]
    return plugged


def activity_url(kind: str, activity_id: int) -> str | None:
    """Where a learner does an activity of this kind, or None when no area serves it."""
    sources = [*(area.activity_url for area in areas()), current_app.extensions["activity_url"]]
    for source in sources:
        if kind in source:
            found: str = source[kind](activity_id)
            return found
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
