"""words by which people are found name them without a foreign key: they are derived, and checked by the million when lists come in"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLE, NAME = "person_words", "fk_person_words_person_id_people"
WITHOUT_ROWID = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """SQLite can only write the table anew, which is done in its order."""
    with op.batch_alter_table(TABLE, table_kwargs=WITHOUT_ROWID) as batch_op:
        batch_op.drop_constraint(NAME, type_="foreignkey")


def downgrade() -> None:
    words, people = sa.table(TABLE, sa.column("person_id")), sa.table("people", sa.column("id"))
    op.execute(sa.delete(words).where(words.c.person_id.not_in(sa.select(people.c.id))))
    with op.batch_alter_table(TABLE, table_kwargs=WITHOUT_ROWID) as batch_op:
        batch_op.create_foreign_key(NAME, "people", ["person_id"], ["id"])
