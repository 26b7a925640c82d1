"""The sample agreement and the reference page: every key and word stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec.structs import replace

from khien.model.agreement import (
    KNOWN_TYPES,
    OBJECT_GROUPS,
    Agreement,
    OnwardMode,
    Party,
    Purpose,
    Role,
    parse_agreement,
    sample_agreement,
)
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "agreement.md"
US = ObjectId("identity--11111111-1111-4111-8111-111111111111")
THEM = ObjectId("identity--22222222-2222-4222-8222-222222222222")
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def test_the_sample_is_an_agreement() -> None:
    """What `khien` offers to start from has no mistake, names both parties and uses every key."""
    ours = Party(name="vn-ncc", identity=US, persons=('Officer "One"', "Cán bộ\t\x01\\"))
    theirs = Party(name="asean-cert", identity=THEM)
    text = sample_agreement(ours, theirs, "Cảnh báo\n\x7f", FIRST, LAST)
    agreement = parse_agreement(text)

    assert agreement.parties == (
        replace(ours, persons=tuple(sorted(ours.persons))),
        theirs,
    )
    assert (agreement.valid_from, agreement.valid_until) == (FIRST, LAST)
    assert agreement.title == "Cảnh báo\n\x7f"
    shown = text.replace(
        "# automatic_warnings", "automatic_warnings"
    )  # deny by default: shown, not set
    assert "automatic_warnings" not in tomllib.loads(text)
    assert set(Agreement.__struct_fields__) == set(tomllib.loads(shown))
    assert "Hai bên" in text
    assert all(purpose.value in text for purpose in Purpose)


def test_groups_and_types_do_not_overlap() -> None:
    """A type stands in one group, and no group is named like a type of another meaning."""
    names = [name for group in OBJECT_GROUPS.values() for name in group]

    assert len(names) == len(set(names)) == len(KNOWN_TYPES)
    assert not OBJECT_GROUPS.keys() & KNOWN_TYPES


def keys_of(kind: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 -- a type
    """Every key of a struct and, instead of a table, the keys of the struct in it."""
    for name, hint in get_type_hints(kind).items():
        key = f"{path}{name}"
        inside = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if isinstance(inside, type) and issubclass(inside, msgspec.Struct):
            yield from keys_of(inside, f"{key}.")
        else:
            yield key


@pytest.mark.parametrize("key", list(keys_of(Agreement)))
def test_every_key_is_documented(key: str) -> None:
    """The reference has a row for each key."""
    assert re.search(rf"^\| `{re.escape(key)}` \|", REFERENCE.read_text("utf-8"), re.MULTILINE)


def test_every_word_is_documented() -> None:
    """Every purpose, role, mode, level, group and object type that may be written stands in the reference."""
    text = REFERENCE.read_text("utf-8")
    words = [one.value for choice in (Purpose, Role, OnwardMode, Tlp, Pap) for one in choice]

    assert [word for word in words if f"`{word}`" not in text] == []
    assert [name for name in (*OBJECT_GROUPS, *KNOWN_TYPES) if name not in text] == []


def test_the_example_of_the_reference_is_an_agreement() -> None:
    """The file that the reference shows can be read without a mistake."""
    (example,) = re.findall(r"```toml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)

    assert parse_agreement(example).covers("indicator")
