"""Tests of khien.intake.misp and khien.intake.misp_event."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from khien.intake import Limits
from khien.intake.failures import TooBigError
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import references
from tests.intake.samples import (
    CHANGED,
    KEPT,
    NODE,
    NOW,
    REFUSED,
    SKIPPED,
    WISH,
    all_codes,
    assert_ours,
    attribute,
    codes,
    event,
    of_type,
    read,
)
from tests.shared import shared

INNER = json.loads(event(Attribute=[attribute("domain", "evil.example")]))["Event"]


def dumped(value: object) -> str:
    """The value as JSON."""
    return json.dumps(value)


@pytest.mark.parametrize(
    "wrapped",
    [
        {"Event": INNER},
        INNER,
        {"response": [{"Event": INNER}]},
        {"response": [INNER]},
        {"response": {"Event": INNER}},
        {"Event": [INNER]},
        [{"Event": INNER}],
        [INNER],
    ],
)
def test_an_event_is_found_in_every_wrapping(wrapped: object) -> None:
    """Exports of every vintage give the same objects."""
    intake = read(dumped(wrapped))

    assert intake.format == "misp"
    assert [v.type for v in intake.versions] == ["indicator", "report"]
    assert codes(intake) == [(KEPT, "intake.kept")] * 2


def test_what_is_no_event_is_refused_and_the_rest_is_read() -> None:
    """One broken event in an export does not spoil the others."""
    text = dumped({"response": [{"Event": INNER}, 7, {"Event": "x"}]})
    text = text[:-2] + ', {"Event": {"info": 1, "info": 2}}]}'

    intake = read(text)

    assert codes(intake)[2:] == [
        (REFUSED, "intake.misp-not-an-event"),
        (REFUSED, "intake.misp-not-an-event"),
        (REFUSED, "intake.json-duplicate-key"),
    ]


def test_a_report_names_everything_made_of_the_event() -> None:
    """Title, times, labels, source and references of the event stand in its report."""
    intake = read(
        event(
            Orgc={"name": "Example CERT", "uuid": "55f6ea5e-0000-4344-bc8c-4170950d210f"},
            Attribute=[
                attribute("domain", "evil.example"),
                attribute("link", "https://news.example/1", to_ids=False, comment="blog"),
                attribute("link", "https://news.example/1", to_ids=False, comment="blog"),
            ],
            Tag=[{"name": "tlp:green"}, {"name": "type:OSINT"}, {"name": "PAP:AMBER"}],
            threat_level_id="1",
            analysis="2",
            publish_timestamp="1767700000",
        )
    )

    [report] = of_type(intake, "report")
    assert report["name"] == "Example"
    assert report["created"] == "2026-01-02T00:00:00.000Z"
    assert report["modified"] == "2026-01-05T08:00:00.000Z"
    assert report["published"] == "2026-01-06T11:46:40.000Z"
    assert report["labels"] == [
        "type:OSINT",
        "PAP:AMBER",
        'misp:threat-level="high"',
        'misp:analysis="complete"',
    ]
    assert report["object_refs"] == [v.id for v in intake.versions if v.type != "report"]
    assert report["external_references"] == [
        {
            "source_name": "misp",
            "external_id": "5a539660-0000-4a9c-9535-2fc50a016219",
            "description": "Example CERT",
        },
        {"source_name": "misp-link", "url": "https://news.example/1", "description": "blog"},
    ]
    marked = {tuple(v.marking_refs) for v in intake.versions}
    assert marked == {(TLP_2_IDS[Tlp.GREEN],)}
    assert "PAP:AMBER" in of_type(intake, "indicator")[0]["labels"]
    assert_ours(intake)


def test_an_event_read_twice_gives_the_same_versions() -> None:
    """Times come from MISP, so a second reading on another day is equal byte for byte."""
    body = event(Attribute=[attribute("domain", "evil.example", timestamp="1767500000")])

    first, second = read(body), read(body, replace(WISH, now=NOW + timedelta(days=9)))

    assert first.versions == second.versions


def test_an_event_that_the_store_holds_is_unchanged() -> None:
    """With what is held at hand, nothing is new; a changed attribute keeps its `created`."""
    body = event(Attribute=[attribute("domain", "evil.example", timestamp="1767500000", uuid="a")])
    held = replace(WISH, known={v.id: v.content for v in read(body).versions})
    newer = event(
        Attribute=[attribute("domain", "other.example", timestamp="1767500000", uuid="a")]
    )

    again, changed = read(body, held), read(newer, held)

    assert again.versions == ()
    assert codes(again) == [(SKIPPED, "intake.unchanged")] * 2
    [content] = of_type(changed, "indicator")
    assert content["modified"] == "2026-01-04T04:13:20.001Z"


def test_an_observable_that_is_held_stays_as_it_is() -> None:
    """An observable has no versions: held with another marking it is not replaced, and that is said."""
    element = attribute("domain", "evil.example", to_ids=False)
    first = read(event(Attribute=[element]))
    held = replace(WISH, known={v.id: v.content for v in first.versions})

    same = read(event(Attribute=[element]), held)
    marked = read(event(Attribute=[element], Tag=[{"name": "tlp:green"}]), held)

    assert same.versions == ()
    assert [v.type for v in marked.versions] == ["observed-data", "report"]
    assert [r.code for r in marked.entries[0].remarks] == ["intake.kept", "intake.observable-held"]


def test_what_we_revoked_stays_revoked() -> None:
    """An export cannot bring back what we took back."""
    body = event(Attribute=[attribute("domain", "evil.example")])
    known = {v.id: {**v.content, "revoked": True} for v in read(body).versions}

    again = read(body, replace(WISH, known=known))

    assert codes(again) == [(SKIPPED, "intake.revoked-here")] * 2


@pytest.mark.parametrize(
    ("members", "own", "expected"),
    [
        ({"Tag": [{"name": "tlp:white"}]}, {}, Tlp.CLEAR),
        ({"Tag": [{"name": "tlp:amber"}]}, {"Tag": [{"name": "tlp:green"}]}, Tlp.AMBER),
        ({"Tag": [{"name": "tlp:green"}]}, {"Tag": [{"name": "tlp:red"}]}, Tlp.RED),
        ({"Tag": [{"name": "tlp:green"}, {"name": "tlp:amber"}]}, {}, Tlp.AMBER),
        ({"distribution": "0"}, {}, Tlp.AMBER_STRICT),
        ({"distribution": "4"}, {}, Tlp.AMBER_STRICT),
        ({"distribution": "0", "Tag": [{"name": "tlp:clear"}]}, {}, Tlp.CLEAR),
        ({"distribution": "3"}, {"distribution": "0"}, Tlp.AMBER_STRICT),
        ({"distribution": "3"}, {"distribution": "5"}, Tlp.GREEN),
    ],
)
def test_the_strictest_marking_wins(
    members: dict[str, Any], own: dict[str, Any], expected: Tlp
) -> None:
    """Tags of event and attribute, then the circle, then the wish decide how far it may go."""
    body = event(Attribute=[attribute("domain", "evil.example", **own)], **members)

    [indicator] = of_type(read(body, replace(WISH, marking=Tlp.GREEN)), "indicator")

    assert indicator["object_marking_refs"] == [TLP_2_IDS[expected]]


def test_a_closed_circle_is_said() -> None:
    """When the distribution set the marking, the report says so."""
    assert (CHANGED, "intake.misp-distribution") in codes(read(event(distribution="0")))


def test_odd_tags_are_said() -> None:
    """A tag without a name and a TLP that nobody knows are named."""
    intake = read(event(Tag=[{"name": "tlp:ex:chr"}, {"colour": "#fff"}, "x"]))

    entry = intake.entries[-1]
    assert [remark.detail for remark in entry.remarks] == ["{'colour': '#fff'}", "x", "tlp:ex:chr"]
    assert of_type(intake, "report")[0]["labels"] == ["tlp:ex:chr"]


def test_clusters_become_actors_tools_and_techniques() -> None:
    """Galaxy clusters with a counterpart in STIX are objects, once; the others are labels."""
    tag = 'misp-galaxy:mitre-attack-pattern="PowerShell - T1059.001"'
    actor = {
        "value": "Example Group",
        "description": "An invented group.",
        "tag_name": 'misp-galaxy:threat-actor="Example Group"',
        "meta": {"synonyms": ["EG", "EG", 7]},
    }
    intake = read(
        event(
            Galaxy=[
                {"type": "threat-actor", "GalaxyCluster": [actor]},
                {"type": "sector", "GalaxyCluster": [{"value": "Energy"}, "x"]},
                {"type": "tool", "GalaxyCluster": {"value": "x"}},
                {"type": "tool", "GalaxyCluster": [{"value": " "}]},
                "x",
            ],
            Tag=[
                {"name": tag},
                {"name": actor["tag_name"]},
                {"name": 'misp-galaxy:mitre-malware="Worm - S0001"'},
                {"name": 'misp-galaxy:mitre-course-of-action="Train"'},
                {"name": 'misp-galaxy:exploit-kit="Kit"'},
                {"name": 'misp-galaxy:country="viet nam"'},
            ],
        )
    )

    [technique] = of_type(intake, "attack-pattern")
    assert technique["name"] == "PowerShell"
    assert technique["external_references"] == [
        {"source_name": "mitre-attack", "external_id": "T1059.001"}
    ]
    [group] = of_type(intake, "intrusion-set")
    assert (group["name"], group["aliases"]) == ("Example Group", ["EG"])
    assert group["description"] == "An invented group."
    assert of_type(intake, "malware")[0]["is_family"] is True
    assert [t["name"] for t in of_type(intake, "tool")] == ["Kit"]
    assert [c["name"] for c in of_type(intake, "course-of-action")] == ["Train"]
    labelled = [e.item for e in intake.entries if e.code == "intake.misp-label"]
    assert labelled == ["Event.Galaxy[1]", "Event.Galaxy[2]", 'misp-galaxy:country="viet nam"']
    assert 'misp-galaxy:country="viet nam"' in of_type(intake, "report")[0]["labels"]
    assert_ours(intake)


def test_reports_of_an_event_become_notes() -> None:
    """The prose of an event is kept word for word; an empty one is skipped."""
    intake = read(
        event(EventReport=[{"name": "Findings", "content": "# Hello"}, {"content": " "}, "x"])
    )

    [note] = of_type(intake, "note")
    assert (note["abstract"], note["content"]) == ("Findings", "# Hello")
    assert note["object_refs"] == [of_type(intake, "report")[0]["id"]]
    assert codes(intake)[1:3] == [(SKIPPED, "intake.misp-no-value")] * 2


def test_what_does_not_travel_is_said() -> None:
    """Proposals, related events, sharing groups, keys, addresses of persons, unknown members."""
    intake = read(
        event(
            ShadowAttribute=[{}, "x"],
            RelatedEvent=[{"Event": {}}],
            SharingGroup={"name": "x"},
            CryptographicKey=[{}],
            event_creator_email="ann@cert.example",
            Weather="fine",
            id="7",
        )
    )

    assert [code for _, code in codes(intake)][:-1] == [
        "intake.misp-proposal",
        "intake.misp-proposal",
        "intake.misp-related",
        "intake.misp-sharing-group",
        "intake.not-carried",
        "intake.misp-personal",
        "intake.not-carried",
    ]
    assert "ann@cert.example" not in repr(intake)


@pytest.mark.parametrize(
    ("members", "created", "modified"),
    [
        ({}, "2026-01-02T00:00:00.000Z", "2026-01-05T08:00:00.000Z"),
        ({"date": "2026-02-01"}, "2026-01-05T08:00:00.000Z", "2026-01-05T08:00:00.000Z"),
        ({"timestamp": 0}, "2026-01-02T00:00:00.000Z", "2026-01-02T00:00:00.000Z"),
        ({"timestamp": "x", "date": 7}, "2026-11-22T01:02:03.456Z", "2026-11-22T01:02:03.456Z"),
        ({"date": "2026-99-99"}, "2026-01-05T08:00:00.000Z", "2026-01-05T08:00:00.000Z"),
    ],
)
def test_times_come_from_the_event(members: dict[str, Any], created: str, modified: str) -> None:
    """`created` is the event's day, `modified` its last change; what cannot be read falls back."""
    [report] = of_type(read(event(**members)), "report")

    assert (report["created"], report["modified"]) == (created, modified)


