"""people stand in the list that named them last, row by row: the order as in the imported list"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NOWHERE = 1_000_000_000
"""Of people without a number, and of those whom no list has named."""
OLD_LIST = 0
NAME = "ix_people_in_list_order"
AFTER = ("sort_key", "id", "left_on")
ADDED = ("list_rank", "list_row")


def upgrade() -> None:
    op.drop_index(NAME, table_name="people")
    for name in ADDED:
        op.add_column(
            "people", sa.Column(name, sa.Integer(), nullable=False, server_default=str(NOWHERE))
        )
    people = sa.table("people", *(sa.column(name, sa.Integer()) for name in ("list_no", *ADDED)))
    op.execute(
        sa.update(people)
        .where(people.c.list_no != NOWHERE)
        .values(list_rank=OLD_LIST, list_row=people.c.list_no)
    )
    op.create_index(NAME, "people", [*ADDED, *AFTER], unique=False)


def downgrade() -> None:
    op.drop_index(NAME, table_name="people")
    for name in ADDED:
        op.drop_column("people", name)
    op.create_index(NAME, "people", ["list_no", *AFTER], unique=False)
