"""lists as of a day are ordered by the positions of that day"""

import sqlalchemy as sa
from alembic import op

from lms.people.position_ranks import position_rank

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person_standings",
        sa.Column("position_rank", sa.Integer(), server_default="90", nullable=False),
    )
    standings = sa.table(
        "person_standings", sa.column("position", sa.String), sa.column("position_rank", sa.Integer)
    )
    connection = op.get_bind()
    for position in connection.scalars(sa.select(standings.c.position).distinct()).all():
        connection.execute(
            sa.update(standings)
            .where(standings.c.position == position)
            .values(position_rank=position_rank(position))
        )


def downgrade() -> None:
    op.drop_column("person_standings", "position_rank")
