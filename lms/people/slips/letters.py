"""Activation slips by mail, for those who have an address; the words are made when a letter is sent."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lms import clock
from lms.mail.message import Letter, link, paragraph, strong
from lms.mail.outbox import Addressee, queue_letters
from lms.people.slips.keys import code_of
from lms.people.slips.queries import HandedSlip, good_slips_of
from lms.people.slips.rules import show_code
from lms.web.format import format_datetime
from lms.web.i18n import gettext as _
from lms.web.i18n import in_locale

KIND = "activation slip"


def batch_of(unit_id: int) -> str:
    """The name under which the outbox keeps the slips of a unit together."""
    return f"slips:{unit_id}"


def mail_slips(db: Session, unit_id: int, slips: Sequence[HandedSlip], *, site: str) -> int:
    """Queue a letter for each of the slips whose owner has an address; how many are newly waiting.

    No slip goes out twice, unless its letter failed.
    """
    addressees = [
        Addressee(each.slip.id, str(each.slip.id), each.person.full_name, each.person.email)
        for each in slips
        if each.person.email
    ]
    return queue_letters(db, KIND, batch_of(unit_id), addressees, site=site)


def compose_slips(db: Session, site: str, slip_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The letters of some slips, in Vietnamese; none for those used, replaced or run out meanwhile."""
    with in_locale("vi"):
        return {
            each.slip.id: _write_letter(each, site)
            for each in good_slips_of(db, slip_ids, clock.now())
        }


def _write_letter(handed: HandedSlip, site: str) -> Letter:
    return Letter(
        subject=_("Your account: activation code"),
        blocks=(
            paragraph(_("Dear comrade %(name)s,", name=handed.person.full_name)),
            paragraph(
                _(
                    "You have an account for materials, quizzes and certificates. Choose its password:"
                )
            ),
            link(_("Activate the account"), f"{site}/kich-hoat"),
            strong(_("Login: %(login)s", login=handed.login)),
            strong(_("Activation code: %(code)s", code=show_code(code_of(handed.slip)))),
            paragraph(
                _(
                    "The code is good once, until %(moment)s. Please do not pass it on.",
                    moment=format_datetime(handed.slip.expires_at),
                )
            ),
        ),
    )
