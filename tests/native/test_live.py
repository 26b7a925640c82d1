"""Live traffic: the kernel and the reference say the same of what is added to a log, and of messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.engine import KernelIndex
from khien.watch.following import Tail
from khien.watch.framing import Framer
from khien.watch.logs import Passed, Read, Unreadable
from khien.watch.matching import Gathering
from khien.watch.messages import Messages
from khien.watch.rules import IndicatorIndex
from tests.native import logs
from tests.native.test_equality import _csv_rows, _json_rows, _zeek_rows
from tests.watch.samples import DNS_HEADER, EARLIER, NOW, indicator, value

pytest.importorskip("khien_kernel", reason="khien_kernel is not installed: `make native` builds it")


def _filled(index: IndicatorIndex) -> IndicatorIndex:
    logs.fill(index)
    logs.fill_others(index)
    return index


_REFERENCE, _KERNEL = _filled(IndicatorIndex()), _filled(KernelIndex())


def _gathered(readings: Iterable[Iterable[Read]], index: IndicatorIndex) -> tuple[Any, ...]:
    gathering = Gathering(index, clients=True)
    for reading in readings:
        for line in reading:
            gathering.take(line, NOW)
    found = gathering.drain()
    return found, found.reasons, [hit.line for hit in found.hits]


_LOGS = {
    "zeek": logs.lined(_zeek_rows, DNS_HEADER),
    "csv": logs.lined(_csv_rows, b"time,client,query,note\n"),
    "json": logs.lined(_json_rows, b'{"ts":1,"query":"a.example"}\n'),
    "any": st.binary(max_size=300),
}


@pytest.mark.parametrize("form", _LOGS)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_what_is_added_to_a_log(
    tmp_path_factory: pytest.TempPathFactory, form: str, data: st.DataObject
) -> None:
    """However a log grows, both say the same."""
    log = data.draw(_LOGS[form]).replace(b'"', b"'" if form == "csv" else b'"') + b"\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(log)), max_size=4)))
    path = tmp_path_factory.mktemp("live") / "dns.log"
    tail, parts = Tail(path), []
    for start, end in pairwise([0, *cuts, len(log)]):
        with path.open("ab") as file:
            file.write(log[start:end])
        if (part := tail.read()) is not None:
            parts.append(part)
    tail.close()

    wanted = _gathered([part.read(_REFERENCE) for part in parts], _REFERENCE)
    assert _gathered([part.read(_KERNEL) for part in parts], _KERNEL) == wanted


_envelopes = st.sampled_from(
    [
        b"",
        b"<134>1 2026-11-22T12:00:00Z host dns - - - ",
        b'<134>1 2026-11-22T12:00:00.5+07:00 host dns 7 - [x y="1"] \xef\xbb\xbf@cee: ',
        b"<134>1 0001-01-01T00:00:00+14:00 host dns - - - ",
        b"<134>1 - host - - - - ",
        b"<13>Nov 22 12:00:00 host dns[7]: ",
        b"<13>",
        b"2026-11-22T25:00:00Z host dns: ",
        b" ",
    ]
)
_bodies = st.one_of(
    _json_rows,
    _json_rows,
    logs.near.map(lambda name: f"query={name} src=10.0.0.1".encode("utf-8", "replace")),
    logs.odd_bytes,
)
_messages = st.lists(st.builds(bytes.__add__, _envelopes, _bodies), max_size=12)


def _framed(messages: Sequence[bytes], counted: Sequence[bool]) -> bytes:
    pairs = zip(messages, counted, strict=False)
    return b"".join(b"%d %s" % (len(one), one) if by else one + b"\n" for one, by in pairs)


@settings(deadline=None, max_examples=100)
@given(
    messages=_messages,
    counted=st.lists(st.booleans(), min_size=12, max_size=12),
    cuts=st.lists(st.integers(0, 3_000), max_size=4),
)
def test_messages(messages: list[bytes], counted: list[bool], cuts: list[int]) -> None:
    """Whatever comes in whatever pieces: same hits, counts, numbers and complaints."""
    stream = _framed(messages, counted)
    bounds = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    framer = Framer(1_000)
    came = [list(framer.take(stream[start:end])) for start, end in pairwise(bounds)]
    came.append([framer.end()])
    found = []
    for index in (_REFERENCE, _KERNEL):
        reader = Messages("udp", index)
        found.append(_gathered([reader.read(one) for one in came], index))

    assert found[0] == found[1]


@pytest.mark.parametrize("number", [3, 200])
def test_what_is_published_meanwhile(number: int, tmp_path: Path) -> None:
    """What comes into a running index, and what is taken out, counts from the next line on, without a rebuild."""
    index = _filled(KernelIndex())
    path, tail = tmp_path / "dns.csv", Tail(tmp_path / "dns.csv")
    reader = Messages("tcp", index)
    counts = []
    for step in ("before", "in", "out"):
        if step == "in":
            index.add(indicator(900), 1, [value("domain", "new.test")], EARLIER)
        if step == "out":
            index.remove(indicator(900))
        rows = b"".join(b"%d,www.new.test\n" % at for at in range(number))
        with path.open("ab") as file:
            file.write((b"time,query\n" if step == "before" else b"") + rows)
        block = b"".join(b'{"ts":%d,"query":"www.new.test"}\n' % at for at in range(number))
        added = tail.read()
        assert added is not None
        for reading in (added.read(index), reader.read([block])):
            found, *_ = _gathered([reading], index)
            counts.append(([hit.count for hit in found.hits], found.lines))
    tail.close()

    assert counts == 2 * [([], number)] + 2 * [([number], number)] + 2 * [([], number)]


def test_hardly_any_line_is_read() -> None:
    """Of plain lines that touch nothing, the reference reads two of a part: one to learn the form, and the last."""
    block = b'{"ts":1,"query":"good.test"}\n' * 1_000
    enveloped = block.replace(b"{", b"<134>1 2026-11-22T12:00:00Z host dns - - - {")
    reader = Messages("tcp", _KERNEL)
    for came in (block, enveloped):
        lines = list(reader.read([came, None]))
        passed = sum(line.lines for line in lines if isinstance(line, Passed))
        assert passed == 999
        assert isinstance(lines[-1], Unreadable)
