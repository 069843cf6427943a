"""The desk's scanners: batches of 500 that waited for a network, delivered by eight devices at once."""

import json
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from bench.crowd import Crowd, gather, settings_for
from bench.harness import Figure, Server, load, serve, yardstick
from lms import clock
from lms.db import transaction
from sessions.conferences.models import Summons, Venue
from sessions.invitations.card_codes import card_code
from sessions.invitations.keys import code_key
from sessions.scanners.access import COOKIE
from sessions.scanners.keys import digest_of, new_token, scanner_key
from sessions.scanners.models import Scanner
from tests.support.processes import processor_seconds

BATCH, BATCHES, SCANNERS = 500, 48, 8
WARM_UP = 8


def measure() -> Iterator[Figure]:
    """Scans a second, each of another person, each kept before its device is told."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = gather(settings_for(folder), people=BATCH * BATCHES)
        with (
            yardstick() as stick,
            serve("wsgi:app", crowd.environment, ready_path="/ma") as server,
        ):
            batches = _deliveries(crowd, server)
            load(server, batches[:WARM_UP], connections=SCANNERS)
            spent = processor_seconds(server.process.pid)
            done = load(server, batches[WARM_UP:], connections=SCANNERS)
            spent = processor_seconds(server.process.pid) - spent
        assert done.statuses == {200: BATCHES - WARM_UP}, done.statuses
        assert crowd.recorded() == BATCH * BATCHES
        crowd.close()
    scans = done.answered * BATCH
    yield Figure(
        "scans delivered in batches of 500",
        scans / done.seconds,
        "scans/s",
        stick.rate,
        "GET of a Flask view that answers ok",
        "at least",
        20_000,
        of="figure",
        details={
            "median ms of a batch": done.p50_ms,
            "p99 ms of a batch": done.p99_ms,
            "CPU ms each": spent / scans * 1e3,
        },
    )


def _deliveries(crowd: Crowd, server: Server) -> list[bytes]:
    """The requests, one scanner after the other; all scans were made without network a minute ago."""
    now = clock.now()
    made_at = int((now - timedelta(minutes=1)).timestamp() * 1000)
    with crowd.app.test_request_context(), transaction() as db:
        key = code_key()
        cards = [
            card_code(key, number, 1)
            for number in db.scalars(
                select(Summons.id).where(Summons.conference_id == crowd.conference_id)
            )
        ]
        random.Random(BATCH).shuffle(cards)
        venue_id = db.scalars(
            select(func.min(Venue.id)).where(Venue.conference_id == crowd.conference_id)
        ).one()
        tokens = [new_token() for _ in range(SCANNERS)]
        db.add_all(
            Scanner(
                conference_id=crowd.conference_id,
                venue_id=venue_id,
                name=f"Bàn số {number + 1}",
                token_digest=digest_of(scanner_key(), token),
                enrolled_by=crowd.manager_id,
                enrolled_at=now - timedelta(hours=1),
            )
            for number, token in enumerate(tokens)
        )
    requests = []
    for number in range(BATCHES):
        items = [
            {
                "sequence": number // SCANNERS * BATCH + place + 1,
                "gate": crowd.gates[0],
                "card": card,
                "at": made_at,
                "offline": True,
            }
            for place, card in enumerate(cards[number * BATCH : (number + 1) * BATCH])
        ]
        body = {"now": int(now.timestamp() * 1000), "waiting": BATCH, "items": items}
        headers = {
            "Cookie": f"{COOKIE}={tokens[number % SCANNERS]}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        requests.append(server.request("POST", "/quet/gui", headers, json.dumps(body).encode()))
    return requests
