"""Which texts of a STIX 1.x part were read, and what is left of it: so that nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from khien.intake.plain_xml import Element

PEOPLE: Final = frozenset({"Contact", "Coordinator", "Responder", "Reporter"})
"""Who worked on it: persons, whom no object needs."""


class Words:
    """The texts of a package; whoever reads one takes it."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def said(self, element: Element, *path: str) -> str:
        """The text at the end of a path of names, empty where there is none; it is taken."""
        found = element.at(*path)
        if found is None:
            return ""
        self._taken.add(id(found))
        return found.text.strip()

    def each(self, element: Element, *path: str) -> list[str]:
        """Every text at the end of a path, each once; they are taken."""
        found = list(element.every(*path))
        self._taken.update(map(id, found))
        return list(dict.fromkeys(one.text.strip() for one in found if one.text.strip()))

    def take(self, element: Element) -> None:
        """An element with all that stands in it was read, or is told by itself."""
        self._taken.add(id(element))

    def rest(self, part: Element, apart: Callable[[Element], bool]) -> Iterator[tuple[str, str]]:
        """What is left: the names that lead to each text, and the text.

        Args:
            part: what was read.
            apart: whether an element below is read by itself.
        """
        for one in part.children:
            if id(one) in self._taken or apart(one):
                continue
            if one.children:
                name = _label(one)
                for inner, text in self.rest(one, apart):
                    yield f"{name} / {inner}", text
            elif one.text.strip():
                yield _label(one), one.text.strip()


def _label(element: Element) -> str:
    """The name of an element, with the source that it says it is from."""
    name, source = element.name.replace("_", " "), element.attributes.get("source", "").strip()
    return f"{name} ({source})" if source else name
