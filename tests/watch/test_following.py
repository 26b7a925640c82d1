"""Files that grow: every line once, through rotation, truncation and restarts."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.words import say
from khien.watch import following
from khien.watch.files import LogFileError
from khien.watch.following import PackedError, Position, Tail, Turn
from khien.watch.logs import Observation, Unreadable
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import dns_log, short

Follow = Callable[..., Tail]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Makes tails, and lets go of their files in the end."""
    with ExitStack() as last:

        def made(path: Path, position: Position | None = None) -> Tail:
            tail = Tail(path, position)
            last.callback(tail.close)
            return tail

        yield made


def given_lines(tail: Tail) -> list[bytes]:
    """All lines that a tail gives now."""
    found: list[bytes] = []
    while (part := tail.read()) is not None:
        found += part.lines
    return found


def add(path: Path, text: str) -> None:
    """Let the file grow."""
    with path.open("a") as file:
        file.write(text)


def restarted(tail: Tail, follow: Follow = Tail) -> Tail:
    """A tail that begins where another one stopped, with what it kept, as JSON."""
    kept = msgspec.json.encode(tail.position)
    tail.close()
    return follow(tail.path, msgspec.json.decode(kept, type=Position | None))


def test_what_is_added_is_given_once(follow: Follow, tmp_path: Path) -> None:
    """A file may be absent, and grows by whole lines; a half one waits for its end."""
    path = tmp_path / "x.log"
    tail = follow(path)
    assert tail.read() is None
    assert tail.position is None
    assert tail.behind_bytes == 0

    add(path, "a\nb\nc")
    assert given_lines(tail) == [b"a\n", b"b\n"]
    assert tail.behind_bytes == 1
    add(path, "c\r\nd\n")
    part = tail.read()
    assert part is not None
    assert (part.lines, part.start) == ([b"cc\r\n", b"d\n"], 3)
    assert (tail.read(), tail.behind_bytes, tail.turns) == (None, 0, [])


def test_a_renamed_file_is_read_to_its_end(follow: Follow, tmp_path: Path) -> None:
    """What stands in the old file is given before the new one's, also a last line without its end."""
    path = tmp_path / "x.log"
    add(path, "a\n")
    tail = follow(path)
    assert given_lines(tail) == [b"a\n"]

    add(path, "b\n")
    path.rename(tmp_path / "x.1")
    assert given_lines(tail) == [b"b\n"]
    add(tmp_path / "x.1", "c\nhalf")
    assert given_lines(tail) == [b"c\n"]
    path.touch()
    assert given_lines(tail) == []
    add(path, "d\n")
    assert given_lines(tail) == [b"half\n", b"d\n"]
    assert tail.turns == [Turn.ROTATED]
    part_after = tail.position
    assert part_after is not None
    assert part_after.line == 1


@pytest.mark.parametrize("new", ["", "n\n", "new and longer than before\n"])
def test_a_file_that_is_cut_begins_anew(follow: Follow, tmp_path: Path, new: str) -> None:
    """A log that is emptied in place is read from its beginning, even when it has grown past."""
    path = tmp_path / "x.log"
    add(path, "a\nb\n")
    tail = follow(path)
    assert given_lines(tail) == [b"a\n", b"b\n"]

    path.write_text(new)
    found = given_lines(tail)
    add(path, "c\n")

    assert [*found, *given_lines(tail)] == [*filter(None, [new.encode()]), b"c\n"]
    assert tail.turns == [Turn.TRUNCATED]


@pytest.mark.parametrize("again", [True, False])
def test_a_cut_file_that_begins_alike_begins_anew(
    follow: Follow, tmp_path: Path, *, again: bool
) -> None:
    """Zeek's header is the same in each log, so the lines before the place tell that it was written over."""
    path = tmp_path / "dns.log"
    old = b"".join(dns_log("1 192.0.2.7 - a.example -"))
    new = dns_log("2 192.0.2.7 - b.example -", "3 192.0.2.7 - c.example -")
    path.write_bytes(old)
    tail = follow(path)
    assert b"".join(given_lines(tail)) == old

    path.write_bytes(b"".join(new))
    if again:
        tail = restarted(tail, follow)

    assert given_lines(tail) == new
    assert tail.turns == [Turn.TRUNCATED]


def test_a_place_without_its_ending_holds(follow: Follow, tmp_path: Path) -> None:
    """What an earlier version kept says nothing of the bytes before the place; it goes on there."""
    path = tmp_path / "x.log"
    add(path, "a\nb\n")
    tail = follow(path)
    given_lines(tail)
    kept = tail.position
    assert kept is not None
    tail.close()
    add(path, "c\n")

    tail = follow(path, msgspec.structs.replace(kept, ending=""))

    assert (given_lines(tail), tail.turns) == ([b"c\n"], [])


def test_a_tail_goes_on_where_it_stopped(follow: Follow, tmp_path: Path) -> None:
    """After a restart nothing is given twice, and a Zeek log is still understood."""
    path = tmp_path / "dns.log"
    first, second = "1 192.0.2.7 - a.example -", "2 192.0.2.7 - b.example -"
    lines = dns_log(first, second)
    path.write_bytes(b"".join(lines[:-1]))
    tail = follow(path)
    assert len(given_lines(tail)) == len(lines) - 1

    tail = restarted(tail, follow)
    with path.open("ab") as file:
        file.write(lines[-1])
    part = tail.read()
    assert part is not None
    (found,) = part.read(IndicatorIndex())

    assert isinstance(found, Observation)
    assert (found.log, found.line) == ("dns", len(lines))
    assert short(found.values) == ["domain:b.example", "ipv4:192.0.2.7"]


