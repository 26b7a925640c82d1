"""Agreements: read with every mistake, signed as the same content on both sides."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from khien.model.agreement import (
    KNOWN_TYPES,
    Agreement,
    AgreementError,
    ApprovalRule,
    Onward,
    OnwardMode,
    Party,
    Purpose,
    Retention,
    Role,
    agreement_of_payload,
    agreement_payload,
    parse_agreement,
)
from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp
from khien.model.words import say

US = ObjectId("identity--11111111-1111-4111-8111-111111111111")
THEM = ObjectId("identity--22222222-2222-4222-8222-222222222222")
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)

TEXT = f"""\
title = "Warnings"
valid_from = 2026-01-01
valid_until = 2027-12-31
purposes = ["network-defence", "early-warning"]
object_types = ["report", "x-own-type"]
object_groups = ["indicators"]
tlp_ceiling = "amber"
pap_ceiling = "green"
personal_data = false
client_addresses = false
automatic_up_to = "green"
legal_basis = {{ code = "UNCC-41", text = "24/7 network" }}
onward = {{ mode = "named", partners = ["viet-telecom", "{THEM}"] }}
retention = {{ days = 365, types = {{ indicator = 180 }} }}
answer_hours = {{ routine = 72, urgent = 24, emergency = 4 }}
emergency = {{ allowed = true, duty = true }}
[[parties]]
name = "vn-ncc"
identity = "{US}"
persons = ["B", "A"]
[[parties]]
name = "asean-cert"
identity = "{THEM}"
[[approvals]]
role = "release"
count = 2
from_tlp = "amber"
[[approvals]]
role = "lawyer"
count = 1
types = ["report"]
"""


def mistakes(text: str) -> list[tuple[int, str, str, dict[str, object]]]:
    """Every mistake of an agreement."""
    with pytest.raises(AgreementError) as caught:
        parse_agreement(text, "asean-cert.toml")

    assert caught.value.item == "asean-cert.toml"
    for mistake in caught.value.mistakes:
        for language in ("en", "vi"):
            assert str(mistake.line) in say(mistake.code, language, mistake.holes)
    return [(m.line, m.key, m.code, dict(m.facts)) for m in caught.value.mistakes]


def changed(*changes: tuple[str, str]) -> str:
    """The agreement with parts of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_an_agreement_says_what_its_file_says() -> None:
    """Every section is read; groups are written out and lists are sorted."""
    agreement = parse_agreement(TEXT)

    assert agreement.title == "Warnings"
    assert agreement.parties == (
        Party(name="vn-ncc", identity=US, persons=("A", "B")),
        Party(name="asean-cert", identity=THEM),
    )
    assert agreement.legal_basis.code == "UNCC-41"
    assert agreement.legal_basis.text == "24/7 network"
    assert agreement.purposes == (Purpose.EARLY_WARNING, Purpose.NETWORK_DEFENCE)
    assert agreement.object_types == ("indicator", "report", "x-own-type")
    assert agreement.object_groups == ()
    assert (agreement.tlp_ceiling, agreement.pap_ceiling) == (Tlp.AMBER, Pap.GREEN)
    assert (agreement.personal_data, agreement.client_addresses) == (False, False)
    assert agreement.onward == Onward(mode=OnwardMode.NAMED, partners=(THEM, "viet-telecom"))
    assert agreement.retention == Retention(days=365, types={"indicator": 180})
    assert agreement.answer_hours.urgent == 24
    assert (agreement.emergency.allowed, agreement.emergency.duty) == (True, True)
    assert (agreement.valid_from, agreement.valid_until) == (FIRST, LAST)
    assert agreement.automatic_up_to is Tlp.GREEN
    assert agreement.approvals == (
        ApprovalRule(role=Role.LAWYER, count=1, types=("report",)),
        ApprovalRule(role=Role.RELEASE, count=2, from_tlp=Tlp.AMBER),
    )


