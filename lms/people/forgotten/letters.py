"""The letter with the link; its words are made when it is sent."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lms import clock
from lms.mail.message import Letter, link, paragraph
from lms.people.forgotten.keys import code_of
from lms.people.forgotten.queries import SentLink, good_links
from lms.people.forgotten.rules import write_mark
from lms.web.format import format_datetime
from lms.web.i18n import gettext as _
from lms.web.i18n import in_locale


def compose_links(db: Session, site: str, link_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The letters of some links, in Vietnamese; none for those used or run out meanwhile."""
    with in_locale("vi"):
        return {
            each.link.id: _write_letter(each, site)
            for each in good_links(db, link_ids, clock.today(), clock.now())
        }


def _write_letter(sent: SentLink, site: str) -> Letter:
    mark = write_mark(sent.link.id, code_of(sent.link, sent.account))
    return Letter(
        subject=_("Choose another password"),
        blocks=(
            paragraph(_("Dear comrade %(name)s,", name=sent.person.full_name)),
            paragraph(_("Somebody asked for another password for your account. If it was you:")),
            link(_("Choose another password"), f"{site}/dat-lai-mat-khau?ma={mark}"),
            paragraph(
                _(
                    "The link is good once, until %(moment)s. Please do not pass it on.",
                    moment=format_datetime(sent.link.expires_at),
                )
            ),
            paragraph(_("If it was not you, nothing needs to be done: your password stays.")),
        ),
    )
