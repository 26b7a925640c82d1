"""Hunt in the telemetry history: for what somebody asks, and for new indicators by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import Connection

from khien.app.administering import record
from khien.app.wiring import Node
from khien.app.work import Work
from khien.intake.observed import refang
from khien.model.errors import ConflictError, KhienError, MalformedError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue, ValueKind, address_of, hash_of, value_of
from khien.people.acts import Deed
from khien.store import objects
from khien.watch.history import (
    FOLDER,
    MOST_VALUES,
    Answer,
    Bounds,
    Clients,
    History,
    Progress,
    Search,
)

LONGEST_TITLE: Final = 80  # characters of the first value
HUNT: Final = "watch-hunt"
MOST_ANSWERS: Final = 1_000  # that the result of long work lists; all are counted
FIRST_ANSWERS: Final = 100  # that are shown while a hunt runs
MOST_NAMED: Final = 3  # texts that a refusal names
FILES: Final = (
    *(".txt", ".csv", ".tsv", ".json", ".jsonl", ".log", ".lst", ".list"),
    *(".ioc", ".iocs", ".xml", ".gz"),
)
"""How files of values end, and no domain: none is delegated in the root zone (IANA, TLD list)."""
MOST_CHANGES: Final = 10_000  # of the store that one hunt for new indicators takes up
_CURSOR: Final = "hunted.json"
_HISTORIES: Final = 4  # in one process; a node has one

log = structlog.get_logger()


class NothingToHuntError(MalformedError):
    """Nothing that was given is a value that can be looked for; `unknown` are the texts that are none."""

    code, http_status = "history.nothing-to-hunt", 422

    def __init__(self, unknown: Sequence[str] = ()) -> None:
        some = ", ".join(one[:LONGEST_TITLE] for one in unknown[:MOST_NAMED])
        super().__init__("values", self.code, given=some or "–")


class TooMuchToHuntError(MalformedError):
    """More values than one hunt takes."""

    code, http_status = "history.too-much-to-hunt", 422

    def __init__(self, values: int) -> None:
        super().__init__("values", self.code, values=values, most=MOST_VALUES)


class NotHeldError(NotFoundError):
    """Indicators alone were given, and none of them is held here and in force."""

    code = "history.not-held"

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__("indicator", ", ".join(one[:LONGEST_TITLE] for one in ids[:MOST_NAMED]))


class NotYetError(MalformedError):
    """Days were to go that have not been: a mistyped year would take everything."""

    code = "history.not-yet"

    def __init__(self, day: date, today: date) -> None:
        super().__init__("--before", self.code, day=str(day), today=str(today))


class NoSuchFileError(MalformedError):
    """What was given is the name of a file by its form, and there is no such file."""

    code = "history.no-file"

    def __init__(self, name: str) -> None:
        super().__init__(name, self.code)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be hunted: each value with the indicators that name it, and the texts that name none."""

    values: Mapping[IndicatorValue, tuple[ObjectId, ...]]
    unknown: tuple[str, ...] = ()


def history_of(node: Node) -> History:
    """The telemetry history of a node, within the bounds of its settings."""
    wished = node.settings.history
    bounds = Bounds(
        wished.days,
        wished.most_gb * 1024**3,
        Clients(wished.clients),
        node.settings.own.networks,
        node.settings.own.domains,
    )
    return _history(node.home / FOLDER, bounds)


@lru_cache(_HISTORIES)
def _history(folder: Path, bounds: Bounds) -> History:
    """One for all who ask, so that what a hunt has learnt of the files serves the next one."""
    return History(folder, bounds)


def wanted_in(node: Node, texts: Iterable[str]) -> Wanted:
    """What some texts name: values as people write them, or ids of indicators; `#` begins a comment.

    Raises:
        NothingToHuntError, NotHeldError: none of them is a value or an indicator that is held.
        TooMuchToHuntError: they are too many.
    """
    values: dict[IndicatorValue, tuple[ObjectId, ...]] = {}
    ids: list[ObjectId] = []
    unknown: list[str] = []
    for text in (line.strip() for line in texts):
        if not text or text.startswith("#"):
            continue
        if text.startswith("indicator--"):
            ids.append(ObjectId(text))
        elif (value := _value(text)) is not None:
            values.setdefault(value, ())
        else:
            unknown.append(text)
    with node.store.read() as tx:
        held = values_of(tx, ids)
    values |= held
    named = {object_id for some in held.values() for object_id in some}
    unknown += [one for one in ids if one not in named]
    if len(values) > MOST_VALUES:
        raise TooMuchToHuntError(len(values))
    if not values:
        raise NotHeldError(ids) if ids and unknown == ids else NothingToHuntError(unknown)
    return Wanted(values, tuple(unknown))