def test_an_event_without_anything_names_us() -> None:
    """A report must name something: an empty event names our own identity."""
    intake = read(dumped({"Event": {"info": " ", "date": "2026-01-02", "Orgc": {"name": ""}}}))

    [report] = of_type(intake, "report")
    assert report["object_refs"] == [NODE]
    assert report["name"] == "MISP event sample:Event"


def test_a_title_that_stix_refuses_is_replaced() -> None:
    """A control character in the title costs the title, not the report; in a tag it costs the report."""
    titled = read(event(info="x\x01"))
    tagged = read(event(Tag=[{"name": "x\x01"}]))

    assert codes(titled) == [(CHANGED, "stix.control-character")]
    assert of_type(titled, "report")[0]["name"].startswith("MISP event 5a539660")
    assert codes(tagged) == [(REFUSED, "stix.control-character")]


def test_too_many_items_are_refused() -> None:
    """The limit counts attributes too."""
    body = event(Attribute=[attribute("domain", f"{n}.example") for n in range(5)])

    with pytest.raises(TooBigError):
        read(body, replace(WISH, limits=Limits(max_items=4)))


UUID = "6a539660-0000-4a9c-9535-2fc50a016219"
OTHER = "7a539660-0000-4a9c-9535-2fc50a016219"


@pytest.mark.parametrize(
    ("first", "second", "code", "detail"),
    [
        ({}, {}, "intake.duplicate", "Event.Attribute[0]"),
        ({}, {"value": "b.example"}, "intake.misp-same-uuid", "b.example ≠ Event.Attribute[0]"),
        (
            {"type": "text"},
            {"type": "text", "value": "b.example"},
            "intake.misp-same-uuid",
            "b.example ≠ Event.Attribute[0]",
        ),
    ],
)
def test_of_two_attributes_under_one_uuid_the_second_is_said(
    first: dict[str, Any], second: dict[str, Any], code: str, detail: str
) -> None:
    """An object takes its id from the UUID: the second would be lost, also where many are alike."""
    alike = attribute("domain", "z.example", uuid=OTHER)
    one = attribute("domain", "a.example", uuid=UUID) | first

    intake = read(event(Attribute=[one, alike, one | second]))

    assert [e.code for e in intake.entries[:2]] == ["intake.kept"] * 2 or first
    assert (intake.entries[2].item, intake.entries[2].code) == (UUID, code)
    assert intake.entries[2].detail == detail
    assert "b.example" not in str([v.content for v in intake.versions])


