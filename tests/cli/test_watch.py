"""`khien watch`: several logs, standard input, scores, files that grow, and sockets."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from khien.app import warnings
from khien.app.live.following import Follower
from khien.app.watch_pages import watch_report
from khien.app.wiring import open_node
from khien.cli import watch
from khien.cli.speech import plain
from khien.model.marking import Tlp
from khien.watch import engine
from tests.app.test_warnings import SAID
from tests.cli.homes import Ended, imported, node_in, run, text_of

LOG = "ts,query,id.orig_h\n1767225600,www.evil.example,192.0.2.99\n1767225601,ok.example.org,192.0.2.98\n"


def test_several_logs_are_one_hit(tmp_path: Path) -> None:
    """An indicator that was seen in two logs has one sighting, with the count of both."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(LOG)

    ended = run("watch", "match", tmp_path / "a.csv", tmp_path / "b.csv", home=home)

    assert [(line["file"], line["hits"]) for line in ended.lines[:2]] == [
        ("a.csv", 1),
        ("b.csv", 1),
    ]
    (hit,) = ended.lines[2:]
    assert (hit["count"], hit["file"], hit["line"]) == (2, "a.csv", 2)


def test_a_cut_log_does_not_stop_the_others(tmp_path: Path) -> None:
    """Of several logs one that is cut off is named at the end; the others count, and the status tells."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    (tmp_path / "a.csv").write_text(LOG)
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(LOG.encode())[:-12])

    both = run("watch", "match", tmp_path / "cut.csv.gz", tmp_path / "a.csv", home=home)
    alone = run("watch", "match", tmp_path / "cut.csv.gz", home=home)

    assert (both.status, alone.status, alone.lines) == (2, 2, [])
    assert [line.get("file") for line in both.lines] == ["a.csv", "a.csv"]
    assert both.lines[1]["count"] == 1
    assert "watch.file: The log cut.csv.gz" in both.words.splitlines()[-1]


def test_a_hit_says_what_it_is(tmp_path: Path) -> None:
    """Source, marking, score and validity stand beside each hit."""
    home = node_in(tmp_path)
    imported(home, tmp_path, "--tlp", "green")
    (tmp_path / "a.csv").write_text(LOG)

    hit = run("watch", "match", tmp_path / "a.csv", home=home).lines[1]

    assert (hit["source"], hit["tlp"], hit["pap"], hit["score"]) == ("own", "green", None, None)
    assert hit["valid_from"]
    assert hit["valid_until"] is None


def test_standard_input_and_chosen_columns(tmp_path: Path) -> None:
    """`-` reads what another program writes, with columns that only a person can know."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    given = "x\n192.0.2.7,evil.example\n"

    ended = run(
        "watch", "match", "-", "--columns", "2=domain,1=client", "--clients", home=home, given=given
    )

    assert ended.first["file"] == "stdin"
    assert ended.lines[1]["clients"] == ["192.0.2.7"]
    semicolons = given.replace(",", ";").removeprefix("x\n")
    told = run("watch", "match", "-", "--columns", "2=domain,1=client", home=home, given=semicolons)
    assert told.first["hits"] == ended.first["hits"] > 0
    wrong = run("watch", "match", "-", "--columns", "x", home=home, given=given)
    assert wrong.status == 2
    assert "COLUMN=MEANING" in wrong.words


