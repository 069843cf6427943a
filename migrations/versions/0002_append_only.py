"""ledgers refuse changes"""

from alembic import op

from lms.db.append_only import append_only_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LEDGERS = ("outcomes", "access_entries", "evidence", "scans", "headcounts", "sign_offs")


def upgrade() -> None:
    for table in LEDGERS:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
