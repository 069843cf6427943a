"""people are found by any part of their code: its ends stand among the words of everybody on record"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

from lms.people.code_parts import INSIDE, ends_of_code, words_of_code
from lms.text import fold

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PEOPLE = sa.table("people", sa.column("id"), sa.column("name_fold"), sa.column("personnel_code"))
WORDS = sa.table(
    "person_words",
    sa.column("word", sa.LargeBinary),
    sa.column("person_id", sa.Integer),
    sa.column("name", sa.String),
)
LONGEST, TOGETHER = 80, 25_000


def upgrade() -> None:
    """Only what is new is written, in its order: the other words, by which names are found, stay where they lie."""
    connection = op.get_bind()
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    last = connection.scalar(sa.select(sa.func.max(PEOPLE.c.id))) or 0
    for start in range(0, last + 1, TOGETHER):
        some = PEOPLE.c.id.between(start, start + TOGETHER - 1), PEOPLE.c.personnel_code != ""
        people = connection.execute(sa.select(PEOPLE).where(*some)).all()
        rows = sorted(
            (word, person_id, " " + re.sub(r"[\W_]+", " ", name_fold))
            for person_id, name_fold, code in people
            for word in words_of(fold(code))
        )
        if rows:
            columns = "word", "person_id", "name"
            connection.execute(
                insert(WORDS).on_conflict_do_nothing(),
                [dict(zip(columns, row, strict=True)) for row in rows],
            )


def downgrade() -> None:
    first, after = INSIDE.encode(), bytes([ord(INSIDE) + 1])
    op.execute(sa.delete(WORDS).where(WORDS.c.word >= first, WORDS.c.word < after))


def words_of(code: str) -> list[bytes]:
    """The words of a folded code, as they are kept."""
    kept = (each.encode()[:LONGEST].decode(errors="ignore") for each in words_of_code(code) | ends_of_code(code))
    return list({each.encode() for each in kept})
