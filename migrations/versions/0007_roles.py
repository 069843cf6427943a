"""roles over conferences and venues, reasons of grants, stamps of the unit trees"""

import sqlalchemy as sa
from alembic import op

from lms.db.stamps import stamp_statements

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STAMPED = ("units", "unit_names", "unit_placements")


def upgrade() -> None:
    with op.batch_alter_table("role_grants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reason", sa.String(255), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("end_reason", sa.String(255), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grants_ended_by_accounts"), "accounts", ["ended_by"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grants_one_scope"), "unit_id IS NULL OR place_id IS NULL"
        )
        batch_op.create_index(
            batch_op.f("ix_role_grants_role_place_id"), ["role", "place_id"], unique=False
        )
    with op.batch_alter_table("role_grants", schema=None) as batch_op:
        batch_op.alter_column("reason", server_default=None)
        batch_op.alter_column("end_reason", server_default=None)
    # Heads of Party organisations were unit heads until there were committees.
    op.execute(
        "UPDATE role_grants SET role = 'cell committee' WHERE role = 'unit head' "
        "AND unit_id IN (SELECT id FROM units WHERE tree = 'party')"
    )
    op.create_table(
        "unit_stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_stamps")),
    )
    for table in STAMPED:
        for statement in stamp_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
