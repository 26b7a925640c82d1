"""From publication to a partner's index and back as a signed receipt, between nodes in their own processes."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from tests.conformance.servers import serving

from bench.specimens import mixed
from bench.stage import FULL, Actor, acting, befriend, until
from khien.app.rounds import Rounds
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rules import State
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.people.officers import Officer, add_officer
from khien.web.site import site_of

PARTNERS, OBJECTS = (10, 10_000) if FULL else (3, 300)
AT_ONCE = 500  # objects of one publication; the first are on their way while the gate is asked more
ALONE = (
    100 if FULL else 30
)  # publications one after the other, each when the one before was answered
BUSY_S = 20.0 if FULL else 5.0
BUSY_RATE = 1_000  # objects published a second
BUSY_BATCH = 50  # objects of one publication under load
POLL_S = 60.0  # how often a TAXII client that only pulls usually looks


def bench(folder: Path) -> Iterator[str]:
    """Many objects to many partners; then how long one takes, alone and under load."""
    yield from _many(folder / "many")
    with _pair(folder / "quick") as (us, them):
        yield from _alone(us, them)
        yield from _busy(us, them)
    yield f"{'  pulled each 60 s, for comparison':<34} p50 {POLL_S / 2:.0f} s, p99 {POLL_S * 0.99:.0f} s, whatever the server"


def _many(root: Path) -> Iterator[str]:
    with ExitStack() as last:
        us = last.enter_context(acting(root, "vn-ncc", "VN"))
        names = [f"partner-{number}" for number in range(PARTNERS)]
        partners = [last.enter_context(acting(root, name, "MY")) for name in names]
        for one in partners:
            befriend(us.node, us.lawyer, one.node, one.lawyer)
        ids = _bring(us.node, 0, OBJECTS)
        before = [one.cpu_s() for one in (us, *partners)]
        start = time.perf_counter()
        made = sum(
            len(us.node.releases.publish(_publication(ids[first : first + AT_ONCE])))
            for first in range(0, len(ids), AT_ONCE)
        )
        decided_s = time.perf_counter() - start
        until(lambda: _answered(us.node) >= made, 0.5)
        took_s = time.perf_counter() - start
        used = [one.cpu_s() - was for one, was in zip((us, *partners), before, strict=True)]
        yield from _told(made, decided_s, took_s, used)
        _whole(us, made)


def _told(count: int, decided_s: float, took_s: float, used: Sequence[float]) -> Iterator[str]:
    theirs = sum(used[1:])
    yield (
        f"{'release to ' + str(PARTNERS) + ' partners, receipts back':<34} {count / took_s:>10,.0f} "
        f"deliveries/s  {count:,} in {took_s:.1f} s, {decided_s:.1f} s of it the gate"
    )
    yield (
        f"{'  CPU of one delivery':<34} {used[0] / count * 1e6:>10,.0f} µs at the sender,"
        f" {theirs / count * 1e6:,.0f} µs at the receiver,"
        f" {decided_s / count * 1e6:,.0f} µs (wall) to publish; {os.cpu_count()} cores for all"
    )


def _whole(us: Actor, count: int) -> None:
    """Each delivery has its own signed receipt, and the ledger is whole."""
    with us.node.store.read() as tx:
        signed = len(receipt_rows.latencies(tx))
        us.node.ledger.verify(tx)
    if signed != count:
        raise AssertionError(f"{signed} receipts for {count} deliveries")


def _alone(us: Node, them: str) -> Iterator[str]:
    ids = _bring(us, 1_000_000, ALONE + 1)
    us.releases.publish(_publication(ids[:1], them))  # the creator's identity goes along
    until(lambda: _answered(us) >= 2, 0.005)
    for number, one in enumerate(ids[1:], start=3):
        us.releases.publish(_publication([one], them))
        until(lambda number=number: _answered(us) >= number, 0.005)  # type: ignore[misc]
    yield _latency("publication to index, alone", _latencies(us, set(ids[1:])))


def _busy(us: Node, them: str) -> Iterator[str]:
    """A thousand objects a second, published in groups; what waits for the disk holds up what follows."""
    count = int(BUSY_S * BUSY_RATE)
    ids = _bring(us, 2_000_000, count)
    start, published = time.perf_counter(), 0
    while published < count:
        time.sleep(max(0.0, start + published / BUSY_RATE - time.perf_counter()))
        us.releases.publish(_publication(ids[published : published + BUSY_BATCH], them))
        published += BUSY_BATCH
    rate = count / (time.perf_counter() - start)
    until(lambda: _answered(us) >= 2 + ALONE + count)
    yield _latency(f"  under {rate:,.0f} objects/s", _latencies(us, set(ids)))


def _latency(name: str, found: Sequence[float]) -> str:
    ordered = sorted(found)
    middle, most = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    return f"{name:<34} p50 {middle * 1e3:>8.1f} ms  p99 {most * 1e3:>8.1f} ms  of {len(ordered):,}"


def _latencies(node: Node, ids: set[str]) -> list[float]:
    """From the gate's yes to the instant in the receipt, which is taken when the index has it."""
    with node.store.read() as tx:
        published = {
            one.id: one.published for one in release_rows.listed(tx) if one.object_id in ids
        }
        told: list[tuple[str, str, datetime]] = receipt_rows.latencies(tx)
    return [(at - published[name]).total_seconds() for name, _, at in told if name in published]


def _publication(ids: Sequence[str], *partners: str) -> Publication:
    return Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "analyst-1", partners)


def _answered(node: Node) -> int:
    with node.store.read() as tx:
        counts = release_rows.counts(tx)
    return sum(count for (_, state), count in counts.items() if state == State.ACCEPTED.value)


def _bring(node: Node, first: int, count: int) -> list[str]:
    us = ObjectId(node.ourselves.identity)
    ids: list[str] = []
    raws = list(mixed(count, us, first))
    for start in range(0, count, 1_000):
        kept, refused = node.workspace.add("bench", raws[start : start + 1_000])
        if refused:
            raise AssertionError(refused[0])
        ids += [version.id for version in kept]
    return ids


@contextmanager
def _pair(root: Path) -> Iterator[tuple[Node, str]]:
    """Our node with its rounds in this process, as `khien serve` has them, and a partner in another."""
    home, late = root / "vn-ncc", _Late()
    create_node(home, name="vn-ncc", country="VN", title="", language="en", port=0, clock=utc_now)
    with ExitStack() as last:
        address = last.enter_context(serving(late))
        node = open_node(home, address=address)
        last.callback(node.close)
        late.site = site_of(node)
        with node.store.write() as tx:
            lawyer: Officer = add_officer(tx, "lawyer-1", roles=["lawyer"], now=node.clock())
        them = last.enter_context(acting(root, "asean-cert", "MY"))
        befriend(node, lawyer, them.node, them.lawyer)
        rounds = Rounds(node)
        last.callback(rounds.stop)
        rounds.start()
        yield node, "asean-cert"


class _Late:
    """A site that is known after its address."""

    def __init__(self) -> None:
        self.site: object = None

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        await self.site(scope, receive, send)  # type: ignore[operator]