def test_only_what_is_sure_enough_counts(tmp_path: Path) -> None:
    """Above a score, an indicator that states none is kept back; no row counts it, and that is told."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    logs = [tmp_path / name for name in ("a.csv", "b.csv")]
    for log in logs:
        log.write_text(LOG)

    for some in (logs, logs[:1]):
        ended = run("watch", "match", *some, "--above", "50", home=home)

        *rows, last = ended.lines
        assert [row["hits"] for row in rows] == [0] * len(some)
        assert last == {"withheld": {"watch.score": 1}}
        assert "0 indicators seen" in ended.words
        assert "Hits that may not count: watch.score 1." in ended.words


def test_what_live_traffic_kept_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows says at its end what the status says meanwhile: why hits do not count."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    log = tmp_path / "dns.csv"
    log.write_text(LOG)
    states: list[Ended] = []

    def stopped(look: Callable[..., bool]) -> Callable[..., bool]:
        def once(follower: Follower, turned: Callable[..., None]) -> bool:
            found = look(follower, turned)
            states.append(run("watch", "status", home=home))
            os.kill(os.getpid(), signal.SIGTERM)
            return found

        return once

    monkeypatch.setattr(Follower, "look", stopped(Follower.look))
    ended = run("watch", "follow", log, "--above", "50", home=home)

    total, withheld = ended.lines
    assert (total["hits"], withheld) == (0, {"withheld": {"watch.score": 1}})
    assert states[0].lines[1]["withheld"] == {"watch.score": 1}
    for told in (ended, states[0]):
        assert "Hits that may not count: watch.score 1." in told.words
    again = run("watch", "match", log, "--above", "50", home=home, env={"KHIEN_LANG": "vi"})
    assert "Lượt trúng không được tính: watch.score 1." in again.words


def test_a_group_of_clients_has_hits_of_its_own(tmp_path: Path) -> None:
    """Clients of two groups are two hits, each with its sighting; the group stands only here."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    settings = (home / "khien.toml").read_text()
    groups = 'groups = ["mobile=192.0.2.99", "fixed=192.0.2.0/24"]'
    (home / "khien.toml").write_text(settings.replace("groups = []", groups))
    (tmp_path / "a.csv").write_text(LOG + "1767225602,evil.example,192.0.2.1\n")

    hits = run("watch", "match", tmp_path / "a.csv", home=home).lines[1:]

    assert [(hit["group"], hit["count"]) for hit in hits] == [("mobile", 1), ("fixed", 1)]
    for hit in hits:
        assert "mobile" not in str(run("object", "show", hit["sighting"], home=home).lines)


def test_a_file_is_followed_until_a_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hit is told at once, the end settles the rest, and the next start goes on there."""
    home, log = node_in(tmp_path), tmp_path / "dns.csv"
    imported(home, tmp_path)
    log.write_text(LOG + "1767225602,evil.example,192.0.2.1\n")

    def when_told(looked: Callable[..., bool]) -> Callable[..., bool]:
        def look(*args: object) -> bool:
            busy = looked(*args)
            if not busy:
                os.kill(os.getpid(), signal.SIGTERM)
            return busy

        return look

    monkeypatch.setattr(Follower, "look", when_told(Follower.look))
    before = signal.getsignal(signal.SIGTERM)
    ended = run("watch", "follow", log, home=home)

    assert ended.status == 0, ended.words
    hit, total = ended.lines
    assert (hit["count"], hit["file"], total["lines"], total["hits"]) == (2, "dns.csv", 3, 1)
    assert signal.getsignal(signal.SIGTERM) == before

    with log.open("a") as file:
        file.write("1767225603,evil.example,192.0.2.1\nbroken\n")
    hit, total, odd = run("watch", "follow", log, home=home).lines
    assert (hit["line"], total["lines"]) == (5, 2)
    assert total["reasons"] == {"watch.columns": 1}
    assert (odd["file"], odd["line"], odd["code"]) == ("dns.csv", 6, "watch.columns")
    assert "Line 6" in odd["words"]
    (seen,) = (one for one in run("watch", "status", home=home).lines if "seen" in one)
    assert (seen["seen"], seen["times"], seen["sightings"]) == (hit["indicator"], 3, 2)


def test_files_that_are_absent_compressed_or_namesakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes later is said to be absent; a compressed one is refused; two of one name are told apart."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dns.csv").write_text(LOG)
    packed = tmp_path / "dns.csv.gz"
    packed.write_bytes(gzip.compress(LOG.encode()))

    def once(look: Callable[..., bool]) -> Callable[..., bool]:
        def looked(follower: Follower, turned: Callable[..., None]) -> bool:
            os.kill(os.getpid(), signal.SIGTERM)
            return look(follower, turned)

        return looked

    monkeypatch.setattr(Follower, "look", once(Follower.look))
    logs = [tmp_path / name / "dns.csv" for name in ("a", "b")]
    ended = run("watch", "follow", *logs, tmp_path / "later.csv", home=home)
    refused = run("watch", "follow", packed, home=home)
    matched = run("watch", "match", *logs, home=home)

    assert "later.csv is not there yet" in ended.words
    totals = {row["file"]: row["hits"] for row in ended.lines if "dropped" in row}
    assert totals == {str(logs[0]): 1, str(logs[1]): 1, "later.csv": 0}
    assert refused.status == 2
    assert "watch.packed" in refused.words
    assert [row["file"] for row in matched.lines[:2]] == list(map(str, logs))
    assert matched.lines[2]["file"] == str(logs[0])


def test_nowhere_to_listen(tmp_path: Path) -> None:
    """Without a place in settings or arguments, and with one elsewhere, it says what to write."""
    home = node_in(tmp_path)

    assert run("watch", "listen", home=home).status == 2
    refused = run("watch", "listen", "tcp://0.0.0.0:5514", home=home)
    assert refused.status == 2
    assert "tcp://127.0.0.1" in refused.words


def test_a_socket_is_listened_to_until_a_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message on loopback becomes a hit while the command runs."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    told: list[dict[str, object]] = []
    seen = threading.Event()

    def emit(row: dict[str, object]) -> None:
        told.append(row)
        if "listening" in row:
            address = str(row["listening"]).rpartition(":")[2].strip("']")
            with socket.create_connection(("127.0.0.1", int(address))) as sender:
                sender.sendall(b'<13>{"query": "evil.example", "src": "192.0.2.7"}\n')
        if "indicator" in row:
            seen.set()
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(watch, "emit", emit)
    ended = run("watch", "listen", "tcp://127.0.0.1:0", home=home)

    assert ended.status == 0, ended.words
    assert seen.is_set()
    assert next(row for row in told if "lines" in row)["lines"] == 1


def test_help_is_in_both_languages() -> None:
    """Each verb explains itself."""
    for name in ("follow", "listen", "status"):
        english = text_of("watch", name, "--help")
        assert english != text_of("watch", name, "--help", env={"KHIEN_LANG": "vi"})


def test_status_tells_what_is_watched(tmp_path: Path) -> None:
    """The index by kind, and a process that ended without a word."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    folder = home / "watch"
    folder.mkdir()
    state = {"verb": "follow", "feeds": [], "withheld": {}}
    (folder / "process-4194304.json").write_text(json.dumps(state))  # above pid_max's default
    (folder / "process-1.json").write_text("{")

    index, gone, _ = run("watch", "status", home=home).lines

    assert index["indicators"] == 3
    assert sum(index["values"].values()) == 3
    assert (gone["process"], gone["verb"], gone["running"]) == (4194304, "follow", False)


