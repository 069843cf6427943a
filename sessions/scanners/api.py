"""What the scanner page asks the server: who am I, the pack of a gate, a search, take these scans."""

from typing import Any

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from lms import clock
from lms.db import commits_in_group, get_db, in_group
from lms.db.boundary import current_database
from lms.errors import Invalid, NotFound, TooLarge
from lms.people.models import Person
from lms.text import fold, nfc_clean
from lms.units.enums import Tree
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.audience import unit_names
from sessions.gates.models import Gate
from sessions.invitations.keys import code_key
from sessions.scanners.access import (
    check_may_read,
    for_scanner,
    log_reading,
    refuse_revoked,
)
from sessions.scanners.cards import find_holders
from sessions.scanners.delivering import Answer, deliver
from sessions.scanners.device import bp
from sessions.scanners.judging import judge_scans, read_basis
from sessions.scanners.models import Scanner
from sessions.scanners.packs import build_pack, hours_in_ms, pack_version
from sessions.scanners.parsing import LARGEST_BODY, read_delivery
from sessions.scanners.people import MIN_LETTERS, find_people
from sessions.scanners.queries import gates_of_venue, highest_sequence
from sessions.scanners.wording import REASONS

NAMES_FOR = 20
"""A delivery of more scans than this waited, and its operator looks at none of them."""
_LONGEST_SEARCH = 80


@bp.get("/quet/toi")
@for_scanner
def me(scanner: Scanner) -> ResponseReturnValue:
    """The scanner, its venue and gates, and the server's clock."""
    db = get_db()
    return jsonify(
        scanner={"id": scanner.id, "name": scanner.name},
        venue={"id": scanner.venue_id, "name": scanner.venue.name},
        conference=scanner.conference.title,
        gates=[_gate(gate) for gate in gates_of_venue(db, scanner.venue_id)],
        top=highest_sequence(db, scanner.id),
        now=_now_ms(),
    )


@bp.get("/quet/goi")
@for_scanner
def pack(scanner: Scanner) -> ResponseReturnValue:
    """The encrypted roster of one gate of the venue; 304 while nothing in it changed."""
    check_may_read(scanner)
    db, wanted = get_db(), request.args.get("cua", "")
    gates = [each for each in gates_of_venue(db, scanner.venue_id) if str(each.id) == wanted]
    if not gates:
        raise NotFound(_l("This gate is not one of the scanner's venue."))
    version = pack_version(db, gates[0])
    if request.if_none_match.contains(version):
        return _with_version(make_response("", 304), version)
    built = build_pack(db, code_key(), gates[0], clock.now())
    log_reading(scanner, "scanner pack downloaded", f"{len(built.people)}", built.people)
    return _with_version(jsonify(built.content), version)


@bp.get("/quet/tim")
@for_scanner
def search(scanner: Scanner) -> ResponseReturnValue:
    """People summoned to the conference whose name holds all the words; at least three letters."""
    check_may_read(scanner)
    words = nfc_clean(request.args.get("tim", "")[:_LONGEST_SEARCH])
    if sum(letter.isalnum() for letter in fold(words)) < MIN_LETTERS:
        raise Invalid(_l("Type at least three letters of the name."))
    found = find_people(get_db(), scanner, words)
    log_reading(scanner, "scanner searched a name", words, [each.id for each in found])
    return jsonify(people=[each._asdict() for each in found])


@bp.post("/quet/gui")
@for_scanner
@commits_in_group
def take(scanner: Scanner) -> ResponseReturnValue:
    """Take a batch of scans, or a heartbeat without any; one result for each scan."""
    delivery = read_delivery(_body())
    key, scanner_id, now = code_key(), scanner.id, clock.now()
    with current_database().peek() as db:
        holders = find_holders(db, key, scanner.conference_id, delivery.items)
    judgement = judge_scans(read_basis(get_db(), scanner), scanner, delivery, holders, now)
    answers = in_group(lambda db: deliver(db, scanner_id, delivery, holders, judgement, now))
    if answers is None:
        refuse_revoked()
    people = _named(scanner, answers) if len(answers) <= NAMES_FOR else {}
    return jsonify(
        now=int(now.timestamp() * 1000),
        results=[_result(each, people.get(each.person_id or 0)) for each in answers],
    )


def _body() -> bytes:
    if not request.is_json:
        raise Invalid(_("The scanner sent something that cannot be read."), status=400)
    request.max_content_length = LARGEST_BODY
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(_l("A scanner delivers at most 500 scans at once.")) from None


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "id": gate.id,
        "title": gate.study_session.title,
        "direction": gate.direction.value,
        "starts": int(gate.study_session.starts_at.timestamp() * 1000),
        **hours_in_ms(gate),
    }


def _named(scanner: Scanner, answers: list[Answer]) -> dict[int, tuple[str, str]]:
    """person id → name and unit, for the few scans that somebody waits for."""
    ids = {each.person_id for each in answers if each.person_id is not None}
    if not ids:
        return {}
    db = get_db()
    units = unit_names(db, Tree.STATE, ids, scanner.conference)
    names = db.execute(select(Person.id, Person.full_name).where(Person.id.in_(ids)))
    return {person_id: (name, units.get(person_id, "")) for person_id, name in names}


def _result(answer: Answer, person: tuple[str, str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sequence": answer.sequence,
        "result": answer.result.value,
        "reason": answer.reason,
        "override": answer.is_override,
        "at": int(answer.at.timestamp() * 1000),
    }
    if answer.reason:
        said["sentence"] = str(REASONS[answer.reason])
    if person is not None:
        said["name"], said["unit"] = person
    return said


def _with_version(response: Response, version: str) -> Response:
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
