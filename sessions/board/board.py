"""What the board shows of one sitting at one moment, and what on it wants somebody's attention. Plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.board.counting import Counts
from sessions.board.queries import Devices, GateRow
from sessions.gates.rules import GateState, gate_state
from sessions.lists.rules import SessionTally, tally_counts

RATE_OVER = timedelta(minutes=1)
SILENT_AFTER = timedelta(seconds=60)
"""Six heartbeats of a display missed."""
_NOBODY = Devices(0, None)


@dataclass(frozen=True, slots=True)
class VenueFigures:
    """One venue of a sitting."""

    venue_id: int
    name: str
    gate_id: int
    gate_state: GateState
    seats: int | None
    """chairs in use; None where nobody said how many there are"""
    summoned: int
    """people whose summons names this venue"""
    present: int
    """people on the list who came here: on time, late or in part"""
    late: int
    provisional: int
    flagged: int
    per_minute: int
    """people of whom a sign of presence arrived here in the last 60 seconds"""
    displays: Devices
    scanners: Devices
    is_silent: bool
    """The gate is open and no display was heard for a minute."""

    @property
    def in_room(self) -> int:
        """Everybody recorded here, on the list or not: who takes up the seats."""
        return self.present + self.provisional

    @property
    def is_full(self) -> bool:
        """More people than seats in use."""
        return self.seats is not None and self.in_room > self.seats

    @property
    def waiting(self) -> int:
        """Scans that devices here hold and have not delivered."""
        return self.scanners.waiting

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at this venue."""
        return bool(self.is_silent or self.flagged or self.waiting or self.is_full)


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows of one sitting."""

    study_session_id: int
    as_of: datetime
    tally: SessionTally
    flagged: int
    venues: tuple[VenueFigures, ...]
    arrivals: tuple[tuple[datetime, int], ...]
    """(minute, people who came in it), without the minutes in which nobody did"""

    def venue(self, venue_id: int) -> VenueFigures | None:
        """One of its venues."""
        return next((each for each in self.venues if each.venue_id == venue_id), None)


def make_board(
    session_id: int,
    counts: Counts,
    gates: Iterable[GateRow],
    devices: tuple[Mapping[int, Devices], Mapping[int, Devices]],
    rates: Mapping[int, int],
    now: datetime,
) -> Board:
    """The board of a moment from what was counted and read."""
    displays, scanners = devices
    return Board(
        study_session_id=session_id,
        as_of=now,
        tally=tally_counts(counts.marks),
        flagged=counts.flagged,
        venues=tuple(
            _venue(
                gate,
                counts,
                displays.get(gate.venue_id, _NOBODY),
                scanners.get(gate.venue_id, _NOBODY),
                rates.get(gate.venue_id, 0),
                now,
            )
            for gate in gates
        ),
        arrivals=tuple(sorted((minute, n) for minute, n in counts.minutes.items() if n)),
    )


def _venue(
    gate: GateRow, counts: Counts, displays: Devices, scanners: Devices, rate: int, now: datetime
) -> VenueFigures:
    state, venue_id = gate_state(gate.hours, now), gate.venue_id
    heard = displays.last_at is not None and now - displays.last_at <= SILENT_AFTER
    return VenueFigures(
        venue_id=venue_id,
        name=gate.name,
        gate_id=gate.gate_id,
        gate_state=state,
        seats=gate.seats,
        summoned=counts.venues[venue_id, "summoned"],
        present=counts.venues[venue_id, "present"],
        late=counts.venues[venue_id, "late"],
        provisional=counts.venues[venue_id, "provisional"],
        flagged=counts.venues[venue_id, "flagged"],
        per_minute=rate,
        displays=displays,
        scanners=scanners,
        is_silent=state is GateState.OPEN and not heard,
    )
