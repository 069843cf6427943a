"""The address of an answer page: signed, for this phone only, so that reloading it is harmless."""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from itsdangerous import BadSignature, TimestampSigner

from sessions.checkin.enums import Result
from sessions.checkin.services import Answer, Problem
from sessions.checkin.signing import timestamp_signer

_KEPT_SECONDS = 24 * 3600
_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer page shows."""

    answer: Answer
    gate_id: int | None


def write_answer(key: bytes, phone: str, answer: Answer, gate_id: int | None) -> str:
    """The answer as a path segment."""
    text = _BETWEEN.join(
        (
            answer.result.value,
            _text(answer.evidence_id),
            answer.problem.value if answer.problem else "",
            _text(answer.right_session_id),
            _text(gate_id),
            _fingerprint(phone),
        )
    )
    return _signer(key).sign(text.replace(" ", "-")).decode()


def read_answer(key: bytes, phone: str, text: str) -> Shown | None:
    """The answer in a path segment; None when it is another phone's, older than a day, or made up."""
    try:
        signed = _signer(key).unsign(text, max_age=_KEPT_SECONDS).decode()
    except BadSignature:
        return None
    result, evidence_id, problem, right, gate_id, fingerprint = signed.split(_BETWEEN)
    if not hmac.compare_digest(fingerprint, _fingerprint(phone)):
        return None
    answer = Answer(
        Result(result.replace("-", " ")),
        _number(evidence_id),
        Problem(problem.replace("-", " ")) if problem else None,
        _number(right),
    )
    return Shown(answer, _number(gate_id))


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | None:
    return int(text) if text else None


@lru_cache(maxsize=4)
def _signer(key: bytes) -> TimestampSigner:
    return timestamp_signer(key)


def _fingerprint(phone: str) -> str:
    return sha256(phone.encode()).hexdigest()[:16]
