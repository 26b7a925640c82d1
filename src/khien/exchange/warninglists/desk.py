"""What people do with warninglists, and what the node asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from khien.exchange.popular import Popular
from khien.exchange.warninglists import rows
from khien.exchange.warninglists.rows import LONGEST_NAME, Warninglist
from khien.exchange.warninglists.rules import Kind, Warninglists, compiled_regex, network_of
from khien.intake.limits import DEFAULT_LIMITS
from khien.intake.unpacking import unpacked
from khien.model.errors import MalformedError, NotFoundError
from khien.model.patterns import IndicatorValue, mentions_of, watched_values_of

MOST_ENTRIES: Final = 2_000_000
POPULAR: Final = "popular"
"""The name under which the node's own popular names are told."""


class WarninglistError(MalformedError):
    """What was given is no warninglist; `rule` names what is wrong."""

    code = "warninglist.broken"


class WarninglistDesk:
    """The warninglists and popular names of one node; threads may share it."""

    def __init__(self, popular: Popular) -> None:
        self.popular = popular
        self._lock = Lock()
        self._read: tuple[tuple[int, int, int], Warninglists] | None = None

    def naming(self, tx: Connection, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The lists that mean a value of an indicator, by name; nothing for other types."""
        if content.get("type") != "indicator":
            return ()
        return self.meaning(tx, (*mentions_of(content), *watched_values_of(content)))

    def meaning(self, tx: Connection, values: Sequence[IndicatorValue]) -> tuple[str, ...]:
        """The lists that mean one of these values, by name; the popular names count as one."""
        named = self.current(tx).naming(values)
        return ((POPULAR,) if self.popular.hit_by(values) else ()) + named

    def mark(self, tx: Connection) -> str:
        """The same as long as no list and no popular name has changed."""
        return f"{self.popular.mark} {rows.state(tx)}"

    def current(self, tx: Connection) -> Warninglists:
        """Every list as it is now, read again only when one has changed."""
        state = rows.state(tx)
        with self._lock:
            known = self._read
        if known is None or known[0] != state:
            known = (state, Warninglists(rows.entries(tx)))
            with self._lock:
                self._read = known
        return known[1]


def read_warninglist(
    body: bytes, name: str, kind: str, by: str, now: datetime, *, file: str = "file"
) -> tuple[Warninglist, tuple[str, ...]]:
    """A list from a file, which may be gzip: MISP's JSON, or plain lines, for which name and kind are to be given.

    A mistake is told of the list by its name, else by that of its `file`.

    Raises:
        WarninglistError: it is neither, holds nothing, or an entry that its kind cannot have.
        UnreadableError: the gzip is broken, or the file too big.
    """
    plain = unpacked(name or file, body, DEFAULT_LIMITS.max_bytes)
    text = plain.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("{"):
        return _of_misp(text, name, by, now, file)
    lines = (line.strip() for line in text.splitlines())
    found = tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    return _made({"name": name, "type": kind or Kind.STRING, "list": found}, by, now, file)


def add_warninglist(tx: Connection, one: Warninglist, entries: tuple[str, ...]) -> None:
    """Keep a list, in place of one of the same name."""
    rows.put(tx, one, entries)


def switch_warninglist(tx: Connection, name: str, *, on: bool, now: datetime) -> bool:
    """Have a list count, or not; whether that changed anything.

    Raises:
        NotFoundError: there is none of that name.
    """
    changed = rows.switch(tx, name, None if on else now)
    if changed is None:
        raise NotFoundError("warninglist", name[:LONGEST_NAME])
    return changed


def remove_warninglist(tx: Connection, name: str) -> None:
    """Let go of a list.

    Raises:
        NotFoundError: there is none of that name.
    """
    if not rows.remove(tx, name):
        raise NotFoundError("warninglist", name[:LONGEST_NAME])


def _of_misp(
    text: str, name: str, by: str, now: datetime, file: str
) -> tuple[Warninglist, tuple[str, ...]]:
    try:
        found = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WarninglistError(name or file, "JSON") from error
    return _made(found | ({"name": name} if name else {}), by, now, file)


def _made(
    found: Mapping[str, Any], by: str, now: datetime, file: str
) -> tuple[Warninglist, tuple[str, ...]]:
    name = " ".join(str(found.get("name", "")).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WarninglistError(file, f"a name of 1–{LONGEST_NAME} characters")
    if found.get("type") not in set(Kind):
        raise WarninglistError(name, "type: " + ", ".join(Kind))
    kind, entries = Kind(found["type"]), found.get("list")
    if not isinstance(entries, (list, tuple)) or not 0 < len(entries) <= MOST_ENTRIES:
        raise WarninglistError(name, f"list: 1–{MOST_ENTRIES} entries")
    for entry in entries:
        if not isinstance(entry, str) or not _fits(kind, entry):
            raise WarninglistError(name, f"{kind.value}: {str(entry)[:80]}")
    version = found.get("version")
    one = Warninglist(
        name=name,
        kind=kind,
        description=str(found.get("description", ""))[:1_000],
        version=version if isinstance(version, int) and abs(version) < 2**62 else 0,
        size=len(entries),
        added_by=by,
        added=now,
    )
    return one, tuple(entries)


def _fits(kind: Kind, entry: str) -> bool:
    match kind:
        case Kind.CIDR:
            return network_of(entry.strip()) is not None
        case Kind.REGEX:
            return compiled_regex(entry.strip()) is not None
        case _:
            return bool(entry.strip())
