"""`khien export`, `arrive`, `backup`, `restore`, `ledger resume`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from khien.app.wiring import open_node
from khien.exchange.outbox import rows as outbox_rows
from khien.store import objects
from tests.cli.homes import ABROAD, CENTRE, imported, node_in, partners_in, run


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls a stick out of this machine."""
    monkeypatch.setattr(os, "sync", lambda: None)


def published(home: Path, tmp_path: Path) -> None:
    """Bring three indicators in and release them."""
    batch = imported(home, tmp_path, "--tlp", "green")["batch"]
    what_for = ("--purpose", "network-defence", "--officer", "thu")
    ended = run("object", "publish", "--batch", batch, *what_for, home=home)
    assert ended.status == 0, ended.words


def test_a_folder_goes_there_and_its_receipts_come_home(tmp_path: Path) -> None:
    """Four commands on two machines, and the releases are accepted with signed receipts."""
    here, there = partners_in(tmp_path)
    published(here, tmp_path)

    out = run("export", "--to", ABROAD, tmp_path / "out", home=here)
    took = run("arrive", tmp_path / "out", home=there)
    back = run("export", "--to", CENTRE, "--receipts", tmp_path / "back", home=there)
    home = run("arrive", tmp_path / "back", home=here)

    assert [one.status for one in (out, took, back, home)] == [0, 0, 0, 0]
    assert out.first["left_out"] == []
    assert "not encrypted" in out.words
    assert {line["kind"] for line in took.lines} >= {"delivery", "checkpoint"}
    assert {line["code"] for line in took.lines + home.lines} == {""}
    releases = run("release", "list", home=here).lines
    assert out.first["counts"]["objects"] == len(releases) > 3
    assert {(one["state"], one["receipt"]) for one in releases} == {("accepted", "signed")}


def test_what_was_taken_before_or_spoilt_is_told(tmp_path: Path) -> None:
    """Exit 7 the second time, exit 5 for a folder that was altered."""
    here, there = partners_in(tmp_path)
    published(here, tmp_path)
    run("export", "--to", ABROAD, tmp_path / "one", home=here)
    run("export", "--to", ABROAD, "--all", tmp_path / "two", home=here)
    next((tmp_path / "two" / "objects").iterdir()).write_text("{}")

    run("arrive", tmp_path / "one", home=there)
    again = run("arrive", tmp_path / "one", home=there)
    spoilt = run("--lang", "vi", "arrive", tmp_path / "two", home=there)

    assert (again.status, spoilt.status) == (7, 5)
    assert again.words.startswith("export.repeated: All of export--")
    assert spoilt.words.startswith("export.tampered: Thư mục không còn như lúc niêm phong")


def test_a_document_that_is_not_taken_is_named(tmp_path: Path) -> None:
    """Exit 1, with the reason in words beside its code."""
    here, there = partners_in(tmp_path)
    node = open_node(here)
    with node.store.write() as tx:
        kind = outbox_rows.Kind.AGREEMENT
        outbox_rows.put(tx, kind, [(ABROAD, "x", "[]")], node.clock())
    node.close()
    run("export", "--to", ABROAD, tmp_path / "out", home=here)

    ended = run("arrive", tmp_path / "out", home=there)

    assert ended.status == 1
    (bad,) = [line for line in ended.lines if line["code"]]
    assert (bad["kind"], bad["code"]) == ("agreement", "input.malformed")
    assert bad["words"]
    assert "1 document was not taken" in ended.words


def test_what_may_not_leave_any_more_is_left_out(tmp_path: Path) -> None:
    """`--all` says how many earlier releases it did not take along."""
    here, there = partners_in(tmp_path)
    published(here, tmp_path)
    for step, (giver, taker, option) in enumerate(
        [(here, ABROAD, ()), (there, CENTRE, ("--receipts",))]
    ):
        run("export", "--to", taker, *option, tmp_path / str(step), home=giver)
        run("arrive", tmp_path / str(step), home=there if giver == here else here)
    node = open_node(here)
    (release, *_) = [r for r in run("release", "list", home=here).lines if r["type"] == "indicator"]
    with node.store.write() as tx:
        objects.withdraw(tx, release["object"], release["version"], "out-of-use", node.clock())
    node.close()

    ended = run("export", "--to", ABROAD, "--all", tmp_path / "all", home=here)

    assert ended.first["left_out"] == [release["id"]]
    assert "1 earlier release was left out" in ended.words


def test_a_node_is_backed_up_and_restored(tmp_path: Path) -> None:
    """The new home holds the same ledger and writes nothing before it is resumed."""
    home, new = node_in(tmp_path), tmp_path / "new"
    imported(home, tmp_path)
    made = run("backup", tmp_path / "khien.backup", home=home)
    found = run("restore", tmp_path / "khien.backup", home=new)
    doctor = run("doctor", home=new)
    held = run("token", "add", "--name", "siem", "--scope", "taxii:read", home=new)
    resumed = run("ledger", "resume", "--officer", "root", home=new)
    after = run("token", "add", "--name", "siem", "--scope", "taxii:read", home=new)

    assert (made.status, found.status, resumed.status, after.status) == (0, 0, 0, 0)
    assert "NOT encrypted" in made.words
    assert (found.first["size"], found.first["ledger"]) == (
        made.first["size"],
        made.first["ledger"],
    )
    assert held.status == 7
    assert held.words.startswith("ledger.held: ")
    assert "restored from a backup" in held.words
    assert "ledger.held" in [line["code"] for line in doctor.lines]
    assert resumed.first["new_origin"] is False


def test_a_silent_partner_keeps_a_ledger_on_hold(tmp_path: Path) -> None:
    """Nobody answers at its address: exit 5 and who it was; a new name goes on without it."""
    home, _ = partners_in(tmp_path)
    run("backup", tmp_path / "khien.backup", home=home)
    run("restore", tmp_path / "khien.backup", home=tmp_path / "new")

    asked = run("ledger", "resume", "--officer", "root", home=tmp_path / "new")
    anew = run("ledger", "resume", "--new-origin", "--officer", "root", home=tmp_path / "new")

    assert asked.status == 5
    assert f"{ABROAD} (silent 0)" in asked.words
    assert anew.status == 0
    assert anew.first["partners"] == [{"partner": ABROAD, "says": "silent", "size": 0}]
    assert run("ledger", "verify", home=tmp_path / "new").first["origin"] == anew.first["ledger"]


def test_only_an_admin_resumes(tmp_path: Path) -> None:
    """Exit 3 for whoever is none; exit 7 where there is nothing to resume."""
    home = node_in(tmp_path)

    assert run("ledger", "resume", "--officer", "lan", home=home).status == 3
    assert run("ledger", "resume", "--officer", "root", home=home).status == 7


def test_a_broken_backup_makes_no_node(tmp_path: Path) -> None:
    """Exit 2 for what is no backup; no home is left."""
    (tmp_path / "x").write_bytes(b"nothing" * 200)

    assert run("restore", tmp_path / "x", home=tmp_path / "new").status == 2
    assert not (tmp_path / "new").exists()
