"""The door under load: 64 phones, one person after another, until somebody pulls the plug."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bench.crowd import BUTTON, Crowd, Guest
from bench.day import GREEN
from bench.phones import Lost, Phone, Reply

T = TypeVar("T")
PHONES = 64
_BEFORE_TRYING_AGAIN = 0.05


@dataclass
class Tap:
    """One person's button, and what was heard of it."""

    guest: Guest
    headers: dict[str, str]
    body: bytes
    location: str = ""
    """Where the acknowledgement led to; empty as long as there is none."""
    refusals: int = 0
    """Answers that said: nothing was saved."""

    @property
    def is_acknowledged(self) -> bool:
        """Whether the person was told that it worked."""
        return bool(self.location)


@dataclass
class Round:
    """All taps between two blows."""

    taps: list[Tap] = field(default_factory=list)
    unheard_of: int = 0
    """Taps that were recorded although the answer was lost: the blow fell between the two."""

    @property
    def people(self) -> set[int]:
        """Everybody who pressed."""
        return {tap.guest.person_id for tap in self.taps}

    @property
    def acknowledged(self) -> list[Tap]:
        """Those who were told that it worked."""
        return [tap for tap in self.taps if tap.is_acknowledged]

    @property
    def lost(self) -> list[Tap]:
        """Sent, and nothing heard: the server fell."""
        return [tap for tap in self.taps if not tap.is_acknowledged and not tap.refusals]

    @property
    def interrupted(self) -> list[Tap]:
        """In the server's hands when it, or its database, fell."""
        return [tap for tap in self.taps if tap.refusals or not tap.is_acknowledged]

    def __str__(self) -> str:
        return (
            f"{len(self.taps)} pressed, {len(self.interrupted)} of them in hand when it fell, "
            f"{self.unheard_of} of these recorded"
        )


def taps_of(crowd: Crowd, guests: Sequence[Guest]) -> Iterator[Tap]:
    """A tap for each guest, with a fresh ticket of their own."""
    for guest in guests:
        yield Tap(guest, *crowd.press(guest))


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser that other tests drive keeps a loop in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


def press_until(
    port: int, taps: Iterator[Tap], after: float, blow: Callable[[], None], *, survives: bool
) -> Round:
    """Let 64 phones press; strike the blow after so many seconds, and see it through.

    When the server `survives` the blow (it was its database that fell), the phones press again
    after a refusal until they are answered; otherwise a phone whose server is gone gives up.
    """
    return run_apart(_press_until(port, taps, after, blow, survives))


async def _press_until(
    port: int, taps: Iterator[Tap], after: float, blow: Callable[[], None], survives: bool
) -> Round:
    so_far, struck = Round(), asyncio.Event()
    phones = [
        asyncio.create_task(_phone(port, taps, so_far, struck, survives)) for _ in range(PHONES)
    ]
    await asyncio.sleep(after)
    await asyncio.to_thread(blow)
    struck.set()
    await asyncio.gather(*phones)
    return so_far


async def _phone(
    port: int, taps: Iterator[Tap], so_far: Round, struck: asyncio.Event, survives: bool
) -> None:
    phone = Phone(port)
    for tap in taps:
        so_far.taps.append(tap)
        try:
            await press(phone, tap, insist=survives)
        except Lost:
            break
        if struck.is_set():
            break
    phone.hang_up()


async def press(phone: Phone, tap: Tap, *, insist: bool) -> None:
    """Press once or, insisting, until it is acknowledged; AssertionError for an answer of another kind."""
    while True:
        reply = await phone.ask("POST", BUTTON, tap.headers, tap.body)
        if reply.status == 303 and reply.location.startswith(f"{BUTTON}/ket-qua/"):
            tap.location = reply.location
            return
        assert is_proper_refusal(reply), (reply.status, reply.body[:400])
        tap.refusals += 1
        if not insist:
            return
        await asyncio.sleep(_BEFORE_TRYING_AGAIN)


def is_proper_refusal(reply: Reply) -> bool:
    """Whether it says in a sentence, and not in green, that nothing was saved and when to come back."""
    said = reply.body.decode()
    return (
        reply.status == 503
        and "retry-after" in reply.headers
        and GREEN not in reply.body
        and "<h1>" in said
    )


def press_again(port: int, taps: Sequence[Tap]) -> None:
    """The same taps once more, as phones do whose answer was lost; all are acknowledged now."""

    async def all_of_them() -> None:
        waiting = iter(taps)

        async def phone() -> None:
            mine = Phone(port)
            for tap in waiting:
                await press(mine, tap, insist=True)
            mine.hang_up()

        await asyncio.gather(*(phone() for _ in range(PHONES)))

    run_apart(all_of_them())


def answer_pages(port: int, taps: Sequence[Tap]) -> list[bytes]:
    """The pages the taps' acknowledgements lead to, in the same order."""

    async def all_of_them() -> list[bytes]:
        pages: list[bytes] = [b""] * len(taps)
        waiting = iter(enumerate(taps))

        async def phone() -> None:
            mine = Phone(port)
            for number, tap in waiting:
                reply = await mine.ask("GET", tap.location, tap.headers)
                assert reply.status == 200, reply
                pages[number] = reply.body
            mine.hang_up()

        await asyncio.gather(*(phone() for _ in range(8)))
        return pages

    return run_apart(all_of_them())
