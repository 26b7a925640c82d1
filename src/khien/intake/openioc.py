"""OpenIOC 1.0 and 1.1: each definition is one indicator, its tree of terms a STIX pattern.

Source: OpenIOC 1.1 schema. Under OR a term without counterpart is left out and said; under AND it takes
its whole branch along, because what is left would match more than was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from khien.intake.creation import cited
from khien.intake.misp_frame import Shelf
from khien.intake.observed import HASH_KINDS, observe
from khien.intake.papers import Paper, stamp
from khien.intake.pattern_text import comparison, quoted
from khien.intake.plain_xml import Element, parse_xml
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.wishes import Wish
from khien.model.errors import MalformedError
from khien.model.instants import stix_time
from khien.model.patterns.expression import parse_expression

ROOTS: Final = frozenset({"ioc", "iocs", "OpenIOC"})
_PATHS: Final[Mapping[str, str]] = {
    "FileItem/FileName": "file:name",
    "FileItem/FilePath": "file:parent_directory_ref.path",
    "FileItem/FullPath": "file:name",
    "RegistryItem/KeyPath": "windows-registry-key:key",
    "RegistryItem/Path": "windows-registry-key:key",
    "RegistryItem/ValueName": "windows-registry-key:values[*].name",
    "RegistryItem/Text": "windows-registry-key:values[*].data",
    "ProcessItem/name": "process:image_ref.name",
    "ProcessItem/arguments": "process:command_line",
    "ProcessItem/HandleList/Handle/Name": "mutex:name",
    "ServiceItem/name": "process:extensions.'windows-service-ext'.service_name",
    "ServiceItem/descriptiveName": "process:extensions.'windows-service-ext'.display_name",
    "Network/UserAgent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
    "Email/Subject": "email-message:subject",
    "Email/Attachment/Name": "email-message:body_multipart[*].body_raw_ref.name",
}
_READ: Final = frozenset(
    {
        "short_description",
        "description",
        "authored_date",
        "links",
        "definition",
        "criteria",
        "parameters",
    }
)
_KINDS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("DnsEntryItem/Host", "DnsEntryItem/RecordName", "Network/DNS"), frozenset({"domain"})
    ),
    **dict.fromkeys(
        ("PortItem/remoteIP", "PortItem/localIP", "RouteEntryItem/Destination"),
        frozenset({"ipv4", "ipv6", "cidr"}),
    ),
    **dict.fromkeys(("UrlHistoryItem/URL", "Network/URI"), frozenset({"url"})),
    "Email/From": frozenset({"email"}),
    **dict.fromkeys(
        ("FileItem/Md5sum", "FileItem/Sha1sum", "FileItem/Sha256sum"),
        frozenset(HASH_KINDS.values()),
    ),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A branch as a pattern; `is_one` when it needs no brackets around it."""

    pattern: str
    is_one: bool


def read_openioc(name: str, text: str, wish: Wish) -> Intake:
    """Read the definitions of a file; each is an item of the report.

    Raises:
        XmlError: not well formed, too deep, or with a document type.
    """
    root = parse_xml(name, text, wish.limits)
    shelf = Shelf(name, wish)
    found = [root] if root.child("definition") or root.child("criteria") else [*root.all("ioc")]
    for place, element in enumerate(found):
        _take(shelf, element.attributes.get("id", f"ioc[{place}]"), element)
    if not found:
        shelf.say(name, Outcome.REFUSED, [Remark("intake.openioc-empty", name, root.name)])
    return Intake(name, "openioc", shelf.versions(), tuple(shelf.entries))


def _take(shelf: Shelf, item: str, ioc: Element) -> None:
    lost: list[Remark] = []
    pattern = pattern_of(ioc, item, lost)
    if not pattern:
        empty = Remark("intake.openioc-empty", item, ioc.said("short_description"))
        shelf.say(item, Outcome.REFUSED, [empty, *lost])
        return
    now = stix_time(shelf.wish.now)
    meta = ioc.child("metadata") or ioc
    modified = stamp(ioc.attributes.get("last-modified"), now)
    created = min(stamp(meta.said("authored_date") or None, modified), modified)
    paper = Paper(shelf, "openioc", item, created, modified)
    left = [one.name for one in meta.children if one.name not in _READ and any(_texts(one))]
    left += [text for link in ioc.all("link") if not any(_urls_of(link)) for text in _texts(link)]
    lost += [Remark("intake.openioc-left", item, name) for name in dict.fromkeys(left)]
    links = [
        {"source_name": "openioc", "external_id": item},
        *(cited("openioc", url) for url in _urls(ioc)),
    ]
    content = paper.object(
        "indicator",
        name=meta.said("short_description") or item,
        description=meta.said("description"),
        pattern=pattern,
        pattern_type="stix",
        pattern_version="2.1",
        valid_from=created,
        indicator_types=list(shelf.wish.indicator_types),
        labels=list(shelf.wish.labels),
        external_references=links,
    )
    paper.keep(item, [content], lost)


