"""Every error and refusal of this room can be said in both languages."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import khien.people
from khien.model.errors import KhienError
from khien.model.words import WORDS
from khien.model.words.people import WORDS as ROOM
from khien.people import agreements, keys, names, officers, partners, tokens

ROOMS = (agreements, keys, names, officers, partners, tokens)
SOURCE = Path(khien.people.__file__).parent


def holes(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def errors(kind: type[KhienError] = KhienError) -> Iterator[type[KhienError]]:
    """Every error class that this room defines."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("khien.people"):
            yield child
        yield from errors(child)


def written_codes() -> set[str]:
    """Every text in the source of this room that looks like one of its codes."""
    trees = (ast.parse(path.read_text()) for path in SOURCE.rglob("*.py"))
    texts = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if text.startswith("people.") and " " not in text}


def test_every_error_has_a_sentence_and_its_own_code() -> None:
    """No error goes out as a bare code, and no two errors share one."""
    assert ROOMS
    codes = [error.code for error in set(errors())]

    assert len(codes) == len(set(codes)) > 20
    assert set(codes) <= set(WORDS)


def test_every_code_in_the_source_has_a_sentence() -> None:
    """Refusals too."""
    codes = written_codes()

    assert len(codes) > 30
    assert codes <= set(WORDS)


def test_no_sentence_is_left_over() -> None:
    """A code that nothing emits any more has no sentence."""
    spoken = {code for code in ROOM if code.startswith("people.")}

    assert spoken - written_codes() == set()


@pytest.mark.parametrize("code", sorted(ROOM))
def test_both_languages_say_the_same(code: str) -> None:
    """Both sentences have the same holes, and neither is empty."""
    both = ROOM[code]

    assert holes(both.en) == holes(both.vi)
    assert both.en
    assert both.vi
