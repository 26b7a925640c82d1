"""A MISP feed folder into a fresh node, as `khien object import FOLDER` does it; 5,000 attributes a second at least.

`KHIEN_BENCH_FEED` names a folder of a feed, else one is made up. `BENCH_FULL=1` takes it sixteen times, each time with
other UUIDs and other values.
"""

from __future__ import annotations

import json
import os
import re
import resource
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from bench.specimens import NOW
from khien.app.importing import import_folder
from khien.app.wiring import create_node, open_node
from khien.intake import Wish

COPIES = 16
EVENTS, ATTRIBUTES = 57, 267
_HASH = re.compile(r"[0-9a-f]{32,64}")
_ADDRESS = re.compile(r"(\d+)\.(\d+)\.(\d+\.\d+)")


def bench(folder: Path) -> Iterator[str]:
    """One line: seconds of the processor and by the clock, for all attributes and a second."""
    given = os.environ.get("KHIEN_BENCH_FEED", "")
    copies = COPIES if os.environ.get("BENCH_FULL") else 1
    feed, count, size = made(folder / "feed", Path(given) if given else None, copies)
    home = folder / "node"
    create_node(home, name="vn-ncc", country="VN", title="Bench", language="en", port=0, clock=_now)
    with closing(open_node(home)) as node:
        wish = Wish(identity=node.ourselves.identity, now=NOW)
        began, spent = time.perf_counter(), _spent()
        done = import_folder(node, feed, wish)
        took, spent = time.perf_counter() - began, _spent() - spent
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield (
        f"feed folder: {sum(done.events.values())} events, {count:,} attributes, {size / 1e6:.1f} MB: "
        f"{spent:.2f} s of CPU, {took:.2f} s; {count / spent:,.0f} attributes a second of CPU, "
        f"{count / took:,.0f} by the clock; {most} MB at most; {dict(done.kept)}"
    )


def made(target: Path, source: Path | None, copies: int) -> tuple[Path, int, int]:
    """A feed folder, its attributes, and its bytes."""
    target.mkdir(parents=True)
    count = size = 0
    manifest: dict[str, Any] = {}
    for event in _events(source):
        for copy in range(copies):
            changed = _changed(event, copy) if copy else event
            inner = changed["Event"]
            body = json.dumps(changed, separators=(",", ":")).encode()
            (target / f"{inner['uuid']}.json").write_bytes(body)
            manifest[inner["uuid"]] = {"info": inner["info"]}
            count += len(inner["Attribute"])
            size += len(body)
    (target / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return target, count, size


def _events(source: Path | None) -> Iterator[dict[str, Any]]:
    if source is None:
        yield from map(_event, range(EVENTS))
        return
    for path in sorted(source.glob("*-*.json")):
        yield json.loads(path.read_bytes())


def _event(number: int) -> dict[str, Any]:
    """Domains, URLs, addresses and hashes in the shares of a public feed, two of three with a tag or two."""
    found = []
    for index in range(ATTRIBUTES):
        name = f"n{number}-{index}"
        key = uuid5(NAMESPACE_DNS, name)
        kind, value = (
            ("url", f"https://{name}.example/{key.hex[:12]}"),
            ("domain", f"{name}.example"),
            ("ip-dst", f"198.51.{number}.{index % 256}"),
            ("sha256", key.hex * 2),
        )[(0, 0, 0, 0, 1, 1, 1, 2, 0, 3)[index % 10]]
        one = {
            "uuid": str(key), "type": kind, "category": "Network activity", "to_ids": True,
            "value": value, "comment": f"https://social.example/status/{key.int % 10**18}",
            "timestamp": str(1_775_000_000 + number * 86_400 + index * 60), "distribution": "5",
        }  # fmt: skip
        if tags := [{"name": tag} for tag in ("phishing", "stealer")[: index % 3]]:
            one["Tag"] = tags
        found.append(one)
    return {
        "Event": {
            "uuid": str(uuid5(NAMESPACE_DNS, f"event {number}")), "info": f"Reports of day {number}",
            "date": "2026-04-09", "timestamp": "1775777965", "threat_level_id": "4", "analysis": "2",
            "distribution": "3", "published": True, "Attribute": found,
            "Orgc": {"name": "Feed", "uuid": str(uuid5(NAMESPACE_DNS, "org"))},
            "Tag": [{"name": "tlp:clear"}, {"name": "type:OSINT"}],
        }
    }  # fmt: skip


def _changed(event: dict[str, Any], copy: int) -> dict[str, Any]:
    """The same event as another: its UUIDs and its values are others."""
    inner = event["Event"]
    attributes = [
        one | {"uuid": _other(one["uuid"], copy), "value": _value(one["value"], copy)}
        for one in inner["Attribute"]
    ]
    return {"Event": inner | {"uuid": _other(inner["uuid"], copy), "Attribute": attributes}}


def _other(uuid: str, copy: int) -> str:
    return str(uuid5(NAMESPACE_DNS, f"{uuid} {copy}"))


def _value(value: str, copy: int) -> str:
    if _HASH.fullmatch(value):
        return (_other(value, copy).replace("-", "") * 2)[: len(value)]
    if found := _ADDRESS.fullmatch(value):
        return f"{int(found[1])}.{(int(found[2]) + copy) % 256}.{found[3]}"
    scheme, slashes, rest = value.rpartition("://")
    return f"{scheme}{slashes}c{copy}.{rest}"


def _now() -> datetime:
    return datetime.now(UTC)


def _spent() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
