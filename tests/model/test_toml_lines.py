"""TOML with the line of every key and every mistake."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from khien.model.errors import MalformedError
from khien.model.toml_lines import (
    Fault,
    KeyPath,
    Mistake,
    TomlError,
    key_text,
    line_of,
    locate,
    read_toml,
    read_typed,
)
from khien.model.words import WORDS, say

DOCUMENT = """\
# a comment = 1
title = "x # no comment"   # k = 2
a.b."c d" = 1
'single' = 2
"esc\\u0061ped" = 3
[parties]
x = \"\"\"
multi ""\\" line
k = 1\"\"\"\"
y = [ 1, [2, # k = 3
  3], { k = 1, "l" = [4,], m.n = '}' }, ]
e = {}
f = []
[[rules]]
role = 'a'
[rules.sub]
z = 1979-05-27 07:32:00
[[rules]]
role = ""
[[rules.in]]
q='''
w = 1'''
w = 1
[ rules . "deep" ]
v = true
"""
LINES = {
    "title": 2,
    "a": 3,
    "a.b": 3,
    "a.b.c d": 3,
    "single": 4,
    "escaped": 5,
    "parties": 6,
    "parties.x": 7,
    "parties.y": 10,
    "parties.y[1]": 10,
    "parties.y[2]": 10,
    "parties.y[2][1]": 10,
    "parties.y[2][2]": 11,
    "parties.y[3]": 11,
    "parties.y[3].k": 11,
    "parties.y[3].l": 11,
    "parties.y[3].l[1]": 11,
    "parties.y[3].m": 11,
    "parties.y[3].m.n": 11,
    "parties.e": 12,
    "parties.f": 13,
    "rules": 14,
    "rules[1]": 14,
    "rules[1].role": 15,
    "rules[1].sub": 16,
    "rules[1].sub.z": 17,
    "rules[2]": 18,
    "rules[2].role": 19,
    "rules[2].in": 20,
    "rules[2].in[1]": 20,
    "rules[2].in[1].q": 21,
    "rules[2].in[1].w": 23,
    "rules[2].deep": 24,
    "rules[2].deep.v": 25,
}


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key path of a document, as `tomllib` read it."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for step, inner in items:
        yield (*path, step)
        yield from paths(inner, (*path, step))


def test_every_key_has_its_line() -> None:
    """Tables, arrays of tables, dotted, quoted and inline keys and list items are found, each on its line."""
    found = locate(DOCUMENT)

    assert {key_text(path): line for path, line in found.items()} == LINES
    assert set(found) == set(paths(tomllib.loads(DOCUMENT)))


def test_windows_line_ends_change_nothing() -> None:
    """CR LF counts as one line end."""
    assert locate(DOCUMENT.replace("\n", "\r\n")) == locate(DOCUMENT)


def test_an_empty_document_has_no_keys() -> None:
    """Nothing, white space and comments have no lines to tell."""
    assert locate("") == locate(" \n\t# x") == {}


KEYS = st.sampled_from(["a", "b-1", "_", "0"])
SCALARS = st.sampled_from(
    [
        "1",
        "true",
        "-1.5e3",
        "inf",
        "2026-01-01",
        "2026-01-01T07:32:00Z",
        '"x"',
        '"\\\\"',
        '"\\""',
        '""',
        "''",
        "'\"'",
        '""""""',
        "''''''",
        '"""a\nb"""',
        '"""a\\""""""',
        "'''a\n''b'''''",
        '"[k]"',
        "'{k = 1}'",
        '"# no"',
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + " , \n # c ]\n".join(items) + "\n]"),
        st.dictionaries(KEYS, inner, max_size=2).map(
            lambda pairs: "{ " + ", ".join(f"{k} = {v}" for k, v in pairs.items()) + " }"
        ),
    ),
    max_leaves=5,
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=3),
    st.lists(st.dictionaries(KEYS, VALUES, max_size=2), max_size=2),
)
def test_the_walk_finds_what_tomllib_reads(
    top: dict[str, str], tables: list[dict[str, str]]
) -> None:
    """Whatever valid document is walked, exactly the keys that tomllib reads are found."""
    lines = [f"{key} = {value} # {key}" for key, value in top.items()]
    for table in tables:
        lines += ["[[ t ]]", *(f"{key} = {value}" for key, value in table.items())]
        lines += ["[t.sub]", *(f"{key} = {value}" for key, value in table.items())]
    text = "\n".join(lines)

    assert set(locate(text)) == set(paths(tomllib.loads(text)))