def test_what_may_be_left_out_opens_nothing() -> None:
    """Persons, automatic level, approvals, exceptions and duty have defaults that allow less, not more."""
    text = changed(
        ('persons = ["B", "A"]\n', ""),
        ('automatic_up_to = "green"\n', ""),
        (", types = { indicator = 180 }", ""),
        (", duty = true", ""),
        ('object_groups = ["indicators"]\n', ""),
    )
    agreement = parse_agreement(text[: text.index("[[approvals]]")])

    assert agreement.parties[0].persons == ()
    assert agreement.automatic_up_to is None
    assert agreement.approvals == ()
    assert agreement.retention.types == {}
    assert agreement.emergency.duty is False
    assert agreement.object_types == ("report", "x-own-type")


def test_questions_to_an_agreement() -> None:
    """Type, parties, day, persons, retention and approval rules answer as written."""
    agreement = parse_agreement(TEXT)
    lawyer, release = agreement.approvals

    assert agreement.covers("indicator")
    assert not agreement.covers("malware")
    assert agreement.is_between(US, THEM)
    assert agreement.is_between(THEM, US)
    assert not agreement.is_between(US, US)
    assert not agreement.is_between(US, "identity--x")
    assert agreement.is_valid_at(datetime(2026, 1, 1, tzinfo=UTC))
    assert agreement.is_valid_at(datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert not agreement.is_valid_at(datetime(2028, 1, 1, tzinfo=UTC))
    assert not agreement.is_valid_at(datetime.fromisoformat("2026-01-01T06:00:00+07:00"))
    assert agreement.persons_of(US) == {"A", "B"}
    assert agreement.persons_of(THEM) == agreement.persons_of("x") == frozenset()
    assert agreement.other_than(US) == agreement.parties[1]
    assert agreement.other_than(THEM) == agreement.parties[0]
    assert agreement.other_than(ObjectId("identity--x")) is None
    assert agreement.retention.days_for("indicator") == 180
    assert agreement.retention.days_for("report") == 365
    assert lawyer.asks("report", Tlp.CLEAR)
    assert not lawyer.asks("indicator", Tlp.RED)
    assert release.asks("indicator", Tlp.AMBER)
    assert not release.asks("indicator", Tlp.GREEN)
    assert agreement.onward.names("viet-telecom", "x")
    assert agreement.onward.names("x", THEM)
    assert not agreement.onward.names("x", US)
    assert not replace(agreement.onward, mode=OnwardMode.SAME_TERMS).names("viet-telecom", "x")


MISTAKES: dict[str, tuple[list[tuple[str, str]], list[tuple[int, str, str, dict[str, object]]]]] = {
    "unknown key": (
        [("title", "titel")],
        [(1, "titel", "unknown-key", {"hint": "title"}), (1, "title", "missing-key", {})],
    ),
    "bad choice": (
        [('"amber"\npap', '"ambre"\npap')],
        [(7, "tlp_ceiling", "not-one-of", {"allowed": "amber"})],
    ),
    "wrong kind": (
        [("personal_data = false", "personal_data = 0")],
        [(9, "personal_data", "wrong-kind", {"expected": "boolean", "found": "integer"})],
    ),
    "out of range": (
        [("days = 365", "days = 0"), ("count = 2", "count = 10")],
        [
            (14, "retention.days", "out-of-range", {"why": "`int` >= 1"}),
            (26, "approvals[1].count", "out-of-range", {"why": "`int` <= 9"}),
        ],
    ),
    "empty texts": (
        [('"Warnings"', '""'), ('"24/7 network"', '" \\n"'), ('"B"', '" "')],
        [
            (1, "title", "empty", {}),
            (12, "legal_basis.text", "empty", {}),
            (20, "parties[1].persons[1]", "empty", {}),
        ],
    ),
    "no basis": (
        [("UNCC-41", "art. 41")],
        [(12, "legal_basis.code", "basis-code", {"code": "art. 41"})],
    ),
    "article 69": (
        [("UNCC-41", "UNCC-69")],
        [(12, "legal_basis.code", "no-such-article", {"code": "UNCC-69", "articles": 68})],
    ),
    "article 0": (
        [("UNCC-41", "UNCC-0")],
        [(12, "legal_basis.code", "no-such-article", {"code": "UNCC-0", "articles": 68})],
    ),
    "bad names": (
        [('"vn-ncc"', '"VN NCC"'), (f'identity = "{US}"', 'identity = "x"')],
        [
            (18, "parties[1].name", "party-name", {"name": "VN NCC"}),
            (19, "parties[1].identity", "party-identity", {"identity": "x"}),
        ],
    ),
    "the same party twice": (
        [('"asean-cert"', '"vn-ncc"'), (f'identity = "{US}"', f'identity = "{THEM}"')],
        [
            (22, "parties[2].name", "same-party", {"name": "vn-ncc"}),
            (23, "parties[2].identity", "same-party", {"name": THEM}),
        ],
    ),
    "no purpose": (
        [('["network-defence", "early-warning"]', "[]")],
        [(4, "purposes", "no-purpose", {})],
    ),
    "no objects": (
        [('["report", "x-own-type"]', "[]"), ('["indicators"]', "[]")],
        [(5, "object_types", "no-objects", {})],
    ),
    "unknown types": (
        [('"x-own-type"', '"indicatr"'), ('["indicators"]', '["indicator"]')],
        [
            (5, "object_types[2]", "unknown-type", {"name": "indicatr", "hint": "indicator"}),
            (6, "object_groups[1]", "unknown-group", {"name": "indicator", "hint": "indicators"}),
        ],
    ),
    "unknown types in other places": (
        [("{ indicator = 180 }", '{ "X" = 180 }'), ('types = ["report"]', 'types = ["x-"]')],
        [
            (
                14,
                "retention.types.X",
                "unknown-type",
                {"name": "X", "hint": ", ".join(sorted(KNOWN_TYPES))},
            ),
            (
                31,
                "approvals[2].types[1]",
                "unknown-type",
                {"name": "x-", "hint": ", ".join(sorted(KNOWN_TYPES))},
            ),
        ],
    ),
    "ends before it begins": (
        [("2027-12-31", "2025-12-31")],
        [
            (
                3,
                "valid_until",
                "dates-reversed",
                {"first": date(2026, 1, 1), "last": date(2025, 12, 31)},
            )
        ],
    ),
    "named nobody": (
        [(f'["viet-telecom", "{THEM}"]', "[]")],
        [(13, "onward.partners", "onward-nobody", {})],
    ),
    "a list without the mode": (
        [('"named"', '"same-terms"')],
        [(13, "onward.partners", "onward-not-named", {"mode": "same-terms"})],
    ),
    "a list with none": (
        [('"named"', '"none"')],
        [(13, "onward.partners", "onward-not-named", {"mode": "none"})],
    ),
    "a list with a stranger": (
        [('"viet-telecom"', '"Viet Telecom"')],
        [(13, "onward.partners[1]", "onward-partner", {"name": "Viet Telecom"})],
    ),
    "an auditor": (
        [('"lawyer"', '"auditor"')],
        [(29, "approvals[2].role", "auditor-approves", {})],
    ),
    "automatic at AMBER+STRICT": (
        [('to = "green"', 'to = "amber+strict"')],
        [(11, "automatic_up_to", "automatic-too-high", {"tlp": "amber+strict"})],
    ),
    "automatic at RED": (
        [('to = "green"', 'to = "red"')],
        [(11, "automatic_up_to", "automatic-too-high", {"tlp": "red"})],
    ),
    "duty without the path": (
        [("allowed = true", "allowed = false")],
        [(16, "emergency.duty", "duty-without-emergency", {})],
    ),
    "slow in a hurry": (
        [("emergency = 4", "emergency = 25"), ("routine = 72", "routine = 23")],
        [
            (15, "answer_hours.urgent", "slower-than-less-urgent", {"other": "routine"}),
            (15, "answer_hours.emergency", "slower-than-less-urgent", {"other": "urgent"}),
        ],
    ),
    "RED for nobody": (
        [('"amber"\npap', '"red"\npap'), ('persons = ["B", "A"]\n', "")],
        [(7, "tlp_ceiling", "red-without-persons", {})],
    ),
}


@pytest.mark.parametrize(("changes", "found"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line(
    changes: list[tuple[str, str]], found: list[tuple[int, str, str, dict[str, object]]]
) -> None:
    """Each mistake has its line, its key, a code, and a sentence in both languages."""
    expected = [(line, key, f"agreement.{tail}", facts) for line, key, tail, facts in found]

    assert mistakes(changed(*changes)) == expected


def test_mistakes_of_all_kinds_are_told_together() -> None:
    """A wrong key hides no other mistake: one round is enough."""
    text = changed(
        ("title", "titel"),
        ("2027-12-31", "2025-12-31"),
        ("count = 2", 'count = "two"'),
        ('"named"', '"none"'),
        ("UNCC-41", "UNCC-99"),
    )

    assert [(line, code.removeprefix("agreement.")) for line, _, code, _ in mistakes(text)] == [
        (1, "unknown-key"),
        (1, "missing-key"),
        (3, "dates-reversed"),
        (12, "no-such-article"),
        (13, "onward-not-named"),
        (26, "wrong-kind"),
    ]


def test_a_day_is_not_a_time() -> None:
    """Validity is in days; a time is told as such, and the days are not compared."""
    found = mistakes(changed(("2026-01-01", "2026-01-01T00:00:00Z")))

    assert (2, "valid_from", "agreement.day-not-time", {}) in found
    assert {line for line, *_ in found} == {2}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_agreement_has_two_parties(count: int) -> None:
    """One party alone and three together are mistakes."""
    start, end = TEXT.index("[[parties]]"), TEXT.index("[[approvals]]")
    parties = [f'[[parties]]\nname = "n{n}"\nidentity = "{US[:-1]}{n}"\n' for n in range(count)]
    text = TEXT[:start] + "".join(parties) + TEXT[end:]
    text = text if count else text.replace("title", "parties = []\ntitle", 1)

    assert [(key, code, facts) for _, key, code, facts in mistakes(text)] == [
        ("parties", "agreement.two-parties", {"count": count})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "parties = 5\npurposes = 5\nobject_types = 5\nretention = 5\nonward = 5\nemergency = 5",
        "parties = [5]\napprovals = [5]\nobject_types = [5]\nonward = { partners = [5], mode = 5 }",
        "[[parties]]\nname = 5\nidentity = 5\npersons = 5\n[[parties]]\npersons = [5]",
        "tlp_ceiling = 'red'\n[[parties]]\npersons = 5\n[answer_hours]\nroutine = 'x'\nurgent = 5",
        "automatic_up_to = []\nlegal_basis = { code = 5 }\nretention = { types = [] }",
        "a = ",
    ],
)
def test_any_nonsense_is_mistakes_and_no_crash(text: str) -> None:
    """However wrong a file is, it ends in a list of mistakes."""
    assert mistakes(text) != []


def test_both_files_give_the_same_payload() -> None:
    """Order, comments, white space, letters in another form and groups written out make no difference."""
    agreement = parse_agreement(TEXT)
    other = changed(
        (
            'purposes = ["network-defence", "early-warning"]',
            'purposes = ["early-warning", "network-defence", "early-warning"]',
        ),
        (
            'object_types = ["report", "x-own-type"]',
            'object_types = ["x-own-type", "indicator", "report"]',
        ),
        ('object_groups = ["indicators"]\n', ""),
        ('"Warnings"', '" Warnings  " # ours'),
        ('["B", "A"]', '["A ", "B"]'),
        (f'["viet-telecom", "{THEM}"]', f'["{THEM}", "viet-telecom", "viet-telecom"]'),
        ('types = ["report"]', 'types = ["report", "report"]\nfrom_tlp = "clear"'),
    )
    head, first, second, *approvals = re.split(r"(?=\[\[)", other)
    swapped = "".join([head, second, first, *reversed(approvals)])

    assert parse_agreement(swapped) == agreement
    assert canonical_json(agreement_payload(parse_agreement(swapped))) == canonical_json(
        agreement_payload(agreement)
    )
    accent = parse_agreement(changed(('"Warnings"', '"Cảnh báo"')))
    assert parse_agreement(changed(('"Warnings"', '"Ca\u0309nh ba\u0301o"'))) == accent


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Warnings"', '"Warning"'),
        ('"amber"\npap', '"green"\npap'),
        ('pap_ceiling = "green"', 'pap_ceiling = "amber"'),
        ("personal_data = false", "personal_data = true"),
        ("client_addresses = false", "client_addresses = true"),
        ('automatic_up_to = "green"\n', ""),
        ("days = 365", "days = 364"),
        ("count = 2", "count = 3"),
        ('"B", "A"', '"B"'),
        ("duty = true", "duty = false"),
        ("emergency = 4", "emergency = 3"),
        ("2027-12-31", "2027-12-30"),
        ('"indicators"', '"sightings"'),
        ("UNCC-41", "UNCC-40"),
    ],
)
def test_another_content_is_another_payload(old: str, new: str) -> None:
    """Whatever changes the meaning changes what is signed."""
    assert agreement_payload(parse_agreement(changed((old, new)))) != agreement_payload(
        parse_agreement(TEXT)
    )


