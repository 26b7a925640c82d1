"""Zeek's lines: the quick way and the way cell by cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khien.watch.fields import answer_in, client_in, instant_in, span_in, values_in
from khien.watch.zeek import Header, plain_of

_NAMES = ("ts", "uid", "id.orig_h", "query", "answers", "rcode_name", "host", "uri", "note")
_TYPES = ("time", "string", "addr", "string", "vector[string]", "string", "string", "string")
_CELLS = st.one_of(
    st.sampled_from(["-", "(empty)", "", "bad.example", "10.9.8.7", "a,-,b", "1790000000.5", "/x"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\t\r\n"), max_size=8),
)


def _header(*marks: bytes) -> Header:
    header = Header("dns")
    columns = "\t".join(("#fields", *_NAMES)), "\t".join(("#types", *_TYPES, "set[string]"))
    for line in (*marks, *(text.encode() for text in columns)):
        assert not header.read(line)
    return header


@given(st.lists(_CELLS, min_size=len(_NAMES), max_size=len(_NAMES)))
def test_the_quick_way_reads_what_the_other_reads(cells: list[str]) -> None:
    """A line without escapes has the same columns either way, and the telling ones say all that it says."""
    header, line = _header(), "\t".join(cells).encode()
    plain = plain_of(header)
    assert plain is not None
    quick, whole = plain.cells(line), header.record(line)
    if quick is None:
        assert b"\\" in line
        return
    needed = plain.needed(quick)

    assert plain.record(quick) == whole
    assert whole is not None
    assert values_in(needed) == values_in(whole)
    assert (client_in(needed), answer_in(needed)) == (client_in(whole), answer_in(whole))
    assert span_in(needed) == span_in(whole)
    assert needed["ts"] == whole["ts"]


def test_what_is_not_usual_goes_cell_by_cell() -> None:
    """Escapes, octets that are no UTF-8, a wrong number of cells and odd headers have no quick way."""
    header = _header()
    plain = plain_of(header)
    assert plain is not None

    assert plain.cells(b"\t".join([b"\\x41", *[b"-"] * 8])) is None
    assert plain.cells(b"\t".join([b"\xff", *[b"-"] * 8])) is None
    assert plain.cells(b"-\t-") is None
    assert plain_of(Header("dns")) is None
    assert plain_of(_header(b"#unset_field\t\xff")) is None
    header.read(b"#fields\tts\tts")
    header.read(b"#types\ttime\ttime")
    assert plain_of(header) is None


def test_times_are_read_alike() -> None:
    """The time of a line is the same from its telling columns and from all."""
    header = _header()
    plain = plain_of(header)
    assert plain is not None
    line = b"\t".join([b"1790000000.000200", *[b"-"] * 8])
    cells, whole = plain.cells(line), header.record(line)

    assert cells is not None
    assert whole is not None
    assert instant_in(plain.needed(cells)) == instant_in(whole) is not None
