"""A partner that reads and answers one byte a second holds up nobody but itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rules import State
from khien.exchange.taxii.resources import API_ROOT, MEDIA_TYPE
from khien.exchange.taxii.server import RELEASED
from khien.model.instants import stix_time
from khien.people.partners import Outbound, add_taxii_partner
from khien.people.tokens import add_token
from tests.faults.people import People
from tests.faults.plan import Act
from tests.faults.stage import LOOPBACK, OFFICERS, PATIENCE_S, Side, become, pair, terms

SLOW, OBJECTS, READERS = "old-cert", 150, 60
PAUSE_S = 1.0  # between two bytes
SMALL_BYTES = 1  # of a buffer; the system takes the least that it can
ANSWER = b"HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"


class _Slow:
    """Answers whatever comes one byte a second, without an end, and reads like that too."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.answering: list[socket.socket] = []
        self.reading: list[socket.socket] = []
        self._door = socket.create_server((LOOPBACK, 0))
        self._door.setblocking(False)

    @property
    def port(self) -> int:
        """Where it takes what is brought."""
        return int(self._door.getsockname()[1])

    def ask(self, port: int, request: bytes) -> None:
        """Send a request, and read the answer from then on."""
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BYTES)
        reader.connect((LOOPBACK, port))
        reader.sendall(request)
        reader.settimeout(PATIENCE_S)
        assert reader.recv(1) == b"H"  # the answer has begun
        self.reading.append(reader)

    def live(self) -> None:
        """One byte each way on every connection, then a pause, until the end."""
        sent = 0
        while not self.end.wait(PAUSE_S):
            with suppress(BlockingIOError):  # nobody is at the door
                self.answering.append(self._door.accept()[0])
            for one in self.answering:
                one.send(ANSWER[sent : sent + 1] or b" ")
            for one in self.reading:
                assert one.recv(1)
            sent += 1

    def close(self) -> None:
        """Hang up."""
        for one in (self._door, *self.answering, *self.reading):
            one.close()


@contextmanager
def _slow() -> Iterator[_Slow]:
    made = _Slow()
    thread = threading.Thread(target=made.live)
    thread.start()
    try:
        yield made
    finally:
        made.end.set()
        thread.join(PATIENCE_S)
        made.close()


def _befriend(side: Side, slow: _Slow) -> str:
    """Make it a plain TAXII partner with an agreement; gives its token for reading here."""
    node = side.node
    now = node.clock()
    identity = {
        "type": "identity", "spec_version": "2.1", "id": f"identity--{uuid4()}", "name": SLOW,
        "created": stix_time(now), "modified": stix_time(now), "identity_class": "organization",
    }  # fmt: skip
    door = Outbound(f"http://{LOOPBACK}:{slow.port}/taxii2/", "inbox", "us", "secret")
    with node.store.write() as tx:
        add_taxii_partner(
            tx, node.enrolments.card, SLOW, identity=identity, country="TH", now=now, outbound=door
        )
        token = add_token(tx, SLOW, scopes=["taxii:read"], now=now, partner=SLOW).secret
    officers = (side.officer(OFFICERS[0]), side.officer(OFFICERS[1]))
    node.treaties.attest(SLOW, terms(side, SLOW, identity["id"]), "file 1/2026", officers)
    return token


def _states(side: Side, partner: str) -> set[State]:
    with side.node.store.read() as tx:
        return {release.state for release in release_rows.listed(tx, partner=partner)}


@pytest.mark.usefixtures("database")
def test_a_slow_partner_holds_up_nobody_else(tmp_path: Path) -> None:
    """While one partner takes and answers a byte a second, another one has everything and said so."""
    with pair(tmp_path) as (us, them), _slow() as slow:
        token = _befriend(us, slow)
        people = People(us, 1)
        people.act(Act(OBJECTS, -1, -1))
        request = (
            f"GET /taxii2/{API_ROOT}/collections/{RELEASED}/objects/ HTTP/1.1\r\nHost: vn-ncc\r\n"
            f"Accept: {MEDIA_TYPE}\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        # First it is brought something: what such a party has fetched by itself is not pushed any more.
        become(lambda: bool(slow.answering), "nothing was brought to the slow one")
        for _ in range(READERS):
            slow.ask(us.port, request.encode())
        people.act(Act(OBJECTS, -1, -1))

        become(lambda: _states(us, them.name) == {State.ACCEPTED}, "the others had to wait")
        people.close()
        with us.node.store.read() as tx:
            waiting = outbox_rows.waiting(tx)
        assert waiting.keys() == {SLOW}
        assert not slow.end.is_set()
        assert len(slow.reading) == READERS