def test_an_object_a_report_and_an_event_under_a_uuid_of_before_are_said() -> None:
    """Each names the place of the first; a special attribute said twice still stands for its object."""
    cve = attribute("vulnerability", "CVE-2024-21762", uuid=OTHER)
    thing = {"uuid": UUID, "name": "file", "Attribute": [attribute("md5", "a" * 32)]}
    report = {"uuid": UUID, "name": "Prose", "content": "What happened."}
    alone = {"uuid": OTHER[:-1] + "0", "name": "vulnerability", "Attribute": [cve]}
    inner = json.loads(
        event(Attribute=[cve], Object=[thing, thing | {"name": "url"}, alone], EventReport=[report])
    )

    intake = read(dumped([inner, inner, {"Event": inner["Event"] | {"info": "Other"}}]))

    said = [(e.code, e.path, e.detail) for e in intake.entries if e.outcome.value != KEPT]
    assert said == [
        ("intake.misp-same-uuid", "[0].Object[1]", "url ≠ [0].Object[0]"),
        ("intake.duplicate", "[0].Object[2].Attribute[0]", "[0].Attribute[0]"),
        ("intake.misp-taken-apart", "[0].Object[2]", "vulnerability"),
        ("intake.misp-same-uuid", "[0].EventReport[0]", "What happened. ≠ [0].Object[0]"),
        ("intake.duplicate", "[1]", "[0]"),
        ("intake.misp-same-uuid", "[2]", "Other ≠ [0]"),
    ]
    assert len(of_type(intake, "vulnerability")) == 1


