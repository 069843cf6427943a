"""activation slips; rows of imports are found by whom they are about; lists and the trace have an end"""

import sqlalchemy as sa
from alembic import op

from lms.db.append_only import kept_for_years_statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("used_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "activation_slips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_activation_slips_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["accounts.id"], name=op.f("fk_activation_slips_issued_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_slips")),
    )
    op.create_index(op.f("ix_activation_slips_account_id"), "activation_slips", ["account_id"])
    op.create_index(
        "uq_activation_slips_open",
        "activation_slips",
        ["account_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.add_column("import_runs", sa.Column("file_removed_at", MOMENT, nullable=True))
    _let_the_trace_end()
    for name, column, rows in (
        ("ix_import_rows_person", "person_id", sa.text("person_id IS NOT NULL")),
        ("ix_import_rows_stranger", "name", sa.text("person_id IS NULL")),
    ):
        op.create_index(
            name, "import_rows", [column], sqlite_where=rows, postgresql_where=rows
        )


def _let_the_trace_end() -> None:
    """Entries of the trace may be deleted after years, in place of never."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.execute("DROP TRIGGER access_entries_no_update")
        op.execute("DROP TRIGGER access_entries_no_delete")
    else:
        op.execute("DROP TRIGGER access_entries_append_only ON access_entries")
        op.execute("DROP FUNCTION access_entries_append_only")
    for statement in kept_for_years_statements("access_entries", dialect):
        op.execute(statement)
