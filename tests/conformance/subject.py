"""The server under test as a client sees it, and one HTTP request to it with nothing added."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

MEDIA_TYPE = "application/taxii+json;version=2.1"
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 -- whatever the server said
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def following(self) -> dict[str, str]:
        """The parameter that leads to the next page: `next`, or the last date where there is none (§3.5)."""
        if "next" in self.json:
            return {"next": self.json["next"]}
        return {"added_after": self.headers["x-taxii-date-added-last"]}

    @property
    def objects(self) -> list[Content]:
        """The objects of an envelope or manifest; an absent list is an empty one."""
        found: list[Content] = self.json.get("objects", [])
        return found


@dataclass(frozen=True)
class Subject:
    """One collection of one server, seen by one client.

    Args:
        name: for the report.
        base: scheme, host and port.
        api_root: its path, with slashes around.
        user: of HTTP Basic.
        secret: of HTTP Basic.
        collection: id of the collection that is tested.
        can: what this client may do there: read, write, delete.
        make: an object that this server takes, new at each call; arguments replace properties.
        others: ids of collections of which this client may only `read`, only `write`, or see `none`.
        seed: what was put into the collection before, in this order.
    """

    name: str
    base: str
    api_root: str
    user: str
    secret: str
    collection: str
    can: frozenset[str]
    make: Callable[..., Content]
    others: Mapping[str, str] = field(default_factory=dict)
    seed: tuple[Content, ...] = ()

    @property
    def place(self) -> str:
        """Path of the collection."""
        return f"{self.api_root}collections/{self.collection}/"

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
    ) -> Heard:
        """Send one request as it is; a header that is None is left out."""
        pair = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
        usual: dict[str, str | None] = {"Accept": MEDIA_TYPE, "Authorization": f"Basic {pair}"}
        all_headers = {k: v for k, v in (usual | dict(headers or {})).items() if v is not None}
        place = urlsplit(self.base)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            if body is not None and "Content-Length" not in all_headers:
                all_headers["Content-Length"] = str(len(body))
            for name, value in all_headers.items():
                connection.putheader(name, value)
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)  # whoever refuses a body may stop reading it
            answer = connection.getresponse()
            heard = {name.lower(): answer.headers[name] for name in answer.headers}
            return Heard(answer.status, heard, answer.read())
        finally:
            connection.close()

    def get(self, below: str = "", collection: str = "", /, **parameters: str | int) -> Heard:
        """GET something below a collection; `match_type` stands for `match[type]`."""
        pairs = {_spelt(name): value for name, value in parameters.items()}
        path = self.place if not collection else f"{self.api_root}collections/{collection}/"
        query = "?" + urlencode(pairs) if pairs else ""
        return self.ask("GET", path + below + query)

    def found(self, below: str = "objects/", /, **parameters: str | int) -> list[Content]:
        """The objects or manifest records that one request gives, which must succeed."""
        heard = self.get(below, **parameters)
        assert heard.status == 200, heard
        return heard.objects

    def add(self, *contents: Content, collection: str = "", **headers: str | None) -> Heard:
        """POST objects."""
        place = self.place if not collection else f"{self.api_root}collections/{collection}/"
        body = json.dumps({"objects": contents}).encode()
        usual: dict[str, str | None] = {"Content-Type": MEDIA_TYPE}
        return self.ask("POST", place + "objects/", usual | headers, body)

    def delete(self, object_id: str, collection: str = "", **parameters: str) -> Heard:
        """DELETE one object."""
        place = self.place if not collection else f"{self.api_root}collections/{collection}/"
        pairs = {_spelt(name): value for name, value in parameters.items()}
        query = "?" + urlencode(pairs) if pairs else ""
        return self.ask("DELETE", f"{place}objects/{quote(object_id)}/{query}")

    def manifest(self) -> list[Content]:
        """Every record of the manifest, all versions, in the order that the server gives."""
        records: list[Content] = []
        parameters: dict[str, Any] = {"match_version": "all", "limit": 1000}
        while True:
            heard = self.get("manifest/", **parameters)
            assert heard.status == 200, heard
            records += heard.objects
            if not heard.json.get("more"):
                return records
            parameters |= heard.following


def _spelt(name: str) -> str:
    return f"match[{name.removeprefix('match_')}]" if name.startswith("match_") else name


def version_of(content: Content, date_added: str = "") -> str:
    """The version of an object: modified, else created, else when it was added (§5.3.1)."""
    return str(content.get("modified") or content.get("created") or date_added)
