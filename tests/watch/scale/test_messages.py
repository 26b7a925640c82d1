"""Messages are read together without telling each other anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.exchange.streams import Message
from khien.watch.scale import Matcher, load
from khien.watch.scale.finding import Tally
from khien.watch.scale.messages import Batch, batches
from tests.watch.samples import DNS_HEADER, NOW
from tests.watch.scale.samples import rows_of, snapshot

CSV = b"ts,query,src\n"
HIT = b"1700000000,bad.example,10.0.0.1\n"
JSON = b'{"ts":1700000000,"query":"x.bad.example"}'


def _message(number: int, body: bytes, name: str = "dns") -> Message:
    return Message(f"nats:T:{number}", name, body, None)


def _places(messages: list[Message]) -> list[list[str]]:
    """Which messages are read together."""
    return [batch.places for batch in batches(messages) if list(batch.blocks())]


@pytest.mark.parametrize(
    "bodies",
    [
        [JSON, JSON + b"\n" + JSON, JSON + b"\n"],
        [CSV + HIT, CSV + HIT + HIT, CSV + HIT],
        [DNS_HEADER + rows_of(range(n, n + 15)) for n in (0, 15, 30)],
        [b"<134>Nov 22 12:00:00 fw dns: query=bad.example\n"] * 3,
    ],
)
def test_each_hit_knows_its_message_and_its_place(tmp_path: Path, bodies: list[bytes]) -> None:
    """Together or alone, a message gives the same hits at the same bytes of it."""
    loaded = load(snapshot(tmp_path))
    matcher = Matcher(index=loaded.index, facts=loaded.facts)

    def found(batch: Batch) -> list[tuple[str, int]]:
        hits = matcher.hits(batch.name, batch.blocks(), NOW)
        where = [batch.where(at) for at, _ in hits]
        return [(batch.places[number], place) for number, place in where]

    messages = [_message(number, body) for number, body in enumerate(bodies)]
    together = [hit for batch in batches(messages) for hit in found(batch)]
    alone = [hit for one in messages for batch in batches([one]) for hit in found(batch)]

    assert together == alone
    assert len(_places(messages)) == 1
    assert len(alone) >= 4 or len(bodies[0]) < 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CSV + b'1700000000,"cut,10.0.0.1\n', CSV + HIT),  # would swallow the next one
        (CSV + HIT, b"query,src\nbad.example,10.0.0.1\n"),
        (b"[" + JSON + b"]", JSON),
        (b"1700000000\t10.0.0.1\n", DNS_HEADER),
        (b'{"type":"bundle","objects":[]}', JSON),
        (b"", JSON),
        (b"#fields\tts\n#types\ttime\n", DNS_HEADER + rows_of(range(1))),
    ],
)
def test_what_could_change_the_next_is_read_alone(one: bytes, other: bytes) -> None:
    """Open quotation marks, other headers, whole documents."""
    messages = [_message(1, one), _message(2, other)]

    assert _places(messages) == [["nats:T:1"], ["nats:T:2"]]


def test_other_logs_begin_anew() -> None:
    """A batch is of one log."""
    names = ["a", "b", "b", "a"]
    messages = [_message(number, JSON, name) for number, name in enumerate(names)]

    assert [len(places) for places in _places(messages)] == [1, 2, 1]


def test_columns_by_number_need_no_header(tmp_path: Path) -> None:
    """The first line of each message is a line like the others; what cannot be read is counted."""
    loaded, tally = load(snapshot(tmp_path)), Tally()
    columns = {"2": "domain"}
    matcher = Matcher(index=loaded.index, facts=loaded.facts, columns=columns)
    batch = next(batches([_message(1, HIT), _message(2, HIT + b"\xff,\xff\n")], columns))

    hits = list(matcher.hits(batch.name, batch.blocks(), NOW, tally))

    assert [batch.where(at) for at, _ in hits] == [(0, 0), (1, 0)]
    assert {code: one.count for code, one in tally.unread.items()} == {"watch.encoding": 1}


def test_no_messages_are_no_batch() -> None:
    """Nothing comes of nothing."""
    assert list(batches([])) == []
