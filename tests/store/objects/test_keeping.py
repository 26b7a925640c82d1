"""Versions are kept as they came, in whatever order, and leave use and come back."""

from __future__ import annotations

from itertools import permutations

import pytest

from khien.model.ids import PartnerName
from khien.model.instants import to_microseconds
from khien.model.marking import Tlp
from khien.store import Store, objects
from khien.store.objects.keeping import version_key
from tests.store.samples import (
    GREEN,
    NOW,
    add,
    at,
    batch,
    definition,
    domain,
    indicator,
    object_id,
    outcomes,
    thing,
)

ONE = object_id("indicator", 1)


def test_a_version_is_kept_as_it_came(store: Store) -> None:
    """The bytes, who sent them and who imported them are given back unchanged."""
    sent = indicator(1, object_marking_refs=[GREEN])
    with store.write() as tx:
        taken = batch(source="asean-cert", author="lan", report={"kept": ["Đà Nẵng"]})
        [added] = objects.add_versions(tx, [sent], taken, NOW)

    with store.read() as tx:
        kept = objects.current(tx, ONE)
        whole = objects.batch(tx, taken.id)

    assert kept is not None
    assert (kept.seq, kept.version, kept.raw) == (added.seq, sent, sent.raw)
    assert (kept.source, kept.author, kept.batch_id) == ("asean-cert", "lan", "batch--1")
    assert (kept.tlp, kept.declared, kept.withdrawn) == (Tlp.GREEN, True, "")
    assert (kept.added, kept.taxii_version) == (NOW, at(1))
    assert whole is not None
    assert (whole.counts, whole.report, whole.at_us) == (
        {"new": 1},
        {"kept": ["Đà Nẵng"]},
        to_microseconds(NOW),
    )


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))), ids=str)
def test_the_latest_is_current_in_any_order(store: Store, order: tuple[int, ...]) -> None:
    """Three versions in three batches: the latest `modified` counts, the history is in its order."""
    for number, day in enumerate(order):
        with store.write() as tx:
            assert outcomes(add(tx, indicator(1, day), number=number)) == ["new"]

    with store.read() as tx:
        kept = objects.current(tx, ONE)
        history = objects.versions(tx, ONE)
        assert [row.seq for row in objects.by_value(tx, "domain", "bad1.example.com")] == [
            1 + order.index(3)
        ]
    assert kept is not None
    assert kept.modified == at(3)
    assert [one.modified for one in history] == [at(3), at(2), at(1)]


def test_the_same_again_is_kept_once(store: Store) -> None:
    """A second delivery of the same content adds nothing but its sender."""
    with store.write() as tx:
        first = add(tx, indicator(1), indicator(1))
        again = add(tx, indicator(1), number=2, source="asean-cert", second=5)
        add(tx, indicator(1), number=3, source="asean-cert", second=9)

    assert outcomes(first + again) == ["new", "duplicate", "duplicate"]
    assert {one.seq for one in first + again} == {1}
    with store.read() as tx:
        origins = objects.sources(tx, 1)
        assert len(objects.versions(tx, ONE)) == 1
    assert [(origin.source, origin.batch_id) for origin in origins] == [
        ("", "batch--1"),
        ("asean-cert", "batch--2"),
    ]


def test_a_batch_may_come_in_parts(store: Store) -> None:
    """Adding to a batch adds up what became of its versions."""
    with store.write() as tx:
        add(tx, indicator(1), indicator(2))
        add(tx, indicator(2), indicator(3))
        add(tx)

    with store.read() as tx:
        [whole] = objects.batches(tx)
        assert objects.batch(tx, objects.BatchId("batch--9")) is None
    assert whole.counts == {"new": 3, "duplicate": 1}


def test_other_content_under_one_version_is_kept_beside_the_first(store: Store) -> None:
    """Same (id, modified), other content: both are kept and flagged, and the first stays current."""
    with store.write() as tx:
        add(tx, indicator(1), indicator(2))
        [second] = add(tx, indicator(1, name="other"), number=2, source="asean-cert")

    assert second.outcome == "conflict"
    with store.read() as tx:
        kept = objects.current(tx, ONE)
        history = objects.versions(tx, ONE)
        assert objects.counts(tx).conflicts == 2
        assert objects.by_sha256(tx, ONE, second.sha256) == history[1]
    assert kept == history[0]
    assert [(one.seq, one.conflict) for one in history] == [(1, True), (3, True)]


