"""Tests of khien.intake.misp_tags and misp_taxonomy: what machine tags mean."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from khien.intake import Intake
from khien.intake.failures import WarninglistError
from khien.intake.misp_tags import circle_of, confidence_of, machine_tag, phases_of
from khien.intake.misp_taxonomy import taxonomy_id
from khien.intake.misp_writing import write_event
from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    assert_ours,
    codes,
    of_type,
    read,
)
from tests.shared import shared

UUID = "0d9a1f3e-3d5b-4a55-9f9a-0c6f5a1b2c3{}"
DOMAIN = {"uuid": UUID.format(1), "type": "domain", "value": "a.example", "to_ids": True}


def read_json(content: object, **wish: object) -> Intake:
    """Read one JSON file; all that is made of it is sound."""
    intake = read(json.dumps(content), replace(WISH, **wish))  # type: ignore[arg-type]
    assert_ours(intake)
    return intake


def tagged(*names: str, own: tuple[str, ...] = ()) -> Intake:
    """An event with these tags and one attribute with its own."""
    listed = [{"name": name} for name in names]
    attribute = DOMAIN | {"Tag": [{"name": name} for name in own]}
    event = {"uuid": UUID.format(0), "info": "E", "Tag": listed, "Attribute": [attribute]}
    return read_json({"Event": event})


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (['admiralty-scale:information-credibility="2"'], 70),
        (['admiralty-scale:information-credibility="6"'], None),
        (['admiralty-scale:source-reliability="a"'], None),
        (['estimative-language:likelihood-probability="Very-Likely"'], 85),
        (['misp:confidence-level="unconfident"', 'admiralty-scale:information-credibility="1"'], 0),
        (["phishing", "a:b", "", ":", 'x="'], None),
    ],
)
def test_what_tags_say_of_confidence(names: list[str], expected: int | None) -> None:
    """Scales with a counterpart in STIX give a number, the most careful one; all else gives none."""
    assert confidence_of(names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (['iep:traffic-light-protocol="GREEN"'], Tlp.GREEN),
        (['iep2-policy:tlp="nothing"'], None),
        (['nato:classification="NS"', "tlp:green"], Tlp.RED),
        (['nato:classification="NU"', 'dni-ism:classification:us="U"'], None),
        (['dni-ism:classification:us="S"'], Tlp.RED),
        (["free", "fr-classif:classifiees"], Tlp.RED),
    ],
)
def test_how_far_tags_of_others_let_something_go(names: list[str], expected: Tlp | None) -> None:
    """A policy's TLP counts, and what a state has classified is TLP:RED."""
    assert circle_of(names) == expected


def test_a_machine_tag_has_three_parts() -> None:
    """Whatever is none is a label and nothing more."""
    tag = machine_tag(' PAP:Amber="x=y" ')

    assert tag is not None
    assert (tag.namespace, tag.predicate, tag.value) == ("pap", "amber", "x=y")
    assert machine_tag("no tag") is None


def test_tags_of_an_event_reach_its_indicators_and_go_back() -> None:
    """Confidence, kill chain and exercise; what stands at the attribute itself counts first."""
    phase = "kill-chain:Command and Control"
    exercise = 'exercise:generic="comcheck"'
    names = (phase, exercise, 'misp:confidence-level="usually-confident"', "PAP:RED")
    intake = tagged(*names, own=('admiralty-scale:information-credibility="5"',))
    [indicator], [report] = of_type(intake, "indicator"), of_type(intake, "report")
    event, entries = write_event(
        [one.content for one in intake.versions], uuid=UUID.format(9), info="", at=WISH.now
    )

    assert indicator["confidence"] == 10
    assert indicator["kill_chain_phases"] == phases_of([phase])
    assert indicator["kill_chain_phases"][0]["phase_name"] == "command-and-control"
    assert {"exercise", "PAP:RED"} <= set(indicator["labels"])
    assert report["confidence"] == 75
    assert "exercise" in report["labels"]
    assert [tag["name"] for tag in event["Event"]["Tag"]] == list(names)
    assert all(entry.outcome == KEPT for entry in entries)


def test_the_mark_of_an_exercise_alone_is_a_tag_too() -> None:
    """Only beside the tag that gave it is it left out on the way back."""
    intake = tagged("exercise")
    event, _ = write_event(
        [one.content for one in intake.versions], uuid=UUID.format(9), info="", at=WISH.now
    )

    assert event["Event"]["Tag"] == [{"name": "exercise"}]


@pytest.mark.parametrize("name", ["tlp:purple", "tlp:unclear"])
def test_a_tlp_that_nobody_knows_opens_nothing(name: str) -> None:
    """Alone it counts as TLP:RED, whatever the import wished; beside a known one it is named."""
    alone = tagged(name)
    beside = tagged(name, "tlp:amber")

    assert of_type(alone, "indicator")[0]["object_marking_refs"] == [TLP_2_IDS[Tlp.RED]]
    assert alone.entries[-1].code == "intake.misp-tlp-unread"
    assert of_type(beside, "indicator")[0]["object_marking_refs"] == [TLP_2_IDS[Tlp.AMBER]]
    assert beside.entries[-1].code == "intake.misp-tag"


