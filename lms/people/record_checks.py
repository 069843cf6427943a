"""What a record typed by hand must be: the same that is asked of a list, so that both are one person's."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import ValidationError

from lms import clock
from lms.people.importing.cells import OLDEST, YOUNGEST, is_name, read_code, read_phone
from lms.people.importing.problems import Problem
from lms.web.i18n import gettext


def a_name(form: Any, field: Any) -> None:
    """Refuse what a list would be refused for: figures, brackets, addresses. What is on record stays."""
    if not _is_kept(form, field) and not is_name(field.data):
        raise ValidationError(gettext("“%(value)s” is not a person's name.", value=field.data))


def born(form: Any, field: Any) -> None:
    """A birth of somebody who may be at work today."""
    if isinstance(field.data, date) and not _is_kept(form, field):
        first, last = _years()
        if not first <= field.data.year <= last:
            raise ValidationError(gettext("Enter a date of birth that can be, such as 27/03/1975."))


def birth_year(form: Any, field: Any) -> None:
    """The same of a year alone."""
    if isinstance(field.data, int) and not _is_kept(form, field):
        first, last = _years()
        if not first <= field.data <= last:
            years = {"first": str(first), "last": str(last)}
            raise ValidationError(gettext("Enter a year from %(first)s to %(last)s.", **years))


def spelt_code(typed: str, kept: Mapping[str, Any]) -> str | None:
    """A code as lists are read: without blanks. One on record stays as it is."""
    if typed and typed == kept.get("personnel_code"):
        return typed
    read = read_code(typed)
    return (typed if isinstance(read, Problem) else read) or None


def spelt_phone(typed: str) -> str:
    """A Vietnamese number as lists are read, 0912345678, by which it is found; any other as typed."""
    read = read_phone(typed)
    return typed if isinstance(read, Problem) else read


def _is_kept(form: Any, field: Any) -> bool:
    return bool(form.kept) and field.data == form.kept.get(field.name)


def _years() -> tuple[int, int]:
    this = clock.today().year
    return this - OLDEST, this - YOUNGEST
