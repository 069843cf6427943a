"""In which order the venues of a board stand, and which of them. Pure."""

from collections.abc import Callable, Iterable

from lms.web.paging import Sort
from sessions.board.board import VenueFigures

_KEYS: dict[str, Callable[[VenueFigures], float]] = {
    "trieu-tap": lambda venue: venue.summoned,
    "co-mat": lambda venue: venue.present,
    "ti-le": lambda venue: venue.present / (venue.summoned or 1),
    "phut": lambda venue: venue.per_minute,
    "cho-xac-nhan": lambda venue: venue.provisional,
    "can-xem": lambda venue: venue.flagged,
    "cho-gui": lambda venue: venue.waiting,
}
SORTS = ("", *_KEYS)


def arrange(
    venues: Iterable[VenueFigures], sort: Sort, only_problems: bool = False
) -> list[VenueFigures]:
    """The venues in the order asked for; without one, those that need attention stand first.

    Otherwise they keep the conference's own order.
    """
    chosen = [venue for venue in venues if venue.needs_attention or not only_problems]
    key = _KEYS.get(sort.key)
    if key is None:
        return sorted(chosen, key=lambda venue: not venue.needs_attention)
    return sorted(chosen, key=key, reverse=sort.descending)
