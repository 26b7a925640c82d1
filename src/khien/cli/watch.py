"""`khien watch`: indicators against telemetry."""

from __future__ import annotations

import asyncio
import functools
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from khien.app.foresight import Foreseen, foresee
from khien.app.hits import SPANS, USUAL
from khien.app.live.consuming import Consumer, Trouble
from khien.app.live.following import Follower, follow
from khien.app.live.gathering import gather
from khien.app.live.listening import Listener
from khien.app.live.standing import standings
from khien.app.live.watching import Feed, Watching
from khien.app.sightings import Search, Sighted, Sweep, sweep
from khien.app.watch_pages import watch_report
from khien.app.wiring import Node
from khien.cli import hunts, lists
from khien.cli.failing import complain, sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.releases import release_row
from khien.cli.scaling import add_scale_to, with_broker
from khien.cli.speech import emit, tell
from khien.cli.warninglists import WARNINGLIST
from khien.cli.warnings import WARNING, draft_row
from khien.exchange.authority import WATCHERS, demand
from khien.exchange.streams import Broker
from khien.model.agreement import Purpose
from khien.model.errors import MalformedError
from khien.model.marking import Tlp
from khien.watch import Matched, Validity
from khien.watch.doors import Door, read_door
from khien.watch.engine import REFERENCE
from khien.watch.fields import Chosen, chosen
from khien.watch.files import STDIN
from khien.watch.following import Turn
from khien.watch.logs import USELESS, NothingReadError, Unreadable

P = ParamSpec("P")
R = TypeVar("R")

WATCH = noun("help.watch")

_MANY = 20_000  # lines: some half a second of the reference
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_GROWING = click.Path(dir_okay=False, path_type=Path)


def _with_search(
    command: Callable[Concatenate[Node, Search, P], R],
) -> Callable[Concatenate[Node, P], R]:
    """Give the command how lines are matched and what becomes of hits: the same for all that match."""

    @functools.wraps(command)
    def searching(node: Node, /, *args: P.args, **options: P.kwargs) -> R:
        given: dict[str, Any] = {name: options.pop(name) for name in _SEARCH}
        officer, columns = given["officer_name"], given["columns"]
        search = Search(
            validity=Validity(given["validity"]),
            tlp=Tlp(given["tlp"]),
            publish=Purpose(given["purpose"]) if given["publish"] else None,
            author=demand(acting(node, officer), WATCHERS).name if officer else "",
            clients=given["clients"],
            columns=chosen(columns) if columns else None,
            above=given["above"],
        )
        return command(node, search, *args, **options)

    found = searching
    for put in reversed(tuple(_SEARCH.values())):
        found = put(found)
    return found


class NoFileError(MalformedError):
    """Standard input was to be followed, which is no file that grows."""

    code = "watch.no-file-to-follow"

    def __init__(self) -> None:
        super().__init__("-", self.code)


_SEARCH: Mapping[str, Callable[..., Any]] = {
    "publish": option("--publish", words="option.match.publish", is_flag=True),
    "purpose": option(
        "--purpose",
        words="option.purpose",
        type=click.Choice([one.value for one in Purpose]),
        default=Purpose.NETWORK_DEFENCE.value,
        show_default=True,
    ),
    "validity": option(
        "--validity",
        words="option.match.validity",
        type=click.Choice([one.value for one in Validity]),
        default=Validity.NOW.value,
        show_default=True,
    ),
    "tlp": option(
        "--tlp",
        words="option.match.tlp",
        type=click.Choice([one.value for one in Tlp]),
        default=Tlp.AMBER.value,
        show_default=True,
    ),
    "columns": option("--columns", words="option.match.columns", metavar="COLUMN=MEANING,…"),
    "above": option("--above", words="option.match.above", type=click.IntRange(0, 99)),
    "clients": option("--clients", words="option.match.clients", is_flag=True),
    "officer_name": officer_option(required=False),
}


@verb("help.watch.match", WATCH)
@with_node
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=_FILE)
@_with_search
def _match(node: Node, search: Search, files: tuple[Path, ...]) -> None:
    swept = sweep(node, files, search)
    for name, log in swept.logs:
        emit(_log_row(name, log))
    several = len(swept.logs) + len(swept.broken) > 1
    for one in swept.sighted:
        emit(
            _sighted_row(one, search)
            | ({"file": one.hit.log or swept.logs[0][0]} if several else {})
        )
    for name, log in swept.logs:
        for line in log.unreadable:
            emit(_unreadable_row(line) | ({"file": name} if several else {}))
    for indicator, error in swept.matched.unanswered.items():
        words = sentence(error.code, error.facts)
        emit({"indicator": indicator, "code": error.code, "words": words})
    for release in swept.releases:
        emit({"release": release_row(release)})
    tell(
        "told.matched",
        lines=swept.matched.lines,
        unreadable=swept.matched.unreadable_count,
        indicators=len({hit.object_id for hit in swept.matched.hits}),
        sightings=sum(release.type == "sighting" for release in swept.releases),
    )
    _tell_withheld(swept.withheld)
    if node.settings.history.keep_matched and STDIN in files:
        tell("told.stdin-not-kept")
    if swept.matched.lines > _MANY:
        _tell_engine(node)
    status = _status_of(swept, search)
    if status:
        click.get_current_context().exit(status)


