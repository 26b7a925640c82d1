"""Tests of `exchange.warninglists.desk`: files of lists, and what is asked of those that are held."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khien.exchange.popular import Popular
from khien.exchange.warninglists import rows
from khien.exchange.warninglists.desk import (
    WarninglistDesk,
    WarninglistError,
    add_warninglist,
    read_warninglist,
    remove_warninglist,
)
from khien.exchange.warninglists.rules import Kind
from khien.intake.failures import BrokenGzipError
from khien.model.errors import NotFoundError
from tests.store.fresh import fresh_store

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MISP = {"name": " Public  DNS ", "type": "cidr", "version": 20, "list": ["192.0.2.0/24"],
        "description": "Made up", "matching_attributes": ["ip-src"]}  # fmt: skip


def test_a_list_of_misp_says_all_about_itself() -> None:
    """Lines need a name, and are compared as they are unless a kind is given."""
    one, entries = read_warninglist(json.dumps(MISP).encode(), "", "", "an", NOW)
    assert (one.name, one.kind, one.version, one.size) == ("Public DNS", Kind.CIDR, 20, 1)
    assert entries == ("192.0.2.0/24",)

    plain, entries = read_warninglist(
        b"# x\nb.example\n\na.example\nb.example\n", "p", "", "an", NOW
    )
    assert (plain.kind, plain.version, entries) == (Kind.STRING, 0, ("b.example", "a.example"))


def test_a_list_may_come_as_gzip() -> None:
    """As everything else that is brought in; one that ends early is refused."""
    packed = gzip.compress(json.dumps(MISP).encode())

    one, entries = read_warninglist(packed, "", "", "an", NOW)
    assert (one.name, entries) == ("Public DNS", ("192.0.2.0/24",))
    with pytest.raises(BrokenGzipError):
        read_warninglist(packed[:-9], "", "", "an", NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"name": "x" * 121}, {"type": "fuzzy"}, {"list": []}, {"list": "x"},
        {"list": ["nonsense"]}, {"type": "regex", "list": ["("]}, {"type": "string", "list": [" "]},
        {"type": "string", "list": [7]},
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(change: dict[str, object]) -> None:
    """With the name and what is wrong; nothing is left out in silence."""
    with pytest.raises(WarninglistError):
        read_warninglist(json.dumps(MISP | change).encode(), "", "", "an", NOW)
    with pytest.raises(WarninglistError):
        read_warninglist(b"{", "", "", "an", NOW)
    with pytest.raises(WarninglistError):
        read_warninglist(b"", "empty", "", "an", NOW)


def test_a_list_without_a_name_is_told_by_its_file() -> None:
    """Whoever brings many in has to know which of them it was; a name that is good goes before it."""
    nameless = json.dumps(MISP | {"name": ""}).encode()
    for body, name in ((nameless, ""), (b"a.example", ""), (b"{", ""), (nameless, "x" * 121)):
        with pytest.raises(WarninglistError) as caught:
            read_warninglist(body, name, "", "an", NOW, file="banks.json")
        assert caught.value.item == "banks.json", body
    with pytest.raises(WarninglistError) as caught:
        read_warninglist(b"", "Banks", "", "an", NOW, file="banks.json")
    assert caught.value.item == "Banks"


def test_a_list_counts_as_soon_as_it_is_held(tmp_path: Path, database: str) -> None:
    """A newer one of the same name takes its place; one that is removed says nothing any more."""
    del database
    store, lists = fresh_store(tmp_path), WarninglistDesk(Popular())

    def named(address: str) -> tuple[str, ...]:
        pattern = f"[ipv4-addr:value = '{address}']"
        content = {"type": "indicator", "pattern_type": "stix", "pattern": pattern}
        with store.read() as tx:
            return lists.naming(tx, content)

    assert named("192.0.2.7") == ()
    assert named("8.8.8.8") == ("popular",)
    with store.write() as tx:
        add_warninglist(tx, *read_warninglist(json.dumps(MISP).encode(), "", "", "an", NOW))
    assert named("192.0.2.7") == ("Public DNS",)
    newer = json.dumps(MISP | {"list": ["198.51.100.0/24"]}).encode()
    with store.write() as tx:
        later = NOW + timedelta(seconds=1)
        add_warninglist(tx, *read_warninglist(newer, "", "", "an", later))
        assert [(one.name, one.size) for one in rows.listed(tx)] == [("Public DNS", 1)]
        assert lists.naming(tx, {"type": "malware"}) == ()
    assert named("192.0.2.7") == ()
    with store.write() as tx:
        remove_warninglist(tx, "Public DNS")
        with pytest.raises(NotFoundError):
            remove_warninglist(tx, "Public DNS")
    assert named("198.51.100.7") == ()
    store.close()
