"""What a feed has that we do not: fetched in parts that fit, before anything is read or kept."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from khien.exchange.feeds.errors import CollectionError, FeedRefusedError, FeedUnreachableError
from khien.exchange.feeds.fetching import Folder, Site
from khien.exchange.feeds.rows import Cursor, Feed
from khien.exchange.feeds.rules import Kind
from khien.exchange.long_lists import LONG_BYTES
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.wire import PeerRefusedError
from khien.model.errors import MalformedError, NotFoundError, UnreachableError
from khien.model.instants import from_microseconds, to_microseconds

MANIFEST: Final = "manifest.json"
MOST_EVENTS: Final = 500  # of a MISP feed, fetched in one run
MOST_BYTES: Final = 96 * 1024 * 1024  # held by one run; a single body may be as large as it may be
MOST_LISTED: Final = 200_000  # lines of a manifest
MOST_S: Final = 300.0  # for one run; what is not fetched by then comes with the next one
PAGE: Final = 1_000  # objects of TAXII asked for at once
RENEWALS: Final = 4  # times in its life that an indicator of an unchanged list is looked at again
WHOLE: Final = ""  # the item of a feed that is one body

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """One body as it came: which item of the feed it is, its mark there, and what a report calls it.

    A long one is in a file without a name, so that nothing of it is left behind, and `body` is empty.
    """

    item: str
    mark: str
    name: str
    body: bytes
    file: IO[bytes] | None = None
    in_file_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one visit fetched.

    Attributes:
        pieces: bodies that are new or changed.
        cursor: where the feed will have been read to, once all pieces are kept; without their marks.
        listed: every item that the feed has now, None where it does not say.
        missed: items that the source lists and does not give; the others are taken all the same.
        format: of the pieces; '' looks at each.
    """

    pieces: tuple[Piece, ...]
    cursor: Cursor
    listed: frozenset[str] | None
    missed: tuple[str, ...] = ()
    format: str = ""

    @property
    def size_bytes(self) -> int:
        """How much came."""
        return sum(len(piece.body) + piece.in_file_bytes for piece in self.pieces)

    @property
    def is_empty(self) -> bool:
        """Whether the feed is as it was."""
        return not self.pieces and self.listed is None and not self.missed

    def close(self) -> None:
        """Let go of the files."""
        for piece in self.pieces:
            if piece.file is not None:
                piece.file.close()


def gather(feed: Feed, most: int, now: datetime) -> Gathered:
    """Fetch what is new.

    Args:
        feed: with the cursor of the last run.
        most: items that may be taken, where the source can be read in parts.
        now: aware.

    Raises:
        KhienError: the source cannot be reached, refuses, sends us elsewhere, or is not what it says.
    """
    if feed.terms.kind is Kind.FOLDER:
        return _of_folder(feed, Folder(feed.name, feed.terms))
    site = Site(feed.name, feed.terms, feed.secret)
    try:
        match feed.terms.kind:
            case Kind.TAXII:
                return _of_taxii(feed, site, most)
            case Kind.MISP:
                return _of_misp(feed, site)
            case _:
                return _of_file(feed, site, now)
    except FeedRefusedError:
        raise
    except PeerRefusedError as error:  # what a stranger wrote beside its no is no word of ours
        raise FeedRefusedError(feed.name, error.status) from error
    except UnreachableError as error:  # as of a partner; but for a feed nothing waits to cross
        raise FeedUnreachableError(feed.name, str(error.facts["why"])) from error
    finally:
        site.close()


def _of_file(feed: Feed, site: Site, now: datetime) -> Gathered:
    was, days = feed.cursor, feed.terms.valid_days
    # What ends by itself is to be renewed in time, though the list says nothing new.
    read = from_microseconds(was.read_us)
    stale = days is not None and now - read > timedelta(days=days) / RENEWALS
    etag, modified = ("", "") if stale else (was.etag, was.modified)
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=LONG_BYTES))
        found = site.get(feed.terms.address, etag, modified, file)
        if found is None:
            return Gathered((), was, None)
        cursor = replace_cursor(was, etag=found.etag, modified=found.modified)
        size_bytes = file.tell()
        file.seek(0)
        mark = hashlib.file_digest(file, "sha256").hexdigest()
        if mark == was.items.get(WHOLE) and not stale:
            return Gathered((), cursor, None)
        cursor = replace_cursor(cursor, read_us=to_microseconds(now))
        name = urlsplit(feed.terms.address).path.rpartition("/")[2] or feed.name
        file.seek(0)
        if size_bytes > LONG_BYTES:
            stack.pop_all()  # whoever has read it closes it
            piece = Piece(WHOLE, mark, name, b"", file, size_bytes)
        else:
            piece = Piece(WHOLE, mark, name, file.read())
        return Gathered((piece,), cursor, frozenset((WHOLE,)))


def _of_misp(feed: Feed, site: Site) -> Gathered:
    base = feed.terms.address.removesuffix(MANIFEST).rstrip("/") + "/"
    was = feed.cursor
    # Where something was left behind, the manifest is needed whether it changed or not.
    etag, modified = ("", "") if was.behind else (was.etag, was.modified)
    found = site.get(base + MANIFEST, etag, modified)
    if found is None:
        return Gathered((), was, None)
    cursor = replace_cursor(was, etag=found.etag, modified=found.modified)

    def read(item: str) -> bytes:
        answer = site.get(urljoin(base, f"{item}.json"))
        return b"" if answer is None else answer.body

    return _events(cursor, _manifest(found.body), read)


