"""Units that a campaign may be for."""

from typing import Final

from lms.people.actor import RUNNING, Actor

AUDIENCE: Final = "doi-tuong"


def _of_audience(actor: Actor) -> frozenset[int] | None:
    return None if actor.has_any(*RUNNING) else frozenset()


UNIT_SCOPES: Final = {AUDIENCE: _of_audience}
"""Whoever runs campaigns may ask people of every unit."""
