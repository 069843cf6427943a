"""people made anonymous, and those whose address or code nobody vouches for, are marked as such; links for forgotten passwords; a name to sort by"""

import sqlalchemy as sa
from alembic import op

from lms.db.stamps import PEOPLE_STAMPS, stamp_statements

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COMPARED = (
    "personnel_code",
    "full_name",
    "born_on",
    "birth_year",
    "sex",
    "position",
    "category",
    "party_status",
    "is_exempt",
    "email",
    "phone",
    "note",
    "list_no",
    "left_on",
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("is_anonymous", "needs_vouching"):
        op.add_column(
            "people", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.add_column(
        "people", sa.Column("sort_name", sa.String(160), nullable=False, server_default="")
    )
    _stamp_people((*COMPARED, "sort_name"))
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


def _stamp_people(columns: tuple[str, ...]) -> None:
    """Let an update of these columns, in place of the former ones, change the stamp of people."""
    dialect = op.get_bind().dialect.name
    for statement in stamp_statements("people", dialect, PEOPLE_STAMPS, columns):
        if dialect == "sqlite" and statement.startswith("CREATE TRIGGER people_stamp_update "):
            op.execute("DROP TRIGGER people_stamp_update")
            op.execute(statement)
        elif statement.startswith("CREATE TRIGGER people_stamp "):
            op.execute("DROP TRIGGER people_stamp ON people")
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("password_links")
    _stamp_people(COMPARED)
    op.drop_column("people", "sort_name")
    op.drop_column("people", "needs_vouching")
    op.drop_column("people", "is_anonymous")
