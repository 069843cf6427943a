"""The first answers while somebody types a name, a code, a unit: JSON for `static/js/people/search.js`."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.policy import PersonPermission
from lms.people.search import Found, suggest_people, suggest_units
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import requires
from lms.text import fold
from lms.web.format import format_date

bp = Blueprint("search", __name__)

_SHORTEST = 2
_LONGEST = 80
_TRACED_EVERY = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


@bp.get("/nhan-su/tim")
@requires(PersonPermission.LIST)
def suggest() -> ResponseReturnValue:
    """Ten people and three units at most, of those the person asking may see; nobody for a single letter.

    {"people": [{"name", "note", "url"}, …], "units": [{"name", "url"}, …]}
    """
    words = request.args.get("q", "")[:_LONGEST].strip()
    if len(words) < _SHORTEST:
        return jsonify(people=[], units=[])
    offer = offer_units(ROSTER)
    people = suggest_people(get_db(), words, offer.reach, trees=offer.trees)
    units = suggest_units(get_db(), words, offer.reach)
    if people:
        _trace(words)
    listed = url_for("people.index")
    answer = jsonify(
        people=[
            {
                "name": each.full_name,
                "note": _note(each),
                "url": url_for("people.show", person_id=each.id),
            }
            for each in people
        ],
        units=[{"name": each.name, "url": f"{listed}?don-vi={each.id}"} for each in units],
    )
    answer.cache_control.no_store = True
    return answer


def _trace(words: str) -> None:
    """Write that the person asking searches for people: each time they begin to type other words, and once a
    minute while they go on with the same. A process remembers its own, so two may write it twice.

    Whom they open is traced with that person's page. What is enough to say who looked is decided in
    docs/adr/0008-privacy.md.
    """
    begun: dict[int, tuple[datetime, str]] = current_app.extensions.setdefault(
        "people_searches", {}
    )
    account_id, now, folded = current_actor().account_id or 0, clock.now(), fold(words)
    since, before = begun.get(account_id, (_NEVER, ""))
    goes_on = folded.startswith(before) or before.startswith(folded)
    if now - since >= _TRACED_EVERY or not goes_on:
        begun[account_id] = now, folded
        log_access("people searched for", "person", None, words)


def _note(found: Found) -> str:
    born = format_date(found.born_on) if found.born_on else str(found.birth_year or "")
    parts = (found.personnel_code or "", born, found.position, found.unit)
    return " · ".join(part for part in parts if part)
