"""`khien release`, `khien arrival`, `khien agreement dry-run`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khien.cli import arrivals
from khien.exchange.arrivals.rows import Arrival
from tests.cli.homes import ABROAD, imported, node_in, partners_in, run

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


def _published(tmp_path: Path, tlp: str) -> tuple[Path, dict[str, Any]]:
    """A node that published three indicators; one of the releases."""
    home, _ = partners_in(tmp_path)
    batch = imported(home, tmp_path, "--tlp", tlp)["batch"]
    ended = run(
        "object", "publish", "--batch", batch, "--purpose", "network-defence", "--officer", "thu",
        home=home,
    )  # fmt: skip
    return home, next(line for line in ended.lines if line["type"] == "indicator")


def test_releases_are_listed_by_state_partner_and_object(tmp_path: Path) -> None:
    """Each filter narrows the list; none gives everything."""
    home, release = _published(tmp_path, "green")

    everything = run("release", "list", home=home)
    cleared = run("release", "list", "--state", "cleared", "--partner", ABROAD, home=home)
    mine = run("release", "list", "--object", release["object"], "--state", "cleared", home=home)

    assert len(everything.lines) >= 4
    assert release["id"] in {line["id"] for line in cleared.lines}
    assert [line["id"] for line in mine.lines] == [release["id"]]
    assert run("release", "list", "--state", "recalled", home=home).lines == []
    assert (
        run("release", "list", "--object", release["object"], "--state", "held", home=home).lines
        == []
    )


def test_explain_prints_every_rule_and_changes_nothing(tmp_path: Path) -> None:
    """Rule, answer, source and a sentence as JSON; a table for people beside it."""
    home, _ = partners_in(tmp_path)
    (object_id, *_) = imported(home, tmp_path, "--tlp", "red")["objects"]["indicator"]

    ended = run("release", "explain", object_id, "--to", ABROAD, home=home)

    rules = {line["rule"]: line for line in ended.lines}
    assert len(rules) > 15
    assert rules["gate.red-needs-name"]["outcome"] == "refused"
    assert rules["gate.agreement-missing"]["outcome"] == "allowed"
    assert all(line["words"] and line["source"] for line in ended.lines)
    assert "answer" in ended.words.splitlines()[0]
    assert run("release", "list", home=home).lines == []


def test_a_held_release_is_approved_by_two_officers(tmp_path: Path) -> None:
    """The first yes leaves it waiting, the second sends it; the words say which."""
    home, release = _published(tmp_path, "amber")
    assert release["state"] == "held"
    assert release["answers"][0]["code"] == "gate.approvals-missing"

    first = run(
        "release", "approve", release["id"], "--officer", "lan", "--reason", "seen", home=home
    )
    second = run(
        "release", "approve", release["id"], "--officer", "minh", "--reason", "seen", home=home
    )

    assert (first.first["state"], second.first["state"]) == ("held", "cleared")
    assert "still waits for other officers" in first.words
    assert "is cleared and on its way" in second.words


def test_one_officer_does_not_approve_twice(tmp_path: Path) -> None:
    """Every reason against the second yes is said."""
    home, release = _published(tmp_path, "amber")
    arguments = ("release", "approve", release["id"], "--officer", "lan", "--reason", "seen")
    run(*arguments, home=home)

    ended = run(*arguments, home=home)

    assert ended.status == 3
    assert "release.approved-before" in ended.words


def test_an_emergency_release_leaves_at_once_and_its_review_is_due(tmp_path: Path) -> None:
    """One officer opens it alone; the release says until when it must be reviewed."""
    home, release = _published(tmp_path, "amber")

    ended = run(
        "release", "approve", release["id"], "--officer", "lan", "--reason", "attack under way",
        "--emergency", home=home,
    )  # fmt: skip

    assert ended.first["state"] == "cleared"
    assert ended.first["review_due"] is not None


def test_a_held_release_is_refused_with_a_reason(tmp_path: Path) -> None:
    """It will not leave, and the reason is kept."""
    home, release = _published(tmp_path, "amber")

    ended = run(
        "release", "refuse", release["id"], "--officer", "hoa", "--reason", "names a victim",
        home=home,
    )  # fmt: skip

    assert ended.first["state"] == "declined"
    assert ended.first["reason"] == "names a victim"


def test_what_has_not_left_is_simply_taken_back(tmp_path: Path) -> None:
    """A recall of an object takes its waiting releases out of the outbox."""
    home, release = _published(tmp_path, "green")

    ended = run(
        "release", "recall", release["object"], "--officer", "lan", "--reason", "a mistake",
        home=home,
    )  # fmt: skip

    assert [line["state"] for line in ended.lines] == ["recalled"]
    assert run("object", "show", release["object"], home=home).first["withdrawn"] == "recalled"


def test_a_downgrade_that_asks_for_nothing_stricter_is_refused(tmp_path: Path) -> None:
    """There is nothing to tell a partner that handles it as strictly already."""
    home, release = _published(tmp_path, "green")

    ended = run(
        "release", "recall", release["id"], "--officer", "lan", "--reason", "x",
        "--downgrade", "green", home=home,
    )  # fmt: skip

    assert ended.status == 7


def test_the_dry_run_lists_what_would_cross_and_changes_nothing(tmp_path: Path) -> None:
    """Each object with the gate's answer of today."""
    home, _ = partners_in(tmp_path)
    green = imported(home, tmp_path, "--tlp", "green")["objects"]["indicator"]
    red = imported(home, tmp_path, "--tlp", "red", body=b"worse.example\n")["objects"]["indicator"]

    ended = run("agreement", "dry-run", ABROAD, "--purpose", "network-defence", home=home)

    states = {line["object"]: line for line in ended.lines}
    assert states[green[0]]["state"] == "cleared"
    assert states[red[0]]["state"] == "refused"
    assert states[red[0]]["answers"][0]["words"]
    assert "would cross" in ended.words
    assert run("agreement", "dry-run", ABROAD, home=home).status == 0
    assert run("release", "list", home=home).lines == []


