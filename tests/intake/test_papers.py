"""Tests of khien.intake.csaf, csaf_rules, xarf, cacao and papers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from khien.intake import Intake
from khien.intake.csaf_rules import faults
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.words import say
from tests.intake.samples import (
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    all_codes,
    assert_ours,
    codes,
    of_type,
    read,
)  # fmt: skip
from tests.shared import shared

Change = Callable[[dict[str, Any]], object]


def read_json(content: object, **wish: Any) -> Intake:  # noqa: ANN401 -- any wish
    """Read one document; everything that is made of it is sound."""
    intake = read(json.dumps(content), replace(WISH, **wish))
    assert_ours(intake)
    return intake


ADVISORY: dict[str, Any] = {
    "document": {
        "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "A hole", "lang": "en",
        "publisher": {"category": "vendor", "name": "Maker", "namespace": "https://maker.example", "contact_details": "x"},
        "tracking": {
            "id": "M-1", "aliases": ["M-0"], "status": "final", "version": "2", "initial_release_date": "2026-01-01T00:00:00Z",
            "current_release_date": "2026-02-01T00:00:00Z",
            "revision_history": [{"number": "1", "date": "2026-01-01T00:00:00Z"}, {"number": "2", "date": "2026-02-01T00:00:00Z"}],
        },
        "distribution": {"text": "as you like", "tlp": {"label": "GREEN"}},
        "notes": [{"category": "summary", "text": "Short."}, {"category": "legal_disclaimer", "text": "None."}],
        "references": [{"summary": "Self", "url": "https://maker.example/1"}],
        "aggregate_severity": {"text": "High"}, "acknowledgments": [{"names": ["A Person"]}],
    },
    "product_tree": {
        "branches": [{"category": "vendor", "name": "Maker", "branches": [
            {"category": "product_version", "name": "1.0", "product": {
                "product_id": "P1", "name": "Thing 1.0",
                "product_identification_helper": {"cpe": "cpe:2.3:a:maker:thing:1.0:*:*:*:*:*:*:*", "purl": "pkg:generic/thing"}}}]}],
        "full_product_names": [{"product_id": "P2", "name": "Other"}],
        "product_groups": [{"group_id": "G1", "product_ids": ["P1", "P2"]}],
        "relationships": [{"product_reference": "P1", "relates_to_product_reference": "P2", "category": "installed_on",
                           "full_product_name": {"product_id": "P3", "name": "Thing on other"}}],
    },
    "vulnerabilities": [{
        "cve": "CVE-2026-0001", "cwe": {"id": "CWE-79", "name": "XSS"}, "title": "XSS",
        "ids": [{"system_name": "Tracker", "text": "7"}],
        "notes": [{"category": "description", "title": "Cause", "text": "Text."}, {"category": "faq", "text": "Why?"}],
        "product_status": {"known_affected": ["P1"], "known_not_affected": ["P2"]},
        "scores": [{"products": ["P1"], "cvss_v3": {"version": "3.1", "baseScore": 9.8, "baseSeverity": "CRITICAL",
                    "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
        "threats": [{"category": "impact", "details": "None.", "group_ids": ["G1"]}],
        "flags": [{"label": "component_not_present", "product_ids": ["P2"]}],
        "remediations": [{"category": "vendor_fix", "details": "Update.", "url": "https://maker.example/u", "product_ids": ["P1"],
                          "date": "2026-01-01T00:00:00Z"}],
        "release_date": "2026-01-01T00:00:00Z",
    }],
}  # fmt: skip


def test_an_advisory_becomes_a_report_with_its_vulnerabilities_and_remedies() -> None:
    """Times, TLP, products, statuses and scores; persons are named to nobody; read again it is the same."""
    intake = read_json(ADVISORY)

    assert intake.format == "csaf"
    (report,), (hole,) = of_type(intake, "report"), of_type(intake, "vulnerability")
    assert (report["name"], report["description"], report["published"]) == (
        "A hole",
        "Short.",
        "2026-02-01T00:00:00.000Z",
    )
    assert report["labels"] == [
        "csaf:category=csaf_security_advisory",
        "csaf:status=final",
        "csaf:severity=High",
    ]
    assert hole["description"].splitlines() == [
        "XSS", "Cause: Text.", "CVSS 3.1: 9.8 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H) (Thing 1.0)", "known_affected: Thing 1.0", "known_not_affected: Other",
        "impact: None. (Thing 1.0; Other)", "flag: component_not_present (Other)",
    ]  # fmt: skip
    assert [r.get("external_id") for r in hole["external_references"]] == [
        "CVE-2026-0001",
        "Tracker 7",
        "CWE-79",
    ]
    assert [s["name"] for s in of_type(intake, "software")] == [
        "Other",
        "Thing 1.0",
        "Thing on other",
    ]
    (action,), (link,) = of_type(intake, "course-of-action"), of_type(intake, "relationship")
    assert (link["source_ref"], link["relationship_type"], link["target_ref"]) == (
        action["id"],
        "mitigates",
        hole["id"],
    )
    assert action["description"] == "Update. (Thing 1.0)"
    assert [one.get("external_id") for one in report["external_references"]][:2] == ["M-1", "M-0"]
    assert set(report["object_refs"]) == {v.id for v in intake.versions} - {report["id"]}
    assert {tuple(v.content["object_marking_refs"]) for v in intake.versions} == {
        (TLP_2_IDS[Tlp.GREEN],)
    }
    left = [e.path for e in intake.entries if e.code == "intake.csaf-left"]
    assert left == [
        "product P1",
        "vulnerabilities[0].release_date",
        "vulnerabilities[0].notes[1]",
        "vulnerabilities[0].remediations[0].date",
        "document.acknowledgments",
        "document.tracking.revision_history",
        "document.tracking.version",
        "document.publisher.category",
        "document.publisher.contact_details",
        "document.notes[1]",
        "document.distribution.text",
    ]
    again = read_json(ADVISORY, known={v.id: v.content for v in intake.versions})
    assert not again.versions


def test_a_bare_advisory_is_read() -> None:
    """Without products, scores, times of its own and texts there is still a report."""
    bare = copy.deepcopy(ADVISORY)
    bare["document"] |= {
        "distribution": 7,
        "category": "csaf_base",
        "lang": "",
        "notes": [],
        "aggregate_severity": 1,
    }
    bare["document"]["tracking"]["initial_release_date"] = "soon"
    del bare["product_tree"]
    bare["vulnerabilities"] = [{"title": "Untitled"}, {"ids": [{"text": "9"}]}, {"scores": [{}]}, 7]

    intake = read_json(bare, marking=Tlp.AMBER)

    assert [v["name"] for v in of_type(intake, "vulnerability")] == [
        "Untitled",
        "9",
        "vulnerabilities[2]",
    ]
    assert of_type(intake, "report")[0]["object_marking_refs"] == [TLP_2_IDS[Tlp.AMBER]]


def test_real_advisories_agree_with_the_official_verdicts() -> None:
    """Of the validator's own documents all but the one on the names of CWE; and CISA's are read."""
    folder = shared("formats/csaf/validator-2.0")
    table = json.loads((folder / "testcases.json").read_text())["tests"]
    cases = [(t["id"], c) for t in table for c in (*t.get("failures", []), *t.get("valid", []))]
    wrong = [
        rule for rule, case in cases
        if (not [*faults(json.loads((folder / case["name"]).read_text()))]) is not case["valid"]
    ]  # fmt: skip

    assert len(cases) == 136
    assert wrong == ["6.1.11"]
    for path in sorted(shared("formats/csaf/cisa").glob("*.json"))[::8]:
        intake = read(path.read_bytes())
        assert intake.format == "csaf"
        assert intake.counts.refused == 0
        assert len(of_type(intake, "report")) == 1


def _history(*numbers: str, status: str = "final", version: str = "") -> Change:
    def change(advisory: dict[str, Any]) -> None:
        history = [
            {"number": n, "date": f"2026-01-0{at}T00:00:00Z"} for at, n in enumerate(numbers, 1)
        ]
        new = {"revision_history": history, "version": version or numbers[-1], "status": status}
        advisory["document"]["tracking"] |= new

    return change


def _hole(**members: Any) -> Change:  # noqa: ANN401 -- any JSON value
    return lambda a: a["vulnerabilities"][0].update(members)


def _document(**members: Any) -> Change:  # noqa: ANN401 -- any JSON value
    return lambda a: a["document"].update(members)


def _vex(**members: Any) -> Change:  # noqa: ANN401 -- any JSON value
    def change(advisory: dict[str, Any]) -> None:
        advisory["document"]["category"] = "csaf_vex"
        advisory["vulnerabilities"][0].update(members)

    return change


BROKEN: list[tuple[str, Change]] = [
    ("§3.2", _document(title="")), ("2.0", _document(csaf_version="1")), ("§3.1.11", _history("one")),
    ("6.1.1", _hole(product_status={"fixed": ["P9"]})), ("6.1.2", lambda a: a["product_tree"].update(full_product_names=[{"product_id": "P1"}])),
    ("6.1.3", lambda a: a["product_tree"]["relationships"][0]["full_product_name"].update(product_id="P1")),
    ("6.1.4", _hole(threats=[{"group_ids": ["G9"]}])), ("6.1.5", lambda a: a["product_tree"]["product_groups"].append({"group_id": "G1"})),
    ("6.1.6", _hole(product_status={"fixed": ["P1"], "known_affected": ["P1"]})),
    ("6.1.7", _hole(scores=[{"products": ["P1", "P2"], "cvss_v3": {}}, {"products": ["P1"], "cvss_v3": {}}])),
    ("6.1.14", _history("2", "1")), ("6.1.15", _document(publisher={"category": "translator", "name": "x", "namespace": "y"})),
    ("6.1.16", _history("1", "2", version="3")), ("6.1.17", _history("0")), ("6.1.18", _history("0", "1")),
    ("6.1.19", _history("1.0.0-rc", "1.0.0")), ("6.1.21", _history("1", "3")), ("6.1.22", _history("1", "1")),
    ("6.1.23", lambda a: a["vulnerabilities"].append(a["vulnerabilities"][0])), ("6.1.27.1", _document(category="csaf_informational_advisory", notes=[])),
    ("6.1.27.2", _document(category="csaf_security_incident_response")), ("6.1.27.3", _document(category="csaf_informational_advisory")),
    ("6.1.27.4", lambda a: a.pop("product_tree")), ("6.1.27.5", _hole(notes=[])), ("6.1.27.6", _hole(product_status={})),
    ("6.1.27.7", _vex(product_status={"recommended": ["P1"]})), ("6.1.27.8", _vex(cve="", ids=[])),
    ("6.1.27.9", _vex(flags=[], threats=[])), ("6.1.27.10", _vex(remediations=[])), ("6.1.27.11", lambda a: a.update(vulnerabilities=[])),
    ("6.1.28", _document(source_lang="en")), ("6.1.29", _hole(remediations=[{"category": "x"}])), ("6.1.30", _history("1", "2.0.0")),
    ("6.1.31", lambda a: a["product_tree"]["branches"][0]["branches"][0].update(name="< 1.0")), ("6.1.32", _hole(flags=[{"label": "x"}])),
]  # fmt: skip


def test_an_advisory_of_another_version_is_told_so() -> None:
    """The version comes first: a bare number among the rules says nothing to a reader."""
    advisory = copy.deepcopy(ADVISORY)
    advisory["document"]["csaf_version"] = "2.1"

    [entry] = read_json(advisory).entries
    assert (entry.code, entry.detail) == ("intake.csaf-version", "2.1")


@pytest.mark.parametrize(("rule", "change"), BROKEN, ids=[rule for rule, _ in BROKEN])
def test_an_advisory_that_breaks_a_rule_is_refused_with_it(rule: str, change: Change) -> None:
    """Each mandatory rule has a case; lenient keeps what can be read and still names the rule."""
    advisory = copy.deepcopy(ADVISORY)
    change(advisory)

    found = {
        r.detail
        for e in read_json(advisory).entries
        for r in e.remarks
        if r.code == "intake.csaf-rule"
    }
    lenient = read(json.dumps(advisory), replace(WISH, lenient=True))

    assert rule in found
    assert bool(lenient.versions) is (rule not in {"§3.2", "2.0"})
    assert "intake.csaf-rule" in all_codes(lenient)


def test_a_draft_may_have_drafts_in_its_history() -> None:
    """Version 0 and a mark before release are for drafts."""
    advisory = copy.deepcopy(ADVISORY)
    _history("0.1.0", status="draft", version="0.1.0-rc")(advisory)

    assert [*faults(advisory)] == []


REPORT: dict[str, Any] = {
    "xarf_version": "4.2.0", "report_id": "1a5ec293-0849-40a4-9eba-d5926262ff05", "timestamp": "2026-01-11T15:15:24Z",
    "reporter": {"org": "Watch", "contact": "a@watch.example", "domain": "watch.example"}, "sender": {"org": "Relay", "n": 1}, "source_identifier": "192.0.2.1", "category": "connection",
    "type": "ddos", "source_port": 80, "destination_ip": "192.0.2.9", "description": "Flood", "file_hash": "sha256:00",
    "evidence": [{"content_type": "text/plain", "payload": "eA=="}, {"description": "none"}, {"payload": "!"}],
    "tags": ["x"], "_internal": {"a": 1}, "details": {"deep": 1},
}  # fmt: skip


def test_an_abuse_report_says_what_was_seen_and_by_whom() -> None:
    """Source as observed data and indicator, evidence as artifact; contacts and victims are not carried."""
    intake = read_json(REPORT)

    assert intake.format == "xarf"
    assert [v.type for v in intake.versions] == [
        "identity", "indicator", "observed-data", "ipv4-addr", "relationship", "artifact", "report",
    ]  # fmt: skip
    (report,) = of_type(intake, "report")
    assert report["description"].splitlines() == [
        "Flood", "source_port: 80", "reporter domain: watch.example", "sender org: Relay", "evidence[1] description: none",
        "file_hash: sha256:00",
    ]  # fmt: skip
    assert report["labels"] == ["xarf:connection=ddos", "x"]
    assert [e.detail for e in intake.entries if e.code == "intake.xarf-left"] == [
        "destination_ip",
        "details",
        "_internal",
        "contact",
    ]
    assert [o for o, c in codes(intake) if c == "intake.xarf-evidence"] == [REFUSED] * 2


def test_a_page_is_the_indicator_where_a_report_is_about_content() -> None:
    """Not the address, which hosts others too; of rights the link is only kept; a bad one is refused."""
    page = REPORT | {
        "category": "content",
        "type": "phishing",
        "url": "http://evil.example/x",
        "evidence": [],
    }
    named = [one["name"] for one in of_type(read_json(page), "indicator")]
    rights = read_json(page | {"category": "copyright"})
    broken = read_json(page | {"url": "two words"})

    assert named == ["http://evil.example/x"]
    assert not of_type(rights, "indicator")
    assert of_type(rights, "url")
    assert (REFUSED, "intake.not-an-indicator") in codes(broken)


def test_abuse_of_children_is_reported_without_its_evidence() -> None:
    """Nothing of the content comes in; that it was withheld is said."""
    intake = read_json(
        REPORT | {"category": "content", "type": "csam", "url": "http://evil.example/x"}
    )

    assert not of_type(intake, "artifact")
    assert [c for c in codes(intake) if c[1] == "intake.xarf-withheld"] == [
        (SKIPPED, "intake.xarf-withheld")
    ] * 3


def test_a_telephone_number_may_be_the_source() -> None:
    """Messages come from numbers."""
    intake = read_json(
        REPORT
        | {
            "category": "messaging",
            "type": "spam",
            "protocol": "sms",
            "source_identifier": "+84912345678",
        }
    )

    assert of_type(intake, "phone-number")[0]["value"] == "84912345678"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"report_id": ""}, "report_id"), ({"reporter": 7}, "reporter.org"), ({"timestamp": "soon"}, "timestamp"),
        ({"category": "weather"}, "category"), ({"category": "messaging"}, "protocol"),
        ({"category": "content", "type": "phishing"}, "url"), ({"source_identifier": "?"}, "source_identifier"),
    ],
)  # fmt: skip
def test_an_abuse_report_that_breaks_a_rule_is_refused(change: dict[str, Any], path: str) -> None:
    """The place and the rule are named."""
    intake = read_json(REPORT | change)

    assert intake.counts.refused == 1
    assert intake.entries[0].path == path


OLD: dict[str, Any] = {
    "Version": "3", "ReporterInfo": {"ReporterOrg": "Watch", "ReporterOrgDomain": "watch.example"},
    "Report": {"ReportClass": "Activity", "ReportType": "Spam", "Date": "2026-01-11T15:15:24Z", "SourceIp": "192.0.2.1"},
}  # fmt: skip


def test_version_3_is_read_in_the_words_of_version_4() -> None:
    """Activities are messages or connections; source and attachments are where they were."""
    page = {
        "ReportClass": "Content", "ReportType": "phishing", "Date": "2026-01-11T15:15:24Z",
        "Source": {"URL": "https://evil.example/", "Port": 443}, "AdditionalInfo": {"TargetBrand": "Bank"},
        "Attachment": [{"ContentType": "text/plain", "Data": "eA=="}],
    }  # fmt: skip
    login = OLD["Report"] | {"ReportType": "LoginAttack"}

    assert of_type(read_json(OLD), "report")[0]["name"] == "messaging Spam: 192.0.2.1"
    assert (
        of_type(read_json(OLD | {"Report": login}), "report")[0]["name"]
        == "connection LoginAttack: 192.0.2.1"
    )
    intake = read_json(OLD | {"Report": page})
    assert of_type(intake, "indicator")[0]["name"] == "https://evil.example/"
    assert of_type(intake, "artifact")
    assert "TargetBrand: Bank" in of_type(intake, "report")[0]["description"]
    start = "watch.example 2026-01-11T15:15:24Z"
    assert all(one.item.startswith(f"{start} https://evil.example/ 443") for one in intake.entries)
    assert {one.item.removeprefix(f"{start} ").split()[0] for one in read_json(OLD).entries} == {
        "192.0.2.1"
    }
    assert read_json({"ReporterInfo": 7, "Report": 7}).counts.refused == 1


def test_real_abuse_reports_are_read() -> None:
    """Every sample of the specification's version 4, and those for parsers that are meant to be valid."""
    for folder in ("spec/v4", "parser-tests/valid/v4"):
        for path in sorted(shared(f"formats/xarf/{folder}").rglob("*.json")):
            intake = read(path.read_bytes())
            assert len(of_type(intake, "report")) == 1, path.name
    bad = [*shared("formats/xarf/parser-tests/invalid").rglob("m*ing_*.json")]
    assert [read(path.read_bytes()).counts.kept for path in bad] == [0, 0]