@pytest.mark.parametrize(
    "content",
    [
        DOMAIN | {"category": "Network activity"},
        {"Attribute": DOMAIN},
        {"response": {"Attribute": [DOMAIN]}},
        {"response": [{"Attribute": DOMAIN}]},
        [{"Object": {"uuid": UUID.format(2), "name": "x", "Attribute": [DOMAIN]}}],
    ],
)
def test_what_a_search_of_misp_gives_is_read(content: object) -> None:
    """Attributes and objects without an event; the file takes the place of one."""
    intake = read_json(content)

    assert intake.format == "misp"
    assert len(of_type(intake, "indicator")) == 1
    assert of_type(intake, "report")[0]["name"] == "MISP: sample"


def test_sightings_by_themselves_name_what_was_seen() -> None:
    """By the UUID of the attribute, read in the same file or before; without it they are refused."""
    seen = {"uuid": UUID.format(3), "type": "0", "date_sighting": "1767312002"}
    named = {"Sighting": [seen | {"attribute_uuid": UUID.format(1)}]}
    with_it = read_json([{"Attribute": [DOMAIN]}, named])
    alone = read_json(named)
    nameless = read_json({"Sighting": [seen, "x"]})

    [indicator], [sighting] = of_type(with_it, "indicator"), of_type(with_it, "sighting")
    assert sighting["sighting_of_ref"] == indicator["id"]
    assert of_type(alone, "sighting")[0]["sighting_of_ref"] == indicator["id"]
    assert codes(nameless) == [
        (REFUSED, "intake.misp-sighting-of"), (REFUSED, "intake.not-an-object"),
    ]  # fmt: skip


PROPOSAL = {"type": "domain", "value": " b.example ", "comment": "", "proposal_to_delete": True}


def test_no_member_is_lost_in_silence() -> None:
    """Proposals, strange members, and lists that are none are each named."""
    attribute = DOMAIN | {"data": "YQ==", "x": 1, "ShadowAttribute": [PROPOSAL]}
    thing: dict[str, object] = {"uuid": UUID.format(2), "name": "o", "y": 1}
    head: dict[str, object] = {"uuid": UUID.format(0), "info": "E", "Tag": "t", "Sighting": ""}
    event = head | {"Attribute": [attribute], "Object": thing | {"Attribute": "z"}}
    whole = head | {"Object": [thing | {"Attribute": [DOMAIN]}]}

    assert codes(read_json({"Event": event})) == [
        (SKIPPED, "intake.misp-proposal"), (CHANGED, "intake.not-carried"), (REFUSED, "intake.not-an-object"),
        (SKIPPED, "intake.misp-empty-object"), (CHANGED, "intake.misp-tag"),
    ]  # fmt: skip
    entries = read_json({"Event": event}).entries
    assert entries[0].remarks[0].detail == "- domain | b.example"
    assert [one.path for one in entries[1].remarks] == ["x", "data"]
    assert "y" in [one.path for one in read_json({"Event": whole}).entries[0].remarks]


TAXONOMY = {
    "namespace": "Ours", "description": "d", "version": 3, "refs": ["https://a.example"],
    "predicates": [{"value": "risk", "expanded": "Risk", "exclusive": True}, {"value": "plain"}, {"expanded": "?"}, 7],
    "values": [
        {"predicate": "risk", "entry": [{"value": "low", "expanded": "Low", "numerical_value": 25}, {"value": ""},
                                        {"value": "b", "numerical_value": True, "description": "x"}]},
        {"predicate": "nobody", "entry": [{"value": "z"}]},
    ],
}  # fmt: skip


def test_a_taxonomy_says_what_each_of_its_tags_means() -> None:
    """One object, whose id follows from the namespace; read again it is the same; the rest is named."""
    intake = read_json(TAXONOMY)
    [taxonomy] = of_type(intake, "taxonomy")

    assert taxonomy["id"] == taxonomy_id(WISH.identity, "ours")
    assert (taxonomy["name"], taxonomy["version"]) == ("Ours", "3")
    assert taxonomy["tags"] == [
        {"tag": "Ours:risk", "expanded": "Risk"},
        {"tag": 'Ours:risk="low"', "expanded": "Risk: Low", "numerical_value": 25},
        {"tag": 'Ours:risk="b"', "expanded": "Risk", "description": "x"},
        {"tag": "Ours:plain"},
    ]
    [entry] = intake.entries
    assert (entry.outcome, entry.detail) == (CHANGED, "refs, exclusive")
    again = read_json(TAXONOMY, known={taxonomy["id"]: taxonomy})
    assert codes(again)[0][0] == SKIPPED


def test_what_is_no_taxonomy_is_refused() -> None:
    """Without a namespace or without a tag; a sound one beside it stands, and says nothing is left out."""
    plain = {"namespace": "n", "predicates": [{"value": "a"}], "version": []}
    intake = read_json(
        [plain, {"namespace": 5, "predicates": [{"value": "a"}]}, plain | {"predicates": "x"}]
    )

    assert [one.outcome for one in intake.entries] == [KEPT, REFUSED, REFUSED]


def test_a_warninglist_is_told_apart() -> None:
    """It says what is no threat, so it has another place."""
    with pytest.raises(WarninglistError):
        read(json.dumps({"name": "n", "type": "cidr", "list": ["192.0.2.0/24"]}))


def test_every_published_taxonomy_is_read() -> None:
    """All 149 of them, with every tag, and none is refused."""
    tags = 0
    for file in sorted(shared("misp/taxonomies").iterdir()):
        raw = file.read_bytes()
        intake = read(gzip.decompress(raw) if file.suffix == ".gz" else raw)
        assert (intake.format, intake.counts.refused) == ("taxonomy", 0)
        tags += len(of_type(intake, "taxonomy")[0]["tags"])

    assert tags == 6_555
