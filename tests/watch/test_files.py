"""Logs are opened wherever they lie, and what is cut is told."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from khien.model.words import say
from khien.watch import files
from khien.watch.files import (
    STDIN,
    LogFileError,
    NoZstdError,
    PipedParquetError,
    lines_of,
    name_of,
    whole_lines,
)

LINES = [b"ts,query\n", *(f"{number},bad.example\n".encode() for number in range(9_999))]
PLAIN = b"".join(LINES)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes in is read like a file, packed or not, with or without a buffer of its own."""
    for raw in (PLAIN, gzip.compress(PLAIN)):
        for given in (io.BytesIO(raw), io.BufferedReader(io.BytesIO(raw))):
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
            assert list(lines_of(STDIN)) == LINES
    assert name_of(STDIN) == "stdin"


@pytest.mark.parametrize("given", [1, 3, 7, 100])
@pytest.mark.parametrize("room", [4, 16, 64])
def test_blocks_end_with_lines(given: int, room: int) -> None:
    """However little is read at once, nothing is lost, and only a line longer than a block is cut."""
    whole = b"one\n\ntwo, which is long\nthree\nfour"
    source = io.BytesIO(whole)

    def readinto(view: memoryview) -> int:
        return source.readinto(view[:given])

    blocks = [bytes(block) for block in whole_lines(readinto, bytearray(room))]

    assert b"".join(blocks) == whole
    assert all(block.endswith(b"\n") or len(block) == room for block in blocks[:-1])


def test_progress_is_told(tmp_path: Path) -> None:
    """Whoever asks hears how far a file is read."""
    path = tmp_path / "x.log"
    path.write_bytes(PLAIN)
    told: list[tuple[int, int]] = []

    assert list(lines_of(path, lambda done, size: told.append((done, size)))) == LINES

    assert [size for _, size in told] == [len(PLAIN)] * 2
    assert told[0] < told[1]


def test_zstd_in_one_frame_and_in_several(tmp_path: Path) -> None:
    """Frames that stand one behind the other are one log, also where others to be skipped are between them."""
    zstandard = pytest.importorskip("zstandard", reason="the extra zstd is not installed")
    path = tmp_path / "x.zst"
    pack = zstandard.ZstdCompressor().compress
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00size"  # as pzstd writes one before each
    for before in (b"", skipped):
        path.write_bytes(before + pack(PLAIN[:5000]) + before + pack(PLAIN[5000:]))

        assert list(lines_of(path)) == LINES


def test_zstd_that_is_cut_or_garbled(tmp_path: Path) -> None:
    """A file that ends in the middle of a frame is an error, not a shorter log."""
    zstandard = pytest.importorskip("zstandard", reason="the extra zstd is not installed")
    packed = zstandard.ZstdCompressor().compress(PLAIN)
    for name, raw in (("cut", packed[:-3]), ("garbled", packed[:8] + b"\xff" * 99)):
        path = tmp_path / name
        path.write_bytes(raw)
        with pytest.raises(LogFileError) as broken:
            list(lines_of(path))
        assert name in say(broken.value.code, "vi", broken.value.facts)


def test_zstd_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be read, the answer says what to install and how to go on without."""
    monkeypatch.setattr(files, "_zstd", lambda: None)
    path = tmp_path / "x.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd rest")

    with pytest.raises(NoZstdError) as missing:
        list(lines_of(path))
    for language in ("en", "vi"):
        assert "khien[zstd]" in say(missing.value.code, language, missing.value.facts)


def test_a_module_that_is_absent_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is looked for when a file is opened, and its absence breaks nothing else."""
    monkeypatch.setitem(sys.modules, "zstandard", None)

    assert files._zstd() is None


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zstd without its size"])
def test_a_piece_in_memory_is_unpacked_whole_or_not_at_all(kind: str) -> None:
    """Cut, spoilt, with something behind it, or too large inside: nothing of it is used."""
    if kind == "gzip":
        packed = gzip.compress(PLAIN)
    else:
        zstandard = pytest.importorskip("zstandard", reason="the extra zstd is not installed")
        sized = kind == "zstd"
        packed = zstandard.ZstdCompressor(write_content_size=sized).compress(PLAIN)

    assert files.unpacked("x", packed, len(PLAIN)) == PLAIN
    assert files.unpacked("x", PLAIN, 1) == PLAIN
    for spoilt in (packed[:-3], packed[:9] + b"\xff" * 20 + packed[29:], packed + b"more"):
        with pytest.raises(LogFileError):
            files.unpacked("x", spoilt, len(PLAIN))
    with pytest.raises(LogFileError):
        files.unpacked("x", packed, len(PLAIN) - 1)


def test_a_piece_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zstd in memory asks for the same extra as in a file."""
    monkeypatch.setattr(files, "_zstd", lambda: None)

    with pytest.raises(NoZstdError):
        files.unpacked("x", b"\x28\xb5\x2f\xfd", 1)


@pytest.mark.parametrize("how", ["stdin", "gzip", "zstd"])
def test_parquet_that_is_no_file_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """It is no text with wrong letters: what to do about it is said."""
    body = b"PAR1\x15\x04rest PAR1"
    path = tmp_path / "dns.parquet.packed"
    if how == "stdin":
        path = STDIN
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(body)))
    else:
        packed = gzip.compress if how == "gzip" else pytest.importorskip("zstandard").compress
        path.write_bytes(packed(body))

    with pytest.raises(PipedParquetError) as refused:
        list(lines_of(path))

    assert refused.value.code == "watch.parquet-piped"
    assert name_of(path) in say(refused.value.code, "vi", refused.value.facts)
