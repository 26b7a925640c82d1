"""A hit that was taken is known again, by any process and after a crash."""

from __future__ import annotations

from pathlib import Path

from khien.watch.scale import Keys
from khien.watch.scale.finding import key_of

A, B, C = (key_of("dns.log", place, "indicator--1") for place in (1, 2, 3))


def test_what_one_keeps_another_knows(tmp_path: Path) -> None:
    """Two processes share a file; each sees what the other kept since it last looked."""
    mine, other = (Keys(tmp_path / "watch" / "a.keys") for _ in range(2))
    assert mine.new([A, B]) == {A, B}
    mine.keep([A])
    assert other.new([A, B]) == {B}
    other.keep([B])

    assert mine.new([A, B, C]) == {C}
    assert Keys(tmp_path / "watch" / "a.keys").new([A, B, C]) == {C}


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    """Two files are remembered, whoever began the second."""
    mine, other = (Keys(tmp_path / "a.keys", most=1) for _ in range(2))
    mine.keep([])
    for key in (A, B, C):
        other.keep([key])

    assert mine.new([A, B, C]) == {A}
    assert len(A) == 24


def test_half_a_key_is_none(tmp_path: Path) -> None:
    """What another process is just writing is read when it is whole."""
    file = tmp_path / "a.keys"
    keys = Keys(file)
    file.write_bytes(f"{A}\n{B}"[:30].encode())
    assert keys.new([A, B]) == {B}
    file.write_bytes(f"{A}\n{B}\n".encode())

    assert keys.new([A, B]) == set()
