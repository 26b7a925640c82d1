"""The rules of CSAF 2.0 that an advisory must keep: required members and mandatory tests.

Source: OASIS CSAF 2.0 §3 (required) and §6.1 (mandatory tests). Not asked here: the names of CWE and the
syntax of purl (6.1.11, 6.1.13), which say nothing about what can be carried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from khien.intake.cvss import agrees, is_whole
from khien.intake.misp_frame import moment
from khien.intake.papers import Content, dicts, texts, words

DOCUMENT: Final = "document"
"""Where what a paper says of itself stands."""

_REQUIRED: Final = {
    "": ("category", "csaf_version", "publisher", "title", "tracking"),
    "publisher": ("category", "name", "namespace"),
    "tracking": (
        "current_release_date",
        "id",
        "initial_release_date",
        "revision_history",
        "status",
        "version",
    ),
}
_ENDS: Final = ("product_reference", "relates_to_product_reference")
STATUSES: Final = (
    "first_affected", "first_fixed", "fixed", "known_affected", "known_not_affected", "last_affected", "recommended",
    "under_investigation",
)  # fmt: skip
# 6.1.6: what one product cannot be at the same time.
_GROUPS: Final = (
    frozenset({"first_affected", "known_affected", "last_affected"}),
    frozenset({"known_not_affected"}),
    frozenset({"first_fixed", "fixed"}),
    frozenset({"under_investigation"}),
)
_VERSION: Final = re.compile(
    r"(?:0|[1-9][0-9]{0,17})(?:\.(?:0|[1-9][0-9]{0,17})\.(?:0|[1-9][0-9]{0,17})(?:[-+][\w.+-]+)?)?"
)
_RANGE: Final = re.compile(
    r"[<>]=?|\b(?:after|all|before|earlier|later|prior|versions)\b", re.IGNORECASE
)
_VEX: Final = frozenset({"fixed", "known_affected", "known_not_affected", "under_investigation"})
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3}|i|x)(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1
_SHORT: Final = 2
_ISO_639_1: Final = (
    "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifj"
    "fofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkyla"
    "lblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsa"
    "scsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu"
)
_LANGUAGES: Final = frozenset(_ISO_639_1[at : at + 2] for at in range(0, len(_ISO_639_1), 2))
_NEEDS_VULNERABILITIES: Final = frozenset({"csaf_security_advisory", "csaf_vex"})

Fault = tuple[str, str]
Groups = dict[str, list[str]]


def faults(advisory: Content) -> Iterator[Fault]:
    """Where an advisory breaks a mandatory rule, and which one."""
    document = _of(advisory, "document")
    missing = [*_missing(document)]
    yield from missing
    if missing:
        return
    yield from _tracking(document["tracking"])
    yield from _products(advisory)
    yield from _vulnerabilities(advisory)
    yield from _profile(advisory, document)
    lang, source = document.get("lang"), document.get("source_lang")
    for name in ("lang", "source_lang"):
        if name in document and not _is_language(str(document[name])):
            yield f"{DOCUMENT}.{name}", "6.1.12"
    if lang is not None and lang == source:
        yield f"{DOCUMENT}.source_lang", "6.1.28"
    if document["publisher"]["category"] == "translator" and not source:
        yield f"{DOCUMENT}.source_lang", "6.1.15"


def _is_language(tag: str) -> bool:
    found = _LANGUAGE.fullmatch(tag)
    return found is not None and (len(found[1]) != _SHORT or found[1].lower() in _LANGUAGES)


def _of(content: Content, name: str) -> Content:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _missing(document: Content) -> Iterator[Fault]:
    for place, names in _REQUIRED.items():
        holder = _of(document, place) if place else document
        for name in names:
            if not holder.get(name):
                yield f"document.{place}{'.' if place else ''}{name}", "§3.2"
    if document.get("csaf_version") != "2.0":
        yield f"{DOCUMENT}.csaf_version", "2.0"


def _tracking(tracking: Content) -> Iterator[Fault]:
    path = f"{DOCUMENT}.tracking"
    history = [*dicts(tracking["revision_history"])]
    numbers = [str(one.get("number")) for one in history]
    for number in (*numbers, str(tracking["version"])):
        if _VERSION.fullmatch(number) is None:
            yield f"{path}.version", "§3.1.11"
            return
    if len({"." in number for number in (*numbers, str(tracking["version"]))}) > 1:
        yield f"{path}.revision_history", "6.1.30"
    # Of two revisions at one moment the lower number comes first (6.1.14).
    by_date = sorted(history, key=lambda one: (_date(one), _key(str(one.get("number")))))
    ordered = [_key(str(one.get("number"))) for one in by_date]
    if ordered != sorted(ordered):
        yield f"{path}.revision_history", "6.1.14"
    if len(set(numbers)) < len(numbers):
        yield f"{path}.revision_history", "6.1.22"
    yield from _newest(tracking, by_date, path)
    majors = sorted({_key(number)[0] for number in numbers})
    if majors and (majors[0] > 1 or majors[-1] - majors[0] >= len(majors)):
        yield f"{path}.revision_history", "6.1.21"


def _newest(tracking: Content, by_date: list[Content], path: str) -> Iterator[Fault]:
    version, status = str(tracking["version"]), tracking["status"]
    newest = str(by_date[-1].get("number")) if by_date else ""
    is_draft = status == "draft"
    plain = version.split("+")[0] if not is_draft else version.split("+")[0].split("-")[0]
    if newest.split("+")[0] not in {plain, version.split("+")[0]}:
        yield f"{path}.version", "6.1.16"
    if not is_draft and (_key(version)[0] == 0 or "-" in version):
        yield f"{path}.status", "6.1.17"
    if not is_draft and any(_key(str(one.get("number")))[0] == 0 for one in by_date):
        yield f"{path}.revision_history", "6.1.18"
    if any("-" in str(one.get("number")) for one in by_date):
        yield f"{path}.revision_history", "6.1.19"


def _date(revision: Content) -> float:
    at = moment(revision.get("date"))
    return 0.0 if at is None else at.timestamp()


def _key(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split("[-+]", number)[0].split("."))


def product_names(advisory: Content) -> Iterator[tuple[str, str, Content]]:
    """Id, name and entry of every product that the tree defines, in order."""
    tree = _of(advisory, "product_tree")
    yield from _named(dicts(tree.get("full_product_names")))
    waiting = [*dicts(tree.get("branches"))]
    while waiting:
        branch = waiting.pop(0)
        yield from _named(one for one in [branch.get("product")] if isinstance(one, dict))
        waiting = [*dicts(branch.get("branches")), *waiting]
    for relation in dicts(tree.get("relationships")):
        yield from _named(
            one for one in [relation.get("full_product_name")] if isinstance(one, dict)
        )


def _named(entries: Iterator[Content]) -> Iterator[tuple[str, str, Content]]:
    for entry in entries:
        yield words(entry.get("product_id")), words(entry.get("name")), entry


def _products(advisory: Content) -> Iterator[Fault]:
    tree = _of(advisory, "product_tree")
    ids = Counter(one for one, _, _ in product_names(advisory))
    yield from (("product_tree", "6.1.2") for one, count in ids.items() if count > 1 or not one)
    groups = [*dicts(tree.get("product_groups"))]
    named = Counter(words(group.get("group_id")) for group in groups)
    yield from (("product_tree.product_groups", "6.1.5") for count in named.values() if count > 1)
    used = [*_used(advisory), *(one for group in groups for one in texts(group.get("product_ids")))]
    for relation in dicts(tree.get("relationships")):
        ends = {words(relation.get(name)) for name in _ENDS}
        used += ends
        if words(_of(relation, "full_product_name").get("product_id")) in ends:
            yield "product_tree.relationships", "6.1.3"
    yield from ((one[:80], "6.1.1") for one in dict.fromkeys(used) if one not in ids)
    used_groups = [g for v in dicts(advisory.get("vulnerabilities")) for g in _groups_of(v)]
    yield from ((one[:80], "6.1.4") for one in dict.fromkeys(used_groups) if one not in named)
    yield from _ranges(tree)


def _ranges(tree: Content) -> Iterator[Fault]:
    waiting = [*dicts(tree.get("branches"))]
    while waiting:
        branch = waiting.pop()
        waiting += dicts(branch.get("branches"))
        if branch.get("category") == "product_version" and _RANGE.search(words(branch.get("name"))):
            yield "product_tree.branches", "6.1.31"


def _used(advisory: Content) -> Iterator[str]:
    for vulnerability in dicts(advisory.get("vulnerabilities")):
        status = _of(vulnerability, "product_status")
        for listed in status.values():
            yield from texts(listed)
        for name in ("remediations", "threats", "flags"):
            for one in dicts(vulnerability.get(name)):
                yield from texts(one.get("product_ids"))
        for score in dicts(vulnerability.get("scores")):
            yield from texts(score.get("products"))


def _groups_of(vulnerability: Content) -> Iterator[str]:
    for name in ("remediations", "threats", "flags"):
        for one in dicts(vulnerability.get(name)):
            yield from texts(one.get("group_ids"))


def _vulnerabilities(advisory: Content) -> Iterator[Fault]:
    found = [*dicts(advisory.get("vulnerabilities"))]
    cves = Counter(words(one.get("cve")) for one in found if one.get("cve"))
    yield from ((cve, "6.1.23") for cve, count in cves.items() if count > 1)
    for at, one in enumerate(found):
        path = f"vulnerabilities[{at}]"
        status = _of(one, "product_status")
        groups = [{p for name in group for p in texts(status.get(name))} for group in _GROUPS]
        if any(a & b for n, a in enumerate(groups) for b in groups[n + 1 :]):
            yield f"{path}.product_status", "6.1.6"
        scored = Counter(
            (product, kind, str(_of(score, kind).get("version")))
            for score in dicts(one.get("scores"))
            for kind in ("cvss_v2", "cvss_v3")
            if kind in score
            for product in texts(score.get("products"))
        )
        if any(count > 1 for count in scored.values()):
            yield f"{path}.scores", "6.1.7"
        yield from _scores(one, path)
        for name, rule in (("remediations", "6.1.29"), ("flags", "6.1.32")):
            if any(
                not r.get("product_ids") and not r.get("group_ids") for r in dicts(one.get(name))
            ):
                yield f"{path}.{name}", rule


def _scores(one: Content, path: str) -> Iterator[Fault]:
    for at, score in enumerate(dicts(one.get("scores"))):
        for kind in ("cvss_v2", "cvss_v3"):
            if kind in score and not is_whole(kind, _of(score, kind)):
                yield f"{path}.scores[{at}].{kind}", "6.1.8"
            elif kind in score and not agrees(_of(score, kind)):
                yield f"{path}.scores[{at}].{kind}", "6.1.9"


def _profile(advisory: Content, document: Content) -> Iterator[Fault]:
    """What the category of the document asks for (6.1.27)."""
    category = words(document["category"])
    found = [*dicts(advisory.get("vulnerabilities"))]
    if category in {"csaf_security_incident_response", "csaf_informational_advisory"}:
        notes = {words(one.get("category")) for one in dicts(document.get("notes"))}
        if not notes & {"description", "details", "general", "summary"}:
            yield f"{DOCUMENT}.notes", "6.1.27.1"
        if not [r for r in dicts(document.get("references")) if r.get("category") == "external"]:
            yield f"{DOCUMENT}.references", "6.1.27.2"
    if category == "csaf_informational_advisory" and "vulnerabilities" in advisory:
        yield "vulnerabilities", "6.1.27.3"
    if category not in _NEEDS_VULNERABILITIES:
        return
    if "product_tree" not in advisory:
        yield "product_tree", "6.1.27.4"
    if not found:
        yield "vulnerabilities", "6.1.27.11"
    listed = dicts(_of(advisory, "product_tree").get("product_groups"))
    groups = {words(group.get("group_id")): texts(group.get("product_ids")) for group in listed}
    for at, one in enumerate(found):
        yield from ((f"vulnerabilities[{at}]", r) for r in _profile_faults(one, category, groups))


def _profile_faults(one: Content, category: str, groups: Groups) -> Iterator[str]:
    status = _of(one, "product_status")
    if not one.get("notes"):
        yield "6.1.27.5"
    if category == "csaf_security_advisory":
        if not status:
            yield "6.1.27.6"
        return
    if not _VEX & status.keys():
        yield "6.1.27.7"
    if not one.get("cve") and not one.get("ids"):
        yield "6.1.27.8"
    impacts = [t for t in dicts(one.get("threats")) if t.get("category") == "impact"]
    if set(texts(status.get("known_not_affected"))) - _meant(
        [*dicts(one.get("flags")), *impacts], groups
    ):
        yield "6.1.27.9"
    if set(texts(status.get("known_affected"))) - _meant(dicts(one.get("remediations")), groups):
        yield "6.1.27.10"


def _meant(entries: Iterable[Content], groups: Groups) -> set[str]:
    """The products that entries name, by themselves or by their group."""
    return {
        product
        for entry in entries
        for product in (
            *texts(entry.get("product_ids")),
            *(one for group in texts(entry.get("group_ids")) for one in groups.get(group, ())),
        )
    }


def status_lines(vulnerability: Content, names: dict[str, str]) -> list[str]:
    """Which products have which status, a line each, by their names."""
    status: dict[str, Any] = _of(vulnerability, "product_status")
    return [
        f"{name}: " + "; ".join(names.get(one, one) for one in texts(status[name]))
        for name in STATUSES
        if texts(status.get(name))
    ]
