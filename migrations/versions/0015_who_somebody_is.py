"""people made anonymous, and those whose address or code nobody vouches for, are marked as such; links for forgotten passwords"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


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
    op.create_table(
        "password_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_password_links_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_links")),
    )
    op.create_index(
        op.f("ix_password_links_account_id_asked_at"), "password_links", ["account_id", "asked_at"]
    )


def downgrade() -> None:
    op.drop_table("password_links")
    op.drop_column("people", "needs_vouching")
    op.drop_column("people", "is_anonymous")
