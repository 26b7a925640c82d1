"""The endpoints under `/khien/v1`: what TAXII lacks between two nodes. See `openapi.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.callers import Caller, Callers, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.enrolments import Enrolments
from khien.exchange.incoming import Answer, Incoming, later_s, threaded
from khien.exchange.notices import Notices
from khien.exchange.peer.openapi import OPEN
from khien.exchange.receipts.desk import Receipts
from khien.exchange.treaties import Treaties
from khien.ledger import Ledger, parse_tile_path
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.words import say
from khien.people.partners import Partner
from khien.store import Store

PATH = "/khien/v1"
MAX_BODY_BYTES = 8 * 1024 * 1024
TEXT = "text/plain; charset=utf-8"


class _Receipts(msgspec.Struct, forbid_unknown_fields=True):
    receipts: list[dict[str, Any]]
    counts: dict[str, int]


class PeerServer:
    """The endpoints, over the desks that answer them."""

    def __init__(
        self,
        callers: Callers,
        keeper: PeopleDoorkeeper,
        store: Store,
        ledger: Ledger,
        enrolments: Enrolments,
        treaties: Treaties,
        arrivals: Arrivals,
        receipts: Receipts,
        notices: Notices,
        clock: Callable[[], datetime],
    ) -> None:
        self._callers, self._keeper = callers, keeper
        self._store, self._ledger, self._clock = store, ledger, clock
        self._enrolments, self._treaties = enrolments, treaties
        self._arrivals, self._receipts, self._notices = arrivals, receipts, notices

    def routes(self) -> list[Route]:
        """The Starlette routes, to be mounted at the root of the site."""
        return [
            self._route("/", "GET", self.card),
            self._route("/enrolments", "POST", self.enrol),
            self._route("/deliveries", "POST", self.announce),
            self._route("/receipts", "POST", self.receipts),
            self._route("/recalls", "POST", self.recall),
            self._route("/agreements", "POST", self.agreement),
            self._route("/keys", "POST", self.key),
            self._route("/notices", "POST", self.notice),
            self._route("/add-checkpoint", "POST", self.add_checkpoint),
            self._route("/cosigned", "GET", self.cosigned),
            self._route("/log/checkpoint", "GET", self.checkpoint),
            self._route("/log/tile/{tile:path}", "GET", self.tile),
        ]

    def _route(self, path: str, method: str, answer: Answer) -> Route:
        # What needs no signature has no caller that could be known, so it stays small.
        reserve = None if path in OPEN else self._callers.reserve
        endpoint = threaded(answer, failure, MAX_BODY_BYTES, reserve)
        return Route(PATH + path, endpoint, methods=[method], name=answer.__name__)

    def card(self, incoming: Incoming) -> Response:
        """Who this node says it is. For everybody; it proves nothing before a key is pinned."""
        del incoming
        return _json(msgspec.to_builtins(self._enrolments.card))

    def enrol(self, incoming: Incoming) -> Response:
        """The acceptance of an invitation of ours; its secret and seal are its proof."""
        enrolled = self._enrolments.complete(_object(incoming))
        return _json({"partner": enrolled.partner.name}, 201)

    def announce(self, incoming: Incoming) -> Response:
        """A delivery note, ahead of its objects."""
        note = self._arrivals.announce(self._partner(incoming), _object(incoming))
        return _json({"delivery": note.delivery, "items": len(note.items)}, 202)

    def receipts(self, incoming: Incoming) -> Response:
        """A batch of receipts for what we sent."""
        partner = self._partner(incoming)
        try:
            batch = msgspec.json.decode(incoming.message.body, type=_Receipts)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedError("receipts", str(error)) from error
        return _json(self._receipts.take(partner, batch.receipts, batch.counts))

    def recall(self, incoming: Incoming) -> Response:
        """The partner takes back what it sent; our receipt follows when it is out of the index."""
        recall = self._arrivals.recall(self._partner(incoming), _object(incoming))
        return _json({"recall": recall.recall}, 202)

    def agreement(self, incoming: Incoming) -> Response:
        """The partner's signature under an agreement."""
        taken = self._treaties.take(self._partner(incoming), _object(incoming))
        return _json({"agreement": taken.stored.sha256, "concluded": taken.concluded})

    def key(self, incoming: Incoming) -> Response:
        """A partner's new key, signed by the old and the new one; these seals are its only proof."""
        rotated = self._enrolments.take_rotation(_object(incoming))
        return _json({"key": rotated.new.id})

    def notice(self, incoming: Incoming) -> Response:
        """A partner's new address, or that it ended the partnership; a person decides what follows."""
        taken = self._notices.take(self._partner(incoming), _object(incoming))
        return _json({"notice": taken.sha256})

    def add_checkpoint(self, incoming: Incoming) -> Response:
        """Cosign a partner's checkpoint (C2SP tlog-witness), or say why not."""
        partner = self._partner(incoming)
        # Only the caller's own ledger: nobody can raise an alarm against another.
        with self._store.write() as tx:
            answer = self._ledger.witness_partner(
                tx,
                incoming.message.body,
                partner.current_key,
                partner.origin,
                self._clock(),
                partner.ended_keys,
            )
        return Response(answer.text, answer.status, media_type=answer.media_type)

    def cosigned(self, incoming: Incoming) -> Response:
        """The last checkpoint of the caller's ledger that we cosigned, with our line under it."""
        partner = self._partner(incoming)
        with self._store.read() as tx:
            note = self._ledger.cosigned_for(tx, partner.origin, self._clock())
        if note is None:
            raise NotFoundError("checkpoint", partner.origin)
        return Response(note, media_type=TEXT)

    def checkpoint(self, incoming: Incoming) -> Response:
        """Our newest checkpoint with its cosignatures (C2SP tlog-tiles)."""
        self._reader(incoming)
        with self._store.read() as tx:
            return Response(self._ledger.checkpoint(tx), media_type=TEXT)

    def tile(self, incoming: Incoming) -> Response:
        """A tile of hashes for partners; entries only for our own auditors' tokens."""
        caller = self._reader(incoming)
        tile = parse_tile_path(f"tile/{incoming.path['tile']}")
        with self._store.read() as tx:
            if tile.level is None:
                if caller.partner:
                    raise ForbiddenError(caller.name, "entries")
                body = self._ledger.entries(tx, tile.index, tile.width)
            else:
                body = self._ledger.tile(tx, tile.level, tile.index, tile.width)
        return Response(body, media_type="application/octet-stream")

    def identify(self, incoming: Incoming) -> Caller:
        """Who sent a request, for endpoints outside of this room.

        Raises:
            SignInError: nobody that we know.
        """
        return self._callers.identify(incoming)

    def _partner(self, incoming: Incoming) -> Partner:
        """The Khiên partner that signed the request; a token does not do here."""
        caller = self._callers.identify(incoming)
        if not caller.signed:
            raise ForbiddenError(caller.name, "signature")
        return self._keeper.partner(caller)

    def _reader(self, incoming: Incoming) -> Caller:
        caller = self._callers.identify(incoming)
        if not caller.signed:
            caller.may("ledger:read")
        return caller


def _object(incoming: Incoming) -> dict[str, Any]:
    try:
        return msgspec.json.decode(incoming.message.body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError("body", "a JSON object") from error


def _json(content: Mapping[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def failure(incoming: Incoming, error: KhienError) -> Response:
    """An error as JSON, in both languages; never a traceback."""
    del incoming
    content = {
        "code": error.code,
        "en": say(error.code, "en", error.facts),
        "vi": say(error.code, "vi", error.facts),
    }
    response = _json(content, error.http_status)
    later = later_s(error)
    if later:
        response.headers["Retry-After"] = str(later)
    return response
