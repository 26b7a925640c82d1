"""CSAF 2.0 advisories: a report, its vulnerabilities, its products as software, its remedies.

Source: OASIS CSAF 2.0. Which product has which status, scores and threats stand in the description of the
vulnerability; acknowledgements and contacts, which name persons, are not carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from khien.intake.csaf_rules import DOCUMENT, faults, product_names, status_lines
from khien.intake.misp_frame import Shelf
from khien.intake.papers import Content, Paper, dicts, papers_in, stamp, words
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.instants import stix_time
from khien.model.marking import Tlp, tlp_named

# Said, and no reason to do without the advisory: a score, a language, a version in words.
_HARMLESS: Final = frozenset({"6.1.8", "6.1.9", "6.1.12", "6.1.31"})
_FATAL: Final = frozenset({"§3.2", "2.0"})  # without these there is nothing to build on
_TELLING: Final = ("summary", "description", "details", "general")
_CARRIED: Final = frozenset(
    {"category", "csaf_version", "title", "tracking", "publisher", "notes", "references", "distribution", "lang",
     "aggregate_severity", "source_lang"}
)  # fmt: skip
_SAID: Final = frozenset(
    {
        "cve",
        "cwe",
        "ids",
        "notes",
        "product_status",
        "references",
        "remediations",
        "scores",
        "threats",
        "title",
        "flags",
    }
)


def read_csaf(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read advisories; one that breaks a mandatory rule is refused, and each rule is named.

    With `wish.lenient` it is kept all the same where it can be read, and what it breaks is reported; so is,
    always, a version that is written as a range, as real advisories do.
    """
    shelf = Shelf(name, wish)
    for place, advisory in papers_in(name, outline, shelf):
        _take(shelf, place, advisory)
    return Intake(name, "csaf", shelf.versions(), tuple(shelf.entries))


def _take(shelf: Shelf, place: str, advisory: Content) -> None:
    broken = [Remark("intake.csaf-rule", path, rule) for path, rule in faults(advisory)]
    grave = [one for one in broken if one.detail not in _HARMLESS]
    if grave and (not shelf.wish.lenient or any(one.detail in _FATAL for one in grave)):
        shelf.say(place, Outcome.REFUSED, broken)
        return
    document = advisory["document"]
    tracking, publisher = document["tracking"], document["publisher"]
    now = stix_time(shelf.wish.now)
    created = stamp(tracking["initial_release_date"], now)
    modified = max(created, stamp(tracking["current_release_date"], now))
    key = f"{publisher['namespace']} {tracking['id']}"
    paper = Paper(shelf, "csaf", key, created, modified, _tlp(document))
    maker = paper.object("identity", name=words(publisher["name"]), identity_class="organization")
    paper.keep(f"{DOCUMENT}.publisher", [maker])
    names = {}
    for product_id, product, entry in product_names(advisory):
        names[product_id] = product
        paper.keep(f"product {product_id}", [_software(paper, product, entry)])
    for at, vulnerability in enumerate(dicts(advisory.get("vulnerabilities"))):
        _vulnerability(paper, f"vulnerabilities[{at}]", vulnerability, names)
    for name in sorted(document.keys() - _CARRIED):
        paper.left(f"document.{name}", "intake.csaf-left", name)
    if _text(document, "distribution", "text"):
        paper.left(
            f"{DOCUMENT}.distribution.text",
            "intake.csaf-left",
            _text(document, "distribution", "text")[:200],
        )
    _report(paper, document, broken)


def _tlp(document: Content) -> Tlp | None:
    distribution = document.get("distribution")
    tlp = distribution.get("tlp") if isinstance(distribution, dict) else None
    label = tlp.get("label") if isinstance(tlp, dict) else None
    return (
        None if label is None else tlp_named(label) or Tlp.RED
    )  # what cannot be read opens nothing


def _text(content: Content, *path: str) -> str:
    found: object = content
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return words(found)


def _software(paper: Paper, product: str, entry: Content) -> Content:
    cpe = _text(entry, "product_identification_helper", "cpe")
    return paper.observable(
        type="software", name=product, cpe=cpe if cpe.startswith("cpe:2.3:") else ""
    )


