"""Numbers in place of keys: the how-manieth of a day's keys one is, and the row at which that one begins.

The catalogue has a bit for each key and day, a day file a bit for each row: whether a key begins there.
Counting bits leads from a key in the catalogue to its rows on each day, and no key of the day is read.
"""

from __future__ import annotations

import binascii
from typing import Any, Final

import numpy as np

_Array = Any  # numpy's, which is not typed for us
DAYS: Final = 64  # bits of a word, and so words that are turned together
_AT_ONCE: Final = 16  # row groups whose bits are turned together: what fits the processor's cache
_SWAPS: Final = (
    (32, 0x00000000FFFFFFFF),
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


class Starts:
    """At which row of a file each of its keys begins."""

    def __init__(self, note: bytes) -> None:
        """Args: note: as `noted_starts` gave it.

        Raises:
            ValueError: it is not such a note.
        """
        octets = binascii.a2b_base64(note)
        if not octets:
            raise ValueError(note)
        filled = octets + bytes(-len(octets) % 8)
        self._words = np.frombuffer(filled, "<u8")
        self._before = np.concatenate([[0], np.cumsum(np.bitwise_count(self._words))])

    def __len__(self) -> int:
        """How many keys there are."""
        return int(self._before[-1]) - 1

    def rows(self, numbers: _Array) -> _Array:
        """Where the keys with these numbers begin, of which none is above their count; that is the end of the file."""
        word = np.searchsorted(self._before, numbers, side="right") - 1
        bits = np.unpackbits(
            self._words[word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little"
        )
        left = (numbers - self._before[word]).astype(np.uint8)
        passed = np.cumsum(bits, axis=1, dtype=np.uint8) <= left[:, None]
        return word * DAYS + np.count_nonzero(passed, axis=1)


def noted_starts(ranks: _Array) -> bytes:
    """A note of where keys begin, one bit a row and one for the end, from the key of each row in order."""
    bits = np.ones(len(ranks) + 1, bool)
    bits[1:-1] = ranks[1:] != ranks[:-1]
    return binascii.b2a_base64(np.packbits(bits, bitorder="little").tobytes(), newline=False)


class Ranks:
    """For each day how many of some keys, up to any of them, were seen on it."""

    def __init__(self, days: _Array) -> None:
        """Args: days: of each key, as bits."""
        filled = np.zeros(len(days) // DAYS * DAYS + DAYS, np.uint64)
        filled[: len(days)] = days
        self._turned = np.ascontiguousarray(filled.reshape(-1, DAYS).T)
        _turn(self._turned)
        counts = np.bitwise_count(self._turned)
        self._before = np.cumsum(counts, axis=1, dtype=np.int32) - counts

    def at(self, rows: _Array) -> _Array:
        """How many before each of these rows: one line a row, one column a day."""
        word, bit = np.divmod(rows, DAYS)
        mask = (np.uint64(1) << bit.astype(np.uint64)) - np.uint64(1)
        return (self._before[:, word] + np.bitwise_count(self._turned[:, word] & mask)).T


def _turn(words: _Array) -> None:
    """Exchange rows and columns of squares of 64 words, a column each: bit 3 of word 5 becomes bit 5 of word 3.

    Source: Warren, Hacker's Delight, 7-3; blocks are exchanged, each half as large as those before.
    """
    for step, mask in _SWAPS:
        pair = words.reshape(DAYS // step // 2, 2, step, -1)
        upper, lower = pair[:, 0], pair[:, 1]
        differs = (upper >> np.uint64(step) ^ lower) & np.uint64(mask)
        lower ^= differs
        upper ^= differs << np.uint64(step)


def noted_counts(days: _Array, group_rows: int) -> bytes:
    """A note of how many keys of each row group were seen on each day, from the days of each as bits."""
    counts = []
    for start in range(0, len(days), group_rows * _AT_ONCE):
        some = days[start : start + group_rows * _AT_ONCE]
        ends = np.append(np.arange(0, len(some), group_rows), len(some))
        counts.append(np.diff(Ranks(some).at(ends), axis=0))
    return binascii.b2a_base64(np.concatenate(counts).astype("<u2").tobytes(), newline=False)


def counts_before(note: bytes) -> _Array:
    """For each row group how many keys before it were seen on each day; behind the last, all of them.

    Raises:
        ValueError: it is no note of `noted_counts`.
    """
    counts = np.frombuffer(binascii.a2b_base64(note), "<u2").reshape(-1, DAYS)
    return np.concatenate(
        [np.zeros((1, DAYS), np.int64), np.cumsum(counts, axis=0, dtype=np.int64)]
    )
