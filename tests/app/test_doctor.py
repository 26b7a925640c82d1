"""The doctor: every fault has a finding, a sentence and something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from khien.app import doctor
from khien.app.doctor import Examined, Status, examine
from khien.app.wiring import create_node, open_node, utc_now
from khien.exchange.feeds.rows import Doubts, Feed, Terms, put
from khien.exchange.feeds.rules import Brought, Kind, State
from khien.ledger import Alarm
from khien.model.errors import UnreachableError
from khien.model.signing import SigningKey
from khien.model.words import say
from khien.people.keys import prepare_rotation
from tests.cli.homes import ABROAD, node_in, partners_in

MIB = 1024**2
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def _by_code(found: list[Examined]) -> dict[str, Examined]:
    for one in found:  # whatever is found can be said
        assert say(one.code, "en", one.facts)
        assert say(one.code, "vi", one.facts)
    return {one.code: one for one in found}


def _at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_a_well_node_has_nothing_worse_than_ok(tmp_path: Path) -> None:
    """Each part that was looked at says so."""
    found = examine(node_in(tmp_path))

    assert {one.status for one in found} == {Status.OK}
    assert {one.check for one in found} == {
        *("keys", "clock", "disk", "database", "reader", "officers", "partners", "feeds"),
        *("ledger", "outbox", "quarantine", "reviews", "watch"),
    }


def test_a_node_that_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    """No node, or mistakes in the settings: each is a finding with its own sentence."""
    home = node_in(tmp_path)
    (home / "khien.toml").write_text("[node]\nnmae = 1\n")

    assert [one.code for one in examine(tmp_path / "nowhere")] == ["settings.no-file"]
    assert {one.code for one in examine(home)} >= {"settings.unknown-key", "settings.missing-key"}
    assert {one.status for one in examine(home)} == {Status.FAIL}


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({}, "doctor.feeds", "1"),
        ({"attempts": 3, "error": "wire.unreachable"}, "doctor.feed-failing", "wire.unreachable"),
        ({"state": State.PAUSED}, "doctor.feed-paused", "khien feed resume list"),
        ({"added": NOW - timedelta(days=2)}, "doctor.feed-late", "2026-11-20"),
        (
            {"state": State.ASKING, "doubts": Doubts((("feed.flood", "9"),), Brought(), 0)},
            "doctor.feed-asks",
            "(tăng đột biến)",
        ),
    ],
)
def test_a_feed_that_needs_somebody_is_named(
    tmp_path: Path, change: dict[str, Any], code: str, told: str
) -> None:
    """Stopped, paused, failing, or not visited by anybody."""
    home = node_in(tmp_path)
    node = open_node(home)
    terms = Terms(kind=Kind.FOLDER, address=str(tmp_path), tlp="green")
    us = node.ourselves.identity
    new = Feed(name="list", terms=terms, identity=us, state=State.RUNNING, secret="")
    with node.store.write() as tx:
        put(tx, replace(new, **{"added": NOW, **change}))
    node.close()

    found = _by_code([one for one in examine(home, _at(NOW)) if one.check == "feeds"])

    assert found.keys() == {"doctor.feeds", code}
    assert told in say(code, "vi", found[code].facts)


def test_what_others_can_read_is_found(tmp_path: Path) -> None:
    """The database holds content, and secrets of ours at TAXII parties."""
    home = node_in(tmp_path)
    (home / "khien.sqlite").chmod(0o644)

    assert _by_code(examine(home))["doctor.open-to-others"].status is Status.FAIL


def test_a_rotation_that_did_not_finish_is_found(tmp_path: Path) -> None:
    """It is finished by giving the command again."""
    home = node_in(tmp_path)
    prepare_rotation(home, utc_now())

    assert _by_code(examine(home))["doctor.rotation-open"].status is Status.WARN


def test_a_clock_that_cannot_be_right_is_found(tmp_path: Path) -> None:
    """A year that cannot be, and a clock behind our own ledger."""
    home, _ = partners_in(tmp_path)
    year = datetime(1970, 1, 1, tzinfo=UTC)

    assert _by_code(examine(home, _at(year)))["doctor.clock-year"].status is Status.FAIL
    behind = examine(home, _at(utc_now() - timedelta(hours=1)))
    assert _by_code(behind)["doctor.clock-behind"].status is Status.FAIL


@pytest.mark.parametrize(
    ("mib", "code"), [(50, "doctor.disk-full"), (500, "doctor.disk-low"), (5_000, "doctor.disk")]
)
def test_a_disk_that_fills_up_is_found(
    mib: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below 1 GiB it warns, below 100 MiB it fails."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=mib * MIB))

    assert code in _by_code(examine(node_in(tmp_path)))


def test_a_damaged_or_old_database_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own examination, and the migration that it is at."""
    monkeypatch.setattr("khien.store.sqlite.faults", lambda _: ["row 1 missing from index"])
    monkeypatch.setattr(doctor, "newest_revision", lambda: "v9999")

    found = _by_code(examine(node_in(tmp_path)))

    assert found["doctor.database-damaged"].status is Status.FAIL
    assert found["doctor.database-old"].status is Status.FAIL


