"""How a unit report counts: each person once, whatever they were invited to. Pure.

The rules are ours (directives set no number and offices round differently), so their version is
printed on every report.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from lms.records.enums import OutcomeState

RULE_VERSION = "BC-1"

RECONCILED = (
    OutcomeState.PRESENT,
    OutcomeState.LATE,
    OutcomeState.PARTIAL,
    OutcomeState.EXCUSED,
    OutcomeState.MAKE_UP,
    OutcomeState.EXEMPT,
    OutcomeState.ABSENT,
    OutcomeState.UNKNOWN,
)
"""Everybody invited is in exactly one of these: the reconciliation line."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the report knows of one person."""

    person_id: int
    is_member: bool
    is_exempt: bool
    """exempt from Party work by the roster"""
    is_invited: bool
    state: OutcomeState | None
    """over all sessions held by the day; None for somebody neither invited nor seen"""
    took_quiz: bool = False
    passed_quiz: bool = False
    has_read: bool = False
    """all required materials"""
    has_certificate: bool = False

    @property
    def attended(self) -> bool:
        """Came, or made it up."""
        return self.state is not None and self.state.counts_as_attended


@dataclass(frozen=True, slots=True)
class Figures:
    """People counted; figures of disjoint groups add up."""

    invited: int = 0
    members: int = 0
    exempt_members: int = 0
    obliged_attended: int = 0
    """members who must study and did"""
    present: int = 0
    late: int = 0
    partial: int = 0
    excused: int = 0
    make_up: int = 0
    exempt: int = 0
    absent: int = 0
    unknown: int = 0
    non_members_attended: int = 0
    uninvited_attended: int = 0
    quiz_taken: int = 0
    quiz_passed: int = 0
    have_read: int = 0
    certificates: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Two groups without a common member, counted together."""
        return Figures(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def obliged(self) -> int:
        """Members who must study: all but the exempt ones."""
        return self.members - self.exempt_members

    @property
    def reconciled(self) -> int:
        """Sum of the states of those invited."""
        return sum(getattr(self, state_field(state)) for state in RECONCILED)

    @property
    def balances(self) -> bool:
        """Invited = present + late + partial + excused + make-up + exempt + absent + unknown."""
        return self.invited == self.reconciled

    @property
    def rate(self) -> Decimal | None:
        """Members who must study and did, in percent of those who must."""
        return percentage(self.obliged_attended, self.obliged)


def state_field(state: OutcomeState) -> str:
    """The figure that counts a state."""
    return state.value.replace("-", "_")


def percentage(part: int, whole: int) -> Decimal | None:
    """Percent with two decimals, half up (95.565 as 95.57); None where there is no whole."""
    if whole == 0:
        return None
    return (Decimal(part * 100) / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def person_state(
    states: Collection[OutcomeState], wanted: int | None, *, is_exempt: bool
) -> OutcomeState:
    """One state for a person over the sessions they were invited to, UNKNOWN where no data is.

    `wanted` is how many sessions the campaign asks for; None means all of them. Enough attended:
    make-up if one of them was made up, late if one was late, else present. Some attended, or one
    in part: partial. None: exempt if all are, or if the roster exempts the person; otherwise no
    data before absent before excused, since “absent” must never be guessed.
    """
    counted = [state for state in states if state is not OutcomeState.EXEMPT]
    if not counted:
        return OutcomeState.EXEMPT
    came = [state for state in counted if state.counts_as_attended]
    if came and len(came) >= min(len(counted) if wanted is None else wanted, len(counted)):
        return _how(came)
    if came or OutcomeState.PARTIAL in counted:
        return OutcomeState.PARTIAL
    if is_exempt:
        return OutcomeState.EXEMPT
    for state in (OutcomeState.ABSENT, OutcomeState.EXCUSED):
        if all(each in (state, OutcomeState.EXCUSED) for each in counted) and state in counted:
            return state
    return OutcomeState.UNKNOWN


def count_people(people: Iterable[PersonFacts]) -> Figures:
    """Count a group of people."""
    total = Figures()
    for person in people:
        total += _count(person)
    return total


def _how(came: Collection[OutcomeState]) -> OutcomeState:
    for state in (OutcomeState.MAKE_UP, OutcomeState.LATE):
        if state in came:
            return state
    return OutcomeState.PRESENT


def _count(person: PersonFacts) -> Figures:
    obliged = person.is_member and not person.is_exempt
    counted = {state_field(person.state): 1} if person.is_invited and person.state else {}
    return Figures(
        invited=int(person.is_invited),
        members=int(person.is_member),
        exempt_members=int(person.is_member and person.is_exempt),
        obliged_attended=int(obliged and person.attended),
        non_members_attended=int(not person.is_member and person.attended),
        uninvited_attended=int(not person.is_invited and person.attended),
        quiz_taken=int(person.took_quiz),
        quiz_passed=int(person.passed_quiz),
        have_read=int(person.has_read),
        certificates=int(person.has_certificate),
        **counted,
    )
