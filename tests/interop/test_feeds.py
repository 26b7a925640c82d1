"""A feed reads the reference server as it reads anybody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind, Outcome
from khien.model.errors import NotFoundError
from khien.store import objects
from tests.app.homes import make, opened
from tests.conformance.specimens import Maker
from tests.conformance.subject import Subject


def test_a_feed_reads_medallion_and_goes_on_where_it_was(
    tmp_path: Path, medallion_written: Subject
) -> None:
    """The objects come as they are; the second run asks only for what was added since."""
    other = medallion_written
    make_one = Maker("identity--3f1b0a52-9f1e-4c39-8a4e-0f6d2f3b7c11")
    for _ in range(3):
        assert other.add(make_one()).status == 202
    with opened(make(tmp_path / "home")) as node:
        terms = Terms(
            kind=Kind.TAXII,
            address=other.base + other.api_root,
            collection=other.collection,
            user=other.user,
            tlp="green",
        )
        node.feeds.add("medallion", terms, other.secret)
        first = node.feeds.run("medallion")
        assert first.outcome is Outcome.KEPT
        assert first.kept["new"] >= 3
        assert node.feeds.run("medallion").outcome is Outcome.UNCHANGED

        last = make_one()
        assert other.add(last).status == 202
        assert node.feeds.run("medallion").kept == {"new": 1}
        with node.store.read() as tx:
            assert objects.current(tx, last["id"]) is not None

        unnamed = Terms(
            kind=Kind.TAXII, address=f"{other.base}/taxii2/", user=other.user, tlp="green"
        )
        node.feeds.add("unnamed", unnamed, other.secret)
        with pytest.raises(NotFoundError):  # it has several collections, and none was named
            node.feeds.run("unnamed")
