"""`khien object`, `khien store`, `khien watch`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.homes import imported, node_in, partners_in, run
from tests.shared import shared


def test_an_import_says_what_became_of_everything(tmp_path: Path) -> None:
    """The summary has the batch, the counts and the ids by type."""
    summary = imported(node_in(tmp_path), tmp_path, "--tlp", "green")

    assert summary["batch"].startswith("batch--")
    assert summary["format"] == "list"
    assert summary["counts"] == {"read": 3, "kept": 3, "changed": 0, "refused": 0, "skipped": 0}
    assert summary["types"] == {"indicator": 3, "grouping": 1}
    assert len(summary["objects"]["indicator"]) == 3
    assert summary["kept"] == {"new": 4}


def test_every_item_that_was_not_plainly_kept_has_a_line(tmp_path: Path) -> None:
    """Code, place and a sentence in the caller's language; nothing is dropped in silence."""
    file = tmp_path / "bundle.json"
    good = {
        "type": "identity", "spec_version": "2.1", "id": f"identity--{'1' * 8}-1111-4111-8111-{'1' * 12}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "x",
    }  # fmt: skip
    bad = good | {"id": f"identity--{'2' * 8}-1111-4111-8111-{'1' * 12}", "created": "yesterday"}
    bundle = {
        "type": "bundle",
        "id": good["id"].replace("identity", "bundle"),
        "objects": [good, bad],
    }
    file.write_text(json.dumps(bundle))

    ended = run("--lang", "vi", "object", "import", file, home=node_in(tmp_path))

    assert ended.status == 0
    assert ended.first["counts"]["refused"] == 1, ended.lines
    (line,) = [one for one in ended.lines[1:] if one["item"] == bad["id"]]
    assert line["outcome"] == "refused"
    assert line["words"]
    assert "từ chối 1" in ended.words


def test_a_file_that_cannot_be_read_keeps_nothing(tmp_path: Path) -> None:
    """Exit 2, the place of the fault, and no object."""
    home, file = node_in(tmp_path), tmp_path / "broken.json"
    file.write_text('{"type": "bundle", ')

    ended = run("object", "import", file, home=home)

    assert ended.status == 2
    assert ended.words.startswith("intake.json-syntax: ")
    assert run("object", "search", "bundle", home=home).lines == []


def test_nobody_may_change_what_is_ours_under_the_same_version(tmp_path: Path) -> None:
    """The second content of one (id, modified) is refused or kept aside, and said."""
    home = node_in(tmp_path)
    identity = run("init", "--name", "x", "--country", "VN", home=tmp_path / "x").first["identity"]
    shown = run("object", "show", identity, home=tmp_path / "x").first["object"]
    file = tmp_path / "one.json"
    file.write_text(json.dumps(shown))
    assert run("object", "import", file, home=home).status == 0
    file.write_text(json.dumps(shown | {"name": "somebody else"}))

    ended = run("object", "import", file, home=home)

    (refused,) = [line for line in ended.lines[1:] if line["outcome"] == "refused"]
    assert refused["code"].startswith("stix.")
    assert ended.first["kept"] == {}


def test_an_object_is_found_and_shown(tmp_path: Path) -> None:
    """Search gives ids; show gives content, source, author, versions and releases."""
    home = node_in(tmp_path)
    summary = imported(home, tmp_path, "--tlp", "green", "--label", "phishing")
    (found,) = run("object", "search", "evil.example", "--type", "indicator", home=home).lines

    shown = run("object", "show", found["id"], home=home).first

    assert found["id"] in summary["objects"]["indicator"]
    assert (found["tlp"], found["source"]) == ("green", "own")
    assert shown["author"] == "thu"
    assert shown["sources"] == ["own"]
    assert shown["batch"] == summary["batch"]
    assert shown["object"]["labels"] == ["phishing"]
    assert len(shown["versions"]) == 1
    assert shown["releases"] == []
    assert shown["links"] != []


def test_publishing_needs_exactly_one_choice(tmp_path: Path) -> None:
    """Ids, a batch or everything: none of them, or two, is a mistake of the command line."""
    home = node_in(tmp_path)
    arguments = ("object", "publish", "--purpose", "network-defence", "--officer", "thu")

    assert run(*arguments, home=home).status == 2
    assert run(*arguments, "indicator--x", "--all-own", home=home).status == 2


