"""previews of imports keep what they would write, and a stamp tells whether it still stands"""

import sqlalchemy as sa
from alembic import op

from lms.db.stamps import PEOPLE_STAMPS, stamp_statements

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ADDED = {"import_runs": "frozen", "import_rows": "act"}
STAMPED = {
    "people": (
        "personnel_code",
        "full_name",
        "born_on",
        "birth_year",
        "sex",
        "position",
        "category",
        "party_status",
        "is_exempt",
        "email",
        "phone",
        "note",
        "list_no",
        "left_on",
    ),
    "memberships": (),
    "accounts": ("person_id", "login"),
}


def upgrade() -> None:
    for table, column in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)
    op.create_table(
        PEOPLE_STAMPS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_stamps")),
    )
    dialect = op.get_bind().dialect.name
    for table, columns in STAMPED.items():
        for statement in stamp_statements(table, dialect, PEOPLE_STAMPS, columns):
            op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in STAMPED:
        if is_sqlite:
            for act in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_stamp_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_stamp ON {table}")
            op.execute(f"DROP FUNCTION {table}_stamp()")
    op.drop_table(PEOPLE_STAMPS)
    for table, column in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
