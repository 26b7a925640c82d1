"""docs/taxii.md says what the checks prove, and nothing that no check proves."""

from __future__ import annotations

from khien.exchange.taxii import collections, filters, rows
from tests.conformance.foreign import BROKEN
from tests.conformance.page import PAGE, page
from tests.conformance.registry import CHECKS


def test_the_page_is_current() -> None:
    """Every check stands on the page with its section and promise; run `python -m tests.conformance.page`."""
    assert PAGE.read_text("utf-8") == page()


def test_every_check_is_on_the_page() -> None:
    """No check is left out, whatever section it reads."""
    text = PAGE.read_text("utf-8")

    assert [name for name in CHECKS if f"| `{name}` |" not in text] == []
    assert [server for server in BROKEN if f"### {server}: what breaks a MUST" not in text] == []


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    """Ids, sizes and times that the page tells are the ones that the server uses."""
    text = PAGE.read_text("utf-8")

    for name in (collections.WORKSPACE, collections.RELEASED, collections.INBOX):
        assert f"`{name}`" in text
    assert f"holds {filters.DEFAULT_LIMIT:,} objects" in text
    assert f"and {filters.MAX_LIMIT:,} at most" in text
    assert f"may name {filters.MAX_VERSIONS} exact versions" in text
    assert f"kept for {rows.KEPT.days} days" in text
