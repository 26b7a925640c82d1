"""Patterns over several observations: which are chosen, and what is not looked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khien.model.instants import to_microseconds
from khien.model.patterns import (
    AnyObserved,
    Clue,
    EachObserved,
    Evaluator,
    FollowedBy,
    Observation,
    ObservationExpression,
    Observed,
    Pattern,
    PatternError,
    PatternLimitError,
    Qualified,
    Qualifier,
    Repeats,
    StartStop,
    Within,
    anchors_of,
    clues_in,
    in_normal_form,
    matches,
    parse_pattern,
)
from khien.model.patterns.choosing import MOST_STEPS
from khien.model.patterns.plans import MOST_SLOTS, MOST_WANTED
from tests.model.patterns.scenes import named, seen

A, B, C = (f"[domain-name:value = '{name}']" for name in "abc")
T = "t'2026-01-01T00:00:0{}Z'"


def chosen(pattern: str, observations: Sequence[Observed]) -> list[str] | None:
    """The names of the observations that fulfil a pattern."""
    found = matches(pattern, observations)
    return None if found is None else [one.name for one in found]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (A, ["seen-0"]),
        (f"{A} AND {B}", ["seen-0", "seen-2"]),
        (f"{A} AND {A}", ["seen-0", "seen-4"]),
        (f"{A} AND {A} AND {A}", None),
        (f"{A} OR {C}", ["seen-0"]),
        (f"{C} OR ({A} AND {C})", None),
        (f"({A} AND {C}) OR ({B} FOLLOWEDBY {A})", ["seen-2", "seen-4"]),
        (f"{B} FOLLOWEDBY {A}", ["seen-2", "seen-4"]),
        (f"{A} FOLLOWEDBY {B} FOLLOWEDBY {A}", ["seen-0", "seen-2", "seen-4"]),
        (f"{B} FOLLOWEDBY {A} FOLLOWEDBY {A}", None),
        (f"{A} REPEATS 2 TIMES", ["seen-0", "seen-4"]),
        (f"({A} AND {B}) REPEATS 2 TIMES", None),
        (f"({A} OR {B}) REPEATS 3 TIMES", ["seen-0", "seen-2", "seen-4"]),
        (f"(({A} AND {B}) OR {C}) REPEATS 2 TIMES", None),
        (f"{A} REPEATS 2 TIMES WITHIN 4 SECONDS", None),
        (f"{A} REPEATS 2 TIMES WITHIN 4.1 SECONDS", ["seen-0", "seen-4"]),
        (f"({A} AND {B}) WITHIN 3 SECONDS", ["seen-0", "seen-2"]),
        (f"{A} WITHIN 1 SECONDS", ["seen-0"]),
        (f"{A} START {T.format(1)} STOP {T.format(5)}", ["seen-4"]),
        (f"{A} START {T.format(1)} STOP {T.format(4)}", None),
        (f"{A} START {T.format(5)} STOP {T.format(1)}", None),
        (f"({A} OR {B}) START {T.format(1)} STOP {T.format(4)}", ["seen-2"]),
    ],
)
def test_observations_are_joined(pattern: str, expected: list[str] | None) -> None:
    """The earliest different observations that fulfil a pattern are named, in their order."""
    observations = [named("a", 0), named("b", 2), named("a", 4)]

    assert chosen(pattern, observations) == expected


def test_one_observation_gives_way_to_another() -> None:
    """What fits two places is moved to the other one where only it can stand."""
    both = seen({"type": "domain-name", "value": "a"}, {"type": "domain-name", "value": "b"}, at=0)

    assert chosen(f"{A} AND {B}", [both, named("a", 1)]) == ["seen-0", "seen-1"]
    assert chosen(f"{A} AND {B}", [both]) is None
    assert chosen(f"{A} AND {B} AND {C}", [both, named("a", 1), named("c", 2)]) is not None
    either = "[domain-name:value IN ('a', 'b')]"
    assert chosen(f"{either} AND {either} AND {A} AND {A}", [both, both, named("b", 1)]) is None


def test_number_observed_counts() -> None:
    """Observed data that stands for three observations fulfils what is asked for three times."""
    assert chosen(f"{A} REPEATS 3 TIMES", [named("a", 0, times=3)]) == ["seen-0"]
    assert chosen(f"{A} REPEATS 4 TIMES", [named("a", 0, times=3)]) is None


def test_a_stretch_counts_at_any_of_its_instants() -> None:
    """What was seen for a while fits a window that touches it, and comes before what it overlaps."""
    long, short = named("a", 0, 9), named("b", 5)

    assert chosen(f"({A} AND {B}) WITHIN 1 SECONDS", [long, short])
    assert chosen(f"{B} FOLLOWEDBY {A}", [long, short])
    assert chosen(f"{A} START {T.format(3)} STOP {T.format(4)}", [long])
    assert chosen(f"{A} START {T.format(4)} STOP {T.format(4)}", [long]) is None


def test_each_observation_counts_once_for_each_place() -> None:
    """What fits two sides of an OR is one observation, and what ends early may have begun late."""
    assert chosen(f"({A} OR {A}) REPEATS 2 TIMES", [named("a", 0)]) is None
    only = [named("a", 5, 6), named("a", 0, 9)]
    assert chosen(f"{A} START {T.format(0)} STOP {T.format(2)}", only) == ["seen-0"]


def test_without_a_time_only_what_ignores_time_holds() -> None:
    """An observation without a time fulfils what does not ask for one, and nothing else."""
    untimed = [named("a", None), named("b", None)]

    assert chosen(f"{A} AND {B}", untimed)
    assert chosen(f"{A} FOLLOWEDBY {B}", untimed) is None
    assert chosen(f"{A} START {T.format(0)} STOP {T.format(9)}", untimed) is None
    assert chosen(f"({A} AND {B}) WITHIN 5 SECONDS", untimed) is None


@pytest.mark.parametrize("qualifier", ["REPEATS 0 TIMES", "WITHIN 0 SECONDS"])
def test_no_times_has_no_meaning(qualifier: str) -> None:
    """REPEATS and WITHIN need a positive number (§9.5.1)."""
    with pytest.raises(PatternError):
        matches(f"{A} {qualifier}", [])


# ---- against the definition

_LEAVES = tuple(
    Observation(parse_pattern(text).expression.expression)  # type: ignore[union-attr, arg-type]
    for text in (A, B, "[domain-name:value = 'a' OR domain-name:value = 'b']")
)


def _qualifiers() -> st.SearchStrategy[Qualifier]:
    pattern = parse_pattern(f"{A} START {T.format(1)} STOP {T.format(3)}").expression
    assert isinstance(pattern, Qualified)
    return st.one_of(
        st.builds(Repeats, times=st.integers(1, 2)),
        st.builds(Within, seconds=st.sampled_from((1, 2, 2.5))),
        st.just(pattern.qualifiers[0]),
    )


def _several(
    inner: st.SearchStrategy[ObservationExpression],
) -> st.SearchStrategy[ObservationExpression]:
    operands = st.lists(inner, min_size=2, max_size=2).map(tuple)
    return st.one_of(
        st.builds(EachObserved, operands=operands),
        st.builds(AnyObserved, operands=operands),
        st.builds(FollowedBy, operands=operands),
        st.builds(Qualified, expression=inner, qualifiers=_qualifiers().map(lambda one: (one,))),
    )


EXPRESSIONS: st.SearchStrategy[ObservationExpression] = st.recursive(
    st.sampled_from(_LEAVES), _several, max_leaves=4
)
OBSERVED = st.builds(
    lambda name, at, took, times: named(name, at, at + took, times),
    st.sampled_from("ab"),
    st.integers(0, 4),
    st.sampled_from((0, 0, 1, 3)),
    st.sampled_from((1, 1, 2)),
)


Binding = frozenset[int]


def bindings(expression: ObservationExpression, instances: Sequence[Observed]) -> Iterator[Binding]:
    """Every set of instances that fulfils an expression: the clauses, word for word, and slowly."""
    match expression:
        case Observation():
            evaluator = Evaluator(Pattern(expression))
            numbered = enumerate(instances)
            yield from (Binding((n,)) for n, one in numbered if evaluator.sight(one).leaves)
        case AnyObserved(operands=operands):
            yield from (found for one in operands for found in bindings(one, instances))
        case EachObserved(operands=operands):
            yield from disjoint([list(bindings(one, instances)) for one in operands])
        case FollowedBy(operands=operands):
            left, right = (list(bindings(one, instances)) for one in operands)
            pairs = ((a, b) for a, b in product(left, right) if not a & b)
            yield from (a | b for a, b in pairs if follows(a, b, instances))
        case Qualified(expression=inner, qualifiers=qualifiers):
            yield from qualified(list(bindings(inner, instances)), qualifiers[0], instances)


def follows(left: Binding, right: Binding, instances: Sequence[Observed]) -> bool:
    """Whether nothing on the right was seen only before something on the left."""
    begun = max(first_of(instances[one]) for one in left)
    return all(last_of(instances[one]) >= begun for one in right)


def qualified(
    found: list[Binding], qualifier: Qualifier, instances: Sequence[Observed]
) -> Iterator[Binding]:
    """Those of the bindings, or those joined of them, that a qualifier lets through."""
    match qualifier:
        case Repeats(times=times):
            for some in combinations(set(found), times):
                yield from disjoint([[one] for one in some])
        case Within(seconds=seconds):
            yield from (one for one in found if is_within(one, seconds, instances))
        case StartStop(start=start, stop=stop):
            after, before = to_microseconds(start.value), to_microseconds(stop.value)
            for one in found:
                seen_then = [instances[number] for number in one]
                if all(last_of(x) >= after and first_of(x) < before for x in seen_then):
                    yield one


def is_within(one: Binding, seconds: float, instances: Sequence[Observed]) -> bool:
    """Whether one observation, or several that lie so near together."""
    latest = max(first_of(instances[number]) for number in one)
    earliest = min(last_of(instances[number]) for number in one)
    return latest - earliest < seconds * 1_000_000 or len(one) == 1


def disjoint(several: list[list[Binding]]) -> Iterator[Binding]:
    """One of each, where no two share an instance."""
    for some in product(*several):
        joined = Binding().union(*some)
        if len(joined) == sum(map(len, some)):
            yield joined


def first_of(one: Observed) -> int:
    """When it was seen first, in microseconds."""
    assert one.first is not None
    return to_microseconds(one.first)


def last_of(one: Observed) -> int:
    """When it was seen last, in microseconds."""
    assert one.last is not None
    return to_microseconds(one.last)


@given(EXPRESSIONS, st.lists(OBSERVED, max_size=4))
@example(_LEAVES[2], [named("b")])
def test_it_answers_as_the_definition_does(
    expression: ObservationExpression, observations: list[Observed]
) -> None:
    """For small inputs the answer is that of trying everything, and what is chosen is an answer itself."""
    instances = [one for one in observations for _ in range(one.times)]
    expected = next(bindings(expression, instances), None)

    found = matches(Pattern(expression), observations)

    assert (found is None) is (expected is None)
    if found is not None:
        again = [one for one in found for _ in range(one.times)]
        assert next(bindings(expression, again), None) is not None


# ---- bounds


@pytest.mark.parametrize(
    ("pattern", "limited", "most"),
    [
        (f"{A} REPEATS 10001 TIMES", "observations", MOST_WANTED),
        (f"({A} REPEATS 101 TIMES) REPEATS 100 TIMES", "observations", MOST_WANTED),
        (f"({A} AND {B}) REPEATS 65 TIMES", "observations", MOST_SLOTS),
        (f"({A} REPEATS 9999 TIMES) AND ({B} REPEATS 2 TIMES)", "observations", MOST_WANTED),
        (" AND ".join([f"({A} OR ({B} AND {C}))"] * 9), "alternatives", 256),
        (" FOLLOWEDBY ".join([A] * 129), "observations", MOST_SLOTS),
    ],
)
def test_what_asks_for_too_much_is_refused(pattern: str, limited: str, most: int) -> None:
    """A pattern that needs more observations or alternatives than are looked for is refused at once."""
    with pytest.raises(PatternLimitError) as refused:
        Evaluator(parse_pattern(pattern))
    assert (refused.value.limited, refused.value.most) == (limited, most)


@pytest.mark.parametrize(
    "pattern",
    [
        f"({A} AND {B}) WITHIN 1 SECONDS REPEATS 20 TIMES",
        " FOLLOWEDBY ".join([A, B] * 10),
        f"({A} FOLLOWEDBY {A} FOLLOWEDBY {A} FOLLOWEDBY {B}) WITHIN 5 SECONDS",
        f"{A} REPEATS 50 TIMES WITHIN 10 SECONDS",
        f"{A} REPEATS 5000 TIMES",
    ],
)
def test_hostile_patterns_end(pattern: str) -> None:
    """Whatever a pattern asks of five hundred observations, it is answered or given up in a moment."""
    observations = [named("a", number) for number in range(500)]
    start = time.process_time()

    with suppress(PatternLimitError):
        assert matches(pattern, observations) is None
    assert time.process_time() - start < 20


def test_choosing_gives_up_after_so_many_steps() -> None:
    """Twenty pairs that lie together, where nineteen places have three each, are not looked for forever."""
    observations = [named("a", 100 * place + one / 4) for place in range(19) for one in range(3)]
    pattern = f"({A} AND {A}) WITHIN 2 SECONDS REPEATS 20 TIMES"

    with pytest.raises(PatternLimitError) as refused:
        matches(pattern, observations)
    assert (refused.value.limited, refused.value.most) == ("steps", MOST_STEPS)
    assert chosen(pattern.replace("20", "19"), observations)


def test_bounds_may_cross_where_something_took_long() -> None:
    """What was seen for a while may begin before one bound and end behind another that lies later."""
    observations = [named("a", 0, 9), named("b", 0, 9), named("c", 20)]

    assert chosen(f"({A} AND {B}) WITHIN 2 SECONDS FOLLOWEDBY {C}", observations)


# ---- clues


@pytest.mark.parametrize(
    ("pattern", "clues"),
    [
        (A, {("domain-name", "a")}),
        ("[file:name = 'x' AND file:size > 5]", {("file", "x")}),
        ("[file:size > 5 AND file:name LIKE 'x%']", {("file", None)}),
        ("[file:name IN ('x', 'y')]", {("file", "x"), ("file", "y")}),
        ("[file:name NOT IN ('x')]", {("file", None)}),
        ("[file:size IN (1, 2)]", {("file", None)}),
        ("[file:size = 1]", {("file", None)}),
        ("[file:name != 'x']", {("file", None)}),
        ("[file:data_hex = 'x']", {("file", None)}),
        ("[EXISTS file:name]", {("file", None)}),
        ("[file:name = 'x' OR url:value LIKE '%']", {("file", "x"), ("url", None)}),
        (f"{A} AND {B}", {("domain-name", "a"), ("domain-name", "b")}),
    ],
)
def test_clues_are_what_cannot_be_missing(pattern: str, clues: set[tuple[str, str | None]]) -> None:
    """Each part of a pattern names a text or a type without which it does not hold."""
    found = Evaluator(parse_pattern(pattern)).clues

    assert {(clue.object_type, clue.text) for clue in found} == clues


def test_an_observation_shows_the_clues_that_its_references_lead_to() -> None:
    """Texts are found in lists, dictionaries and behind references, once each, round in circles or not."""
    traffic = {"type": "network-traffic", "dst_ref": "ipv4-addr--1", "protocols": ["tcp"], "n": 1}
    address = {
        "type": "ipv4-addr",
        "id": "ipv4-addr--1",
        "value": "192.0.2.1",
        "back": "ipv4-addr--1",
    }
    observed = Observed("x", None, None, (traffic,), {"ipv4-addr--1": address})

    shown = clues_in(observed)

    assert {Clue("network-traffic"), Clue("network-traffic", "192.0.2.1")} <= shown
    assert {Clue("network-traffic", "tcp"), Clue("network-traffic", "ipv4-addr--1")} <= shown
    assert Clue("ipv4-addr") not in shown


def test_anchors_are_clues_that_can_be_looked_up() -> None:
    """Where every clue is a value of the index, those values are named; else none are."""
    anchored = anchors_of((Clue("domain-name", "A.example"), Clue("ipv4-addr", "192.0.2.1")))

    assert anchored is not None
    assert [value.value for value in anchored] == ["a.example", "192.0.2.1"]
    assert anchors_of((Clue("domain-name", "a.example"), Clue("domain-name"))) is None
    assert anchors_of((Clue("file", "a.example"),)) is None
    assert anchors_of((Clue("ipv4-addr", "a.example"),)) is None


def test_values_are_brought_to_normal_form() -> None:
    """What is looked up is written as the index writes it; all else stays."""
    text = (
        "([domain-name:value = 'EVIL.example.' AND domain-name:value LIKE 'E%']"
        " OR [url:value IN ('HTTP://A.example', 'x y')]) AND [file:hashes.MD5 != 'nope']"
        " AND [EXISTS file:name OR file:size > 5 OR file:name = 'X'] WITHIN 5 SECONDS"
    )

    assert str(in_normal_form(parse_pattern(text))) == (
        "([domain-name:value = 'evil.example' AND domain-name:value LIKE 'e%']"
        " OR [url:value IN ('http://a.example/', 'x y')]) AND [file:hashes.MD5 != 'nope']"
        " AND [EXISTS file:name OR file:size > 5 OR file:name = 'X'] WITHIN 5 SECONDS"
    )


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("email-addr:value LIKE 'Boss@%'", "email-addr:value LIKE 'boss@%'"),
        ("file:hashes.MD5 LIKE 'ABC%'", "file:hashes.MD5 LIKE 'abc%'"),
        ("url:value LIKE 'http://a.example/X%'", "url:value LIKE 'http://a.example/X%'"),
        ("domain-name:value MATCHES '^E'", "domain-name:value MATCHES '^E'"),
    ],
)
def test_what_is_kept_in_lower_case_is_asked_so(written: str, normal: str) -> None:
    """Where case says nothing, LIKE does not ask for it; a path of a URL and an expression stay as they are."""
    assert str(in_normal_form(parse_pattern(f"[{written}]"))) == f"[{normal}]"
