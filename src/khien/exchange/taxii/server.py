"""The TAXII 2.1 endpoints of one node.

Three collections, the same ids on every node, so that a partner needs no set-up:

- `released`: what was released to the caller, in release order; each partner sees its own.
- `inbox`: a partner adds objects; admission decides.
- `workspace`: everything of this node, for its own tools with a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from khien.exchange.callers import Caller, Callers, ForbiddenError
from khien.exchange.incoming import Incoming, TooLargeError
from khien.exchange.taxii import resources as r
from khien.exchange.taxii.answers import TaxiiRoute, answer, failure, paged
from khien.exchange.taxii.collections import INBOX, RELEASED, WORKSPACE, collections_for, named
from khien.exchange.taxii.envelope import posted_in
from khien.exchange.taxii.errors import EnvelopeError, MediaTypeError
from khien.exchange.taxii.filters import (
    FILTERS,
    MATCHES,
    OF_ONE,
    Filters,
    parse_filters,
)
from khien.exchange.taxii.negotiation import is_taxii, unpack
from khien.exchange.taxii.statuses import page_of, record_of, start_of
from khien.model.errors import NotFoundError
from khien.model.instants import taxii_time_of
from khien.model.stix.identifiers import is_object_id
from khien.store.objects import Bodies, Placed

__all__ = ["INBOX", "RELEASED", "WORKSPACE", "Shelf", "TaxiiServer", "failure"]


class Shelf(Protocol):
    """One collection.

    Promises: `objects` and `manifest` answer in the order of addition, from one picture of the
    database; `add` and `delete` are durable and idempotent when they return.
    """

    def objects(self, caller: Caller, filters: Filters) -> Bodies:
        """The next versions themselves; they are given away."""
        ...

    def manifest(self, caller: Caller, filters: Filters) -> tuple[Sequence[Placed], bool]:
        """What the next versions are called, and whether more follow."""
        ...

    def add(
        self, caller: Caller, objects: Sequence[bytes], delivery: str, note: bytes = b""
    ) -> r.Status:
        """Take objects in; the status says of each what became of it.

        `note` is the JSON of a Khiên partner's delivery note where it came with the objects.
        """
        ...

    def delete(self, caller: Caller, filters: Filters) -> None:
        """Take one object, or some of its versions, away."""
        ...

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of an earlier addition by this caller."""
        ...

    def statuses(
        self, caller: Caller, after: tuple[int, str], limit: int
    ) -> list[tuple[int, r.Status]]:
        """This caller's additions after a point, with the instant of each, oldest first."""
        ...

    def max_bytes(self, caller: Caller) -> int:
        """The largest body that this caller may send here."""
        ...


