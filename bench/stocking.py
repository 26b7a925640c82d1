"""A node with as many objects as one likes, for measures of reading: made once, kept in a folder.

The rows are those that the store writes for objects of our own that were imported and, all of them,
released to one partner, which has taken them; only what reading never looks at is left out: words for
the search, links, origins, ledger leaves.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bench.specimens import NOW, THEM, US, domain
from khien.app.wiring import DATABASE, Node, create_node, open_node
from khien.model.agreement import Party, sample_agreement
from khien.model.instants import to_microseconds
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix.times import exact_time
from khien.people.officers import add_officer, officer
from khien.people.partners import add_taxii_partner
from khien.people.tokens import add_token

CHUNK = 20_000  # rows in one transaction
PARTNER, TOOL = "old-cert", "siem"
KINDS = ("indicator",) * 6 + ("relationship",) * 2 + ("domain-name", "malware")
"""Of ten objects, one after the other: what a feed is made of."""

MADE, DAY = "2026-11-20T08:00:00.000Z", "2026-11-21T09:30:00.000Z"
START_US = to_microseconds(NOW)


@dataclass(frozen=True, slots=True)
class Stock:
    """A node's home, and the secrets of one tool and of one partner."""

    home: str
    count: int
    tool_secret: str
    partner_secret: str


def stocked(folder: Path, count: int, kinds: Sequence[str] = KINDS) -> Stock:
    """A node with so many objects of these kinds, from the folder or made now."""
    name = f"{count}" if kinds == KINDS else f"{count}-{'-'.join(kinds)}"
    note = folder / f"stock-{name}.json"
    if note.exists():
        return Stock(**json.loads(note.read_text("utf-8")))
    home = folder / f"node-{name}"
    create_node(
        home, name="vn-ncc", country="VN", title="Bench", language="en", port=0, clock=_clock
    )
    node = open_node(home, _clock)
    try:
        secrets = _people(node)
    finally:
        node.close()
    _fill(home / DATABASE, count, kinds)
    stock = Stock(str(home), count, *secrets)
    note.write_text(json.dumps(asdict(stock)), "utf-8")
    return stock


def contents(count: int, kinds: Sequence[str] = KINDS) -> Iterator[dict[str, Any]]:
    """The objects themselves, the same in every run."""
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield _content(kind, number)


def name_of(kind: str, number: int) -> str:
    """The id of one object: random enough, so that neighbours in time are none in an index."""
    digest = hashlib.blake2b(f"{kind} {number}".encode(), digest_size=16).digest()
    return f"{kind}--{UUID(bytes=digest, version=4)}"


def _clock() -> datetime:
    return datetime.now(UTC)


def _people(node: Node) -> tuple[str, str]:
    """A tool and a plain TAXII partner, each with a token, the partner under an agreement in force."""
    identity = {
        "type": "identity", "spec_version": "2.1", "id": THEM, "created": MADE, "modified": MADE,
        "name": PARTNER, "identity_class": "organization",
    }  # fmt: skip
    now = node.clock()
    with node.store.write() as tx:
        officers = [add_officer(tx, name, roles=["release"], now=now) for name in ("lan", "son")]
        card = node.enrolments.card
        add_taxii_partner(tx, card, PARTNER, identity=identity, country="TH", now=now)
        tool = add_token(tx, TOOL, scopes=["taxii:read"], now=now)
        theirs = add_token(tx, PARTNER, scopes=["taxii:read"], now=now, partner=PARTNER)
        found = [officer(tx, one.name) for one in officers]
    parties = (
        Party(name=node.ourselves.name, identity=node.ourselves.identity),
        Party(name=PARTNER, identity=THEM),
    )
    text = sample_agreement(*parties, "Bench", date(2026, 1, 1), date(2099, 12, 31))
    node.treaties.attest(PARTNER, text, "file 1", (found[0], found[1]))
    return tool.secret, theirs.secret


