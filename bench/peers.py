"""What stands beside our reading: the same bytes from a bare application, medallion, OpenTAXII."""

from __future__ import annotations

import base64
import json
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import uvicorn
from tests.conformance import medallion_server, opentaxii_server

from bench.loading import Client, Reading, running
from bench.stocking import contents

STORED = 1_000  # objects in OpenTAXII: few, since it takes them slowly; that is in its favour
FEW = 300  # objects in medallion, which looks through all of them for each one that it gives
ROUNDS, FEW_ROUNDS = 10, 3


def bare(body: bytes, folder: Path, count: int) -> Reading:
    """The same bytes from an application that does nothing else: as quick as HTTP gets here."""
    file = folder / "body"
    file.write_bytes(body)
    with running(sys.executable, "-m", "bench.peers", str(file)) as server:
        client = Client(int(server.words[0]), "none")
        return server.read("", client, ["/"], 1, count)


def medallion(folder: Path) -> Iterator[Reading]:
    """medallion, the reference server, from memory, with Basic; it is asked for 100 at a time."""
    collection = "365fed99-08fa-fdcd-a1b3-fb247eb41d01"
    objects = list(islice(_contents(), FEW))
    root = {
        "information": {"title": "Bench", "versions": ["taxii-2.1"], "max_content_length": 1000},
        "status": [],
        "collections": [
            {
                "id": collection, "title": "Bench", "can_read": True, "can_write": False,
                "media_types": ["application/stix+json;version=2.1"], "objects": objects,
                "manifest": [
                    {
                        "id": one["id"], "version": one["modified"], "date_added": one["modified"],
                        "media_type": "application/stix+json;version=2.1",
                    }
                    for one in objects
                ],
            }
        ],
    }  # fmt: skip
    data = folder / "medallion.json"
    discovery = {"title": "Bench", "default": "/bench/", "api_roots": ["/bench/"]}
    data.write_text(json.dumps({"/discovery": discovery, "bench": root}), "utf-8")
    module = "tests.conformance.medallion_server"
    with running(sys.executable, "-W", "ignore", "-m", module, str(data)) as server:
        user, secret = medallion_server.USER, medallion_server.SECRET
        basic = base64.b64encode(f"{user}:{secret}".encode()).decode()
        client = Client(int(server.words[0]), f"Basic {basic}")
        path = f"/bench/collections/{collection}/objects/?limit=100"
        yield server.read("medallion, 100 a page", client, [path], 100, FEW_ROUNDS)


@contextmanager
def _opentaxii(python: str) -> Iterator[tuple[Any, Client, str]]:
    objects = [_microseconds(one) for one in _contents()]
    file = opentaxii_server.__file__
    with running(python, "-W", "ignore", file, told=json.dumps(objects)) as server:
        port, root, collection = server.words
        secret = {"username": opentaxii_server.USER, "password": opentaxii_server.SECRET}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/management/auth",
            json.dumps(secret).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            token = json.loads(answer.read())["token"]
        client = Client(int(port), f"Bearer {token}")
        yield server, client, f"/taxii2/{root}/collections/{collection}/"


def opentaxii(python: str) -> Iterator[Reading]:
    """OpenTAXII on SQLite, signed in with a token, as its last release runs with Werkzeug's server."""
    with _opentaxii(python) as (server, client, base):
        one = next(iter(_contents()))["id"]
        asked = {
            "OpenTAXII, 1 000 a page": (f"objects/?limit={STORED}", STORED),
            "OpenTAXII, 100 a page": ("objects/?limit=100", 100),
            "OpenTAXII, manifest of 1 000": (f"manifest/?limit={STORED}", STORED),
            "OpenTAXII, match[type], 100 a page": (
                "objects/?limit=100&match[type]=indicator",
                100,
            ),
            "OpenTAXII, one id": (f"objects/{one}/", 1),
        }
        for name, (path, units) in asked.items():
            yield server.read(name, client, [base + path], units, ROUNDS)


def _contents() -> Iterator[dict[str, Any]]:
    versioned = (one for one in contents(2 * STORED) if "modified" in one)
    yield from islice(versioned, STORED)


def _microseconds(content: dict[str, Any]) -> dict[str, Any]:
    """Its times with as many digits as OpenTAXII wants to read."""
    times = {name: content[name].replace(".000Z", ".000000Z") for name in ("created", "modified")}
    return content | times


class _Bare(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 -- uvicorn's own signature
        await super().startup(sockets)
        sys.stdout.write(f"{self.servers[0].sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()


def _serve(file: Path) -> None:
    body = file.read_bytes()
    headers = [(b"content-length", str(len(body)).encode())]

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI
        del scope
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    _Bare(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off")).run()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
