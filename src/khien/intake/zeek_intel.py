"""Zeek intel files: tab-separated, the columns named by the `#fields` line.

Source: Zeek, Intelligence Framework; `meta.desc`, `meta.source` and `meta.url` say where it is from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from khien.intake.creation import cited
from khien.intake.listing import Context, Listing
from khien.intake.observed import HASH_KINDS, observe
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.wishes import Wish

LOOKS_LIKE: Final = re.compile(
    r"(?:#(?!fields)[^\n]*\n)*#fields\t(?=(?:[^\n]*\t)?indicator[\t\r\n])[^\n]*\bindicator_type\b"
)
"""The beginning of an intel file."""

_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "Intel::ADDR": frozenset({"ipv4", "ipv6"}),
    "Intel::SUBNET": frozenset({"ipv4", "ipv6", "cidr"}),
    "Intel::URL": frozenset({"url", "domain"}),
    "Intel::EMAIL": frozenset({"email"}),
    "Intel::DOMAIN": frozenset({"domain"}),
    "Intel::FILE_HASH": frozenset(HASH_KINDS.values()),
}
_UNSET: Final = frozenset({"", "-", "(empty)"})
_CARRIED: Final = frozenset({"indicator", "indicator_type", "meta.desc", "meta.source", "meta.url"})
_ESCAPED: Final = re.compile(r"\\x([0-9A-Fa-f]{2})")  # as Zeek writes what would end a cell


def read_zeek_intel(name: str, text: str, wish: Wish) -> Intake:
    """Read an intel file; each line that is no comment is an item.

    Software, user names, file names and hashes of certificates and keys have no place in a list of
    indicators here and are refused, each by itself.
    """
    listing = Listing(name, "zeek", wish)
    fields: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#fields"):
            fields = line.split("\t")[1:]
            left = [one for one in fields if one not in _CARRIED]
            listing.say_columns(fields, left)
        elif line.startswith("#"):
            listing.say(f"line {number}", Outcome.SKIPPED, "intake.comment", line)
        elif line.strip():
            cells = dict(zip(fields, line.split("\t"), strict=False))
            _take(listing, f"line {number}", line, cells)
    return listing.intake()


def _take(listing: Listing, item: str, line: str, cells: Mapping[str, str]) -> None:
    kind, raw = cells.get("indicator_type", ""), cells.get("indicator", "").strip()
    written = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw)
    if kind not in _KINDS:
        listing.say(item, Outcome.REFUSED, "intake.kind-not-carried", kind or line)
        return
    found = observe(written)
    if found is None:
        listing.say(item, Outcome.REFUSED, "intake.not-an-indicator", written or line)
        return
    if found.kind not in _KINDS[kind]:
        mismatch = Remark("intake.type-mismatch", "", f"{kind}: {found.kind}")
        found = replace(found, changes=(*found.changes, mismatch))
    listing.take(item, [found], _context(listing.source, cells))


def _context(source: str, cells: Mapping[str, str]) -> Context:
    said = {key: value.strip() for key, value in cells.items() if value.strip() not in _UNSET}
    reference = {"source_name": said.get("meta.source", source)}
    url = observe(said.get("meta.url", ""))
    if url is not None and url.kind == "url":
        reference |= cited(reference["source_name"], url.value)
    elif "meta.url" in said:
        reference["description"] = said["meta.url"]
    references = (reference,) if "meta.source" in said or len(reference) > 1 else ()
    if len(reference) == 1:
        reference["description"] = "Zeek intel"
    return Context(description=said.get("meta.desc", ""), references=references)
