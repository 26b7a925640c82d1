"""From STIX observed data to observations."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.patterns import ObservedError, matches, observed_in
from khien.model.words import say

DATA: dict[str, Any] = {
    "type": "observed-data",
    "id": "observed-data--1",
    "number_observed": 2,
    "first_observed": "2026-01-01T00:00:00Z",
    "last_observed": "2026-01-01T00:00:05Z",
    "object_refs": ["url--1", "absent--1", 7],
}
URL = {"type": "url", "id": "url--1", "value": "http://a.example/"}
LOOSE = {"type": "url", "id": "url--2", "value": "http://b.example/"}


def test_only_what_is_referred_to_was_seen() -> None:
    """An object beside the observed data is no part of the observation, and neither is the data itself."""
    (one,) = observed_in([DATA, URL, LOOSE])

    assert (one.name, one.times, one.objects) == ("observed-data--1", 2, (URL,))
    assert matches("[url:value LIKE '%a.example/']", [one]) == (one,)
    assert matches("[url:value LIKE '%b.example/']", [one]) is None
    assert matches("[observed-data:number_observed = 2]", [one]) is None


def test_objects_inside_are_read_too() -> None:
    """The deprecated `objects` of an observation are taken, with the references between them."""
    inside = {
        "0": {"type": "network-traffic", "dst_ref": "1"},
        "1": {"type": "ipv4-addr", "value": "192.0.2.1"},
        "2": "nonsense",
    }
    data = {key: value for key, value in DATA.items() if key != "object_refs"}

    found = observed_in([{**data, "objects": inside}])

    assert matches("[network-traffic:dst_ref.value = '192.0.2.1']", found)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"number_observed": 0}, "number_observed"),
        ({"number_observed": True}, "number_observed"),
        ({"first_observed": 5}, "first_observed"),
        ({"last_observed": "yesterday"}, "last_observed"),
        ({"last_observed": "2025-01-01T00:00:00Z"}, "last_observed"),
        ({"object_refs": None}, "object_refs"),
    ],
)
def test_what_says_nothing_is_refused(change: dict[str, Any], rule: str) -> None:
    """Observed data without readable number, times or objects is refused with the clause."""
    with pytest.raises(ObservedError) as refused:
        observed_in([{**DATA, **change}])

    assert refused.value.rule == f"STIX 2.1 §4.14 {rule}"
    for language in ("en", "vi"):
        assert rule in say(refused.value.code, language, refused.value.facts)
