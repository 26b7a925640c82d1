"""Nodes that speak TLS for tests: real sockets on loopback, a clock that is told."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from khien.app import certifying, serve
from khien.app.certifying import Issued
from khien.app.demo.cast import wait_until
from khien.app.settings import FILE
from khien.app.wiring import Node, create_node, open_node
from khien.model.instants import stix_time
from khien.people.officers import add_officer
from khien.people.partners import add_taxii_partner
from khien.people.tokens import add_token
from khien.web import site_of
from tests.exchange.nodes import OFFICERS, Clock, Party

# OpenSSL looks at the clock of the machine, so certificates here last from before any test ran until
# long after the last one.
PAST = datetime(2026, 1, 1, tzinfo=UTC)
LONG = 36_500  # days
PARTNER = "asean-cert"
_TEMPLATES = TemporaryDirectory(prefix="khien-tls-")
TLS = """\
[tls]
certificate = "tls/server.pem"
key = "tls/server.key"
client_ca = ["tls/ca.pem"]
client_crl = ["tls/crl.pem"]
"""


@dataclass
class Secured:
    """A node with an authority of its own, and the clock that it goes by."""

    home: Path
    clock: Clock = field(default_factory=lambda: Clock(PAST))

    @contextmanager
    def opened(self, address: str = "") -> Iterator[Node]:
        """The node, closed afterwards."""
        node = open_node(self.home, self.clock, address=address)
        try:
            yield node
        finally:
            node.close()

    def set_tls(self, more: str = "", tls: str = TLS) -> None:
        """Write the section about TLS into the settings."""
        text = (self.home / FILE).read_text("utf-8")
        before, rest = text.split("[tls]", 1)
        after = rest.split("[own]", 1)[1]
        (self.home / FILE).write_text(f"{before}{tls}{more}\n[own]{after}", "utf-8")


def make_secured(
    home: Path, name: str = "vn-ncc", country: str = "VN", clock: Clock | None = None
) -> Secured:
    """A node with an authority, a server certificate for 127.0.0.1, and both in its settings."""
    return Secured(Path(shutil.copytree(_template(name, country), home)), clock or Clock(PAST))


@cache
def _template(name: str, country: str) -> Path:
    made = Secured(Path(_TEMPLATES.name) / name)
    create_node(
        made.home, name=name, country=country, title="", language="en", port=0, clock=made.clock
    )
    with made.opened() as node:
        certifying.make_authority(node, days=LONG)
        certifying.make_server(node, ["127.0.0.1"], days=LONG)
    made.set_tls()
    return made.home


def add_partner(node: Node, name: str = PARTNER) -> None:
    """A plain TAXII party."""
    now = stix_time(PAST)
    number = sum(name.encode())
    identity = {
        "type": "identity", "spec_version": "2.1", "created": now, "modified": now, "name": name,
        "id": f"identity--0f000000-0000-4000-8000-{number:012d}", "identity_class": "organization",
    }  # fmt: skip
    with node.store.write() as tx:
        add_taxii_partner(
            tx, node.enrolments.card, name, identity=identity, country="SG", now=node.clock()
        )


def issue(node: Node, name: str = "asean-cert-1", partner: str | None = PARTNER) -> Issued:
    """A client certificate with its key."""
    return certifying.issue(node, name, partner=partner, days=LONG)


def token(node: Node, name: str, partner: str | None = None) -> str:
    """A token that may read and write by TAXII."""
    with node.store.write() as tx:
        scopes = ["taxii:read", "taxii:write"]
        return add_token(tx, name, scopes=scopes, now=node.clock(), partner=partner).secret


@contextmanager
def served(node: Node) -> Iterator[str]:
    """The node's site, by the very settings that `khien serve` has; its address."""
    server = uvicorn.Server(serve._config(node, site_of(node), 0))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert wait_until(lambda: server.started, 30)
        yield f"https://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def client_context(
    home: Path, shown: Issued | None = None, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """What a foreign client believes and shows: the node's authority, and perhaps a certificate."""
    context = ssl.create_default_context(cafile=home / "tls/ca.pem")
    context.maximum_version = newest
    if shown is not None:
        pair = home / f"{shown.certificate.name}.client"
        pair.write_text(shown.private + shown.public, "ascii")
        context.load_cert_chain(pair)
    return context


@dataclass
class Answer:
    """What a node answered: status, JSON content, and the TLS version of the connection."""

    status: int
    content: dict[str, Any]
    version: str | None

    @property
    def said(self) -> tuple[int, str, str]:
        """Status, code and sentence of a refusal."""
        return self.status, self.content["error_code"], self.content["description"]


class Client:
    """One connection, kept open over many requests."""

    def __init__(self, address: str, context: ssl.SSLContext) -> None:
        place = urlsplit(address)
        self._wire = http.client.HTTPSConnection(
            place.hostname or "", place.port, context=context, timeout=30
        )

    def get(
        self, path: str = "/taxii2/node/collections/", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on it."""
        self._wire.request(
            "GET", path, headers={"Accept": "application/taxii+json", **(headers or {})}
        )
        answer = self._wire.getresponse()
        body = answer.read()
        shown: ssl.SSLSocket | None = self._wire.sock
        return Answer(answer.status, json.loads(body), shown.version() if shown else None)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()


def as_party(node: Node) -> Party:
    """The node as its people see it, with officers; nobody calls it but by its real address."""
    with node.store.write() as tx:
        for name, roles in OFFICERS.items():
            add_officer(tx, name, roles=roles, now=PAST)
    return Party(node, TestClient(Starlette()))


def bearer(secret: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {secret}"}


def alert(address: str, context: ssl.SSLContext) -> str:
    """The alert that ends the attempt to connect, in small letters; '' where the node answers."""
    with Client(address, context) as client:
        try:
            client.get("/khien/v1/")
        except ssl.SSLError as error:
            return str(error).lower()
    return ""
