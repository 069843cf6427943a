"""activation slips; rows of imports are found by whom they are about"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
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
    for name, column, rows in (
        ("ix_import_rows_person", "person_id", sa.text("person_id IS NOT NULL")),
        ("ix_import_rows_stranger", "name", sa.text("person_id IS NULL")),
    ):
        op.create_index(
            name, "import_rows", [column], sqlite_where=rows, postgresql_where=rows
        )
