"""From bytes to a verdict: what is refused, what is kept, and what stays as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.model.errors import MalformedError
from khien.model.stix import Verdict, judge, judge_object, make_version
from khien.model.stix.judging import SIZE
from khien.model.stix.registry import TYPES
from tests.model.stix.samples import CREATED, LATER, OWN, STRANGER, UUID4, codes, sample, written


@pytest.mark.parametrize("object_type", sorted(OWN))
def test_a_small_valid_object_of_every_type_is_accepted(object_type: str) -> None:
    """No rule speaks against the smallest object of any known type."""
    judgement = judge(written(sample(object_type)))

    assert (judgement.verdict, judgement.findings) == (Verdict.ACCEPTED, ())


def test_every_known_type_has_a_sample() -> None:
    """The samples leave no type out."""
    assert set(OWN) == TYPES


BROKEN: list[tuple[str, bytes, str]] = [
    ("no JSON", b"{", "stix.not-json"),
    ("not UTF-8", b'{"type":"\xff"}', "stix.not-json"),
    ("NaN", b'{"type":"file","size":NaN}', "stix.not-json"),
    ("a list", b"[]", "stix.not-an-object"),
    ("a key twice", b'{"type":"file","a":{"b":1,"b":2}}', "stix.duplicate-key"),
    ("nested beyond the parser", b'{"a":' * 100_000, "stix.too-deep"),
    ("too large", b" " * (SIZE + 1), "stix.too-large"),
]


@pytest.mark.parametrize(("raw", "code"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN])
def test_bytes_that_are_no_object_are_refused_by_name(raw: bytes, code: str) -> None:
    """Malformed, huge, deep and ambiguous bytes are refused, strict or lenient."""
    for lenient in (False, True):
        judgement = judge(raw, lenient=lenient)

        assert (judgement.verdict, judgement.version) == (Verdict.REFUSED, None)
        assert not judgement.accepted
        assert [finding.code for finding in judgement.findings] == [code]


HARD: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
    ("no type", {"id": f"file--{UUID4}"}, ("stix.type-name", "type")),
    ("a type with capitals", {"type": "File"}, ("stix.type-name", "type")),
    ("a type that is a number", {"type": 3}, ("stix.type-name", "type")),
    ("a bundle", {"type": "bundle", "id": f"bundle--{UUID4}"}, ("stix.bundle", "type")),
    ("no id", {"type": "file", "name": "a"}, ("stix.id", "id")),
    ("another type's id", sample("tool", id=f"malware--{UUID4}"), ("stix.id", "id")),
    (
        "a UUID of version 7",
        sample("tool", id="tool--01890a5d-ac96-774b-bcce-b302099a8057"),
        ("stix.id", "id"),
    ),
    (
        "a UUID of another variant",
        sample("tool", id="tool--3f0f6f0e-6c5a-4b9c-cf44-2f1d6d6b7a10"),
        ("stix.id", "id"),
    ),
    ("an id with a line end", sample("tool", id=f"tool--{UUID4}\n"), ("stix.id", "id")),
    ("STIX 2.0", sample("tool", spec_version=...), ("stix.spec-version", "spec_version")),
    ("STIX 2.9", sample("tool", spec_version="2.9"), ("stix.spec-version", "spec_version")),
    ("an observable of 2.0", sample("mutex", spec_version="2.0"), ("stix.spec-version", "spec_version")),
    ("no modified", sample("tool", modified=...), ("stix.version-time", "modified")),
    ("no created", sample("tool", created=...), ("stix.version-time", "created")),
    ("no such day", sample("tool", modified="2026-02-30T00:00:00.000Z"), ("stix.version-time", "modified")),
    ("not UTC", sample("tool", modified="2026-03-01T08:00:00.000+07:00"), ("stix.version-time", "modified")),
    ("a time that is a number", sample("tool", modified=5), ("stix.version-time", "modified")),
    ("a NUL", sample("tool", name="a\x00b"), ("stix.nul", "name")),
    ("a lone surrogate", sample("tool", name="\ud800"), ("stix.not-json", "name")),
    ("a lone surrogate in a name", sample("tool", **{"x_\ud800": 1}), ("stix.not-json", "")),
    ("2^53", sample("tool", x_number=2**53), ("stix.number", "x_number")),
    ("a stranger's new SDO without times", {
        "type": "x-thing", "spec_version": "2.1", "id": f"x-thing--{UUID4}",
        "extensions": {STRANGER: {"extension_type": "new-sdo"}},
    }, ("stix.version-time", "modified")),
]  # fmt: skip


@pytest.mark.parametrize(("content", "finding"), [r[1:] for r in HARD], ids=[r[0] for r in HARD])
def test_what_cannot_be_named_or_stored_is_refused_even_when_lenient(
    content: dict[str, Any], finding: tuple[str, str]
) -> None:
    """Leniency never reaches type, id, STIX version, version times, NUL and numbers beyond I-JSON."""
    raw = json.dumps(content).encode()

    assert judge(raw).verdict is Verdict.REFUSED
    assert judge(raw, lenient=True).verdict is Verdict.REFUSED
    assert finding in codes(content)


def test_a_number_beyond_all_bounds_is_refused() -> None:
    """A decimal that overflows is found, although JSON can write it."""
    raw = json.dumps(sample("tool")).replace('"name"', '"x_number": 1e999, "name"').encode()

    assert [finding.code for finding in judge(raw).findings] == ["stix.number"]


def test_every_misfit_is_named_and_not_only_the_first() -> None:
    """All properties of the wrong type are reported at once, with the rules on the others."""
    content = sample("malware", is_family="yes", aliases=[], name=5, labels=[1], x_more=1)

    assert codes(content) == [
        ("stix.empty", "aliases"),
        ("stix.unknown-property", "x_more"),
        ("stix.wrong-type", "is_family"),
        ("stix.wrong-type", "labels.[0]"),
        ("stix.wrong-type", "name"),
    ]


def test_lenient_keeps_what_breaks_a_must_and_says_so() -> None:
    """The same finding refuses a strict reading and stays as a remark in a lenient one."""
    raw = written(sample("indicator", valid_from="yesterday"))

    assert judge(raw).verdict is Verdict.REFUSED
    lenient = judge(raw, lenient=True)
    assert lenient.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert lenient.version is not None
    assert [finding.code for finding in lenient.findings] == ["stix.timestamp"]


def test_unknown_types_are_kept_and_said() -> None:
    """An object of a stranger's type is accepted with findings, whichever family it claims."""
    for kind, own in (
        ("new-sdo", {"created": CREATED, "modified": LATER}),
        ("new-sro", {"created": CREATED, "modified": LATER}),
        ("new-sco", {}),
    ):
        content = {
            "type": "x-thing",
            "spec_version": "2.1",
            "id": f"x-thing--{UUID4}",
            "extensions": {STRANGER: {"extension_type": kind}},
            "x_any": [[]],
            **own,
        }

        assert codes(content) == [
            ("stix.unknown-extension", f"extensions.{STRANGER}"),
            ("stix.unknown-type", "type"),
            ("stix.value", "x_any.[0]"),
        ]