def _status_of(swept: Sweep, search: Search) -> int:
    """Say what of logs, and of the columns that were named, could not be read at all; the exit status for it."""
    blank = [
        NothingReadError(name, log.unreadable_count)
        for name, log in swept.logs
        if log.unreadable_count and not log.lines
    ]
    absent = search.columns.absent if search.columns and swept.matched.lines else None
    wrong = (*swept.broken, *blank, *([absent] if absent else ()))
    status = max(map(complain, wrong), default=0)
    if any(not USELESS.isdisjoint(log.reasons) for _, log in swept.logs):
        return max(status, MalformedError.exit_status)  # of a log of which nothing was read
    return status


@verb("help.watch.follow", WATCH)
@with_node
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=_GROWING)
@_with_search
def _follow(node: Node, search: Search, files: tuple[Path, ...]) -> None:
    if STDIN in files:
        raise NoFileError
    watching = Watching(node, search, _telling(search))
    follower = Follower(node, files, watching, search.columns)
    stop = Event()
    with _told_to_stop(stop.set):
        tell("told.watching", names=", ".join(feed.name for feed in follower.feeds))
        for name in follower.absent:
            tell("told.absent", name=name)
        follow(follower, stop, _turned)
    _watched(follower.feeds, watching.withheld, search.columns)


@verb("help.watch.listen", WATCH)
@with_node
@click.argument("places", metavar="[PLACE…]", nargs=-1)
@with_broker
@_with_search
def _listen(node: Node, search: Search, broker: Broker | None, places: tuple[str, ...]) -> None:
    if broker is not None:
        _consume(node, search, broker)
        return
    doors = [read_door(place) for place in places or node.settings.watch.listen]
    watching = Watching(node, search, _telling(search))
    listener = Listener(node, doors, watching, search.columns)

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await listener.run(stop, _listening)

    asyncio.run(run())
    _watched(listener.feeds, watching.withheld, search.columns)


def _consume(node: Node, search: Search, broker: Broker) -> None:
    consumer = Consumer(node, broker, search, _telling(search))

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        ready = functools.partial(tell, "told.watching", names=str(broker))
        await consumer.run(stop, ready, _troubled)

    asyncio.run(run())
    _watched([consumer.feed], consumer.withheld, search.columns)


def _troubled(one: Trouble) -> None:
    if one.next_s is None:
        tell("stream.back", broker=one.broker, tries=one.tries)
    else:
        tell("stream.lost", broker=one.broker, why=one.why, seconds=round(one.next_s))


@verb("help.watch.gather", WATCH)
@with_node
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=_FILE)
@_with_search
def _gather(node: Node, search: Search, files: tuple[Path, ...]) -> None:
    gathered = gather(node, files, search)
    withheld = Counter[str]()
    for swept in gathered.sweeps:
        _telling(search)(swept)
        withheld.update(swept.withheld)
    if gathered.reasons:
        emit({"unreadable": dict(gathered.reasons)})
    sightings = sum(len(swept.sighted) for swept in gathered.sweeps)
    tell("told.gathered", hits=gathered.hits, known=gathered.known, sightings=sightings)
    _tell_withheld(withheld)


@verb("help.watch.status", WATCH)
@with_node
@option(
    "--span",
    words="option.status.span",
    type=click.Choice(list(SPANS)),
    default=USUAL,
    show_default=True,
)
def _status(node: Node, span: str) -> None:
    report, found = watch_report(node, span), standings(node)
    report |= {"hits": report["hits"]["indicators"]}
    emit(report["index"])
    for one in found:
        emit({"process": one.process, "verb": one.verb, "running": one.running, **one.state})
    over_time = [one for one in report["over_time"] if one["ours"] or one["theirs"]]
    emit({"over_time": over_time, "zone": report["zone"]})
    for what, key, rows in _LISTED:
        for row in report[rows]:
            emit({what: row[key]} | {name: row[name] for name in row if name != key})
    tell(
        "told.watch-status",
        indicators=report["index"]["indicators"],
        behind=report["index"]["behind"],
        running=sum(one.running for one in found),
    )
    for one in found:
        if one.state.get("absent_columns"):
            tell("told.absent-columns", columns=one.state["absent_columns"], process=one.process)
    for one in report["live"]:
        if one["running"] and one["away_since"]:
            tell("stream.waits", broker=one["name"], since=one["away_since"], why=one["away_why"])
        if one["odd_times"]:
            tell("told.odd-times", name=one["name"], count=one["odd_times"])
    if report["withheld"]:
        _tell_reasons(report["withheld"])
    _tell_engine(node)


_LISTED = (
    ("work", "kind", "hunts"),
    ("draft", "id", "drafts"),
    ("warning", "id", "warnings"),
    ("seen", "indicator", "most_seen"),
    ("hit", "indicator", "hits"),
    ("told_by", "source", "told_by"),
    ("sighting", "sighting", "sightings"),
)
"""What `status` lists of the report: the name of a row, by which of its keys, and where the rows are."""