class Colour(Enum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


class Inner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table."""

    size: Annotated[int, Meta(ge=1)]
    note: str = ""

    def __post_init__(self) -> None:
        if self.note == "no":
            raise ValueError("note and size do not go together")


class Outer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document."""

    name: str
    colour: Colour = Colour.RED
    day: date | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    words: list[str] = []
    table: dict[str, int] = {}
    flag: bool = False
    renamed: int = msgspec.field(default=0, name="other-name")
    either: int | str = 0


def mistakes(text: str, **options: Any) -> list[tuple[int, str, str, dict[str, object]]]:  # noqa: ANN401
    """Every mistake of a document."""
    with pytest.raises(TomlError) as caught:
        read_typed(text, Outer, "file.toml", **options)

    assert caught.value.item == "file.toml"
    return [(m.line, m.key, m.code, dict(m.facts)) for m in caught.value.mistakes]


def test_a_good_document_becomes_a_value() -> None:
    """Every kind of value is read; what is absent has its default."""
    text = """
name = "x"
colour = "blue"
day = 2026-01-31
many = [ { size = 1 } ]
words = ["a"]
table = { b = 2 }
flag = true
other-name = 5
either = "x"
[inner]
size = 3
"""

    assert read_typed(text, Outer, "x") == Outer(
        name="x",
        colour=Colour.BLUE,
        day=date(2026, 1, 31),
        inner=Inner(size=3),
        many=(Inner(size=1),),
        words=["a"],
        table={"b": 2},
        flag=True,
        renamed=5,
        either="x",
    )


def test_every_mistake_is_named_in_the_order_of_lines() -> None:
    """Unknown, missing and wrong keys are all told at once, each with its line and what would be right."""
    text = """\
nmae = "x"
colour = "bleu"
day = "today"
words = ["a", 1]
flag = 1
either = true
[inner]
size = 0
[[many]]
size = "x"
note = "no"
[[many]]
zzz = 1
[table]
a = 1
b = "x"
"""

    assert mistakes(text) == [
        (1, "nmae", "toml.unknown-key", {"hint": "name"}),
        (1, "name", "toml.missing-key", {}),
        (2, "colour", "toml.not-one-of", {"allowed": "blue"}),
        (3, "day", "toml.out-of-range", {"why": "Invalid RFC3339 encoded date"}),
        (4, "words[2]", "toml.wrong-kind", {"expected": "string", "found": "integer"}),
        (5, "flag", "toml.wrong-kind", {"expected": "boolean", "found": "integer"}),
        (6, "either", "toml.wrong-kind", {"expected": "int | str", "found": "boolean"}),
        (8, "inner.size", "toml.out-of-range", {"why": "`int` >= 1"}),
        (10, "many[1].size", "toml.wrong-kind", {"expected": "integer", "found": "string"}),
        (12, "many[2].size", "toml.missing-key", {}),
        (13, "many[2].zzz", "toml.unknown-key", {"hint": "size, note"}),
        (16, "table.b", "toml.wrong-kind", {"expected": "integer", "found": "string"}),
    ]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("inner = 5", ("inner", "toml.wrong-kind", {"expected": "table", "found": "integer"})),
        ("many = 5", ("many", "toml.wrong-kind", {"expected": "array", "found": "integer"})),
        ("many = [[]]", ("many[1]", "toml.wrong-kind", {"expected": "table", "found": "array"})),
        ("table = 1.5", ("table", "toml.wrong-kind", {"expected": "table", "found": "float"})),
        ("words = {}", ("words", "toml.wrong-kind", {"expected": "array", "found": "table"})),
        ("colour = 1", ("colour", "toml.wrong-kind", {"expected": "string", "found": "integer"})),
        ("colour = 'x'", ("colour", "toml.not-one-of", {"allowed": "red, blue"})),
        (
            "inner = { size = 1, note = 'no' }",
            ("inner", "toml.out-of-range", {"why": "note and size do not go together"}),
        ),
    ],
)
def test_one_wrong_value(line: str, mistake: tuple[str, str, dict[str, object]]) -> None:
    """A wrong value is told as its own mistake, in TOML's words, on its line."""
    assert mistakes(f"name = 'x'\n{line}") == [(2, *mistake)]


@pytest.mark.parametrize(("given", "allowed"), [("vii", "vi"), ("de", "en, vi")])
def test_a_word_out_of_a_few_is_named(given: str, allowed: str) -> None:
    """Where a key takes one of a few words, another word is told which, or which was meant."""

    class Spoken(Struct):
        language: Literal["en", "vi"] | None = None

    with pytest.raises(TomlError) as caught:
        read_typed(f"language = '{given}'", Spoken, "x")

    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.facts) == ("toml.not-one-of", {"allowed": allowed})
    assert read_typed("language = 'vi'", Spoken, "x").language == "vi"