def test_a_control_character_refuses_its_item_alone() -> None:
    """What STIX refuses does not take the rest along."""
    advisory = copy.deepcopy(ADVISORY)
    advisory["vulnerabilities"][0]["notes"][0]["text"] = "a\x01"

    intake = read_json(advisory)

    assert (REFUSED, "stix.control-character") in codes(intake)
    assert not of_type(intake, "course-of-action")
    assert of_type(intake, "report")
    assert KEPT in {o for o, _ in codes(intake)}


def test_a_score_or_language_that_is_wrong_is_said_and_the_advisory_kept() -> None:
    """What says nothing about what can be carried is no reason to do without a warning."""
    broken = copy.deepcopy(ADVISORY)
    score = broken["vulnerabilities"][0]["scores"][0]
    score |= {"cvss_v2": {"version": "2.0"}, "cvss_v3": score["cvss_v3"] | {"baseScore": 1.0}}
    broken["document"] |= {"lang": "qq-VN", "source_lang": "i-default"}
    intake = read_json(broken)

    said = [one.detail for one in intake.entries[-1].remarks if one.code == "intake.csaf-rule"]
    assert said == ["6.1.8", "6.1.9", "6.1.12"]
    assert of_type(intake, "report")[0]["name"] == "A hole"


def test_papers_of_wrong_types_are_refused_and_break_nothing() -> None:
    """A list where a text should be, and a revision that no number can hold."""
    for place in ("category", "publisher", "tracking", "lang", "notes"):
        broken = copy.deepcopy(ADVISORY)
        broken["document"][place] = [["x"]]
        assert read_json(broken).format == "csaf"
    broken = copy.deepcopy(ADVISORY)
    tracking = broken["document"]["tracking"]
    tracking |= {
        "version": "9" * 18,
        "revision_history": [{"number": "9" * 18, "date": "2026-01-01T00:00:00Z"}],
    }
    broken["product_tree"]["relationships"][0]["full_product_name"]["product_id"] = ["P3"]
    assert read_json(broken).counts.refused == 1


