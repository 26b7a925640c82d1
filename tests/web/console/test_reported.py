"""The reports of imports: listed, read item by item, and taken along as JSON and as a table."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from io import StringIO

from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind
from khien.exchange.imports import rows
from khien.intake import Outcome, ReportEntry
from tests.exchange.feeds.source import serving
from tests.exchange.feeds.test_desk import lines
from tests.web.console.conftest import Desk

LIST = "bad.example\nnot a value!\n=cmd()\nbad.example\n"
HERE = "/objects/imports"


def brought(desk: Desk) -> str:
    """Bring a list in; the address of its report, as the page of the import links it."""
    answer = desk.as_("analyst").post(
        "/objects/import", {"format": "list"}, files=[("file", ("list.txt", LIST.encode()))]
    )
    assert answer.status_code == 200, answer.text
    return str(re.findall(rf'href="({HERE}/batch--[0-9a-f-]+)"', answer.text)[0])


def test_a_report_is_found_again(desk: Desk) -> None:
    """From the list, the import and the object one comes to what became of each item, and why."""
    path = brought(desk)
    analyst = desk.as_("analyst")

    assert path in analyst.get(HERE).text
    page = analyst.get(path).text
    assert "bad[.]example" in page
    found = re.findall(r'href="(/objects/indicator--[0-9a-f-]+)"', page)
    assert path in analyst.get(found[0]).text
    only = analyst.get(f"{path}?outcome=kept&after=x").text
    assert "bad[.]example" in only
    assert "not a value" not in only
    assert "No item had this outcome" in analyst.get(f"{path}?outcome=changed").text
    assert analyst.get(f"{path}x").status_code == 404
    assert "Báo cáo nạp" in desk.as_("analyst", "vi").get(path).text
    assert desk.as_("auditor").get(path).status_code == 403


def test_a_run_of_a_feed_is_named_in_both_languages(desk: Desk) -> None:
    """It has no officer, and its name in the store is ours: people read the word of their language."""
    with serving() as source:
        source.bodies["/list.txt"] = lines("bad.example")
        terms = Terms(kind=Kind.HTTP, address=f"{source.base}/list.txt", tlp="green")
        desk.node.feeds.add("open-list", terms)
        desk.node.feeds.run("open-list")
    for language, words in (("en", "Feed open-list"), ("vi", "Nguồn tin open-list")):
        analyst = desk.as_("analyst", language)
        listed = analyst.get(HERE).text
        (path,) = re.findall(rf'href="({HERE}/batch--[0-9a-f-]+)"', listed)
        report = analyst.get(path).text
        assert f">{words}</a>" in listed
        assert f"<h1>{words}</h1>" in report
        assert "intake.kept" not in report  # what came as it is has nothing to explain


def test_a_report_is_taken_along(desk: Desk) -> None:
    """As JSON and as a table it holds every item, in the reader's words; no cell is computed."""
    path = brought(desk)
    analyst = desk.as_("analyst", "vi")

    whole = json.loads(analyst.get(f"{path}/report.json").content)
    table = analyst.get(f"{path}/report.csv")
    read = list(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))

    assert sum(whole["counts"].values()) == len(whole["items"]) == len(read) >= 3
    assert whole["author"] == "analyst"
    assert [one["outcome"] for one in read] == [one["outcome"] for one in whole["items"]]
    assert not any(cell.startswith(("=", "+", "-", "@")) for one in read for cell in one.values())
    assert "attachment" in table.headers["content-disposition"]
    kept = next(one for one in whole["items"] if one["outcome"] == "kept")
    assert kept["objects"][0].startswith("indicator--")
    assert analyst.get(f"{path}x/report.json").status_code == 404


def test_long_reports_and_lists_go_on(desk: Desk) -> None:
    """A report of many items and a list of many imports are shown a page at a time, without a gap."""
    path = brought(desk)
    batch = path.rpartition("/")[2]
    more = [ReportEntry(f"item {n:04}", Outcome.REFUSED, "import.unknown") for n in range(1_150)]
    with desk.node.store.write() as tx:
        rows.keep_report(tx, batch, more, "part.json")
    analyst = desk.as_("analyst")
    seen, at = [], f"{path}?outcome=refused"
    while at:
        page = analyst.get(at).text
        seen += re.findall(r"item \d{4}", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        at = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"item {n:04}" for n in range(1_150)]
    desk.clock.move(timedelta(minutes=1))
    for _ in range(50):
        brought(desk)
    first = analyst.get(HERE).text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    assert path in analyst.get(following[1]).text
    assert path not in first
    assert analyst.get(f"{HERE}?after=nonsense").status_code == 200


def test_a_feed_leaves_a_report_of_every_item(desk: Desk) -> None:
    """What a run of a feed kept and refused is read from the page of the feed, item by item."""
    with serving() as source:
        source.bodies["/list.txt"] = lines("a.bad.example", "not a value!")
        terms = Terms(kind=Kind.HTTP, address=f"{source.base}/list.txt", tlp="green")
        desk.node.feeds.add("open-list", terms)
        desk.node.feeds.run("open-list")

    feed = desk.as_("duty").get("/feeds/open-list").text
    path = re.findall(rf'href="({HERE}/batch--[0-9a-f-]+)"', feed)[0]
    page = desk.as_("duty").get(path).text

    assert "a[.]bad[.]example" in page
    assert "refused" in page
    assert path not in desk.as_("auditor").get("/feeds/open-list").text
