"""`khien watch keep`, `hunt`, `history`, `purge` and `rotate`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from khien.app.wiring import open_node, utc_now
from khien.people.acts import Deed, acts
from khien.store import objects
from tests.cli.homes import imported, node_in, run
from tests.watch.history.samples import needs_columns

LOG = "client,query\n10.0.0.1,www.evil.example\n10.0.0.2,evil.example\nbroken\n10.0.0.1,good.example\n"


@needs_columns
def test_what_was_kept_is_hunted(tmp_path: Path) -> None:
    """A log without times counts as seen now; values come from arguments, files and indicators."""
    home, log, wanted = node_in(tmp_path), tmp_path / "dns.csv", tmp_path / "wanted.txt"
    log.write_text(LOG)
    wanted.write_text("# of a partner\nhxxp://none[.]example/x\n?\nevil[.]example\n")

    kept = run("watch", "keep", log, home=home)
    absent = "indicator--5f0e1d2c-3b4a-4958-8776-a5b4c3d2e1f0"
    found = run("watch", "hunt", wanted, "good.example", absent, "--unseen", home=home)

    assert (kept.status, kept.first["lines"], kept.first["not_kept"]) == (
        0,
        3,
        {"watch.columns": 1},
    )
    assert found.status == 0
    assert {line["value"] for line in found.lines if "seen_on" in line} == {
        "evil.example",
        "good.example",
    }
    counts = {
        line["value"]: (line["count"], line["clients"]) for line in found.lines if "count" in line
    }
    assert counts == {"evil.example": (2, 2), "good.example": (1, 1)}
    assert "2 of 3 values seen, 1 not seen on the 1 day kept; 2 texts are no value." in found.words
    unseen = {"not_seen": "http://none.example/x", "kind": "url", "indicators": []}
    assert found.lines[-3:] == [unseen, {"no_value": "?"}, {"no_value": absent}]
    assert run("watch", "hunt", "evil.example", "--since", "2100-01-01", home=home).lines == []


@needs_columns
def test_what_could_not_be_read_is_not_kept_in_silence(tmp_path: Path) -> None:
    """A log of which not one line was read ends with 2; the others beside it are kept."""
    home, log, broken = node_in(tmp_path), tmp_path / "dns.csv", tmp_path / "dns.bin"
    log.write_text(LOG)
    broken.write_bytes(b"\xff\xfe\n" * 4)

    kept = run("watch", "keep", broken, log, home=home)
    alone = run("watch", "keep", log, home=home)

    assert (kept.status, [line["lines"] for line in kept.lines]) == (2, [0, 3])
    assert "watch.nothing-read: Not one line of dns.bin could be read" in kept.words
    assert alone.status == 0


@needs_columns
def test_columns_of_other_names_are_kept(tmp_path: Path) -> None:
    """By `keep`, and by what keeps each file that is matched; a name that is nowhere is told."""
    home, log, other = node_in(tmp_path), tmp_path / "a.csv", tmp_path / "b.csv"
    settings = home / "khien.toml"
    settings.write_text(settings.read_text().replace("keep_matched = false", "keep_matched = true"))
    log.write_text("name,wer\nwww.evil.example,10.0.0.1\n")
    other.write_text("name,wer\nwww.other.example,10.0.0.1\n")

    kept = run("watch", "keep", log, "--columns", "name=domain,wer=client", home=home)
    matched = run("watch", "match", other, "--columns", "name=domain,wer=client", home=home)
    wrong = run("watch", "keep", log, "--columns", "name=domain,who=client", home=home)
    stdin = run("watch", "match", "-", home=home, given="query\nwww.third.example\n")
    asked = ("evil.example", "other.example", "third.example")
    found = run("watch", "hunt", *asked, "--unseen", home=home)

    assert [one.status for one in (kept, matched, wrong, stdin)] == [0, 0, 2, 0]
    assert "watch.absent-columns: No line that was read has a column who," in wrong.words
    assert "What came by standard input is not in the history" in stdin.words
    counts = {line["value"]: line["clients"] for line in found.lines if "count" in line}
    assert counts == {"evil.example": 1, "other.example": 1}
    assert found.lines[-1]["not_seen"] == "third.example"


@needs_columns
def test_an_indicator_stands_for_its_values(tmp_path: Path) -> None:
    """Its id is enough, and the answer names it."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    log.write_text(LOG)
    imported(home, tmp_path)
    run("watch", "keep", log, home=home)
    node = open_node(home)
    with node.store.read() as tx:
        ids = [kept.object_id for kept in objects.of_type(tx, ["indicator"], 10)]
    node.close()

    found = run("watch", "hunt", *ids, home=home)

    (answer,) = (line for line in found.lines if "count" in line)
    assert answer["value"] == "evil.example"
    assert set(answer["indicators"]) < set(ids)


