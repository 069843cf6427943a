"""the trace names whom a list showed and keeps what was changed; the register keeps the printed name"""

import json

import sqlalchemy as sa
from alembic import op

from lms import clock
from lms.db import UTCDateTime
from lms.db.append_only import kept_for_years_statements, kept_until_forgotten_statements
from lms.text import fold

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FROM_HERE_ON = "names kept from here on"


def upgrade() -> None:
    op.add_column("access_entries", sa.Column("shown", sa.Integer(), nullable=True))
    op.add_column("access_entries", sa.Column("shows_party", sa.Boolean(), nullable=True))
    _create_reaches()
    _create_changes()
    _say_since_when()
    _keep_printed_names()


def _create_reaches() -> None:
    op.create_table(
        "access_reaches",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("members", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["access_entries.id"], name=op.f("fk_access_reaches_entry_id_access_entries")
        ),
        sa.PrimaryKeyConstraint("block", "entry_id", "members", name=op.f("pk_access_reaches")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_reaches_entry_id"), "access_reaches", ["entry_id"])
    for statement in kept_for_years_statements("access_reaches", op.get_bind().dialect.name):
        op.execute(statement)


def _create_changes() -> None:
    op.create_table(
        "person_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=255), nullable=False),
        sa.Column("after", sa.String(length=255), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_changes_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_person_changes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_changes")),
    )
    for columns in (["person_id", "id"], ["entry_id", "person_id"]):
        name = op.f(f"ix_person_changes_{'_'.join(columns)}")
        op.create_index(name, "person_changes", columns)
    for statement in kept_until_forgotten_statements("person_changes", op.get_bind().dialect.name):
        op.execute(statement)


def _say_since_when() -> None:
    """Entries of before do not say whom a list showed: the trace itself tells from when on they do."""
    entries = sa.table(
        "access_entries",
        sa.column("action", sa.String),
        sa.column("subject", sa.String),
        sa.column("detail", sa.String),
        sa.column("at", UTCDateTime),
    )
    if op.get_bind().scalar(sa.select(sa.literal(1)).select_from(entries).limit(1)):
        op.execute(
            entries.insert().values(
                action=FROM_HERE_ON, subject="trace", detail="", at=clock.now()
            )
        )


def _keep_printed_names() -> None:
    """The folded name of a certificate as printed, by which the register finds it whatever becomes of the record."""
    op.add_column(
        "certificates",
        sa.Column("name_fold", sa.String(length=160), nullable=False, server_default=""),
    )
    op.create_index(op.f("ix_certificates_name_fold"), "certificates", ["name_fold"])
    certificates = sa.table(
        "certificates",
        sa.column("id", sa.Integer),
        sa.column("frozen", sa.JSON),
        sa.column("name_fold", sa.String),
    )
    connection = op.get_bind()
    for number, frozen in connection.execute(
        sa.select(certificates.c.id, certificates.c.frozen)
    ).all():
        face = json.loads(frozen) if isinstance(frozen, str) else frozen
        connection.execute(
            certificates.update()
            .where(certificates.c.id == number)
            .values(name_fold=fold(face["name"])[:160])
        )
