"""The TAXII 2.1 endpoints of one node.

Three collections, the same ids on every node, so that a partner needs no set-up:

- `released`: what was released to the caller, in release order; each partner sees its own.
- `inbox`: a partner adds objects; admission decides.
- `workspace`: everything of this node, for its own tools with a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from khien.exchange.callers import Caller, Callers, ForbiddenError
from khien.exchange.incoming import Answer, Incoming, threaded
from khien.exchange.taxii import resources as r
from khien.exchange.taxii.filters import FILTERS, MATCHES, Filters, parse_filters
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.instants import from_microseconds, taxii_time
from khien.model.words import say

RELEASED = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a01"
INBOX = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a02"
WORKSPACE = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a03"

READ, WRITE = "taxii:read", "taxii:write"
ACCEPTABLE = {"*/*", "application/*", "application/taxii+json", "application/json"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One version in a collection. `version` is `modified`, or `created` for what has none."""

    id: str
    version: str
    added_us: int
    spec_version: str
    raw: bytes


class Shelf(Protocol):
    """One collection.

    Promises: `page` answers in the order of addition, from one picture of the database; `add` is
    durable and idempotent when it returns.
    """

    def page(self, caller: Caller, filters: Filters) -> tuple[Sequence[Stored], bool]:
        """The next versions, and whether more follow."""
        ...

    def add(self, caller: Caller, objects: Sequence[bytes], delivery: str) -> r.Status:
        """Take objects in; the status says of each what became of it."""
        ...

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of an earlier addition by this caller."""
        ...


class NotAcceptableError(KhienError):
    """The client accepts no media type that this server has (TAXII 2.1 §1.6.8.1)."""

    code, exit_status, http_status = "taxii.not-acceptable", 2, 406

    def __init__(self, accept: str) -> None:
        super().__init__(accept=accept[:100])


class MediaTypeError(KhienError):
    """The body is not of TAXII's media type."""

    code, exit_status, http_status = "taxii.media-type", 2, 415

    def __init__(self, content_type: str) -> None:
        super().__init__(content_type=content_type[:100])


class _Posted(msgspec.Struct):
    objects: list[msgspec.Raw]


class TaxiiServer:
    """The endpoints, over three shelves."""

    def __init__(self, title: str, callers: Callers, shelves: dict[str, Shelf]) -> None:
        self._title, self._callers, self._shelves = title, callers, shelves

    def routes(self) -> list[Route]:
        """The Starlette routes, to be mounted at the root of the site."""
        root = f"/taxii2/{r.API_ROOT}"
        one = root + "/collections/{collection}"
        return [
            self._route("/taxii2/", self.discovery),
            self._route(root + "/", self.root),
            self._route(root + "/status/{status}/", self.status),
            self._route(root + "/collections/", self.collections),
            self._route(one + "/", self.collection),
            self._route(one + "/manifest/", self.manifest),
            self._route(one + "/objects/", self.objects, "GET"),
            self._route(one + "/objects/", self.add, "POST"),
            self._route(one + "/objects/{object}/", self.one_object),
            self._route(one + "/objects/{object}/versions/", self.versions),
        ]

    def _route(self, path: str, answer: Answer, method: str = "GET") -> Route:
        guarded = _accepting(answer)
        endpoint = threaded(guarded, failure, r.MAX_CONTENT_LENGTH)
        return Route(path, endpoint, methods=[method], name=answer.__name__)

    def discovery(self, incoming: Incoming) -> Response:
        """§4.1: the one api root, as an absolute address."""
        self._callers.identify(incoming)
        address = f"{incoming.base_url}/taxii2/{r.API_ROOT}/"
        return _answer(r.Discovery(title=self._title, default=address, api_roots=[address]))

    def root(self, incoming: Incoming) -> Response:
        """§4.2: what the api root can do."""
        self._callers.identify(incoming)
        return _answer(
            r.ApiRoot(
                title=self._title,
                versions=[r.MEDIA_TYPE],
                max_content_length=r.MAX_CONTENT_LENGTH,
            )
        )

    def status(self, incoming: Incoming) -> Response:
        """§4.3: what became of an addition."""
        caller = self._callers.identify(incoming)
        shelf = self._shelves[INBOX if caller.partner else WORKSPACE]
        return _answer(shelf.status(caller, incoming.path["status"]))

    def collections(self, incoming: Incoming) -> Response:
        """§5.1: the collections that this caller may use."""
        caller = self._callers.identify(incoming)
        return _answer(r.Collections(collections=collections_for(caller)))

    def collection(self, incoming: Incoming) -> Response:
        """§5.2: one collection."""
        return _answer(self._collection(incoming)[1])

    def manifest(self, incoming: Incoming) -> Response:
        """§5.3: what a collection holds, without the objects."""
        filters, stored, more = self._page(incoming, FILTERS | MATCHES)
        records = [
            r.ManifestRecord(
                id=s.id, date_added=taxii_time(from_microseconds(s.added_us)), version=s.version
            )
            for s in stored
        ]
        cursor = filters.cursor(stored[-1].added_us) if more else ""
        return _answer(r.Manifest(more=more, next=cursor, objects=records), stored)

    def objects(self, incoming: Incoming) -> Response:
        """§5.4: the objects themselves, byte for byte as they are stored."""
        return self._envelope(incoming, FILTERS | MATCHES)

    def one_object(self, incoming: Incoming) -> Response:
        """§5.6: one object by its id."""
        return self._envelope(
            incoming, FILTERS | {"match[version]", "match[spec_version]"}, incoming.path["object"]
        )

    def versions(self, incoming: Incoming) -> Response:
        """§5.8: the versions of one object."""
        allowed = FILTERS | {"match[spec_version]"}
        filters, stored, more = self._page(incoming, allowed, incoming.path["object"], ("all",))
        cursor = filters.cursor(stored[-1].added_us) if more else ""
        found = r.Versions(more=more, next=cursor, versions=[s.version for s in stored])
        return _answer(found, stored)

    def add(self, incoming: Incoming) -> Response:
        """§5.5: add objects; the status tells each one's fate, and one bad one sinks no other."""
        caller, collection = self._collection(incoming)
        if not collection.can_write:
            raise ForbiddenError(caller.name, "write")
        content_type = incoming.header("content-type")
        if content_type.replace(" ", "").lower() not in {r.MEDIA_TYPE, "application/taxii+json"}:
            raise MediaTypeError(content_type)
        try:
            posted = msgspec.json.decode(incoming.message.body, type=_Posted)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedError("envelope", f"TAXII 2.1 §3.7: {error}") from error
        delivery = incoming.header("khien-delivery")
        objects = [bytes(o) for o in posted.objects]
        status = self._shelves[collection.id].add(caller, objects, delivery)
        return _answer(status, status_code=202)

    def _collection(self, incoming: Incoming) -> tuple[Caller, r.Collection]:
        caller = self._callers.identify(incoming)
        for collection in collections_for(caller):
            if incoming.path["collection"] == collection.id:
                return caller, collection
        # What the caller may neither read nor write does not exist for it (§5.2).
        raise NotFoundError("collection", incoming.path["collection"])

    def _page(
        self,
        incoming: Incoming,
        allowed: set[str],
        object_id: str = "",
        versions: tuple[str, ...] = (),
    ) -> tuple[Filters, Sequence[Stored], bool]:
        caller, collection = self._collection(incoming)
        if not collection.can_read:
            raise ForbiddenError(caller.name, "read")
        filters = parse_filters(incoming.query, allowed, object_id, versions)
        stored, more = self._shelves[collection.id].page(caller, filters)
        if object_id and not stored and filters.after_us < 0:
            raise NotFoundError("object", object_id)
        return filters, stored, more

    def _envelope(self, incoming: Incoming, allowed: set[str], object_id: str = "") -> Response:
        filters, stored, more = self._page(incoming, allowed, object_id)
        cursor = filters.cursor(stored[-1].added_us) if more else ""
        envelope = r.Envelope(more=more, next=cursor, objects=[msgspec.Raw(s.raw) for s in stored])
        return _answer(envelope, stored)


