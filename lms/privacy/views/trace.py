"""The trace, for administrators: who saw or changed what about whom. Reading it is traced too."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lms import clock
from lms.db import get_db
from lms.papers.responses import PaperFormat, send_paper
from lms.papers.values import Column, Letterhead, Standard, TablePaper
from lms.people.access import log_access
from lms.people.access_words import ACTION_WORDS, action_words
from lms.policy import requires
from lms.privacy.policy import PrivacyPermission
from lms.privacy.trace import (
    Looked,
    Wanted,
    find_account,
    find_person,
    get_entry,
    names_kept_since,
    people_named,
    read_place,
    read_trace,
    walk_trace,
)
from lms.privacy.words import (
    SUBJECT_WORDS,
    change_words,
    detail_words,
)
from lms.web.format import format_datetime
from lms.web.i18n import _
from lms.web.paging import page_number

bp = Blueprint("trace", __name__, url_prefix="/du-lieu-ca-nhan/nhat-ky")

_FILTERS = ("tai-khoan", "viec", "tu", "den", "dang")
MOST_ROWS = 20_000
"""Newest entries of a file; a longer one is taken day by day."""


@bp.get("")
@requires(PrivacyPermission.READ_TRACE)
def index() -> ResponseReturnValue:
    """Entries from the newest on, by account, person concerned, action and day."""
    wanted = _wanted(request.args)
    rows, following = read_trace(get_db(), wanted, read_place(request.args.get("sau", "")))
    log_access(
        "trace seen", *_traced_as(wanted), detail=_said(request.args), people=_concerned(rows)
    )
    return render_template(
        "privacy/trace.html",
        rows=rows,
        following=following,
        wanted=wanted,
        asked=request.args,
        actions=sorted(ACTION_WORDS.items(), key=lambda pair: str(pair[1])),
        action_words=action_words,
        detail_words=detail_words,
        subject_words=SUBJECT_WORDS,
        change_words=change_words,
        by_words=_by,
        names_since=names_kept_since(get_db()) if wanted.person_id else None,
    )


@bp.get("/<int:entry_id>")
@requires(PrivacyPermission.READ_TRACE)
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry: everybody it names, with what it changed about them."""
    found = get_entry(get_db(), entry_id)
    page = people_named(get_db(), entry_id, page_number(request.args))
    named = [each.person.id for each in page.items]
    log_access("trace seen", "trace", detail=f"#{entry_id}", people=named)
    return render_template(
        "privacy/entry.html",
        looked=found,
        page_of_people=page,
        by=_by(found),
        subject_words=SUBJECT_WORDS,
        action_words=action_words,
        detail_words=detail_words,
        change_words=change_words,
    )


@bp.get("/tai-ve.csv")
@requires(PrivacyPermission.READ_TRACE)
def file() -> ResponseReturnValue:
    """The same as a CSV file, the newest 20,000 entries."""
    wanted = _wanted(request.args)
    found = list(walk_trace(get_db(), wanted, MOST_ROWS))
    rows = [_line(each) for each in found]
    log_access(
        "trace downloaded",
        *_traced_as(wanted),
        detail=_said(request.args),
        people=_concerned(found),
    )
    titles = (_("Time"), _("By"), _("Account"), _("What was done"), _("About"), _("Detail"))
    paper = TablePaper(
        letterhead=Letterhead(Standard.STATE, ""),
        kind="",
        subject="",
        columns=tuple(Column(title, 30) for title in titles),
        rows=rows,
        as_of=clock.now(),
    )
    return send_paper(paper, PaperFormat.CSV, f"nhat-ky {clock.today():%Y-%m-%d}")


def _line(each: Looked) -> tuple[str, ...]:
    entry = each.entry
    return (
        format_datetime(entry.at, seconds=True),
        _by(each),
        each.login,
        str(action_words(entry.action)),
        _about(each),
        "; ".join([detail_words(entry.detail), *map(change_words, each.changes)]).strip("; "),
    )


def _by(each: Looked) -> str:
    """Who acted: somebody, the system itself, or, where a sign-in failed, nobody knows who."""
    if each.by:
        return each.by
    return _("not known") if each.entry.action == "sign-in failed" else _("the system")


def _about(each: Looked) -> str:
    """What an entry is about, as the page tells it: of a unit its name of that day, and that it is about no one unit."""
    entry = each.entry
    if entry.subject == "unit" and entry.subject_id is None:
        return _("No unit in particular")
    subject = str(SUBJECT_WORDS.get(entry.subject, entry.subject))
    number = "" if entry.subject_id is None else f"#{entry.subject_id}"
    return " ".join(part for part in (subject, number, each.about) if part)


def _wanted(asked: MultiDict[str, str]) -> Wanted:
    action = asked.get("viec", "")
    return Wanted(
        account_id=find_account(get_db(), asked.get("tai-khoan", "").strip()),
        person_id=find_person(get_db(), asked.get("nguoi", "").strip()),
        action=action if action in ACTION_WORDS else "",
        first=_day(asked.get("tu", "")),
        last=_day(asked.get("den", "")),
        only_party=asked.get("dang", "") == "1",
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _traced_as(wanted: Wanted) -> tuple[str, int | None]:
    """Whoever reads the entries about one person looks at that person."""
    if wanted.person_id is not None and wanted.person_id > 0:
        return ("person", wanted.person_id)
    return ("trace", None)


def _concerned(rows: Sequence[Looked]) -> list[int]:
    """Whom the entries shown are about by name."""
    return [
        each.entry.subject_id
        for each in rows
        if each.entry.subject == "person" and each.entry.subject_id is not None
    ]


def _said(asked: MultiDict[str, str]) -> str:
    """The filters; the person's code is left out, for the entry names the person."""
    return " ".join(f"{name}={asked[name]}" for name in _FILTERS if asked.get(name))
