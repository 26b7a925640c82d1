"""Read from and write to any TAXII 2.1 server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from khien.exchange.taxii.resources import (
    MEDIA_TYPE,
    ApiRoot,
    Collection,
    Discovery,
    Envelope,
    Noted,
    Resource,
    Status,
    encode,
)
from khien.exchange.wire import Wire
from khien.model.errors import MalformedError, NotFoundError

MAX_PAGES = 100_000  # a server that pages for ever is cut off
Read = TypeVar("Read", bound=Resource)


class _Collections(Resource, frozen=True):
    collections: list[dict[str, Any]] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """One envelope of objects, byte for byte, and when the server says it added the last of them."""

    objects: tuple[bytes, ...]
    added_last: str


class TaxiiClient:
    """One TAXII 2.1 server, as seen through one `Wire`.

    Args:
        wire: how requests are authenticated.
        api_root: its absolute URL, with the slash at the end.
    """

    def __init__(self, wire: Wire, api_root: str) -> None:
        self._wire = wire
        self.api_root = api_root if api_root.endswith("/") else api_root + "/"

    @classmethod
    def discover(cls, wire: Wire, discovery_url: str) -> TaxiiClient:
        """The default api root, or the first, of a server (TAXII 2.1 §4.1).

        Our secret is meant for this server alone, so an api root elsewhere is passed over.

        Raises:
            NotFoundError: the server names no api root of its own.
        """
        found = _read(wire, discovery_url, Discovery)
        for root in [found.default, *found.api_roots]:
            address = urljoin(discovery_url, root)
            if root and _place(address) == _place(discovery_url):
                return cls(wire, address)
        raise NotFoundError("api root", discovery_url)

    def root(self) -> ApiRoot:
        """What the server says of its api root (§4.2)."""
        return _read(self._wire, self.api_root, ApiRoot)

    def collections(self) -> list[Collection]:
        """The collections of the api root (§5.1); absent fields get the standard's defaults."""
        found = _read(self._wire, self.api_root + "collections/", _Collections)
        blank = {"description": "", "alias": "", "media_types": []}
        try:
            return [msgspec.convert({**blank, **c}, Collection) for c in found.collections]
        except msgspec.ValidationError as error:
            raise MalformedError("collections", f"TAXII 2.1 §5.1.1: {error}") from error

    def collection(self, name: str) -> Collection:
        """The collection with that id or alias.

        Raises:
            NotFoundError: the server has none of that name.
        """
        for collection in self.collections():
            if name in {collection.id, collection.alias, collection.title}:
                return collection
        raise NotFoundError("collection", name)

    def pull(
        self, collection: str, *, added_after: str = "", version: str = "all", limit: int = 1000
    ) -> Iterator[Page]:
        """Every page of a collection after a point, in the order of addition (§5.4).

        Raises:
            MalformedError: an envelope that is none, or a server that leads in circles.
        """
        parameters = {"limit": str(limit), "match[version]": version}
        if added_after:
            parameters["added_after"] = added_after
        before = Page((), "")
        for _ in range(MAX_PAGES):
            url = f"{self.api_root}collections/{collection}/objects/?{urlencode(parameters)}"
            answer = self._wire.send("GET", url, headers={"accept": MEDIA_TYPE})
            found = _decode(answer.content, Envelope, "envelope")
            page = Page(
                tuple(bytes(o) for o in found.objects),
                answer.headers.get("x-taxii-date-added-last", ""),
            )
            yield page
            if not found.more:
                return
            following = _following(found.next, page)
            # A cursor may be the same on every page, as long as the pages are not.
            if not following or (following.items() <= parameters.items() and page == before):
                raise MalformedError("next", "pages that come to an end (TAXII 2.1 §3.5)")
            parameters.pop("next", None)
            parameters |= following
            before = page
        raise MalformedError("next", "pages that come to an end (TAXII 2.1 §3.5)")

    def push(
        self,
        collection: str,
        objects: list[bytes],
        headers: dict[str, str] | None = None,
        note: dict[str, Any] | None = None,
    ) -> Status:
        """Add objects to a collection (§5.5) and return the status, as of now.

        A delivery note goes along as a custom property of the envelope (§7.1), which others ignore.
        """
        raws = [msgspec.Raw(o) for o in objects]
        body = encode(
            Envelope(objects=raws) if note is None else Noted(objects=raws, x_khien_note=note)
        )
        url = f"{self.api_root}collections/{collection}/objects/"
        all_headers = {"accept": MEDIA_TYPE, "content-type": MEDIA_TYPE, **(headers or {})}
        answer = self._wire.send("POST", url, headers=all_headers, body=body)
        return _status(answer.content)

    def status(self, status_id: str) -> Status:
        """What became of an earlier push (§4.3)."""
        url = f"{self.api_root}status/{status_id}/"
        return _status(self._wire.send("GET", url, headers={"accept": MEDIA_TYPE}).content)


def _following(cursor: str, page: Page) -> dict[str, str]:
    """The parameter that leads to the page behind this one; none where there is no way on.

    A server may leave `next` out; then the date added leads on (TAXII 2.1 §3.5).
    """
    if cursor:
        return {"next": cursor}
    return {"added_after": page.added_last} if page.added_last else {}


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _status(body: bytes) -> Status:
    blank: dict[str, Any] = {
        "request_timestamp": "", "successes": [], "failures": [], "pendings": [],
        "total_count": 0, "success_count": 0, "failure_count": 0, "pending_count": 0,
    }  # fmt: skip
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
        for name in ("successes", "failures", "pendings"):
            given[name] = [
                {"version": "", "message": "", **detail} for detail in given.get(name) or []
            ]
        return msgspec.convert({**blank, **given}, Status)
    except (msgspec.MsgspecError, TypeError) as error:
        raise MalformedError("status", f"TAXII 2.1 §4.3.1: {error}") from error


def _read(wire: Wire, url: str, resource: type[Read]) -> Read:
    answer = wire.send("GET", url, headers={"accept": MEDIA_TYPE})
    return _decode(answer.content, resource, url)


def _decode(body: bytes, resource: type[Read], item: str) -> Read:
    try:
        return msgspec.json.decode(body, type=resource)
    except msgspec.MsgspecError as error:
        raise MalformedError(item, f"TAXII 2.1 resource: {error}") from error