def _references(content: Content, source: str) -> Iterator[dict[str, str]]:
    for one in dicts(content.get("references")):
        found = {
            "source_name": source,
            "description": words(one.get("summary")),
            "url": words(one.get("url")),
        }
        yield {key: value for key, value in found.items() if value}


def _notes(content: Content) -> list[str]:
    return [
        words(one.get("text"))
        for one in dicts(content.get("notes"))
        if one.get("category") in _TELLING
    ]


def _vulnerability(paper: Paper, path: str, one: Content, names: dict[str, str]) -> None:
    cve = words(one.get("cve"))
    other = [
        f"{words(i.get('system_name'))} {words(i.get('text'))}".strip()
        for i in dicts(one.get("ids"))
    ]
    title = cve or words(one.get("title")) or next(iter(other), path)
    lines = [words(one.get("title")), *_notes(one), *_scores(one), *status_lines(one, names)]
    lines += [
        f"{words(t.get('category'))}: {words(t.get('details'))}" for t in dicts(one.get("threats"))
    ]
    lines += [f"flag: {words(f.get('label'))}" for f in dicts(one.get("flags"))]
    links = [{"source_name": "cve", "external_id": cve}] if cve else []
    links += [{"source_name": "csaf", "external_id": number} for number in other]
    if _text(one, "cwe", "id"):
        links.append(
            {
                "source_name": "cwe",
                "external_id": _text(one, "cwe", "id"),
                "description": _text(one, "cwe", "name"),
            }
        )
    links += _references(one, "csaf")
    content = paper.object(
        "vulnerability",
        cve or path,
        name=title,
        description="\n".join(dict.fromkeys(line for line in lines if line)),
        external_references=[{k: v for k, v in link.items() if v} for link in links],
        labels=list(paper.wish.labels),
    )
    in_text = [
        Remark("intake.csaf-in-text", f"{path}.{n}", "")
        for n in ("product_status", "scores", "threats", "flags")
        if one.get(n)
    ]
    made = paper.keep(title, [content], in_text)
    for name in sorted(one.keys() - _SAID):
        paper.left(f"{path}.{name}", "intake.csaf-left", name)
    for at, remedy in enumerate(dicts(one.get("remediations")) if made else ()):
        _remedy(paper, f"{path}.remediations[{at}]", remedy, content, title)


def _scores(one: Content) -> Iterator[str]:
    for score in dicts(one.get("scores")):
        for kind in ("cvss_v3", "cvss_v2"):
            cvss = score.get(kind)
            if isinstance(cvss, dict):
                yield f"CVSS {cvss.get('version')}: {cvss.get('baseScore')} ({cvss.get('vectorString')})"


def _remedy(paper: Paper, path: str, remedy: Content, about: Content, title: str) -> None:
    category, details = words(remedy.get("category")), words(remedy.get("details"))
    url = words(remedy.get("url"))
    action = paper.object(
        "course-of-action",
        title,
        path,
        name=f"{category}: {title}",
        description=details,
        external_references=[{"source_name": "csaf", "url": url}] if url else [],
        labels=[*paper.wish.labels, f"csaf:remediation={category}"],
    )
    link = paper.object(
        "relationship",
        title,
        path,
        relationship_type="mitigates",
        source_ref=action["id"],
        target_ref=about["id"],
    )
    paper.keep(path, [action, link])


def _report(paper: Paper, document: Content, broken: list[Remark]) -> None:
    tracking, source = document["tracking"], words(document["publisher"]["name"])
    severity = _text(document, "aggregate_severity", "text")
    content = paper.object(
        "report",
        name=words(document["title"]),
        description="\n\n".join(_notes(document)),
        published=paper.modified,
        report_types=["vulnerability"],
        labels=[
            *paper.wish.labels,
            f"csaf:category={document['category']}",
            f"csaf:status={tracking['status']}",
            *([f"csaf:severity={severity}"] if severity else []),
        ],
        lang=words(document.get("lang")),
        object_refs=list(paper.refs),
        external_references=[
            {"source_name": source, "external_id": words(tracking["id"])},
            *_references(document, source),
        ],
    )
    paper.keep(words(tracking["id"]), [content], broken)
