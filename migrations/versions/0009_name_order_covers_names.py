"""people by position; the index of the name order holds the name as written, for searching as one types"""

import sqlalchemy as sa
from alembic import op

from lms.people.position_ranks import UNRANKED, position_rank

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_people_in_name_order"
BY_POSITION = "ix_people_in_position_order"
COLUMNS = ["sort_key", "id", "left_on", "name_fold"]


def upgrade() -> None:
    op.drop_index(INDEX, "people")
    op.create_index(INDEX, "people", [*COLUMNS, "full_name"], unique=False)
    op.add_column(
        "people",
        sa.Column("position_rank", sa.Integer(), nullable=False, server_default=str(UNRANKED)),
    )
    _rank_positions()
    op.create_index(BY_POSITION, "people", ["position_rank", "sort_key", "id", "left_on"])


def _rank_positions() -> None:
    people = sa.table("people", sa.column("position"), sa.column("position_rank"))
    for position in op.get_bind().scalars(sa.select(people.c.position).distinct()).all():
        ranked = sa.update(people).where(people.c.position == position)
        op.execute(ranked.values(position_rank=position_rank(position)))


def downgrade() -> None:
    op.drop_index(BY_POSITION, "people")
    op.drop_column("people", "position_rank")
    op.drop_index(INDEX, "people")
    op.create_index(INDEX, "people", COLUMNS, unique=False)
