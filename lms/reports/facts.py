"""Everything a unit report is made from, read in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment, Campaign, CampaignAudience
from lms.certificates.models import Certificate
from lms.people.belonging import people_of_units, units_of_people
from lms.people.enums import PartyStatus
from lms.people.models import Person
from lms.people.standing import other_standings_on
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.reports.rules import PersonFacts, person_state
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree


@dataclass(frozen=True, slots=True)
class Facts:
    """People of a campaign on a day, where they belong, and the sessions they were invited to."""

    campaign: Campaign
    tree: UnitTree
    people: tuple[PersonFacts, ...]
    unit_of: Mapping[int, int]
    """person id → unit id in the chosen tree on the day"""
    invitations: Mapping[int, set[int]]
    """person id → study sessions held by the day"""
    group_of: Mapping[int, str]
    """study session → title of its conference"""
    as_of: datetime
    """the last thing recorded about the campaign"""
    verdict_rules: tuple[str, ...]
    """versions of the rules by which attendance was decided"""


@dataclass(slots=True)
class _Said:
    """What the learner record says about a campaign."""

    states: dict[int, dict[int, OutcomeState]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    last_at: datetime | None = None


def load_facts(db: Session, campaign: Campaign, tree: Tree, on: date) -> Facts:
    """Read the plan, the assignments, the current outcomes, the membership and standing of the day.

    Who was a Party member, and who was exempt, is taken as of the day. Study sessions count once their day has come; materials, quizzes and certificates as they
    are now. The number of queries does not depend on the number of people.
    """
    activities = _activities(db, campaign.id)
    sessions = _held_by(activities, on)
    expected, assigned_at = _assignments(db, campaign.id)
    said = _outcomes(db, campaign.id)
    certified, certified_at = _certificates(db, campaign.id)
    judge = _Judge(
        campaign.sessions_required,
        frozenset(sessions),
        frozenset(each.id for each in activities if each.kind is ActivityKind.QUIZ),
        frozenset(
            each.id
            for each in activities
            if each.kind is ActivityKind.MATERIAL and each.is_required
        ),
        {person: held for person, ids in expected.items() if (held := ids & sessions.keys())},
        said.states,
        certified,
    )
    scope = _audience(db, campaign.id, on) | judge.invitations.keys() | judge.seen()
    everybody = db.execute(
        select(Person.id, Person.party_status, Person.is_exempt).order_by(Person.id)
    )
    others = other_standings_on(db, on)
    then = {person: (was.party_status, was.is_exempt) for person, was in others.items()}
    people = [
        judge.facts(person, *then.get(person, (status, is_exempt)))
        for person, status, is_exempt in everybody
        if person in scope
    ]
    moments = (assigned_at, said.last_at, certified_at, campaign.created_at)
    return Facts(
        campaign,
        load_tree(db, tree, on),
        tuple(people),
        units_of_people(db, tree, on),
        judge.invitations,
        {each.id: each.group_title for each in sessions.values()},
        max(moment for moment in moments if moment is not None),
        tuple(sorted(said.rules)),
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """The campaign's plan and record, held against one person after the other."""

    wanted: int | None
    sessions: frozenset[int]
    quizzes: frozenset[int]
    required_reading: frozenset[int]
    invitations: Mapping[int, set[int]]
    states: Mapping[int, Mapping[int, OutcomeState]]
    certified: Collection[int]

    def seen(self) -> set[int]:
        """People who came to any session held by the day."""
        return {
            person
            for person, states in self.states.items()
            if any(states[each].counts_as_attended for each in states.keys() & self.sessions)
        }

    def facts(self, person_id: int, status: PartyStatus, is_exempt: bool) -> PersonFacts:
        """One person's facts."""
        states = self.states.get(person_id, {})
        quizzes = {states[each] for each in self.quizzes if each in states}
        held = self._held(person_id, states)
        return PersonFacts(
            person_id=person_id,
            is_member=status.is_member,
            is_exempt=is_exempt,
            is_invited=person_id in self.invitations,
            state=person_state(held, self.wanted, is_exempt=is_exempt) if held else None,
            took_quiz=bool(quizzes & {OutcomeState.PASSED, OutcomeState.FAILED}),
            passed_quiz=OutcomeState.PASSED in quizzes,
            has_read=bool(self.required_reading)
            and all(states.get(each) is OutcomeState.READ for each in self.required_reading),
            has_certificate=person_id in self.certified,
        )

    def _held(self, person_id: int, states: Mapping[int, OutcomeState]) -> list[OutcomeState]:
        """States of the sessions the person was invited to, and of others they came to."""
        invited_to = self.invitations.get(person_id, set())
        held = [states.get(each, OutcomeState.UNKNOWN) for each in sorted(invited_to)]
        others = (states[each] for each in states.keys() & self.sessions - invited_to)
        held += sorted(state for state in others if state.counts_as_attended)
        return [OutcomeState.UNKNOWN if s is OutcomeState.PROVISIONAL else s for s in held]


def _activities(db: Session, campaign_id: int) -> list[Activity]:
    return list(
        db.scalars(
            select(Activity)
            .where(Activity.campaign_id == campaign_id, Activity.is_withdrawn.is_(False))
            .order_by(Activity.id)
        )
    )


def _held_by(activities: Iterable[Activity], on: date) -> dict[int, Activity]:
    """Study sessions whose day has come; one without a time counts at once."""
    return {
        each.id: each
        for each in activities
        if each.kind is ActivityKind.STUDY_SESSION
        and (each.held_at is None or clock.local(each.held_at).date() <= on)
    }


def _assignments(db: Session, campaign_id: int) -> tuple[dict[int, set[int]], datetime | None]:
    """person id → activities expected at, and when the list last changed."""
    found: dict[int, set[int]] = {}
    last: datetime | None = None
    for person, activity, at, withdrawn_at in db.execute(
        select(
            Assignment.person_id,
            Assignment.activity_id,
            Assignment.assigned_at,
            Assignment.withdrawn_at,
        )
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Activity.campaign_id == campaign_id)
    ):
        last = max(withdrawn_at or at, last or at)
        if withdrawn_at is None:
            found.setdefault(person, set()).add(activity)
    return found, last


def _outcomes(db: Session, campaign_id: int) -> _Said:
    said = _Said()
    for person, activity, state, rule, at in db.execute(
        select(
            Outcome.person_id,
            Outcome.activity_id,
            Outcome.state,
            Outcome.rule_version,
            Outcome.posted_at,
        )
        .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
        .join(Activity, Activity.id == Outcome.activity_id)
        .where(Activity.campaign_id == campaign_id)
    ):
        said.last_at = max(at, said.last_at or at)
        if state is not OutcomeState.VOID:
            said.states.setdefault(person, {})[activity] = state
            said.rules.update([rule] if rule else [])
    return said


def _certificates(db: Session, campaign_id: int) -> tuple[set[int], datetime | None]:
    """Holders of valid certificates, and when one was last issued or revoked."""
    rows = db.execute(
        select(Certificate.person_id, Certificate.issued_at, Certificate.revoked_at).where(
            Certificate.campaign_id == campaign_id
        )
    ).all()
    holders = {row.person_id for row in rows if row.revoked_at is None}
    return holders, max((row.revoked_at or row.issued_at for row in rows), default=None)


def _audience(db: Session, campaign_id: int, on: date) -> set[int]:
    units = db.scalars(
        select(CampaignAudience.unit_id).where(CampaignAudience.campaign_id == campaign_id)
    ).all()
    return people_of_units(db, units, on)