def test_publishing_prints_a_line_for_each_release(tmp_path: Path) -> None:
    """What was cleared, for whom; the same batch again publishes nothing twice."""
    home, _ = partners_in(tmp_path)
    batch = imported(home, tmp_path, "--tlp", "green")["batch"]
    arguments = ("--batch", batch, "--purpose", "network-defence", "--officer", "thu")

    ended = run("object", "publish", *arguments, home=home)
    again = run("object", "publish", *arguments, home=home)

    indicators = [line for line in ended.lines if line["type"] == "indicator"]
    assert {line["state"] for line in indicators} == {"cleared"}
    assert {line["partner"] for line in ended.lines} == {"asean-cert"}
    assert indicators[0]["tlp"] == "green"
    assert indicators[0]["receipt"] is None
    assert again.lines == []


def test_everything_of_ours_or_named_objects_can_be_published(tmp_path: Path) -> None:
    """One object by id; then all the rest with one word, and to one partner only."""
    home, _ = partners_in(tmp_path)
    ids = imported(home, tmp_path, "--tlp", "green")["objects"]["indicator"]
    common = ("--purpose", "network-defence", "--officer", "thu", "--to", "asean-cert")

    one = run("object", "publish", ids[0], *common, home=home)
    rest = run("object", "publish", "--all-own", *common, home=home)

    assert ids[0] in {line["object"] for line in one.lines}
    assert {line["object"] for line in rest.lines} >= set(ids[1:])
    assert ids[0] not in {line["object"] for line in rest.lines}


def test_a_batch_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Exit 6, and nothing is published."""
    ended = run(
        "object", "publish", "--batch", "batch--x", "--purpose", "network-defence",
        "--officer", "thu", home=node_in(tmp_path),
    )  # fmt: skip

    assert ended.status == 6
    assert "batch--x" in ended.words


def test_the_store_can_be_rebuilt(tmp_path: Path) -> None:
    """The read model is derived anew and search finds the same."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    before = run("object", "search", "evil.example", home=home).lines

    ended = run("store", "rebuild", home=home)

    assert ended.first["types"]["indicator"] == 3
    assert run("object", "search", "evil.example", home=home).lines == before


LOG = "ts,query,id.orig_h\n1767225600,www.evil.example,192.0.2.99\n1767225601,ok.example.org,192.0.2.98\n"


def test_a_log_is_matched_and_the_sightings_are_kept(tmp_path: Path) -> None:
    """What was seen, how often and when; no client's address is in the sighting or the output."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    imported(home, tmp_path)
    log.write_text(LOG)

    ended = run("watch", "match", log, home=home)
    summary, hit = ended.lines
    sighting = run("object", "show", hit["sighting"], home=home).first["object"]

    assert (summary["lines"], summary["hits"]) == (2, 1)
    assert hit["values"] == [{"kind": "domain", "value": "evil.example"}]
    assert (hit["count"], hit["source"]) == (1, "own")
    assert sighting["sighting_of_ref"] == hit["indicator"]
    assert "192.0.2.9" not in str(ended.lines) + str(sighting)
    assert len(sighting["object_marking_refs"]) == 1


def test_clients_are_shown_here_only(tmp_path: Path) -> None:
    """`--clients` prints the machines that asked; the sighting still names none."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    imported(home, tmp_path)
    log.write_text(LOG)

    hit = run("watch", "match", log, "--clients", home=home).lines[1]

    assert hit["clients"] == ["192.0.2.99"]
    assert "192.0.2.99" not in str(run("object", "show", hit["sighting"], home=home).lines)


def test_nothing_is_given_back_for_an_indicator_of_our_own(tmp_path: Path) -> None:
    """`--publish` goes to the sources of indicators; what is ours has none."""
    home, _ = partners_in(tmp_path)
    imported(home, tmp_path)
    (tmp_path / "dns.csv").write_text(LOG)

    ended = run("watch", "match", tmp_path / "dns.csv", "--publish", "--officer", "thu", home=home)

    assert [line for line in ended.lines if "release" in line] == []


