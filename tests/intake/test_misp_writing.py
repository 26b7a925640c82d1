"""Tests of khien.intake.misp_writing and its parts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.intake import Outcome, ReportEntry
from khien.intake.misp_writing import write_event
from khien.intake.misp_written_patterns import pattern_values
from khien.intake.misp_written_values import CATEGORY_OF, value_in
from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import NOW, attribute, event, read
from tests.shared import shared

U = "5a539660-0000-4a9c-9535-2fc50a0162{:02d}"


def written(*objects: Any) -> tuple[dict[str, Any], tuple[ReportEntry, ...]]:  # noqa: ANN401
    """The event that objects become, and the report."""
    made, entries = write_event(objects, uuid=U.format(0), info="Ours", at=NOW)
    assert [entry.item for entry in entries] == [one["id"] for one in objects]
    return made["Event"], entries


def back(**members: Any) -> tuple[dict[str, Any], dict[str, Any], list[ReportEntry]]:  # noqa: ANN401
    """A MISP event, what it is after a way through STIX, and the report of the way back."""
    body = event(**members)
    intake = read(body)
    made, entries = written(*(dict(version.content) for version in intake.versions))
    return json.loads(body)["Event"], made, list(entries)


def test_an_attribute_comes_back_field_by_field() -> None:
    """UUID, type, category, value, times, comment and tags are those that came."""
    there = attribute(
        "domain",
        "evil.example",
        uuid=U.format(1),
        timestamp="1767600001",
        comment="seen",
        first_seen="2026-01-01T00:00:00+00:00",
        Tag=[{"name": "phishing"}, {"name": "tlp:red"}],
    )

    before, after, entries = back(Attribute=[there], Tag=[{"name": "tlp:green"}], analysis="1")

    assert after["Attribute"] == [there]
    assert {k: after[k] for k in before if k != "Attribute"} == {
        k: before[k] for k in before if k != "Attribute"
    }
    assert {entry.outcome for entry in entries} == {Outcome.KEPT}


def test_an_object_comes_back_with_its_attributes_references_and_sightings() -> None:
    """What stood together stands together: name, relations, values in pattern, observables and text."""
    file: dict[str, Any] = {
        "name": "file", "uuid": U.format(10), "meta-category": "file", "timestamp": "1767600000",
        "Attribute": [
            attribute("filename", "a.exe", uuid=U.format(11), object_relation="filename"),
            attribute("filename", "b.exe", uuid=U.format(19), object_relation="filename"),
            attribute("md5", "a" * 32, uuid=U.format(12), object_relation="md5",
                      Sighting=[{"uuid": U.format(30), "type": "0", "date_sighting": "1767600009"}]),
            attribute("mime-type", "text/plain", uuid=U.format(18), to_ids=False, object_relation="mimetype"),
            attribute("text", "packed", uuid=U.format(13), to_ids=False, object_relation="state"),
        ],
        "ObjectReference": [
            {"uuid": U.format(20), "referenced_uuid": U.format(14), "relationship_type": "Drops it",
             "comment": "why", "timestamp": "1767600000"},
        ],
    }  # fmt: skip
    flow = {
        "name": "ip-port", "uuid": U.format(14), "meta-category": "network",
        "Attribute": [
            attribute("ip-dst|port", "192.0.2.1|443", uuid=U.format(15), to_ids=False),
            attribute("domain|ip", "evil.example|192.0.2.9", uuid=U.format(16), to_ids=False),
        ],
    }  # fmt: skip

    _, after, entries = back(Object=[file, flow])

    first, second = sorted(after["Object"], key=lambda one: str(one["uuid"]))
    assert [(a["type"], a["value"]) for a in first["Attribute"]] == [
        (a["type"], a["value"]) for a in file["Attribute"]
    ]
    assert first["Attribute"][2]["Sighting"][0]["date_sighting"] == "1767600009"
    assert first["ObjectReference"][0]["relationship_type"] == "Drops it"
    assert [a["value"] for a in second["Attribute"]] == ["192.0.2.1|443", "evil.example|192.0.2.9"]
    assert {entry.outcome for entry in entries} == {Outcome.KEPT}


PLAIN_VALUES = [
    ("md5", "A" * 32, True), ("filename|sha1", f"a.exe|{'b' * 40}", False), ("url", "http://evil.example/", False),
    ("filename", "a.exe", False), ("mime-type", "text/plain", False), ("regkey", "HKEY_USERS\\a", False),
    ("regkey|value", "HKEY_USERS\\a|b", False), ("AS", "AS64496", False), ("mac-address", "02:00:5e:10:00:00", False),
    ("mutex", "m", False), ("email-subject", "Hi", False), ("github-username", "someone", False),
    ("x509-fingerprint-sha1", "c" * 40, False), ("ip-src|port", "192.0.2.7|80", False), ("iban", "GB33BUKB20201555555555", False),
    ("btc", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", False), ("text", "words\n\nmore", False), ("snort", "alert tcp any", True),
    ("vulnerability", "CVE-2026-0001", False), ("campaign-name", "Storm", False), ("threat-actor", "Bear", False),
    ("email-attachment", "a.doc", False), ("hostname|port", "evil.example|80", False), ("stix2-pattern", "[url:value='x']", True),
    ("email-body", "text", False), ("sha256", "d" * 64, False), ("phone-number", "84912345678", False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "to_ids"), PLAIN_VALUES)
def test_every_kind_of_value_comes_back(kind: str, value: str, *, to_ids: bool) -> None:
    """From a pattern, an observable, a name or a note the value is read back as it was written."""
    there = attribute(kind, value, to_ids=to_ids, uuid=U.format(1), comment="why")

    _, after, _ = back(Attribute=[there])

    (one,) = after["Attribute"]
    assert (one["type"], one["value"], one["comment"]) == (kind, value, "why")
    assert one["to_ids"] is to_ids


def test_samples_links_and_event_reports_come_back() -> None:
    """The bytes of a sample, the links of the report, what stood in an object of links, the prose."""
    sample = attribute(
        "malware-sample", f"a.exe|{'a' * 32}", uuid=U.format(1), data="cGs=", timestamp="1767600000"
    )
    named = attribute("attachment", "b.png", uuid=U.format(4), to_ids=False, data="cGs=")
    bare = attribute("malware-sample", "c.exe", uuid=U.format(5), to_ids=False)
    link = attribute("link", "https://news.example/", uuid=U.format(2), to_ids=False)
    cve = attribute("vulnerability", "CVE-2026-0001", uuid=U.format(7), to_ids=False)
    inside = [link, cve, cve | {"uuid": U.format(8), "value": "CVE-2026-0002"}]
    holder = {"name": "report", "uuid": U.format(3), "meta-category": "misc", "Attribute": inside}
    prose = {"uuid": U.format(6), "name": "Story", "content": "Long.", "timestamp": "1767600000"}

    _, after, _ = back(Attribute=[sample, named, bare], Object=[holder], EventReport=[prose])

    assert [(a["value"], a.get("data")) for a in after["Attribute"]] == [
        (sample["value"], "cGs="), ("b.png", "cGs="), ("c.exe", None),
    ]  # fmt: skip
    assert [a["value"] for a in after["Object"][0]["Attribute"]] == [
        "https://news.example/", "CVE-2026-0001", "CVE-2026-0002",
    ]  # fmt: skip
    assert after["EventReport"][0] | {"content": "Long."} == prose


def test_clusters_come_back_as_tags_of_event_and_attribute() -> None:
    """A galaxy cluster is the tag that it was, where it was."""
    tag = {"name": 'misp-galaxy:threat-actor="APT32"'}
    galaxy = {
        "type": "tool",
        "GalaxyCluster": [{"value": "Mimikatz", "tag_name": 'misp-galaxy:tool="Mimikatz"'}],
    }
    there = attribute("domain", "evil.example", uuid=U.format(1), Tag=[tag])

    _, after, _ = back(Attribute=[there], Galaxy=[galaxy])

    assert after["Attribute"][0]["Tag"] == [tag]
    assert {"name": 'misp-galaxy:tool="Mimikatz"'} in after["Tag"]


def stix(kind: str, number: int, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object of ours that never was in MISP."""
    return {
        "type": kind, "spec_version": "2.1", "id": f"{kind}--{U.format(number)}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z", **members,
    }  # fmt: skip


