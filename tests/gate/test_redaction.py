"""Copies without the parts that a partner may not see."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from khien.gate import Redaction, derived_from, redact
from khien.model.canonical import canonical_json
from khien.model.errors import RefusedError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Marking, Tlp, marking_of
from khien.model.stix import Verdict, judge_object
from khien.model.stix.known_extensions import MISP_ORIGIN

ORIGINAL = ObjectId("report--11111111-1111-4111-8111-111111111111")
COPY = ObjectId("report--22222222-2222-4222-8222-222222222222")
US = ObjectId("identity--33333333-3333-4333-8333-333333333333")
THEM = ObjectId("identity--44444444-4444-4444-8444-444444444444")
MALWARE = "malware--55555555-5555-4555-8555-555555555555"
NOW = "2026-11-20T12:00:00.000Z"
RED, GREEN, AMBER = TLP_2_IDS[Tlp.RED], TLP_2_IDS[Tlp.GREEN], TLP_2_IDS[Tlp.AMBER]


def report(*granular: dict[str, Any], **facts: Any) -> dict[str, Any]:  # noqa: ANN401
    """A GREEN report of another maker, with these granular markings."""
    content: dict[str, Any] = {
        "type": "report",
        "spec_version": "2.1",
        "id": ORIGINAL,
        "created_by_ref": THEM,
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-02-01T00:00:00.000Z",
        "name": "Campaign",
        "description": "The source is inside",
        "published": "2026-01-01T00:00:00.000Z",
        "object_refs": [MALWARE],
        "labels": ["a", "b", "c"],
        "external_references": [
            {"source_name": "one", "external_id": "1", "url": "https://one.example/"},
            {"source_name": "two", "external_id": "2", "url": "https://two.example/"},
        ],
        "object_marking_refs": [GREEN],
        **facts,
    }
    return content | ({"granular_markings": list(granular)} if granular else {})


def marked(ref: str, *selectors: str) -> dict[str, Any]:
    """One granular marking."""
    return {"marking_ref": ref, "selectors": list(selectors)}


def cut(content: dict[str, Any], allowed: Tlp = Tlp.AMBER) -> Redaction:
    """The copy for a partner who may see `allowed`."""
    return redact(
        content,
        allowed=allowed,
        marking=marking_of(content, {}),
        new_id=COPY,
        creator=US,
        now_text=NOW,
    )


def refusals(content: dict[str, Any], allowed: Tlp = Tlp.AMBER) -> list[str]:
    """What stands in the way of a copy."""
    with pytest.raises(RefusedError) as caught:
        cut(content, allowed)

    assert caught.value.subject == COPY
    assert {r.code for r in caught.value.refusals} == {"gate.redaction-impossible"}
    return [r.detail for r in caught.value.refusals]


def test_a_copy_is_a_new_object_of_ours() -> None:
    """New id, we as creator, one version, never revoked; the rest is as it was."""
    content = report(marked(RED, "description"), revoked=True)
    before = copy.deepcopy(content)
    made = cut(content)

    kept = {
        k: v for k, v in before.items() if k not in {"description", "granular_markings", "revoked"}
    }
    assert made.content == kept | {
        "id": COPY,
        "created_by_ref": US,
        "created": NOW,
        "modified": NOW,
    }
    assert made.cut == ("description",)
    assert content == before


def test_a_copy_shares_nothing_with_the_original() -> None:
    """Changing the copy later cannot change what we keep."""
    content = report(marked(RED, "description"))
    made = cut(content)
    made.content["external_references"][0]["url"] = "changed"

    assert content["external_references"][0]["url"] == "https://one.example/"


@pytest.mark.parametrize(
    ("selectors", "gone", "labels", "urls"),
    [
        (["labels.[0]"], "", ["b", "c"], 2),
        (["labels.[2]", "labels.[0]"], "", ["b"], 2),
        (["labels.[0]", "labels.[1]", "labels.[2]"], "labels", None, 2),
        (["labels"], "labels", None, 2),
        (["labels", "labels.[1]"], "labels", None, 2),
        (["external_references.[0].url"], "", ["a", "b", "c"], 1),
        (["external_references.[0].url", "external_references.[1].url"], "", ["a", "b", "c"], 0),
    ],
)
def test_what_is_cut(selectors: list[str], gone: str, labels: list[str] | None, urls: int) -> None:
    """Properties, list items and properties of list items go; an empty list goes with its last item."""
    made = cut(report(marked(RED, *selectors)))

    assert made.content.get("labels") == labels
    assert (gone or "id") in {*made.content, gone}
    assert sum("url" in one for one in made.content["external_references"]) == urls
    assert made.cut == tuple(selectors)
    assert "granular_markings" not in made.content


def test_an_item_that_becomes_empty_goes_too() -> None:
    """An object without properties and a list without items do not stay behind as empty shells."""
    content = report(
        marked(RED, "x_list.[0].a", "x_list.[0].b", "x_one.[0].a"),
        marked(AMBER, "x_list.[1].c"),
        x_list=[{"a": 1, "b": 2}, {"c": 3}],
        x_one=[{"a": 1}],
    )
    made = cut(content)

    assert made.content["x_list"] == [{"c": 3}]
    assert "x_one" not in made.content
    assert made.content["granular_markings"] == [marked(AMBER, "x_list.[0].c")]


def test_an_item_and_a_part_of_it_are_cut_once() -> None:
    """Cutting a list item and something inside it does not take the next item with it."""
    content = report(
        marked(RED, "x_list.[0]", "x_list.[0].a"), x_list=[{"a": 1}, {"b": 2}, {"c": 3}]
    )

    assert cut(content).content["x_list"] == [{"b": 2}, {"c": 3}]


def test_nested_lists_are_counted_anew() -> None:
    """Items are counted in their own list only: a cut elsewhere moves nothing."""
    content = report(
        marked(RED, "x_a.[0].b.[0]", "x_a.[1].c", "x_a.[2].b.[0]"),
        marked(AMBER, "x_a.[0].b.[1].[0]", "x_a.[1].b.[1]", "x_a.[2].b.[1]", "x_z.[1]"),
        x_a=[{"b": ["p", ["q"]]}, {"b": ["r", "s"], "c": "t"}, {"b": ["u", "v"]}],
        x_z=["u", "v"],
    )
    made = cut(content)

    assert made.content["x_a"] == [{"b": [["q"]]}, {"b": ["r", "s"]}, {"b": ["v"]}]
    assert made.content["granular_markings"] == [
        marked(AMBER, "x_a.[0].b.[0].[0]", "x_a.[1].b.[1]", "x_a.[2].b.[0]", "x_z.[1]")
    ]


def test_remaining_markings_point_to_the_same_parts() -> None:
    """What is marked and stays keeps its marking, counted anew; languages are kept as well."""
    content = report(
        marked(RED, "labels.[0]", "external_references.[0]"),
        marked(AMBER, "labels.[0]", "labels.[1]", "labels.[2]", "name"),
        marked(AMBER, "external_references.[0].url"),
        {"lang": "vi", "selectors": ["external_references.[1].url", "description"]},
    )
    made = cut(content)

    assert made.content["labels"] == ["b", "c"]
    assert made.content["granular_markings"] == [
        marked(AMBER, "labels.[0]", "labels.[1]", "name"),
        {"lang": "vi", "selectors": ["external_references.[0].url", "description"]},
    ]
    assert marking_of(made.content, {}).whole is Tlp.AMBER


def test_only_what_is_stricter_than_allowed_is_cut() -> None:
    """A part at the allowed level stays; the same copy for a lower level goes without it."""
    content = report(marked(AMBER, "labels.[0]"), marked(RED, "description"))

    assert cut(content, Tlp.AMBER).cut == ("description",)
    assert cut(content, Tlp.GREEN).cut == ("labels.[0]", "description")
    assert cut(content, Tlp.RED).cut == ()
    assert cut(content, Tlp.RED).content["granular_markings"] == content["granular_markings"]


def test_an_unknown_marking_of_a_part_is_cut() -> None:
    """What nobody can read is treated as the strictest, so its part goes, and the copy is clean."""
    unknown = "marking-definition--66666666-6666-4666-8666-666666666666"
    made = cut(report(marked(unknown, "description")))

    assert made.cut == ("description",)
    assert marking_of(made.content, {}).unknown == ()


def test_a_part_that_two_markings_name_is_cut_once() -> None:
    """The same selector under two markings is told once."""
    assert cut(report(marked(RED, "labels"), marked(RED, "labels"))).cut == ("labels",)


@pytest.mark.parametrize(
    ("selector", "detail"),
    [
        ("name", "name: "),
        ("object_refs", "object_refs: "),
        ("object_refs.[0]", "object_refs: "),
        ("published", "published: "),
    ],
)
def test_what_stix_requires_is_not_cut(selector: str, detail: str) -> None:
    """Without a required property there is no copy, and the property is named."""
    (found,) = refusals(report(marked(RED, selector)))

    assert found.startswith(detail)


@pytest.mark.parametrize(
    "selector",
    [
        "id",
        "type",
        "spec_version",
        "created",
        "modified",
        "object_marking_refs",
        "object_marking_refs.[0]",
        "granular_markings",
        "nothing",
        "labels.[3]",
        "labels.a",
        "name.[0]",
        "external_references.url",
        "external_references.[0].[0]",
        "external_references.[x]",
        "",
    ],
)
def test_what_cannot_be_cut_is_named(selector: str) -> None:
    """The frame of an object, and what is not there, cannot be cut; a bad selector opens nothing."""
    assert refusals(report(marked(RED, selector))) == [selector]


def test_everything_in_the_way_is_named() -> None:
    """One round is enough to see all that must be mended."""
    assert refusals(report(marked(RED, "id", "nothing"))) == ["id", "nothing"]


def test_our_name_replaces_a_marked_creator() -> None:
    """A maker who must not be named is not: the copy is ours anyway."""
    made = cut(report(marked(RED, "created_by_ref")))

    assert made.content["created_by_ref"] == US


def test_an_object_that_is_too_strict_as_a_whole_has_no_copy() -> None:
    """Granular markings loosen nothing: the object's own level must be allowed."""
    content = report(marked(GREEN, "name"), object_marking_refs=[RED])

    assert refusals(content) == ["TLP:RED"]
    assert refusals(report(), Tlp.CLEAR) == ["TLP:GREEN"]


