"""Cut the text of a STIX pattern into words, constants and signs."""

from __future__ import annotations

import re

from msgspec import Struct

from khien.model.patterns.pattern_error import PatternError

# Unicode White_Space = Y (STIX 2.1 §9.1, whitespace); comments come from the OASIS grammar file.
_BLANK = r"[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_TOKEN = re.compile(
    rf"(?P<skip>{_BLANK}|/\*(?s:.*?)\*/|//[^\r\n]*)"
    r"|(?P<prefixed>[tbh]'[^']*')"
    r"|(?P<string>'(?:[^'\\]|\\['\\])*')"
    r"|(?P<float>[+-]?[0-9]*\.[0-9]+)"
    r"|(?P<integer>[+-]?(?:0(?![0-9])|[1-9][0-9]*))"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<sign>==|!=|<>|<=|>=|[=<>:.,()\[\]*])"
)


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
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            expected = r"'…' \' \\" if text[position] == "'" else "STIX 2.1 §9"
            raise PatternError(position, expected, text[position:])
        kind, piece = str(found.lastgroup), found[0]
        if kind != "skip":
            tokens.append(Token(piece[0] if kind == "prefixed" else kind, piece, position))
        position = found.end()
    return [*tokens, Token("end", "", len(text))]
