"""Loaders: the gate, list or sheet that an address of printing stands for, or NotFound."""

from dataclasses import dataclass

from lms.db import get_db
from lms.errors import NotFound
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference
from sessions.conferences.queries import NOT_FOUND
from sessions.gates.models import Gate
from sessions.gates.queries import get_gate
from sessions.printing.models import SignList, SignPage
from sessions.printing.sign_lists import get_list


@dataclass(frozen=True, slots=True)
class GateAt:
    """A gate of the conference."""

    conference: Conference
    gate: Gate


@dataclass(frozen=True, slots=True)
class ListAt:
    """A printed list of the conference."""

    conference: Conference
    sign_list: SignList


@dataclass(frozen=True, slots=True)
class SheetAt:
    """A sheet of a printed list."""

    conference: Conference
    sign_list: SignList
    page: SignPage


def load_gate(conference_id: int, gate_id: int) -> GateAt:
    """A gate with its names; NotFound for one of another conference."""
    gate = get_gate(get_db(), gate_id)
    if gate.study_session.conference_id != conference_id:
        raise NotFound(NOT_FOUND)
    return GateAt(load_conference(conference_id), gate)


def load_list(conference_id: int, list_id: int) -> ListAt:
    """A printed list with its sheets; NotFound for one of another conference."""
    conference = load_conference(conference_id)
    return ListAt(conference, get_list(get_db(), conference_id, list_id))


def load_sheet_at(conference_id: int, list_id: int, number: int) -> SheetAt:
    """One sheet of a printed list."""
    place = load_list(conference_id, list_id)
    for page in place.sign_list.pages:
        if page.number == number:
            return SheetAt(place.conference, place.sign_list, page)
    raise NotFound(NOT_FOUND)
