"""Invitations by mail: who gets one, and what it says when it is sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.mail.message import Block, Letter, link, paragraph, strong
from lms.mail.outbox import Addressee, queue_letters
from lms.people.models import Person
from lms.web.i18n import gettext as _
from lms.web.i18n import in_locale
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import get_conference
from sessions.invitations.cards import Card, Occasion, load_cards, occasion_of
from sessions.invitations.codes import show_code
from sessions.invitations.keys import code_key

KIND = "invitation"


def batch_of(conference_id: int) -> str:
    """The name under which the outbox keeps a conference's invitations together."""
    return f"conference:{conference_id}"


def mail_invitations(db: Session, conference: Conference, *, site: str) -> int:
    """Queue a letter for every summoned person who has an address; how many are newly waiting.

    Nobody gets the same code twice; who was given a new code gets a new letter.
    """
    rows = db.scalars(
        select(Summons)
        .join(Person, Person.id == Summons.person_id)
        .where(
            Summons.conference_id == conference.id,
            Summons.state == SummonsState.SUMMONED,
            Person.email.is_not(None),
        )
        .options(joinedload(Summons.person))
        .order_by(Person.sort_key, Summons.id)
    )
    addressees = [
        Addressee(
            subject_id=each.id,
            subject_key=f"{each.id}.{each.code_generation}",
            name=each.person.full_name,
            address=each.person.email or "",
        )
        for each in rows
    ]
    return queue_letters(db, KIND, batch_of(conference.id), addressees, site=site)


def compose_invitations(db: Session, site: str, summons_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The letters of some summonses, in Vietnamese; none for those withdrawn meanwhile."""
    people: defaultdict[int, dict[int, int]] = defaultdict(dict)
    rows = db.execute(
        select(Summons.conference_id, Summons.person_id, Summons.id)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(
            Summons.id.in_(list(summons_ids)),
            Summons.state == SummonsState.SUMMONED,
            Conference.state != ConferenceState.CANCELLED,
        )
    )
    for conference_id, person_id, summons_id in rows:
        people[conference_id][person_id] = summons_id
    letters: dict[int, Letter] = {}
    for conference_id, wanted in people.items():
        conference = get_conference(db, conference_id)
        occasion = occasion_of(db, conference, site)
        for card in load_cards(db, code_key(), conference, wanted.keys()):
            with in_locale("vi"):
                letters[card.summons_id] = write_letter(occasion, card)
    return letters


def write_letter(occasion: Occasion, card: Card) -> Letter:
    """One invitation as a letter, in the language of the moment."""
    blocks: list[Block] = [
        paragraph(_("Dear comrade %(name)s,", name=card.full_name)),
        paragraph(
            _(
                "%(issuer)s invites you to the conference “%(title)s”.",
                issuer=occasion.letterhead.issuer,
                title=occasion.title,
            )
        ),
        strong(_("Time: %(when)s", when=occasion.when)),
        strong(_("Place: %(place)s", place=", ".join(p for p in (card.venue, card.address) if p))),
    ]
    if card.programme:
        lines = [f"{each.when}  {each.title}" for each in card.programme]
        blocks.append(paragraph("\n".join([_("Programme:"), *lines])))
    blocks += [
        strong(_("Your personal code: %(code)s", code=show_code(card.code))),
        paragraph(
            _(
                "The code stands for you when you check in, and for nothing else. Please do not pass it on."
            )
        ),
        link(_("Materials and the quiz, with your account"), f"{occasion.site}/dang-nhap"),
    ]
    if occasion.note:
        blocks.append(paragraph(occasion.note))
    return Letter(
        subject=_("Invitation: %(title)s", title=occasion.title),
        blocks=tuple(blocks),
        footer=occasion.letterhead.issuer,
    )
