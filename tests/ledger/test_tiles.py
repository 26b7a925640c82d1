"""Tiles, bundles and their paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.tiles import (
    Tile,
    bundle_bytes,
    parse_bundle,
    parse_tile,
    parse_tile_path,
    tile_bytes,
    tile_width,
)
from khien.model.errors import MalformedError


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),  # the example of C2SP tlog-tiles
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999, 1), "tile/1/999.p/1"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (Tile(None, 1234067, 8), "tile/entries/x001/x234/067.p/8"),
        (Tile(None, 0), "tile/entries/000"),
        (Tile(0, 10**18 - 1), "tile/0/" + "x999/" * 5 + "999"),
    ],
)
def test_paths_are_those_of_the_standard(tile: Tile, path: str) -> None:
    """C2SP tlog-tiles: three digits a group, x before all but the last, .p for partial ones."""
    assert tile.path == path
    assert parse_tile_path(path) == tile


@given(
    st.builds(
        Tile,
        st.none() | st.integers(0, 63),
        st.integers(0, 10**18 - 1),
        st.integers(1, 256),
    )
)
def test_every_path_is_read_back(tile: Tile) -> None:
    """What is written is what is read."""
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/1000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/300",
        "tile/0/000/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/data/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/" + "x001/" * 6 + "000",
    ],
)
def test_another_spelling_is_refused(path: str) -> None:
    """Leading zeros, stray groups, full tiles written as partial: not a path."""
    with pytest.raises(MalformedError) as caught:
        parse_tile_path(path)
    assert (caught.value.item, caught.value.rule) == ("tile path", "C2SP tlog-tiles")


def test_widths_are_those_of_the_standard() -> None:
    """C2SP tlog-tiles: the tiles of a tree of 70000, and of one of 256."""
    assert [tile_width(70_000, 0, index) for index in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [tile_width(70_000, 1, index) for index in (0, 1, 2)] == [256, 17, 0]
    assert [tile_width(70_000, 2, index) for index in (0, 1)] == [1, 0]
    assert (tile_width(256, 0, 0), tile_width(256, 1, 0)) == (256, 1)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_a_tile_is_its_hashes(hashes: list[bytes]) -> None:
    """32 bytes each, one after the other, and back."""
    raw = tile_bytes(hashes)

    assert parse_tile(raw, len(hashes)) == tuple(hashes)
    with pytest.raises(MalformedError) as caught:
        parse_tile(raw + b"x", len(hashes))
    rule = f"C2SP tlog-tiles: {len(hashes)} hashes"
    assert (caught.value.item, caught.value.rule) == ("tile", rule)


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_a_bundle_is_its_entries(entries: list[bytes]) -> None:
    """Each entry behind its length, and back; a cut or longer bundle is refused."""
    raw = bundle_bytes(entries)

    assert parse_bundle(raw, len(entries)) == tuple(entries)
    for other in (raw + b"\0", raw + b"\0\0", raw + b"\0\5x"):
        with pytest.raises(MalformedError) as caught:
            parse_bundle(other, len(entries))
        rule = f"C2SP tlog-tiles: {len(entries)} entries"
        assert (caught.value.item, caught.value.rule) == ("entry bundle", rule)


def test_lengths_are_big_endian() -> None:
    """C2SP tlog-tiles: uint16, most significant byte first; 65535 bytes are the most."""
    assert bundle_bytes([b"x" * 258])[:3] == b"\x01\x02x"
    assert len(bundle_bytes([bytes(65_535)])) == 65_537
    with pytest.raises(MalformedError) as caught:
        bundle_bytes([bytes(65_536)])
    rule = "C2SP tlog-tiles: at most 65535 bytes an entry"
    assert (caught.value.item, caught.value.rule) == ("entry bundle", rule)


def test_a_tile_is_full_unless_said_otherwise() -> None:
    """256 hashes or entries, as the path without `.p` says."""
    hashes, entries = [bytes([n]) * 32 for n in range(256)], [bytes([n]) for n in range(256)]

    assert parse_tile(tile_bytes(hashes)) == tuple(hashes)
    assert parse_bundle(bundle_bytes(entries)) == tuple(entries)
