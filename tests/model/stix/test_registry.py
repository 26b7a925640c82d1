"""The definitions as a whole: types, families, schema, sentences."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest

from khien.model.stix import REGISTRY, TYPES, Kind, Verdict, kind_of, object_schema
from khien.model.stix.findings import ADVICE, CODES, HARD, MUST, Finding, verdict_of
from khien.model.stix.registry import STANDARD_TYPES
from khien.model.words import say
from khien.model.words.stix import WORDS
from tests.model.stix.samples import OWN, sample


def test_all_types_of_the_standard_are_there() -> None:
    """19 domain, 2 relationship, 18 observable and 3 meta objects; ten more by extension."""
    families = [REGISTRY[name].kind for name in STANDARD_TYPES]

    assert [families.count(kind) for kind in Kind] == [19, 2, 18, 3]
    assert len(TYPES - STANDARD_TYPES) == 10
    assert (kind_of("tool"), kind_of("x-thing")) == (Kind.SDO, None)


@pytest.mark.parametrize("object_type", sorted(OWN))
def test_the_schema_says_what_the_definitions_say(object_type: str) -> None:
    """The JSON schema drawn from a definition accepts the sample, and refuses it under another type."""
    name = REGISTRY[object_type].definition.__name__
    components = object_schema("#/$defs/{name}")
    schema = {"$ref": f"#/$defs/{name}", "$defs": components}
    validator = jsonschema_rs.validator_for(schema)

    assert validator.is_valid(sample(object_type))
    assert not validator.is_valid(sample(object_type) | {"type": "x-thing"})


def test_schemas_point_where_they_are_told() -> None:
    """By default references point into an OpenAPI description."""
    assert "#/components/schemas/ExternalReference" in str(object_schema()["Tool"])


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    """Findings and decisions about versions are all said in both languages, with holes that are facts."""
    versions = {code for code in WORDS if code.startswith("stix.version-")} - CODES

    assert WORDS.keys() == CODES | versions
    for code in CODES:
        finding = Finding(code, "", "x")
        assert say(code, "vi", finding.facts) != say(code, "en", finding.facts)
        assert set(re.findall(r"{(\w+)}", WORDS[code].en)) <= finding.facts.keys()


def test_findings_add_up_to_a_verdict() -> None:
    """One hard finding refuses always, a broken MUST unless lenient, advice never."""
    hard, must, advice = (Finding(min(codes), "") for codes in (HARD, MUST, ADVICE))

    assert verdict_of([]) is Verdict.ACCEPTED
    assert verdict_of([advice]) is Verdict.ACCEPTED_WITH_FINDINGS
    assert verdict_of([advice, must]) is Verdict.REFUSED
    assert verdict_of([must], lenient=True) is Verdict.ACCEPTED_WITH_FINDINGS
    assert verdict_of([advice, hard], lenient=True) is Verdict.REFUSED
    assert not HARD & MUST | MUST & ADVICE | HARD & ADVICE
    assert Finding("x", "").facts == {"path": "$", "detail": ""}
