"""The address of an answer page: signed, for this phone only, so that reloading it is harmless."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from sessions.checkin.enums import Result
from sessions.checkin.services import Answer, Problem

_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer page shows."""

    answer: Answer
    gate_id: int | None


def write_answer(key: bytes, phone: str, answer: Answer, gate_id: int | None) -> str:
    """The answer as a path segment."""
    parts = [
        answer.result.value,
        answer.evidence_id,
        answer.problem.value if answer.problem else None,
        answer.right_session_id,
        gate_id,
    ]
    return _serializer(key, phone).dumps(parts)


def read_answer(key: bytes, phone: str, text: str) -> Shown | None:
    """The answer in a path segment; None when it is another phone's, older than a day, or made up."""
    try:
        result, evidence_id, problem, right, gate_id = _serializer(key, phone).loads(
            text, max_age=_KEPT_SECONDS
        )
    except BadSignature:
        return None
    answer = Answer(Result(result), evidence_id, Problem(problem) if problem else None, right)
    return Shown(answer, gate_id)


def _serializer(key: bytes, phone: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=f"answer 1 {phone}")