def test_a_conflict_within_one_batch_is_seen(store: Store) -> None:
    """One file that contradicts itself is flagged too."""
    with store.write() as tx:
        added = add(tx, indicator(1), indicator(1, name="other"), indicator(1, name="third"))

    assert outcomes(added) == ["new", "conflict", "conflict"]
    with store.read() as tx:
        assert [one.conflict for one in objects.versions(tx, ONE)] == [True] * 3


def test_the_same_moment_spelt_otherwise_is_the_same_version(store: Store) -> None:
    """`…00Z` and `…00.000Z` are one moment, so other bytes there are a conflict, not a new version."""
    with store.write() as tx:
        added = add(tx, indicator(1), indicator(1, modified="2026-01-01T00:00:00Z"))

    assert outcomes(added) == ["new", "conflict"]
    with store.read() as tx:
        found = objects.version(tx, ONE, "2026-01-01T00:00:00.0Z")
    assert found is not None
    assert found.seq == 1


def test_an_observable_may_come_with_other_content(store: Store) -> None:
    """STIX does not version observables: two sources may know different things, and neither is wrong."""
    with store.write() as tx:
        added = add(tx, domain(1), domain(1, resolves_to_refs=[]))

    assert outcomes(added) == ["new", "variant"]
    with store.read() as tx:
        kept = objects.current(tx, object_id("domain-name", 1))
        assert objects.counts(tx).conflicts == 0
    assert kept is not None
    assert (kept.seq, kept.modified, kept.taxii_version) == (1, "", "2026-05-01T08:00:00.000000Z")


def test_a_marking_cannot_be_loosened_later(store: Store) -> None:
    """A second definition under the same id, even with a later `created`, changes no level."""
    own = definition(9, "red")
    loose = definition(9, "clear", created=at(20))
    with store.write() as tx:
        add(tx, own, indicator(1, object_marking_refs=[own.id]))
        assert outcomes(add(tx, loose, number=2)) == ["conflict"]
        add(tx, indicator(2, object_marking_refs=[own.id]), number=3)

    with store.read() as tx:
        assert objects.marking_definitions(tx) == {own.id: own.content}
        assert [one.tlp for one in objects.of_type(tx, ["indicator"])] == [Tlp.RED, Tlp.RED]


def test_a_definition_that_comes_later_sets_the_level(store: Store) -> None:
    """Until a marking is known its object counts as RED; then as what the marking says."""
    own = definition(9, "amber")
    with store.write() as tx:
        add(tx, indicator(1, object_marking_refs=[own.id]))
        before = objects.current(tx, ONE)
        add(tx, own, number=2)
        after = objects.current(tx, ONE)

    assert before is not None
    assert after is not None
    assert (before.tlp, after.tlp) == (Tlp.RED, Tlp.AMBER)


def test_revoked_is_for_good(store: Store) -> None:
    """A later version does not bring a revoked object back (STIX 2.1 §3.6)."""
    with store.write() as tx:
        add(tx, indicator(1, 2, revoked=True))
        add(tx, indicator(1, 1), indicator(1, 3), number=2)

    with store.read() as tx:
        kept = objects.current(tx, ONE)
        assert list(objects.indicator_rows(tx)) == []
        assert [one.revoked for one in objects.search(tx, "bad1.example.com")] == [True]
    assert kept is not None
    assert (kept.revoked, kept.modified) == (True, at(2))


def test_dates_added_always_ascend(store: Store) -> None:
    """No two versions have one date added, not even when the clock goes back."""
    with store.write() as tx:
        add(tx, *(indicator(number) for number in range(5)))
        add(tx, indicator(8), number=2, second=-60)
        add(tx, indicator(9), number=3, second=60)

    with store.read() as tx:
        dates = [one.added_us for one in objects.by_seqs(tx, range(1, 8)).values()]
    start = to_microseconds(NOW)
    assert dates == [*range(start, start + 6), start + 60_000_000]


def test_what_is_withdrawn_leaves_use_and_stays_kept(store: Store) -> None:
    """It leaves search, values and links at once; its bytes and its history stay."""
    with store.write() as tx:
        add(tx, indicator(1, name="Ransom"), thing("report", 2, object_refs=[ONE]))
        assert objects.withdraw(tx, ONE, at(1), "recalled", NOW)
        assert not objects.withdraw(tx, ONE, at(1), "recalled", NOW)

    with store.read() as tx:
        kept = objects.current(tx, ONE)
        assert objects.search(tx, "ransom") == []
        assert list(objects.indicator_rows(tx, [ONE])) == []
        assert [link.kind for link in objects.related(tx, ONE)] == ["object_refs"]
        assert [one.reason for one in objects.withdrawals(tx, ONE)] == ["recalled"]
        assert [one.object_id for one in objects.of_type(tx, ["indicator"])] == []
        assert objects.counts(tx).withdrawn == 1
    assert kept is not None
    assert (kept.withdrawn, kept.version) == ("recalled", indicator(1, name="Ransom"))


