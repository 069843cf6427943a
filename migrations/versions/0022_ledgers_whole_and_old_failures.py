"""ledgers cannot be emptied at once on PostgreSQL either; old counts of failed sign-ins are found by an index"""

from alembic import op

from lms.db.append_only import whole_statements

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LEDGERS = (
    "access_entries",
    "access_reaches",
    "anonymisations",
    "evidence",
    "headcounts",
    "outcomes",
    "person_changes",
    "privacy_notices",
    "scans",
    "sign_offs",
    "unit_act_changes",
    "unit_act_units",
    "unit_acts",
)


def upgrade() -> None:
    op.create_index(op.f("ix_sign_in_failures_last_at"), "sign_in_failures", ["last_at"])
    for table in _LEDGERS:
        for statement in whole_statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _LEDGERS:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.drop_index(op.f("ix_sign_in_failures_last_at"), table_name="sign_in_failures")
