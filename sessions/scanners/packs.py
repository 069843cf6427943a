"""The roster pack of a gate: readable only card by card, so a lost scanner reveals no list.

A record is found by the first 12 bytes of SHA-256("index" + code) and encrypted with AES-256-GCM under
HKDF-SHA-256(code, salt of the pack, "roster"). The code stands on the card alone: 88 of its bits are secret.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from os import urandom
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lms.people.models import Person
from lms.units.enums import Tree
from sessions.checkin.enums import Level
from sessions.checkin.models import Evidence
from sessions.checkin.scene import PRESENCE
from sessions.conferences.audience import unit_names
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons, Venue
from sessions.gates.models import Gate
from sessions.gates.queries import hours_of
from sessions.invitations.card_codes import card_code

INDEX_BYTES = 12
_NONCE_BYTES = 12
_BLOCK = 64
"""Records are filled up to a multiple of it, so that lengths tell little."""
_COUNTING = [level for level in Level if level.gives_credit]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a device downloads for one gate."""

    content: dict[str, Any]
    people: Sequence[int]
    """Whose records are in it"""


def index_of(code: str) -> bytes:
    """By what a card's record is found in the pack."""
    return sha256(b"index" + code.encode()).digest()[:INDEX_BYTES]


def build_pack(db: Session, key: bytes, gate: Gate, now: datetime) -> Pack:
    """The pack of a gate with its sitting and conference: everybody summoned, and former cards.

    A fixed number of statements; `key` is that of the cards.
    """
    conference = gate.study_session.conference
    rows = _summoned(db, conference.id)
    held = [row for row in rows if row.is_held]
    units = unit_names(db, Tree.STATE, [row.person_id for row in held], conference)
    arrived = _arrived(db, gate)
    venues = {each.id: each.name for each in _venues(db, conference.id)}
    seal = _Seal(urandom(16))
    records = sorted(
        seal.record(
            card_code(key, row.summons_id, row.generation),
            {
                "n": row.name,
                "u": units.get(row.person_id, ""),
                "v": "" if row.venue_id == gate.venue_id else venues[row.venue_id],
                "t": arrived.get(row.person_id, 0),
            },
        )
        for row in held
    )
    return Pack(
        {
            "gate": gate.id,
            "made": _ms(now),
            "salt": b64encode(seal.salt).decode(),
            "records": records,
            "former": _former(key, rows),
            **hours_in_ms(gate),
        },
        [row.person_id for row in held],
    )


def hours_in_ms(gate: Gate) -> dict[str, int | None]:
    """When a gate takes people in and from when they are late, as a device judges by itself."""
    hours, sitting = hours_of(gate), gate.study_session
    late = sitting.starts_at + timedelta(minutes=sitting.late_after_minutes)
    return {
        "opens": None if hours.opens_at is None else _ms(hours.opens_at),
        "closes": _ms(hours.closes_at),
        "late": _ms(late),
    }


def pack_version(db: Session, gate: Gate) -> str:
    """Changes with the list, its cards, the gate's hours and arrivals; cheap to ask.

    A corrected name alone does not change it: devices get that with the next change.
    """
    conference_id = gate.study_session.conference_id
    newest = db.scalar(select(func.max(Evidence.id)).where(*_at(gate)))
    listed = db.execute(
        select(
            func.count(),
            func.sum(Summons.code_generation),
            func.sum(Summons.venue_id),
            func.count().filter(Summons.state == SummonsState.SUMMONED),
        ).where(Summons.conference_id == conference_id)
    ).one()
    said = [gate.id, newest, *listed, *hours_in_ms(gate).values()]
    return sha256(repr(said).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class _Summoned:
    summons_id: int
    person_id: int
    venue_id: int
    state: SummonsState
    generation: int
    name: str

    @property
    def is_held(self) -> bool:
        """Whether a card of this summons lets somebody in."""
        return self.state is SummonsState.SUMMONED and self.generation > 0


def _summoned(db: Session, conference_id: int) -> list[_Summoned]:
    rows = db.execute(
        select(
            Summons.id,
            Summons.person_id,
            Summons.venue_id,
            Summons.state,
            Summons.code_generation,
            Person.full_name,
        )
        .join(Person, Person.id == Summons.person_id)
        .where(Summons.conference_id == conference_id)
    )
    return [_Summoned(*row) for row in rows]


def _venues(db: Session, conference_id: int) -> list[Venue]:
    return list(db.scalars(select(Venue).where(Venue.conference_id == conference_id)))


def _at(gate: Gate) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Evidence.study_session_id == gate.study_session_id, Evidence.gate_id == gate.id


def _arrived(db: Session, gate: Gate) -> dict[int, int]:
    """person id → when they first passed the gate with a sign that counts, in milliseconds."""
    rows = db.execute(
        select(Evidence.person_id, func.min(Evidence.occurred_at))
        .where(
            *_at(gate),
            Evidence.kind.in_(PRESENCE),
            Evidence.level.in_(_COUNTING),
        )
        .group_by(Evidence.person_id)
    )
    return {person_id: _ms(first) for person_id, first in rows}


def _former(key: bytes, rows: list[_Summoned]) -> list[str]:
    """Digests of the cards that were issued and are no longer good."""
    return sorted(
        b64encode(index_of(card_code(key, row.summons_id, generation))).decode()
        for row in rows
        for generation in range(1, row.generation + (0 if row.is_held else 1))
    )


class _Seal:
    """Encrypts the records of one pack."""

    def __init__(self, salt: bytes) -> None:
        # Imported here: `cryptography` costs start-up time that only packs should pay.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        self.salt = salt
        self._hkdf, self._hash, self._cipher = HKDF, SHA256, AESGCM

    def record(self, code: str, content: dict[str, Any]) -> list[str]:
        """Index and sealed content of one card's record, in base 64."""
        text = json.dumps(content, ensure_ascii=False).encode()
        text += b" " * (-len(text) % _BLOCK)
        index, nonce = index_of(code), urandom(_NONCE_BYTES)
        secret = self._hkdf(self._hash(), 32, self.salt, b"roster").derive(code.encode())
        sealed = self._cipher(secret).encrypt(nonce, text, index)
        return [b64encode(index).decode(), b64encode(nonce + sealed).decode()]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
