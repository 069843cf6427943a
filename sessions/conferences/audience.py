"""Reads about people as an audience: whom units bring, whom a search finds, who is expected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.people.belonging import units_of_people
from lms.people.code_parts import drawn_together
from lms.people.enums import PartyStatus
from lms.people.models import Person
from lms.people.search_terms import in_code
from lms.people.standing import other_standings_on
from lms.text import fold
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.paging import Page, page_of, paginate
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import summonses_of
from sessions.conferences.rules import venues_by_unit


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """Which units of a tree are summoned where."""

    tree: Tree = Tree.STATE
    venues: Mapping[int, int | None] = field(default_factory=dict)
    """unit → venue, None to summon nobody from there on down; other units follow their parent"""
    members_only: bool = False


def people_by_units(db: Session, conference: Conference, choice: UnitChoice) -> dict[int, int]:
    """person id → venue id for the people of the chosen units on the day of the conference.

    With `members_only` those who are Party members on that day. A fixed number of queries.
    """
    day = clock.local(conference.starts_at).date()
    parents = [(node.id, node.parent_id) for _, node in load_tree(db, choice.tree, day).walk()]
    venue_of = venues_by_unit(parents, choice.venues)
    people = {
        person_id: venue_of[unit_id]
        for person_id, unit_id in units_of_people(db, choice.tree, day).items()
        if unit_id in venue_of
    }
    if not choice.members_only:
        return people
    members = set(db.scalars(select(Person.id).where(Person.party_status != PartyStatus.NONE)))
    for person_id, was in other_standings_on(db, day).items():
        (members.add if was.party_status.is_member else members.discard)(person_id)
    return {person_id: people[person_id] for person_id in sorted(members & people.keys())}


def matches(words: str) -> ColumnElement[bool]:
    """Condition: the person's name or code holds every word, marks or not, or it is their number or phone."""
    typed = fold(words).split()
    digits = "".join(char for char in words if char.isdigit())
    by_words = and_(
        *(
            or_(Person.name_fold.contains(word, autoescape=True), in_code(word, typed))
            for word in typed
        )
    )
    others = [Person.personnel_code == words.strip().upper()]
    if len(digits) >= 6:
        others.append(Person.phone.endswith(digits.lstrip("0")))
    together = drawn_together(words)
    if together:
        others.append(matches(together))
    return or_(by_words, *others)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person a search found, and where they are summoned already."""

    person: Person
    unit_name: str
    summons: Summons | None
    position: str
    is_exempt: bool
    """Whether they are exempt from study, as the position, on the day of the conference"""

    @property
    def is_expected(self) -> bool:
        """Whether the conference expects them already."""
        return self.summons is not None and self.summons.state == SummonsState.SUMMONED


def search_people(
    db: Session, conference: Conference, words: str, page_number: int
) -> Page[Candidate]:
    """People of the roster whose name, number or phone fits; none for an empty search."""
    if not fold(words):
        return page_of([], 1)
    question = select(Person).where(matches(words), Person.left_on.is_(None))
    page = paginate(db, _by_name(question), page_number)
    known = summonses_of(db, conference.id)
    ids = [person.id for person in page.items]
    names = unit_names(db, Tree.STATE, ids, conference)
    then = other_standings_on(db, clock.local(conference.starts_at).date(), ids)
    return page.map(
        lambda person: Candidate(
            person,
            names.get(person.id, ""),
            known.get(person.id),
            then.get(person.id, person).position,
            then.get(person.id, person).is_exempt,
        )
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list of summoned people is narrowed."""

    words: str = ""
    people: Collection[int] | None = None
    """these people only, such as those of a unit"""
    venue_id: int | None = None


def list_summoned(
    db: Session, conference: Conference, filters: Filters, page_number: int
) -> Page[tuple[Summons, str]]:
    """Summoned people (with the name of their unit) in name order, one page of them."""
    question = (
        select(Summons)
        .join(Person, Person.id == Summons.person_id)
        .where(Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED)
        .options(joinedload(Summons.person), joinedload(Summons.venue))
        .order_by(Person.sort_key, Person.id)
    )
    if fold(filters.words):
        question = question.where(matches(filters.words))
    if filters.venue_id is not None:
        question = question.where(Summons.venue_id == filters.venue_id)
    if filters.people is not None:
        question = question.where(Summons.person_id.in_(filters.people))
    page = paginate(db, question, page_number)
    names = unit_names(db, Tree.STATE, [each.person_id for each in page.items], conference)
    return page.map(lambda each: (each, names.get(each.person_id, "")))


def unit_names(
    db: Session, tree: Tree, person_ids: Collection[int], conference: Conference
) -> dict[int, str]:
    """person id → name of their unit in a tree, as of the day of the conference."""
    day = clock.local(conference.starts_at).date()
    picture: UnitTree = load_tree(db, tree, day)
    units = units_of_people(db, tree, day, person_ids)
    return {
        person_id: picture.name(unit_id)
        for person_id, unit_id in units.items()
        if unit_id in picture
    }


def positions(db: Session, people: Collection[Person], conference: Conference) -> dict[int, str]:
    """person id → the position each held on the day of the conference. One query."""
    day = clock.local(conference.starts_at).date()
    then = other_standings_on(db, day, {each.id for each in people})
    return {each.id: then.get(each.id, each).position for each in people}


def _by_name(question: Select[Person]) -> Select[Person]:
    return question.order_by(Person.sort_key, Person.id)
