"""XML without its dangers: no document type, no entities, a limit on depth and on elements.

XML 1.0 with namespaces. A name is `namespace name`, or the name alone where it has no namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from khien.intake.failures import TooBigError, XmlError
from khien.intake.limits import Limits

_MOST_CHARS: Final = 120
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_BEFORE: Final = {"<?": "?>", "<!--": "-->", "<!DOCTYPE": ">"}
_TOLD: Final = re.compile(r"\S")
_ROOT: Final = re.compile(r"<(?:[\w.-]++:)?([\w.-]++)[\s/>]")


@dataclass(slots=True)
class Element:
    """One element; `name` is without its namespace, `text` what stands directly in it.

    An attribute with a namespace is named `@` and its local name.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def at(self, *path: str) -> Element | None:
        """The element at the end of a path of names; the first one at each step."""
        here: Element | None = self
        for name in path:
            here = None if here is None else here.child(name)
        return here

    def every(self, *path: str) -> Iterator[Element]:
        """Each element at the end of a path of names, whichever way leads there."""
        if not path:
            yield self
            return
        for one in self.children:
            if one.name == path[0]:
                yield from one.every(*path[1:])

    def said(self, *path: str) -> str:
        """The text at the end of a path of names; empty where there is none."""
        here = self.at(*path)
        return "" if here is None else here.text.strip()

    def leaves(self) -> Iterator[Element]:
        """Every element below that holds a text and no element."""
        for one in self.children:
            if one.children:
                yield from one.leaves()
            elif one.text.strip():
                yield one

    def all(self, name: str) -> Iterator[Element]:
        """Every element of this name below, in order."""
        for one in self.children:
            if one.name == name:
                yield one
            yield from one.all(name)


def _attribute(key: str) -> str:
    """The name of an attribute; one with a namespace has `@` before it, so that `xsi:type` is not `type`."""
    namespace, _, local = key.rpartition(" ")
    return f"@{local}" if namespace else local


class _Reading:
    """One document while it is read."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.open: list[Element] = []
        self.texts: list[list[str]] = []  # of each open element, joined when it closes
        self.root = Element("", "", {})
        self.count = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.limits.max_items:
            raise TooBigError(self.name, self.limits.max_items, "items")
        if len(self.open) >= self.limits.max_depth:
            raise XmlError(self.name, "depth", str(self.limits.max_depth))
        namespace, _, local = name.rpartition(" ")
        plain = {_attribute(key): value for key, value in attributes.items()}
        element = Element(local, namespace, plain)
        (self.open[-1] if self.open else self.root).children.append(element)
        self.open.append(element)
        self.texts.append([])

    def end(self, _: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def data(self, text: str) -> None:
        self.texts[-1].append(text)

    def refuse(self, *_: object) -> None:
        # XML 1.0 §2.8: who allows a document type allows entities that grow without end or read files.
        raise XmlError(self.name, "DOCTYPE", "")


def _past_blanks(text: str, at: int) -> int:
    found = _TOLD.search(text, at)
    return len(text) if found is None else found.start()


def root_name(text: str) -> str:
    """The name of the outermost element, without its prefix; empty where no element begins the text.

    What may stand before it is passed over: a declaration, comments, a document type with its entities.
    """
    at = _past_blanks(text, 0)
    while (opened := next((o for o in _BEFORE if text.startswith(o, at)), "")) != "":
        end = _BEFORE[opened]
        if opened == "<!DOCTYPE":
            bracket, close = text.find("[", at), text.find(">", at)
            end = "]>" if 0 <= bracket < close else ">"
        found = text.find(end, at)
        if found < 0:
            return ""
        at = _past_blanks(text, found + len(end))
    root = _ROOT.match(text, at)
    return root[1] if root else ""


def parse_xml(name: str, text: str, limits: Limits) -> Element:
    """Read a document.

    Raises:
        XmlError: not well formed, too deep, or with a document type.
        TooBigError: more elements than `limits.max_items`.
    """
    reading = _Reading(name, limits)
    # The text was decoded already, whatever its declaration says of the bytes that it came in.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.data
    parser.StartDoctypeDeclHandler = reading.refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 -- expat's own signature
    except expat.ExpatError as error:
        raise XmlError(name, str(error)[:_MOST_CHARS], f"{error.lineno}:{error.offset}") from error
    return reading.root.children[0]


def written(element: Element, around: str = "") -> str:
    """An element as XML again: the same names, namespaces, attributes and texts, without prefixes.

    Args:
        element: what to write.
        around: the namespace of what it stands in.
    """
    said = "".join(
        f" xsi:{key[1:]}={quoteattr(value)}"
        if key.startswith("@")
        else f" {key}={quoteattr(value)}"
        for key, value in element.attributes.items()
    )
    space = f" xmlns={quoteattr(element.namespace)}" if element.namespace != around else ""
    if "xsi:" in said:
        space += f' xmlns:xsi="{_INSTANCE}"'
    inner = "".join(written(one, element.namespace) for one in element.children)
    return f"<{element.name}{space}{said}>{escape(element.text)}{inner}</{element.name}>"
