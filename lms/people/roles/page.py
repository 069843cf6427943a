"""docs/permissions.md: the tables of rights and every endpoint, written from the running product."""

from typing import Final

from flask import Flask

from lms.config import ROOT
from lms.people.roles.table import ROLES, Reach, RightRow, endpoint_rows, right_groups
from lms.web.i18n import in_locale

PATH: Final = ROOT / "docs" / "permissions.md"
_HEAD: Final = """\
# Who may do what

Written by `flask --app wsgi rights write` from the policies; a test holds that this page is up to date, and another
calls every endpoint as every role, inside and outside its grant, and holds the answers to the tables of rights.

| Cell | Means |
|---|---|
| yes | over anything |
| cut | open to the role; it shows and takes only what lies within the grant |
| within | over what belongs to the unit (with all below it), conference or venue under the grant, or is meant for its people |
| own | over what is the person's own only |
| if everywhere | only when granted over everything |
| no | answered like what does not exist: 404 |

A learner's rights are everybody's. A role holds from its first day to its last, unless it was ended before.
Strangers are sent to sign in.

## Rights

"""
_MIDDLE: Final = """
## Endpoints

"""


def write_page(app: Flask) -> str:
    """The page as it should be."""
    with app.test_request_context(), in_locale("en"):
        tables = "\n".join(
            f"### {group.under}\n\n{_rights_table(group.rows)}" for group in right_groups()
        )
    endpoints = [
        [f"`{row.endpoint}`", "<br>".join(f"`{each}`" for each in row.addresses), row.policy]
        for row in endpoint_rows(app)
    ]
    return _HEAD + tables + _MIDDLE + _table(["Endpoint", "Address", "Right"], endpoints)


def read_rights(page: str) -> dict[str, dict[str, Reach]]:
    """The tables of rights as they are written: right → role → reach."""
    found: dict[str, dict[str, Reach]] = {}
    roles: list[str] = []
    for line in page.partition("## Rights")[2].partition("## Endpoints")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| Right |"):
            roles = cells[2:]
        elif line.startswith("| `"):
            reaches = (Reach(cell) for cell in cells[2:])
            found[cells[0].strip("`")] = dict(zip(roles, reaches, strict=True))
    return found


def _rights_table(rows: tuple[RightRow, ...]) -> str:
    head = ["Right", "What", *(role.value for role in ROLES)]
    lines = [
        [f"`{row.permission}`", str(row.what), *(each.value for each in row.reaches)]
        for row in rows
    ]
    return _table(head, lines)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
