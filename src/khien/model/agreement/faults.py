"""What the types of an agreement cannot say: texts that must mean something, keys that must agree.

Each check reads the document as it came, so that a wrong key elsewhere hides nothing.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from khien.model.agreement.scope import KNOWN_TYPES, OBJECT_GROUPS
from khien.model.toml_lines import Fault, KeyPath

T = TypeVar("T")

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_IDENTITY = re.compile(
    r"identity--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII
)
_BASIS = re.compile(r"[A-Z][A-Z0-9]*(?:-[0-9A-Z.()]+)*", re.ASCII)
_OWN_TYPE = re.compile(r"x-[a-z0-9-]{1,248}", re.ASCII)
UNCC_ARTICLES = 68
"""The UN Convention against Cybercrime has 68 articles (A/RES/79/243)."""


def faults_in(document: dict[str, Any]) -> Iterator[Fault]:
    """Every fault of an agreement that is not one of kind or spelling, in no order."""
    for check in _CHECKS:
        yield from check(document)


def _at(document: object, path: KeyPath, kind: type[T]) -> T | None:
    """The value at a path, if it is there and of this kind."""
    for part in path:
        if not isinstance(document, dict) or part not in document:
            return None
        document = document[part]
    return document if type(document) is kind else None


def _strings(document: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for index, text in enumerate(_at(document, path, list) or []):
        if isinstance(text, str):
            yield (*path, index), text


def _tables(document: object, key: str) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for index, table in enumerate(_at(document, (key,), list) or []):
        if isinstance(table, dict):
            yield (key, index), table


def _texts(document: dict[str, Any]) -> Iterator[Fault]:
    for path in (("title",), ("legal_basis", "text")):
        if not (_at(document, path, str) or "x").strip() or _at(document, path, str) == "":
            yield path, "empty", {}


def _legal_basis(document: dict[str, Any]) -> Iterator[Fault]:
    path = ("legal_basis", "code")
    code = _at(document, path, str)
    if code is None:
        return
    if not _BASIS.fullmatch(code):
        yield path, "basis-code", {"code": code}
        return
    article = re.match(r"UNCC-(\d+)", code)
    if article and not 1 <= int(article[1]) <= UNCC_ARTICLES:
        yield path, "no-such-article", {"code": code, "articles": UNCC_ARTICLES}


def _parties(document: dict[str, Any]) -> Iterator[Fault]:
    parties = list(_tables(document, "parties"))
    if _at(document, ("parties",), list) is not None and len(parties) != 2:
        yield ("parties",), "two-parties", {"count": len(parties)}
    for path, party in parties:
        name, identity = _at(party, ("name",), str), _at(party, ("identity",), str)
        if name is not None and not _NAME.fullmatch(name):
            yield (*path, "name"), "party-name", {"name": name}
        if identity is not None and not _IDENTITY.fullmatch(identity):
            yield (*path, "identity"), "party-identity", {"identity": identity}
        for place, person in _strings(party, ("persons",)):
            if not person.strip():
                yield (*path, *place), "empty", {}
    for key in ("name", "identity"):
        values = [party[key] for _, party in parties if isinstance(party.get(key), str)]
        if len(set(values)) < len(values):
            yield (*parties[-1][0], key), "same-party", {"name": values[-1]}


def _scope(document: dict[str, Any]) -> Iterator[Fault]:
    if _at(document, ("purposes",), list) == []:
        yield ("purposes",), "no-purpose", {}
    if not document.get("object_types") and not document.get("object_groups"):
        yield ("object_types",), "no-objects", {}
    for path, group in _strings(document, ("object_groups",)):
        if group not in OBJECT_GROUPS:
            yield path, "unknown-group", {"name": group, "hint": _near(group, OBJECT_GROUPS)}


def _types(document: dict[str, Any]) -> Iterator[Fault]:
    named = list(_strings(document, ("object_types",)))
    for path, rule in _tables(document, "approvals"):
        named += [((*path, *place), name) for place, name in _strings(rule, ("types",))]
    kept = _at(document, ("retention", "types"), dict) or {}
    named += [(("retention", "types", name), name) for name in kept]
    for path, name in named:
        if name not in KNOWN_TYPES and not _OWN_TYPE.fullmatch(name):
            yield path, "unknown-type", {"name": name, "hint": _near(name, KNOWN_TYPES)}


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    return ", ".join(difflib.get_close_matches(name, names, n=1) or names)


def _validity(document: dict[str, Any]) -> Iterator[Fault]:
    first, last = _at(document, ("valid_from",), date), _at(document, ("valid_until",), date)
    if first is not None and last is not None and first > last:
        yield ("valid_until",), "dates-reversed", {"first": first, "last": last}
    for key in ("valid_from", "valid_until"):
        if _at(document, (key,), datetime) is not None:
            yield (key,), "day-not-time", {}


def _onward(document: dict[str, Any]) -> Iterator[Fault]:
    mode = _at(document, ("onward", "mode"), str)
    partners = list(_strings(document, ("onward", "partners")))
    if mode == "named" and not partners:
        yield ("onward", "partners"), "onward-nobody", {}
    if mode in {"none", "same-terms"} and partners:
        yield ("onward", "partners"), "onward-not-named", {"mode": mode}
    for path, partner in partners:
        if not _NAME.fullmatch(partner) and not _IDENTITY.fullmatch(partner):
            yield path, "onward-partner", {"name": partner}


def _approvals(document: dict[str, Any]) -> Iterator[Fault]:
    for path, rule in _tables(document, "approvals"):
        # ENISA separation of duties: who audits a release does not approve it.
        if rule.get("role") == "auditor":
            yield (*path, "role"), "auditor-approves", {}
    # What must stay with a few is never sent by a machine alone.
    if document.get("automatic_up_to") in ("amber+strict", "red"):
        yield ("automatic_up_to",), "automatic-too-high", {"tlp": document["automatic_up_to"]}


def _emergency(document: dict[str, Any]) -> Iterator[Fault]:
    section = _at(document, ("emergency",), dict) or {}
    if section.get("duty") is True and section.get("allowed") is False:
        yield ("emergency", "duty"), "duty-without-emergency", {}


def _answers(document: dict[str, Any]) -> Iterator[Fault]:
    urgencies = ("routine", "urgent", "emergency")
    for slow, fast in itertools.pairwise(urgencies):
        slow_hours = _at(document, ("answer_hours", slow), int)
        fast_hours = _at(document, ("answer_hours", fast), int)
        if slow_hours is not None and fast_hours is not None and fast_hours > slow_hours:
            yield ("answer_hours", fast), "slower-than-less-urgent", {"other": slow}


def _red(document: dict[str, Any]) -> Iterator[Fault]:
    tables = [party for _, party in _tables(document, "parties")]
    persons = [name for party in tables for _, name in _strings(party, ("persons",))]
    # FIRST TLP 2.0: TLP:RED goes to named persons, so an agreement that reaches so far names some.
    if document.get("tlp_ceiling") == "red" and not persons:
        yield ("tlp_ceiling",), "red-without-persons", {}


_CHECKS: tuple[Callable[[dict[str, Any]], Iterator[Fault]], ...] = (
    _texts,
    _legal_basis,
    _parties,
    _scope,
    _types,
    _validity,
    _onward,
    _approvals,
    _emergency,
    _answers,
    _red,
)
