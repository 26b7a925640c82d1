"""Identifiers, and the UUIDv5 that every producer gives to the same observable."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.errors import MalformedError
from khien.model.stix import deterministic_id, is_object_id, new_id, parse_object_id, type_of
from khien.model.stix.identifiers import is_type_name, uuid_version
from tests.model.stix.samples import UUID4

# STIX 2.1 §6.8 and §6.15, as Errata 01 prints them.
VECTORS = [
    (
        {"type": "ipv4-addr", "value": "198.51.100.3"},
        "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
    ),
    (
        {"type": "url", "value": "https://example.com/research/index.html"},
        "url--47c3cf9a-5027-5bf0-997a-017c7edc7c55",
    ),
]


@pytest.mark.parametrize(("content", "expected"), VECTORS)
def test_observables_get_the_ids_that_the_standard_prints(
    content: dict[str, Any], expected: str
) -> None:
    """The standard's own examples come out as printed."""
    assert deterministic_id(content) == expected


def test_only_the_first_hash_counts() -> None:
    """MD5 before SHA-1 before SHA-256 before SHA-512; the others do not change the id."""
    md5, sha256 = "0" * 32, "1" * 64

    both = deterministic_id({"type": "file", "hashes": {"SHA-256": sha256, "MD5": md5}})

    assert both == deterministic_id({"type": "file", "hashes": {"MD5": md5}})
    assert both != deterministic_id({"type": "file", "hashes": {"SHA-256": sha256}})


def test_an_account_number_contributes_with_its_bank() -> None:
    """The same number at two banks is two accounts."""
    one = {"type": "bank-account", "account_number": "0000000000", "bic": "AAAAVNVX"}

    assert deterministic_id(one) != deterministic_id({**one, "bic": "BBBBVNVX"})


def test_a_uuid4_is_due_where_nothing_contributes() -> None:
    """A process, or a file with an unlisted hash alone, takes the UUIDv4 that the caller brings."""
    for content in ({"type": "process", "pid": 1}, {"type": "file", "hashes": {"TLSH": "0" * 70}}):
        assert (
            deterministic_id(content, otherwise=lambda: UUID(UUID4))
            == f"{content['type']}--{UUID4}"
        )
        with pytest.raises(MalformedError):
            deterministic_id(content)


def test_other_objects_have_no_deterministic_id() -> None:
    """A domain object's id cannot be computed, whatever dice are brought."""
    with pytest.raises(MalformedError):
        deterministic_id({"type": "tool", "name": "x"}, otherwise=lambda: UUID(UUID4))


def test_new_ids_are_well_formed_or_refused() -> None:
    """A UUID that STIX does not know, or no type name, makes no id."""
    assert new_id("tool", UUID(UUID4)) == f"tool--{UUID4}"
    for object_type, uuid in (("Tool", UUID4), ("tool", "00000000-0000-0000-0000-000000000000")):
        with pytest.raises(MalformedError):
            new_id(object_type, UUID(uuid))


def test_reading_an_id_returns_it_or_raises() -> None:
    """What comes from outside is an identifier or an error, never something between."""
    assert parse_object_id(f"x-a-b--{UUID4}") == f"x-a-b--{UUID4}"
    with pytest.raises(MalformedError):
        parse_object_id("tool--1")


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        UUID4,
        f"--{UUID4}",
        f"ab--{UUID4}",
        f"a--b--{UUID4}",
        f"-tool--{UUID4}",
        f"tool---{UUID4}",
        f"Tool--{UUID4}",
        f"1ool--{UUID4}",
        f"tool--{UUID4} ",
        f"tool--{UUID4}\n",
        f"tool--{UUID4[:-1]}",
        f"{'a' * 251}--{UUID4}",
        f"töol--{UUID4}",
    ],
)
def test_near_misses_are_no_identifiers(text: object) -> None:
    """One letter too many, a hyphen astray, a line end: none of it passes."""
    assert not is_object_id(text)


def test_type_names_have_their_length_and_letters() -> None:
    """3 to 250 of a-z, 0-9 and single hyphens, a letter first."""
    assert is_type_name("a" * 250)
    assert not any(map(is_type_name, ("ab", "a" * 251, "a--b", "a_bc", "abc\n", "1abc", None)))


@given(
    st.uuids(version=4), st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
)
def test_an_id_gives_back_its_type_and_uuid_version(uuid: UUID, object_type: str) -> None:
    """What new_id put together comes apart again."""
    object_id = new_id(object_type, uuid)

    assert (type_of(object_id), uuid_version(object_id)) == (object_type, 4)
    assert is_object_id(object_id)
