"""Every door of a node at which a partner can ask, asked with real credentials, and what was seen there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count
from typing import Any, TypeAlias
from unittest.mock import patch
from urllib.parse import quote, unquote

import msgspec
from starlette.applications import Starlette

from khien.exchange.signatures import Message, sign_request
from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE
from khien.model.signing import SigningKey
from tests.exchange.nodes import Clock

TAXII = "application/taxii+json;version=2.1"
ROOT = "/taxii2/node"
LOOPBACK = int(IPv4Address("127.0.0.0"))
OPEN, CLOSED, UNKNOWN = {200}, {403, 404}, {401}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def status_code(self) -> int:
        """The status, as a client calls it."""
        return self.status

    @property
    def content(self) -> bytes:
        """The body, as a client calls it."""
        return self.body

    @property
    def said(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Credential:
    """How one partner proves who it is: by a key or by a token; `works` is what ought to be."""

    partner: str
    key: SigningKey | None = None
    token: str = ""
    works: bool = True
    may_read: bool = True


Seen: TypeAlias = tuple[str, str, bytes]
"""Object id, version and content; the content is empty where only the others are told."""


class Here:
    """A site asked in this thread, without a server: what `LocalWire` takes for a client."""

    def __init__(self, site: Starlette) -> None:
        self._site = site
        self._loop = asyncio.new_event_loop()
        self._asked = count(1)

    def start(self, site: Starlette) -> None:
        """From now on another one answers under the same address."""
        self._site = site

    def close(self) -> None:
        """Stop the loop."""
        self._loop.close()

    def request(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes = b""
    ) -> Answer:
        """One request; the handler runs in this thread too."""
        with patch("khien.exchange.incoming.run_in_threadpool", _at_once):
            return self._loop.run_until_complete(self._call(method, url, headers, content))

    async def _call(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Answer:
        sent: list[dict[str, Any]] = []
        host, slash, rest = url.partition("://")[2].partition("/")
        place, _, query = (slash + rest).partition("?")
        named = {"host": host, **{k.lower(): v for k, v in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(place),
            "raw_path": place.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in named.items()],
            "server": (host, 80),
            # Wrong secrets are counted by address, and here many tokens are dead.
            "client": (str(IPv4Address(LOOPBACK + next(self._asked))), 1),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(part: Any) -> None:  # noqa: ANN401 -- an ASGI message
            sent.append(part)

        await self._site(scope, receive, send)
        raw = {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}
        return Answer(sent[0]["status"], b"".join(p.get("body", b"") for p in sent[1:]), raw)


async def _at_once(answer: Callable[..., Any], *args: object) -> Any:  # noqa: ANN401 -- as what it stands for
    return answer(*args)


class Doors:
    """One node's site, asked with credentials."""

    def __init__(self, site: Here, address: str, identity: str, clock: Clock) -> None:
        self._site, self._address, self._identity, self._clock = site, address, identity, clock

    def ask(
        self, path: str, who: Credential | None, method: str = "GET", body: bytes = b""
    ) -> Answer:
        """One request."""
        url = self._address + path.replace("[", "%5B").replace("]", "%5D")
        message = Message(method, url, {"accept": TAXII}, body)
        if body:
            message.headers["content-type"] = TAXII
        if not path.startswith("/taxii2"):
            message.headers["accept"] = "*/*"
        if who is not None and who.key is not None:
            sign_request(message, who.key, self._identity, self._clock())
        elif who is not None:
            message.headers["authorization"] = f"Bearer {who.token}"
        return self._site.request(method, url, message.headers, body)


def filters(ids: list[str]) -> list[str]:
    """Ways to ask a collection for more than it says by itself."""
    some = quote(",".join(ids[:50]))
    return [
        "?match[version]=all",
        "?match[version]=first",
        "?match[type]=indicator,malware,note&match[version]=all",
        f"?match[id]={some}&match[version]=all" if some else "?limit=1000",
        "?match[spec_version]=2.1,2.0",
        "?added_after=2020-01-01T00:00:00Z&match[version]=all",
        "?match[version]=last,2026-11-22T08:00:00.000Z",
    ]


def pages(doors: Doors, path: str, who: Credential) -> Iterator[Answer]:
    """An answer and those that follow it, two items each."""
    step, following = "&" if "?" in path else "?", ""
    for _ in range(200):
        found = doors.ask(f"{path}{step}limit=2{following}", who)
        yield found
        if found.status != 200 or not found.said.get("more"):
            return
        following = "&next=" + quote(found.said["next"], safe="")
    raise AssertionError("pages without end")


def collection(name: str) -> str:
    """Where a collection is."""
    return f"{ROOT}/collections/{name}"


SHELF = collection(RELEASED)

CLOSED_TO_PARTNERS = (
    *(
        f"{collection(name)}{end}"
        for name in (WORKSPACE, "workspace")
        for end in ("/", "/manifest/", "/objects/", "/objects/?match[version]=all")
    ),
    f"{collection(INBOX)}/objects/",
    f"{collection('inbox')}/manifest/",
    "/khien/v1/log/tile/entries/000",
)
"""Partners get 403 or 404 here, whatever they hold."""

INFORMATION = (
    "/taxii2/", f"{ROOT}/", f"{ROOT}/collections/", f"{collection(RELEASED)}/", f"{ROOT}/status/",
    "/khien/v1/log/checkpoint", "/khien/v1/cosigned", "/khien/v1/log/tile/0/000", "/khien/v1/",
    f"{ROOT}/collections/none/objects/", f"{ROOT}/status/0c7d2c1c-4c2f-4d21-8a0a-9d3a6f4f0b55/",
)  # fmt: skip
"""What tells about the node, and must not tell about its objects."""


def seen_in(answer: Answer) -> list[Seen]:
    """The objects, or lines of a manifest, of one answer."""
    found = []
    for raw in msgspec.json.decode(answer.body, type=_Envelope).objects:
        one = json.loads(bytes(raw))
        if "date_added" in one:
            found.append((one["id"], one["version"], b""))
        else:
            found.append((one["id"], one.get("modified", one.get("created", "")), bytes(raw)))
    return found


class _Envelope(msgspec.Struct):
    objects: list[msgspec.Raw] = []
