"""CSAF 2.0 advisories: a report, its vulnerabilities, its products as software, its remedies.

Source: OASIS CSAF 2.0. Which product has which status, scores and threats stand in the description of the
vulnerability; acknowledgements and contacts, which name persons, are not carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from khien.intake.csaf_rules import DOCUMENT, faults, product_names, status_lines
from khien.intake.misp_frame import Shelf
from khien.intake.papers import Content, Paper, dicts, papers_in, stamp, texts, words
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
_TRACKED: Final = frozenset(
    {"id", "status", "initial_release_date", "current_release_date", "aliases"}
)
_NAMED: Final = frozenset({"name", "namespace"})
_REMEDIED: Final = frozenset({"category", "details", "url", "product_ids", "group_ids"})
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
        # Of another version the rules that it seems to break need not be rules.
        versions = [words(one.get("csaf_version")) for one in dicts([advisory.get("document")])]
        others = [one[:20] for one in versions if one not in ("", "2.0")]
        told = [Remark("intake.csaf-version", place, one) for one in others]
        shelf.say(place, Outcome.REFUSED, [*told, *broken])
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
        helper = entry.get("product_identification_helper")
        lost = [
            Remark("intake.csaf-left", f"product {product_id}", name)
            for name in sorted(helper if isinstance(helper, dict) else ())
            if name != "cpe"
        ]
        paper.keep(f"product {product_id}", [_software(paper, product, entry)], lost)
    tree = advisory.get("product_tree")
    for group in dicts(tree.get("product_groups") if isinstance(tree, dict) else None):
        within = "; ".join(names.get(one, one) for one in texts(group.get("product_ids")))
        names[words(group.get("group_id"))] = within
    for at, vulnerability in enumerate(dicts(advisory.get("vulnerabilities"))):
        _vulnerability(paper, f"vulnerabilities[{at}]", vulnerability, names)
    _left(paper, DOCUMENT, document, _CARRIED)
    _left(paper, f"{DOCUMENT}.tracking", tracking, _TRACKED)
    _left(paper, f"{DOCUMENT}.publisher", publisher, _NAMED)
    _left_notes(paper, DOCUMENT, document)
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


def _left(paper: Paper, path: str, content: Content, carried: frozenset[str]) -> None:
    """Name every member that is not carried."""
    for name in sorted(content.keys() - carried):
        paper.left(f"{path}.{name}", "intake.csaf-left", name)


def _notes(content: Content) -> list[str]:
    return [
        ": ".join(filter(None, [words(one.get("title")), words(one.get("text"))]))
        for one in dicts(content.get("notes"))
        if one.get("category") in _TELLING
    ]


def _left_notes(paper: Paper, path: str, content: Content) -> None:
    """Name the notes that tell nothing of the matter, as terms and questions do."""
    for at, one in enumerate(dicts(content.get("notes"))):
        if one.get("category") not in _TELLING:
            paper.left(f"{path}.notes[{at}]", "intake.csaf-left", words(one.get("category")))


def _whom(line: str, entry: Content, names: dict[str, str], key: str = "product_ids") -> str:
    """A line, with the products that it is about."""
    about = [
        names.get(one, one) for one in (*texts(entry.get(key)), *texts(entry.get("group_ids")))
    ]
    return f"{line} ({'; '.join(about)})" if about else line


def _vulnerability(paper: Paper, path: str, one: Content, names: dict[str, str]) -> None:
    cve = words(one.get("cve"))
    other = [
        f"{words(i.get('system_name'))} {words(i.get('text'))}".strip()
        for i in dicts(one.get("ids"))
    ]
    title = cve or words(one.get("title")) or next(iter(other), path)
    lines = [words(one.get("title")), *_notes(one), *_scores(one, names), *status_lines(one, names)]
    lines += [
        _whom(f"{words(t.get('category'))}: {words(t.get('details'))}", t, names)
        for t in dicts(one.get("threats"))
    ]
    lines += [_whom(f"flag: {words(f.get('label'))}", f, names) for f in dicts(one.get("flags"))]
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
    _left(paper, path, one, _SAID)
    _left_notes(paper, path, one)
    for at, remedy in enumerate(dicts(one.get("remediations")) if made else ()):
        _remedy(paper, f"{path}.remediations[{at}]", remedy, content, names)


def _scores(one: Content, names: dict[str, str]) -> Iterator[str]:
    for score in dicts(one.get("scores")):
        for kind in ("cvss_v3", "cvss_v2"):
            cvss = score.get(kind)
            if isinstance(cvss, dict):
                line = f"CVSS {cvss.get('version')}: {cvss.get('baseScore')} ({cvss.get('vectorString')})"
                yield _whom(line, score, names, "products")


def _remedy(
    paper: Paper, path: str, remedy: Content, about: Content, names: dict[str, str]
) -> None:
    category, title = words(remedy.get("category")), about["name"]
    details, url = _whom(words(remedy.get("details")), remedy, names), words(remedy.get("url"))
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
    _left(paper, path, remedy, _REMEDIED)


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
            *(
                {"source_name": source, "external_id": one}
                for one in (words(tracking["id"]), *texts(tracking.get("aliases")))
            ),
            *_references(document, source),
        ],
    )
    paper.keep(words(tracking["id"]), [content], broken)