def test_malformed_markings_have_no_copy() -> None:
    """A granular marking that cannot be read is not guessed at."""
    assert refusals(report({"marking_ref": RED})) == ["granular_markings.[0]"]
    assert refusals(report({"marking_ref": RED}), Tlp.RED) != []


def test_an_observable_gets_neither_times_nor_a_creator() -> None:
    """Cyber-observable objects have no versions; a copy of one has none either."""
    content = {
        "type": "domain-name",
        "spec_version": "2.1",
        "id": "domain-name--77777777-7777-4777-8777-777777777777",
        "value": "evil.example",
        "x_note": "secret",
        "object_marking_refs": [GREEN],
        "granular_markings": [marked(RED, "x_note")],
    }
    made = redact(
        content,
        allowed=Tlp.AMBER,
        marking=marking_of(content, {}),
        new_id=ObjectId("domain-name--88888888-8888-4888-8888-888888888888"),
        creator=US,
        now_text=NOW,
    )

    assert set(made.content) == {"type", "spec_version", "id", "value", "object_marking_refs"}


def test_the_marking_given_decides() -> None:
    """The caller's marking is used, so that a level tightened later is kept to."""
    with pytest.raises(RefusedError):
        redact(
            report(),
            allowed=Tlp.AMBER,
            marking=Marking(Tlp.RED),
            new_id=COPY,
            creator=US,
            now_text=NOW,
        )


