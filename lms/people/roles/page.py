"""docs/permissions.md: the table of rights and every endpoint, written from the running product."""

from typing import Final

from flask import Flask

from lms.config import ROOT
from lms.people.roles.table import ROLES, Reach, endpoint_rows, right_rows
from lms.web.i18n import in_locale

PATH: Final = ROOT / "docs" / "permissions.md"
_HEAD: Final = """\
# Who may do what

Written by `flask --app wsgi rights write` from the policies; a test holds that this page is up to date, and another
calls every endpoint as every role, inside and outside its grant, and holds the answers to the first table.

| Cell | Means |
|---|---|
| yes | over anything |
| within | over what belongs to the unit (with all below it), conference or venue under the grant, or is meant for its people |
| own | over what is the person's own only |
| if everywhere | only when granted over everything |
| no | answered like what does not exist: 404 |

A learner's rights are everybody's. A role holds from its first day to its last, unless it was ended before.
Where a list or a file is open to a role, it is cut to what lies within the grant. Strangers are sent to sign in.

## Rights

"""
_MIDDLE: Final = """
## Endpoints

"""


def write_page(app: Flask) -> str:
    """The page as it should be."""
    with app.test_request_context(), in_locale("en"):
        head = ["Right", "What", *(role.value for role in ROLES)]
        lines = [
            [f"`{row.permission}`", str(row.what), *(_cell(each) for each in row.reaches)]
            for row in right_rows()
        ]
    endpoints = [
        [f"`{row.endpoint}`", "<br>".join(f"`{each}`" for each in row.addresses), row.policy]
        for row in endpoint_rows(app)
    ]
    return (
        _HEAD + _table(head, lines) + _MIDDLE + _table(["Endpoint", "Address", "Right"], endpoints)
    )


def read_rights(page: str) -> dict[str, dict[str, Reach]]:
    """The first table as it is written: right → role → reach."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in page.partition("## Rights")[2].partition("## Endpoints")[0].splitlines()
        if line.startswith("|")
    ]
    roles = rows[0][2:]
    return {
        row[0]: dict(zip(roles, (Reach(cell) for cell in row[2:]), strict=True)) for row in rows[2:]
    }


def _cell(reach: Reach) -> str:
    return reach.value


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