def _tell_engine(node: Node) -> None:
    """Say so where the reference reads: answers are the same, and take longer."""
    if node.watch.engine == REFERENCE:
        tell("doctor.engine-reference")


@verb("help.watch.foresee", WATCH)
@with_node
def _foresee(node: Node) -> None:
    seen = foresee(node)
    sent = {draft.id for draft in seen.sent}
    for _, to_do, draft in seen.found:
        emit({"step": to_do.value, "sent": draft.id in sent, **draft_row(draft)})
    _tell_foreseen(seen)


def _tell_foreseen(seen: Foreseen) -> None:
    drafted = sum(to_do.value == "drafted" for _, to_do, _ in seen.found)
    found = len(seen.found) + seen.left
    tell(
        "told.foreseen",
        sightings=seen.looked,
        tested=seen.tested,
        found=found,
        drafted=drafted,
        sent=len(seen.sent),
    )
    if seen.is_cut:
        tell("told.foreseen-cut")
    if seen.left:
        tell("told.foreseen-left", left=seen.left)


@contextmanager
def _told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Signals call `stop` meanwhile; what is in work is finished."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stop()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _telling(search: Search) -> Callable[[Sweep], None]:
    def told(swept: Sweep) -> None:
        for one in swept.sighted:
            emit(_sighted_row(one, search) | {"file": one.hit.log})
        for release in swept.releases:
            emit({"release": release_row(release)})

    return told


def _turned(name: str, turn: Turn) -> None:
    tell(turn.value, name=name)


def _listening(doors: Sequence[Door]) -> None:
    emit({"listening": [str(door) for door in doors]})
    tell("told.watching", names=", ".join(map(str, doors)))


def _watched(
    feeds: Sequence[Feed], withheld: Mapping[str, int], columns: Chosen | None = None
) -> None:
    for feed in feeds:
        emit(
            {
                "file": feed.name,
                "lines": feed.lines,
                "unreadable": feed.reasons.total(),
                "reasons": dict(feed.reasons),
                "odd_times": feed.odd_times,
                "dropped": feed.dropped + feed.lost,
                "hits": feed.hits,
            }
        )
        for line in feed.samples:
            emit(_unreadable_row(line) | {"file": feed.name})
        if feed.lines and feed.lines == feed.reasons.total():
            tell("watch.nothing-read", name=feed.name, count=feed.lines)
        if feed.odd_times:
            tell("told.odd-times", name=feed.name, count=feed.odd_times)
    tell(
        "told.watched",
        lines=sum(feed.lines for feed in feeds),
        unreadable=sum(feed.reasons.total() for feed in feeds),
        dropped=sum(feed.dropped + feed.lost for feed in feeds),
        hits=sum(feed.hits for feed in feeds),
    )
    if columns and columns.absent and any(feed.lines > feed.reasons.total() for feed in feeds):
        complain(columns.absent)
    _tell_withheld(withheld)


def _tell_withheld(withheld: Mapping[str, int]) -> None:
    """What PAP, marking or score kept back: in a row, and in the words of the page of the watch."""
    if withheld:
        emit({"withheld": dict(withheld)})
        _tell_reasons(withheld)


def _tell_reasons(withheld: Mapping[str, int]) -> None:
    reasons = " · ".join(f"{code} {count}" for code, count in withheld.items())
    tell("told.withheld", reasons=reasons)


def _log_row(name: str, log: Matched) -> dict[str, Any]:
    return {
        "file": name,
        "lines": log.lines,
        "without_values": log.without_values,
        "unreadable": log.unreadable_count,
        "reasons": dict(log.reasons),
        "hits": len(log.hits),
    }


def _unreadable_row(line: Unreadable) -> dict[str, Any]:
    words = sentence(line.code, {"line": line.line, "detail": line.detail})
    where = {"message": line.message} if line.message else {}
    return {"line": line.line, "code": line.code, "words": words, **where}


def _sighted_row(one: Sighted, search: Search) -> dict[str, Any]:
    hit, handling = one.hit, one.handling
    return {
        "indicator": hit.object_id,
        "values": [{"kind": v.kind.value, "value": v.value} for v in hit.values],
        "count": hit.count,
        "line": hit.line,
        "first_seen": hit.first_seen,
        "last_seen": hit.last_seen,
        "source": one.source or "own",
        **({"sources": one.sources} if {*one.sources} - {one.source or "own"} else {}),
        "tlp": handling.tlp.value,
        "pap": handling.pap.value if handling.pap else None,
        "score": handling.score,
        "valid_from": handling.valid_from,
        "valid_until": handling.valid_until,
        "sighting": one.sighting,
        **({"group": hit.group} if hit.group else {}),
        **({"clients": hit.clients} if search.clients else {}),
        **({"observations": hit.observations} if hit.observations else {}),
    }


hunts.add_to(WATCH)
lists.add_to(WATCH)
WATCH.add_command(WARNINGLIST)
WATCH.add_command(WARNING)
add_scale_to(WATCH)

COMMANDS = (WATCH,)
