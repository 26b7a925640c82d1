"""Which format a file is in, told by its content and never by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from khien.intake import (
    misp_galaxy_file,
    misp_taxonomy,
    openioc,
    stix1,
    suricata_rules,
    xarf,
    zeek_intel,
    zone_file,
)
from khien.intake.columns import delimiter_of
from khien.intake.csv_table import table_of
from khien.intake.failures import UnknownFormatError, UnreadableError, WarninglistError
from khien.intake.lists import COMMENT_SIGNS, parse_line
from khien.intake.plain_xml import root_name
from khien.intake.strict_json import Element, Outline
from khien.intake.wishes import Wish

FORMATS: Final = (
    "stix", "misp", "list", "csv", "csaf", "xarf", "cacao", "galaxy", "taxonomy", "openioc", "stix1", "zeek", "suricata", "rpz",
)  # fmt: skip
_BY_ROOT: Final = {"openioc": openioc.ROOTS, "stix1": stix1.ROOTS}
_BY_BEGINNING: Final = {
    "zeek": zeek_intel.LOOKS_LIKE,
    "suricata": suricata_rules.LOOKS_LIKE,
    "rpz": zone_file.LOOKS_LIKE,
}

_LINES_LOOKED_AT: Final = 200
_STIX_ID: Final = re.compile(r"[a-z0-9-]+--[0-9a-fA-F-]{36}")
_EVENT_PARTS: Final = frozenset({"Attribute", "Object", "Orgc", "analysis", "threat_level_id"})
_LOOKED_AT_CHARS: Final = 200_000
_ONE_IN: Final = 3  # a list may have a preamble; prose has fewer indicators than this
_FOREIGN: Final = {
    "an empty file": re.compile(r"\s*\Z"),
    "a PDF document": re.compile("%PDF-"),
    "HTML or XML": re.compile(r"\s*<[!?a-zA-Z]"),
    "binary content": re.compile("[^\x00-\x08\x0e-\x1f]*[\x00-\x08\x0e-\x1f]"),
}


def json_format(name: str, outline: Outline) -> str:
    """Tell STIX from MISP.

    Raises:
        UnknownFormatError: JSON, and neither.
    """
    members = outline.members
    paper = _paper_format(outline)
    if paper is not None:
        return paper
    if outline.shape == "object" and outline.listed_in != "response":
        if "objects" in members or _is_stix({k: m.value for k, m in members.items()}):
            return "stix"
        if _is_warninglist(members):
            raise WarninglistError(name)
        if _is_of_misp({k: m.value for k, m in members.items()}):
            return "misp"
        named = f": {', '.join(members)[:120]}" if members else ""
        raise UnknownFormatError(name, f"JSON object{named}", FORMATS)
    first = next((e.value for e in outline.items if isinstance(e.value, dict)), None)
    if outline.listed_in == "response" or (first is not None and _is_of_misp(first)):
        return "misp"
    if first is None or _is_stix(first) or "objects" in first:
        return "stix"
    raise UnknownFormatError(name, f"JSON {outline.shape}: {', '.join(first)[:120]}", FORMATS)


def _paper_format(outline: Outline) -> str | None:
    """A document of its own kind: an advisory, an abuse report, a playbook; the first one tells."""
    first: object = {name: member.value for name, member in outline.members.items()}
    if outline.shape != "object":
        first = next((one.value for one in outline.items if isinstance(one.value, dict)), None)
    if not isinstance(first, dict):
        return None
    document = first.get("document")
    if isinstance(document, dict) and "csaf_version" in document:
        return "csaf"
    if first.get("type") == "playbook" and (
        "workflow" in first or first.get("spec_version") == "cacao-2.0"
    ):
        return "cacao"
    if misp_galaxy_file.looks_like(first):
        return "galaxy"
    if misp_taxonomy.looks_like(first):
        return "taxonomy"
    return "xarf" if xarf.looks_like(first) else None


def _is_stix(content: dict[str, object]) -> bool:
    return isinstance(content.get("type"), str) and (
        content["type"] == "bundle" or _STIX_ID.fullmatch(str(content.get("id"))) is not None
    )


def _is_warninglist(members: Mapping[str, Element]) -> bool:
    return {"name", "type", "list"} <= members.keys()


def _is_of_misp(content: dict[str, object]) -> bool:
    """Whether this is an event of MISP, or what a search of MISP gives."""
    names = content.keys()
    if names & {"Event", "response"} or ("info" in names and names & _EVENT_PARTS):
        return True
    parts = [content[one] for one in ("Attribute", "Object", "Sighting") if one in content]
    is_attribute = {"type", "value", "category"} <= names
    return is_attribute or any(isinstance(one, dict | list) for one in parts)


def text_format(name: str, text: str, wish: Wish) -> str:
    """Tell a table from a list, both from anything else.

    Raises:
        UnknownFormatError: neither holds enough that reads as indicators.
    """
    start = text[:_LOOKED_AT_CHARS]
    root = root_name(start)
    for known, names in _BY_ROOT.items():
        if root in names:
            return known
    for known, signs in _BY_BEGINNING.items():
        if signs.match(start):
            return known
    for seen, signs in _FOREIGN.items():
        if signs.match(start):
            raise UnknownFormatError(name, seen, FORMATS)
    lines = [line.strip() for line in start.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]]
    written = [line for line in lines if line]
    read = [parse_line(line) for line in written if not line.startswith(COMMENT_SIGNS)]
    good = sum(bool(line.values or line.passed) for line in read)
    if wish.columns:
        return "csv"  # whoever names columns has a table, and is told what is wrong with it
    if delimiter_of(start) is not None and _has_values(name, start, wish):
        return "csv"
    crowded = sum(line.crowded for line in read)  # words around values are for a person to read
    if good * _ONE_IN >= len(read) > crowded * _ONE_IN or not read:
        return "list"
    raise UnknownFormatError(name, f"text: {written[0][:80]}", FORMATS)


def _has_values(name: str, start: str, wish: Wish) -> bool:
    try:
        table_of(name, start, wish)
    except UnreadableError:
        return False
    return True
