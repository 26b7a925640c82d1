"""Streams of messages: where one ends does not depend on where the stream was cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.framing import Framed, Framer

_STREAM = (
    b"<1>a=1\nb=2\r\n\0\n5 c=3\n7d=4\ne=5\n" + b"x" * 60 + b"\n12345 g\n9999999 h\n0 i\n3 j=7k=8"
)
_MESSAGES = [
    b"<1>a=1",
    b"b=2",
    b"c=3\n7",
    b"d=4",
    b"e=5",
    None,
    b"12345 g",
    b"9999999 h",
    b"0 i",
    b"j=7",
    b"k=8",
]


def _messages(came: list[Framed]) -> list[Framed]:
    found: list[Framed] = []
    for framed in came:
        is_lines = framed is not None and framed.endswith(b"\n")
        found += framed.splitlines() if is_lines and framed else [framed]
    return found


@settings(deadline=None)
@given(st.lists(st.integers(0, len(_STREAM)), max_size=6))
def test_messages_by_line_and_by_length(cuts: list[int]) -> None:
    """Both framings, what stands between messages, one that is too long, and counts that are none."""
    framer = Framer(50)
    bounds = [0, *sorted(cuts), len(_STREAM)]
    came = [one for a, b in pairwise(bounds) for one in framer.take(_STREAM[a:b])]

    assert _messages([*came, framer.end()]) == _MESSAGES


def test_what_the_end_leaves() -> None:
    """A message that was begun is given without what announces it; the rest of one that was too long is not."""
    for stream, left in ((b"50 cut", b"cut"), (b"7", b"7"), (b"abc", b"abc"), (b"x" * 60, b"")):
        framer = Framer(50)
        assert list(framer.take(stream)) == ([] if left else [None])
        assert framer.end() == left
