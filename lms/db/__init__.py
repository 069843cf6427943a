"""The database as the rest of the product sees it: tables, transactions and who commits."""

from lms.db.append_only import append_only, kept, kept_for_years, kept_until_forgotten
from lms.db.boundary import (
    commits_in_group,
    get_db,
    in_group,
    in_group_with,
    look,
    transaction,
    writes,
)
from lms.db.engine import Database
from lms.db.tables import Base, UTCDateTime, enum_type

__all__ = [
    "Base",
    "Database",
    "UTCDateTime",
    "append_only",
    "commits_in_group",
    "enum_type",
    "get_db",
    "in_group",
    "in_group_with",
    "kept",
    "kept_for_years",
    "kept_until_forgotten",
    "look",
    "transaction",
    "writes",
]
