"""The first page of everybody, and what the system knows about the person asking."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms import clock
from lms.areas import Panel, activity_url, areas, parts
from lms.db import get_db
from lms.errors import NotFound
from lms.home.about import about_person
from lms.home.learner import LearnerHome, learner_home
from lms.home.staff import running_campaigns, set_up_state
from lms.home.words import (
    KIND_WORDS,
    OUTCOME_WORDS,
    PERSON_WORDS,
    TREE_WORDS,
)
from lms.organisation.words import act_told
from lms.people.access_words import action_words, detail_words
from lms.people.actor import RUNNING, Actor, current_actor
from lms.people.words import ROLE_WORDS
from lms.policy import signed_in
from lms.records.words import EVIDENCE_WORDS
from lms.study.progress import Item

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """The learner's next steps, or the dashboard of those who run things."""
    actor = current_actor()
    own = learner_home(get_db(), actor.person_id or 0)
    shared = {
        "actor": actor,
        "own": own,
        **_next_action(own),
        "item_url": item_url,
        "kind_words": KIND_WORDS,
        "panels": _panels(actor),
        "now": clock.now(),
    }
    if not actor.is_staff:
        return render_template("home/learner.html", **shared)
    is_trainer = actor.has_any(*RUNNING)
    return render_template(
        "home/staff.html",
        running=running_campaigns(get_db(), actor) if is_trainer else [],
        set_up=set_up_state(get_db()) if actor.is_admin else None,
        is_trainer=is_trainer,
        role_words=ROLE_WORDS,
        **shared,
    )


@bp.get("/ve-toi")
@signed_in
def about_me() -> ResponseReturnValue:
    """All that is held about the person asking: nobody else opens this page."""
    actor = current_actor()
    person_id = actor.person_id or 0
    panels = [
        panel
        for area in areas()
        if area.person_panels
        for panel in area.person_panels(get_db(), person_id)
    ]
    return render_template(
        "home/about_me.html",
        about=about_person(get_db(), person_id),
        panels=sorted(panels, key=lambda panel: panel.position),
        role_words=ROLE_WORDS,
        tree_words=TREE_WORDS,
        outcome_words=OUTCOME_WORDS,
        evidence_words=EVIDENCE_WORDS,
        action_words=action_words,
        detail_words=detail_words,
        act_told=act_told,
        words=PERSON_WORDS,
    )


def item_url(item: Item | None) -> str | None:
    """Where an item is done, or None when its area offers no page for it (any more)."""
    if item is None:
        return None
    try:
        return activity_url(item.activity.kind.value, item.activity.id)
    except NotFound:
        return None


def _next_action(own: LearnerHome) -> dict[str, Item | str | None]:
    """What the one big button does: check in where there is a page for it, else what comes next."""
    for item in (own.on_now, own.next_item):
        url = item_url(item)
        if url:
            return {"next_item": item, "next_url": url}
    return {"next_item": None, "next_url": None}


def _panels(actor: Actor) -> list[Panel]:
    offered = [
        panel for part in parts() if part.home_panels for panel in part.home_panels(get_db(), actor)
    ]
    return sorted(offered, key=lambda panel: panel.position)
