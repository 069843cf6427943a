"""ledgers refuse changes, and what they name is kept"""

from alembic import op

from lms.db.append_only import append_only_statements, held_statements, kept_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LEDGERS = ("outcomes", "access_entries", "evidence", "scans", "headcounts", "sign_offs")
NAMED_BY_THEM = ("people", "activities")
NAMING_A_GATE = "study_session_id = OLD.study_session_id AND gate_id = OLD.id"
CHECK_INS = (20_210_327, 65_536)


def upgrade() -> None:
    for table in LEDGERS:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
    for table in NAMED_BY_THEM:
        for statement in kept_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
    for statement in held_statements(
        "gates", "evidence", NAMING_A_GATE, CHECK_INS, op.get_bind().dialect.name
    ):
        op.execute(statement)
