"""The node that is attacked: a real `khien serve`, an honest partner of it, and a hostile one."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from khien.app.wiring import Node, open_node, utc_now
from khien.exchange.signatures import Message
from khien.exchange.taxii.collections import INBOX
from khien.exchange.wire import by_signature
from khien.model.instants import stix_time
from tests.app.running import address_of, finish
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper, new_world

MEMORY_MB = 512  # what a node under every attack of this folder stays below; docs/operations.md
MEDIA_TYPE = "application/taxii+json;version=2.1"
PATIENCE_S = 60
READ, WRITE, LEDGER = "taxii:read", "taxii:write", "ledger:read"
POST = f"/taxii2/node/collections/{INBOX}/objects/"


@dataclass(frozen=True)
class Heard:
    """An answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 -- whatever the node said
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, eq=False)  # one is itself alone
class Victim:
    """A served node. `honest` and `hostile` are secrets of two plain partners, `tool` one of ours.

    `signer` is a Khiên partner; its node does not run, but its key signs.
    """

    process: subprocess.Popen[str]
    base: str
    home: Path
    identity: str
    honest: str
    hostile: str
    tool: str
    signer: Node

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """A bare connection, from one of the addresses of loopback."""
        place = urlsplit(self.base)
        to = (str(place.hostname), place.port or 80)
        return socket.create_connection(to, PATIENCE_S, (source, 0))

    def raw(self, sent: bytes, source: str = "127.0.0.1") -> bytes:
        """Everything that comes back for some bytes until the node closes, or says no more."""
        with self.connect(source) as line:
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(sent)
            return read_to_end(line)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        secret: str = "",
        source: str = "127.0.0.1",
        **headers: str,
    ) -> Heard:
        """One request; `content_type` stands for Content-Type."""
        place = urlsplit(self.base)
        line = http.client.HTTPConnection(
            str(place.hostname), place.port, timeout=PATIENCE_S, source_address=(source, 0)
        )
        named = {"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        if secret:
            named["Authorization"] = f"Bearer {secret}"
        try:
            line.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in named)
            if body or method == "POST":
                named.setdefault("Content-Length", str(len(body)))
            for name, value in named.items():
                line.putheader(name, value)
            with suppress(BrokenPipeError, ConnectionResetError):
                line.endheaders(body)  # whoever refuses a body may stop reading it
            answer = line.getresponse()
            heard = {name.lower(): answer.headers[name] for name in answer.headers}
            return Heard(answer.status, heard, answer.read())
        finally:
            line.close()

    def post(self, body: bytes, *, secret: str = "", **headers: str) -> Heard:
        """Add to the inbox; as the hostile partner unless another secret is given."""
        return self.ask("POST", POST, body, secret=secret or self.hostile, **headers)

    def signed(self, method: str, path: str, body: bytes = b"") -> Message:
        """A request as the Khiên partner signs it, not sent yet."""
        message = Message(method, self.base + path, {"content-type": "application/json"}, body)
        by_signature(self.signer.ourselves.key, self.identity, utc_now)(message)
        return message

    def send(self, message: Message) -> Heard:
        """A signed request, as it is."""
        path = message.url.removeprefix(self.base)
        return self.ask(message.method, path, message.body, **message.headers)

    def memory_mb(self, line: str = "VmRSS") -> float:
        """Resident memory of the process now, or with `VmHWM` at its highest."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(rf"{line}:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def indicator(self, **more: object) -> dict[str, Any]:
        """An indicator that nobody has seen."""
        now = stix_time(utc_now())
        return {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid4()}",
            "created": now,
            "modified": now,
            "pattern": f"[domain-name:value = 'bad-{uuid4().hex[:8]}.example.com']",
            "pattern_type": "stix",
            "valid_from": "2026-11-01T00:00:00Z",
            **more,
        }

    def stands(self) -> None:
        """It answers, nothing failed inside that nobody foresaw, and its memory is bounded."""
        assert self.process.poll() is None
        assert self.ask("GET", "/healthz").status == 200
        assert self.memory_mb("VmHWM") < MEMORY_MB
        words = (self.home / "serve.log").read_text("utf-8")
        assert "page.failed" not in words, words[-2_000:]
        assert "serve.failed" not in words, words[-2_000:]

    def serves(self) -> None:
        """An honest partner is served."""
        envelope = json.dumps({"objects": [self.indicator()]}).encode()
        answer = self.post(envelope, secret=self.honest)
        assert (answer.status, answer.json["success_count"]) == (202, 1), answer


def read_to_end(line: socket.socket) -> bytes:
    """What the node says on a connection until it closes it."""
    found = []
    with suppress(ConnectionResetError, TimeoutError):
        while chunk := line.recv(65_536):
            found.append(chunk)
    return b"".join(found)


@contextmanager
def victim_in(folder: Path) -> Iterator[Victim]:
    """Make the node and its partners, serve it, and end it."""
    world = new_world(folder, "vn-ncc", "asean-cert")
    try:
        party = world["vn-ncc"]
        identity = party.node.ourselves.identity
        honest = _plain(world, party, "honest-cert")
        hostile = _plain(world, party, "hostile-cert")
        tool = party.token("siem", READ, WRITE, LEDGER)
    finally:
        world.close()
    home = folder / "vn-ncc"
    command = [sys.executable, "-m", "tests.hostile.hasty", "serve", "--home", str(home)]
    with (home / "serve.log").open("a") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True
        )
    signer = open_node(folder / "asean-cert", utc_now)
    try:
        yield Victim(process, address_of(process), home, identity, honest, hostile, tool, signer)
    finally:
        signer.close()
        finish(process)


def _plain(world: World, party: Party, name: str) -> str:
    known = add_plain_party(party, name)
    agree_on_paper(world, party, known)
    return party.token(f"{name}-token", READ, WRITE, partner_name=str(known.name))
