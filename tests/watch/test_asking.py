"""Which patterns a line has to be shown to."""

from __future__ import annotations

from khien.model.patterns import IndicatorValue, Observed, ValueKind
from khien.watch.asking import PatternIndex
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, NOW, indicator, value

ANCHORED = (
    "[domain-name:value = 'BAD.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.9']"
)
LOOSE = "[url:value MATCHES 'x+']"


def name_seen(name: str) -> Observed:
    """An observation of a name."""
    return Observed("x", None, None, ({"type": "domain-name", "value": name},))


def an_index(**patterns: str) -> PatternIndex:
    """Patterns by number: `p1="[…]"`."""
    index = PatternIndex()
    for name, text in patterns.items():
        index.add(indicator(int(name[1:])), 1, text, EARLIER, None)
    return index


def test_only_patterns_with_a_clue_are_asked() -> None:
    """A pattern is asked about what shows one of its texts, as written or in normal form, or its type."""
    index = an_index(p1=ANCHORED, p2="[domain-name:value LIKE '%x']", p3=LOOSE)

    assert [one.object_id for one in index.about(name_seen("bad.example"))] == [
        indicator(1),
        indicator(2),
    ]
    assert [one.object_id for one in index.about(name_seen("BAD.example"))] == [
        indicator(1),
        indicator(2),
    ]
    assert [one.object_id for one in index.about(name_seen("good.example"))] == [indicator(2)]
    assert PatternIndex().about(name_seen("bad.example")) == []


def test_anchors_say_which_lines_matter() -> None:
    """As long as every pattern has values that can be looked up, only lines with one of them matter."""
    index = an_index(p1=ANCHORED, p2=ANCHORED)
    bad, good = value("domain", "bad.example"), value("domain", "good.example")

    assert list(index.anchors or ()) == [bad]
    assert (index.is_about([good]), index.is_about([good, bad])) == (False, True)
    index.add(indicator(3), 1, LOOSE, EARLIER, None)
    assert (index.anchors, index.is_about([good])) == (None, True)
    for number in (1, 3):
        index.remove(indicator(number))
    assert (index.is_about([good]), index.is_about([bad])) == (False, True)
    index.remove(indicator(2))
    assert (index.is_about([bad]), len(index), index.about(name_seen("bad.example"))) == (
        False,
        0,
        [],
    )
    assert list(index.anchors or ()) == []


def test_what_cannot_be_evaluated_is_noted() -> None:
    """A pattern that needs backtracking, or is broken, is refused with the reason, until it is replaced."""
    index = an_index(
        p1="[url:value MATCHES '(?=x)']", p2="nonsense", p3="[url:value = 'x'] REPEATS 0 TIMES"
    )

    codes = {number: index.refused[indicator(number)].code for number in (1, 2, 3)}
    assert codes == {1: "pattern.expression", 2: "pattern.malformed", 3: "pattern.malformed"}
    index.add(indicator(1), 2, LOOSE, EARLIER, NOW)
    index.remove(indicator(2))
    assert list(index.refused) == [indicator(3)]
    (asked,) = index.about(Observed("x", None, None, ({"type": "url", "value": "y"},)))
    assert (asked.version, asked.in_force(NOW), asked.in_force(EARLIER)) == (2, False, True)


def test_the_index_of_values_passes_patterns_on() -> None:
    """A pattern among an indicator's values is held by `patterns`, and goes with the indicator."""
    index = IndicatorIndex()
    values = [value("domain", "bad.example"), IndicatorValue(ValueKind.PATTERN, LOOSE)]

    index.add(indicator(1), 4, values, EARLIER, NOW)
    (asked,) = index.patterns.about(Observed("x", None, None, ({"type": "url", "value": "y"},)))
    assert index.patterns.asked(indicator(1)) is asked
    assert index.patterns.asked(indicator(2)) is None
    assert (asked.object_id, asked.version, asked.text) == (indicator(1), 4, LOOSE)
    assert (asked.valid_from, asked.valid_until) == (EARLIER, NOW)
    assert (len(index.patterns), index.counts()) == (
        1,
        {"indicators": 1, "domain": 1, "pattern": 1},
    )
    assert index.remove(indicator(1))
    assert (len(index.patterns), index.counts()) == (0, {"indicators": 0})
