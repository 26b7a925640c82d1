"""HTML: the text that a reader of the page sees, and where its links lead. Nothing is run or fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from khien.intake.charsets import decoded
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import Facts, Manuscript, Mark, fact
from khien.intake.documents.paper import Prose
from khien.intake.extraction.document import Place
from khien.intake.reporting import Remark

_Attributes = Sequence[tuple[str, str | None]]

_PASSED_OVER: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "iframe",
        "object",
        "canvas",
        "select",
    }
)
_LINES: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_LEADING: Final = {"form": "action", "area": "href"}
"""What leads somewhere without words of its own, and which attribute says where."""
_SAYING: Final = frozenset({"meta", "link", "time"})
_HOST: Final = re.compile(r"https?://([\w.-]{1,253})", re.IGNORECASE)
_CELLS: Final = frozenset({"td", "th"})
_VOID: Final = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
_UNSEEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PARTS: Final[dict[str, Place]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("pre", "code"), "code"),
    "table": "table",
    "blockquote": "quote",
    "footer": "footer",
}
_META: Final = {
    "og:title": "title",
    "og:url": "publisher",
    "article:published_time": "published",
    "date": "published",
    "dc.date": "published",
    "pubdate": "published",
    "language": "language",
}
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
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


@dataclass(slots=True)
class _Hidden:
    """An element that nobody sees: its name, where it began, and how many of its name are open."""

    tag: str
    mark: Mark
    passing: int
    depth: int = 1


class _Page(HTMLParser):
    """Collects what a reader sees. Depth costs nothing: there is no tree, only a list of what is open."""

    def __init__(self, name: str, limits: DocumentLimits) -> None:
        super().__init__(convert_charrefs=True)
        self._written = Manuscript(name, limits)
        self._facts = Facts()
        self._title: list[str] | None = None
        self._preformatted = 0
        self._passing: list[tuple[str, Mark]] = []
        self._passed: Counter[str] = Counter()
        self._hidden: _Hidden | None = None

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = {key: value or "" for key, value in attrs}
        self._hide(tag, given)
        if tag in _PASSED_OVER:
            self._begin_line(tag)
            self._passing.append((tag, self._written.mark()))
        elif tag == "a":
            self._written.begin_link(given.get("href", ""))
        elif tag in _LEADING:
            self._begin_line(tag)
            self._written.begin_link(given.get(_LEADING[tag], ""))
            self._written.end_link()
        elif tag == "title":
            self._title = []
        elif tag in _CELLS:
            self._written.write("\t", as_is=True)
        elif tag in _SAYING:
            self._listen(tag, given)
        else:
            self._begin_line(tag)
        if tag in _PARTS:
            self._written.begin_part(_PARTS[tag], tag)
        if tag == "html":
            self._say("language", given.get("lang", ""))
        self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self._written.end_part(tag)
        if tag == "a":
            self._written.end_link()
        elif tag == "title" and self._title is not None:
            self._facts.title = fact("".join(self._title)) or self._facts.title
            self._title = None
        elif tag in _PASSED_OVER:
            self._pass_over(tag)
        else:
            self._begin_line(tag)
        self._preformatted -= tag == "pre" and self._preformatted > 0
        self._show(tag)

    def handle_data(self, data: str) -> None:
        if self._title is None:
            self._written.write(data, as_is=self._preformatted > 0)
        else:
            self._title.append(data)

    def prose(self) -> Prose:
        """What was collected."""
        passed = self._passed.items()
        remarks = (Remark("document.passed-over", tag, str(count)) for tag, count in passed)
        return self._written.prose(self._facts, tuple(remarks))

    def _begin_line(self, tag: str) -> None:
        if tag in _LINES:
            self._written.line()

    def _listen(self, tag: str, given: Mapping[str, str]) -> None:
        """What `meta`, `link` and `time` say about the page; the first word counts."""
        if tag == "time":
            self._say("published", given.get("datetime", ""))
        elif tag == "link" and given.get("rel", "").lower() == "canonical":
            self._say("publisher", host_of(given.get("href", "")))
        elif tag == "meta":
            name = (given.get("property") or given.get("name", "")).lower()
            value = given.get("content", "")
            self._say(_META.get(name, ""), host_of(value) if name == "og:url" else value)

    def _say(self, name: str, value: str) -> None:
        if name and value.strip() and not getattr(self._facts, name):
            setattr(self._facts, name, fact(value))

    def _hide(self, tag: str, given: Mapping[str, str]) -> None:
        """Note where an element begins that no browser shows, and those of its name within it."""
        if self._hidden is None and tag not in _VOID:
            if "hidden" in given or _UNSEEN.search(given.get("style", "")):
                self._begin_line(tag)
                self._hidden = _Hidden(tag, self._written.mark(), len(self._passing))
        elif self._hidden is not None and tag == self._hidden.tag:
            self._hidden.depth += 1

    def _show(self, tag: str) -> None:
        """What was hidden goes when its element ends; as with the others, one that never ends is kept."""
        if self._hidden is None or tag != self._hidden.tag:
            return
        self._hidden.depth -= 1
        if not self._hidden.depth:
            self._written.cut(self._hidden.mark)
            del self._passing[self._hidden.passing :]
            self._passed["hidden"] += 1
            self._hidden = None

    def _pass_over(self, tag: str) -> None:
        """What stood in it goes; one that never ends is kept, so that a page cannot hide its text in it."""
        at = next((n for n, one in enumerate(self._passing) if one[0] == tag), None)
        if at is None:
            return
        self._written.cut(self._passing[at][1])
        del self._passing[at:]
        self._passed[tag] += 1


def host_of(url: str) -> str:
    """The host of an address, in lower case, or nothing."""
    found = _HOST.match(url.strip())
    return found[1].lower() if found else ""