def test_an_empty_quarantine_is_said_to_be_empty(tmp_path: Path) -> None:
    """Nothing on stdout, a sentence on stderr; an arrival that is not there is exit 6."""
    home = node_in(tmp_path)

    assert run("arrival", "list", home=home).words == "0 wait for a person.\n"
    for verb in ("accept", "refuse"):
        assert run("arrival", verb, "release--x", "--officer", "thu", home=home).status == 6
    assert run("arrival", "show", "release--x", home=home).status == 6


def test_a_person_decides_on_what_is_in_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accept and refuse print what each arrival is by then; the list shows why it waits."""
    decided: list[tuple[str, bool]] = []

    def release(_: object, arrival_id: str, officer: object, *, accept: bool) -> list[Arrival]:
        del officer
        decided.append((arrival_id, accept))
        return [_waiting(None)]

    monkeypatch.setattr("khien.exchange.arrivals.desk.Arrivals.release", release)
    monkeypatch.setattr(
        "khien.exchange.arrivals.desk.Arrivals.quarantined", lambda _: [_waiting(None)]
    )
    home = node_in(tmp_path)

    (listed,) = run("arrival", "list", home=home).lines
    for verb in ("accept", "refuse"):
        assert run("arrival", verb, "release--1", "--officer", "thu", home=home).lines == [listed]
    assert decided == [("release--1", True), ("release--1", False)]


def _waiting(raw: bytes | None) -> Arrival:
    return Arrival(
        id="release--1", partner=ABROAD, delivery="delivery--1", object_id="indicator--1",
        modified="", sha256="0" * 64, outcome="quarantined", reason="stix.version-older",
        detail="x", agreement="", purpose="", tlp=2, raw=raw, at=MOMENT, receipt_due="",
    )  # fmt: skip


@pytest.mark.parametrize("raw", [b'{"type": "indicator"}', None])
def test_an_arrival_in_quarantine_can_be_looked_at(
    raw: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object as it came is shown while it waits; the reason is said in words."""
    monkeypatch.setattr(arrivals, "arrival", lambda *_: [_waiting(raw)])

    shown = run("arrival", "show", "release--1", home=node_in(tmp_path)).first

    assert shown["object_text"] == (raw.decode() if raw else None)
    assert shown["tlp"] == "amber"
    assert shown["words"] != ""
