"""The first answers while somebody types a name, a code, a unit: JSON for `static/js/people/search.js`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.db.boundary import current_database
from lms.people.access import log_access, name_more
from lms.people.actor import current_actor
from lms.people.policy import SEEING_PARTY, PersonPermission
from lms.people.search import suggest_people, suggest_units
from lms.people.search_answers import notes_of
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import requires
from lms.text import fold

bp = Blueprint("search", __name__)

_SHORTEST = 2
_LONGEST = 80
_TRACED_EVERY = timedelta(minutes=1)


@bp.get("/nhan-su/tim")
@requires(PersonPermission.LIST)
def suggest() -> ResponseReturnValue:
    """Ten people and three units at most, of those the person asking may see; nobody for a single letter.

    {"people": [{"name", "note", "url"}, …], "units": [{"name", "note", "url"}, …]}: the note says what tells
    somebody from others of the same name.
    """
    words = request.args.get("q", "")[:_LONGEST].strip()
    if len(words) < _SHORTEST:
        return jsonify(people=[], units=[])
    offer = offer_units(ROSTER)
    people = suggest_people(get_db(), words, offer.reach, trees=offer.trees)
    units = suggest_units(words, offer.trees, offer.reach)
    notes = notes_of(people, words, offer.trees, current_actor().units_of(*SEEING_PARTY))
    left = _trace(words, {each.id for each in people}) if people else None
    listed = url_for("people.index")
    answer = jsonify(
        people=[
            {
                "name": each.full_name,
                "note": note,
                "url": url_for("people.show", person_id=each.id),
            }
            for each, note in zip(people, notes, strict=True)
        ],
        units=[
            {"name": each.name, "note": each.note, "url": f"{listed}?don-vi={each.id}"}
            for each in units
        ],
    )
    answer.cache_control.no_store = True
    if left:
        answer.call_on_close(left)
    return answer


@dataclass(frozen=True, slots=True)
class _Search:
    """A search somebody is typing: its entry in the trace, and whom that names so far."""

    began_at: datetime
    words: str
    entry_id: int
    named: set[int]

    def goes_on(self, folded: str, now: datetime) -> bool:
        """Whether words typed now belong to it."""
        same = folded.startswith(self.words) or self.words.startswith(folded)
        return same and now - self.began_at < _TRACED_EVERY


def _trace(words: str, shown: set[int]) -> Callable[[], None] | None:
    """Write whom the person asking was shown: in one entry while they go on with the same words, for a minute at
    most, and nothing while nobody new appears. A process remembers its own, so two may write an entry each.

    Whoever appears while they go on is written once the answer has left, by what is returned: it is wanted at
    every letter. Whom they open is traced with that person's page (docs/adr/0008-privacy.md).
    """
    begun: dict[int, _Search] = current_app.extensions.setdefault("people_searches", {})
    account_id, now, folded = current_actor().account_id or 0, clock.now(), fold(words)
    search = begun.get(account_id)
    if search is None or not search.goes_on(folded, now):
        entry_id = log_access("people searched for", "person", None, words, people=shown)
        begun[account_id] = _Search(now, folded, entry_id, set(shown))
        return None
    goes_on, others, database = search, shown - search.named, current_database()

    def write() -> None:
        with database.transaction() as db:
            name_more(db, goes_on.entry_id, others)
        goes_on.named.update(others)

    return write if others else None
