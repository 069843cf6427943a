"""who stands in no unit, listed by the database"""

import sqlalchemy as sa
from alembic import op

from lms.db.unplaced import FILL, UNPLACED, unplaced_statements

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        UNPLACED,
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people_in_no_unit")),
    )
    op.execute(FILL)
    for statement in unplaced_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("memberships", "people"):
        for act in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_unplaced_{act}" + f" ON {table}" * is_postgresql)
        if is_postgresql:
            op.execute(f"DROP FUNCTION {table}_unplaced()")
    op.drop_table(UNPLACED)
