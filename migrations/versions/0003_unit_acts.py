"""units are founded, renamed, moved, merged, split and closed by dated acts"""

import sqlalchemy as sa
from alembic import op

from lms.db.append_only import append_only_statements
from lms.db.tables import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LEDGERS = ("unit_acts", "unit_act_units", "unit_act_changes")


def upgrade() -> None:
    op.create_table(
        "unit_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(160), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("people_moved", sa.Integer(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_acts")),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["unit_acts.id"], name=op.f("fk_unit_acts_undoes_id_unit_acts")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_unit_acts_recorded_by_accounts")
        ),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_unit_acts_undoes_id")),
    )
    op.create_table(
        "unit_act_units",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("act_id", "unit_id", "part", name=op.f("pk_unit_act_units")),
        sa.ForeignKeyConstraint(
            ["act_id"], ["unit_acts.id"], name=op.f("fk_unit_act_units_act_id_unit_acts")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_unit_act_units_unit_id_units")
        ),
    )
    op.create_index(op.f("ix_unit_act_units_unit_id"), "unit_act_units", ["unit_id"])
    op.create_table(
        "unit_act_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("ledger", sa.String(32), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(32), nullable=False),
        sa.Column("was_ends_on", sa.Date(), nullable=True),
        sa.Column("was_unit_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_act_changes")),
        sa.ForeignKeyConstraint(
            ["act_id"], ["unit_acts.id"], name=op.f("fk_unit_act_changes_act_id_unit_acts")
        ),
    )
    op.create_index(op.f("ix_unit_act_changes_act_id"), "unit_act_changes", ["act_id"])
    for table in LEDGERS:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_index("ix_memberships_unit_id_person_id", table_name="memberships")
    op.create_index(
        op.f("ix_memberships_unit_id_starts_on_ends_on_person_id"),
        "memberships",
        ["unit_id", "starts_on", "ends_on", "person_id"],
    )
