"""places of somebody read from an index alone; people to vouch for in an index of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BY_PERSON = "ix_memberships_by_person"
BEFORE = "ix_memberships_person_id_tree_starts_on"
WAITING = "ix_people_to_vouch_for"


def upgrade() -> None:
    op.create_index(
        BY_PERSON, "memberships", ["person_id", "tree", "starts_on", "ends_on", "unit_id"]
    )
    op.drop_index(BEFORE, table_name="memberships")
    op.create_index(
        WAITING,
        "people",
        ["sort_key", "id"],
        sqlite_where=sa.text("needs_vouching IS 1"),
        postgresql_where=sa.text("needs_vouching IS true"),
    )


def downgrade() -> None:
    op.drop_index(WAITING, table_name="people")
    op.create_index(BEFORE, "memberships", ["person_id", "tree", "starts_on"])
    op.drop_index(BY_PERSON, table_name="memberships")
