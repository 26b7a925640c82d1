"""Codes and their sentences: what source emits, what the catalogue holds, what a page shows."""

from __future__ import annotations

import ast
import inspect
import re
import string
import typing
from collections.abc import Iterator
from unittest.mock import MagicMock

from khien.model.decision import Refusal
from khien.model.errors import KhienError
from khien.model.words import Both
from khien.model.words.details import key_of
from tests.house.reading import last_name

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
FILE_ENDINGS = {
    "toml",
    "json",
    "jsonl",
    "py",
    "log",
    "db",
    "sqlite",
    "txt",
    "html",
    "md",
    "csv",
    "po",
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ]|[\u1ea0-\u1ef9]", re.IGNORECASE)


def holes(sentence: str) -> list[str]:
    """The names in braces, in alphabetical order."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def sentence_faults(code: str, both: Both) -> list[str]:
    """What is wrong with one entry of the catalogue."""
    found = [] if CODE.fullmatch(code) else [f"{code}: not a code"]
    if not both.en.strip() or not both.vi.strip():
        return [*found, f"{code}: a language is empty"]
    if holes(both.en) != holes(both.vi):
        found.append(f"{code}: {holes(both.en)} in English, {holes(both.vi)} in Vietnamese")
    if both.en == both.vi and re.search("[A-Za-z]", re.sub(r"\{[^}]*\}", "", both.en)):
        found.append(f"{code}: both languages are the same text")
    elif VIETNAMESE.search(both.en.replace("Khiên", "")) or _is_not_vietnamese(both.vi):
        found.append(f"{code}: a sentence stands under the wrong language")
    return found


def _is_not_vietnamese(sentence: str) -> bool:
    """Whether no letter in it is Vietnamese; a few words (`xong`) can do without."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", "", sentence))
    return len(words) > 3 and VIETNAMESE.search(sentence) is None


def declared_codes(source: str) -> set[str]:
    """Codes in the places made for them: `code = …` of a class, `Refusal(…)`, `Finding(…)`, `code=…`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            found |= set(_class_codes(node))
        elif isinstance(node, ast.Call):
            found |= set(_call_codes(node))
    return {code for code in found if CODE.fullmatch(code)}


def rule_codes(source: str) -> set[str]:
    """Codes that a rule answers with: the first argument of `Refusal(…)` or `Finding(…)`."""
    return {
        code
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and call.args
        if last_name(call.func) in {"Refusal", "Finding"}
        for code in _text(call.args[0])
    }


def _class_codes(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if not isinstance(line, (ast.Assign, ast.AnnAssign)) or line.value is None:
            continue
        target = line.targets[0] if isinstance(line, ast.Assign) else line.target
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = line.value.elts if isinstance(line.value, ast.Tuple) else [line.value]
        for name, value in zip(names, values, strict=False):
            if isinstance(name, ast.Name) and name.id == "code":
                yield from _text(value)


def _call_codes(node: ast.Call) -> Iterator[str]:
    if last_name(node.func).endswith(("Refusal", "Finding")) and node.args:
        yield from _text(node.args[0])
    for keyword in node.keywords:
        if keyword.arg == "code":
            yield from _text(keyword.value)


def _text(node: ast.expr) -> Iterator[str]:
    """A string, or both strings of `a if … else b`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _text(node.body)
        yield from _text(node.orelse)


def ends_and_starts(source: str) -> tuple[set[str], set[str]]:
    """What a code that is put together at run time could be made of.

    Returns:
        Every text, without a dot before it, also as the key that its words stand under; and every
        text before a hole that ends in a dot.
    """
    texts = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    ends = {text.removeprefix(".") for text in texts} | {key_of(text) for text in texts}
    return ends, {t for t in texts if re.fullmatch(r"[a-z.-]+\.", t)}


def mentioned_codes(source: str, families: set[str]) -> set[str]:
    """Every text of the shape of a code in one of `families`, wherever it stands; log events are none."""
    parsed = ast.parse(source)
    events = {
        id(call.args[0])
        for call in ast.walk(parsed)
        if isinstance(call, ast.Call)
        and call.args
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in LOG_METHODS
    }
    return {
        node.value
        for node in ast.walk(parsed)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in events
        and CODE.fullmatch(node.value)
        and node.value.partition(".")[0] in families
        and node.value.rpartition(".")[2] not in FILE_ENDINGS
    }


def error_tree(top: type[KhienError] = KhienError) -> Iterator[type[KhienError]]:
    """The error and everything below it, parents first."""
    yield top
    for below in top.__subclasses__():
        yield from error_tree(below)


def specimen(error: type[KhienError]) -> KhienError:
    """One such error, made of stand-ins for whatever its constructor takes."""
    hints = typing.get_type_hints(error.__init__)
    taken = [
        (name, parameter)
        for name, parameter in list(inspect.signature(error).parameters.items())
        if parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
    ]
    positional = [_stand_in(hints.get(n)) for n, p in taken if p.kind is not p.KEYWORD_ONLY]
    keywords = {n: _stand_in(hints.get(n)) for n, p in taken if p.kind is p.KEYWORD_ONLY}
    return error(*positional, **keywords)


def _stand_in(hint: object) -> typing.Any:  # noqa: ANN401 -- a stand-in for anything
    plain: dict[object, object] = {str: "x", int: 1, bool: True, float: 1.0, bytes: b"x"}
    hint = getattr(hint, "__supertype__", hint)
    if hint in plain:
        return plain[hint]
    if hint == tuple[Refusal, ...]:
        return (Refusal("x.y", "x"),)
    return MagicMock(name="stand-in")