def test_status_says_what_programs_and_pages_say(tmp_path: Path) -> None:
    """Hits, live traffic with reasons, and the life of warnings: the command has the whole report."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    (tmp_path / "a.csv").write_text(LOG)
    run("watch", "match", tmp_path / "a.csv", home=home)
    feed = {
        "name": "dns",
        "rate": 1.0,
        "lag_s": None,
        "behind": 0,
        "dropped": 0,
        "lines": 2,
        "unreadable": 1,
    }
    odd = {"last_unreadable": [{"line": 9, "code": "watch.json", "detail": ""}]}
    state = {
        "verb": "follow",
        "withheld": {"watch.pap": 3},
        "feeds": [feed | {"hits": 0, "reasons": {"watch.json": 1}} | odd],
    }
    (home / "watch").mkdir(exist_ok=True)
    (home / "watch" / "process-4194304.json").write_text(json.dumps(state))
    node = open_node(home)
    warnings.write(node, SAID, Tlp.GREEN, "an")
    report = plain(watch_report(node, "month"))
    node.close()

    lines = run("watch", "status", "--span", "month", home=home).lines

    assert lines[0] == report["index"]
    assert (lines[1]["withheld"], report["withheld"]) == ({"watch.pap": 3}, {"watch.pap": 3})
    assert lines[1]["feeds"][0]["reasons"] == report["live"][0]["reasons"] == {"watch.json": 1}
    assert report["live"][0]["last_unreadable"] == odd["last_unreadable"]
    for what, key, rows in (
        ("warning", "id", report["warnings"]),
        ("seen", "indicator", report["most_seen"]),
        ("hit", "indicator", report["hits"]["indicators"]),
        ("told_by", "source", report["told_by"]),
        ("sighting", "sighting", report["sightings"]),
    ):
        said = [line for line in lines if what in line]
        assert said == [
            {what: row[key]} | {k: v for k, v in row.items() if k != key} for row in rows
        ]
    assert [line["title"] for line in lines if "seen" in line] == ["evil.example"]


def test_the_reference_can_be_asked_for(tmp_path: Path) -> None:
    """The variable leaves everything to the reference, with the same hits, and it is said; another word is refused."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    log = tmp_path / "a.csv"
    log.write_text(LOG)

    told = {}
    for asked in ("reference", ""):
        env = {"KHIEN_ENGINE": asked}
        hit = run("watch", "match", log, home=home, env=env).lines[1]
        status = run("watch", "status", home=home, env=env)
        examined = run("doctor", home=home, env=env)
        told[asked] = status.first["engine"]
        is_reference = told[asked] == "reference"
        assert (hit["values"], hit["line"]) == ([{"kind": "domain", "value": "evil.example"}], 2)
        for words in (status.words, examined.words + str(examined.lines)):
            assert ("KHIEN_ENGINE=reference" in words) is is_reference

    assert told == {"reference": "reference", "": engine.in_use()}
    for misspelt in ("Reference", "bogus"):
        env = {"KHIEN_ENGINE": misspelt}
        for command in (("watch", "match", log), ("doctor",)):
            ended = run(*command, home=home, env=env)
            assert ended.status != 0
            assert f"KHIEN_ENGINE is “{misspelt}”" in ended.words + str(ended.lines)


