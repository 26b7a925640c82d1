"""What the demo shares: the user's file, the real inputs, or the package's own sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.app.demo import inputs
from khien.app.demo.inputs import (
    EVENTS,
    LOG,
    REPORT,
    SAMPLE,
    SCAMS,
    NothingToShareError,
    find_inputs,
    planted,
)
from khien.intake import UnreadableError
from khien.model.errors import KhienError
from khien.model.words import say


@pytest.fixture
def shared_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder of shared inputs beside it, in which we stand."""
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    for name in (REPORT, SCAMS, LOG, EVENTS[1].replace("*", "")):
        path = tmp_path / "shared" / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    return tmp_path / "shared" / "data"


def test_real_inputs_are_taken_where_they_are(shared_folder: Path) -> None:
    """A report, an event and a list, each for its purpose, and a real log."""
    found = find_inputs(None)

    assert found.real
    assert [g.key for g in found.groups] == ["report", "event", "scams"]
    assert all(g.path.is_relative_to(shared_folder) for g in found.groups)
    assert found.log == shared_folder / LOG


def test_the_event_that_the_demo_prefers_comes_first(shared_folder: Path) -> None:
    """Where it is there, it is taken."""
    wanted = shared_folder / EVENTS[0].replace("*", "")
    wanted.write_text("x", "utf-8")

    assert find_inputs(None).groups[1].path == wanted


@pytest.mark.parametrize("missing", [REPORT, SCAMS, LOG, EVENTS[1].replace("*", "")])
def test_without_one_of_them_the_sample_is_taken(
    shared_folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """The package brings all that the demo needs."""
    (shared_folder / missing).unlink()
    monkeypatch.setattr(inputs, "__file__", str(shared_folder / "1/2/3/4/5/inputs.py"))

    found = find_inputs(None)

    assert not found.real
    assert [g.path.parent for g in found.groups] == [SAMPLE] * 3
    assert all(g.path.is_file() for g in found.groups)
    assert found.log == SAMPLE / "dns.log"


GOOD = {
    "report.json": (SAMPLE / "report.json").read_bytes(),
    "event.json": (SAMPLE / "event.json").read_bytes(),
    "table.csv": b"domain,comment\nevil.example,phishing\nbad.example.net,scam\n",
    "list.txt": b"wicked.example\n192.0.2.7\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_the_users_is_taken(tmp_path: Path, name: str) -> None:
    """STIX, MISP, a table and a list."""
    (tmp_path / name).write_bytes(GOOD[name])

    found = find_inputs(tmp_path / name)

    assert [(g.key, g.path) for g in found.groups] == [("own", tmp_path / name)]
    assert found.log.is_file()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("broken.json", b'{"type": "bundle", '),
        ("twice.json", b'{"type": "bundle", "type": "x"}'),
        ("binary.bin", b"\x00\x01\xff\xfe" * 50),
        ("broken.json.gz", b"\x1f\x8b\x08\x00broken"),
        ("empty.txt", b""),
        ("empty.json", b'{"type": "bundle", "id": "bundle--1", "objects": []}'),
        ("prose.txt", b"Nothing here is an indicator of anything.\n"),
    ],
)
def test_a_broken_file_is_named_with_its_rule(tmp_path: Path, name: str, body: bytes) -> None:
    """In both languages, with exit status 2, before any node was started."""
    (tmp_path / name).write_bytes(body)

    with pytest.raises(KhienError) as caught:
        find_inputs(tmp_path / name)

    error = caught.value
    assert isinstance(error, (UnreadableError, NothingToShareError))
    assert error.exit_status == 2
    assert name in say(error.code, "en", error.facts)
    assert name in say(error.code, "vi", error.facts)


def test_an_absent_file_is_the_systems_error(tmp_path: Path) -> None:
    """The command says which file it was."""
    with pytest.raises(FileNotFoundError, match=r"absent\.txt"):
        find_inputs(tmp_path / "absent.txt")


def test_queries_are_planted_in_the_shape_of_the_log() -> None:
    """One line more for each name, with as many columns as its neighbours."""
    before = list(planted(SAMPLE / "dns.log", []))
    after = list(planted(SAMPLE / "dns.log", ["evil.example", "bad.example"]))

    assert after[: len(before)] == before
    new = after[len(before) :]
    assert [b"evil.example" in new[0], b"bad.example" in new[1]] == [True, True]
    assert {line.count(b"\t") for line in new} == {before[-1].count(b"\t")}
    assert not any(line.startswith(b"#close") for line in before)
