"""people made anonymous, and those whose address or code nobody vouches for, are marked as such"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("is_anonymous", "needs_vouching"):
        op.add_column(
            "people", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    people = sa.table("people", sa.column("id"), sa.column("is_anonymous", sa.Boolean()))
    done = sa.table("anonymisations", sa.column("person_id"))
    op.execute(
        sa.update(people)
        .where(people.c.id.in_(sa.select(done.c.person_id)))
        .values(is_anonymous=sa.true())
    )


def downgrade() -> None:
    op.drop_column("people", "needs_vouching")
    op.drop_column("people", "is_anonymous")