EVENTS = [
    "misp/eset/turla__misp-mosquito-event.json",
    "misp/eset/cloudmensis__cloudmensis.misp.json",
    "misp/eset/turla__misp-turla-outlook-event.json",
    "misp/eset/winter_vivern__misp-wintervivern.event.json.gz",
    "misp/eset/machete__misp-machete-event.json.gz",
    "misp/pymisp-tests/mispevent_testfiles__existing_event_edited.json.gz",
    "misp/pymisp-tests/reportlab_testfiles__galaxy_1.json.gz",
    "misp/pymisp-tests/reportlab_testfiles__sighting_2.json",
    "misp/pymisp-tests/reportlab_testfiles__japanese_test_heavy.json.gz",
    "misp/pymisp-tests/reportlab_testfiles__long_event.json.gz",
    "misp/feed-tweetfeed/03132139-5333-544d-869e-b5ee0890c3e0.json",
]


@pytest.mark.parametrize("path", EVENTS)
def test_real_events(path: str) -> None:
    """Real events give only objects that STIX accepts, and no reference leads nowhere."""
    intake = read(shared(path).read_bytes())

    # One of them, made for tests of fonts, has ten attributes under one UUID.
    refused = {e.code for e in intake.entries if e.outcome.value == REFUSED}
    assert refused == ({"intake.misp-same-uuid"} if "japanese" in path else set())
    assert_ours(intake)
    there = {version.id for version in intake.versions} | {NODE} | set(TLP_2_IDS.values())
    for version in intake.versions:
        assert {target for _, target in references(version.content)} <= there


def test_a_bare_event_with_many_objects() -> None:
    """The stalkerware export has no wrapper, no UUID and many objects; a part of it is read whole."""
    exported = json.loads(
        gzip.decompress(shared("misp/stalkerware/misp_event.json.gz").read_bytes())
    )
    exported["Object"] = exported["Object"][:100]
    parts = sum(len(o["Attribute"]) for o in exported["Object"])

    intake = read(dumped(exported))

    assert intake.counts.read >= 100 + parts
    assert intake.counts.refused == 0
    assert_ours(intake)


def test_attributes_of_a_real_event_are_all_accounted_for() -> None:
    """Every attribute and object of an export has its entry under its own UUID."""
    body = shared("misp/eset/cloudmensis__cloudmensis.misp.json").read_bytes()
    exported = json.loads(body)
    inner = exported.get("Event") or exported["response"][0]["Event"]
    uuids = {a["uuid"] for a in inner["Attribute"]}
    uuids |= {o["uuid"] for o in inner["Object"]}
    uuids |= {a["uuid"] for o in inner["Object"] for a in o["Attribute"]}

    items = [entry.item for entry in read(body).entries]

    assert uuids <= set(items)
    assert all_codes(read(body)) >= {"intake.kept", "intake.misp-in-text"}
