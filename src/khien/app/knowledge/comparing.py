"""What changed between two versions, property by property, as a person would say it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

import msgspec

from khien.model.words import WORDS

ALWAYS: Final = frozenset({"modified"})  # every version has its own
MOST_WORDS: Final = 2_000  # of one text that is compared word by word
MOST_CHANGES: Final = 200
DEEPEST: Final = 6

Kind = Literal["added", "removed", "changed", "list", "text"]
Piece = tuple[Literal["same", "added", "removed"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs.

    Attributes:
        path: its place, as in `external_references.url`.
        kind: `list` names what was `added` to and `removed` from a list; `text` has the `pieces` of a
            text that was rewritten in parts; the others have what stood there `before` and stands `after`.
    """

    path: str
    kind: Kind
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def label(self) -> str:
        """The code of the label of the property; '' where nobody here knows it."""
        code = f"property.{self.path.partition('.')[0].replace('_', '-')}"
        return code if code in WORDS else ""


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Everything that differs, in the order of the names; at most `MOST_CHANGES`."""
    found = _between(old, new, "", 0)
    return tuple(change for _, change in zip(range(MOST_CHANGES), found, strict=False))


def _between(
    old: Mapping[str, Any], new: Mapping[str, Any], above: str, depth: int
) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        path = f"{above}.{name}" if above else name
        if path in ALWAYS or (name in old and name in new and old[name] == new[name]):
            continue
        if name not in old:
            yield Change(path, "added", after=shown(new[name]))
        elif name not in new:
            yield Change(path, "removed", before=shown(old[name]))
        else:
            yield from _changed(old[name], new[name], path, depth)


def _changed(old: object, new: object, path: str, depth: int) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping) and depth < DEEPEST:
        yield from _between(old, new, path, depth + 1)
    elif isinstance(old, list) and isinstance(new, list):
        before, after = [shown(one) for one in old], [shown(one) for one in new]
        yield Change(
            path,
            "list",
            added=tuple(one for one in after if one not in before),
            removed=tuple(one for one in before if one not in after),
        )
    elif isinstance(old, str) and isinstance(new, str) and (pieces := _pieces(old, new)):
        yield Change(path, "text", pieces=pieces)
    else:
        yield Change(path, "changed", before=shown(old), after=shown(new))


def shown(value: object) -> str:
    """A value as text: texts as they are, all else as JSON."""
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value, order="sorted").decode()


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both, each with what became of it; nothing for texts that have little in common."""
    before, after = old.split(), new.split()
    if min(len(before), len(after)) < 4 or max(len(before), len(after)) > MOST_WORDS:
        return ()
    matched = SequenceMatcher(None, before, after, autojunk=False)
    if matched.ratio() < 0.3:
        return ()
    return tuple(piece for step in matched.get_opcodes() for piece in _step(step, before, after))


def _step(
    step: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]
) -> Iterator[Piece]:
    tag, from_old, to_old, from_new, to_new = step
    if tag == "equal":
        yield "same", " ".join(before[from_old:to_old])
        return
    if to_old > from_old:
        yield "removed", " ".join(before[from_old:to_old])
    if to_new > from_new:
        yield "added", " ".join(after[from_new:to_new])
