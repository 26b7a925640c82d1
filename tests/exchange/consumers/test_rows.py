"""Tests of `exchange.consumers.rows`: the values of lists, as the store gives them."""

from __future__ import annotations

import pytest

from khien.exchange.consumers import rows
from khien.exchange.releases import rows as release_rows
from khien.people import agreements
from khien.store.siblings import fetch
from tests.exchange.nodes import Party

PATTERN = "[domain-name:value = '{0}.one.example'] OR [domain-name:value = '{0}.two.example']"


def test_values_ascend_in_whatever_order_the_database_gives_them(
    us: Party, them: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the number of the version and the place in it, all of them and those of a shelf; a database sorts nothing."""
    found = [us.indicator(f"{name}.example", pattern=PATTERN.format(name)) for name in "bca"]
    us.bring(*found)
    us.publish(*(one["id"] for one in reversed(found)), to=[them.name])
    monkeypatch.setattr(
        "khien.exchange.consumers.rows.fetch",
        lambda tx, question, **values: fetch(tx, question, **values)[::-1],
    )

    with us.node.store.read() as tx:
        signed = agreements.in_force(tx, them.name, us.node.clock())
        assert signed is not None
        shelf = release_rows.shelf(them.name, signed.sha256, us.node.clock())
        every, theirs = (
            [row for block in rows.values(tx, one) for row in block] for one in (None, shelf)
        )
        alone = rows.values_at(tx, every[-1][0])

    names = [f"{name}.{which}.example" for name in "bca" for which in ("one", "two")]
    assert [row[3] for row in every] == [row[3] for row in theirs] == names
    assert [row[3] for row in alone] == names[-2:]
