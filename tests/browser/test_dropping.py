"""A file is dropped on the page of the objects with the mouse."""

from __future__ import annotations

from playwright.sync_api import Browser

from khien.app.demo.play import Play
from tests.browser.reader import Seat, reading

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
