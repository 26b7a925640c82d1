"""What changed is said property by property."""

from __future__ import annotations

from khien.app.knowledge.comparing import MOST_CHANGES, differences

OLD = {
    "modified": "1", "name": "A", "labels": ["a", "b"], "gone": 1,
    "description": "one two three four five six", "extensions": {"x": {"a": 1, "b": 2}},
}  # fmt: skip
NEW = {
    "modified": "2", "name": "B", "labels": ["b", "c"], "came": {"z": 1},
    "description": "one two three 4 five six seven", "extensions": {"x": {"a": 1, "b": 3}},
}  # fmt: skip


def test_each_change_is_told_in_its_own_way() -> None:
    """Lists as added and removed, rewritten text in pieces, nested properties by their path."""
    found = {change.path: change for change in differences(OLD, NEW)}

    assert list(found) == ["came", "description", "extensions.x.b", "gone", "labels", "name"]
    assert (found["came"].kind, found["came"].after) == ("added", '{"z":1}')
    assert (found["gone"].kind, found["gone"].before) == ("removed", "1")
    assert (found["labels"].added, found["labels"].removed) == (("c",), ("a",))
    assert (found["name"].before, found["name"].after) == ("A", "B")
    assert (found["extensions.x.b"].before, found["extensions.x.b"].after) == ("2", "3")
    assert found["description"].pieces == (
        ("same", "one two three"),
        ("removed", "four"),
        ("added", "4"),
        ("same", "five six"),
        ("added", "seven"),
    )
    assert (found["labels"].label, found["came"].label) == ("property.labels", "")


def test_the_same_content_differs_in_nothing() -> None:
    """The time of the version is no change."""
    assert differences(OLD, {**OLD, "modified": "9"}) == ()


def test_texts_with_little_in_common_stand_side_by_side() -> None:
    """Word by word helps only where most words stayed."""
    (change,) = differences({"d": "a b c d e"}, {"d": "v w x y z"})

    assert change.kind == "changed"


def test_a_flood_of_changes_is_cut() -> None:
    """A hostile version cannot make an endless page."""
    assert len(differences({}, {f"x{n}": n for n in range(MOST_CHANGES * 2)})) == MOST_CHANGES