def test_a_tlp_of_an_advisory_that_nobody_knows_is_red() -> None:
    """What cannot be read opens nothing."""
    odd = copy.deepcopy(ADVISORY)
    odd["document"]["distribution"] = {"tlp": {"label": "MAUVE"}}
    intake = read_json(odd, marking=Tlp.CLEAR)

    assert of_type(intake, "report")[0]["object_marking_refs"] == [TLP_2_IDS[Tlp.RED]]


@pytest.mark.parametrize(
    ("change", "vi"),
    [
        ({"report_id": ""}, "bắt buộc phải có"),
        ({"category": "messaging", "protocol": ""}, "bắt buộc trong báo cáo về thư, tin nhắn"),
        (
            {"category": "content", "type": "phishing", "url": ""},
            "bắt buộc trong báo cáo về trang lừa đảo",
        ),
    ],
)
def test_what_an_abuse_report_lacks_is_said_in_vietnamese(change: dict[str, str], vi: str) -> None:
    """The rule is named in the language of whoever reads it."""
    report = {
        "xarf_version": "4.0.0", "report_id": "r1", "timestamp": "2026-11-01T10:00:00Z", "reporter": {"org": "CERT"},
        "sender": {"org": "CERT"}, "source_identifier": "192.0.2.9", "category": "connection", "type": "port_scan",
    }  # fmt: skip
    (entry,) = read_json(report | change).entries

    assert say(entry.code, "vi", entry.remarks[0].facts).endswith(
        f"trái với quy tắc của X-ARF: {vi}"
    )