def test_too_few_officers_are_found(tmp_path: Path) -> None:
    """Two different officers approve, so a node needs two."""
    home = tmp_path / "n"
    create_node(home, name="n", country="VN", title="", language="en", port=0, clock=utc_now)

    assert _by_code(examine(home))["doctor.few-officers"].status is Status.WARN


def test_an_agreement_that_ends_or_is_missing_is_found(tmp_path: Path) -> None:
    """Thirty days before its last day it warns; after it, that nothing crosses."""
    home, _ = partners_in(tmp_path)
    today = utc_now()

    assert _by_code(examine(home))["doctor.agreement"].status is Status.OK
    soon = examine(home, _at(today + timedelta(days=340)))
    assert _by_code(soon)["doctor.agreement-ends"].status is Status.WARN
    after = examine(home, _at(today + timedelta(days=400)))
    assert _by_code(after)["doctor.no-agreement"].status is Status.WARN


def test_a_broken_ledger_and_alarms_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing may be relied on before a person has looked."""
    home, _ = partners_in(tmp_path)
    node = open_node(home)
    with node.store.read() as tx:
        note = node.ledger.checkpoint(tx)
    node.close()
    alarm = Alarm("khien-ledger/vn/vn-ncc", "ledger.fork", note, note, utc_now())
    monkeypatch.setattr("khien.ledger.Ledger.alarms", lambda *_: [alarm])
    database = home / "khien.sqlite"
    database.write_bytes(database.read_bytes().replace(b'"what":"invited"', b'"what":"Invited"'))

    found = _by_code(examine(home))

    assert found["ledger.fork"].status is Status.FAIL
    assert found["proof.broken"].status is Status.FAIL


@dataclass(frozen=True, slots=True)
class _Waiting:
    attempts: int


def test_an_outbox_that_does_not_empty_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After several attempts it warns; what a partner refused for good is listed."""
    rows = "khien.exchange.outbox.rows"
    monkeypatch.setattr(f"{rows}.waiting", lambda _: {ABROAD: 7, "other": 1})
    monkeypatch.setattr(f"{rows}.head", lambda _, name, __: [_Waiting(5 if name == ABROAD else 0)])
    monkeypatch.setattr(
        f"{rows}.parked_items", lambda _: [(ABROAD, "object", "release--1", "parked x")]
    )

    found = _by_code(examine(node_in(tmp_path)))

    assert found["doctor.outbox"].facts == {"count": 8}
    assert found["doctor.outbox-stuck"].facts["partner"] == ABROAD
    assert found["doctor.outbox-parked"].status is Status.WARN


def test_what_waits_for_a_person_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quarantine warns; a review of an emergency release that is late fails."""
    late = SimpleNamespace(id="release--1", partner=ABROAD)
    monkeypatch.setattr("khien.exchange.arrivals.rows.with_outcome", lambda *_: [1, 2])
    monkeypatch.setattr("khien.exchange.releases.rows.overdue_reviews", lambda *_: [late])

    found = _by_code(examine(node_in(tmp_path)))

    assert found["doctor.quarantine"].facts == {"count": 2}
    assert found["doctor.review-overdue"].status is Status.FAIL


class _Card:
    """A partner's node, without a network."""

    card_of: Any = None

    def __init__(self, wire: object, url: str) -> None:
        del wire, url

    def card(self) -> dict[str, Any]:
        if self.card_of is None:
            raise UnreachableError(ABROAD, "ConnectError")
        return {"key": self.card_of}


def test_partners_are_asked_only_when_wished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offline no partner is asked; online it answers, is silent, or shows another key."""
    home, other = partners_in(tmp_path)
    theirs = open_node(other)
    pinned = theirs.ourselves.key.public.vkey
    theirs.close()
    monkeypatch.setattr(doctor, "PeerClient", _Card)

    assert "doctor.partner-silent" not in _by_code(examine(home))
    assert _by_code(examine(home, online=True))["doctor.partner-silent"].status is Status.WARN
    monkeypatch.setattr(_Card, "card_of", pinned)
    assert _by_code(examine(home, online=True))["doctor.partner-answers"].status is Status.OK
    stranger = SigningKey.from_seed(ABROAD, bytes(32)).public.vkey
    monkeypatch.setattr(_Card, "card_of", stranger)
    assert _by_code(examine(home, online=True))["doctor.partner-other-key"].status is Status.FAIL