def test_the_payload_is_plain_and_stands_alone() -> None:
    """It is JSON, holds every term under its format, and names object types, never groups."""
    payload = agreement_payload(parse_agreement(TEXT))

    assert json.loads(json.dumps(payload)) == payload
    assert payload["format"] == 1
    assert payload.keys() == {"format"} | {
        name
        for name in Agreement.__struct_fields__
        if name not in {"object_groups", "automatic_warnings"}
    }
    assert payload["object_types"] == ["indicator", "report", "x-own-type"]
    assert payload["valid_from"] == "2026-01-01"


def test_what_was_signed_can_be_read_back() -> None:
    """The payload alone gives the agreement again, without its file."""
    agreement = parse_agreement(TEXT)
    payload = json.loads(canonical_json(agreement_payload(agreement)))

    assert agreement_of_payload(payload) == agreement


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"format": 2}, "agreement payload of format 1"),
        ({"format": None}, "agreement payload of format 1"),
        ({"object_groups": []}, "agreement payload of format 1"),
        ({"title": 5}, "agreement payload"),
        ({"unknown": 5}, "agreement payload"),
        ({"purposes": []}, "agreement payload"),
        ({"purposes": ["network-defence", "early-warning"]}, "agreement payload in canonical form"),
        ({"title": " Warnings"}, "agreement payload in canonical form"),
    ],
)
def test_a_payload_that_is_none_is_refused(change: dict[str, Any], rule: str) -> None:
    """Another format, a wrong value, a mistake that a file could not have, another order: all refused."""
    payload = agreement_payload(parse_agreement(TEXT)) | change

    with pytest.raises(MalformedError) as caught:
        agreement_of_payload(payload, "asean-cert")

    assert (caught.value.item, caught.value.rule) == ("asean-cert", rule)


def test_a_payload_that_ends_before_it_begins_is_refused() -> None:
    """Days are checked in what was signed as they are in a file."""
    payload = agreement_payload(parse_agreement(TEXT)) | {"valid_until": "2025-01-01"}

    with pytest.raises(MalformedError):
        agreement_of_payload(payload)
