"""What a password is checked against where a name has none: a hash as costly as those on record.

Hashes keep the parameters they were made with until their owners sign in again. If names that are nobody's always
took as long as today's parameters do, the time would tell them from accounts that have not been used for long.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.auth.passwords import Cost, cost_of
from lms.people.models import Account

_BELIEVED_FOR_S: Final = 3_600
"""The parameters of all hashes are counted so often: some tens of milliseconds at 200,000 accounts."""
_BEFORE_SALT: Final = 30
"""Characters of a hash that tell its parameters and nothing of its salt."""
_PARAMETERS: Final = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+)")
_EXTENSION: Final = "password_costs"


def decoy_cost(db: Callable[[], Session], key: str, memory_kib: int) -> Cost:
    """What checking a password costs under a name without one, always the same for a name.

    `key` is what failures under the name are counted under (`name_hash`): names share the costs in the proportion
    in which the hashes on record have them. Today's where there is none. One query an hour and process, for which `db` is called.
    """
    counted = _counted(db)
    place = int(key, 16) % max(1, sum(count for _cost, count in counted))
    for cost, count in counted:
        if place < count:
            return cost
        place -= count
    return cost_of(memory_kib)


def _counted(db: Callable[[], Session]) -> Sequence[tuple[Cost, int]]:
    until, counted = current_app.extensions.get(_EXTENSION, (0.0, ()))
    if time.monotonic() >= until:
        start = func.substr(Account.password_hash, 1, _BEFORE_SALT)
        rows = db().execute(
            select(start, func.count()).where(Account.password_hash.is_not(None)).group_by(start)
        )
        costs = Counter[Cost]()
        for text, count in rows:
            if found := _PARAMETERS.match(text):
                costs[Cost(int(found[1]), int(found[2]))] += count
        counted = sorted(costs.items())
        current_app.extensions[_EXTENSION] = time.monotonic() + _BELIEVED_FOR_S, counted
    known: Sequence[tuple[Cost, int]] = counted
    return known
