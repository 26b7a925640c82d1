"""`khien ledger`."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from khien.app.wiring import open_node, utc_now
from khien.ledger import Alarm
from tests.cli.homes import imported, node_in, partners_in, run


def test_the_ledger_is_verified_and_a_change_is_found(tmp_path: Path) -> None:
    """Exit 0 and its size; after one byte was changed in the database, exit 5 and where."""
    home = node_in(tmp_path)
    imported(home, tmp_path)

    whole = run("ledger", "verify", home=home)
    _spoil(home)
    broken = run("ledger", "verify", home=home)

    assert whole.status == 0
    assert whole.first["size"] == 1
    assert whole.first["alarms"] == 0
    assert broken.status == 5
    assert broken.words.startswith("proof.broken: ")


def test_an_import_is_proven_offline_with_one_public_key(tmp_path: Path) -> None:
    """The proof needs no node: only the document and the key of the ledger's owner."""
    home, proof = node_in(tmp_path), tmp_path / "proof.json"
    batch = imported(home, tmp_path)["batch"]
    key = run("key", "list", home=home).first["key"]
    made = run("ledger", "prove", batch, home=home)
    proof.write_text(json.dumps(made.first))

    ended = run("ledger", "check", proof, "--key", key)

    assert "only our side is proven" in made.words
    assert ended.status == 0
    assert ended.first["proven"] == "imported"
    assert ended.first["crossing"] == batch
    assert ended.first["ledger"] == "khien-ledger/vn/vn-ncc"
    assert ended.first["receipt"] is None
    assert "Proven: imported" in ended.words


def test_the_keys_of_a_node_may_be_used(tmp_path: Path) -> None:
    """A partner checks with the keys that it pinned; a stranger's keys prove nothing."""
    home, other = partners_in(tmp_path)
    proof = tmp_path / "proof.json"
    proof.write_text(
        json.dumps(run("ledger", "prove", imported(home, tmp_path)["batch"], home=home).first)
    )
    stranger = run("init", "--name", "x", "--country", "VN", home=tmp_path / "x").first["key"]

    assert run("ledger", "check", proof, home=other).status == 0
    assert run("ledger", "check", proof, env={"KHIEN_HOME": str(home)}).status == 0
    assert run("ledger", "check", proof, "--key", stranger).status == 5


def test_a_proof_that_was_touched_is_refused(tmp_path: Path) -> None:
    """Another partner, another place, no proofs or another crossing: never exit 0."""
    home, proof = node_in(tmp_path), tmp_path / "proof.json"
    made = run("ledger", "prove", imported(home, tmp_path)["batch"], home=home).first
    (one,) = made["proofs"]
    touched = [
        made | {"proofs": [one | {"index": 7}]},
        made | {"proofs": [one | {"entry": one["entry"] | {"partner": "other"}}]},
        made | {"proofs": []},
        made | {"proofs": "x"},
        made | {"proofs": [1]},
        made | {"crossing": "batch--other"},
        {"kind": "something"},
    ]

    for document in touched:
        proof.write_text(json.dumps(document))
        assert run("ledger", "check", proof, home=home).status in {2, 5}


def test_one_bare_proof_is_checked_too(tmp_path: Path) -> None:
    """The ledger's own proof, without the document around it."""
    home, proof = node_in(tmp_path), tmp_path / "proof.json"
    made = run("ledger", "prove", imported(home, tmp_path)["batch"], home=home).first
    proof.write_text(json.dumps(made["proofs"][0]))

    assert run("ledger", "check", proof, home=home).first["proven"] == "imported"


def test_a_crossing_that_is_not_there_is_exit_6(tmp_path: Path) -> None:
    """Nothing is printed that could be taken for a proof."""
    ended = run("ledger", "prove", "release--x", home=node_in(tmp_path))

    assert (ended.status, ended.lines) == (6, [])


def test_an_answer_that_nobody_signed_is_called_unsigned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a plain TAXII party said goes along, and both commands say that it proves nothing."""
    home, proof = node_in(tmp_path), tmp_path / "proof.json"
    batch = imported(home, tmp_path)["batch"]
    said = SimpleNamespace(signed=False, document={"payload": {"outcome": "accepted"}})
    monkeypatch.setattr("khien.exchange.receipts.rows.of_release", lambda *_: [said])

    made = run("ledger", "prove", batch, home=home)
    proof.write_text(json.dumps(made.first))
    checked = run("ledger", "check", proof, home=home)

    assert made.first["unsigned_receipt"] == {"outcome": "accepted"}
    assert "is unsigned" in made.words
    assert checked.status == 0
    assert "is unsigned" in checked.words
    assert {line["receipt"] for line in checked.lines} == {None}


def test_an_alarm_is_said_with_both_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own ledger is whole, and yet somebody else's was rewritten: that must be seen."""
    home = node_in(tmp_path)
    node = open_node(home)
    with node.store.read() as tx:
        note = node.ledger.checkpoint(tx)
    node.close()
    alarm = Alarm("khien-ledger/vn/vn-ncc", "ledger.fork", note, note, utc_now())
    monkeypatch.setattr("khien.ledger.Ledger.alarms", lambda *_: [alarm])

    ended = run("ledger", "verify", home=home)

    assert ended.status == 5
    assert ended.first["alarms"] == 1
    assert ended.lines[1]["alarm"] == "ledger.fork"
    assert "two signed checkpoints of the same size" in ended.words


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    """Exit 2, before anything is checked."""
    (tmp_path / "p.json").write_text("{}")

    assert run("ledger", "check", tmp_path / "p.json", "--key", "x").status == 2


def _spoil(home: Path) -> None:
    """Change one byte of the newest leaf where it lies."""
    for file in (home / "khien.sqlite-wal", home / "khien.sqlite"):
        if file.exists():
            body = file.read_bytes()
            file.write_bytes(body.replace(b'"kind":"imported"', b'"kind":"importeD"'))
