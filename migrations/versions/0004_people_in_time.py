"""people in time: what they were from one day to another, and the words that find them"""

import sqlalchemy as sa
from alembic import op

from lms.people.word_index import words_of_person


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_standings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("position", sa.String(length=160), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("party_status", sa.String(32), nullable=False),
        sa.Column("is_exempt", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_person_standings_period"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_standings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_standings")),
        sa.UniqueConstraint(
            "person_id", "starts_on", name=op.f("uq_person_standings_person_id_starts_on")
        ),
    )
    op.create_table(
        "person_words",
        sa.Column("word", sa.LargeBinary(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=161), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_words_person_id_people")
        ),
        sa.PrimaryKeyConstraint("word", "person_id", name=op.f("pk_person_words")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("person_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_words_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_sort_key"))
        batch_op.create_index(
            "ix_people_in_list_order", ["list_no", "sort_key", "id", "left_on"], unique=False
        )
        batch_op.create_index(
            "ix_people_in_name_order", ["sort_key", "id", "left_on", "name_fold"], unique=False
        )
    op.create_index(
        op.f("ix_memberships_person_id_tree_starts_on"),
        "memberships",
        ["person_id", "tree", "starts_on"],
    )
    _fill_words()


def _fill_words() -> None:
    """Those on record are found from the first minute."""
    connection = op.get_bind()
    people = connection.execute(
        sa.text("SELECT id, name_fold, personnel_code, email, phone FROM people")
    ).all()
    words = sa.table("person_words", sa.column("word"), sa.column("person_id"), sa.column("name"))
    for start in range(0, len(people), 1_000):
        rows = [
            {"word": word.encode(), "person_id": each.id, "name": f" {each.name_fold}"}
            for each in people[start : start + 1_000]
            for word in sorted(words_of_person(*each[1:]))
        ]
        connection.execute(sa.insert(words), rows)