def indicator(number: int, pattern: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """An indicator of ours."""
    return stix("indicator", number, pattern=pattern, **{"pattern_type": "stix", **members})


def test_an_object_that_was_edited_is_written_as_it_is_now() -> None:
    """A new pattern, a lost observable: the attribute of old is not sent, and the report says so."""
    there = [attribute("domain", "evil.example", uuid=U.format(1))]
    seen = attribute("ip-dst", "192.0.2.1", uuid=U.format(2), to_ids=False)
    holder = {"name": "domain-ip", "uuid": U.format(3), "Attribute": [*there]}
    flow = {"name": "x", "uuid": U.format(4), "Attribute": [seen | {"uuid": U.format(5)}]}
    intake = read(event(Attribute=[*there, seen], Object=[holder, flow]))
    new = [dict(v.content) for v in intake.versions if v.type != "ipv4-addr"]
    for one in new:
        if one["type"] == "indicator":
            one["pattern"] = "[domain-name:value = 'new.example']"

    made, entries = written(*new)

    assert [a["value"] for a in made["Attribute"]] == ["new.example", "new.example"]
    assert [entry.code for entry in entries] == [
        "intake.to-misp-edited", "intake.to-misp-none", "intake.to-misp-edited", "intake.to-misp-none",
        "intake.to-misp",
    ]  # fmt: skip


def test_indicators_of_ours_become_attributes() -> None:
    """Each value is an attribute; what is no list of values, and foreign languages, stay whole."""
    made, entries = written(
        indicator(
            1,
            "[domain-name:value = 'a.example'] OR [ipv4-addr:value = '192.0.2.1']",
            name="C2", description="seen", labels=["apt", 'misp:type="x"'], confidence=80,
            object_marking_refs=[TLP_2_IDS[Tlp.GREEN], "marking-definition--x"],
        ),
        indicator(2, "[process:pid = 5 AND process:name = 'x']"),
        indicator(3, "rule x {}", pattern_type="yara"),
        indicator(4, "?", pattern_type="pcre"),
        indicator(5, "[url:value = 'http://a.example/']", revoked=True),
        stix("grouping", 6, name="Group", object_refs=[]),
        stix("grouping", 7, name="Another", object_refs=[]),
    )  # fmt: skip

    assert [(a["type"], a["value"], a["to_ids"]) for a in made["Attribute"]] == [
        ("domain", "a.example", True), ("ip-dst", "192.0.2.1", True),
        ("stix2-pattern", "[process:pid = 5 AND process:name = 'x']", True), ("yara", "rule x {}", True),
        ("text", "?", False),
    ]  # fmt: skip
    first = made["Attribute"][0]
    assert (first["comment"], first["Tag"], first["category"]) == (
        "C2\nseen",
        [{"name": "apt"}],
        "Network activity",
    )
    assert made["info"] == "Group"
    assert made["Tag"] == [{"name": "tlp:green"}]
    assert [r.path for r in entries[0].more] == ["confidence", "object_marking_refs"]
    assert [entry.code.removeprefix("intake.to-misp") for entry in entries] == [
        "", "-pattern", "", "-text", "-revoked", "", "-context",
    ]  # fmt: skip


def test_what_was_observed_becomes_attributes_that_detect_nothing() -> None:
    """Observed data gives its observables; one without observed data is written by itself."""
    file = {
        "type": "file", "spec_version": "2.1", "id": f"file--{U.format(1)}", "name": "a.exe",
        "hashes": {"MD5": "a" * 32, "X": "y"},
    }  # fmt: skip
    asn = {"type": "autonomous-system", "id": f"autonomous-system--{U.format(2)}", "number": 64496}
    odd = {"type": "process", "id": f"process--{U.format(3)}", "pid": 1}
    bare = {"type": "url", "id": f"url--{U.format(5)}"}
    data = stix("observed-data", 4, object_refs=[file["id"]], number_observed=1)

    made, entries = written(data, file, asn, odd, bare)

    assert [(a["type"], a["value"], a["to_ids"]) for a in made["Attribute"]] == [
        ("md5", "a" * 32, False), ("filename", "a.exe", False), ("AS", "AS64496", False),
    ]  # fmt: skip
    assert [entry.outcome.value for entry in entries] == [
        "kept",
        "kept",
        "kept",
        "refused",
        "refused",
    ]


def test_context_becomes_tags_reports_and_comments() -> None:
    """Actors and techniques are tags; the first report names the event, another is its report."""
    number = [{"source_name": "mitre-attack", "external_id": "T1566"}]
    made, entries = written(
        stix(
            "report",
            1,
            name="First",
            published="2026-01-03T00:00:00Z",
            labels=['misp:threat-level="high"'],
        ),
        stix("report", 2, name="Second", description="More", published="2026-01-03T00:00:00Z"),
        stix("attack-pattern", 3, name="Phishing", external_references=number),
        stix(
            "malware", 4, name="Emotet", external_references=[{"source_name": "x"}], is_family=True
        ),
        stix("note", 5, content="Said", object_refs=[]),
        stix("identity", 6, name="Us"),
        stix("location", 7, country="VN"),
    )

    assert (made["info"], made["date"], made["threat_level_id"]) == ("First", "2026-01-03", "1")
    assert [tag["name"] for tag in made["Tag"]] == [
        'misp:threat-level="high"'.replace('misp:threat-level="high"', 'misp-galaxy:mitre-attack-pattern="Phishing - T1566"'),
        'misp-galaxy:malpedia="Emotet"',
    ]  # fmt: skip
    assert made["EventReport"][0]["content"] == "More"
    assert made["Attribute"][0]["value"] == "Said"
    assert [entry.outcome.value for entry in entries] == [
        "kept", "kept", "changed", "changed", "kept", "skipped", "refused",
    ]  # fmt: skip


def test_relations_stand_where_they_belong_or_are_refused() -> None:
    """A tag on the attribute, a sighting, a false positive; nothing about what is not there."""
    bad = indicator(1, "[domain-name:value = 'a.example']")
    actor = stix("intrusion-set", 2, name="Bear")
    gone = f"indicator--{U.format(99)}"

    def link(number: int, source: str, target: str) -> dict[str, Any]:
        return stix(
            "relationship",
            number,
            relationship_type="indicates",
            source_ref=source,
            target_ref=target,
        )

    seen = stix("sighting", 5, sighting_of_ref=bad["id"], count=3)
    false = stix("opinion", 6, opinion="disagree", object_refs=[bad["id"]])
    made, entries = written(
        bad, actor, link(3, bad["id"], actor["id"]), link(4, bad["id"], gone), seen, false,
        stix("opinion", 7, opinion="agree", object_refs=[bad["id"]]),
        stix("sighting", 8, sighting_of_ref=actor["id"]), link(9, actor["id"], bad["id"]),
        link(10, bad["id"], actor["id"]),
    )  # fmt: skip

    (one,) = made["Attribute"]
    assert one["Tag"] == [{"name": 'misp-galaxy:threat-actor="Bear"'}]
    assert [sighting["type"] for sighting in one["Sighting"]] == ["0", "1"]
    assert [entry.code.removeprefix("intake.to-misp") for entry in entries] == [
        "", "-tag", "-tag", "-apart", "-left"[5:], "", "-none", "-apart", "-none", "-tag",
    ]  # fmt: skip
    assert entries[4].more[0].path == "count"


def test_a_relationship_of_ours_between_objects_becomes_a_reference() -> None:
    """An object of MISP that we linked to another attribute names it by its UUID."""
    holder = {"name": "file", "uuid": U.format(1), "Attribute": [attribute("md5", "a" * 32)]}
    ours = indicator(2, "[domain-name:value = 'a.example']")
    there = [dict(v.content) for v in read(event(Object=[holder])).versions]
    link = stix(
        "relationship", 3, relationship_type="related-to", source_ref=there[0]["id"],
        target_ref=ours["id"], description="why",
    )  # fmt: skip

    made, _ = written(*there, ours, link)

    reference = made["Object"][0]["ObjectReference"][0]
    assert reference["referenced_uuid"] == made["Attribute"][0]["uuid"]
    assert reference["comment"] == "why"


def test_without_a_report_the_caller_says_what_the_event_is() -> None:
    """UUID, title, time and organisation; the strictest TLP is the event's."""
    objects = [
        indicator(
            1, "[url:value = 'http://a.example/']", object_marking_refs=[TLP_2_IDS[Tlp.AMBER]]
        ),
        indicator(
            2, "[url:value = 'http://b.example/']", object_marking_refs=[TLP_2_IDS[Tlp.CLEAR]]
        ),
    ]
    made, _ = write_event(
        objects,
        uuid=U.format(0),
        info="Ours",
        at=NOW,
        organisation={"name": "Us", "uuid": U.format(9)},
    )

    inner = made["Event"]
    assert (inner["uuid"], inner["info"], inner["date"], inner["Orgc"]["name"]) == (
        U.format(0), "Ours", "2026-11-22", "Us",
    )  # fmt: skip
    assert inner["Tag"] == [{"name": "tlp:amber"}]
    assert [a.get("Tag") for a in inner["Attribute"]] == [None, [{"name": "tlp:clear"}]]


def test_an_observable_of_another_kind_gives_no_value() -> None:
    """What is there now is not what the attribute said, so nothing is made up."""
    process = {"type": "process", "id": "process--1", "pid": 1}
    wallet = {"type": "cryptocurrency-wallet", "id": "w", "value": "1Boat"}

    assert value_in("domain", [process], set()) is None
    assert value_in("iban", [wallet], set()) is None
    assert (
        value_in("filename|md5", [{"type": "file", "id": "f", "hashes": {"MD5": "a"}}], set())
        is None
    )


def test_default_categories_are_those_of_misp() -> None:
    """What the standard's own table of types says, for every type that we choose by ourselves."""
    table = json.loads((shared("misp/core") / "describeTypes.json").read_text())["result"]

    ours = {kind: table["sane_defaults"][kind]["default_category"] for kind in CATEGORY_OF}

    assert ours == dict(CATEGORY_OF)


@pytest.mark.parametrize(
    ("pattern", "labels", "pairs"),
    [
        ("[file:name = 'a' AND file:hashes.'SHA3-256' = 'b']", [], [("filename|sha3-256", "a|b")]),
        ("[file:name = 'a' AND file:size = 1]", [], []),
        ("[file:name = 'a' AND mutex:name = 'b']", [], []),
        ("[mutex:name = 'b' AND mutex:name = 'b']", [], []),
        ("[autonomous-system:number = 7]", ['misp:type="AS"'], [("AS", "AS7")]),
        ("[file:name = 'a'] OR [mutex:name = 'b']", [], [("filename", "a"), ("mutex", "b")]),
        ("[file:name = 'a'] AND [mutex:name = 'b']", [], []),
        ("[file:name = 'a'] OR [process:pid = 7]", [], []),
        ("[file:name != 'a']", ['misp:type="filename"'], []),
        ("[file:name = 'a']", ['misp:type="filename|md5"'], [("filename", "a")]),
        ("[not a pattern", [], []),
    ],
)
def test_the_values_of_a_pattern_have_their_types(
    pattern: str, labels: list[str], pairs: list[tuple[str, str]]
) -> None:
    """By the label where it fits, else by the path; what needs more than values has none."""
    assert pattern_values(pattern, labels) == pairs
