"""an index by which those who left are listed, the last ones first"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LEFT = sa.text("left_on IS NOT NULL")


def upgrade() -> None:
    """Over leavers alone: one in ten people at most."""
    op.create_index(
        "ix_people_who_left",
        "people",
        ["left_on", "id"],
        sqlite_where=LEFT,
        postgresql_where=LEFT,
    )
