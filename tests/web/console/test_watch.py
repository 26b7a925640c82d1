"""The pages of the watch: its state, what was seen, and logs that are matched."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from khien.app import log_matching
from khien.app.hunting import HUNT
from khien.app.live import standing
from khien.app.live.standing import Report
from khien.app.live.watching import Feed
from khien.app.log_matching import file_name
from khien.app.sightings import Search, Sweep, sweep
from khien.app.wiring import Node
from khien.app.work import Work
from khien.model.patterns import ValueKind
from khien.store import objects
from khien.watch.engine import in_use
from khien.watch.files import Told
from khien.watch.logs import Unreadable
from khien.web.console.watch import KINDS
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import BAD, hold, thing


@pytest.fixture
def seen(desk: Desk) -> Desk:
    """A node that watches for an indicator of a partner, which was seen here and by the partner."""
    bad = thing(
        desk, "indicator", 1, name="login.evil.example", pattern_type="stix",
        pattern="[domain-name:value = 'login.evil.example']", indicator_types=["malicious-activity"],
        valid_from="2026-11-01T00:00:00.000Z",
    )  # fmt: skip
    hold(desk, bad, source="asean-cert")
    hold(desk, thing(desk, "sighting", 2, sighting_of_ref=BAD, count=3))
    hold(desk, thing(desk, "sighting", 3, sighting_of_ref=BAD), source="asean-cert")
    return desk


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("path", ["/watch", "/watch?span=month", "/watch?after=1"])
def test_the_watch_opens(seen: Desk, path: str, language: str) -> None:
    """Whoever signed in sees the watch, in both languages."""
    answer = seen.as_("auditor", language).get(path)

    assert answer.status_code == 200, answer.text[:2000]


@pytest.mark.parametrize(("language", "word"), [("en", "Patterns"), ("vi", "Mẫu nhiều điều kiện")])
def test_every_kind_of_value_has_a_word(desk: Desk, language: str, word: str) -> None:
    """No kind stands on the page under its name in the code; patterns of several conditions count too."""
    hold(desk, thing(
        desk, "indicator", 1, name="several", pattern_type="stix", valid_from="2026-11-01T00:00:00.000Z",
        pattern="[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']",
        indicator_types=["malicious-activity"],
    ))  # fmt: skip

    text = desk.as_("duty", language).get("/watch").text

    assert f"<b>1</b>{word}</div>" in text
    assert {kind.value for kind in ValueKind} <= KINDS.keys()


def test_what_was_seen_is_shown_with_who_told_us(seen: Desk) -> None:
    """A sighting stands with its indicator, defanged, who told us of it, its marking and its count."""
    text = seen.as_("analyst").get("/watch").text

    assert "login[.]evil[.]example" in text
    assert "login.evil.example" not in text
    assert 'data-tlp="green"' in text
    assert "/partners/asean-cert" in text
    assert (
        '<td class="number" data-value="1">1</td><td class="number" data-value="1">1</td>' in text
    )


LOG = b"ts,query,id.orig_h\n1794816000,login.evil.example,10.1.2.3\nbroken\n1794816060,good.example,10.1.2.4\n"


def matched(desk: Desk, log: bytes = LOG, name: str = "../dns.csv", **fields: str) -> str:
    """Send a log as the analyst and wait until it is matched; gives the address of its page."""
    asked = {"validity": "now", "tlp": "green", "purpose": "network-defence", **fields}
    answer = desk.as_("analyst").post("/watch/match", asked, files={"file": (name, log)})
    assert answer.status_code == 303, answer.text[:2000]
    desk.node.works.wait(60)
    return str(answer.headers["location"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_is_matched_and_its_page_stays(seen: Desk, packed: bool) -> None:
    """Lines, reasons, hits with their first line, source, marking and validity; no client is named."""
    page = matched(seen, gzip.compress(LOG) if packed else LOG)

    text = seen.as_("duty", "vi").get(page).text

    assert "login[.]evil[.]example" in text
    assert "watch.columns" in text
    assert "/partners/asean-cert" in text
    assert ">2</td>" in text  # the line
    assert 'data-label="Điểm">–</td>' in text
    assert "10.1.2.3" not in text
    assert "10[.]1[.]2[.]3" not in text
    assert page in seen.as_("duty").get("/watch/match").text


def test_a_hit_of_a_log_without_times_has_none(seen: Desk) -> None:
    """Syslog of the old kind says no year, and a table may have no time: the hit is shown all the same."""
    page = matched(seen, b"query,client\nlogin.evil.example,10.1.2.3\n")

    answer = seen.as_("duty").get(page)

    assert answer.status_code == 200, answer.text[:2000]
    assert "login[.]evil[.]example" in answer.text


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_log_of_which_nothing_was_read_is_no_all_clear(seen: Desk, language: str) -> None:
    """Its page says so above the figures; one that was read in part has only the count."""
    said = "Not one line of" if language == "en" else "Không đọc được dòng nào của"

    nothing = seen.as_("duty", language).get(matched(seen, b"\xff\xfe\n" * 3)).text
    some = seen.as_("duty", language).get(matched(seen, b"{}\n{\n")).text

    assert (said in nothing, said in some) == (True, False)


def test_the_copy_of_a_log_is_gone_when_it_is_matched(seen: Desk) -> None:
    """What was sent lies in the node's home while it is read, and no longer."""
    matched(seen)
    matched(seen, b"\x1f\x8bbroken")

    assert not list(seen.node.home.glob(".match-*"))


