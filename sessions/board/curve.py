"""The arrival curve: how many had come by each minute, as the path of an SVG drawing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDE, HIGH = 600, 120
"""units of the drawing's view box"""
_LEAST_SPAN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawn curve with what its axes say."""

    line: str
    """`d` of the line"""
    area: str
    """`d` of the area under it"""
    first: datetime
    last: datetime
    top: int
    """people at the upper edge"""
    start_x: float
    """where the sitting begins"""


def draw_curve(
    arrivals: Sequence[tuple[datetime, int]],
    *,
    opens_at: datetime,
    starts_at: datetime,
    now: datetime,
    expected: int,
) -> Curve:
    """The cumulative curve from the opening of the gates until now (half an hour at least).

    The upper edge is everybody expected, or everybody who came if those are more. People who were
    recorded before the opening stand at its beginning.
    """
    came = [moment for moment, _ in arrivals]
    first = min([opens_at, *came])
    last = max([first + _LEAST_SPAN, starts_at, *came, min(now, starts_at + timedelta(hours=2))])
    total = sum(number for _, number in arrivals)
    top = max(expected, total, 1)

    def across(moment: datetime) -> float:
        return round(WIDE * (moment - first) / (last - first), 1)

    points = [(0.0, float(HIGH))]
    so_far = 0
    for moment, number in arrivals:
        points.append((across(moment), points[-1][1]))
        so_far += number
        points.append((across(moment + timedelta(minutes=1)), _down(so_far, top)))
    points.append((max(across(min(now, last)), points[-1][0]), points[-1][1]))
    line = "M" + " L".join(f"{min(x, WIDE):g} {y:g}" for x, y in points)
    area = f"{line} L{min(points[-1][0], WIDE):g} {HIGH} Z"
    return Curve(line, area, first, last, top, across(starts_at))


def _down(count: int, top: int) -> float:
    return round(HIGH * (1 - count / top), 1)
