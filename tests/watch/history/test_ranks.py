"""Counting bits leads from a key of the catalogue to its rows on a day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.history import BrokenHistoryError
from khien.watch.history.manifest import read_manifest, write_manifest
from tests.watch.history.samples import dns, domain, history, hunted, keep, needs_columns

pytestmark = needs_columns


@given(st.lists(st.integers(0, 2**64 - 1), max_size=300), st.integers(1, 100))
@settings(deadline=None, max_examples=30)
def test_ranks_are_counts(words: list[int], group_rows: int) -> None:
    """How many keys before any row were seen on each of 64 days, also by row group."""
    import numpy as np  # noqa: PLC0415 -- needs the extra

    from khien.watch.history.ranks import Ranks, counts_before, noted_counts  # noqa: PLC0415

    days = np.array(words, np.uint64)
    bits = [[word >> day & 1 for day in range(64)] for word in words]
    before = np.concatenate(
        [np.zeros((1, 64), int), np.cumsum(bits, axis=0)] if bits else [[[0] * 64]]
    )
    assert (Ranks(days).at(np.arange(len(words) + 1)) == before).all()
    if words:
        ends = [*range(0, len(words), group_rows), len(words)]
        assert (counts_before(noted_counts(days, group_rows)) == before[ends]).all()


@given(st.lists(st.integers(1, 150), min_size=1, max_size=90))
@settings(deadline=None, max_examples=30)
def test_starts_are_found_again(counts: list[int]) -> None:
    """The row at which each key begins, and behind the last key the end."""
    import numpy as np  # noqa: PLC0415 -- needs the extra

    from khien.watch.history.ranks import Starts, noted_starts  # noqa: PLC0415

    starts = Starts(noted_starts(np.repeat(np.arange(len(counts)), counts)))
    assert len(starts) == len(counts)
    assert starts.rows(np.arange(len(counts) + 1)).tolist() == [0, *np.cumsum(counts).tolist()]


def _filled(folder: Path) -> None:
    for more in range(2):  # two batches, of which the first is put together
        rows = [
            (timedelta(days=n % 4, seconds=n), f"10.0.0.{n % 7}", f"{'www.' if n % 2 else ''}{n % 9 + more}.example")
            for n in range(80)
        ]  # fmt: skip
        keep(history(folder), dns(*rows))
        if not more:
            history(folder).tidy()


ASKED = [domain(name) for name in ("1.example", "www.3.example", "example", "9.example")]


def test_an_older_history_is_read_by_keys(tmp_path: Path) -> None:
    """Whether a day is read by keys or by numbers, the answers are the same; a merge gives it numbers."""
    from khien.watch.history.numbering import numbered  # noqa: PLC0415 -- needs the extra

    _filled(tmp_path)
    folder = tmp_path / "history"
    mixed = hunted(history(tmp_path), ASKED)
    manifest = read_manifest(folder)
    older = msgspec.structs.replace(
        manifest,
        segments=tuple(msgspec.structs.replace(one, keys={}) for one in manifest.segments),
        runs=tuple(msgspec.structs.replace(one, keys={}) for one in manifest.runs),
    )
    write_manifest(folder, older, lambda _: None)
    assert not numbered(older).files
    assert hunted(history(tmp_path), ASKED) == mixed

    history(tmp_path).tidy()
    new = read_manifest(folder)
    assert len(numbered(new).files) == len(new.days)
    assert hunted(history(tmp_path), ASKED) == mixed
    assert mixed["example"].count == 160


@pytest.mark.parametrize("which", ["segments", "runs"])
def test_a_footer_without_its_notes_is_named(tmp_path: Path, which: str) -> None:
    """A file that does not say what the manifest promised ends the hunt."""
    import pyarrow.parquet as pq  # noqa: PLC0415 -- needs the extra

    _filled(tmp_path)
    history(tmp_path).tidy()
    folder = tmp_path / "history"
    manifest = read_manifest(folder)
    parts = [p for s in manifest.segments for p in s.shelves.values()] if which == "segments" else [
        run.part for run in manifest.runs
    ]  # fmt: skip
    for part in parts:
        pq.write_table(pq.read_table(folder / part.path), folder / part.path)

    with pytest.raises(BrokenHistoryError):
        hunted(history(tmp_path), ASKED)