def test_the_tie_is_a_derived_from_relationship() -> None:
    """The relationship goes from the copy to the original, is ours, and is valid STIX."""
    link = derived_from(
        COPY,
        ORIGINAL,
        relationship_id=ObjectId("relationship--99999999-9999-4999-8999-999999999999"),
        creator=US,
        now_text=NOW,
    )

    assert link == {
        "type": "relationship",
        "spec_version": "2.1",
        "id": "relationship--99999999-9999-4999-8999-999999999999",
        "created_by_ref": US,
        "created": NOW,
        "modified": NOW,
        "relationship_type": "derived-from",
        "source_ref": COPY,
        "target_ref": ORIGINAL,
    }
    assert judge_object(link, canonical_json(link)).verdict is not Verdict.REFUSED


def test_what_it_was_in_misp_goes_with_the_first_part_that_is_cut() -> None:
    """That extension repeats the words of the source; other extensions stay."""
    other = {"extension_type": "property-extension", "x": "y"}
    unknown = "extension-definition--99999999-9999-4999-8999-999999999999"
    was = {MISP_ORIGIN: {"extension_type": "property-extension", "object": {"comment": "secret"}}}
    secret = [marked(RED, "description")]

    assert "extensions" not in cut(report(*secret, extensions=was)).content
    assert cut(report(extensions=was)).content["extensions"] == was
    both = cut(report(*secret, extensions={**was, unknown: other})).content
    assert both["extensions"] == {unknown: other}
