"""Personal data in objects: what is found, and what is not mistaken for it."""

from __future__ import annotations

from typing import Any

import pytest

from khien.gate import PersonalDatum, personal_data_in
from khien.gate.personal import IDENTITY_CONTACT, KINDS

HEX = "5d41402abc4b2a76b9719d911017c592"
SHA512 = HEX * 4


def kinds(**content: Any) -> list[str]:  # noqa: ANN401 -- any property
    """The kinds found in a note with these properties."""
    return [datum.kind for datum in personal_data_in({"type": "note", **content})]


def said(text: str) -> list[str]:
    """The kinds found in a text."""
    return kinds(content=text)


TEXTS: dict[str, list[str]] = {
    "write to First.Last+tag@mail.example.com, please": ["email"],
    "https://login.example/?user=a@b.example": ["email"],
    "[email-message:from_ref.value = 'x@y.example']": ["email"],
    "call +84 24 3936 1000 now": ["phone"],
    "call +1 (202) 555-0123": ["phone"],
    "+12025550123": ["phone"],
    "+12345678": ["phone"],
    "+123456789012345": ["phone"],
    "số 0912345678": ["phone"],
    "số 091 234 5678": ["phone"],
    "số 091.234.5678.": ["phone"],
    "0912-345-678, gọi": ["phone"],
    "84912345678": ["phone"],
    "84 912 345 678": ["phone"],
    "máy bàn 024 3936 1000": ["phone"],
    "84 24 3936 1000": ["phone"],
    "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18": ["phone"],
    "\u0660\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668": ["phone"],  # ٠٩…
    "09123\u200b45678": ["phone"],
    "số 0912\t345\n678": ["phone"],
    "call 0912\t345\n678": ["phone"],
    "sip://+84912345678/call": ["phone"],
    "2026-11-20T09:12:34Z+84912345678": ["phone"],
    "09\u00a012345678": ["phone"],
    "CCCD 001099012345": ["national-id"],
    "Căn cước công dân số: 001 099 012 345": ["national-id"],
    "chứng minh nhân dân 123456789": ["national-id"],
    "Số định danh cá nhân: 012345678901": ["national-id"],
    "national ID no. 123 456 789": ["national-id"],
    "IBAN GB82 WEST 1234 5698 7654 32": ["bank-account"],
    "de89370400440532013000": ["bank-account"],
    "NO9386011117947": ["bank-account"],
    "XX64XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX": ["bank-account"],
    "STK 19036789012345 ngân hàng": ["bank-account"],
    "số tài khoản: 1903.6789.0123": ["bank-account"],
    "Account number 123456": ["bank-account"],
    "bank account: 00112233": ["bank-account"],
    "a/c 1234567890": ["bank-account"],
    "Số tài khoản:\n1903678901": ["bank-account"],
    "căn cước\n001099012345": ["national-id"],
    "a@b.example 0912345678": ["email", "phone"],
}
NOT_PERSONAL = [
    "",
    "nothing here",
    "user at example dot com",
    "@handle and https://social.example/@name",
    "a@b",
    "a@b.1",
    HEX,
    SHA512,
    HEX.upper(),
    f"md5:{HEX} 0",
    "0912345678-1234-4123-8123-123456789012",
    "indicator--09123456-7812-4123-8123-091234567890",
    "2026-11-20T09:12:34.567890Z",
    "2026-11-20 00:00:00+07:00",
    "2026-11-20T00:00+0700",
    "198.51.100.3",
    "2001:db8::8491:2345:678",
    "https://example.com/p/0912345678?x=84912345678",
    "https://198.51.100.3:8443/0912345678",
    "version 0.9.12.345.678",
    "091234567",
    "09123456789",
    "0412345678",
    "x0912345678",
    "0912345678x",
    "1,0912345678",
    "0912345678/9",
    "0912345678.9",
    "8491234567",
    "1764547200 1764547200000",
    "+123456",
    "+1234567",
    "+1234567890123456",
    "1+12025550123",
    "001099012345",
    "123456789",
    "CCCD 12345678",
    "CCCD 0010990123456",
    "CCCD 101099012345",
    "CVE-2026-12345",
    "GB83 WEST 1234 5698 7654 32",
    "GB82",
    "XX91XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "account 123456",
    "STK 12345",
    "stkx 1234567",
    "STK 12345678901234567890",
    "T1059.001, T1566",
    "10 000 000 000 VND",
]


@pytest.mark.parametrize(("text", "found"), TEXTS.items(), ids=list(TEXTS))
def test_personal_data_in_texts(text: str, found: list[str]) -> None:
    """Addresses, numbers and accounts are found as people write them, in both languages."""
    assert said(text) == found


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_is_nobodys(text: str) -> None:
    """Hashes, ids, times, addresses, versions and numbers without a word before them are not taken."""
    assert said(text) == []