def test_a_log_that_cannot_be_read_says_so_on_its_page(seen: Desk) -> None:
    """Broken compression ends the work with its sentence; nothing is kept."""
    page = matched(seen, b"\x1f\x8bbroken")

    assert "watch.file" in seen.as_("duty").get(page).text


def test_clients_are_named_only_when_asked(seen: Desk) -> None:
    """Who asks for the machines sees them on the page of the result; the sighting has none."""
    page = matched(seen, clients="yes")

    assert "10.1.2.3" in seen.as_("duty").get(page).text
    with seen.node.store.read() as tx:
        newest = next(iter(objects.of_type(tx, ["sighting"], 1)))
    assert b"10.1.2.3" not in newest.raw


def _strictly(node: Node, paths: Sequence[Path], search: Search, told: Told | None = None) -> Sweep:
    return sweep(node, paths, replace(search, above=50), told)


def test_what_may_not_count_is_shown_as_a_number(
    seen: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hit of an indicator that is not sure enough is none, and the page says how many there were."""
    monkeypatch.setattr(log_matching, "sweep", _strictly)

    found = seen.as_("duty").get(matched(seen)).text

    assert "watch.score" in found
    assert "login[.]evil[.]example" not in found


def test_the_form_says_what_is_missing(seen: Desk) -> None:
    """Without a file, or with a choice that is none, the form comes back with the reason."""
    duty = seen.as_("duty")

    assert duty.post("/watch/match", {"validity": "now", "tlp": "red"}).status_code == 422
    for wrong in ({"validity": "never", "tlp": "red"}, {"validity": "now", "tlp": "pink"}):
        answer = duty.post("/watch/match", wrong, files={"file": ("a.csv", LOG)})
        assert 400 <= answer.status_code < 500


def test_only_duty_and_analysts_match(seen: Desk) -> None:
    """Other roles get neither the form nor the results."""
    page = matched(seen)
    for role in ("release", "lawyer", "admin", "auditor"):
        for path in ("/watch/match", page):
            assert seen.as_(role).get(path).status_code == 403


def test_other_long_work_is_no_match(seen: Desk) -> None:
    """The page of a match shows matches only."""
    work = seen.node.works.start("other", "x", "duty", lambda _: {})
    seen.node.works.wait(10)

    assert seen.as_("duty").get(f"/watch/matches/{work}").status_code == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("dns.log", "dns.log"), ("../../etc/passwd", "passwd"), ("..", "log"), ("C:\\a\\dns.log.gz", "dns.log.gz"), ("", "log"), ("đ.csv", "csv")],
)  # fmt: skip
def test_a_name_from_outside_is_no_path(sent: str, kept: str) -> None:
    """Of the name of an upload remains what cannot lead anywhere."""
    assert file_name(sent) == kept


@pytest.mark.parametrize("language", ["en", "vi"])
def test_live_traffic_is_shown(seen: Desk, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate, lag, what waits and what was dropped of each file and socket; and a process that just ended."""
    assert "khien watch follow" in seen.as_("duty", language).get("/watch").text
    report, now = Report(seen.node, "listen"), seen.node.clock()
    feed = Feed("udp://127.0.0.1:5514", lines=6_000, hits=7, dropped=41, lag_s=2.25, behind=12)
    feed.recent.append((now, 6_000))
    feed.samples.append(Unreadable(17, "watch.time", "<dns>"))
    feed.samples.append(Unreadable(3, "watch.json", "dns", "nats:DNS:41"))
    feed.odd_times = 5
    feed.away_since, feed.away_why = now, "ConnectionRefusedError"
    old = Feed("old.log", lag_s=78_169.2)
    report.write([feed, old], Counter({"watch.pap": 3}), now)

    text = seen.as_("duty", language).get("/watch").text
    monkeypatch.setattr(standing, "_lives", lambda _: False)
    ended = seen.as_("duty", language).get("/watch").text
    report.end()

    assert "udp://127.0.0.1:5514" in text
    assert all(f">{one}</td>" in text for one in (100, 41, 12, 7))
    assert ("2.2 s" if language == "en" else "2,2 s") in text
    assert ("21 h 42 min" if language == "en" else "21 giờ 42 phút") in text
    assert in_use() in text
    assert "&lt;dns&gt;" in text
    assert ("Line 17" if language == "en" else "Dòng 17") in text
    assert "<code>nats:DNS:41</code>" in text
    assert ("5 lines have a time" if language == "en" else "5 dòng ghi thời gian") in text
    assert "watch.pap</code></a> 3" in text
    assert ("broker away" if language == "en" else "mất kết nối nguồn") in text
    assert ("nobody listens there" if language == "en" else "không có dịch vụ nào") in text
    assert "nobody listens" not in ended
    assert text.count('data-tone="bad"') == 3
    assert ended.count('data-tone="bad"') == 3


@pytest.mark.parametrize("language", ["en", "vi"])
def test_hits_have_their_course(seen: Desk, language: str) -> None:
    """An indicator stands with how often, by whom and when it was seen, and with a bar where that was."""
    page = seen.as_("auditor", language).get("/watch/hits?span=month").text

    assert "login[.]evil[.]example" in page
    assert page.count("<rect") == 2
    assert "· Asia/Ho_Chi_Minh</p>" in page  # whose days they are
    assert 'class="number" data-label' in page
    assert "/partners/asean-cert" in page
    seen.clock.move(timedelta(days=40))
    later = seen.as_("auditor", language).get("/watch/hits?span=x").text
    assert "<rect" not in later


def test_the_page_of_the_watch_has_hunts_for_those_who_may(seen: Desk) -> None:
    """How far a hunt is and what it found so far is seen while it runs; it is not for everybody."""
    node, told = seen.node, Event()
    first = {"value": "a.example", "indicators": [], "seen": [], "count": 1, "days": 1, "clients": 1,
             "first_seen": "2026-11-21T00:00:00Z", "last_seen": "2026-11-21T00:00:00Z",
             "pseudonyms": []}  # fmt: skip

    def run(tell: Callable[[int, int], None]) -> Mapping[str, Any]:
        tell(3, 90)
        told.wait(30)
        return {"values": 1, "unknown": 0, "seen": 1, "listed": [first], "days": 90}

    def noted() -> Work:
        return node.works.found(work)

    work = node.works.start(
        HUNT, "a.example", "duty", run, so_far=lambda: {"listed": [first], "seen": 1}
    )
    until = time.monotonic() + 30
    while not noted().result and time.monotonic() < until:
        time.sleep(0.01)
    try:
        page = seen.as_("duty").get("/watch").text
        assert f"/watch/hunts/{work}" in page
        assert "3 of 90 days read" in page
        assert "1 value seen" in page
        running = seen.as_("duty", "vi").get(f"/watch/hunts/{work}").text
        assert "Kết quả đầu tiên" in running
        assert "a[.]example" in running
        assert work not in seen.as_("auditor").get("/watch").text
    finally:
        told.set()
        node.works.wait(30)
    assert "First answers" not in seen.as_("duty").get(f"/watch/hunts/{work}").text
