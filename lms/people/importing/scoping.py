"""Which rows of a roster lie outside the units under the grant of whoever imports it. Pure decisions.

A row outside is left out with its reason and never written, whatever else is right about it.
"""

from collections.abc import Iterable
from typing import Any

from lms.people.importing.on_record import Doubt, OnRecord
from lms.people.importing.problems import Problem, RowProblem
from lms.people.scope_rules import SIGNING_IN, Scope


def problem_of_new(scope: Scope, name: str, place: tuple[int, int | None]) -> RowProblem | None:
    """Why somebody new cannot be added there: every place must lie inside."""
    return None if scope.holds(place) else RowProblem(Problem.OUTSIDE, name)


def problem_of_change(
    scope: Scope,
    person: OnRecord,
    *,
    begins: Iterable[int | None],
    ends_state: bool,
    ends_party: bool,
    returns: bool = False,
) -> RowProblem | None:
    """Why somebody on record cannot be changed so.

    One of their places must lie inside, and so must each place that begins or ends. Of somebody who stands
    nowhere any more the last places count: whoever let them go may take them back.
    """
    state, party = person.stood_in
    ended = {person.unit_id, *state} if ends_state else set()
    ended |= {person.party_unit_id, *party} if ends_party else set()
    name = person.values["full_name"]
    if not scope.touches(_units_of(person)):
        return RowProblem(Problem.OUTSIDE_PERSON)
    if not scope.holds((*begins, *ended)):
        return RowProblem(Problem.OUTSIDE, name)
    if returns and not scope.may_bring_back(person.id):
        return RowProblem(Problem.RETURNS_TO_ROLE, name)
    return None


def without_sign_in(scope: Scope, person_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Of the columns that would change those which the importer may: a role holder's e-mail address and code stay."""
    if scope.may_rename_login(person_id, values):
        return values
    return {name: value for name, value in values.items() if name not in SIGNING_IN}


def found_within(
    scope: Scope, found: OnRecord | Doubt | RowProblem | None
) -> OnRecord | Doubt | RowProblem | None:
    """Whom a row is about; a row in doubt is not even asked about where it may mean somebody of no concern."""
    if not isinstance(found, Doubt):
        return found
    inside = all(scope.touches(_units_of(each)) for each in found.candidates)
    return found if inside else RowProblem(Problem.OUTSIDE_PERSON)


def _units_of(person: OnRecord) -> set[int | None]:
    """Of both trees, those by which the record is kept."""
    state, party = person.stood_in
    return {person.unit_id, person.party_unit_id, *state, *party}
