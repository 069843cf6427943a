"""What a scanner delivers, read at the edge: sizes and types, nothing of it believed yet."""

import json
from typing import Any, NamedTuple, TypeGuard

from lms.errors import Invalid, TooLarge
from lms.web.i18n import lazy_gettext as _l
from sessions.invitations.card_codes import ReadCard, read_card

MOST_ITEMS = 500
LARGEST_BODY = 512 * 1024
LONGEST_CARD = 64
LARGEST_ID = 2**31 - 1
_LARGEST_MS = 2**53
_TOO_LARGE = _l("A scanner delivers at most 500 scans at once.")
_UNREADABLE = _l("The scanner sent something that cannot be read.")


class Item(NamedTuple):
    """One scan as the device tells it."""

    sequence: int
    gate_id: int
    card: str
    """What was read; empty where a person was chosen by name"""
    person_id: int | None
    device_ms: int
    is_offline: bool
    is_override: bool
    scanner_id: int | None
    """The scanner the device was when it scanned, where it says so"""
    card_read: ReadCard | None = None
    """The card taken apart, nothing of it believed; None for what is no card of ours"""


class Delivery(NamedTuple):
    """One batch, and what the device says of itself."""

    device_now_ms: int
    waiting: int
    """Scans it holds, those of this batch included"""
    items: list[Item]


def read_delivery(body: bytes) -> Delivery:
    """The batch in a request's body.

    Raises TooLarge for more than 500 scans or 512 KiB, Invalid (400) for anything else that is not
    as agreed, and names the first bad scan.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge(_TOO_LARGE)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid(_UNREADABLE, status=400) from None
    if not isinstance(sent, dict) or not isinstance(sent.get("items"), list):
        raise Invalid(_UNREADABLE, status=400)
    if len(sent["items"]) > MOST_ITEMS:
        raise TooLarge(_TOO_LARGE)
    now, waiting = sent.get("now"), sent.get("waiting")
    if not _is_number(now, -_LARGEST_MS, _LARGEST_MS) or not _is_number(waiting, 0, LARGEST_ID):
        raise Invalid(_UNREADABLE, status=400)
    return Delivery(now, waiting, [_read(place, each) for place, each in enumerate(sent["items"])])


def _read(place: int, sent: Any) -> Item:
    item = _item(sent) if isinstance(sent, dict) else None
    if item is None:
        sentence = _l("Scan %(number)s of the delivery cannot be read.", number=place + 1)
        raise Invalid(sentence, status=400)
    return item


def _item(sent: dict[str, Any]) -> Item | None:
    item = Item(
        sent.get("sequence", 0),
        sent.get("gate", 0),
        sent.get("card", ""),
        sent.get("person"),
        sent.get("at", _LARGEST_MS + 1),
        sent.get("offline", False),
        sent.get("override", False),
        sent.get("scanner"),
    )
    is_sound = (
        _is_number(item.sequence, 1, LARGEST_ID)
        and _is_number(item.gate_id, 1, LARGEST_ID)
        and _is_number(item.device_ms, -_LARGEST_MS, _LARGEST_MS)
        and type(item.is_offline) is bool
        and type(item.is_override) is bool
        and (item.scanner_id is None or _is_number(item.scanner_id, 1, LARGEST_ID))
        and _is_card(item.card)
        and (bool(item.card) if item.person_id is None else _is_choice(item))
    )
    if not is_sound:
        return None
    return item._replace(card_read=read_card(item.card)) if item.card else item


def _is_choice(item: Item) -> bool:
    return not item.card and _is_number(item.person_id, 1, LARGEST_ID)


def _is_card(text: Any) -> bool:
    """Plain printable characters: a device sends the digest of whatever is no card of ours."""
    return type(text) is str and len(text) <= LONGEST_CARD and text.isascii() and text.isprintable()


def _is_number(value: Any, lowest: int, highest: int) -> TypeGuard[int]:
    return type(value) is int and lowest <= value <= highest