@needs_columns
def test_pseudonyms_need_an_analyst(tmp_path: Path) -> None:
    """Nobody, and no other role, is told which clients; no answer ever has an address."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    log.write_text(LOG)
    run("watch", "keep", log, home=home)
    asked = ("watch", "hunt", "evil.example", "--clients")

    nobody = run(*asked, home=home)
    assert (nobody.status, "--officer" in nobody.words) == (2, True)
    assert run(*asked, "--officer", "root", home=home).status == 3
    answer = run(*asked, "--officer", "thu", home=home).lines[-1]
    assert len(answer["pseudonyms"]) == 2
    assert "10.0.0" not in str(answer)


@needs_columns
def test_a_purge_is_an_act(tmp_path: Path) -> None:
    """Nothing is due; what is asked for goes, and the ledger has one leaf more for each act."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    two_days_ago, today = utc_now() - timedelta(days=2), str(utc_now().date())
    log.write_text(f"ts,query\n{two_days_ago.isoformat()},evil.example\n")
    run("watch", "keep", log, home=home)
    before = run("ledger", "verify", home=home).first["size"]
    purge = ("watch", "purge", "--before")

    assert run("watch", "purge", home=home).first == {"purged": []}
    assert run("watch", "rotate", home=home).status == 0
    later = run(*purge, "2100-01-01", home=home)
    stranger = run(*purge, today, "--officer", "thu", home=home)
    assert [(one.status, one.lines) for one in (later, stranger)] == [(2, []), (3, [])]
    assert later.words.startswith("history.not-yet: 2100-01-01 is after today")
    assert len(run("watch", "history", home=home).first["days"]) == 1
    gone = run(*purge, today, "--officer", "root", home=home)

    assert gone.first["purged"] == [str(two_days_ago.date())]
    assert run("watch", "history", home=home).first["days"] == []
    assert run("ledger", "verify", home=home).first["size"] == before + 2
    node = open_node(home)
    with node.store.read() as tx:
        by = {act.deed: act.by for act in acts(tx)}
    node.close()
    assert by[Deed.HISTORY_PURGED] == "root"


def test_nothing_to_hunt_says_so(tmp_path: Path) -> None:
    """Texts that are no value end with status 2."""
    ended = run("watch", "hunt", "?", home=node_in(tmp_path))

    assert ended.status == 2
    assert ended.words.startswith(
        "history.nothing-to-hunt: Nothing that was given can be looked for (?)"
    )


def test_a_file_that_is_not_there_is_no_value(tmp_path: Path) -> None:
    """What can only be the name of a file is refused by that name; so is an indicator that is not held."""
    home = node_in(tmp_path)
    absent = "indicator--5f0e1d2c-3b4a-4958-8776-a5b4c3d2e1f0"

    for name in ("nofile.txt", "./iocs", tmp_path / "iocs", "evil.example/LIST.CSV"):
        ended = run("watch", "hunt", "good.example", name, home=home)
        assert (ended.status, ended.lines) == (2, [])
        assert ended.words.startswith(f"history.no-file: There is no file {name};")
    unheld = run("--lang", "vi", "watch", "hunt", absent, home=home)
    assert (unheld.status, f"Nút này không lưu {absent}" in unheld.words) == (6, True)


@needs_columns
def test_a_file_that_is_gone_is_told_before_a_hunt(tmp_path: Path) -> None:
    """`history` and `doctor` look whether the files are there and as long as they were; a hunt is not needed."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    log.write_text(LOG)
    assert "history" not in {line["check"] for line in run("doctor", home=home).lines}
    run("watch", "keep", log, home=home)
    well = run("watch", "history", home=home)
    fit = {line["code"] for line in run("doctor", home=home).lines}
    assert (well.status, well.first["lost"]) == (0, [])
    assert "doctor.history" in fit
    (names,) = (home / "history").glob("20*/*.names.parquet")
    whole, path = names.read_bytes(), names.relative_to(home / "history")

    for left in (whole[:-1], None):
        names.unlink()
        if left is not None:
            names.write_bytes(left)
        ended = run("watch", "history", home=home)
        assert (ended.status, ended.first["lost"]) == (5, [str(path)])
        assert f"the first is {path}" in ended.words
        examined = {line["code"]: line for line in run("doctor", home=home).lines}
        assert examined["history.incomplete"]["status"] == "fail"
    (home / "history" / "manifest.json").write_text("{")
    broken = {line["code"] for line in run("doctor", home=home).lines}
    assert "history.broken" in broken
