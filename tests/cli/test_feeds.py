"""`khien feed`, `khien watch warninglist`, `khien object value` and `false-positive`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.homes import imported, node_in, partners_in, run


def test_what_a_feed_gave_is_not_published_as_ours(tmp_path: Path) -> None:
    """`--all-own` passes on our own list alone, also once the feed is removed; by name the gate is asked."""
    home, _ = partners_in(tmp_path)
    place = tmp_path / "lists"
    place.mkdir()
    (place / "list.txt").write_text("fed.bad.example\n")
    run("feed", "add", "open-list", place, "--kind", "folder", "--tlp", "green", home=home)
    batch = run("feed", "run", "open-list", home=home).first["batch"]
    ours = imported(home, tmp_path, "--tlp", "green")["objects"]["indicator"]
    own = ("object", "publish", "--all-own", "--purpose", "network-defence", "--officer", "thu")

    published = run(*own, home=home)
    assert {line["object"] for line in published.lines if line["type"] == "indicator"} == set(ours)
    run("feed", "remove", "open-list", home=home)
    assert run(*own, home=home).lines == []

    named = run("object", "publish", "--batch", batch, *own[3:], home=home)
    assert "indicator" in {line["type"] for line in named.lines}


def test_a_feed_from_its_first_run_to_its_end(tmp_path: Path) -> None:
    """Added, fetched, stopped by a doubt, let go on by an officer, paused, removed."""
    home, place = node_in(tmp_path), tmp_path / "lists"
    place.mkdir()
    file = place / "list.txt"
    file.write_text("a.bad.example\nb.bad.example\n")
    added = run("feed", "add", "open-list", place, "--kind", "folder", "--tlp", "green",
                "--pap", "amber", "--confidence", "80", "--column", "value=0", home=home)  # fmt: skip
    assert (added.status, added.first["pap"], added.first["state"]) == (0, "PAP:AMBER", "running")
    assert run("feed", "add", "x", place, "--kind", "folder", "--tlp", "green", "--column", "x",
               home=home).status == 2  # fmt: skip

    assert run("feed", "run", "open-list", home=home).first["new"] == 2
    again = run("feed", "run", "open-list", home=home)
    assert (again.first["outcome"], again.first["standing"]) == ("unchanged", 2)
    assert "Nothing new" in again.words
    file.write_text("".join(f"y{number}.bad.example\n" for number in range(300)))
    asked = run("feed", "run", "open-list", home=home)
    assert asked.status == 3
    assert (asked.lines, "[warning" in asked.words) == ([], False)
    assert "feed.flood: Far more new indicators" in asked.words
    (listed,) = run("feed", "list", home=home).lines
    assert [one["code"] for one in listed["asks"]] == ["feed.flood"]
    answer = ("open-list", "--officer", "thu", "--reason", "told by phone")
    assert run("feed", "accept", *answer, home=home).first["state"] == "running"
    assert run("feed", "run", "open-list", home=home).first["new"] == 300
    assert run("feed", "refuse", *answer, home=home).status == 7
    shown = run("feed", "show", "open-list", home=home).lines
    assert [one["outcome"] for one in shown[1:]] == [
        "kept", "asked", "unchanged", "kept",
    ]  # fmt: skip

    assert run("feed", "pause", "open-list", "--officer", "hoa", home=home).status == 3
    paused = run("feed", "pause", "open-list", "--officer", "thu", home=home)
    assert paused.first["state"] == "paused"
    assert run("feed", "run", "open-list", home=home).status == 7
    resumed = run("feed", "resume", "open-list", "--officer", "thu", home=home)
    assert resumed.first["state"] == "running"
    place.rename(tmp_path / "elsewhere")
    assert run("feed", "run", "open-list", home=home).status == 4
    shown = run("feed", "show", "open-list", home=home).lines
    assert "cannot be read" in shown[0]["words"]
    (why,) = shown[1]["reasons"]
    assert why["code"] == "feed.folder"
    assert why["words"] == shown[0]["words"]
    assert run("feed", "remove", "open-list", "--officer", "thu", home=home).status == 3
    removed = run("feed", "remove", "open-list", "--withdraw", home=home)
    assert "302 indicators were taken out of use" in removed.words
    assert run("feed", "show", "nobody", home=home).status == 6


def test_what_a_run_could_not_take_is_named(tmp_path: Path) -> None:
    """Each event that is not there, or cannot be read, has a line with its code and words."""
    home, place = node_in(tmp_path), tmp_path / "misp"
    place.mkdir()
    names = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]
    (place / "manifest.json").write_text(json.dumps({one: {"timestamp": "1"} for one in names}))
    (place / f"{names[1]}.json").write_text("{")
    for name in names[2:]:
        about = {"uuid": name, "info": "x", "date": "2026-11-01", "timestamp": "1700000000"}
        value = {"uuid": name[:-1] + "9", "type": "domain", "category": "Network activity",
                 "value": f"x{name[-1]}.bad.example", "to_ids": True, "timestamp": "1"}  # fmt: skip
        event = {"Event": about | {"Attribute": [value]}}
        (place / f"{name}.json").write_text(json.dumps(event))
    run("feed", "add", "one", place, "--kind", "folder", "--tlp", "green", home=home)

    ran = run("feed", "run", "one", home=home)

    assert ran.status == 0, ran.words
    assert [(line["item"], line["code"]) for line in ran.lines[1:]] == [
        (names[0], "feed.not-given"),
        (names[1], "intake.json-syntax"),
    ]
    assert ran.lines[1]["words"] == f"The source lists {names[0]}, but does not give it."
    assert "is not valid JSON, at line:column 1:" in ran.lines[2]["words"]


def test_a_file_of_no_known_format_is_told_in_words(tmp_path: Path) -> None:
    """The sentence has the name of the file and what can be read, also when the run is shown again."""
    home, place = node_in(tmp_path), tmp_path / "lists"
    place.mkdir()
    (place / "a.txt").write_text("a.bad.example\n")
    (place / "odd.json").write_text('{"what": "is this"}')
    run("feed", "add", "one", place, "--kind", "folder", "--tlp", "green", home=home)

    ran = run("feed", "run", "one", home=home)
    shown = run("--lang", "vi", "feed", "show", "one", home=home)

    (told,) = ran.lines[1:]
    assert told["code"] == "intake.unknown-format"
    assert told["words"].startswith("odd.json is in no known format; it looks like: ")
    (again,) = shown.lines[1]["reasons"]
    assert again["words"].startswith("odd.json không thuộc định dạng nào đã biết")


def test_one_value_one_list_one_false_positive(tmp_path: Path) -> None:
    """A list that we import is a source beside others; a warninglist is told; our word lowers the score."""
    home, file = node_in(tmp_path), tmp_path / "list.txt"
    file.write_text("a.bad.example\n")
    run("object", "import", file, "--tlp", "green", "--source", "by hand", home=home)
    listed = tmp_path / "w.json"
    listed.write_text(json.dumps({"name": "Ours", "type": "hostname", "list": ["bad.example"]}))
    nameless = run("watch", "warninglist", "add", file, home=home)
    assert nameless.status == 2
    assert nameless.words.startswith("warninglist.broken: list.txt is no warninglist")
    assert run("watch", "warninglist", "add", listed, home=home).first["entries"] == 1
    assert run("watch", "warninglist", "list", home=home).first["name"] == "Ours"

    summary, claim = run("object", "value", "a[.]bad[.]example", home=home).lines
    assert (summary["sources"], summary["warninglists"]) == (["by hand"], ["Ours"])
    assert (claim["via"], claim["score"]) == ("own", None)
    said = run("object", "false-positive", claim["indicator"], "--officer", "thu", "--reason",
               "our own", home=home)  # fmt: skip
    assert said.first["partners"] == []
    assert run("object", "value", "a.bad.example", home=home).first["score"] == 0
    assert run("object", "false-positive", said.first["opinion"], "--officer", "thu", "--reason",
               "x", home=home).status == 2  # fmt: skip
    assert run("object", "false-positive", "indicator--1", "--officer", "thu", "--reason",
               "x", home=home).status == 6  # fmt: skip
    assert run("object", "value", "!!", home=home).status == 2
    assert run("watch", "warninglist", "remove", "Ours", home=home).status == 0


def test_each_list_keeps_what_it_said(tmp_path: Path) -> None:
    """Of one value from several lists each shows its own confidence, version and score; the highest counts."""
    home, file = node_in(tmp_path), tmp_path / "list.csv"
    for source, sure in (("one", 20), ("two", 70), ("three", 40)):
        file.write_text(f"indicator,confidence\na.bad.example,{sure}\n")
        run("object", "import", file, "--tlp", "green", "--source", source, home=home)

    summary, *claims = run("object", "value", "a.bad.example", home=home).lines

    assert {one["source"]: one["confidence"] for one in claims} == {
        "one": 20, "two": 70, "three": 40,
    }  # fmt: skip
    assert len({one["version"] for one in claims}) == 3
    assert [one["score"] for one in claims] == [70, 40, 20]
    assert summary["score"] == 70

    file.write_text("indicator,confidence\na.bad.example,30\n")
    run("object", "import", file, "--tlp", "green", "--source", "two", home=home)
    summary, *claims = run("object", "value", "a.bad.example", home=home).lines
    assert {one["source"]: one["score"] for one in claims} == {"one": 20, "two": 30, "three": 40}
    assert summary["score"] == 40
