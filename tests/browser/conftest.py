"""One story for all, and one browser a file: Playwright's event loop must not outlive it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from khien.app.demo.play import Play
from tests.browser.chromium import PROGRAM, WHY_NOT, launched
from tests.browser.story import played


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running browser."""
    if PROGRAM is None:
        pytest.skip(WHY_NOT)
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Three running nodes with the demo's story behind them. Tests that change them make their own content."""
    if PROGRAM is None:
        pytest.skip(WHY_NOT)
    with played(tmp_path_factory.mktemp("story")) as found:
        yield found