def test_an_older_version_does_not_come_back_by_itself(store: Store) -> None:
    """When the latest is recalled the one before stays replaced; a newer one brings the object back."""
    with store.write() as tx:
        add(tx, indicator(1, 1), indicator(1, 2))
        objects.withdraw(tx, ONE, at(2), "recalled", NOW)
        assert list(objects.indicator_rows(tx)) == []
        add(tx, indicator(1, 3), number=2)
        assert len(list(objects.indicator_rows(tx))) == 1


def test_a_whole_object_stays_withdrawn_with_its_coming_versions(store: Store) -> None:
    """Out of use means the object, until an officer lifts it."""
    with store.write() as tx:
        add(tx, indicator(1))
        objects.withdraw(tx, ONE, None, "out-of-use", NOW)
        add(tx, indicator(1, 2), number=2)
        assert list(objects.indicator_rows(tx)) == []
        assert objects.restore(tx, ONE, None, "out-of-use", NOW)
        assert len(list(objects.indicator_rows(tx))) == 1
        assert not objects.restore(tx, ONE, None, "out-of-use", NOW)


def test_each_reason_stands_for_itself(store: Store) -> None:
    """An officer who lifts an own decision does not undo the source's recall."""
    with store.write() as tx:
        add(tx, indicator(1))
        objects.withdraw(tx, ONE, at(1), "recalled", NOW)
        objects.withdraw(tx, ONE, None, "out-of-use", NOW)
        objects.restore(tx, ONE, None, "out-of-use", NOW)

        kept = objects.current(tx, ONE)
        assert list(objects.indicator_rows(tx)) == []
    assert kept is not None
    assert kept.withdrawn == "recalled"


def test_a_recall_may_come_before_what_it_recalls(store: Store) -> None:
    """Deliveries may be reordered: what was recalled never comes into use."""
    with store.write() as tx:
        objects.withdraw(tx, ONE, at(1), "recalled", NOW)
        add(tx, indicator(1))

        assert list(objects.indicator_rows(tx)) == []
        assert objects.search(tx, "bad1.example.com") == []


def test_every_change_is_told_in_order(store: Store) -> None:
    """An index in memory can follow what comes, goes and comes back, and misses nothing."""
    with store.write() as tx:
        assert objects.last_change(tx) == 0
        assert objects.first_added(tx) is None
        add(tx, indicator(1), indicator(2), indicator(1, 2))
        assert objects.first_added(tx) == NOW
        add(tx, indicator(1), number=2)
        objects.withdraw(tx, ONE, None, "recalled", NOW)
        objects.restore(tx, ONE, None, "recalled", NOW)

        changes = objects.changes_after(tx, 1)
        assert objects.last_change(tx) == 4
        assert objects.changes_after(tx, 0, limit=1)[0].object_id == ONE
    assert [(one.seq, one.kind) for one in changes] == [
        (2, "version"),
        (3, "withdrawn"),
        (4, "restored"),
    ]
    assert changes[0].object_id == object_id("indicator", 2)


def test_what_is_not_versioned_has_no_key() -> None:
    """Marking definitions and observables sort as one; a moment sorts to the nanosecond."""
    assert version_key("marking-definition", at(1)) == version_key("domain-name", "") == ""
    assert version_key("tool", "2026-01-01T00:00:00Z") < version_key(
        "tool", "2026-01-01T00:00:00.000000001Z"
    )


def test_nothing_is_here(store: Store) -> None:
    """Asking for what is absent gives nothing, and no error."""
    with store.read() as tx:
        assert objects.current(tx, ONE) is None
        assert objects.version(tx, ONE, at(1)) is None
        assert objects.by_seq(tx, 1) is None
        assert objects.by_seqs(tx, []) == {}
        assert objects.currents(tx, []) == {}
        assert objects.sources(tx, 1) == []
        assert objects.related(tx, ONE) == []
        assert objects.counts(tx).by_type == {}


def test_a_partner_is_named_as_source(store: Store) -> None:
    """Values and finds say who brought them."""
    with store.write() as tx:
        add(tx, indicator(1), source="asean-cert")
        [row] = objects.by_value(tx, "domain", "bad1.example.com")
        [found] = objects.search(tx, "bad1.example.com")

    assert row.source == found.source == PartnerName("asean-cert")
    assert (row.tlp, row.valid_until_us) == (Tlp.AMBER_STRICT, None)
