"""Cut the text of a STIX pattern into words, constants and signs."""

from __future__ import annotations

import re

from msgspec import Struct

from khien.model.patterns.pattern_error import PatternError

# Unicode White_Space = Y (STIX 2.1 §9.1, whitespace); comments come from the OASIS grammar file.
_BLANK = r"[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_SKIP = rf"(?:{_BLANK}|/\*(?s:.*?)\*/|//[^\r\n]*)*+"
_TOKEN = re.compile(
    rf"{_SKIP}(?:"
    r"(?P<prefixed>[tbh]'[^']*')"
    r"|(?P<string>'(?:[^'\\]|\\['\\])*')"
    r"|(?P<float>[+-]?[0-9]*\.[0-9]+)"
    r"|(?P<integer>[+-]?(?:0(?![0-9])|[1-9][0-9]*))"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<sign>==|!=|<>|<=|>=|[=<>:.,()\[\]*])"
    r"|(?P<end>\Z))"
)
_SKIPPED = re.compile(_SKIP)


class Token(Struct, frozen=True):
    """A piece of the text.

    `kind` is `string`, `float`, `integer`, `word`, `sign`, `end`, or for a prefixed constant its
    letter: `t`, `b`, `h`.
    """

    kind: str
    text: str
    position: int


def tokens_of(text: str) -> list[Token]:
    """Every piece of the text in order; the last is of kind `end`.

    Raises:
        PatternError: a character that starts nothing, such as an apostrophe without its pair.
    """
    tokens: list[Token] = []
    kind, position = "", 0
    while kind != "end":
        found = _TOKEN.match(text, position)
        if found is None:
            raise _stray(text, position)
        kind = str(found.lastgroup)
        piece = found[kind]
        at, position = found.start(kind), found.end()
        tokens.append(Token(piece[0] if kind == "prefixed" else kind, piece, at))
    return tokens


def _stray(text: str, position: int) -> PatternError:
    skipped = _SKIPPED.match(text, position)
    at = skipped.end() if skipped else position
    expected = r"'…' \' \\" if text[at] == "'" else "STIX 2.1 §9"
    return PatternError(at, expected, text[at:])
