"""Which entries of the trace are about somebody."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from lms.people.models import AccessEntry
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import place_of


def concerns(person_id: int) -> ColumnElement[bool]:
    """Condition: the entry is about the person, or about many of whom the person is one. Each is found by an index."""
    other = aliased(AccessEntry)
    own = select(other.id).where(other.subject == "person", other.subject_id == person_id)
    block, bit = place_of(person_id)
    among = select(AccessReach.entry_id).where(
        AccessReach.block == block, AccessReach.members.bitwise_and(bit) != 0
    )
    return AccessEntry.id.in_(own.union_all(among))
