"""What observables of STIX 2.0 call otherwise than 2.1 does, and the same names where patterns speak of them.

Source: STIX 2.0 part 4 and part 5 §4 beside STIX 2.1 §6, §9 and §10.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_FILE_TIMES: Final = {"created": "ctime", "modified": "mtime", "accessed": "atime"}
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "file": _FILE_TIMES,
    "directory": _FILE_TIMES,
    "process": {"binary_ref": "image_ref", "created": "created_time"},
    "user-account": {"password_last_changed": "credential_last_changed"},
    "windows-registry-key": {"modified": "modified_time"},
}
"""By type, what each property is called now."""
GONE: Final[Mapping[str, frozenset[str]]] = {
    "process": frozenset({"name", "arguments"}),
    "file": frozenset({"is_encrypted", "encryption_algorithm", "decryption_key"}),
    "archive-ext": frozenset({"version"}),
    "raster-image-ext": frozenset({"image_compression_algorithm"}),
    "socket-ext": frozenset({"protocol_family"}),
}
"""By type or extension, what 2.1 has no longer, with nothing in its place."""
HASHES: Final[Mapping[str, str]] = {"ssdeep": "SSDEEP"}
"""Algorithms that the vocabulary of 2.1 writes otherwise."""

# What a reference leads to, as far as something of that type has another name now.
_LEADS: Final[Mapping[str, str]] = {
    "binary_ref": "file", "image_ref": "file", "content_ref": "artifact", "contains_refs": "file", "service_dll_refs": "file",
    "parent_directory_ref": "directory", "parent_ref": "process", "child_refs": "process", "creator_user_ref": "user-account",
}  # fmt: skip
_STEP: Final = r"(?:[A-Za-z_][\w-]*|'(?:\\.|[^'\\])*')(?:\[(?:\d+|\*)\])?"
_PART: Final = re.compile(
    r"'(?:\\.|[^'\\])*'"  # a constant, which stays as it is
    rf"|(?<![\w-])(?P<kind>[a-z0-9-]+):(?P<path>{_STEP}(?:\.{_STEP})*)"
    r"|\b(?P<limit>START|STOP)(?P<blank>\s*)(?=')"
)
_STEPS: Final = re.compile(_STEP)
_NAME: Final = re.compile(r"[^'\[]+")


def renamed_paths(pattern: str) -> tuple[str, list[str]]:
    """A pattern of 2.0 with the names of 2.1, its constants as they are; and the paths that 2.1 has no longer.

    The latter stay in the pattern: what it compares besides still counts. Times after START and STOP
    are literals of their own kind now (STIX 2.1 §9.5).
    """
    gone: list[str] = []

    def renamed(found: re.Match[str]) -> str:
        if found["limit"]:
            return f"{found['limit']}{found['blank'] or ' '}t"
        if not found["kind"]:
            return found[0]
        steps = list(_walked(found["kind"], _STEPS.findall(found["path"])))
        if any(is_gone for _, is_gone in steps):
            gone.append(found[0])
        return f"{found['kind']}:{'.'.join(step for step, _ in steps)}"

    return _PART.sub(renamed, pattern), list(dict.fromkeys(gone))


def _walked(kind: str, steps: list[str]) -> Iterator[tuple[str, bool]]:
    """Each step as it is called now, and whether it is there no longer; `kind` changes on the way."""
    before = ""
    for step in steps:
        found = _NAME.search(step)
        name = found[0] if found else ""
        names = (
            HASHES if before == "hashes" or before.endswith("_hashes") else RENAMED.get(kind, {})
        )
        new = names.get(name, name)
        yield step.replace(name, new, 1), name in GONE.get(kind, ())
        kind = name if before == "extensions" else _LEADS.get(name, "")
        before = name
