"""The product's own notice: complete from the first day, with the office's name and how long data are kept."""

from flask import render_template
from sqlalchemy.orm import Session

from lms import clock
from lms.config import Settings
from lms.units.enums import Tree
from lms.units.tree import load_tree


def own_notice(db: Session, settings: Settings) -> str:
    """The text that holds while the office has published none; in Vietnamese, as all notices are."""
    tree = load_tree(db, Tree.STATE, clock.today())
    office = tree.name(tree.roots[0]) if tree.roots else ""
    return render_template("privacy/notice_draft.txt", office=office, settings=settings).strip()
