"""a second person's word on imports by which many would leave; people found by kind"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("decision = 'open'")


def upgrade() -> None:
    op.create_table(
        "import_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(500), nullable=False),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_import_approvals_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_runs.id"], name=op.f("fk_import_approvals_run_id_import_runs")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_import_approvals_proposed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_import_approvals_decided_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_approvals")),
    )
    op.create_index(op.f("ix_import_approvals_run_id"), "import_approvals", ["run_id"])
    op.create_index(
        "uq_import_approvals_open",
        "import_approvals",
        ["run_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_people_by_kind", "people", ["category", "party_status", "is_exempt", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_people_by_kind", "people")
    op.drop_table("import_approvals")
