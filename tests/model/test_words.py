"""Sentences and what fills them."""

import pytest

from khien.model.words import say
from khien.model.words.both import filled, unfilled
from khien.people.names import PARTY_RULE

COUNTED = "{count:object is/objects are} here, of {all}"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 objects are here"),
        (1, "1 object is here"),
        (2, "2 objects are here"),
        ("1", "1 object is here"),
    ],
)
def test_one_is_one_and_many_are_many(count: object, said: str) -> None:
    """What follows a number agrees with it; other holes stay as they were."""
    assert filled(COUNTED, {"count": count, "all": 2.5}) == f"{said}, of 2.5"
    assert filled("{all:.2f}", {"all": 2.5}) == "2.50"


def test_a_catalogue_shows_the_holes_by_name() -> None:
    """Whoever looks a code up sees the sentence as it reads for many."""
    assert unfilled(COUNTED) == "{count} objects are here, of {all}"


def test_vietnamese_has_one_form() -> None:
    """The same code with the same facts, in both languages."""
    facts = {"lines": 1, "unreadable": 0, "hits": 1, "sightings": 1}
    assert say("told.matched", "en", facts).startswith("1 line read, 0 that cannot be read: 1")
    assert say("told.matched", "vi", facts).startswith("Đã đọc 1 dòng")


def test_a_mistake_and_its_rule_are_said_in_the_language_of_the_reader() -> None:
    """What people mistype is told in their words; what only machines write keeps the standard's."""
    facts = {"item": "node name", "rule": PARTY_RULE}
    assert say("input.malformed", "vi", facts) == (
        "Không đọc được tên nút: trái với quy tắc “chữ thường a–z và chữ số, nối bằng một gạch nối”."
    )
    assert "“C2SP: UTF-8”" in say("input.malformed", "vi", {"item": "x", "rule": "C2SP: UTF-8"})