def test_keys_of_a_table_are_checked() -> None:
    """A table from names to values checks the names too."""

    class Keyed(Struct):
        table: dict[Colour, int]

    with pytest.raises(TomlError) as caught:
        read_typed("[table]\ngreen = 1", Keyed, "x")

    assert [(m.line, m.key, m.code) for m in caught.value.mistakes] == [
        (2, "table.green", "toml.not-one-of")
    ]


def test_the_reader_adds_what_types_cannot_say() -> None:
    """Checks of one key against another join the list, under the reader's room, even beside wrong types."""

    def also(document: dict[str, Any]) -> Iterator[Fault]:
        yield ("flag",), "odd", {"name": document["name"]}
        yield ("inner", "size"), "missing-key", {}

    found = mistakes("name = 1\nflag = true\n[inner]\nsize = 1", room="agreement", also=also)

    assert found == [
        (1, "name", "agreement.wrong-kind", {"expected": "string", "found": "integer"}),
        (2, "flag", "agreement.odd", {"name": 1}),
        (4, "inner.size", "agreement.missing-key", {}),
    ]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a = 1\nb = \n", 2, "Invalid value"),
        ("a = 1\na = 2", 2, "Cannot overwrite a value"),
        ("a = 1\n\nb", 3, "Expected '=' after a key in a key/value pair"),
        ("a = [1,\n2", 2, "Unclosed array"),
        ("", 1, ""),
    ],
)
def test_what_is_not_toml_has_a_line(text: str, line: int, why: str) -> None:
    """A syntax error is one mistake with its line, also at the end of the text."""
    if not why:
        assert read_toml(text, "x") == {}
        return
    with pytest.raises(TomlError) as caught:
        read_toml(text, "x", "settings")

    assert caught.value.mistakes == (Mistake(line, "", "settings.syntax", {"why": why}),)


def test_deep_nesting_is_a_mistake_not_a_crash() -> None:
    """A document that would exhaust the stack is refused like any other that cannot be read."""
    with pytest.raises(TomlError) as caught:
        read_toml("a = " + "[" * 20_000 + "]" * 20_000, "x")
    assert caught.value.mistakes[0].code == "toml.syntax"

    # Around the depth at which the reader gives up, the walk for the lines must not crash either.
    for depth in range(470, 500, 3):
        with contextlib.suppress(TomlError):
            read_typed("a = " + "[" * depth + "]" * depth, Outer, "x")


def test_a_line_for_what_is_not_there() -> None:
    """A missing key is told at the table that lacks it, or at the first line."""
    lines = locate("[a]\nb = 1")

    assert line_of(lines, ("a", "b")) == 2
    assert line_of(lines, ("a", "c", 5)) == 1
    assert line_of(lines, ("z",)) == 1
    assert line_of(lines, ()) == 1


def test_keys_as_people_say_them() -> None:
    """List elements are counted from 1, as lines are."""
    assert key_text(("a", 0, "b")) == "a[1].b"
    assert key_text(()) == ""


def test_the_error_carries_everything() -> None:
    """The error is one of what cannot be read, and its text lists every mistake with its line."""
    error = TomlError("x.toml", (Mistake(3, "a", "toml.syntax"), Mistake(4, "b", "toml.odd")))

    assert isinstance(error, MalformedError)
    assert error.facts["mistakes"] == "line 3: a: toml.syntax; line 4: b: toml.odd"
    assert "line 3: a" in say(error.code, "en", error.facts)
    assert Mistake(3, "a", "c", {"hint": "x"}).holes == {"line": 3, "key": "a", "hint": "x"}


def test_every_mistake_has_a_sentence_in_each_room() -> None:
    """Each mistake that any TOML file can have is said in both languages, whoever reads the file."""
    facts = {
        "line": 7,
        "key": "k",
        "hint": "h",
        "allowed": "a",
        "expected": "e",
        "found": "f",
        "why": "w",
    }
    tails = ("syntax", "unknown-key", "missing-key", "not-one-of", "wrong-kind", "out-of-range")
    for room in ("toml", "settings", "agreement"):
        for tail in tails:
            assert "7" in say(f"{room}.{tail}", "en", facts)
            assert "7" in say(f"{room}.{tail}", "vi", facts)
    assert "toml.invalid" in WORDS
