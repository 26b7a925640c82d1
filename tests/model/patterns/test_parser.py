"""The grammar of STIX patterns: what is read, what is refused, and where the refusal points."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.validator import validate

from khien.model.patterns import (
    AllOf,
    AnyIndex,
    AnyObserved,
    AnyOf,
    Base64Bytes,
    Comparison,
    EachObserved,
    Existence,
    FollowedBy,
    HexBytes,
    Index,
    Key,
    Membership,
    Moment,
    ObjectPath,
    Observation,
    Operator,
    PatternError,
    Qualified,
    Real,
    Repeats,
    StartStop,
    Text,
    Truth,
    Whole,
    Within,
    faults,
    parse_pattern,
)
from khien.model.patterns.parser import INTEGER_LIMIT, NESTING_LIMIT
from khien.model.words import say
from tests.shared import shared

X, Y, Z = (
    Observation(Comparison(ObjectPath("file", (Key("name"),)), Operator.EQUAL, Text(name)))
    for name in "xyz"
)


def only(text: str) -> object:
    """The expression inside the brackets of a pattern of one observation."""
    expression = parse_pattern(f"[{text}]").expression
    assert isinstance(expression, Observation)
    return expression.expression


def constant(text: str) -> object:
    """The constant that a comparison holds."""
    found = only(f"file:size = {text}")
    assert isinstance(found, Comparison)
    return found.constant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a'", Text("a")),
        ("''", Text("")),
        (r"'it\'s C:\\x'", Text(r"it's C:\x")),
        ("'AND'", Text("AND")),
        ("'lừa\nđảo'", Text("lừa\nđảo")),
        ("-7", Whole(-7)),
        ("+7", Whole(7)),
        ("9007199254740991", Whole(INTEGER_LIMIT)),
        ("-9007199254740991", Whole(-INTEGER_LIMIT)),
        ("-.5", Real(-0.5)),
        ("00.25", Real(0.25)),
        ("true", Truth(True)),
        ("false", Truth(False)),
        ("h'FFc3'", HexBytes(b"\xff\xc3")),
        ("h''", HexBytes(b"")),
        ("b'ABI='", Base64Bytes(b"\x00\x12")),
        ("b'AB\r\nI='", Base64Bytes(b"\x00\x12")),
    ],
)
def test_every_constant_is_read(text: str, expected: object) -> None:
    """Each literal of STIX 2.1 §9.2 becomes its value, escapes resolved."""
    assert constant(text) == expected


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("2024-01-01T00:00:00.1234567Z", datetime(2024, 1, 1, microsecond=123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ],
)
def test_timestamps_are_instants(text: str, instant: datetime) -> None:
    """A timestamp is an aware instant, a leap second the start of the next minute, its text kept."""
    assert constant(f"t'{text}'") == Moment(instant, text)


@pytest.mark.parametrize("sign", ["=", "==", "!=", "<>", "<", "<=", ">", ">="])
@pytest.mark.parametrize("negated", [False, True])
def test_every_sign_compares(sign: str, negated: bool) -> None:
    """Each sign is an operator, the two spellings of equal and unequal are one, NOT turns it round."""
    found = only(f"file:size {'NOT ' if negated else ''}{sign} 1")

    operator = Operator({"==": "=", "<>": "!="}.get(sign, sign))
    assert found == Comparison(ObjectPath("file", (Key("size"),)), operator, Whole(1), negated)


@pytest.mark.parametrize("word", ["LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"])
def test_every_word_compares_with_a_string(word: str) -> None:
    """The operators that are words take a string."""
    path = ObjectPath("ipv4-addr", (Key("value"),))
    assert only(f"ipv4-addr:value {word}'x'") == Comparison(path, Operator(word), Text("x"))


def test_sets_and_existence() -> None:
    """IN takes any number of constants, none included; EXISTS stands before its path."""
    size = ObjectPath("file", (Key("size"),))
    assert only("file:size IN (1, 2)") == Membership(size, (Whole(1), Whole(2)))
    assert only("file:size NOT IN ()") == Membership(size, (), negated=True)
    assert only("EXISTS file:size") == Existence(size)
    assert only("NOT EXISTS file:size") == Existence(size, negated=True)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("file:hashes.'SHA-256'", ObjectPath("file", (Key("hashes"), Key("SHA-256")))),
        ("file:'a.b'", ObjectPath("file", (Key("a.b"),))),
        ("file : a [ 0 ] . b", ObjectPath("file", (Key("a"), Index(0), Key("b")))),
        (
            "person:knows_refs[*].t_ref.value",
            ObjectPath("person", (Key("knows_refs"), AnyIndex(), Key("t_ref"), Key("value"))),
        ),
        ("x-usb-device:h", ObjectPath("x-usb-device", (Key("h"),))),
        ("a:b[1][*]", ObjectPath("a", (Key("b"), Index(1), AnyIndex()))),
        ("a:'AND'", ObjectPath("a", (Key("AND"),))),
    ],
)
def test_paths(text: str, path: ObjectPath) -> None:
    """Keys, quoted keys, list indexes, any index and references make a path (STIX 2.1 §9.7)."""
    found = only(f"{text} = 1")

    assert isinstance(found, Comparison)
    assert found.path == path


def test_and_binds_closer_than_or() -> None:
    """Inside an observation AND comes before OR, and parentheses come before both."""
    a, b, c = (Existence(ObjectPath("file", (Key(name),))) for name in "abc")
    text = "EXISTS file:a OR EXISTS file:b AND EXISTS file:c"

    assert only(text) == AnyOf((a, AllOf((b, c))))
    assert only(f"({text[:30]}) AND EXISTS file:c") == AllOf((AnyOf((a, b)), c))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{x} AND {y} OR {z}", AnyObserved((EachObserved((X, Y)), Z))),
        ("{x} FOLLOWEDBY {y} OR {z}", FollowedBy((X, AnyObserved((Y, Z))))),
        ("({x} FOLLOWEDBY {y}) OR {z}", AnyObserved((FollowedBy((X, Y)), Z))),
        ("{x} AND ({y} AND {z})", EachObserved((X, EachObserved((Y, Z))))),
        ("(({x}))", X),
        ("{x} FOLLOWEDBY {y} REPEATS 5 TIMES", FollowedBy((X, Qualified(Y, (Repeats(5),))))),
        (
            "({x} AND {y}) WITHIN 1.5 SECONDS REPEATS 2 TIMES",
            Qualified(EachObserved((X, Y)), (Within(1.5), Repeats(2))),
        ),
        (
            "({x} REPEATS 2 TIMES) REPEATS 2 TIMES",
            Qualified(Qualified(X, (Repeats(2),)), (Repeats(2),)),
        ),
    ],
)
def test_observations_join_and_qualify(text: str, expected: object) -> None:
    """AND before OR before FOLLOWEDBY, and a qualifier belongs to what stands directly before it."""
    spelled = text.format(x=X, y=Y, z=Z)

    assert parse_pattern(spelled).expression == expected


def test_start_stop() -> None:
    """START and STOP take timestamps."""
    found = parse_pattern("[a:b=1]START t'2020-01-01T00:00:00Z'STOP t'2021-01-01T00:00:00Z'")

    assert isinstance(found.expression, Qualified)
    (qualifier,) = found.expression.qualifiers
    assert isinstance(qualifier, StartStop)
    assert (qualifier.start.value.year, qualifier.stop.value.year) == (2020, 2021)


def test_positions_point_into_the_text() -> None:
    """Every node says where it stands, and that does not disturb comparison."""
    text = "  [a:b = 1 AND c:d IN ('x')] WITHIN 5 SECONDS"
    expression = parse_pattern(text).expression

    assert isinstance(expression, Qualified)
    assert isinstance(expression.expression, Observation)
    joined = expression.expression.expression
    assert isinstance(joined, AllOf)
    last = joined.operands[1]
    assert isinstance(last, Membership)
    positions = [
        expression.position,
        joined.position,
        last.path.position,
        last.constants[0].position,
        expression.qualifiers[0].position,
    ]
    assert [text[at] for at in positions] == ["[", "a", "c", "'", "W"]
    assert parse_pattern(text.strip()).expression == expression


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("", 0, ""),
        ("file:size = 1280", 0, "file"),
        ("[]", 1, "]"),
        ("[a:b]", 4, "]"),
        ("[a.b = 1]", 2, "."),
        ("[AND:b = 1]", 1, "AND"),
        ("['a':b = 1]", 1, "'a'"),
        ("[a:b-c = 1]", 3, "b-c"),
        ("[a:LIKE = 1]", 3, "LIKE"),
        ("[a:1 = 1]", 3, "1"),
        ("[a:b[x] = 1]", 5, "x"),
        ("[a:b[-1] = 1]", 5, "-1"),
        ("[a:b[0 = 1]", 7, "="),
        ("[a:b =? 1]", 6, "? 1]"),
        ("[a:b 1]", 5, "1"),
        ("[a:b '=' 1]", 5, "'='"),
        ("[a:b = ]", 7, "]"),
        ("[a:b = x]", 7, "x"),
        ("[a:b > true]", 7, "true"),
        ("[a:b LIKE 1]", 10, "1"),
        ("[a:b IN 1]", 8, "1"),
        ("[a:b IN (1 2)]", 11, "2"),
        ("[a:b IN (1,)]", 11, ")"),
        ("[a:b NOT NOT = 1]", 9, "NOT"),
        ("[NOT a:b = 1]", 5, "a"),
        ("[a:b EXISTS]", 5, "EXISTS"),
        ("[a:b = 1 c]", 9, "c"),
        ("[a:b = 01]", 7, "01]"),
        ("[a:b = 1", 8, ""),
        ("[a:b = 1]]", 9, "]"),
        ("[a:b = 1] within 2 SECONDS", 10, "within"),
        ("[a:b = 1] WITHIN -5 SECONDS", 17, "-5"),
        ("[a:b = 1] WITHIN 5 HOURS", 19, "HOURS"),
        ("[a:b = 1] REPEATS 1.5 TIMES", 18, "1.5"),
        (
            "[a:b = 1] START '2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'",
            16,
            "'2020-01-01T00:00:00Z'",
        ),
        ("[a:b = 1] START t'2020-01-01T00:00:00Z'", 39, ""),
        ("([a:b = 1]", 10, ""),
        ("[(a:b = 1]", 9, "]"),
        ("[a:b = 'x]", 7, "'x]"),
        (r"[a:b = 'x\y']", 7, r"'x\y']"),
        ("[a:b = t'2023-02-29T00:00:00Z']", 7, "t'2023-02-29T00:00:00Z'"),
        ("[a:b = t'9999-12-31T23:59:60Z']", 7, "t'9999-12-31T23:59:60Z'"),
        ("[a:b = t'yesterday']", 7, "t'yesterday'"),
        ("[a:b = h'abc']", 7, "h'abc'"),
        ("[a:b = b'====']", 7, "b'===='"),
        ("[a:b = b'ABé=']", 7, "b'ABé='"),
        ("[a:b = b'']", 7, "b''"),
        ("[a:b = 9007199254740992]", 7, "9007199254740992"),
        ("[a:b = -" + "9" * 5000 + "]", 7, "-" + "9" * 39),
        ("[a:b = " + "9" * 400 + ".0]", 7, "9" * 40),
        ("[a:b = 1] /* x", 10, "/* x"),
    ],
)
def test_refusals_point_at_the_place(text: str, position: int, found: str) -> None:
    """What is not a pattern is refused with the place, what may stand there, and what does."""
    with pytest.raises(PatternError) as refused:
        parse_pattern(text)

    error = refused.value
    assert (error.position, error.found) == (position, found)
    assert error.expected
    assert str(position) in say(error.code, "vi", error.facts)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("[(", ")]")])
def test_deep_nesting_is_an_error(opening: str, closing: str) -> None:
    """Any depth of parentheses is answered by the limit, never by a RecursionError."""
    inner = "[a:b = 1]" if opening == "(" else "a:b = 1"

    def nested(depth: int) -> str:
        outside, inside = opening[:-1], closing[1:]
        return outside + "(" * depth + inner + ")" * depth + inside

    assert isinstance(parse_pattern(nested(NESTING_LIMIT)).expression, Observation)
    for depth in (NESTING_LIMIT + 1, 100_000):
        with pytest.raises(PatternError) as refused:
            parse_pattern(nested(depth))
        assert refused.value.position == len(opening[:-1]) + NESTING_LIMIT


def test_long_chains_are_not_deep() -> None:
    """Thousands of values joined by OR, which feeds do send, are read and written back."""
    text = "[" + " OR ".join(f"ipv4-addr:value = '192.0.2.{n % 250}'" for n in range(5000)) + "]"

    assert str(parse_pattern(text)) == text


@pytest.mark.parametrize(
    "text", ["0" * 300_000, "(" * 300_000, "[a:b = '" + "\\" * 300_000, "/*" * 200_000]
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    """A long text made to be slow is refused as fast as it is read."""
    with pytest.raises(PatternError):
        parse_pattern(text)


def test_comments_and_every_blank_are_skipped() -> None:
    """White space of Unicode and both kinds of comment part the words of a pattern."""
    text = "/* why */ [a:b\u2028=\u00a01 // first\n OR\u3000a:c=2] //"

    assert str(parse_pattern(text)) == "[a:b = 1 OR a:c = 2]"


def cases(name: str) -> list[dict[str, Any]]:
    """The rows of one shared JSON-lines file."""
    lines = shared(f"stix-patterns/{name}").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


# Where we and the recorded verdicts differ, and why we keep to the standard.
STRICTER = {
    "[x:created = t'2024-04-31T12:00:00Z']": "no such day: not an RFC 3339 timestamp (§2.16, §9.2)",
    "[x:created = t'2023-02-29T12:00:00Z']": "no such day: not an RFC 3339 timestamp (§2.16, §9.2)",
    "[network-traffic:src_port = 37020 AND user-account:user_id = 'root']": "AND of two types (§9.5)",
}


def test_recorded_verdicts() -> None:
    """Every recorded verdict on syntax is ours too, but for three named strictnesses."""
    differences = []
    for case in cases("syntax-cases.jsonl"):
        try:
            valid = not faults(parse_pattern(case["pattern"]))
        except PatternError:
            valid = False
        if valid != case["valid"]:
            differences.append(case["pattern"].partition(" START")[0])
    assert set(differences) == set(STRICTER)


def test_recorded_matches_are_all_read() -> None:
    """Every pattern with a recorded match is read, and those recorded as unreadable are refused."""
    for case in cases("match-cases.jsonl"):
        if "ParseException" in (case["error"] or ""):
            with pytest.raises(PatternError):
                parse_pattern(case["pattern"])
        else:
            pattern = parse_pattern(case["pattern"])
            assert parse_pattern(str(pattern)) == pattern


@given(st.text(alphabet="[]()ab:.'=1 \\ANDORt<>*-,", max_size=24))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text brings down the reader: it is a pattern, or a PatternError with a place inside it."""
    place = 0
    try:
        parse_pattern(text)
    except PatternError as error:
        place = error.position
    assert 0 <= place <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "[a:b = +1]",
        "[a:b = 5.]",
        "[a:b = 01]",
        "[a:b = 1e5]",
        "[a:b = TRUE]",
        "[a:b = 1 and a:c = 2]",
        "[a:b = 1-2]",
        "[a:b[+1] = 1]",
        "[a:'b.c'[0] = 1]",
        "[a:b.'c'd = 1]",
        "[a-:b = 1]",
        "[é:b = 1]",
        "[a:b = 'a' 'b']",
        "[a:b =! 1]",
        "[((a:b = 1))]",
        "[()]",
        "()",
        "[a:b = 1] REPEATS +5 TIMES",
        "[a:b = 1]WITHIN 5SECONDS",
        "[a:b = 1]\ufeff",
        "[a:true = 1]",
        "[h:t = 1]",
        "[a:h'aa' = 1]",
        "[a:b MATCHES h'00']",
        "[a:b = b'YWE']",
    ],
)
def test_the_oasis_reader_agrees(text: str) -> None:
    """At the corners of the grammar we accept and refuse what the OASIS reader does."""
    try:
        parse_pattern(text)
        ours = True
    except PatternError:
        ours = False

    assert ours is validate(text, stix_version="2.1")


@pytest.mark.parametrize(
    "text",
    [
        "[domain-name:value = 'bad.example']",
        "[domain-name:value='bad.example']",
        "[file:hashes.'SHA-256' = 'ab']",
        "[a:NOT = 'b']",
        "[NOT:b = 'c']",
        "[a:b.c- = 'd']",
        "[a:'b'c = 'd']",
        "[a:b.'c = 'd']",
        "[a:b = 'Đà Nẵng\n']",
    ],
)
def test_the_usual_pattern_reads_as_any_other(text: str) -> None:
    """A plain comparison is read in one look; tree, positions and errors are those of the long way."""

    def read(one: str) -> tuple[str, int]:
        try:
            return repr(parse_pattern(one)), 0
        except PatternError as error:
            return error.expected, error.position

    short, at = read(text)
    long, there = read(f"{text} ")  # the blank takes it past the quick look

    assert (short, at) == (long, there)


def test_pieces_that_say_the_same_are_one() -> None:
    """Where a piece stands does not count: a set of patterns holds each once."""
    assert len({parse_pattern("[a:b = 'c']"), parse_pattern("  [a:b='c']")}) == 1
    assert len({parse_pattern("[a:b = 1]"), parse_pattern("[a:b = 1.0]")}) == 2
