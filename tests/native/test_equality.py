"""The kernel and the reference read the same log and say the same, whatever is in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.bundles import read_any
from khien.watch.engine import KernelIndex, match_blocks
from khien.watch.fields import chosen
from khien.watch.logs import Columns
from khien.watch.matching import match
from khien.watch.rules import IndicatorIndex
from tests.native import logs
from tests.watch.samples import DNS_HEADER, NOW

pytest.importorskip("khien_kernel", reason="khien_kernel is not installed: `make native` builds it")

_KINDS = [(), ("domain",), ("ipv4", "cidr"), ("ipv6",), ("none",)]


def _index(kinds: tuple[str, ...]) -> KernelIndex:
    index = KernelIndex()
    logs.fill(index, *kinds)
    if not kinds:
        logs.fill_others(index)
    return index


_INDEXES = [_index(kinds) for kinds in _KINDS]


def _place(index: KernelIndex) -> str:
    # The name of a test, which has to be the same in every worker.
    return str(_INDEXES.index(index))


def _lines(log: bytes) -> list[bytes]:
    return log.split(b"\n")


def _same(log: bytes, index: IndicatorIndex, cut: int, columns: Columns = None) -> None:
    blocks = [log[at : at + cut] for at in range(0, len(log), cut)]
    lines = read_any("dns.log", _lines(log), columns=columns)
    wanted = match(lines, index, NOW, clients=True)
    found = match_blocks("dns.log", blocks, index, NOW, clients=True, columns=columns)

    assert found == wanted
    assert found.reasons == wanted.reasons
    assert [hit.line for hit in found.hits] == [hit.line for hit in wanted.hits]


_zeek_rows = st.builds(
    lambda *cells: "\t".join(cells).encode("utf-8", "surrogatepass"),
    *(logs.times, logs.addresses, logs.addresses, logs.hosts, logs.several),
)
_csv_rows = st.builds(
    lambda *cells: ",".join(cells).encode("utf-8", "surrogatepass"),
    *(logs.times, logs.addresses, logs.hosts, logs.free),
)
_MIXED = ("ts", "host", "uri", "url", "md5", "mailfrom", "ja3", "subject", "san.dns")
_mixed = (
    *(
        logs.times,
        st.one_of(logs.hosts, st.just("bad.example:8080")),
        logs.pieces,
        logs.urls,
        logs.digests,
    ),
    *(logs.mails, logs.digests, logs.subjects, st.one_of(logs.hosts, st.just("*.bad.example"))),
)
_mixed_types = "\t".join(["#types", "time", *(["string"] * 8)])
_mixed_head = (
    DNS_HEADER.partition(b"#fields")[0]
    + "\t".join(("#fields", *_MIXED)).encode()
    + f"\n{_mixed_types}\n".encode()
)
_plain = st.one_of(logs.hosts, logs.free, st.none(), st.booleans(), st.integers(), st.floats())
_members = st.fixed_dictionaries(
    {},
    optional={
        "ts": st.one_of(logs.times, st.integers(-5, 2_000_000_000), st.floats(0, 2e9)),
        "id.orig_h": st.one_of(logs.addresses, _plain),
        "query": st.one_of(logs.hosts, _plain, st.lists(_plain, max_size=2)),
        "answers": st.one_of(st.lists(logs.hosts, max_size=3), logs.hosts),
        "QUERY": logs.hosts,
        "rcode": _plain,
        "nested": st.dictionaries(st.sampled_from(["query", "ts", "x"]), logs.hosts, max_size=2),
        'a"b\\': logs.free,
    },
)


def _json_row(
    record: dict[str, Any], compact: bool, ascii_only: bool, damage: tuple[int, bytes]
) -> bytes:
    between = (",", ":") if compact else None
    text = json.dumps(record, separators=between, ensure_ascii=ascii_only)
    line = text.encode("utf-8", "surrogatepass")
    at, octets = damage
    return line[:at] + octets + line[at + 1 :] if octets else line


_damage = st.one_of(
    st.just((0, b"")),
    st.just((0, b"")),
    st.tuples(
        st.integers(0, 80),
        st.sampled_from([b'"', b",", b"}", b"{", b":", b"0", b" ", b"\\", b"\x00", b"-", b"]"]),
    ),
)
_json_rows = st.builds(_json_row, _members, st.booleans(), st.booleans(), _damage)
_doubled = st.builds(
    lambda a, b: f'{{"query":"{a}","query":"{b}"}}'.encode("utf-8", "surrogatepass"),
    logs.near,
    logs.near,
)


@pytest.mark.parametrize("index", _INDEXES, ids=_place)
@settings(deadline=None)
@given(log=logs.lined(_zeek_rows, DNS_HEADER), cut=st.integers(1, 400))
def test_zeek_logs(index: KernelIndex, log: bytes, cut: int) -> None:
    """Any log of tabs gives the same hits, counts and complaints, wherever it is cut."""
    _same(log, index, cut)


@pytest.mark.parametrize("index", _INDEXES, ids=_place)
@settings(deadline=None)
@given(log=logs.lined(_csv_rows, b"time,client,query,note\n"), cut=st.integers(1, 400))
def test_csv_logs(index: KernelIndex, log: bytes, cut: int) -> None:
    """Any CSV does, quoted cells that go over lines included."""
    _same(log, index, cut)


@pytest.mark.parametrize("index", _INDEXES, ids=_place)
@settings(deadline=None)
@given(
    log=logs.lined(st.one_of(_json_rows, _json_rows, _doubled), b'{"ts":1,"query":"a.example"}\n'),
    cut=st.integers(1, 400),
)
def test_json_logs(index: KernelIndex, log: bytes, cut: int) -> None:
    """Any JSON lines do, broken ones and repeated keys included."""
    _same(log, index, cut)


_answer = st.fixed_dictionaries(
    {}, optional={"rrname": logs.hosts, "rdata": _plain, "ttl": st.integers(0, 9), "x": st.none()}
)
_dns = st.fixed_dictionaries(
    {},
    optional={
        "rrname": logs.near,
        "type": st.sampled_from(["query", "answer"]),
        "answers": st.one_of(st.lists(_answer, max_size=3), st.none(), logs.hosts),
        "grouped": st.fixed_dictionaries({}, optional={"A": st.lists(logs.addresses, max_size=2)}),
        "queries": st.lists(st.one_of(_answer, logs.hosts), max_size=2),
    },
)
_eve = st.fixed_dictionaries(
    {},
    optional={
        "timestamp": logs.times,
        "src_ip": logs.addresses,
        "dest_ip": logs.addresses,
        "src_port": st.sampled_from([53, 40_000]),
        "dns": st.one_of(_dns, _dns, _dns, st.none(), st.text(max_size=3)),
        "http": st.fixed_dictionaries(
            {},
            optional={"hostname": logs.hosts, "url": logs.pieces, "http_port": st.integers(0, 99)},
        ),
        "": st.dictionaries(st.sampled_from(["dns", ""]), logs.hosts, max_size=1),
        "tls": st.dictionaries(
            st.sampled_from(["sni", "ja3"]), st.one_of(logs.near, _answer), max_size=2
        ),
    },
)
_eve_rows = st.builds(_json_row, _eve, st.booleans(), st.booleans(), _damage)


@pytest.mark.parametrize("index", [_INDEXES[0], _INDEXES[1], _INDEXES[-1]], ids=_place)
@settings(deadline=None)
@given(
    log=logs.lined(
        _eve_rows, b'{"timestamp":"2026-11-22T12:00:00","dns":{"rrname":"a.example"}}\n'
    ),
    cut=st.integers(1, 400),
)
def test_nested_json(index: KernelIndex, log: bytes, cut: int) -> None:
    """Objects in objects, arrays of them, and keys that are now this and now that, say the same."""
    _same(log, index, cut)


def _row(cells: tuple[str, ...], form: str) -> bytes:
    if form == "json":
        return json.dumps(dict(zip(_MIXED, cells, strict=True))).encode()
    return ("\t" if form == "zeek" else ",").join(cells).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("form", ["zeek", "csv", "json"])
@pytest.mark.parametrize("index", [_INDEXES[0], _INDEXES[1], _INDEXES[-1]], ids=_place)
@settings(deadline=None)
@given(data=st.data(), cut=st.integers(1, 400))
def test_columns_of_every_kind(
    index: KernelIndex, form: str, data: st.DataObject, cut: int
) -> None:
    """URLs whole and in pieces, hashes, mail, certificates: all are found that the reference finds."""
    head = {"zeek": _mixed_head, "csv": ",".join(_MIXED).encode() + b"\n", "json": b""}[form]
    rows = st.tuples(*_mixed).map(lambda cells: _row(cells, form))
    _same(data.draw(logs.lined(rows, head)), index, cut)


@settings(deadline=None)
@given(log=logs.lined(_csv_rows, b"when,who,what,note\n"), cut=st.integers(1, 400))
def test_chosen_columns(log: bytes, cut: int) -> None:
    """Columns that a person chose are looked at, and no others."""
    for text in ("when=time,what=domain", "what=host,note=ip,who=client", "nothing=url"):
        _same(log, _INDEXES[0], cut, chosen(text))


@settings(deadline=None)
@given(log=st.binary(max_size=400), cut=st.integers(1, 100))
def test_any_bytes(log: bytes, cut: int) -> None:
    """Whatever comes in place of a log is read as the reference reads it."""
    _same(log, _INDEXES[0], cut)
