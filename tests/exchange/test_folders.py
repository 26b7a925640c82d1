"""Tests of `exchange.folders` and `exchange.imports`: feed folders, and reports that are kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from khien.exchange import folders
from khien.exchange.folders import FolderImport, Folders
from khien.exchange.imports import rows
from khien.exchange.imports.settling import Refused, settled
from khien.intake import Limits, Outcome, Remark, ReportEntry, UnreadableError, Wish, read_file
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.words import Language, say
from khien.store import objects
from tests.exchange.nodes import Party

LANGUAGES: tuple[Language, ...] = ("en", "vi")
U = "5a539660-0000-4a9c-9535-2fc50a0162{:02d}"


def event(number: int, *values: str) -> dict[str, Any]:
    """An event with bad domains."""
    attributes = [
        {"uuid": U.format(number + at), "type": "domain", "value": value, "to_ids": True}
        for at, value in enumerate(values, 1)
    ]
    head = {"uuid": U.format(number), "info": f"Event {number}", "date": "2026-01-02"}
    return {"Event": {**head, "timestamp": "1767600000", "Attribute": attributes}}


def folder_in(tmp_path: Path, *events: dict[str, Any]) -> Path:
    """A feed folder with these events."""
    folder = tmp_path / "feed"
    folder.mkdir(exist_ok=True)
    for one in events:
        (folder / f"{one['Event']['uuid']}.json").write_text(json.dumps(one))
    manifest = {one["Event"]["uuid"]: {"timestamp": "1"} for one in events}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def take(us: Party, folder: Path, wish: Wish | None = None) -> FolderImport:
    """Import the folder, one event a transaction."""
    node = us.node
    how = wish or Wish(node.ourselves.identity, node.clock(), marking=Tlp.GREEN)
    return Folders(node.store, node.workspace).take(folder, how, "an", at_once_bytes=1)


def report(us: Party, batch: str) -> list[tuple[str, str, str]]:
    """Part, outcome and code of every entry."""
    with us.node.store.read() as tx:
        return [(p, e.outcome.value, e.code) for p, e in rows.report_of(tx, batch)]


def test_only_what_is_new_in_a_folder_is_read(us: Party, tmp_path: Path) -> None:
    """A second look reads the event that changed and the new one; another marking reads all again."""
    one, two = event(10, "a.example", "b.example"), event(20, "c.example")
    folder = folder_in(tmp_path, one, two)

    first = take(us, folder)
    one["Event"]["Attribute"][0] |= {"value": "new.example", "timestamp": "1767700000"}
    second = take(us, folder_in(tmp_path, one, two, event(30, "d.example")))
    strict = Wish(us.node.ourselves.identity, us.node.clock(), marking=Tlp.RED)
    third = take(us, folder, strict)

    assert (first.events, first.kept["new"]) == ({"read": 2}, 5)
    assert second.events == {"read": 2, "known": 1}
    assert second.lines[0]["kept"] == {"new": 1}
    assert third.events == {"read": 3}
    assert len(report(us, first.batch)) == 5
    assert {part for part, _, _ in report(us, second.batch)} == {U.format(10), U.format(30)}


def test_a_folder_goes_on_where_it_was_stopped(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed before a stop is passed over; nothing is read twice, nothing left out."""
    folder = folder_in(tmp_path, event(10, "a.example"), event(20, "b.example"))
    whole = read_file

    def stopping(name: str, body: bytes, wish: Wish) -> Any:  # noqa: ANN401 -- as read_file
        if name == U.format(20):
            raise KeyboardInterrupt
        return whole(name, body, wish)

    monkeypatch.setattr(folders, "read_file", stopping)
    with pytest.raises(KeyboardInterrupt):
        take(us, folder)
    monkeypatch.undo()

    assert take(us, folder).events == {"read": 1, "known": 1}
    assert take(us, folder).events == {"known": 2}


