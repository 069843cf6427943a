"""positions in the Party beside those in the office; places of somebody, and people to vouch for, and filtered lists read from an index alone"""

import sqlalchemy as sa
from alembic import op

from lms.db.stamps import PEOPLE_STAMPS, stamp_statements

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

POSITION = "party_position"
TABLES = ("people", "person_standings")
BY_PERSON = "ix_memberships_by_person"
BEFORE = "ix_memberships_person_id_tree_starts_on"
WAITING = "ix_people_to_vouch_for"
OVER = "ix_memberships_over"
BY_NAME = "ix_people_in_name_order"
NAMES = ["sort_key", "id", "left_on", "name_fold", "full_name"]
FILTERS = ["category", "party_status", "is_exempt"]
CHANCE = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
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
    "sort_name",
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table, sa.Column(POSITION, sa.String(160), nullable=False, server_default="")
        )
    _stamp_people((*COMPARED, POSITION))
    op.create_index(
        BY_PERSON, "memberships", ["person_id", "tree", "starts_on", "ends_on", "unit_id"]
    )
    op.drop_index(BEFORE, table_name="memberships")
    op.create_index(
        OVER,
        "memberships",
        ["unit_id", "ends_on", "person_id"],
        sqlite_where=sa.text("ends_on IS NOT NULL"),
        postgresql_where=sa.text("ends_on IS NOT NULL"),
    )
    op.drop_index(BY_NAME, table_name="people")
    op.create_index(BY_NAME, "people", NAMES + FILTERS)
    op.create_index(
        WAITING,
        "people",
        ["sort_key", "id"],
        sqlite_where=sa.text("needs_vouching IS 1"),
        postgresql_where=sa.text("needs_vouching IS true"),
    )


def _stamp_people(columns: tuple[str, ...]) -> None:
    """Let an update of these columns, in place of the former ones, change the stamp of people.

    It changes now, too: previews of imports made before know nothing of the column, and are to be made anew.
    """
    dialect = op.get_bind().dialect.name
    for statement in stamp_statements("people", dialect, PEOPLE_STAMPS, columns):
        if dialect == "sqlite" and statement.startswith("CREATE TRIGGER people_stamp_update "):
            op.execute("DROP TRIGGER people_stamp_update")
            op.execute(statement)
        elif statement.startswith("CREATE TRIGGER people_stamp "):
            op.execute("DROP TRIGGER people_stamp ON people")
            op.execute(statement)
    op.execute(f"UPDATE {PEOPLE_STAMPS} SET stamp = {CHANCE[dialect]}")


def downgrade() -> None:
    op.drop_index(WAITING, table_name="people")
    op.drop_index(BY_NAME, table_name="people")
    op.create_index(BY_NAME, "people", NAMES)
    op.drop_index(OVER, table_name="memberships")
    op.create_index(BEFORE, "memberships", ["person_id", "tree", "starts_on"])
    op.drop_index(BY_PERSON, table_name="memberships")
    _stamp_people(COMPARED)
    for table in TABLES:
        op.drop_column(table, POSITION)
