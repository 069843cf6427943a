"""sittings that have not ended: whoever checks in asks which of them overlap"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_study_sessions_ends_at", "study_sessions", ["ends_at"])


def downgrade() -> None:
    op.drop_index("ix_study_sessions_ends_at", table_name="study_sessions")