def _content(kind: str, number: int) -> dict[str, Any]:
    common: dict[str, Any] = {"type": kind, "spec_version": "2.1", "id": name_of(kind, number)}
    common["object_marking_refs"] = [TLP_2_IDS[Tlp.GREEN]]
    if kind == "domain-name":
        return common | {"value": domain(number)}
    common |= {"created_by_ref": US, "created": MADE, "modified": DAY}
    if kind == "relationship":
        ends = {"source_ref": name_of("indicator", number // 10 * 10)}
        return (
            common | ends | {"relationship_type": "indicates", "target_ref": name_of("malware", 9)}
        )
    if kind == "malware":
        return common | {"name": f"Specimen {number}", "is_family": False}
    return common | {
        "name": f"Tên miền lừa đảo số {number}",
        "description": "A specimen that resembles what a feed of phishing domains says.",
        "indicator_types": ["malicious-activity"],
        "pattern": f"[domain-name:value = '{domain(number)}']",
        "pattern_type": "stix",
        "valid_from": "2026-11-20T08:00:00Z",
        "labels": ["phishing"],
        "confidence": 80,
    }


def _fill(path: Path, count: int, kinds: Sequence[str]) -> None:
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA synchronous=OFF")  # of this connection alone
    batch = ("bench", "bench", "", "", START_US, json.dumps({"new": count}), "{}")
    plain.execute("INSERT INTO import_batch VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
    first = plain.execute("SELECT coalesce(max(seq), 0) + 1 FROM object_version").fetchone()[0]
    agreement = plain.execute("SELECT sha256 FROM agreement").fetchone()[0]
    numbered = enumerate(contents(count, kinds), first)
    while some := list(islice(numbered, CHUNK)):
        plain.execute("BEGIN")
        for table, row_of in ROWS.items():
            rows = [row for seq, content in some if (row := row_of(seq, content, agreement))]
            names = ", ".join(rows[0])
            holes = ", ".join(f":{name}" for name in rows[0])
            plain.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", rows)  # noqa: S608
        plain.execute("COMMIT")
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()


Row = dict[str, Any]


def _version(seq: int, content: Row, _agreement: str) -> Row:
    raw = msgspec.json.encode(content, order="sorted")
    modified = content.get("modified", "")
    return {
        "seq": seq, "object_id": content["id"], "type": content["type"], "modified": modified,
        "modified_key": exact_time(modified) if modified else "",
        "created_by_ref": content.get("created_by_ref", ""), "revoked": 0, "spec_version": "2.1",
        "sha256": hashlib.sha256(raw).hexdigest(), "raw": raw, "source": "", "author": "",
        "batch_id": "bench", "added_us": _added_us(seq), "conflict": 0, "tlp": 1, "declared": 1,
    }  # fmt: skip


def _current(seq: int, content: Row, _agreement: str) -> Row:
    return {"seq": seq, "type": content["type"], "in_force": 1}


def _value(seq: int, content: Row, _agreement: str) -> Row:
    if content["type"] != "indicator":
        return {}
    value = content["pattern"].split("'")[1]
    return {
        "object_id": content["id"], "place": 0, "seq": seq, "kind": "domain", "value": value,
        "valid_from_us": START_US, "valid_until_us": None,
    }  # fmt: skip


def _release(seq: int, content: Row, agreement: str) -> Row:
    at_us = _added_us(seq)
    raw = msgspec.json.encode(content, order="sorted")
    return {
        "id": name_of("release", seq), "object_id": content["id"],
        "modified": content.get("modified", ""), "sha256": hashlib.sha256(raw).hexdigest(),
        "type": content["type"], "partner": PARTNER, "purpose": "network-defence",
        "state": "accepted", "author": "an", "tlp": 1, "agreement": agreement, "recipients": "[]",
        "answers": "[]", "redacted_from": "", "published_us": at_us, "decided_us": at_us,
        "released_us": at_us, "seq": seq, "sent_us": at_us, "answered_us": at_us, "delivery": None,
        "reason": "", "signed": 0,
    }  # fmt: skip


def _added_us(seq: int) -> int:
    return START_US + seq


ROWS: dict[str, Callable[[int, Row, str], Row]] = {
    "object_version": _version,
    "object_current": _current,
    "indicator_value": _value,
    "release": _release,
}
