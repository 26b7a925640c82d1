"""The whole way, with the command as a person gives it: two processes that serve, and one at a time beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import khien
from tests.cli.homes import ABROAD, CENTRE, PASSWORD, Ended, imported, node_in, run, text_of

PLACE = {"PYTHONPATH": str(Path(khien.__file__).parents[1]), "PYTHONUTF8": "1"}
TRIES, PAUSE_S = 400, 0.05  # looks at something that takes as long as it takes


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two nodes that serve on free ports; stopped kindly at the end, which must be exit 0."""
    home = node_in(tmp_path)
    homes = (home, home.parent / ABROAD)
    processes = [_serving(one) for one in homes]
    try:
        for process in processes:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["address"].startswith("http://127.0.0.1:")
        yield homes
    finally:
        for process in processes:
            process.terminate()
        ends = [process.wait(30) for process in processes]
        logs = [process.communicate()[1] for process in processes]
    assert ends == [0, 0], logs
    assert [one for one in homes if (one / "address").exists()] == []


def _serving(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and module
        [sys.executable, "-m", "khien.cli", "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **PLACE},
    )


def _until(look: Callable[[], Any], what: str) -> Any:  # noqa: ANN401 -- whatever was looked for
    """What `look` gives as soon as it gives something."""
    for _ in range(TRIES):
        found = look()
        if found:
            return found
        time.sleep(PAUSE_S)
    raise AssertionError(f"it never came: {what}")


def _concluded(home: Path, tmp_path: Path, other: Path) -> None:
    """Enrol over the wire and sign an agreement on both sides, as the README says."""
    invitation, agreement = tmp_path / "invitation.json", tmp_path / "agreement.toml"
    invitation.write_text(json.dumps(run("partner", "invite", ABROAD, home=home).first))
    accepted = run("partner", "accept", invitation, home=other)
    assert accepted.first["delivered"], accepted.words
    (listed,) = run("partner", "list", home=home).lines
    assert listed["phrase"] == accepted.first["phrase"]

    agreement.write_text(text_of("agreement", "sample", ABROAD, "--home", home))
    assert run("agreement", "sign", ABROAD, agreement, "--officer", "lan", home=home).status == 0
    assert run("agreement", "sign", CENTRE, agreement, "--officer", "hoa", home=other).status == 0
    for one in (home, other):
        _until(partial(_in_force, one), "the agreement")


def _in_force(home: Path) -> bool:
    lines = run("agreement", "list", home=home).lines
    return bool(lines) and lines[0]["state"] == "in-force"


def _releases(home: Path, *filters: str) -> list[dict[str, Any]]:
    return run("release", "list", *filters, home=home).lines


def _answered(home: Path, object_id: str, state: str) -> dict[str, Any] | None:
    found = _releases(home, "--object", object_id, "--state", state)
    return found[0] if found else None


def test_an_object_crosses_is_proven_seen_and_taken_back(
    nodes: tuple[Path, Path], tmp_path: Path
) -> None:
    """Enrol, agree, import, publish, receipt, proof, sighting, recall: every step by a command."""
    home, other = nodes
    _concluded(home, tmp_path, other)
    summary = imported(home, tmp_path, "--tlp", "green")
    published = run(
        "object", "publish", "--batch", summary["batch"], "--purpose", "network-defence",
        "--officer", "thu", home=home,
    )  # fmt: skip
    assert published.status == 0
    (object_id,) = [
        line["id"] for line in run("object", "search", "evil.example", home=home).lines
        if line["type"] == "indicator"
    ]  # fmt: skip

    release = _until(lambda: _answered(home, object_id, "accepted"), "the receipt")

    assert release["receipt"] == "signed"
    _proves(home, other, release["id"], tmp_path)
    _sees(home, other, object_id, tmp_path)
    _takes_back(home, other, object_id)
    for one in nodes:
        assert run("ledger", "verify", home=one).status == 0
        assert run("doctor", "--online", home=one).status == 0


def _proves(home: Path, other: Path, release: str, tmp_path: Path) -> None:
    """Offline and with public keys alone, both sides can show what happened."""
    keys = [run("key", "list", home=one).first["key"] for one in (home, other)]
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(run("ledger", "prove", release, home=home).first))

    checked = run("ledger", "check", proof, "--key", keys[0], "--key", keys[1])
    half = run("ledger", "check", proof, "--key", keys[0])

    assert checked.status == 0
    assert {"cleared", "sent", "accepted"} <= {line["proven"] for line in checked.lines}
    assert checked.first["receipt"]["outcome"] == "accepted"
    assert f"The receipt is signed by {ABROAD}+" in checked.words
    assert half.status == 5
    assert half.words.startswith("proof.unknown-signer: ")
    assert run("ledger", "check", proof, home=other).status == 0
    theirs = run("ledger", "prove", release, home=other)
    assert {p["entry"]["kind"] for p in theirs.first["proofs"]} >= {"accepted"}


def _sees(home: Path, other: Path, object_id: str, tmp_path: Path) -> None:
    """The partner matches its log; the sighting comes back through its own gate."""
    log = tmp_path / "dns.csv"
    log.write_text("ts,query,id.orig_h\n1767225600,www.evil.example,192.0.2.99\n")

    swept = run("watch", "match", log, "--tlp", "green", "--publish", home=other)

    (hit,) = [line for line in swept.lines if "sighting" in line]
    assert (hit["indicator"], hit["source"]) == (object_id, CENTRE)
    here = _until(lambda: _shown(home, hit["sighting"]), "the sighting")
    assert here["sources"] == [ABROAD]
    assert "192.0.2.99" not in str(here)


def _shown(home: Path, object_id: str) -> dict[str, Any] | None:
    ended: Ended = run("object", "show", object_id, home=home)
    return ended.first if ended.status == 0 else None


def _takes_back(home: Path, other: Path, object_id: str) -> None:
    """The receiver confirms, and no log touches the indicator any more."""
    ended = run(
        "release", "recall", object_id, "--officer", "lan", "--reason", "a mistake", home=home
    )
    assert ended.status == 0

    _until(lambda: _answered(home, object_id, "recalled"), "the confirmation")
    assert _until(lambda: _shown(other, object_id), "the object")["withdrawn"] == "recalled"


def test_the_command_is_a_program(tmp_path: Path) -> None:
    """As a subprocess: results on stdout, words on stderr, the password on standard input."""
    home = node_in(tmp_path)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KHIEN_")} | PLACE

    ended = subprocess.run(  # noqa: S603 -- our own interpreter and module
        [sys.executable, "-m", "khien.cli", "--lang", "vi", "officer", "add", "--home", str(home),
         "--name", "ngoc", "--role", "duty"],
        input=PASSWORD + "\n", capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["name"] == "ngoc"
    assert ended.stderr == "ngoc đã có thể đăng nhập.\n"
