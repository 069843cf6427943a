"""Who stands in no unit: the database itself keeps their list, so that nobody has to look through everybody for them.

In it is whoever has not left, nor is said to leave, and has no place in the state tree without a last day. Most
offices have a few of them, whom no report counts.
"""

from typing import Final

from sqlalchemy import Table

from lms.db.creation import create_with

UNPLACED: Final = "people_in_no_unit"
_PLACES: Final = "memberships"
_OPEN: Final = "tree = 'state' AND ends_on IS NULL"
_NO_PLACE: Final = (
    "people.left_on IS NULL AND NOT EXISTS (SELECT 1 FROM memberships AS held "
    "WHERE held.person_id = people.id AND held.tree = 'state' AND held.ends_on IS NULL)"
)
FILL: Final = f"INSERT INTO {UNPLACED} (person_id) SELECT id FROM people WHERE {_NO_PLACE}"
"""Lists who is on record already."""
_ONCE: Final = "ON CONFLICT (person_id) DO NOTHING"


def _goes(person: str) -> str:
    return f"DELETE FROM {UNPLACED} WHERE person_id = {person}; "


def _comes(person: str) -> str:
    """Somebody, if it is so."""
    return f"{FILL} AND people.id = {person} {_ONCE}; "


_IS_OPEN: Final = "{row}.tree = 'state' AND {row}.ends_on IS NULL"
_SQLITE_ACTS: Final = (
    (
        "people_unplaced_insert",
        "INSERT ON people WHEN NEW.left_on IS NULL",
        f"INSERT INTO {UNPLACED} (person_id) VALUES (NEW.id); ",
    ),
    (
        "people_unplaced_update",
        "UPDATE OF left_on ON people WHEN OLD.left_on IS NOT NEW.left_on",
        _goes("NEW.id") + _comes("NEW.id"),
    ),
    ("people_unplaced_delete", "DELETE ON people", _goes("OLD.id")),
    (
        f"{_PLACES}_unplaced_insert",
        f"INSERT ON {_PLACES} WHEN {_IS_OPEN.format(row='NEW')}",
        _goes("NEW.person_id"),
    ),
    (
        f"{_PLACES}_unplaced_update",
        f"UPDATE OF person_id, tree, ends_on ON {_PLACES} "
        "WHEN OLD.ends_on IS NOT NEW.ends_on OR OLD.tree <> NEW.tree OR OLD.person_id <> NEW.person_id",
        "".join(_goes(f"{row}.person_id") + _comes(f"{row}.person_id") for row in ("OLD", "NEW")),
    ),
    (
        f"{_PLACES}_unplaced_delete",
        f"DELETE ON {_PLACES} WHEN {_IS_OPEN.format(row='OLD')}",
        _comes("OLD.person_id"),
    ),
)
_SQLITE: Final = tuple(
    f"CREATE TRIGGER {name} AFTER {on} BEGIN {work}END" for name, on, work in _SQLITE_ACTS
)
_LEFT_ALONE: Final = (
    f"DELETE FROM {UNPLACED} WHERE person_id IN (SELECT person_id FROM come WHERE {_OPEN}); "
)
_LET_GO: Final = f"{FILL} AND people.id IN (SELECT person_id FROM gone WHERE {_OPEN}) {_ONCE}; "


def _postgresql_function(name: str, insert: str, update: str, delete: str) -> str:
    return (
        f"CREATE FUNCTION {name}_unplaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {insert}ELSIF TG_OP = 'DELETE' THEN {delete}"
        f"ELSE {update}END IF; RETURN NULL; END $$"
    )


def _postgresql_trigger(table: str, act: str, told: str) -> str:
    return (
        f"CREATE TRIGGER {table}_unplaced_{act.split()[0].lower()} AFTER {act} ON {table} "
        f"{told} EXECUTE FUNCTION {table}_unplaced()"
    )


_COME, _GONE = "NEW TABLE AS come", "OLD TABLE AS gone"
_POSTGRESQL: Final = (
    _postgresql_function(
        "people",
        f"INSERT INTO {UNPLACED} (person_id) SELECT id FROM come WHERE left_on IS NULL; ",
        _goes("NEW.id") + _comes("NEW.id"),
        f"DELETE FROM {UNPLACED} WHERE person_id IN (SELECT id FROM gone); ",
    ),
    _postgresql_trigger("people", "INSERT", f"REFERENCING {_COME} FOR EACH STATEMENT"),
    _postgresql_trigger(
        "people",
        "UPDATE OF left_on",
        "FOR EACH ROW WHEN (OLD.left_on IS DISTINCT FROM NEW.left_on)",
    ),
    _postgresql_trigger("people", "DELETE", f"REFERENCING {_GONE} FOR EACH STATEMENT"),
    _postgresql_function(_PLACES, _LEFT_ALONE, _LEFT_ALONE + _LET_GO, _LET_GO),
    *(
        _postgresql_trigger(_PLACES, act, f"REFERENCING {rows} FOR EACH STATEMENT")
        for act, rows in (("INSERT", _COME), ("UPDATE", f"{_GONE} {_COME}"), ("DELETE", _GONE))
    ),
)


def unplaced_statements(dialect: str) -> tuple[str, ...]:
    """The DDL by which the list is kept, for migrations; whoever changes places or people holds their stamp first."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]


def unplaced(places: Table) -> None:
    """Keep the list whenever the tables are created from the metadata, that of places last; the migration does the same."""
    create_with(places, unplaced_statements)