class TaxiiServer:
    """The endpoints, over three shelves.

    Args:
        title: of this node, for people.
        callers: finds out who asks.
        shelves: what stands behind each collection, by its id.
        address: under which partners reach this node; '' where only the request can tell.
    """

    def __init__(
        self, title: str, callers: Callers, shelves: dict[str, Shelf], address: str = ""
    ) -> None:
        self._title, self._callers, self._shelves = title, callers, shelves
        self._address = address.rstrip("/")

    def routes(self) -> list[Route]:
        """The Starlette routes, to be mounted at the root of the site."""
        root = f"/taxii2/{r.API_ROOT}"
        one = root + "/collections/{collection}"
        limit = r.MAX_CONTENT_LENGTH
        return [
            TaxiiRoute("/taxii2/", limit, {"GET": self.discovery}),
            TaxiiRoute(root + "/", limit, {"GET": self.root}),
            TaxiiRoute(root + "/status/", limit, {"GET": self.statuses}),
            TaxiiRoute(root + "/status/{status}/", limit, {"GET": self.status}),
            TaxiiRoute(root + "/collections/", limit, {"GET": self.collections}),
            TaxiiRoute(one + "/", limit, {"GET": self.collection}),
            TaxiiRoute(one + "/manifest/", limit, {"GET": self.manifest}),
            *TaxiiRoute.several(
                one + "/objects/",
                limit,
                {"GET": self.objects, "POST": self.add},
                self._callers.reserve,
            ),
            *TaxiiRoute.several(
                one + "/objects/{object}/",
                limit,
                {"GET": self.one_object, "DELETE": self.delete},
                self._callers.reserve,
            ),
            TaxiiRoute(one + "/objects/{object}/versions/", limit, {"GET": self.versions}),
        ]

    def discovery(self, incoming: Incoming) -> Response:
        """§4.1: the one api root, as an absolute address."""
        self._callers.identify(incoming)
        address = f"{self._address or incoming.base_url}/taxii2/{r.API_ROOT}/"
        return answer(r.Discovery(title=self._title, default=address, api_roots=[address]))

    def root(self, incoming: Incoming) -> Response:
        """§4.2: what the api root can do."""
        caller = self._callers.identify(incoming)
        return answer(
            r.ApiRoot(
                title=self._title,
                versions=[r.MEDIA_TYPE],
                max_content_length=self._additions(caller).max_bytes(caller),
            )
        )

    def status(self, incoming: Incoming) -> Response:
        """§4.3: what became of an addition."""
        caller = self._callers.identify(incoming)
        status_id = incoming.path["status"]
        if not _is_identifier(status_id):
            raise NotFoundError("status", status_id)
        return answer(self._additions(caller).status(caller, status_id))

    def statuses(self, incoming: Incoming) -> Response:
        """The caller's additions of the last days, page by page: our own beside §4.3."""
        caller = self._callers.identify(incoming)
        filters = parse_filters(incoming.query, {"added_after", "limit"}, "status")
        start = start_of(incoming.query, filters)
        found = self._additions(caller).statuses(caller, start, filters.limit + 1)
        following = page_of(found, filters)
        records = [record_of(status) for _, status in found[: filters.limit]]
        return answer(r.Statuses(more=bool(following), next=following, statuses=records))

    def collections(self, incoming: Incoming) -> Response:
        """§5.1: the collections that this caller may use."""
        caller = self._callers.identify(incoming)
        return answer(r.Collections(collections=collections_for(caller)))

    def collection(self, incoming: Incoming) -> Response:
        """§5.2: one collection."""
        return answer(self._collection(incoming)[1])

    def manifest(self, incoming: Incoming) -> Response:
        """§5.3: what a collection holds, without the objects."""
        shelf, caller, filters = self._asked(incoming, FILTERS | MATCHES)
        stored, more = shelf.manifest(caller, filters)
        dates = [s.added_us for s in stored]
        records = [
            r.ManifestRecord(
                id=s.object_id,
                date_added=taxii_time_of(s.added_us),
                version=s.taxii_version,
                media_type=r.STIX_MEDIA_TYPE,
            )
            for s in stored
        ]
        following = _following(filters, dates, more=more)
        body = r.encode(r.Manifest(more=more, next=following, objects=records))
        return _paged(body, filters, dates)

    def objects(self, incoming: Incoming) -> Response:
        """§5.4: the objects themselves, byte for byte as they are stored."""
        shelf, caller, filters = self._asked(incoming, FILTERS | MATCHES)
        return _enveloped(filters, shelf.objects(caller, filters))

    def one_object(self, incoming: Incoming) -> Response:
        """§5.6: one object by its id."""
        name = _object_id(incoming)
        shelf, caller, filters = self._asked(incoming, FILTERS | OF_ONE, name)
        found = shelf.objects(caller, filters)
        if not found.raws:
            _find(shelf, caller, filters)
        return _enveloped(filters, found)

    def versions(self, incoming: Incoming) -> Response:
        """§5.8: the versions of one object, in the order in which they were added."""
        allowed, name = FILTERS | {"match[spec_version]"}, _object_id(incoming)
        shelf, caller, filters = self._asked(incoming, allowed, name, ("all",))
        stored, more = shelf.manifest(caller, filters)
        if not stored:
            _find(shelf, caller, filters)
        dates = [s.added_us for s in stored]
        following = _following(filters, dates, more=more)
        found = r.Versions(more=more, next=following, versions=[s.taxii_version for s in stored])
        return _paged(r.encode(found), filters, dates)

    def add(self, incoming: Incoming) -> Response:
        """§5.5: add objects; the status tells each one's fate, and one bad one sinks no other."""
        caller, collection = self._collection(incoming)
        if not collection.can_write:
            raise ForbiddenError(caller.name, "write")
        if not is_taxii(incoming.header("content-type")):
            raise MediaTypeError(incoming.header("content-type"))
        shelf = self._shelves[collection.id]
        most, coding = shelf.max_bytes(caller), incoming.header("content-encoding")
        body = unpack(incoming.message.body, coding, most)
        if len(body) > most:
            raise TooLargeError(most)
        objects, note = posted_in(body)
        note = note if caller.signed else b""  # only a Khiên partner's delivery has one
        if not objects and not note:
            raise EnvelopeError("no objects")
        status = shelf.add(caller, objects, incoming.header("khien-delivery"), note)
        return answer(status, status_code=202)

    def delete(self, incoming: Incoming) -> Response:
        """§5.7: take an object of our own, or one version of it, out of use; nothing is erased."""
        caller, collection = self._collection(incoming)
        if not (collection.can_read and collection.can_write):
            raise ForbiddenError(caller.name, "delete")
        name = _object_id(incoming)
        # What was deleted is not found any more (§5.7), so without a version all of them are meant.
        filters = parse_filters(incoming.query, OF_ONE, collection.id, name, ("all",))
        self._shelves[collection.id].delete(caller, filters)
        return Response(status_code=200, media_type=r.MEDIA_TYPE)

    def _additions(self, caller: Caller) -> Shelf:
        return self._shelves[INBOX if caller.partner else WORKSPACE]

    def _collection(self, incoming: Incoming) -> tuple[Caller, r.Collection]:
        caller = self._callers.identify(incoming)
        return caller, named(caller, incoming.path["collection"])

    def _asked(
        self,
        incoming: Incoming,
        allowed: set[str],
        object_id: str = "",
        versions: tuple[str, ...] = (),
    ) -> tuple[Shelf, Caller, Filters]:
        caller, collection = self._collection(incoming)
        if not collection.can_read:
            raise ForbiddenError(caller.name, "read")
        filters = parse_filters(incoming.query, allowed, collection.id, object_id, versions)
        return self._shelves[collection.id], caller, filters


