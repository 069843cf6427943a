"""The part of "what the system knows about me" that check-in contributes."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.records.words import EVIDENCE_WORDS as LEVELS
from lms.web.i18n import _
from sessions.corrections.about import own_summonses, own_verdicts
from sessions.corrections.wording import (
    CORRECTED,
    DECISION_LOOKS,
    DECISIONS,
    DIRECTIONS,
    RULES,
    WHY,
)
from sessions.lists.wording import FLAGS, KINDS, STATES

VERDICT_WORDS = {
    "states": STATES,
    "flags": FLAGS,
    "kinds": KINDS,
    "levels": LEVELS,
    "why": WHY,
    "corrected": CORRECTED,
    "rules": RULES,
    "directions": DIRECTIONS,
    "decisions": DECISIONS,
    "looks": DECISION_LOOKS,
}


def person_panels(db: Session, person_id: int) -> list[Panel]:
    """Every summons, verdict, sign and appeal the system holds about one person. Four queries."""
    summonses = own_summonses(db, person_id)
    verdicts = own_verdicts(db, person_id, clock.now())
    if not summonses and not verdicts:
        return []
    html = render_template(
        "sessions/corrections/about.html",
        summonses=summonses,
        verdicts=verdicts,
        words=VERDICT_WORDS,
    )
    return [Panel(_("Conferences"), Markup(html), 10)]  # noqa: S704 - our own template, which escapes
