"""Match a log that somebody sent: as long work, on a private copy that is gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any, Final

from khien.app.moments import instant_of
from khien.app.sightings import Search, Sighted, Sweep, sweep
from khien.app.wiring import Node
from khien.app.work import Work
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.store import objects

MATCH: Final = "watch-match"
FOLDER: Final = ".match-"  # begins the name of the folder of each copy, in the node's home
MOST_HITS: Final = 1_000  # that the result lists; all are kept as sightings
MOST_LINES: Final = 50  # that could not be read and are listed; all are counted
LONGEST_NAME: Final = 80
STALE_S: Final = 86_400.0


def begin(node: Node, name: str, content: IO[bytes], search: Search, officer: str) -> str:
    """Copy the log into the node's home, begin to match it, and come back; returns the work's id.

    Raises:
        ConflictError: too much runs already; nothing is left behind.
    """
    _sweep_up(node)
    folder = Path(mkdtemp(prefix=FOLDER, dir=node.home))  # nobody else may look in
    path = folder / file_name(name)
    try:
        with path.open("xb") as copy:
            shutil.copyfileobj(content, copy)
        return node.works.start(MATCH, path.name, officer, _matching(node, path, search))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def found(node: Node, work_id: str) -> Work:
    """A match that was begun.

    Raises:
        NotFoundError: none of that id.
    """
    return node.works.found(work_id, MATCH)


def file_name(name: str) -> str:
    """The sent name without what a path could be made of; the matcher takes the log's kind from it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in last)
    return kept.lstrip(".-")[-LONGEST_NAME:] or "log"


def _matching(
    node: Node, path: Path, search: Search
) -> Callable[[Callable[[int, int], None]], Mapping[str, Any]]:
    def run(told: Callable[[int, int], None]) -> Mapping[str, Any]:
        try:
            return _result(node, sweep(node, [path], search, told), search)
        finally:
            shutil.rmtree(path.parent, ignore_errors=True)

    return run


def _result(node: Node, swept: Sweep, search: Search) -> dict[str, Any]:
    matched = swept.matched
    listed = swept.sighted[:MOST_HITS]
    with node.store.read() as tx:
        known = objects.currents(tx, [one.hit.object_id for one in listed])
    return {
        "lines": matched.lines,
        "without_values": matched.without_values,
        "unreadable": matched.unreadable_count,
        "reasons": dict(matched.reasons),
        "first_unreadable": [
            {"line": one.line, "code": one.code, "detail": one.detail}
            for one in matched.unreadable[:MOST_LINES]
        ],
        "withheld": dict(swept.withheld),
        "hits": len(matched.hits),
        "listed": [_row(one, known, search) for one in listed],
        "validity": search.validity.value,
        "tlp": search.tlp.value,
        "purpose": search.publish.value if search.publish else "",
        "releases": [
            {"id": one.id, "partner": one.partner, "state": one.state.value, "type": one.type}
            for one in swept.releases
            if one.type == "sighting"
        ][:MOST_HITS],
    }


def _row(one: Sighted, known: Mapping[ObjectId, objects.Kept], search: Search) -> dict[str, Any]:
    hit = one.hit
    kept = known.get(hit.object_id)
    content = kept.content if kept else {}
    times = {
        "first_seen": hit.first_seen,
        "last_seen": hit.last_seen,
        "valid_from": instant_of(content.get("valid_from")),
        "valid_until": instant_of(content.get("valid_until")),
    }
    return {
        "indicator": hit.object_id,
        "sighting": one.sighting,
        "source": one.source,
        "tlp": kept.tlp.value if kept else "",
        "pap": one.handling.pap.label if one.handling.pap else "",
        "score": one.handling.score,
        "values": [value.value for value in hit.values],
        "count": hit.count,
        "line": hit.line,
        "clients": list(hit.clients) if search.clients else [],
        **{name: stix_time(at) if at else "" for name, at in times.items()},
    }


def _sweep_up(node: Node) -> None:
    """Remove copies that a process left which ended in the middle."""
    before = node.clock().timestamp() - STALE_S
    for folder in node.home.glob(f"{FOLDER}*"):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
