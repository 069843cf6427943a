"""requests about personal data, notices, anonymous leavers; the trace is found by every filter"""

import sqlalchemy as sa
from alembic import op

from lms.db.append_only import append_only_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LEDGERS = ("anonymisations", "privacy_notices")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _index_the_trace()
    _create_requests()
    _create_notices()
    op.create_table(
        "anonymisations",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        _key("anonymisations", "person_id", "people"),
        _key("anonymisations", "done_by", "accounts"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_anonymisations")),
    )
    for table in LEDGERS:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def _index_the_trace() -> None:
    op.drop_index(op.f("ix_access_entries_account_id"), "access_entries")
    op.drop_index(op.f("ix_access_entries_subject_subject_id"), "access_entries")
    for columns in (
        ["at", "id"],
        ["account_id", "at", "id"],
        ["action", "at", "id"],
        ["subject", "subject_id", "at", "id"],
    ):
        op.create_index(op.f(f"ix_access_entries_{'_'.join(columns)}"), "access_entries", columns)


def _create_requests() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("fulfil_by", sa.Date(), nullable=False),
        sa.Column("extended_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "extended_days BETWEEN 0 AND 15", name=op.f("ck_privacy_requests_extension")
        ),
        _key("privacy_requests", "person_id", "people"),
        _key("privacy_requests", "filed_by", "accounts"),
        _key("privacy_requests", "handled_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    for columns in (["person_id"], ["state", "answer_by"]):
        name = op.f(f"ix_privacy_requests_{'_'.join(columns)}")
        op.create_index(name, "privacy_requests", columns)


def _create_notices() -> None:
    op.create_table(
        "privacy_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        _key("privacy_notices", "published_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notices")),
    )
    op.create_table(
        "notice_acknowledgements",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        _key("notice_acknowledgements", "account_id", "accounts"),
        _key("notice_acknowledgements", "notice_id", "privacy_notices"),
        sa.PrimaryKeyConstraint(
            "account_id", "notice_id", name=op.f("pk_notice_acknowledgements")
        ),
    )


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}")
    )
