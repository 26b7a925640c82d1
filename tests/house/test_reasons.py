"""Whatever an error says was wrong is said in the language of the reader."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import khien
from khien.model.errors import KhienError
from khien.model.words import WORDS
from khien.model.words.details import NAMED, reason
from tests.house.sentences import holes

ROOT = Path(khien.__file__).parent
WORD = re.compile(r"[A-Za-z]{3,}")
CLAUSE = re.compile(
    r"\b(C2SP|RFC|STIX|TAXII|ISO|IEEE|TLP|PAP|MISP|WebAuthn|TOML|JSON|XML|UTF-?8|UUID|PEM|PostgreSQL|"
    r"SHA-?256|sha256|TLS|HTTP|HTTPS|URL|ECMA)\b"
)
"""A rule that names its standard is a reference, and the same in both languages."""
VALUE = re.compile(
    r"Q|\.(json|sqlite|xml)\b|^(next|match\[version\]|add-checkpoint|Content-Length|http, misp, taxii|release-state\.7)$"
)
"""A filler of this test, the name of a file, or what a protocol calls it."""
OF_MACHINES = {"exchange.forbidden", "taxii.envelope", "pattern.malformed", "intake.unknown-format"}
"""Errors whose texts are names of a protocol or a grammar, or are tested where formats are."""
VALUES = {
    ("document.extra", "extra"),
    ("document.unknown", "known"),
    ("khien.not-found", "name"),
    ("list.unfit", "allowed"),
    ("list.unfit", "name"),
    ("people.sign-in", "name"),
    ("store.copy-differs", "table"),
    ("stream.setting", "name"),
    ("watch.columns-chosen", "meanings"),
    ("watch.no-engine", "known"),
    ("watch.no-engine", "variable"),
    ("watch.second-header", "why"),
    ("watch.span", "spans"),
    ("watch.spark-option", "item"),
    ("watch.spark-unknown-option", "known"),
}
"""Holes for what can be typed or is called so, in either language."""


class ErrorCall(ast.Call):
    """The making of an error by its name."""

    func: ast.Name


class Given(NamedTuple):
    """One argument of an error, as its place in the code shows it."""

    where: str
    code: str
    hole: str
    text: str


def _value(node: ast.expr, names: Mapping[str, Any]) -> object:
    """What an argument is, or None where only a run can tell."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(one, names, before) for before, one in _after(node.values))
    try:
        return eval(  # noqa: S307 -- constants of our own modules
            compile(ast.Expression(node), "<argument>", "eval"), {**names}
        )
    except Exception:  # noqa: BLE001 -- it needs what only a run has
        return None


def _after(parts: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    before = ""
    for one in parts:
        yield before, one
        before = str(one.value) if isinstance(one, ast.Constant) else ""


def _part(node: ast.expr, names: Mapping[str, Any], before: str) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.FormattedValue)
    found = _value(node.value, names)
    return str(found) if isinstance(found, (str, int)) else "Q" if before.endswith(": ") else "7"


def _filler(parameter: inspect.Parameter) -> object:
    kinds = {
        "int": 7,
        "float": 7.0,
        "Path": Path("Q"),
        "datetime": datetime(2026, 11, 23, tzinfo=UTC),
        "Path | str": "Q",
    }
    return kinds.get(str(parameter.annotation), "Q")


def _made(kind: type[KhienError], call: ast.Call, names: Mapping[str, Any]) -> KhienError | None:
    parameters = list(inspect.signature(kind).parameters.values())
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    given = [
        found if (found := _value(one, names)) is not None else _filler(parameter)
        for one, parameter in zip(call.args, parameters, strict=False)
    ]
    named = {one.arg: _value(one.value, names) or "Q" for one in call.keywords if one.arg}
    try:
        return kind(*given, **named)
    except Exception:  # noqa: BLE001 -- its arguments are no texts
        return None


def _givens() -> Iterator[Given]:
    for path in sorted(ROOT.rglob("*.py")):
        calls = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_error(one)]
        place = path.relative_to(ROOT.parent).with_suffix("")
        try:
            names = vars(importlib.import_module(".".join(place.parts))) if calls else {}
        except ImportError:  # of an extra that is not installed
            continue
        for call in calls:
            kind = names.get(call.func.id)
            if isinstance(kind, type) and issubclass(kind, KhienError):
                yield from _facts(f"{place}:{call.lineno}", _made(kind, call, names))


def _is_error(node: ast.AST) -> TypeGuard[ErrorCall]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.endswith("Error")
    )


def _facts(where: str, error: KhienError | None) -> Iterator[Given]:
    if error is not None and error.code in WORDS:
        asked = set(holes(WORDS[error.code].en))
        for hole, fact in error.facts.items():
            if hole in asked and isinstance(fact, str) and WORD.search(fact):
                yield Given(where, error.code, hole, fact)


def _word(language: int, code: str) -> str | None:
    return WORDS[code][language] if code in WORDS else None


def _is_told(given: Given) -> bool:
    """Whether words stand for the text in both languages."""
    family = NAMED.get(given.code, {}).get(given.hole)
    if family is None:
        return False
    told = [reason(family, given.text, partial(_word, n)) for n in (0, 1)]
    return told[0] != told[1]


def test_every_text_that_an_error_names_has_words_in_both_languages() -> None:
    """A rule or thing is said in words, is a code, names a clause, or is a value like a file's name."""
    givens = list(_givens())
    untold = [
        one
        for one in givens
        if not (one.text in WORDS or CLAUSE.search(one.text) or VALUE.search(one.text))
        and one.code not in OF_MACHINES
        and (one.code, one.hole) not in VALUES
        and not _is_told(one)
    ]

    assert len(givens) > 300
    assert untold == []


def test_no_error_carries_the_name_of_a_class() -> None:
    """`EOFError` tells a person nothing."""
    named = [one for one in _givens() if re.fullmatch(r"[A-Z]\w*(Error|Exception)", one.text)]

    assert [one for one in named if not _is_told(one)] == []
