"""What importing a roster would change: who is new, who changes in what, who is left out."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from lms import clock
from lms.people.importing.changing import PersonChange, Place, change_by, left_alone
from lms.people.importing.missing import covered_units, find_missing
from lms.people.importing.on_record import Doubt, OnRecord, Records, load_records
from lms.people.importing.parsed import ParsedRoster, RejectedRow, RosterPerson
from lms.people.importing.placing import Places
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.roster_plan import InDoubt, NewPerson, RosterPlan
from lms.people.importing.scoping import (
    found_within,
    problem_of_change,
    problem_of_new,
)
from lms.people.importing.undoing import Undone, find_undone
from lms.people.importing.unit_index import UnitIndex
from lms.people.keeping import people_staying_outside
from lms.people.roles.queries import people_who_administer
from lms.people.scope_rules import EVERYTHING, Scope
from lms.units.enums import Tree
from lms.units.tree import load_tree


def plan_roster_import(
    db: Session, parsed: ParsedRoster, on: date, scope: Scope = EVERYTHING
) -> RosterPlan:
    """Compare a roster with the people and both trees as they stand on a day.

    A first roster holds from 1 January of that year at the latest, so that the year's conferences find their
    people; later ones from `on`. Rows in doubt are left out; `deciding` knows what becomes of them. Rows that
    touch anything outside the `scope` are left out in any case. A fixed number of queries, whatever the length
    of the roster.
    """
    records = load_records(db, on, scope)
    state, party = (UnitIndex(load_tree(db, tree, on)) for tree in Tree)
    places = Places(db, state, party, parsed)
    plan = _empty_plan(parsed, records, on)
    plan.rejected = [places.judged(bad) for bad in plan.rejected]
    counted: Counter[int] = Counter()
    taken: dict[int, int] = {}
    doubts: list[tuple[RosterPerson, Place, Doubt]] = []

    def sort_in(row: RosterPerson, place: Place, known: OnRecord | RowProblem | None) -> None:
        if isinstance(known, OnRecord) and known.id in taken:
            known = RowProblem(Problem.DUPLICATE, row.full_name, taken[known.id])
        known = _within(scope, parsed, row, place, known)
        if isinstance(known, RowProblem):
            _leave_out(plan, parsed, row, known)
            return
        if known is not None:
            taken[known.id] = row.row
        _sort_in(plan, parsed, row, place, known, scope)
        counted[place[0]] += 1
        plan.members += row.party_status.is_member

    for row in parsed.people:
        place = places.of(row)
        if isinstance(place, list):
            _leave_out(plan, parsed, row, *place)
            continue
        known = found_within(scope, records.find(row, place[0]))
        if isinstance(known, Doubt):
            doubts.append((row, place, known))
        else:
            sort_in(row, place, known)
    for row, place, doubt in doubts:  # whoever another row is surely about is nobody's double
        candidates = tuple(each for each in doubt.candidates if each.id not in taken)
        if candidates:
            _ask(plan, parsed, row, place, Doubt(candidates, doubt.may_be_new), state, scope)
        else:
            sort_in(row, place, None if doubt.may_be_new else doubt.candidates[0])
    named = {*taken, *(each.before.id for doubt in plan.doubtful for each in doubt.candidates)}
    covered = scope.within(covered_units(state, counted))
    plan.covered_units = covered
    plan.missing, plan.covered = find_missing(records, covered, named, plan.rejected, parsed.header)
    plan.asked = places.asked
    plan.asked_rows = {kind: len(rows) for kind, rows in places.waiting.items()}
    plan.by_unit = _by_top(state, counted)
    _conclude(db, plan, scope)
    return plan


def _conclude(db: Session, plan: RosterPlan, scope: Scope) -> None:
    """Who of the missing stays, what would be undone, and everything in the order of the list."""
    staying = people_who_administer(db, clock.today())  # that role is ended first, on purpose
    plan.missing = [each for each in plan.missing if each.id not in staying]
    plan.staying_elsewhere = people_staying_outside(
        db, scope, [each.id for each in plan.missing], plan.on
    )
    plan.undone = _undone_by(db, plan.changed, plan.on)
    plan.new.sort(key=lambda each: each.row.row)
    plan.rejected.sort(key=lambda bad: bad.row)


def _undone_by(db: Session, changes: Sequence[PersonChange], on: date) -> Undone:
    return find_undone(
        db,
        {each.before.id: each.goes_to for each in changes if each.goes_to},
        {each.before.id: each.before.values["left_on"] for each in changes if each.returns},
        on,
    )


def _empty_plan(parsed: ParsedRoster, records: Records, on: date) -> RosterPlan:
    return RosterPlan(
        on=on.replace(month=1, day=1) if records.is_first else on,
        rejected=list(parsed.rejected),
        remarks=list(parsed.remarks),
        other_sheets=parsed.other_sheets,
        records=records,
        is_of_ours=parsed.header.is_of_ours,
    )


def _by_top(state: UnitIndex, counted: Counter[int]) -> dict[str, int]:
    tops: Counter[int] = Counter()
    for unit_id, count in counted.items():
        tops[state.top_of(unit_id)] += count
    order = [node.id for _depth, node in state.tree.walk()]
    return {state.tree.name(each): tops[each] for each in order if tops[each]}


def _leave_out(
    plan: RosterPlan, parsed: ParsedRoster, row: RosterPerson, *problems: RowProblem
) -> None:
    cells = parsed.rows[row.row]
    plan.rejected.append(RejectedRow(row.row, problems, cells, row.headings))


def _within(
    scope: Scope,
    parsed: ParsedRoster,
    row: RosterPerson,
    place: Place,
    known: OnRecord | RowProblem | None,
) -> OnRecord | RowProblem | None:
    """The same, or why the row lies outside the scope."""
    if scope.is_everything or isinstance(known, RowProblem):
        return known
    if known is None:
        return problem_of_new(scope, row.full_name, place)
    change = change_by(parsed, row, place, known, scope)
    problem = problem_of_change(
        scope,
        known,
        begins=(change.unit_id, change.party_unit_id),
        ends_state=bool(change.unit_id),
        ends_party=bool(change.party_unit_id or change.leaves_party_unit),
        returns=change.returns,
    )
    return problem or known


def _outside(
    scope: Scope,
    parsed: ParsedRoster,
    row: RosterPerson,
    place: Place,
    doubt: Doubt,
) -> RowProblem | None:
    """Why a row in doubt is not even asked about: whatever were decided of it must lie inside the scope."""
    known = (None, *doubt.candidates) if doubt.may_be_new else doubt.candidates
    answers = (_within(scope, parsed, row, place, each) for each in known)
    return next((each for each in answers if isinstance(each, RowProblem)), None)


def _ask(
    plan: RosterPlan,
    parsed: ParsedRoster,
    row: RosterPerson,
    place: Place,
    doubt: Doubt,
    state: UnitIndex,
    scope: Scope,
) -> None:
    if outside := _outside(scope, parsed, row, place, doubt):
        _leave_out(plan, parsed, row, outside)
        return
    changes = tuple(change_by(parsed, row, place, each, scope) for each in doubt.candidates)
    plan.remarks.extend(note for each in changes for note in left_alone(parsed, each, scope))
    top = state.tree.name(state.top_of(place[0]))
    plan.doubtful.append(InDoubt(row, place, top, changes, doubt.may_be_new))
    problem = doubt_problem(row.full_name, len(changes), may_be_new=doubt.may_be_new)
    _leave_out(plan, parsed, row, problem)


def doubt_problem(name: str, candidates: int, *, may_be_new: bool) -> RowProblem:
    """Why a row in doubt is left out as long as nobody decided."""
    if not may_be_new:
        return RowProblem(Problem.OTHER_PERSON, name)
    return RowProblem(Problem.AMBIGUOUS_PERSON if candidates > 1 else Problem.IN_DOUBT, name)


def _sort_in(
    plan: RosterPlan,
    parsed: ParsedRoster,
    row: RosterPerson,
    place: Place,
    known: OnRecord | None,
    scope: Scope,
) -> None:
    if known is None:
        plan.new.append(NewPerson(row, *place))
        return
    change = change_by(parsed, row, place, known, scope)
    plan.remarks.extend(left_alone(parsed, change, scope))
    if change.is_nothing:
        plan.unchanged.append((row, known))
    else:
        plan.changed.append(change)
