"""Tests of khien.intake.strict_json."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.intake.failures import (
    DuplicateKeyError,
    JsonError,
    NulError,
    NumberError,
    SurrogateError,
    TooBigError,
    TooDeepError,
)
from khien.intake.limits import Limits
from khien.intake.strict_json import Outline, is_json, is_lines, outline

LIMITS = Limits(max_depth=6, max_items=5)


def take_apart(text: str) -> Outline:
    """The outline of a text under small limits."""
    return outline("file", text, LIMITS)


@pytest.mark.parametrize(
    ("text", "failure", "place"),
    [
        ('{"a": 1, "a": 2}', DuplicateKeyError, "1:10 a"),
        ('{"a": {"b": 1, "b": 2}}', DuplicateKeyError, "1:7 b"),
        ('{"a": NaN}', NumberError, "1:7 NaN"),
        ('{"a": -Infinity}', NumberError, "1:7 -Infinity"),
        ('{"a": 1e999}', NumberError, "1:7 1e999"),
        ('{"a": ' + "9" * 400 + "}", NumberError, "1:7 " + "9" * 40),
        ('{"a": "x\\u0000"}', NulError, "1:9 U+0000"),
        ('{"a": ["\\ud800"]}', SurrogateError, "1:7 U+D800 to U+DFFF"),
        ('{"a": {"\\udc00": 1}}', SurrogateError, "1:7 U+D800 to U+DFFF"),
        ('{"a": "x\x00"}', JsonError, "1:9 Invalid control character at"),
        ('{"a" 1}', JsonError, "1:6 Expecting ':'"),
        ('{"a": 1 "b": 2}', JsonError, "1:9 Expecting ','"),
        ('{"a": 1,}', JsonError, "1:9 Expecting '\"'"),
        ("{1: 2}", JsonError, "1:2 Expecting '\"'"),
        ('{"objects": [1 2]}', JsonError, "1:16 Expecting ','"),
        ('{"objects": [1,]}', JsonError, "1:16 Expecting value"),
        ('{"objects": [', JsonError, "1:14 Expecting value"),
        ('{"a": 1}\n  x', JsonError, "2:3 text after the end"),
        ('{"a": ', JsonError, "1:7 Expecting value"),
        ('{"a": [{"b": 1, "b": 2}, ]}', JsonError, "1:26 Expecting value"),
        ("[[[[[[[1]]]]]]]", TooDeepError, "1:7 more than 6 levels"),
        ('{"a": [[[[[[', TooDeepError, "1:12 more than 6 levels"),
        ("[1, 2, 3, 4, 5, 6]", TooBigError, None),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    text: str, failure: type[JsonError | TooBigError], place: str | None
) -> None:
    """What breaks a rule outside the listed items ends the reading, and says where it stands."""
    with pytest.raises(failure) as caught:
        take_apart(text)

    assert type(caught.value) is failure
    if place is not None:
        assert caught.value.facts["detail"] == place


def test_a_broken_item_does_not_spoil_its_neighbours() -> None:
    """Duplicate names, numbers, NUL and lone surrogates stay the trouble of one element."""
    text = '{"objects": [{"a": 1}, {"b": 1, "b": 2}, {"c": NaN}, "\\u0000", ["\\ud800"]]}'

    found = take_apart(text)

    assert [e.trouble and e.trouble.code for e in found.items] == [
        None,
        "intake.json-duplicate-key",
        "intake.json-number",
        "intake.json-nul",
        "intake.json-surrogate",
    ]
    assert [e.path for e in found.items][:2] == ["objects.[0]", "objects.[1]"]
    assert found.items[0].value == {"a": 1}
    assert all(e.value is None for e in found.items[1:])


def test_an_item_keeps_the_bytes_that_it_came_with() -> None:
    """White space, order and escapes of an element are handed on as they were."""
    item = '{ "b" : 1.50,\n "a":"\\u00e9 đ" }'

    found = take_apart('{"objects":[ ' + item + " ]}")

    assert found.raw(found.items[0]) == item.encode()


@pytest.mark.parametrize(
    "text", ["{}", " {\n} ", "[]", "[ ]", '{"objects": []}', '{"response": {}}']
)
def test_empty_files_have_no_items(text: str) -> None:
    """An empty object, array or list is valid and lists nothing."""
    assert take_apart(text).items == ()


def test_escapes_that_pair_up_are_text() -> None:
    """A full surrogate pair and an escaped backslash before u0000 are ordinary text."""
    found = take_apart('{"a": "\\ud83d\\ude00", "b": "\\\\u0000"}')

    assert found.members["a"].value == "😀"
    assert found.members["b"].value == "\\u0000"


def test_depth_within_the_limit_passes_with_brackets_in_strings() -> None:
    """Brackets inside strings are no nesting."""
    found = take_apart('{"a": "[[[[[[[[[[{{{{{{{{\\"", "b": [[[[[]]]]]}')

    assert set(found.members) == {"a", "b"}


def test_places_are_counted_from_line_to_line() -> None:
    """Troubles on several lines have their own line and column."""
    found = take_apart('{"objects": [\n{"a": NaN},\n{"a": 1},\n {"a": NaN}, {"b": NaN}]}')

    troubles = [e.trouble for e in found.items if e.trouble]
    assert [t.facts["detail"] for t in troubles] == ["2:1 NaN", "4:2 NaN", "4:14 NaN"]


def test_unbalanced_brackets_are_a_syntax_error() -> None:
    """What is not too deep but never closes is left to the syntax."""
    with pytest.raises(JsonError) as caught:
        take_apart('{"a": [}')

    assert caught.value.code == "intake.json-syntax"


def test_lines_are_read_one_by_one() -> None:
    """In JSON lines each line stands for itself, also a broken one."""
    text = '{"a": 1}\n\n{"b": }\n{"c": 1} x\r\n  {"d": 1}\n'

    found = take_apart(text)

    assert found.shape == "lines"
    assert [(e.path, e.trouble and e.trouble.line) for e in found.items] == [
        ("line 1", None),
        ("line 3", 3),
        ("line 4", 4),
        ("line 5", None),
    ]


def test_too_many_lines_are_refused() -> None:
    """The limit on items counts lines too."""
    with pytest.raises(TooBigError):
        take_apart("{}\n" * 6)


@pytest.mark.parametrize(
    ("text", "lines", "json"),
    [
        ('{"a": 1}\n{"b": 1}', True, True),
        ('{\n"a": 1\n}\n', False, True),
        ('{"a": 1}\n', False, True),
        ("  [ {", False, True),
        ("[]", False, True),
        ("[Adblock Plus 2.0]", False, False),
        ("example.com", False, False),
    ],
)
def test_json_is_told_by_its_first_signs(text: str, lines: bool, json: bool) -> None:
    """Lines and documents are told apart without parsing them."""
    assert (is_lines(text), is_json(text)) == (lines, json)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_what_json_writes_is_read_back(value: object) -> None:
    """Any value that the standard library writes inside an array comes back equal, with its bytes."""
    text = json.dumps([value, value], ensure_ascii=False)
    limits = Limits(max_depth=30)

    found = outline("file", text, limits)

    for element in found.items:
        if element.trouble is None:
            assert element.value == value
            assert json.loads(found.raw(element)) == value
        else:
            assert element.trouble.code == "intake.json-nul"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='{}[]",:\\ua0x1\nedE+-.', max_size=40))
def test_no_text_crashes_the_reader(text: str) -> None:
    """Any text gives an outline, or an error of this room."""
    with suppress(JsonError, TooBigError):
        assert outline("file", text, LIMITS).text == text
