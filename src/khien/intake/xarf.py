"""X-ARF abuse reports, version 4, and version 3 as far as it says the same.

Source: xarf-spec 4. A report says that an address misbehaved: that is observed data; where the address
itself is what to look for, it is an indicator too. Contacts of persons are never carried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.intake.creation import is_base64
from khien.intake.misp_frame import Shelf, moment
from khien.intake.misp_values import READERS, Reading, named_sco
from khien.intake.observed import observe
from khien.intake.papers import Content, Paper, dicts, papers_in, stamp, texts, words
from khien.intake.pattern_text import any_of, comparison
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.instants import stix_time

CATEGORIES: Final = frozenset(
    {
        "messaging",
        "content",
        "copyright",
        "connection",
        "vulnerability",
        "infrastructure",
        "reputation",
    }
)
# Where the source is the offender, and not its victim or a matter of rights.
_OFFENDING: Final = frozenset({"messaging", "content", "connection", "reputation"})
_ABUSED: Final = "csam"
"""Content of this type is never kept, nor its evidence: only where it was."""
_SAID: Final = frozenset(
    {
        "xarf_version", "report_id", "timestamp", "reporter", "sender", "source_identifier", "category",
        "type", "evidence", "tags", "description", "url", "confidence", "file_hash", "_internal",
    }
)  # fmt: skip
_PERSONAL: Final = re.compile(
    "contact|email|phone|victim|destination|recipient|from|_to$|username|user_id", re.IGNORECASE
)
_V3: Final[Mapping[str, str]] = {
    "ReportType": "type", "Date": "timestamp", "SourceIp": "source_identifier", "SourcePort": "source_port",
    "SourceUrl": "url", "Url": "url",
}  # fmt: skip


def read_xarf(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read abuse reports; one that lacks what the standard requires is refused with the rule."""
    shelf = Shelf(name, wish)
    for place, written in papers_in(name, outline, shelf):
        _take(shelf, place, _of_version_3(written) if "ReporterInfo" in written else written)
    return Intake(name, "xarf", shelf.versions(), tuple(shelf.entries))


def _of_version_3(old: Content) -> Content:
    """A report of version 3 in the words of version 4."""
    inner = old.get("Report")
    report: Content = inner if isinstance(inner, dict) else {}
    source = report.get("Source")
    source = source if isinstance(source, dict) else {}
    who = old["ReporterInfo"] if isinstance(old["ReporterInfo"], dict) else {}
    org = {"org": who.get("ReporterOrg"), "domain": who.get("ReporterOrgDomain")}
    more = report.get("AdditionalInfo")
    where = source.get("IP") or source.get("URL") or report.get("SourceIp")
    new: Content = {
        "xarf_version": str(old.get("Version", "3")),
        "report_id": report.get("ReportID")
        or f"{org['domain']} {report.get('Date')} {where} {source.get('Port', '')}".strip()[:200],
        "reporter": org,
        "category": _category_of(report),
        "source_identifier": source.get("IP") or source.get("URL") or report.get("SourceUrl"),
        "evidence": [
            {
                "content_type": one.get("ContentType"),
                "description": one.get("Description"),
                "payload": one.get("Data"),
            }
            for one in dicts(report.get("Attachment"))
        ],
        **({"url": source["URL"]} if source.get("URL") else {}),
        **({"source_port": source["Port"]} if source.get("Port") else {}),
        **(more if isinstance(more, dict) else {}),
    }
    return new | {name: report[key] for key, name in _V3.items() if report.get(key)}


def _category_of(report: Content) -> str:
    """The class of version 3; what it calls an activity is a message or a connection."""
    named = words(report.get("ReportClass")).lower()
    if named not in {"activity", "network"}:
        return named
    messages = {"spam", "harassment"}
    return "messaging" if words(report.get("ReportType")).lower() in messages else "connection"


def _faults(report: Content) -> Iterator[tuple[str, str]]:
    for name in ("xarf_version", "report_id", "timestamp", "source_identifier", "category", "type"):
        if not words(report.get(name)):
            yield name, "required"
    if not words(_of(report, "reporter").get("org")):
        yield "reporter.org", "required"
    if report.get("timestamp") and moment(report["timestamp"]) is None:
        yield "timestamp", "RFC 3339"
    category = words(report.get("category"))
    if category not in CATEGORIES:
        yield "category", ", ".join(sorted(CATEGORIES))
    is_old = str(report.get("xarf_version")).startswith("3")
    if category == "messaging" and not report.get("protocol") and not is_old:
        yield "protocol", "required for messaging"
    if (
        category == "content"
        and not report.get("url")
        and not is_old
        and report.get("type") == "phishing"
    ):
        yield "url", "required for content"


def _of(report: Content, name: str) -> Content:
    found = report.get(name)
    return found if isinstance(found, dict) else {}


def _take(shelf: Shelf, place: str, report: Content) -> None:
    item = words(report.get("report_id")) or place
    source = _source_of(words(report.get("source_identifier")))
    broken = [Remark("intake.xarf-rule", path, rule) for path, rule in _faults(report)]
    if not broken and source is None:
        broken = [
            Remark(
                "intake.not-an-indicator",
                "source_identifier",
                words(report["source_identifier"])[:200],
            )
        ]
    if broken or source is None:
        shelf.say(item, Outcome.REFUSED, broken)
        return
    at = stamp(report["timestamp"], stix_time(shelf.wish.now))
    paper = Paper(shelf, "xarf", item, at, at)
    reporter = words(_of(report, "reporter").get("org"))
    paper.keep(
        f"{item} reporter",
        [paper.object("identity", reporter, name=reporter, identity_class="organization")],
    )
    _source(paper, item, report, source)
    _url(paper, item, report)
    for place_at, evidence in enumerate(dicts(report.get("evidence"))):
        _evidence(paper, f"{item} evidence[{place_at}]", report, evidence)
    _report(paper, item, report, reporter)