def test_unknown_types_without_an_extension_are_told_apart_by_their_times() -> None:
    """With times it is judged as a domain object, without as an observable."""
    plain = {"type": "x-thing", "id": f"x-thing--{UUID4}", "spec_version": "2.1"}

    assert codes(plain) == [("stix.unknown-type", "type")]
    assert codes({**plain, "created": CREATED, "modified": CREATED, "confidence": 101}) == [
        ("stix.range", "confidence"),
        ("stix.unknown-type", "type"),
    ]


def test_a_known_extension_type_in_another_shape_is_kept() -> None:
    """Drafts and other code use the same types with other fields: a finding, not a refusal."""
    content = sample("task", outcome="done", extensions=...)

    judgement = judge(written(content))

    assert judgement.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert [(finding.code, finding.path) for finding in judgement.findings] == [
        ("stix.extension-shape", "outcome"),
        ("stix.extension-absent", "extensions"),
    ]


def test_a_known_extension_type_still_owes_the_common_properties() -> None:
    """What STIX itself asks of every object is no matter of the extension's shape."""
    assert ("stix.wrong-type", "labels") in codes(sample("task", labels="x"))


def test_the_bytes_stay_as_they_came() -> None:
    """Blanks, order and unknown properties survive; the hash does not depend on them."""
    content = sample("tool", x_unknown={"deep": [1, 2.5, "đ"]})
    raw, other = written(content), json.dumps(content, indent=3, sort_keys=True).encode()

    first, second = judge(raw).version, judge(other).version

    assert first is not None
    assert second is not None
    assert (first.raw, second.raw) == (raw, other)
    assert first.content["x_unknown"] == {"deep": [1, 2.5, "đ"]}
    assert first.sha256 == second.sha256


def test_content_that_is_not_json_is_refused() -> None:
    """Decoded content with a value that JSON does not have makes no version."""
    judgement = judge_object(sample("tool", x_set=frozenset({1})), b"")

    assert [finding.code for finding in judgement.findings] == ["stix.not-json"]


def test_our_own_objects_are_written_canonically() -> None:
    """A version that this node makes has RFC 8785 bytes: sorted keys, no blanks."""
    version = make_version({"name": "Example", **sample("identity")})

    assert version.raw.startswith(b'{"created":"2026-03-01T08:00:00.000Z","id":"identity--')
    assert json.loads(version.raw) == version.content


def test_an_object_of_our_own_that_breaks_a_rule_is_an_error() -> None:
    """Making a broken object raises with the rule's code and place, past mere advice."""
    with pytest.raises(MalformedError) as caught:
        make_version(sample("indicator", x_any=1, valid_until=CREATED))

    assert caught.value.rule == "stix.time-order"
    assert caught.value.facts["path"] == "valid_until"
