"""the index of the name order holds the name as it is written, so that searching as one types reads nothing else"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_people_in_name_order"
COLUMNS = ["sort_key", "id", "left_on", "name_fold"]


def upgrade() -> None:
    op.drop_index(INDEX, "people")
    op.create_index(INDEX, "people", [*COLUMNS, "full_name"], unique=False)


def downgrade() -> None:
    op.drop_index(INDEX, "people")
    op.create_index(INDEX, "people", COLUMNS, unique=False)