def _source_of(written: str) -> Reading | None:
    """An address of any kind that traffic shows, or a telephone number."""
    found = observe(written)
    if found is None:
        return READERS["phone-number"](written)
    values = (found.value, *found.alternatives)
    return Reading(
        tuple(comparison(found.kind, v) for v in values), (named_sco(found),), found.changes
    )


def _indicator(paper: Paper, reading: Reading, report: Content, title: str) -> Content:
    return paper.object(
        "indicator",
        title,
        name=title,
        pattern=any_of(reading.comparisons),
        pattern_type="stix",
        pattern_version="2.1",
        valid_from=paper.created,
        indicator_types=["malicious-activity"],
        labels=[*paper.wish.labels, f"xarf:{report['category']}={report['type']}"],
        description=words(report.get("description")),
    )


def _source(paper: Paper, item: str, report: Content, source: Reading) -> None:
    sco = source.observables[0] | paper.marking
    data = paper.object(
        "observed-data",
        first_observed=paper.created,
        last_observed=paper.created,
        number_observed=1,
        object_refs=[sco["id"]],
    )
    made = [data, sco]
    if report["category"] in _OFFENDING and not report.get("url") and report["type"] != _ABUSED:
        indicator = _indicator(paper, source, report, words(report["source_identifier"]))
        link = {
            "relationship_type": "based-on",
            "source_ref": indicator["id"],
            "target_ref": data["id"],
        }
        made = [indicator, *made, paper.object("relationship", "source", **link)]
    paper.keep(f"{item} source", made, source.remarks)


def _url(paper: Paper, item: str, report: Content) -> None:
    written = words(report.get("url"))
    if not written:
        return
    found = None if observe(written) is None else _source_of(written)
    if found is None:
        paper.shelf.say(
            f"{item} url",
            Outcome.REFUSED,
            [Remark("intake.not-an-indicator", "url", written[:200])],
        )
    elif report["category"] == "content":
        paper.keep(f"{item} url", [_indicator(paper, found, report, written)], found.remarks)
    else:
        paper.keep(f"{item} url", [found.observables[0] | paper.marking], found.remarks)


def _evidence(paper: Paper, item: str, report: Content, evidence: Content) -> None:
    payload = words(evidence.get("payload"))
    if report["type"] == _ABUSED:
        paper.left(item, "intake.xarf-withheld")
    elif not payload or not is_base64(payload):
        paper.shelf.say(
            item,
            Outcome.REFUSED,
            [Remark("intake.xarf-evidence", item, words(evidence.get("description"))[:200])],
        )
    else:
        paper.keep(
            item,
            [
                paper.observable(
                    type="artifact",
                    mime_type=words(evidence.get("content_type")),
                    payload_bin=payload,
                )
            ],
        )


def _report(paper: Paper, item: str, report: Content, reporter: str) -> None:
    lines: list[str] = [words(report.get("description"))]
    remarks: list[Remark] = []
    for name, value in report.items():
        if name in _SAID:
            continue
        if _PERSONAL.search(name) or not isinstance(value, str | int | float | bool):
            paper.left(f"{item} {name}", "intake.xarf-left", name)
        else:
            lines.append(f"{name}: {value}")
            remarks.append(Remark("intake.xarf-in-text", name, ""))
    if "_internal" in report:
        paper.left(f"{item} _internal", "intake.xarf-left", "_internal")
    for line, path in _beside(paper, item, report):
        lines.append(line)
        remarks.append(Remark("intake.xarf-in-text", path, ""))
    if words(report.get("file_hash")):
        lines.append(f"file_hash: {report['file_hash']}")
    content = paper.object(
        "report",
        name=f"{report['category']} {report['type']}: {words(report['source_identifier'])}",
        description="\n".join(line for line in lines if line),
        published=paper.created,
        report_types=["observed-data"],
        labels=list(
            dict.fromkeys(
                [
                    *paper.wish.labels,
                    f"xarf:{report['category']}={report['type']}",
                    *texts(report.get("tags")),
                ]
            )
        ),
        object_refs=list(paper.refs),
        external_references=[{"source_name": reporter, "external_id": item}],
    )
    paper.keep(item, [content], remarks)


def _beside(paper: Paper, item: str, report: Content) -> Iterator[tuple[str, str]]:
    """What is said of reporter, sender and evidence besides what stands in objects; contacts are left out."""
    for who in ("reporter", "sender"):
        for name, value in _of(report, who).items():
            if _PERSONAL.search(name):
                paper.left(f"{item} {who}.{name}", "intake.xarf-left", name)
            elif words(value) and (who, name) != ("reporter", "org"):
                yield f"{who} {name}: {words(value)}", f"{who}.{name}"
    for at, evidence in enumerate(dicts(report.get("evidence"))):
        for name in sorted(evidence.keys() - {"content_type", "payload"}):
            told = evidence[name]
            if report["type"] != _ABUSED and isinstance(told, str | int | float) and told != "":
                yield f"evidence[{at}] {name}: {told}", f"evidence[{at}].{name}"


def looks_like(members: Mapping[str, Any]) -> bool:
    """Whether these are the members of an abuse report."""
    return (
        "xarf_version" in members
        or ("ReporterInfo" in members and "Report" in members)
        or ({"report_id", "source_identifier", "reporter"} <= members.keys())
    )