def test_a_folder_that_is_stopped_early_has_kept_what_it_read(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a small folder, read as everybody reads it, no more than a MiB is read again; nothing twice."""
    numbers = (10, 20, 30)
    many = [event(number, f"v{number}.example") for number in numbers]
    for one in many:
        one["Event"]["Attribute"][0]["comment"] = "x" * 1024 * 1024
    folder, whole = folder_in(tmp_path, *many), read_file

    def stopping(name: str, body: bytes, wish: Wish) -> Any:  # noqa: ANN401 -- as read_file
        if name == U.format(30):
            raise KeyboardInterrupt
        return whole(name, body, wish)

    monkeypatch.setattr(folders, "read_file", stopping)
    node = us.node
    how = Wish(node.ourselves.identity, node.clock(), marking=Tlp.GREEN)
    desk = Folders(node.store, node.workspace)
    with pytest.raises(KeyboardInterrupt):
        desk.take(folder, how, "an")
    monkeypatch.undo()

    assert desk.take(folder, how, "an").events == {"read": 1, "known": 2}
    with node.store.read() as tx:
        values = [one.content["pattern"] for one in objects.of_type(tx, ["indicator"])]
    assert sorted(values) == [f"[domain-name:value = 'v{number}.example']" for number in numbers]


def test_what_is_wrong_with_a_folder_is_said_and_stops_nothing_else(
    us: Party, tmp_path: Path
) -> None:
    """Missing, unlisted, broken and oversized files, names that are none, hashes of other values."""
    good = event(10, "a.example")
    folder = folder_in(tmp_path, good, event(20, "b.example"), event(40, "x" * 50 + ".example"))
    (folder / f"{U.format(20)}.json").write_text('{"Event": ')
    (folder / "stray.json").write_text("{}")
    manifest = json.loads((folder / "manifest.json").read_text())
    listed = [*manifest, U.format(30), "../../etc/passwd"]
    (folder / "manifest.json").write_text(json.dumps({one: {} for one in listed}))
    digests = [
        hashlib.md5(v.encode(), usedforsecurity=False).hexdigest() for v in ("a.example", "z")
    ]
    (folder / "hashes.csv").write_text("".join(f"{d},{U.format(10)}\n" for d in digests))
    small = Limits(max_bytes=len((folder / f"{U.format(10)}.json").read_bytes()))
    wish = Wish(us.node.ourselves.identity, us.node.clock(), limits=small)

    made = take(us, folder, wish)

    assert made.events == {"read": 1, "refused": 5}
    assert {code for _, _, code in report(us, made.batch)} == {
        "intake.kept", "import.folder-hashes", "intake.json-syntax", "import.folder-too-big",
        "import.folder-missing", "import.folder-unlisted",
    }  # fmt: skip
    assert made.counts["refused"] == 4
    with us.node.store.read() as tx:
        entries = [entry for _, entry in rows.report_of(tx, made.batch)]
    for remark in (one for entry in entries for one in entry.remarks):
        for language in LANGUAGES:
            assert say(remark.code, language, remark.facts) != remark.code


@pytest.mark.parametrize("manifest", [None, "[]", "{"])
def test_a_folder_without_a_manifest_is_refused(
    us: Party, tmp_path: Path, manifest: str | None
) -> None:
    """A folder is read by its manifest, and not by what happens to lie there."""
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(UnreadableError):
        take(us, tmp_path)


def test_a_folder_that_is_none_is_called_by_its_name(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it was given as `.`, which has none."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableError) as found:
        take(us, Path())

    assert found.value.facts["item"] == tmp_path.name


def test_hashes_that_fit_say_nothing(us: Party, tmp_path: Path) -> None:
    """The halves of a composite count too, as feeds list them."""
    folder = folder_in(tmp_path, event(10, "a.example|192.0.2.1"))
    digest = hashlib.md5(b"192.0.2.1", usedforsecurity=False).hexdigest()
    (folder / "hashes.csv").write_text(f"{digest},{U.format(10)}\n")

    made = take(us, folder)

    assert "import.folder-hashes" not in {code for _, _, code in report(us, made.batch)}


def test_what_the_store_refuses_stands_in_the_report() -> None:
    """An item that lost every object is refused; one that lost some is changed."""
    one, two = ObjectId("indicator--1"), ObjectId("report--2")
    entry = ReportEntry("x", Outcome.KEPT, "intake.kept", objects=(one, two))
    both = [
        Refused(one, "", "workspace.not-ours", "th"),
        Refused(two, "", "stix.version-conflict", ""),
    ]

    assert settled([entry], []) == (entry,)
    (part,) = settled([entry], both[:1])
    assert (part.outcome, part.code, part.objects) == (
        Outcome.CHANGED,
        "workspace.not-ours",
        (two,),
    )
    assert part.more[-1] == Remark("intake.kept", "", "")
    (none,) = settled([entry], both)
    assert (none.outcome, none.objects) == (Outcome.REFUSED, ())
    passed = replace(entry, outcome=Outcome.SKIPPED)
    assert settled([passed], both) == (passed,)


def test_a_long_report_is_kept_in_pages(us: Party) -> None:
    """Every entry is there in order, whatever the length."""
    entries = [ReportEntry(f"line {n}", Outcome.KEPT, "intake.kept") for n in range(rows.PAGE + 1)]
    with us.node.store.write() as tx:
        rows.keep_report(tx, "batch--1", entries)
        rows.keep_report(tx, "batch--1", entries[:1], "part")
    with us.node.store.read() as tx:
        found = list(rows.report_of(tx, "batch--1"))
        assert rows.has_report(tx, "batch--1")
        assert not rows.has_report(tx, "batch--2")

    assert found == [("", entry) for entry in entries] + [("part", entries[0])]
