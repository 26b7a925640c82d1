"""Rules that hold for any STIX object, known or not: keys, numbers, text, emptiness, depth (STIX 2.1 §2, §3)."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator
from typing import Any, Final

from khien.model.stix.findings import Finding

DEPTH: Final = 32  # levels of nesting; the deepest standard object has 6
INTEGER: Final = 2**53 - 1  # RFC 7493 §2.2, STIX 2.1 §2.8

_PROPERTY: Final = re.compile(r"(?:[a-z][a-z0-9_]{2,249}|id)\Z")  # STIX 2.1 §3.1
_EASED: Final = frozenset({"stix.empty", "stix.null", "stix.key-name"})
_KEY: Final = re.compile(r"[a-zA-Z0-9_-]{1,250}\Z")  # STIX 2.1 §2.3
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
# DEL and C1 controls; marks that change direction; zero-width and invisible characters (Unicode TR36, TR39).
_HIDDEN: Final = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)

_ESCAPE: Final = re.compile(rb"\\.")
_QUIET_ESCAPES: Final = frozenset({rb"\t", rb"\n", rb"\r", rb"\"", rb"\\"})


def json_holds(content: dict[str, Any], known: Container[str]) -> Iterator[Finding]:
    """Every finding about the JSON itself, whatever the type.

    Args:
        content: a decoded JSON object.
        known: the properties that the object's definition names. Deep inside others, an empty list or
            null is said and kept: real catalogues (ATT&CK) have them in properties of their own.
    """
    for name, value in content.items():
        if isinstance(value, str) and name in known and value.isprintable():
            continue  # most of what there is
        if name not in known and _PROPERTY.match(name) is None:
            yield Finding("stix.property-name", name[:250])
            yield from _text(name, "")
        found = value_holds(value, name)
        yield from found if name in known else _eased(found, name)


def _eased(found: Iterator[Finding], name: str) -> Iterator[Finding]:
    for finding in found:
        if finding.code in _EASED and finding.path != name:
            yield Finding("stix.value", finding.path)
        else:
            yield finding


def value_holds(value: object, path: str, depth: int = 1) -> Iterator[Finding]:
    """Every finding about one value and what is in it, whatever property it stands in."""
    if isinstance(value, str):
        if not value.isprintable():
            yield from _text(value, path)
    elif isinstance(value, list | dict):
        yield from _inside(value, path, depth)
    elif value is None:
        yield Finding("stix.null", path)  # STIX 2.1 §3.1
    elif isinstance(value, int):
        if not -INTEGER <= value <= INTEGER:
            yield Finding("stix.number", path)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Finding("stix.number", path)


def surely_holds(value: object, depth: int = 1) -> bool:
    """Whether `value_holds` has nothing to say about plain values; False says nothing."""
    if isinstance(value, str):
        return value.isprintable()
    if isinstance(value, int):
        return -INTEGER <= value <= INTEGER
    if not value or depth >= DEPTH:
        return False
    if isinstance(value, dict):
        # Loops: it is asked about every object that an import makes.
        for key, inner in value.items():
            if _KEY.match(key) is None or not surely_holds(inner, depth + 1):
                return False
        return True
    if not isinstance(value, list):
        return False
    for inner in value:  # noqa: SIM110 -- as above
        if not surely_holds(inner, depth + 1):
            return False
    return True


def _inside(value: list[Any] | dict[str, Any], path: str, depth: int) -> Iterator[Finding]:
    if not value:
        yield Finding("stix.empty", path)  # STIX 2.1 §2.3, §2.10
    elif depth >= DEPTH:
        yield Finding("stix.too-deep", path, str(DEPTH))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from value_holds(inner, f"{path}.[{index}]", depth + 1)
    else:
        for key, inner in value.items():
            if _KEY.match(key) is None:
                yield Finding("stix.key-name", f"{path}.{key[:250]}")
                yield from _text(key, path)
            yield from value_holds(inner, f"{path}.{key}", depth + 1)


def text_is_quiet(canonical: bytes) -> bool:
    """Whether no text in a canonical object holds a character that `json_holds` would name.

    Args:
        canonical: the RFC 8785 form, in which control characters are escaped and all others are not.
    """
    if b"\\" in canonical and not _QUIET_ESCAPES.issuperset(_ESCAPE.findall(canonical)):
        return False
    if canonical.isascii():
        return b"\x7f" not in canonical
    text = canonical.decode()
    return text.isprintable() or _HIDDEN.search(text) is None


def _text(text: str, path: str) -> Iterator[Finding]:
    if "\x00" in text:
        yield Finding("stix.nul", path)
    if (found := _CONTROL.search(text)) is not None:
        yield Finding("stix.control-character", path, f"U+{ord(found[0]):04X}")
    if (found := _HIDDEN.search(text)) is not None:
        yield Finding("stix.hidden-character", path, f"U+{ord(found[0]):04X}")
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield Finding("stix.not-json", path, "lone surrogate")  # RFC 7493 §2.1
