"""people whose words are still to be written; whom no list has numbered stands last in the order of the list"""

import sqlalchemy as sa
from alembic import op

from lms.people.list_numbers import UNNUMBERED

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PEOPLE = sa.table("people", sa.column("list_no"))


def upgrade() -> None:
    op.create_table(
        "people_without_words",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people_without_words")),
    )
    _renumber(0, UNNUMBERED)


def downgrade() -> None:
    op.drop_table("people_without_words")
    _renumber(UNNUMBERED, 0)


def _renumber(old: int, new: int) -> None:
    op.execute(sa.update(PEOPLE).where(PEOPLE.c.list_no == old).values(list_no=new))
