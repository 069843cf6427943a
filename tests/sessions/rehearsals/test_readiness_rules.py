"""Limits and the verdict: pure."""

import pytest

from sessions.rehearsals.enums import Check, Standing
from sessions.rehearsals.rules import (
    Evidenced,
    Measured,
    in_the_way,
    is_enough,
    is_ready,
    limit_of,
    points_of,
)

GOOD = {
    Check.NETWORK: Measured(240, 1000, passed=True),
    Check.CAMERA: Measured(5, 3, passed=True),
    Check.PRINTER: Measured(None, None, passed=True),
}
SEEN = Evidenced(phones=1, offline_scans=1, offsets_ms=(-200,))


def standing_of(check, points):
    return next(point.standing for point in points if point.check is check)


@pytest.mark.parametrize(
    ("check", "value", "enough"),
    [
        (Check.NETWORK, 1000, True),
        (Check.NETWORK, 1000.5, False),
        (Check.CLOCK, -30_000, True),
        (Check.CLOCK, 30_001, False),
        (Check.CLOCK, -30_001, False),
        (Check.CAMERA, 3, True),
        (Check.CAMERA, 2.9, False),
    ],
)
def test_limit_itself_is_enough(check, value, enough):
    assert is_enough(check, value, limit_of(check)) is enough


@pytest.mark.parametrize(("width", "limit"), [(None, 3.0), (0.2, 2.0), (1.2, 12.0)])
def test_camera_must_read_ten_widths_of_the_code(width, limit):
    assert limit_of(Check.CAMERA, width) == limit


def test_venue_is_ready_when_every_point_passed():
    points = points_of(GOOD, SEEN)
    assert [point.check for point in points] == list(Check)
    assert is_ready(points)


def test_venue_where_nothing_was_tried_is_not_ready():
    points = points_of({}, Evidenced())
    assert {point.standing for point in points} == {Standing.MISSING}
    assert not is_ready(points)


@pytest.mark.parametrize("check", [Check.NETWORK, Check.CAMERA, Check.PRINTER])
def test_one_missing_point_is_in_the_way(check):
    rest = {kind: measured for kind, measured in GOOD.items() if kind is not check}
    points = points_of(rest, SEEN)
    assert [point.check for point in in_the_way(points)] == [check]


def test_failed_point_is_in_the_way():
    points = points_of({**GOOD, Check.PRINTER: Measured(None, None, passed=False)}, SEEN)
    assert standing_of(Check.PRINTER, points) is Standing.FAILED
    assert not is_ready(points)


def test_printer_and_scanner_may_be_done_without():
    without = Measured(None, None, passed=True, is_waived=True)
    points = points_of(
        {**GOOD, Check.PRINTER: without, Check.SCANNER: without}, Evidenced(1, 0, (0,))
    )
    assert standing_of(Check.SCANNER, points) is Standing.WAIVED
    assert is_ready(points)


def test_scan_that_arrived_outweighs_doing_without():
    without = Measured(None, None, passed=True, is_waived=True)
    points = points_of({**GOOD, Check.SCANNER: without}, SEEN)
    assert standing_of(Check.SCANNER, points) is Standing.PASSED


def test_worst_clock_counts_whichever_device_it_is():
    displays = points_of(GOOD, Evidenced(1, 1, (100, -45_000)))
    assert standing_of(Check.CLOCK, displays) is Standing.FAILED
    own = points_of({**GOOD, Check.CLOCK: Measured(-90_000, 30_000, passed=False)}, SEEN)
    clock = next(point for point in own if point.check is Check.CLOCK)
    assert (clock.standing, clock.value) == (Standing.FAILED, -90_000)