def _find(shelf: Shelf, caller: Caller, filters: Filters) -> None:
    """Raise NotFoundError for an object, or exact versions of it, that are not here.

    Where the object is here and only the filters leave nothing, the answer is empty (§5.6).
    """
    all_of_it = Filters(ids=filters.ids, versions=("all",), limit=1)
    found, _ = shelf.manifest(caller, all_of_it)
    if not found or filters.is_exact:
        raise NotFoundError("object", filters.ids[0])


def _object_id(incoming: Incoming) -> str:
    name = incoming.path["object"]
    if not is_object_id(name):
        raise NotFoundError("object", name)
    return name


def _is_identifier(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _following(filters: Filters, dates: Sequence[int], *, more: bool) -> str:
    return filters.cursor(dates[-1]) if more else ""


def _enveloped(filters: Filters, found: Bodies) -> Response:
    following = _following(filters, found.added_us, more=found.more)
    return _paged(r.envelope(found.raws, following), filters, found.added_us)


def _paged(body: bytes, filters: Filters, dates: Sequence[int]) -> Response:
    # Where nothing was found, both dates are where the client stands: asking again from there
    # misses nothing (§3.2 wants the headers on every answer).
    place = max(filters.after_us, 0)
    first, last = (dates[0], dates[-1]) if dates else (place, place)
    return paged(body, first, last)
