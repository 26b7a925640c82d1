"""What the fuzzer and we thought of, replayed: no reader of foreign bytes fails or hangs on it."""

from __future__ import annotations

import time

import pytest

from tests.fuzz.corpus import FOLDER, saved
from tests.fuzz.targets import LARGEST_BYTES, LONGEST_S, TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_the_saved_corpus_finds_nothing(name: str) -> None:
    """Every saved input is read or refused, within the time that the fuzzer allows."""
    inputs = saved(name)
    assert inputs
    assert max(map(len, inputs)) <= LARGEST_BYTES

    for one in inputs:
        begun = time.process_time()
        TARGETS[name](one)
        assert time.process_time() - begun < LONGEST_S, one[:100]


def test_no_corpus_is_forgotten() -> None:
    """Each file belongs to a target, and each target has a file."""
    assert {file.stem for file in FOLDER.iterdir()} == set(TARGETS)
