"""What conferences add to pages of the institution: home, a campaign, what is known about oneself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.areas import Panel
from lms.campaigns.models import Campaign
from lms.people.actor import HEADING, RUNNING, Actor, current_actor
from lms.people.enums import Role
from lms.web.i18n import _
from sessions.board.own_people import own_people_near
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons, Venue
from sessions.conferences.queries import ConferenceRow, list_conferences

SOON = timedelta(days=14)


def home_panels(db: Session, actor: Actor) -> Sequence[Panel]:
    """Conferences one runs that are on or near, how one's own people stand there, and those one is summoned to."""
    panels = []
    if actor.has_any(*RUNNING, Role.SECRETARY):
        rows = _near(db, actor)
        if rows:
            panels.append(_panel(_("Conferences"), "sessions/board/near.html", 10, rows=rows))
    if any(actor.has_role(role) for role in HEADING):
        now = clock.now()
        people = own_people_near(db, actor.units_of(*HEADING), now)
        if people:
            title = _("Our people at conferences")
            panels.append(_panel(title, "sessions/board/own_people.html", 8, rows=people, now=now))
    summonses = _own_summonses(db, actor.person_id)
    if summonses:
        own = _panel(_("Summoned to"), "sessions/board/own.html", 20, summonses=summonses)
        panels.append(replace(own, is_bare=True))
    return panels


def campaign_panels(db: Session, campaign_id: int) -> Sequence[Panel]:
    """The conferences of a campaign, and the way to make one."""
    campaign = db.get_one(Campaign, campaign_id)
    rows = list_conferences(db, owned_by=None, people_of=None, campaign_id=campaign_id)
    may_create = current_actor().manages(campaign.owner_unit_id)
    return [
        _panel(
            _("Conferences"),
            "sessions/board/campaign.html",
            10,
            rows=rows,
            campaign_id=campaign_id,
            may_create=may_create,
        )
    ]


def _near(db: Session, actor: Actor) -> list[ConferenceRow]:
    now = clock.now()
    return [
        row
        for row in list_conferences(
            db,
            owned_by=actor.units_of(*RUNNING),
            people_of=frozenset(),
            named=actor.places_of(Role.SECRETARY),
        )
        if row.conference.state == ConferenceState.OPEN
        and row.conference.ends_at > now - timedelta(hours=12)
        and row.conference.starts_at < now + SOON
    ]


def _own_summonses(db: Session, person_id: int | None) -> Sequence[Summons]:
    return db.scalars(
        select(Summons)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(
            Summons.person_id == person_id,
            Summons.state == SummonsState.SUMMONED,
            Conference.state == ConferenceState.OPEN,
            Conference.rehearsal_of_id.is_(None),
            Conference.ends_at > clock.now(),
        )
        .options(joinedload(Summons.venue).joinedload(Venue.conference))
        .order_by(Conference.starts_at)
    ).all()


def _panel(title: str, template: str, position: int, **values: object) -> Panel:
    return Panel(title, Markup(render_template(template, **values)), position)  # noqa: S704 - our own template, which escapes
