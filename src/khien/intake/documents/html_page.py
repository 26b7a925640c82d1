"""HTML: the text that a reader of the page sees, and where its links lead. Nothing is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

from khien.intake.documents.charsets import decoded
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import Manuscript, fact
from khien.intake.documents.paper import Prose
from khien.intake.reporting import Remark

_Attributes = Sequence[tuple[str, str | None]]

_PASSED_OVER: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "nav", "iframe", "object", "canvas", "select"}
)
_LINES: Final = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol option p pre section summary"
    " table tbody tfoot thead tr ul".split()
)
_CELLS: Final = frozenset({"td", "th"})
_META: Final = {
    "og:title": "title",
    "og:site_name": "publisher",
    "publisher": "publisher",
    "article:publisher": "publisher",
    "author": "author",
    "article:published_time": "published",
    "date": "published",
    "dc.date": "published",
    "pubdate": "published",
    "content-language": "language",
}
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES: Final = 4_096


def read_html(name: str, body: bytes, limits: DocumentLimits, declared: str = "") -> Prose:
    """The text of a page.

    Args:
        name: what the refusal calls it.
        body: its bytes.
        limits: ceilings.
        declared: the encoding, where whoever sent the page named one.

    Raises:
        TooMuchError: longer than the limit.
    """
    said = _CHARSET.search(body[:_HEAD_BYTES])
    page = _Page(name, limits)
    page.feed(decoded(body, declared or (said[1].decode("ascii") if said else "")))
    page.close()
    return page.prose()


class _Page(HTMLParser):
    """Collects what a reader sees. Depth costs nothing: there is no tree, only a list of what is open."""

    def __init__(self, name: str, limits: DocumentLimits) -> None:
        super().__init__(convert_charrefs=True)
        self._written = Manuscript(name, limits)
        self._facts: dict[str, str] = {}
        self._title: list[str] | None = None
        self._preformatted = 0
        self._passing: list[tuple[str, tuple[int, int]]] = []
        self._passed: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag in _PASSED_OVER:
            self._passing.append((tag, self._written.mark()))
        elif tag == "a":
            self._written.begin_link(given.get("href", ""))
        elif tag == "title":
            self._title = []
        elif tag == "meta":
            self._say(given.get("property") or given.get("name", ""), given.get("content", ""))
        elif tag == "html":
            self._say("content-language", given.get("lang", ""))
        elif tag == "time":
            self._say("pubdate", given.get("datetime", ""))
        elif tag in _CELLS:
            self._written.write("\t", as_is=True)
        elif tag in _LINES:
            self._written.line()
        self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._written.end_link()
        elif tag == "title" and self._title is not None:
            self._facts["title"] = fact("".join(self._title)) or self._facts.get("title", "")
            self._title = None
        elif tag in _LINES:
            self._written.line()
        elif tag in _PASSED_OVER:
            self._pass_over(tag)
        self._preformatted -= tag == "pre" and self._preformatted > 0

    def handle_data(self, data: str) -> None:
        if self._title is None:
            self._written.write(data, as_is=self._preformatted > 0)
        else:
            self._title.append(data)

    def prose(self) -> Prose:
        """What was collected."""
        facts = self._facts
        remarks = [Remark("document.passed-over", tag, str(n)) for tag, n in self._passed.items()]
        return Prose(
            self._written.text,
            title=facts.get("title", ""),
            language=facts.get("language", ""),
            publisher=facts.get("publisher") or facts.get("author", ""),
            published=facts.get("published", ""),
            links=self._written.links,
            remarks=tuple(remarks),
        )

    def _say(self, name: str, value: str) -> None:
        known = _META.get(name.lower())
        if known and value.strip():
            self._facts.setdefault(known, fact(value))

    def _pass_over(self, tag: str) -> None:
        """What stood in it goes; one that never ends is kept, so that a page cannot hide its text in it."""
        at = next((n for n, one in enumerate(self._passing) if one[0] == tag), None)
        if at is None:
            return
        self._written.cut(self._passing[at][1])
        del self._passing[at:]
        self._passed[tag] = self._passed.get(tag, 0) + 1