@pytest.mark.parametrize("again", [True, False])
def test_what_was_rotated_meanwhile(follow: Follow, tmp_path: Path, *, again: bool) -> None:
    """What was renamed while nobody followed is found beside it; what is gone is told as lost."""
    path = tmp_path / "x.log"
    add(path, "a\n")
    tail = follow(path)
    assert given_lines(tail) == [b"a\n"]
    add(path, "b\n")
    path.rename(tmp_path / "x.1" if again else tmp_path.parent / f"{tmp_path.name}.gone")
    (tmp_path / "other").write_text("z\n")
    add(path, "c\n")

    tail = restarted(tail, follow)

    assert given_lines(tail) == ([b"b\n"] if again else []) + [b"c\n"]
    assert tail.turns == [Turn.ROTATED if again else Turn.LOST]


def test_what_was_cut_meanwhile(follow: Follow, tmp_path: Path) -> None:
    """A file that was emptied in place while nobody followed is read from its beginning."""
    path = tmp_path / "x.log"
    add(path, "a\nb\n")
    tail = follow(path)
    given_lines(tail)
    path.write_text("c\n")

    tail = restarted(tail, follow)

    assert given_lines(tail) == [b"c\n"]
    assert tail.turns == [Turn.TRUNCATED]
    assert all(say(turn.value, "vi", {"name": "x"}) for turn in Turn)


def test_a_line_without_end_is_cut(
    follow: Follow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line longer than a block is given in pieces instead of filling the memory."""
    monkeypatch.setattr(following, "BLOCK_BYTES", 8)
    path = tmp_path / "x.log"
    add(path, "a" * 20 + "\nb\n")

    assert given_lines(follow(path)) == [b"a" * 8 + b"\n", b"a" * 8 + b"\n", b"aaaa\n", b"b\n"]


@pytest.mark.parametrize(
    ("first", "code"), [("a,b\n1,2\n", "watch.no-columns"), ('[\n{"query": "x"},\n', "watch.json")]
)
def test_a_log_that_tells_nothing_says_so_each_time(
    follow: Follow, tmp_path: Path, first: str, code: str
) -> None:
    """A table without a known column, and an array that grows, are unreadable, and never silent."""
    path = tmp_path / "x.log"
    tail = follow(path)
    for text in (first, "3,4\n", "5,6\n"):
        add(path, text)
        part = tail.read()
        assert part is not None
        found = list(part.read(IndicatorIndex()))
        assert isinstance(found[-1], Unreadable)
        assert found[-1].code == code


def test_what_cannot_be_followed(follow: Follow, tmp_path: Path) -> None:
    """A compressed file and a folder are answered in words, also what is written over in place."""
    packed, over = tmp_path / "x.gz", tmp_path / "over.log"
    content = gzip.compress(b"a\n")
    packed.write_bytes(content)
    add(over, "a long line\n")
    tail = follow(over)
    assert given_lines(tail) == [b"a long line\n"]
    over.write_bytes(content)
    for one in (follow(packed), tail):
        with pytest.raises(PackedError):
            one.read()
    with pytest.raises(LogFileError, match="Is a directory"):
        follow(tmp_path).read()


@given(
    st.lists(
        st.sampled_from(["grow", "half", "rotate", "look", "restart"]), min_size=1, max_size=24
    )
)
@settings(max_examples=60, deadline=None)
def test_no_line_is_lost_or_given_twice(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """However a log grows, is rotated once between two looks and is looked at: each line once, in order."""
    path = tmp_path_factory.mktemp("tail") / "x.log"
    tail, written, found, half, looked = Tail(path), 0, [], "", False
    for number, step in enumerate([*steps, "grow", "look"]):
        if step == "grow":
            add(path, f"{'' if half else written}\n")
            written, half = written + 1, ""
        elif step == "half" and not half:
            half = str(written)
            add(path, half)
        elif step == "rotate" and looked and not half:
            path.rename(path.with_suffix(f".{number}"))
            looked = False
        elif step in ("look", "restart"):
            found += given_lines(tail)
            looked = path.exists()
        if step == "restart":
            tail = restarted(tail)
    tail.close()

    assert found == [f"{number}\n".encode() for number in range(written)]


def test_what_was_rotated_twice_meanwhile_is_told(follow: Follow, tmp_path: Path) -> None:
    """What stood between the file that was read and the one that is there now is told as lost."""
    path = tmp_path / "x.log"
    add(path, "a\n")
    tail = follow(path)
    given_lines(tail)
    path.rename(tmp_path / "x.log.2")
    add(path, "b\n")
    os.utime(path, ns=(2**62, 2**62))
    path.rename(tmp_path / "x.log.1")
    add(path, "c\n")

    tail = restarted(tail, follow)

    assert given_lines(tail) == [b"c\n"]
    assert tail.turns == [Turn.LOST, Turn.ROTATED]


@given(st.lists(st.sampled_from([b"#", b"\n", b"a", b"#fields", b"\r"]), max_size=12))
def test_a_header_is_found_wherever_its_line_begins(pieces: list[bytes]) -> None:
    """At the beginning of a block and after a line's end, and nowhere else."""
    block = b"".join(pieces)

    assert following._is_headed(block) == any(line.startswith(b"#") for line in block.split(b"\n"))