def test_a_number_that_ends_a_sentence_is_found() -> None:
    """A full stop after the number does not hide it; a longer dotted number does."""
    assert said("Gọi 0912345678. Cảm ơn") == ["phone"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"type": "email-addr", "value": "x"}, [("email", "type")]),
        ({"type": "phone-number", "value": "x"}, [("phone", "type")]),
        ({"type": "bank-account", "iban": "x"}, [("bank-account", "type")]),
        ({"type": "payment-card", "value": "x"}, [("payment-card", "type")]),
        ({"type": "user-account", "user_id": "x"}, [("user-account", "type")]),
        (
            {"type": "identity", "identity_class": "individual"},
            [("person", "identity_class")],
        ),
        ({"type": "identity", "identity_class": "organization"}, []),
        ({"type": "tool", "identity_class": "individual"}, []),
        ({"contact_information": "room 5"}, [("contact", "contact_information")]),
        ({"contact_information": "  "}, []),
        ({"contact_information": 5}, []),
        (
            {"extensions": {IDENTITY_CONTACT: {}}},
            [("contact", f"extensions.{IDENTITY_CONTACT}")],
        ),
        ({"extensions": {"extension-definition--x": {}}}, []),
        ({"extensions": [IDENTITY_CONTACT]}, []),
        (
            {"type": "observed-data", "objects": {"0": {"type": "email-addr"}}},
            [("email", "objects.0.type")],
        ),
        (
            {"pattern": "[phone-number:value = '1' OR user-account:user_id = '2']"},
            [("phone", "pattern"), ("user-account", "pattern")],
        ),
        ({"pattern": "[email-addr:value = 'a@b.example']"}, [("email", "pattern")]),
        ({"pattern": "[domain-name:value = 'my-email-addr.example']"}, []),
        ({"pattern": 5}, []),
        (
            {"external_references": [{"source_name": "x"}, {"description": "a@b.example"}]},
            [("email", "external_references.[1].description")],
        ),
    ],
)
def test_personal_data_by_type_and_property(
    content: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """What an object is, or holds by name, is personal whatever its text looks like; the place is told."""
    assert [(datum.kind, datum.path) for datum in personal_data_in(content)] == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            {"type": "identity", "identity_class": "individual"},
            [("person", "objects.[0].identity_class")],
        ),
        (
            {"contact_information": "room 5", "extensions": {IDENTITY_CONTACT: {}}},
            [
                ("contact", "objects.[0].contact_information"),
                ("contact", f"objects.[0].extensions.{IDENTITY_CONTACT}"),
            ],
        ),
        ({"pattern": "[phone-number:value = '1']"}, [("phone", "objects.[0].pattern")]),
    ],
)
def test_the_place_is_told_from_the_top(
    content: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """What lies deep in an object is told with the whole way to it."""
    told = personal_data_in({"objects": [content]})

    assert [(datum.kind, datum.path) for datum in told] == found


@pytest.mark.parametrize(
    "key",
    [
        "id",
        "type",
        "spec_version",
        "hashes",
        "payload_bin",
        "granular_markings",
        "object_marking_refs",
        "extension_type",
        "pattern_type",
        "pattern_version",
        "mime_type",
        "created_by_ref",
        "object_refs",
        "data_hex",
        "x_bin",
    ],
)
def test_codes_are_not_searched(key: str) -> None:
    """A number inside an id, a hash or a code is nobody's."""
    assert personal_data_in({key: "0912345678"}) == ()
    assert kinds(x_text="0912345678") == ["phone"]


def test_a_personal_key_is_found_and_not_repeated() -> None:
    """A dictionary keyed by an address is personal data, and its path does not tell the address."""
    content = {"x_map": {"a@b.example": {"note": "0912345678"}}}

    assert personal_data_in(content) == (
        PersonalDatum("email", "x_map.*"),
        PersonalDatum("phone", "x_map.*.note"),
    )


def test_each_place_is_told_once_and_in_order() -> None:
    """Two numbers in one text are one finding; findings come in the order of the object."""
    content = {"a": "0912345678 and 0987654321", "b": ["x", "a@b.example"], "c": "0912345678"}

    assert personal_data_in(content) == (
        PersonalDatum("phone", "a"),
        PersonalDatum("email", "b.[1]"),
        PersonalDatum("phone", "c"),
    )


def test_deep_objects_are_searched_without_recursion() -> None:
    """Nesting hides nothing and breaks nothing."""
    content: dict[str, Any] = {"x": "a@b.example"}
    for _ in range(5_000):
        content = {"x": content}

    assert [datum.kind for datum in personal_data_in(content)] == ["email"]


def test_every_kind_can_be_found() -> None:
    """The list of kinds holds what the search can answer, and nothing else."""
    found = {
        *(kind for text in TEXTS for kind in said(text)),
        *(d.kind for d in personal_data_in({"type": "payment-card"})),
        *(d.kind for d in personal_data_in({"type": "user-account"})),
        *(d.kind for d in personal_data_in({"type": "identity", "identity_class": "individual"})),
        *(d.kind for d in personal_data_in({"contact_information": "x"})),
    }

    assert found == set(KINDS)