def values_of(
    tx: Connection, ids: Iterable[ObjectId]
) -> dict[IndicatorValue, tuple[ObjectId, ...]]:
    """What these indicators look for, where they are in force."""
    found: dict[IndicatorValue, tuple[ObjectId, ...]] = {}
    for object_id, _, kind, text, _, _ in objects.values_in_force(tx, list(ids)):
        value = IndicatorValue(ValueKind(kind), text)
        found[value] = (*found.get(value, ()), object_id)
    return found


def _value(written: str) -> IndicatorValue | None:
    text = refang(written)
    found = address_of(text) or hash_of(text)
    if found is not None:
        return found
    kind = ValueKind.URL if "/" in text else ValueKind.EMAIL if "@" in text else ValueKind.DOMAIN
    return value_of(kind, text)


def title_of(wanted: Wanted) -> str:
    """What a hunt is called: its first value, and how many more there are."""
    first, *more = wanted.values
    return first.value[:LONGEST_TITLE] + (f" +{len(more)}" if more else "")


def begin(node: Node, title: str, wanted: Wanted, search: Search, officer: str) -> str:
    """Begin a hunt as long work, and come back; returns the work's id.

    Raises:
        ConflictError: too much runs already.
    """
    listed: list[dict[str, Any]] = []

    def run(told: Callable[[int, int], None]) -> Mapping[str, Any]:
        return _result(history_of(node), wanted, search, told, listed)

    def so_far() -> Mapping[str, Any]:
        return {"listed": listed[:FIRST_ANSWERS], "seen": len(listed)}

    return node.works.start(HUNT, title, officer, run, so_far=so_far)


def found(node: Node, work_id: str) -> Work:
    """A hunt that was begun.

    Raises:
        NotFoundError: none of that id.
    """
    return node.works.found(work_id, HUNT)


def _result(
    history: History,
    wanted: Wanted,
    search: Search,
    told: Callable[[int, int], None],
    listed: list[dict[str, Any]],
) -> dict[str, Any]:
    seen: set[IndicatorValue] = set()
    for one in history.hunt(search):
        if isinstance(one, Progress):
            told(one.done, one.total)
        elif isinstance(one, Answer):
            seen.add(one.value)
            listed += [row_of(one, wanted)] if len(seen) <= MOST_ANSWERS else []
    standing = history.standing()
    unseen = (value for value in wanted.values if value not in seen)
    return {
        "values": len(wanted.values),
        "unknown": len(wanted.unknown),
        "no_values": list(wanted.unknown[:MOST_ANSWERS]),
        "seen": len(seen),
        "listed": listed,
        "unseen": [unseen_row(one, wanted) for one in islice(unseen, MOST_ANSWERS)],
        "since": str(search.since) if search.since != date.min else "",
        "first_day": str(standing.days[0]) if standing.days else "",
        "days": len(standing.days),
    }


def row_of(answer: Answer, wanted: Wanted) -> dict[str, Any]:
    """An answer as JSON has it."""
    return {
        "value": answer.value.value,
        "kind": answer.value.kind.value,
        "indicators": list(wanted.values.get(answer.value, ())),
        "first_seen": stix_time(answer.first_seen),
        "last_seen": stix_time(answer.last_seen),
        "count": answer.count,
        "days": len(answer.days),
        "clients": answer.clients,
        "seen": [one.value for one in answer.seen],
        "whole": answer.is_whole,
        "pseudonyms": list(answer.pseudonyms),
    }


def unseen_row(value: IndicatorValue, wanted: Wanted) -> dict[str, Any]:
    """A value that no day has, as JSON has it."""
    return {
        "not_seen": value.value,
        "kind": value.kind.value,
        "indicators": list(wanted.values.get(value, ())),
    }


def purge_due(node: Node, *, by: str = "") -> tuple[date, ...]:
    """Let the days go that are older than the setting allows; the act stands in register and ledger.

    Args:
        node: whose history.
        by: the officer who asked for it, or nothing.

    Raises:
        HistoryBusyError: somebody writes; nothing is gone and nothing was noted.
    """
    history = history_of(node)
    due = history.due(node.clock())
    if not due:
        return ()
    gone = purge(node, history, due, by=by)
    history.tidy()  # once a day, since then there is something due
    return gone


