"""`flask attendance …`: what an operator may do with verdicts."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from lms import clock
from lms.db import transaction
from lms.db.commands import on_ready_database
from lms.web.i18n import gettext as _
from sessions.checkin.rules import RULE_VERSIONS
from sessions.checkin.verdicts import Cause, rebuild_verdicts
from sessions.conferences.models import StudySession

attendance = AppGroup("attendance", help="Verdicts on who attended, derived from the evidence.")


@attendance.command("rebuild")
@click.option("--session", "session_id", type=int, help="One study session; all without it.")
@click.option(
    "--rules",
    type=click.Choice(RULE_VERSIONS),
    help="Put them under this version of the verdict rule; without it each keeps its own.",
)
@on_ready_database
def rebuild(session_id: int | None, rules: str | None) -> None:
    """Derive verdicts again from the evidence; the evidence itself is never touched."""
    why = _("Judged by rule version %(version)s", version=rules) if rules else ""
    cause = Cause(f"rebuilt {clock.now().isoformat()}", clock.now(), reason=why)
    with transaction() as db:
        wanted = select(StudySession).order_by(StudySession.id)
        if session_id is not None:
            wanted = wanted.where(StudySession.id == session_id)
        sessions = db.scalars(wanted).all()
        if not sessions:
            raise click.ClickException("There is no such study session.")
        for session in sessions:
            title = session.title
            session.rule_version = rules or session.rule_version
            click.echo(f"{rebuild_verdicts(db, session, cause):>6}  {title}")