def _of_folder(feed: Feed, folder: Folder) -> Gathered:
    marks = folder.marks()
    if MANIFEST in marks:
        listed = _manifest(folder.read(MANIFEST))

        def read(item: str) -> bytes:
            if f"{item}.json" not in marks:
                raise NotFoundError("event", item)
            return folder.read(f"{item}.json")

        return _events(feed.cursor, listed, read)
    return _items(feed.cursor, marks, marks, folder.read, "")


def _events(cursor: Cursor, listed: Mapping[str, str], read: Callable[[str], bytes]) -> Gathered:
    # The oldest first, so that a feed that is cut off goes on in its own order.
    order = sorted(listed, key=lambda item: (len(listed[item]), listed[item], item))
    return _items(cursor, listed, order, read, "misp")


def _items(
    cursor: Cursor,
    listed: Mapping[str, str],
    order: Iterable[str],
    read: Callable[[str], bytes],
    kind: str,
) -> Gathered:
    """The items whose mark is another one, as many as fit."""
    wanted = [item for item in order if cursor.items.get(item) != listed[item]]
    pieces: list[Piece] = []
    missed: list[str] = []
    size, ends = 0, time.monotonic() + MOST_S
    for item in wanted[:MOST_EVENTS]:
        if size > MOST_BYTES or time.monotonic() > ends:
            break
        try:
            body = read(item)
        except (PeerRefusedError, NotFoundError):
            missed.append(item)
            continue
        size += len(body)
        name = f"{item}.json" if kind else item
        pieces.append(Piece(item, listed[item], name, body))
    behind = len(pieces) + len(missed) < len(wanted)
    gone = cursor.items.keys() - listed.keys()
    if not wanted and not gone:
        return Gathered((), replace_cursor(cursor, behind=False), None, format=kind)
    done = replace_cursor(cursor, behind=behind)
    return Gathered(tuple(pieces), done, frozenset(listed), tuple(missed), kind)


def _manifest(body: bytes) -> dict[str, str]:
    """The timestamp of each event, by UUID (MISP core format, §2.7 of its manifest).

    Raises:
        MalformedError: it is none.
    """
    try:
        found = msgspec.json.decode(body, type=dict[str, dict[str, Any]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(MANIFEST, "MISP core format: manifest") from error
    if len(found) > MOST_LISTED:
        raise MalformedError(MANIFEST, f"at most {MOST_LISTED} events")
    # The UUID becomes part of an address or a path, so nothing else may stand there.
    foreign = next((item for item in found if not _UUID.fullmatch(item)), None)
    if foreign is not None:
        raise MalformedError(MANIFEST, f"UUID: {foreign[:40]}")
    return {item: str(about.get("timestamp", ""))[:40] for item, about in found.items()}


def _of_taxii(feed: Feed, site: Site, most: int) -> Gathered:
    address = feed.terms.address
    is_discovery = urlsplit(address).path.rstrip("/").endswith("/taxii2")
    client = (
        TaxiiClient.discover(site.wire, address)
        if is_discovery
        else TaxiiClient(site.wire, address)
    )
    source = _collection(feed, client)
    raws: list[bytes] = []
    added_after, behind, size = feed.cursor.added_after, False, 0
    limit, ends = min(PAGE, max(most, 1)), time.monotonic() + MOST_S
    for page in client.pull(source, added_after=added_after, limit=limit):
        is_full = len(raws) + len(page.objects) > most or size > MOST_BYTES
        if raws and (is_full or time.monotonic() > ends):
            behind = True
            break
        raws += page.objects
        size += sum(map(len, page.objects))
        added_after = page.added_last or added_after
    cursor = replace_cursor(feed.cursor, added_after=added_after[:40], behind=behind)
    if not raws:
        return Gathered((), cursor, None)
    body = b'{"objects":[' + b",".join(raws) + b"]}"  # an envelope (TAXII 2.1 §3.7)
    piece = Piece(WHOLE, "", f"{feed.name}.json", body)
    return Gathered((piece,), cursor, None, format="stix")


def _collection(feed: Feed, client: TaxiiClient) -> str:
    """The id of the collection that was named by id, alias or title, or of the only one that can be read.

    Raises:
        CollectionError: there is none, or several and none was named.
    """
    name = feed.terms.collection
    readable = [one for one in client.collections() if one.can_read]
    named = [one for one in readable if not name or name in {one.id, one.alias, one.title}]
    if not named or (not name and len(named) > 1):
        raise CollectionError(feed.name, [f"{one.title} ({one.id})" for one in readable])
    return named[0].id


def replace_cursor(cursor: Cursor, **changes: Any) -> Cursor:  # noqa: ANN401 -- fields of the cursor
    """The cursor with other values in some places."""
    return msgspec.structs.replace(cursor, **changes)


def marked(gathered: Gathered, taken: frozenset[str], before: Cursor) -> Cursor:
    """Where a feed was read to, when of what was gathered only these items were taken."""
    items = dict(before.items)
    if gathered.listed is not None:
        items = {item: mark for item, mark in items.items() if item in gathered.listed}
    pieces = gathered.pieces
    items |= {piece.item: piece.mark for piece in pieces if piece.item in taken and piece.mark}
    left = any(piece.item not in taken for piece in pieces)
    return replace_cursor(gathered.cursor, items=items, behind=gathered.cursor.behind or left)
