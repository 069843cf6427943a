"""how many places begin and end in each unit on which day, counted by the database"""

import sqlalchemy as sa
from alembic import op

from lms.db.tallies import FILL, TALLIES, tally_statements

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        TALLIES,
        sa.Column("unit_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_unit_tallies")),
        sqlite_with_rowid=False,
    )
    op.execute(FILL)
    for statement in tally_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER memberships_tally_{act}" + " ON memberships" * is_postgresql)
    if is_postgresql:
        op.execute("DROP FUNCTION memberships_tally()")
    op.drop_table(TALLIES)