def purge_before(node: Node, first: date, *, by: str = "") -> tuple[date, ...]:
    """Let every day before `first` go, as `purge`.

    Raises:
        NotYetError: `first` is after today (UTC); nothing is gone.
    """
    today = node.clock().date()
    if first > today:
        raise NotYetError(first, today)
    history = history_of(node)
    days = tuple(day for day in history.standing().days if day < first)
    return purge(node, history, days, by=by)


def purge(
    node: Node, history: History, days: tuple[date, ...], *, by: str = ""
) -> tuple[date, ...]:
    """Let these days go, as an act that is noted."""
    with node.store.write() as tx:
        gone = history.purge(days)
        if gone:
            name = node.settings.node.name
            record(node, tx, Deed.HISTORY_PURGED, name, map(str, gone), node.clock(), by=by)
    return gone


def rotate(node: Node, *, by: str = "") -> str:
    """Give the clients of what is kept from now on other pseudonyms; an act that is noted."""
    with node.store.write() as tx:
        new = history_of(node).rotate()
        name = node.settings.node.name
        record(node, tx, Deed.PSEUDONYMS_CHANGED, name, [new], node.clock(), by=by)
    return new


class NewHunts:
    """Hunts for new indicators, where the settings ask for it (`history.hunt_new`).

    What was there before the first look is not new. Which changes were looked at is kept beside the
    history, so that a node that was down hunts for what came in meanwhile.
    """

    def __init__(self, node: Node) -> None:
        """Args: node, whose settings do not change while it runs."""
        self._node, self._wishes = node, node.settings.history.hunt_new
        self._file = node.home / FOLDER / _CURSOR

    def look(self) -> str:
        """Begin a hunt if there is something new; its id, or nothing. Never fails for what is foreseen."""
        if not self._wishes or not self._file.parent.exists():
            return ""
        try:
            return self._hunt()
        except (KhienError, OSError) as error:
            log.error("hunt.failed", error=getattr(error, "code", type(error).__name__))
            return ""

    def _hunt(self) -> str:
        with self._node.store.read() as tx:
            last = objects.last_change(tx)
            seen = self._seen()
            if seen is None or seen >= last:
                self._remember(last)
                return ""
            changes = objects.changes_after(tx, seen, MOST_CHANGES)
            ids = self._asked_for(tx, tuple(dict.fromkeys(one.object_id for one in changes)))
            wanted = Wanted(values_of(tx, ids))
        work = ""
        if wanted.values:
            try:
                search = Search(tuple(wanted.values))
                work = begin(self._node, title_of(wanted), wanted, search, "")
            except ConflictError:  # too much runs: the next look tries again
                return ""
        self._remember(changes[-1].seq)
        return work

    def _asked_for(self, tx: Connection, ids: tuple[ObjectId, ...]) -> list[ObjectId]:
        indicators = [one for one in ids if one.startswith("indicator--")]
        held = objects.currents(tx, indicators)
        return [one for one, kept in held.items() if any(_asks(w, kept) for w in self._wishes)]

    def _seen(self) -> int | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=int)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _remember(self, seq: int) -> None:
        if self._seen() != seq:
            new = self._file.with_suffix(".new")
            new.write_bytes(msgspec.json.encode(seq))
            new.replace(self._file)


def _asks(wish: str, kept: objects.Kept) -> bool:
    """Whether a wish of the settings takes an indicator: `all`, `own`, `partner:NAME` or `label:TEXT`."""
    what, _, which = wish.partition(":")
    match what:
        case "all":
            return True
        case "own":
            return not kept.source
        case "partner":
            return kept.source == which
        case _:
            named = (*kept.content.get("labels", ()), *kept.content.get("indicator_types", ()))
            return which in named


def texts_of(given: str) -> tuple[str, ...]:
    """The lines of a file if there is one of that name, else what was given itself.

    Raises:
        MalformedError: a file that is no text.
        NoSuchFileError: it can only be the name of a file, and there is none.
    """
    path = Path(given)
    try:
        if not path.is_file():
            if _can_only_be_a_file(given):
                raise NoSuchFileError(given[:LONGEST_TITLE])
            return (given,)
        return tuple(path.read_text("utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise MalformedError(path.name, "UTF-8") from error
    except (OSError, ValueError):  # no name that a file could have
        return (given,)


def _can_only_be_a_file(given: str) -> bool:
    """A path, or a name that ends like a file and like no domain; never a URL, which has a scheme."""
    text = given.lower()
    return "://" not in refang(text) and (
        text.startswith(("/", "./", "../", "~/")) or text.endswith(FILES)
    )
