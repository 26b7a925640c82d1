"""A file is dropped on the page of the objects with the mouse."""

from __future__ import annotations

from playwright.sync_api import Browser

from khien.app.demo.play import Play
from tests.browser.reader import DESKTOP, PHONE, Seat, reading

DROP = """
(text) => {
  const files = new DataTransfer();
  files.items.add(new File([text], "dropped.md", { type: "text/markdown" }));
  const zone = document.querySelector("form.drop");
  zone.dispatchEvent(new DragEvent("dragover", { dataTransfer: files, bubbles: true, cancelable: true }));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
}
"""
REPORT = "# A campaign\n\n- the server dropped-evil[.]com controls the malware\n"


def test_a_dropped_report_opens_its_review(browser: Browser, play: Play) -> None:
    """Dropping is enough: the report is read, and its review opens with the marks; a click leads to the item."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/objects")
        with reader.page.expect_navigation():
            reader.page.evaluate(DROP, REPORT)
        assert "/objects/readings/reading--" in reader.page.url
        mark = reader.page.locator("mark a").first
        mark.click()
        number = (mark.get_attribute("href") or "").removeprefix("#")
        assert reader.page.locator(f"tr#{number}:target").count() == 1

    assert reader.faults == []


BOXES = """
() => ["#text-head", ".document", ".graph", ".items"].map((one) => {
  const box = document.querySelector(one).getBoundingClientRect();
  return {left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY};
})
"""


def test_text_and_graph_stand_side_by_side(browser: Browser, play: Play) -> None:
    """On a desk both are seen at once, without scrolling; on a telephone one is below the other."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/objects")
        with reader.page.expect_navigation():
            reader.page.evaluate(DROP, REPORT * 40)
        reader.sized(DESKTOP)
        reader.page.wait_for_selector(".graph canvas")
        head, text, graph, found = reader.page.evaluate(BOXES)

        assert text["right"] <= graph["left"]
        assert graph["top"] < text["bottom"]
        assert head["top"] < graph["bottom"] <= DESKTOP[1]
        assert graph["bottom"] < found["top"]
        reader.sized(PHONE)
        _, text, graph, found = reader.page.evaluate(BOXES)
        assert text["bottom"] <= graph["top"] < found["top"]
        assert text["left"] == graph["left"] or abs(text["left"] - graph["left"]) < 40

    assert reader.faults == []


CUT = """
() => [...document.querySelectorAll(".items textarea")]
  .filter((one) => one.scrollHeight > one.clientHeight).map((one) => one.value)
"""
LONG = (
    "- C2 of the malware: hxxps://very-long-host-name.dropped-evil[.]com/a/long/path/to/payload.php?id=1234567890\n"
    "- SHA-256 of the malware: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f\n"
)


def test_no_value_is_cut_in_its_field(browser: Browser, play: Play) -> None:
    """A hash and a long address can be read whole where they are corrected, on a desk and on a telephone."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/objects")
        with reader.page.expect_navigation():
            reader.page.evaluate(DROP, REPORT + LONG)
        for size in (DESKTOP, PHONE):
            reader.sized(size)
            assert reader.page.locator('.items textarea[rows="3"]').count() == 1
            assert reader.page.evaluate(CUT) == []

    assert reader.faults == []
