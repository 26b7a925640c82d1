"""What an object's markings add up to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.ids import ObjectId
from khien.model.marking import (
    IEP_2_EXTENSION,
    TLP_1_IDS,
    TLP_2_EXTENSION,
    TLP_2_IDS,
    TLP_OF_ID,
    UNMARKED,
    GranularTlp,
    Iep,
    Marking,
    Pap,
    Tlp,
    canonical_tlp_id,
    marking_of,
    pap_named,
    tlp_named,
)
from tests.shared import shared

MINE = ObjectId("marking-definition--11111111-1111-4111-8111-111111111111")
OTHER = ObjectId("marking-definition--22222222-2222-4222-8222-222222222222")
RED, GREEN = TLP_2_IDS[Tlp.RED], TLP_2_IDS[Tlp.GREEN]


def definition(**facts: Any) -> dict[str, Any]:  # noqa: ANN401 -- any property
    """A marking definition with our id."""
    return {"type": "marking-definition", "spec_version": "2.1", "id": MINE, **facts}


def typed(kind: object, body: object, **facts: Any) -> dict[str, Any]:  # noqa: ANN401
    """A marking definition in the old shape."""
    return definition(definition_type=kind, definition=body, **facts)


def read(made: dict[str, Any]) -> Marking:
    """The marking of an object that carries only this definition."""
    return marking_of({"object_marking_refs": [MINE]}, {MINE: made})


def test_levels_are_ordered_from_everybody_to_one_person() -> None:
    """CLEAR < GREEN < AMBER < AMBER+STRICT < RED, and so for PAP."""
    assert sorted([Tlp.RED, Tlp.GREEN, Tlp.AMBER_STRICT, Tlp.CLEAR, Tlp.AMBER]) == list(Tlp)
    assert [tlp.value for tlp in Tlp] == ["clear", "green", "amber", "amber+strict", "red"]
    assert [tlp.rank for tlp in Tlp] == [0, 1, 2, 3, 4]
    assert sorted([Pap.RED, Pap.CLEAR, Pap.AMBER, Pap.GREEN]) == list(Pap)
    assert [pap.value for pap in Pap] == ["clear", "green", "amber", "red"]
    assert [pap.rank for pap in Pap] == [0, 1, 2, 3]
    assert Tlp.AMBER_STRICT.label == "TLP:AMBER+STRICT"
    assert Pap.AMBER.label == "PAP:AMBER"


def test_levels_of_two_kinds_are_not_compared() -> None:
    """A TLP is neither above nor below a PAP or a word."""
    with pytest.raises(TypeError):
        assert Tlp.RED < Pap.RED
    with pytest.raises(TypeError):
        assert Pap.RED < "red"


@pytest.mark.parametrize(
    ("text", "tlp"),
    [
        ("clear", Tlp.CLEAR),
        ("WHITE", Tlp.CLEAR),
        ("TLP:GREEN", Tlp.GREEN),
        (" tlp:amber ", Tlp.AMBER),
        ("TLP: AMBER+STRICT", Tlp.AMBER_STRICT),
        ("amber_strict", Tlp.AMBER_STRICT),
        ("tlp:amber-strict", Tlp.AMBER_STRICT),
        ("Red", Tlp.RED),
        ("purple", None),
        ("", None),
        (None, None),
        (["red"], None),
    ],
)
def test_tlp_as_people_write_it(text: object, tlp: Tlp | None) -> None:
    """TLP 1 and 2 names in any case, with or without the prefix; anything else is no TLP."""
    assert tlp_named(text) is tlp


@pytest.mark.parametrize(
    ("text", "pap"),
    [
        ("PAP:RED", Pap.RED),
        (" pap:white", Pap.CLEAR),
        ("pap:clear", Pap.CLEAR),
        ("red", None),
        ("PAP:BLUE", None),
        (5, None),
    ],
)
def test_pap_as_people_write_it(text: object, pap: Pap | None) -> None:
    """PAP needs its prefix, since its colours are those of TLP."""
    assert pap_named(text) is pap


def test_the_official_ids_are_those_of_the_standard() -> None:
    """TLP 2.0 and TLP 1 objects are known without a definition (ids typed from the standard)."""
    assert TLP_OF_ID == {
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    }


def test_the_ids_match_the_schemas_of_oasis() -> None:
    """The OASIS schema of marking definitions names the same TLP 1 ids."""
    schema = shared("stix/json-schemas-2.1/common/marking-definition.json").read_text("utf-8")

    assert [marking for marking in TLP_1_IDS.values() if marking not in schema] == []


@pytest.mark.parametrize(
    ("content", "tlp", "declared"),
    [
        ({}, UNMARKED, False),
        ({"object_marking_refs": []}, UNMARKED, False),
        ({"object_marking_refs": [GREEN]}, Tlp.GREEN, True),
        ({"object_marking_refs": [GREEN, RED]}, Tlp.RED, True),
        ({"object_marking_refs": [RED, GREEN]}, Tlp.RED, True),
        ({"object_marking_refs": [TLP_1_IDS[Tlp.CLEAR]]}, Tlp.CLEAR, True),
        ({"object_marking_refs": [GREEN], "labels": ["tlp:red"]}, Tlp.RED, True),
        ({"object_marking_refs": [RED], "labels": ["tlp:clear"]}, Tlp.RED, True),
        ({"labels": ["tlp:clear", "red"]}, UNMARKED, False),
        ({"labels": ["TLP:RED", 5]}, Tlp.RED, False),
        ({"labels": "tlp:red"}, UNMARKED, False),
    ],
)
def test_several_markings(content: dict[str, Any], tlp: Tlp, declared: bool) -> None:
    """The strictest wins, none counts as AMBER+STRICT, and labels only tighten."""
    marking = marking_of(content, {})

    assert (marking.tlp, marking.declared, marking.unknown) == (tlp, declared, ())
    assert marking.whole is tlp


@pytest.mark.parametrize(
    ("content", "unknown"),
    [
        ({"object_marking_refs": [GREEN, MINE]}, (MINE,)),
        ({"object_marking_refs": [MINE, MINE]}, (MINE,)),
        ({"object_marking_refs": "x"}, ("object_marking_refs",)),
        ({"object_marking_refs": {}}, ("object_marking_refs",)),
        ({"object_marking_refs": [5]}, ("5",)),
    ],
)
def test_an_unknown_marking_counts_as_red(
    content: dict[str, Any], unknown: tuple[str, ...]
) -> None:
    """A marking that is not held here, or is no reference at all, is listed and is the strictest."""
    marking = marking_of(content, {})

    assert (marking.tlp, marking.declared, marking.unknown) == (Tlp.RED, True, unknown)


TWO_OH = {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}


@pytest.mark.parametrize(
    ("made", "tlp"),
    [
        (typed("tlp", {"tlp": "white"}), Tlp.CLEAR),
        (typed("tlp", {"tlp": "amber"}), Tlp.AMBER),
        (typed("TLP", {"TLP": "TLP:GREEN"}), Tlp.GREEN),
        (definition(extensions={TLP_2_EXTENSION: TWO_OH}), Tlp.AMBER_STRICT),
        (
            typed("tlp", {"tlp": "red"}, extensions={TLP_2_EXTENSION: TWO_OH}),
            Tlp.RED,
        ),
        (
            typed("tlp", {"tlp": "green"}, extensions={TLP_2_EXTENSION: TWO_OH}),
            Tlp.AMBER_STRICT,
        ),
        (typed("statement", {"statement": "custom"}, name="TLP:AMBER"), Tlp.AMBER),
        (typed("statement", {"statement": "tlp:green"}), Tlp.GREEN),
    ],
)
def test_unofficial_tlp_objects_are_read(made: dict[str, Any], tlp: Tlp) -> None:
    """TLP objects under other ids mean what they say, and map to the official id."""
    assert (read(made).tlp, read(made).unknown) == (tlp, ())
    assert canonical_tlp_id(made) == TLP_2_IDS[tlp]


@pytest.mark.parametrize(
    "made",
    [
        definition(),
        definition(definition={"tlp": "red"}),
        typed("tlp", {"tlp": "purple"}),
        typed("tlp", "red"),
        typed("tlp", {"other": "red"}),
        typed("pap", {"pap": "blue"}),
        typed("statement", {"statement": 5}),
        typed("statement", None),
        typed("acs", {"acs": "red"}),
        typed(5, {}),
        typed("tlp", {"tlp": "green"}, extensions={"extension-definition--x": {}}),
        definition(extensions={TLP_2_EXTENSION: {"tlp_2_0": "purple"}}),
        definition(extensions={TLP_2_EXTENSION: "red"}),
        definition(extensions={IEP_2_EXTENSION: {"tlp": "purple"}}),
        definition(extensions={IEP_2_EXTENSION: {}}),
        definition(extensions={IEP_2_EXTENSION: []}),
        definition(extensions=[]),
        definition(extensions="x"),
    ],
)
def test_what_cannot_be_read_is_unknown(made: dict[str, Any]) -> None:
    """A definition of another kind, or without a readable level, is listed and counts as RED."""
    marking = read(made)

    assert (marking.tlp, marking.unknown) == (Tlp.RED, (MINE,))


def test_an_empty_list_of_extensions_says_nothing() -> None:
    """A definition with a readable type and no extensions is as readable as before."""
    assert read(typed("tlp", {"tlp": "green"}, extensions={})).unknown == ()
    assert canonical_tlp_id(definition()) is None
    assert canonical_tlp_id(typed("statement", {"statement": "x"})) is None


def test_official_ids_cannot_be_redefined() -> None:
    """What somebody sends under an official id is ignored."""
    liar = typed("tlp", {"tlp": "clear"}) | {"id": RED}

    assert marking_of({"object_marking_refs": [RED]}, {RED: liar}).tlp is Tlp.RED


def test_a_statement_is_kept_and_says_nothing_of_reach() -> None:
    """A copyright statement neither opens nor closes; the object is still unmarked."""
    marking = read(typed("statement", {"statement": "Copyright"}))

    assert marking == Marking(UNMARKED, declared=False, statements=(MINE,))


@pytest.mark.parametrize(
    ("made", "pap"),
    [
        (typed("pap", {"pap": "amber"}), Pap.AMBER),
        (typed("PAP", {"PAP": "PAP:RED"}), Pap.RED),
        (typed("statement", {"statement": "PAP:GREEN"}), Pap.GREEN),
        (typed("statement", {"statement": "custom"}, name="PAP:WHITE"), Pap.CLEAR),
    ],
)
def test_pap_definitions(made: dict[str, Any], pap: Pap) -> None:
    """PAP has no place in STIX, so it is read where tools put it; it says nothing of reach."""
    marking = read(made)

    assert (marking.pap, marking.tlp, marking.declared) == (pap, UNMARKED, False)


def test_the_strictest_pap_of_marking_label_and_part() -> None:
    """Markings, labels and marked parts all count."""
    amber = typed("pap", {"pap": "amber"})
    parts = [{"marking_ref": MINE, "selectors": ["name"]}]

    assert marking_of({"labels": ["PAP:GREEN", "PAP:CLEAR"]}, {}).pap is Pap.GREEN
    assert read(amber).pap is Pap.AMBER
    assert marking_of({"granular_markings": parts, "labels": ["pap:green"]}, {MINE: amber}).pap is (
        Pap.AMBER
    )
    assert marking_of({}, {}).pap is None


def test_iep_policies_are_read() -> None:
    """An IEP 2.0 policy sets a level and its other terms are kept as they came."""
    body = {
        "iep_id": "8c2a1a1e-0000-4000-8000-000000000000",
        "iep_version": "2.0",
        "name": "Partners",
        "start_date": "2026-01-01T00:00:00Z",
        "encrypt_in_transit": "must",
        "permitted_actions": "internally-visible-actions",
        "affected_party_notifications": "may",
        "tlp": "amber",
        "provider_attribution": "must-not",
        "unmodified_resale": "must-not",
    }
    made = definition(extensions={IEP_2_EXTENSION: body})
    twice = {"object_marking_refs": [MINE, MINE]}

    assert read(made).tlp is Tlp.AMBER
    assert marking_of(twice, {MINE: made}).ieps == (
        Iep(
            marking=MINE,
            iep_id="8c2a1a1e-0000-4000-8000-000000000000",
            name="Partners",
            tlp=Tlp.AMBER,
            permitted_actions="internally-visible-actions",
            affected_party_notifications="may",
            provider_attribution="must-not",
            unmodified_resale="must-not",
            encrypt_in_transit="must",
            start_date="2026-01-01T00:00:00Z",
            end_date="",
        ),
    )


def test_parts_have_levels_of_their_own() -> None:
    """Granular markings are listed by part; the object as it stands is as strict as its strictest part."""
    content = {
        "object_marking_refs": [GREEN],
        "granular_markings": [
            {"marking_ref": RED, "selectors": ["name", "labels.[0]"]},
            {"marking_ref": MINE, "selectors": ["description"]},
            {"lang": "vi", "selectors": ["name"]},
            {"marking_ref": OTHER, "selectors": ["x"]},
        ],
    }
    marking = marking_of(content, {OTHER: typed("statement", {"statement": "Copyright"})})

    assert marking.tlp is Tlp.GREEN
    assert marking.whole is Tlp.RED
    assert marking.granular == (
        GranularTlp("name", Tlp.RED),
        GranularTlp("labels.[0]", Tlp.RED),
        GranularTlp("description", Tlp.RED),
    )
    assert marking.unknown == (MINE,)
    assert marking.statements == (OTHER,)


@pytest.mark.parametrize(
    ("granular", "place"),
    [
        ("x", "granular_markings.[0]"),
        ([5], "granular_markings.[0]"),
        ([{"lang": "vi", "selectors": []}, {"marking_ref": RED}], "granular_markings.[1]"),
        ([{"selectors": "name", "marking_ref": GREEN}], "granular_markings.[0]"),
    ],
)
def test_malformed_parts_are_unknown(granular: object, place: str) -> None:
    """A granular marking that is not one cannot be kept to, so it is listed and strict."""
    marking = marking_of({"object_marking_refs": [GREEN], "granular_markings": granular}, {})

    assert marking.unknown == (place,)
    assert marking.whole is Tlp.RED


def test_a_part_without_a_reference_is_unknown() -> None:
    """Neither marking nor language: nobody knows what was meant. Both: the marking counts."""
    nothing = [{"selectors": ["name"]}]
    both = [{"selectors": ["name"], "lang": "vi", "marking_ref": RED}]

    assert marking_of({"granular_markings": nothing}, {}).unknown == ("None",)
    assert marking_of({"granular_markings": both}, {}).granular == (GranularTlp("name", Tlp.RED),)


def test_the_marking_is_a_plain_value() -> None:
    """Reading twice gives equal values, so a question can be compared and kept."""
    content = json.loads(json.dumps({"object_marking_refs": [GREEN]}))

    assert marking_of(content, {}) == marking_of(content, {}) == Marking(Tlp.GREEN)


@given(st.lists(st.sampled_from([*TLP_OF_ID, MINE])), st.sampled_from([*TLP_OF_ID, MINE]))
def test_one_more_marking_never_loosens(refs: list[str], more: str) -> None:
    """Adding a marking to a marked object keeps or tightens its level."""
    before = marking_of({"object_marking_refs": refs}, {})
    after = marking_of({"object_marking_refs": [*refs, more]}, {})

    assert not before.declared or after.tlp >= before.tlp