def collections_for(caller: Caller) -> list[r.Collection]:
    """The collections that a caller may use: partners and tools see different ones."""
    may_read, may_write = READ in caller.scopes, WRITE in caller.scopes
    everything = _described(WORKSPACE, "workspace", "All of this node")
    released = _described(RELEASED, "released", "What was released to you")
    inbox = _described(INBOX, "inbox", "What you send to us")
    found = [_with_rights(everything, can_read=may_read, can_write=may_write)]
    if caller.partner:
        found = [
            _with_rights(released, can_read=may_read, can_write=False),
            _with_rights(inbox, can_read=False, can_write=may_write),
        ]
    # What may be neither read nor written does not exist for the caller (TAXII 2.1 §5.2).
    return [one for one in found if one.can_read or one.can_write]


def _described(collection: str, alias: str, description: str) -> r.Collection:
    return r.Collection(
        id=collection,
        title=alias,
        description=description,
        alias=alias,
        can_read=False,
        can_write=False,
        media_types=[r.STIX_MEDIA_TYPE],
    )


def _with_rights(collection: r.Collection, *, can_read: bool, can_write: bool) -> r.Collection:
    return msgspec.structs.replace(collection, can_read=can_read, can_write=can_write)


def _accepting(answer: Answer) -> Answer:
    """Refuse what the client would not understand, before anything is done."""

    def guarded(incoming: Incoming) -> Response:
        accept = incoming.header("accept").lower()
        wanted = {part.partition(";q=")[0].replace(" ", "") for part in accept.split(",")}
        if accept and not wanted & ACCEPTABLE and r.MEDIA_TYPE not in wanted:
            raise NotAcceptableError(accept)
        return answer(incoming)

    return guarded


def _answer(
    resource: r.Resource, stored: Sequence[Stored] = (), status_code: int = 200
) -> Response:
    headers = {}
    if stored:  # §3.4 X-TAXII-Date-Added-First and -Last, with microseconds
        headers["X-TAXII-Date-Added-First"] = taxii_time(from_microseconds(stored[0].added_us))
        headers["X-TAXII-Date-Added-Last"] = taxii_time(from_microseconds(stored[-1].added_us))
    return Response(r.encode(resource), status_code, headers, media_type=r.MEDIA_TYPE)


def failure(incoming: Incoming, error: KhienError) -> Response:
    """An error as TAXII tells it (§3.6.1): code, sentence, status; never a traceback."""
    del incoming
    message = r.ErrorMessage(
        title=error.code,
        description=say(error.code, "en", error.facts),
        error_code=error.code,
        http_status=str(error.http_status),
    )
    headers = {}
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Basic realm="khien", Bearer realm="khien"'
    return Response(r.encode(message), error.http_status, headers, media_type=r.MEDIA_TYPE)
