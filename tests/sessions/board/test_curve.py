"""The arrival curve climbs to everybody who came, within its box."""

from datetime import datetime, timedelta

from lms import clock
from sessions.board.curve import HIGH, WIDE, draw_curve

START = datetime(2021, 3, 27, 8, 30, tzinfo=clock.LOCAL)
OPENS = START - timedelta(hours=1)


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (each.split() for each in path[1:].split(" L"))]


def draw(*arrivals: tuple[int, int], minutes: int = 60, expected: int = 100):
    moments = [(OPENS + timedelta(minutes=at), number) for at, number in arrivals]
    now = OPENS + timedelta(minutes=minutes)
    return draw_curve(moments, opens_at=OPENS, starts_at=START, now=now, expected=expected)


def test_nobody_yet_is_a_flat_line() -> None:
    assert {y for _, y in points(draw().line)} == {float(HIGH)}


def test_line_ends_at_the_share_who_came() -> None:
    drawn = points(draw((10, 30), (20, 20)).line)
    assert drawn[-1] == (WIDE, HIGH / 2)
    assert drawn == sorted(drawn, key=lambda point: point[0])


def test_more_than_expected_fill_the_box_and_stay_inside() -> None:
    drawn = draw((5, 150))
    assert drawn.top == 150
    assert min(y for _, y in points(drawn.line)) == 0


def test_start_is_marked_where_it_lies() -> None:
    drawn = draw((10, 5), minutes=120)
    assert drawn.start_x == WIDE / 2
    assert (drawn.first, drawn.last) == (OPENS, OPENS + timedelta(minutes=120))


def test_people_recorded_before_the_opening_stand_at_the_beginning() -> None:
    assert draw((-5, 3)).first == OPENS - timedelta(minutes=5)