def _texts(element: Element) -> Iterator[str]:
    """Every text of an element and below it."""
    yield from filter(None, (one.text.strip() for one in (element, *element.leaves())))


def pattern_of(ioc: Element, item: str, lost: list[Remark]) -> str:
    """The tree of a definition as a STIX pattern, empty when nothing is left of it."""
    body = ioc.child("definition") or ioc.child("criteria")
    parts = [p for one in (body.children if body else ()) if (p := _branch(one, item, lost))]
    return _joined(parts, "OR").pattern if parts else ""


def _urls(ioc: Element) -> Iterator[str]:
    for link in ioc.all("link"):
        yield from _urls_of(link)


def _urls_of(link: Element) -> Iterator[str]:
    found = observe(link.attributes.get("href", "") or link.text)
    if found is not None and found.kind == "url":
        yield found.value


def _branch(element: Element, item: str, lost: list[Remark]) -> _Part | None:
    if element.name == "IndicatorItem":
        found = _term(element)
        if not found:
            context = element.child("Context")
            lost.append(
                Remark(
                    "intake.openioc-term",
                    item,
                    "" if context is None else context.attributes.get("search", "")[:200],
                )
            )
        return _Part(found, is_one=True) if found else None
    if element.name != "Indicator":
        return None
    operator = element.attributes.get("operator", "OR").upper()
    parts = [_branch(one, item, lost) for one in element.children]
    known = [part for part in parts if part is not None]
    if operator == "AND" and len(known) < len(parts):
        return None
    return _joined(known, operator) if known else None


def _joined(parts: list[_Part], operator: str) -> _Part:
    if len(parts) == 1:
        return parts[0]
    written = [part.pattern if part.is_one else f"({part.pattern})" for part in parts]
    return _Part(
        f" {'AND' if operator == 'AND' else 'OR'} ".join(dict.fromkeys(written)), is_one=False
    )


def _term(element: Element) -> str:
    """One comparison in its brackets; empty when STIX has no word for it."""
    context, content = element.child("Context"), element.child("Content")
    value = "" if content is None else content.text.strip()
    if context is None or not value or element.attributes.get("negate", "false") == "true":
        return ""
    search, condition = (
        context.attributes.get("search", ""),
        element.attributes.get("condition", "is"),
    )
    if search in _KINDS:
        found = observe(value)
        fits = (
            found is not None and found.kind in _KINDS[search] and condition in {"is", "contains"}
        )
        return f"[{comparison(found.kind, found.value)}]" if found is not None and fits else ""
    if (
        search == "FileItem/SizeInBytes"
        and value.isascii()
        and value.isdigit()
        and condition == "is"
    ):
        return f"[file:size = {int(value)}]" if len(value) < _LONGEST_NUMBER else ""
    if search not in _PATHS or condition not in _CONDITIONS:
        return ""
    operator, form = _CONDITIONS[condition]
    if operator == "LIKE" and ("%" in value or "_" in value):
        # LIKE has no way to say these two as they are (STIX 2.1 §9.6.1).
        operator, form, value = "MATCHES", _AS_REGEX[condition], re.escape(value)
    if operator == "MATCHES" and not _is_regex(value):
        return ""
    return f"[{_PATHS[search]} {operator} {quoted(form.format(value))}]"


def _is_regex(text: str) -> bool:
    try:
        parse_expression(text)
    except MalformedError:
        return False
    return True


_LONGEST_NUMBER: Final = 16
_AS_REGEX: Final = {"contains": "{}", "starts-with": "^{}", "ends-with": "{}$"}
_CONDITIONS: Final = {
    "is": ("=", "{}"), "contains": ("LIKE", "%{}%"), "starts-with": ("LIKE", "{}%"), "ends-with": ("LIKE", "%{}"),
    "matches": ("MATCHES", "{}"),
}  # fmt: skip
