"""Tests of khien.intake.stix_bundle and khien.intake.stix20."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from khien.intake import Limits
from khien.intake.failures import JsonError, TooBigError
from khien.intake.stix20 import is_stix20, upgraded
from khien.model.marking import TLP_1_IDS, TLP_2_IDS, Tlp
from khien.model.stix import Verdict, judge
from khien.model.words import say
from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    codes,
    read,
)
from tests.shared import shared

TOOL: dict[str, Any] = {
    "type": "tool",
    "spec_version": "2.1",
    "id": "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created": "2026-01-02T03:04:05.000Z",
    "modified": "2026-01-02T03:04:05.000Z",
    "name": "Example",
}
BUNDLE_ID = "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d"


def bundle(*objects: object, **members: object) -> str:
    """A bundle of these objects."""
    return json.dumps({"type": "bundle", "id": BUNDLE_ID, **members, "objects": objects})


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(TOOL),
        f"  {json.dumps(TOOL)}\n",
        json.dumps([TOOL]),
        bundle(TOOL),
        json.dumps({"more": False, "objects": [TOOL]}),
        json.dumps(TOOL) + "\n" + "{}\n",
    ],
)
def test_an_object_is_found_in_every_wrapping(text: str) -> None:
    """Alone, in an array, a bundle, an envelope or on a line: the same version with its own bytes."""
    intake = read(text)

    assert intake.format == "stix"
    [version] = intake.versions
    assert version.raw == json.dumps(TOOL).encode()
    assert codes(intake)[0] == (KEPT, "intake.kept")


def test_original_bytes_survive() -> None:
    """White space, order, escapes and unknown properties of an object stay as they came."""
    raw = json.dumps({**TOOL, "x_note": "é", "name": "đ"}, indent=3, ensure_ascii=True)

    [version] = read('{"type":"bundle","objects":[' + raw + "]}").versions

    assert version.raw == raw.encode()


def test_refused_objects_do_not_take_others_with_them() -> None:
    """Every object is judged alone; the report names id, code and path of what is refused."""
    nameless = {k: v for k, v in TOOL.items() if k != "name"} | {
        "id": "tool--00000000-17d4-4cbf-938f-98ee46b3cd3f"
    }

    intake = read(bundle(nameless, TOOL, 7, "x", {"type": "tool"}))

    assert [v.id for v in intake.versions] == [TOOL["id"]]
    first = intake.entries[0]
    assert (first.item, first.code) == (nameless["id"], "stix.missing")
    assert [outcome for outcome, _ in codes(intake)] == [REFUSED, KEPT, REFUSED, REFUSED, REFUSED]
    assert codes(intake)[2:4] == [(REFUSED, "intake.not-an-object")] * 2


def test_a_lenient_wish_keeps_what_can_be_stored() -> None:
    """A broken MUST is a finding when the wish is lenient, and a refusal when it is not."""
    text = bundle({**TOOL, "kill_chain_phases": []})

    assert codes(read(text))[0][0] == REFUSED
    assert codes(read(text, replace(WISH, lenient=True)))[0] == (KEPT, "intake.kept")


def test_the_same_version_twice() -> None:
    """Equal content is skipped, other content refused, and both places are named."""
    again = dict(reversed(TOOL.items()))
    other = {**TOOL, "name": "Other"}
    later = {**TOOL, "modified": "2026-02-02T03:04:05.000Z"}

    intake = read(bundle(TOOL, again, other, later))

    assert codes(intake) == [
        (KEPT, "intake.kept"),
        (SKIPPED, "intake.duplicate"),
        (REFUSED, "intake.version-conflict"),
        (KEPT, "intake.kept"),
    ]
    assert intake.entries[1].detail == "objects.[0]"
    assert intake.entries[2].detail.startswith("objects.[0] sha256 ")
    assert "objects.[2] sha256 " in intake.entries[2].detail


@pytest.mark.parametrize("marking", [TLP_2_IDS[Tlp.AMBER], TLP_1_IDS[Tlp.GREEN]])
def test_tlp_markings_are_not_imported(marking: str) -> None:
    """What comes under the id of a TLP marking is ignored, whatever it says."""
    intake = read(bundle({"type": "marking-definition", "id": marking}))

    assert codes(intake) == [(SKIPPED, "intake.tlp-known")]
    assert intake.versions == ()


def test_strictness_holds_inside_objects() -> None:
    """Duplicate names, NUL and numbers out of range refuse the object that holds them."""
    raw = json.dumps(TOOL)[:-1]
    broken = ['"name": "x"', '"x_a": "\\u0000"', '"x_a": NaN', '"x_a": "\\ud800"']

    intake = read('{"objects": [' + ",".join(f"{raw}, {b}}}" for b in broken) + f",{raw}}}]}}")

    assert [code for _, code in codes(intake)] == [
        "intake.json-duplicate-key",
        "intake.json-nul",
        "intake.json-number",
        "intake.json-surrogate",
        "intake.kept",
    ]


def test_what_stands_beside_the_objects_is_said() -> None:
    """An unknown member and a page that is not the last are in the report."""
    intake = read(json.dumps({"more": True, "next": "1", "x_a": 1, "objects": [TOOL]}))

    assert codes(intake)[1:] == [(SKIPPED, "intake.not-carried"), (SKIPPED, "intake.more-follows")]


@pytest.mark.parametrize(
    "text", ['{"type": "bundle", "id": "' + BUNDLE_ID + '"}', "[]", '{"objects": []}']
)
def test_an_empty_bundle_is_valid(text: str) -> None:
    """A bundle may hold nothing (STIX 2.1 §8)."""
    intake = read(text)

    assert (intake.format, intake.entries, intake.versions) == ("stix", (), ())


def test_objects_that_are_no_list_are_refused() -> None:
    """A bundle whose objects are an object is one item, refused."""
    assert codes(read('{"type": "bundle", "objects": {}}'))[0][0] == REFUSED


def test_an_object_of_two_members_is_judged() -> None:
    """Type and id alone are an object with everything missing, not an empty bundle."""
    text = json.dumps({"type": "tool", "id": TOOL["id"]})

    assert codes(read(text))[0][0] == REFUSED


def test_a_file_that_is_cut_off_is_refused_whole() -> None:
    """Nothing of a broken file is taken; the place of the break is named."""
    with pytest.raises(JsonError) as caught:
        read(bundle(TOOL)[:-2])

    assert caught.value.facts["item"] == "sample"
    assert caught.value.line == 1


def test_too_many_objects_are_refused() -> None:
    """The limit on items holds for bundles."""
    with pytest.raises(TooBigError):
        read(bundle(*[TOOL] * 4), replace(WISH, limits=Limits(max_items=3)))


@pytest.mark.parametrize(
    ("old", "changed"),
    [
        (
            {"type": "indicator", "labels": ["malicious-activity"], "pattern": "[a:b = 1]"},
            {"pattern_type": "stix", "indicator_types": ["malicious-activity"]},
        ),
        (
            {"type": "malware", "labels": ["worm"], "name": "x"},
            {"is_family": True, "malware_types": ["worm"]},
        ),
        ({"type": "malware", "is_family": False}, {"is_family": False}),
        ({"type": "tool", "labels": ["x"], "tool_types": ["y"]}, {"labels": ["x"]}),
        ({"type": "campaign", "labels": ["x"]}, {"labels": ["x"]}),
    ],
)
def test_stix_2_0_is_written_as_2_1(old: dict[str, Any], changed: dict[str, Any]) -> None:
    """Only what 2.1 surely says in another way is moved or added, and every change is named."""
    (new,), changes = upgraded({**old, "created": "2020-01-01T00:00:00.000Z"})

    assert new["spec_version"] == "2.1"
    assert {name: new[name] for name in changed} == changed
    said = {remark.path for remark in changes}
    assert said == {name for name in new if new[name] != old.get(name)} - {"created"}


def test_stix_2_0_is_told_by_what_it_lacks() -> None:
    """No `spec_version` but a creation time is 2.0; an observable without either is 2.1."""
    assert is_stix20({"spec_version": "2.0"})
    assert is_stix20({"created": "2020-01-01T00:00:00Z"})
    assert not is_stix20({"type": "url", "value": "http://example.com/"})
    assert not is_stix20({"spec_version": "2.1", "created": "2020-01-01T00:00:00Z"})


def test_an_upgraded_object_is_reported_as_changed() -> None:
    """A 2.0 object keeps its id and times; refused ones say the refusal first."""
    old = {k: v for k, v in TOOL.items() if k != "spec_version"} | {"labels": ["remote-access"]}

    intake = read(bundle(old, {**old, "id": "tool--x"}, spec_version="2.0"))

    assert codes(intake) == [(CHANGED, "intake.stix20"), (REFUSED, "stix.id")]
    [version] = intake.versions
    assert version.content["tool_types"] == ["remote-access"]
    assert judge(version.raw).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("stix/oasis-examples/apt1.json", 76),
        ("stix/tweetfeed/today.json", 61),
        ("stix/mvt/intellexa_predator__predator.stix2.gz", 1171),
        ("stix/amnesty/2021-07-18_nso__pegasus.stix2.gz", 3099),
        ("stix/unit42-playbooks/playbook_json__egregor-ransomware.json.gz", 335),
        ("attack/ics-attack-18.1.stix21.json.gz", 1826),
    ],
)
def test_real_bundles(path: str, items: int) -> None:
    """Real bundles are read whole and nearly all of them kept; what came as 2.1 keeps its bytes."""
    body = shared(path).read_bytes()
    text = gzip.decompress(body) if path.endswith(".gz") else body

    intake = read(body)

    assert intake.counts.read == items
    assert intake.counts.refused * 100 < items
    kept = [entry for entry in intake.entries if entry.objects]
    for entry, version in zip(kept, intake.versions, strict=True):
        assert entry.code == "intake.stix20" or version.raw in text


@pytest.mark.parametrize(
    ("objects", "seen", "vi"),
    [
        ("null", "null", "null"),
        ("true", "truth", "true hoặc false"),
        ("7", "number", "một số"),
        ("7.5", "number", "một số"),
        ('"x"', "text", "một chuỗi"),
        (json.dumps(TOOL), "object", "một đối tượng"),
    ],
)
def test_a_bundle_without_a_list_of_objects_is_told_so(objects: str, seen: str, vi: str) -> None:
    """The sentence names the member and what stands there, of a bundle and of an envelope alike."""
    for start in (
        '{"type":"bundle","id":"bundle--1",',
        '{"type":"bundle","spec_version":"2.0",',
        '{"more":false,',
    ):
        intake = read(f'{start}"objects":{objects}}}')
        (entry,) = intake.entries
        assert (entry.item, entry.outcome, entry.code, entry.detail) == (
            "objects",
            REFUSED,
            "intake.no-list",
            seen,
        )
        assert say(entry.code, "vi", entry.remarks[0].facts) == (
            f"objects phải là danh sách đối tượng; ở đó lại là {vi} nên không đọc được gì."
        )


def test_an_object_without_an_id_is_named_by_its_place() -> None:
    """Whatever stands in the place of the id, the report says which object it was."""
    intake = read(bundle({**TOOL, "id": None}, {**TOOL, "id": ""}, {**TOOL, "id": 7}))

    assert [entry.item for entry in intake.entries] == ["objects.[0]", "objects.[1]", "objects.[2]"]
    assert [
        entry.item
        for entry in read('{"type": "tool", "id": "", "objects": {}, "created": 1}').entries
    ] == ["$"]
