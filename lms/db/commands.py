"""What every command that works on the database begins with."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from lms.db.boundary import current_database
from lms.db.migrate import UnusableDatabase, make_ready

P = ParamSpec("P")
R = TypeVar("R")


def on_ready_database(command: Callable[P, R]) -> Callable[P, R]:
    """Bring the database to this version before the command runs, as a start of the product does.

    So that an import works before anybody started the server, and after an update as well. Goes
    below `@with_appcontext`; what makes a database unusable is one sentence and status 1.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            make_ready(current_database())
        except UnusableDatabase as error:
            raise click.ClickException(str(error)) from error
        return command(*args, **kwargs)

    return run
