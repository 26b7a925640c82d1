"""Tests of `intake.creation`: ids that the same content always gets."""

from __future__ import annotations

from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from khien.intake.creation import NAMESPACE, our_id
from tests.intake.samples import NODE


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=3))
def test_an_id_is_the_uuid_that_its_parts_give(parts: list[str]) -> None:
    """As `uuid.uuid5` makes it, whatever is named."""
    expected = uuid5(NAMESPACE, "\n".join((NODE, *parts)))

    assert our_id("tool", NODE, *parts) == f"tool--{expected}"