@pytest.mark.parametrize("validity", ["now", "event"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, validity: str) -> None:
    """Its number, a code and a sentence; the other lines count."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    imported(home, tmp_path)
    log.write_text(LOG + "yesterday,evil.example,192.0.2.99\n")

    ended = run("watch", "match", log, "--validity", validity, home=home)

    assert ended.first["unreadable"] == 1
    assert ended.lines[-1]["line"] == 4
    assert ended.lines[-1]["code"] == "watch.time"


def test_the_report_of_an_import_can_be_read_again(tmp_path: Path) -> None:
    """Every item with its outcome and words; one outcome alone; exit 6 for an import that is none."""
    home = node_in(tmp_path)
    batch = imported(home, tmp_path, body=b"evil.example\n# words\nnot one\n")["batch"]

    lines = run("--lang", "vi", "object", "report", batch, home=home).lines
    refused = run("object", "report", batch, "--outcome", "refused", home=home)

    assert [line["outcome"] for line in lines] == ["kept", "skipped", "refused"]
    assert lines[0]["objects"][0].startswith("indicator--")
    assert [line["item"] for line in refused.lines] == ["line 3"]
    assert run("object", "report", "batch--x", home=home).status == 6


def test_a_mapping_is_kept_shown_and_used(tmp_path: Path) -> None:
    """A dry run shows which column becomes what, with its first cells, and keeps nothing."""
    home, file = node_in(tmp_path), tmp_path / "table.csv"
    file.write_text("when,what,who,where\n2026-01-01,evil.example,apt,x\n")
    wanted = ("--column", "value=what", "--column", "tags=2")

    saved = run("object", "mapping", "ours", *wanted, home=home)
    looked = run("object", "import", file, "--mapping", "ours", "--dry-run", home=home)
    kept = run("object", "import", file, "--mapping", "ours", "--column", "tags=where", home=home)

    assert saved.lines == [{"mapping": "ours", "columns": {"value": "what", "tags": 2}}]
    assert run("object", "mapping", home=home).lines == saved.lines
    assert [(c["header"], c["taken_for"], c["cells"]) for c in looked.lines[:4]] == [
        ("when", "date", ["2026-01-01"]), ("what", "value", ["evil.example"]), ("who", "tags", ["apt"]),
        ("where", "", ["x"]),
    ]  # fmt: skip
    assert looked.lines[4]["counts"]["read"] == 2
    assert run("object", "search", "evil", home=home).lines[0]["title"] == "evil.example"
    assert kept.first["counts"]["read"] == 2
    assert run("object", "mapping", "ours", "--drop", home=home).lines == []
    assert run("object", "mapping", "ours", "--drop", home=home).status == 6
    assert run("object", "mapping", "ours", home=home).status == 6
    assert run("object", "mapping", "--drop", home=home).status == 2
    assert run("object", "mapping", "x", "--column", "colour=1", home=home).status == 2


def test_a_feed_folder_is_one_import(tmp_path: Path) -> None:
    """One line for the folder, one for each event; a bundle can be looked at before it is kept."""
    home, feed = node_in(tmp_path), tmp_path / "feed"
    feed.mkdir()
    uuid = "5a539660-0000-4a9c-9535-2fc50a016219"
    inner = {"type": "domain", "value": "evil.example", "to_ids": True}
    event = {"Event": {"uuid": uuid, "info": "x", "date": "2026-01-02", "Attribute": [inner]}}
    (feed / f"{uuid}.json").write_text(json.dumps(event))
    (feed / "manifest.json").write_text(json.dumps({uuid: {}}))

    looked = run("object", "import", feed / f"{uuid}.json", "--dry-run", home=home)
    done = run("object", "import", feed, home=home)

    assert looked.first["format"] == "misp"
    assert done.first["events"] == {"read": 1, "known": 0, "refused": 0}
    assert done.lines[1]["event"] == uuid
    assert run("object", "report", done.first["batch"], home=home).lines[0]["part"] == uuid
    assert run("object", "import", feed, "--dry-run", home=home).status == 2


def test_what_is_refused_as_a_whole_does_not_end_as_done(tmp_path: Path) -> None:
    """A bundle or a folder of which nothing was kept: exit 2 and a sentence, after every reason."""
    home, file, feed = node_in(tmp_path), tmp_path / "bundle.json", tmp_path / "feed"
    file.write_text(
        '{"type": "bundle", "id": "bundle--1", "objects": [{"type": "x"}, {"id": "y"}]}'
    )
    feed.mkdir()
    (feed / "manifest.json").write_text(json.dumps({"5a539660-0000-4a9c-9535-2fc50a016219": {}}))

    for line in ((file,), (file, "--dry-run")):
        ended = run("object", "import", *line, home=home)
        assert ended.status == 2
        assert [one.get("outcome") for one in ended.lines] == [None, "refused", "refused"]
        assert ended.words.splitlines()[-1] == (
            "objects.nothing-kept: Nothing of bundle.json was kept: "
            "2 items were refused, each with its reason."
        )
    missing = run("--lang", "vi", "object", "import", feed, home=home)
    assert missing.status == 2
    assert missing.first["events"] == {"read": 0, "known": 0, "refused": 1}
    assert missing.words.splitlines()[-1] == (
        "objects.nothing-kept: Không lưu gì từ feed: 1 mục bị từ chối, mỗi mục đều có lý do."
    )


def test_what_was_here_before_is_kept(tmp_path: Path) -> None:
    """The same list again brings nothing new and is no mistake; nor is one that holds nothing."""
    home, file = node_in(tmp_path), tmp_path / "list.txt"
    imported(home, tmp_path)
    file.write_bytes(b"# nothing\nevil.example\nno name at all!\n")

    assert run("object", "import", file, home=home).status == 0


@pytest.mark.parametrize("named", ["hoa", "root", "aud"])
def test_an_import_in_a_name_needs_the_role_for_it(tmp_path: Path, named: str) -> None:
    """As in the console: only duty and analyst bring things in; the operator names nobody."""
    home, file = node_in(tmp_path), tmp_path / "list.txt"
    file.write_text("evil.example\n")
    run("officer", "add", "--name", "aud", "--role", "auditor", home=home)
    by = ("--officer", named)

    for asked in (
        ("import", file, *by), ("import", tmp_path, *by), ("import", file, "--dry-run", *by),
        ("read", file, *by), ("mapping", "ours", "--column", "value=what", *by),
    ):  # fmt: skip
        ended = run("object", *asked, home=home)
        assert (ended.status, ended.lines) == (3, []), ended.words
        assert "duty, analyst" in ended.words
    assert run("object", "search", "evil.example", home=home).lines == []
    assert run("object", "mapping", home=home).lines == []
    assert run("object", "import", file, home=home).first["kept"] == {"new": 2}


def test_a_report_speaks_of_lines_in_the_language_of_its_reader(tmp_path: Path) -> None:
    """`item` is for programs and stays; the sentence is for people."""
    home, file = node_in(tmp_path), tmp_path / "list.txt"
    file.write_text("evil.example\nbad.example\n\nwhat is this\n")

    ended = run("object", "import", file, home=home, env={"KHIEN_LANG": "vi"})

    [refused] = [line for line in ended.lines if line.get("outcome") == "refused"]
    assert refused["item"] == "line 4"
    assert refused["words"].startswith("dòng 4: không phải tên miền")


EVENTS = (
    "eset/cloudmensis__cloudmensis.misp.json",
    "eset/sshdoor__misp-events__endor.json",
    "pymisp-tests/reportlab_testfiles__sighting_2.json",
)
"""Events of different shape; the last has objects, references and sightings."""


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_goes_from_misp_and_back_by_the_command(tmp_path: Path, name: str) -> None:
    """Same UUID and title; each attribute in its object, field by field; only its owner reads the file."""
    home, file = node_in(tmp_path), tmp_path / "back.json"
    source = shared("misp") / name
    content = json.loads(source.read_bytes())
    before = (content["response"][0] if "response" in content else content)["Event"]
    taken = run("object", "import", source, "--tlp", "green", home=home).first
    [report] = taken["objects"]["report"]

    ended = run("object", "export", report, "--format", "misp", "--to", file, home=home)

    after = json.loads(file.read_bytes())["Event"]
    assert ended.status == 0, ended.words
    assert (after["uuid"], after["info"]) == (before["uuid"], before["info"])
    assert _values(before)
    assert _values(after) == _values(before)
    assert ended.first["event"] == before["uuid"]
    assert sum(ended.first["levels"].values()) == (
        ended.first["counts"]["kept"] + ended.first["counts"]["changed"]
    )
    assert {line["outcome"] for line in ended.lines[1:]} <= {"skipped", "changed"}
    assert f"TLP:{ended.first['tlp'].upper()}" in ended.words
    assert file.stat().st_mode & 0o777 == 0o600


def _values(event: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    alone = {a["uuid"]: ("", a) for a in event.get("Attribute", [])}
    held = {a["uuid"]: (o["uuid"], a) for o in event.get("Object", []) for a in o["Attribute"]}
    fields = ("type", "category", "value", "to_ids", "comment", "object_relation", "timestamp")
    return {
        uuid: (holder, *(a.get(name) or "" for name in fields))
        for uuid, (holder, a) in (alone | held).items()
        if not a.get("deleted")
    }


def test_what_is_no_report_is_no_event(tmp_path: Path) -> None:
    """The code and its sentence in the caller's language, and no file."""
    home, file = node_in(tmp_path), tmp_path / "back.json"
    indicator = imported(home, tmp_path)["objects"]["indicator"][0]

    ended = run(
        "--lang", "vi", "object", "export", indicator, "--format", "misp", "--to", file, home=home
    )

    assert ended.status == 2
    assert ended.words.startswith(f"objects.no-event: {indicator} không phải báo cáo")
    assert not file.exists()
