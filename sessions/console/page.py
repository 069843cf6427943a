"""What the console's page shows: gathered in a fixed number of reads."""

from functools import partial

from flask import render_template, request, url_for

from lms import clock
from lms.db import get_db
from lms.people.access import log_access
from lms.units.enums import Tree
from lms.web import forms
from sessions.board.board import VenueFigures
from sessions.board.figures import ages_of, figures_of, meters_of
from sessions.board.views import board_now
from sessions.conferences.audience import unit_names
from sessions.console import queries
from sessions.console.forms import (
    ExcuseForm,
    HeadcountForm,
    OutageForm,
    PassageForm,
    ReasonForm,
    SignOffForm,
)
from sessions.console.models import Headcount
from sessions.console.policy import DeskOf
from sessions.console.rules import balance, changed_since
from sessions.console.wording import FIGURES
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.queries import hours_of
from sessions.gates.rules import gate_state
from sessions.lists.enums import Shown
from sessions.lists.queries import Filters, Row, list_rows
from sessions.lists.wording import FLAGS, STATES

_FORMS: dict[str, type[forms.Form]] = {
    "passage": PassageForm,
    "headcount": HeadcountForm,
    "outage": OutageForm,
    "excuse": ExcuseForm,
    "refusal": ReasonForm,
    "sign_off": SignOffForm,
}


def render_console(
    desk: DeskOf, about: int | None = None, *, traced: bool = False, **sent: forms.Form
) -> str:
    """The page; `sent` are forms with mistakes to show again, `about` the person they concern.

    `traced` writes down whose names it shows, for whoever only looks.
    """
    db, conference, sitting = get_db(), desk.conference, desk.study_session
    board = board_now(conference.id, sitting.id)
    venue = board.venue(desk.venue.id)
    assert venue is not None  # noqa: S101 - the sitting is held here
    gates = queries.gates_at(db, sitting.id, desk.venue.id)
    gate_ids = [gate.id for gate in gates.values()]
    counted = queries.find_headcount(db, sitting.id, desk.venue.id)
    signed = queries.list_sign_offs(db, sitting.id, desk.venue.id)
    place = (conference.id, sitting.id, desk.venue.id)
    words = request.args.get("tim", "")
    candidates = _candidates(desk, words)
    waiting, flagged = queries.list_waiting(db, *place), queries.list_flagged(db, *place)
    named = [each.person.id for each in (*waiting, *flagged)] + [
        row.person.id for row in candidates
    ]
    excuses = queries.list_excuses(db, *place)
    if traced:
        _trace(desk, [*named, *(each.person.id for each in excuses)])
    return render_template(
        "sessions/console/show.html",
        conference=conference,
        sitting=sitting,
        desk=desk,
        board=board,
        venue=venue,
        figures=figures_of(board) | ages_of(board),
        meters=meters_of(board),
        gates=[
            (gate, hours_of(gate), gate_state(hours_of(gate), board.as_of))
            for gate in _in_order(gates)
        ],
        passed=queries.people_at_gates(db, sitting.id, gate_ids),
        displays=queries.displays_at(db, gate_ids),
        scanners=queries.scanners_at(db, desk.venue.id),
        outages=queries.outages_at(db, gate_ids),
        waiting=waiting,
        flagged=flagged,
        excuses=excuses,
        candidates=candidates,
        search_words=words,
        units=unit_names(db, Tree.STATE, named, conference),
        counted=counted,
        balance=balance(counted[0].heads, venue.in_room) if counted else None,
        signed=signed,
        changed=changed_since(signed[0].figures, _figures(venue, counted)) if signed else [],
        words={"states": STATES, "flags": FLAGS, "figures": FIGURES},
        about=about,
        address=partial(_address, desk),
        today=clock.local(sitting.starts_at).date(),
        **{f"{name}_form": sent.get(name) or made() for name, made in _FORMS.items()},
    )


def _trace(desk: DeskOf, people: list[int]) -> None:
    log_access(
        "venue console seen", "conference", desk.conference.id, desk.venue.name, people=people
    )


def figures_to_sign(desk: DeskOf) -> dict[str, int]:
    """The venue's counts as they stand, for a signature."""
    venue = board_now(desk.conference.id, desk.study_session.id).venue(desk.venue.id)
    assert venue is not None  # noqa: S101 - the sitting is held here
    return _figures(venue, queries.find_headcount(get_db(), desk.study_session.id, desk.venue.id))


def _figures(venue: VenueFigures, counted: tuple[Headcount, str] | None) -> dict[str, int]:
    figures = {
        "summoned": venue.summoned,
        "present": venue.present,
        "late": venue.late,
        "provisional": venue.provisional,
        "flagged": venue.flagged,
    }
    return figures if counted is None else {**figures, "heads": counted[0].heads}


def _address(desk: DeskOf, name: str, **more: int) -> str:
    """The address of a page of this console."""
    return url_for(
        f"conferences.console.{name}",
        conference_id=desk.conference.id,
        venue_id=desk.venue.id,
        session_id=desk.study_session.id,
        **more,  # type: ignore[arg-type] # parts of the path
    )


def _candidates(desk: DeskOf, words: str) -> list[Row]:
    """People of this venue who have not come and fit the words: whom an excuse may be about."""
    if not words.strip():
        return []
    filters = Filters(words=words, venue_id=desk.venue.id, shown=Shown.MISSING)
    return list(list_rows(get_db(), desk.study_session, filters, 1).items[:8])


def _in_order(gates: dict[Direction, Gate]) -> list[Gate]:
    return [gates[direction] for direction in Direction if direction in gates]
