"""how an uploaded list is read: its columns as recognised, and what somebody said of them"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ADDED = {"reading": sa.Text(), "columns": sa.Text(), "headings": sa.String(length=32)}


def upgrade() -> None:
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        for name, kind in ADDED.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        for name in ADDED:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        for name in ADDED:
            batch_op.drop_column(name)
