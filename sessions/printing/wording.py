"""What the printed papers say, in the words of the moment's language; they are asked for in Vietnamese."""

from datetime import datetime

from lms.papers.values import Letterhead, Signature
from lms.web.format import format_date, format_day, format_time
from lms.web.i18n import gettext as _
from sessions.conferences.models import Conference
from sessions.gates.models import Gate
from sessions.printing.cards import CardHead
from sessions.printing.models import SignList
from sessions.printing.posters import PosterText
from sessions.printing.sign_paper import SignText
from sessions.printing.slip_paper import SlipHead


def card_head(conference: Conference, letterhead: Letterhead) -> CardHead:
    """What all cards of a conference share."""
    return CardHead(letterhead.issuer, conference.title, _moment(conference.starts_at))


def slip_head(gate: Gate, typed_at: str) -> SlipHead:
    """What all slips of a gate share; `typed_at` is the address for those who cannot scan."""
    return SlipHead(
        gate.study_session.title,
        gate.venue.name,
        format_date(gate.study_session.starts_at),
        _("Cannot scan? Type it at %(address)s", address=typed_at),
    )


def poster_text(gate: Gate, letterhead: Letterhead, address: str) -> PosterText:
    """The poster of a gate."""
    session = gate.study_session
    return PosterText(
        letterhead=letterhead,
        title=_("CHECK-IN"),
        conference=session.conference.title,
        session=session.title,
        venue=gate.venue.name,
        when=_moment(session.starts_at),
        steps=(
            (_("Open the camera"), _("The camera of your phone, or the code scanner in Zalo.")),
            (_("Scan the code"), _("Hold the code in the frame and open the link that appears.")),
            (
                _("Press “Check in”"),
                _("See that the name is yours, press, and wait for the answer."),
            ),
        ),
        foot=(
            _("Who scans this printed code is confirmed by the organisers on the spot."),
            _("The code is good only for the venue and the day named above. Help: reception desk."),
        ),
        address=address,
    )


def sign_text(
    conference: Conference, sign_list: SignList, letterhead: Letterhead, site: str
) -> SignText:
    """A list to be signed at one venue of one sitting."""
    session, hint = sign_list.study_session, _("(Signature, full name)")
    return SignText(
        letterhead=letterhead,
        kind=_("LIST OF SIGNATURES"),
        subject=conference.title,
        lead=(session.title, f"{sign_list.venue.name}; {_moment(session.starts_at)}"),
        columns=(_("No."), _("Full name"), _("Position"), _("Signature"), _("Note")),
        continued=_("(continued)"),
        no_unit=_("In no unit"),
        others=_("Not on the list (unit to be written in the note)"),
        page_of=_("Page {page}/{pages}"),
        signatures=(
            Signature((_("Drawn up by"),), hint=hint),
            Signature((_("Head of the unit"),), hint=hint),
        ),
        site=site,
    )


def _moment(at: datetime) -> str:
    return f"{format_time(at)}, {format_day(at)}"