def test_a_node_without_the_kernel_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status names the wheel that is missing, and so does a match that took long for want of it."""
    home = node_in(tmp_path)
    (tmp_path / "a.csv").write_text(LOG)
    monkeypatch.setattr(engine, "kernel", None)
    monkeypatch.setattr(watch, "_MANY", 1)

    for what in (("status",), ("match", tmp_path / "a.csv")):
        assert "khien-kernel" in run("watch", *what, home=home).words


def test_who_may_not_watch_matches_nothing(tmp_path: Path) -> None:
    """An officer without the role is refused before anything is read or kept, whatever the verb."""
    home, log = node_in(tmp_path), tmp_path / "a.csv"
    imported(home, tmp_path)
    log.write_text(LOG)
    own = ("--all-own", "--purpose", "network-defence")

    ended = [
        run("watch", *asked, "--officer", "hoa", home=home)
        for asked in (
            ("match", log),
            ("match", log, "--publish"),
            ("follow", log),
            ("listen", "udp:127.0.0.1:0"),
            ("gather", log),
        )
    ]
    ended.append(run("object", "publish", *own, "--officer", "hoa", home=home))

    for one in ended:
        assert (one.status, one.lines, one.words.partition(":")[0]) == (3, [], "exchange.role")
    assert run("object", "search", "", "--type", "sighting", home=home).lines == []
    assert run("watch", "match", log, "--officer", "thu", home=home).status == 0
    for verb in ("match", "follow", "listen", "gather"):
        assert "3 a rule said no" in text_of("watch", verb, "--help")


def test_indicators_are_counted_once_each(tmp_path: Path) -> None:
    """Clients of several groups make several hits of one indicator; the sentence counts the indicator."""
    home, log = node_in(tmp_path), tmp_path / "a.csv"
    imported(home, tmp_path)
    settings = home / "khien.toml"
    groups = 'groups = ["north=192.0.2.98/31", "south=198.51.100.0/24"]'
    settings.write_text(settings.read_text("utf-8").replace("groups = []", groups), "utf-8")
    log.write_text(LOG + "1767225602,www.evil.example,198.51.100.1\n")

    ended = run("watch", "match", log, home=home)
    told = run("--lang", "vi", "watch", "match", log, home=home)

    assert [line["group"] for line in ended.lines[1:]] == ["north", "south"]
    assert "1 indicator seen" in ended.words
    assert "1 chỉ báo bị trúng" in told.words


def test_columns_that_no_file_has_are_named(tmp_path: Path) -> None:
    """A log of which nothing was read is no all-clear: the columns are named, and the status tells."""
    home, log = node_in(tmp_path), tmp_path / "a.csv"
    imported(home, tmp_path)
    log.write_text("name,from_where\nevil.example,192.0.2.99\n")

    wrong = run("watch", "match", log, "--columns", "zzz=domain", home=home)
    unknown = run("watch", "match", log, home=home)
    right = run("watch", "match", log, "--columns", "name=domain", home=home)
    viet = run("--lang", "vi", "watch", "match", log, "--columns", "zzz=domain", home=home)

    assert [one.status for one in (wrong, unknown, right)] == [2, 2, 0]
    assert wrong.first["reasons"] == {"watch.no-such-column": 1}
    assert (
        "none of the columns that --columns names is in the file (zzz)" in wrong.lines[1]["words"]
    )
    assert "(zzz)" in viet.lines[1]["words"]
    assert unknown.first["reasons"] == {"watch.no-columns": 1}


@pytest.mark.parametrize("ours", [True, False])
def test_standard_input_is_not_followed(tmp_path: Path, *, ours: bool) -> None:
    """`-` is no file that grows; it is refused in words, and `match -` named."""
    home = node_in(tmp_path)

    ended = run("--lang", "en" if ours else "vi", "watch", "follow", "-", home=home, given=LOG)

    assert (ended.status, ended.lines) == (2, [])
    assert ended.words.startswith("watch.no-file-to-follow: ")
    assert "khien watch match -" in ended.words
