"""Names that the making of a file tore apart: `techc ọ mbank.net`, where the marked letter came from another font.

A reader sees one word on the sheet; the text has blanks around the letter. The tail alone is never a name of its own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from khien.intake.extraction.common_words import COMMON, word_set

_MOST_TEARS: Final = 4
_REACH: Final = 81  # characters in which the piece before a tear stands
_RUN: Final = re.compile(r"[\w.-]{1,80}\Z")
# Words of one letter; any other letter by itself was torn off.
WORDS_OF_ONE: Final = word_set("ở ý ổ ô ơ à á ạ ả ừ ờ ố ồ ế ê é ủ ụ ú ù ư")
_SYLLABLE: Final = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|n[gh]?|[cmpt])?"
)
_VIETNAMESE: Final = re.compile("[\u1ea0-\u1ef9đơưăĩũ]")  # letters that few others write


def whole_name(text: str, start: int, end: int) -> tuple[int, str]:
    """Where a name that ends at `end` begins, and the name without the blanks that tore it apart.

    Args:
        text: the clean text.
        start: where the name begins if nothing was torn.
        end: where it ends.

    Returns:
        The name is empty where only its tail stands in the text.
    """
    name = text[start:end]
    for _ in range(_MOST_TEARS):
        found = _RUN.search(text, max(0, start - _REACH), start - 1)
        if found is None or text[start - 1] != " ":
            break
        piece = found[0]
        if len(piece) == 1 and piece.isalpha() and not piece.isascii():
            before = _RUN.search(text, max(0, found.start() - _REACH), max(0, found.start() - 1))
            is_word = piece.lower() in WORDS_OF_ONE
            if before is None or text[found.start() - 1] != " ":
                return (start, name) if is_word else (found.start(), "")
            if is_word and not is_no_word(before[0]):
                break
            start, name = before.start(), before[0] + piece + name
        elif _is_cut(piece, name) and is_no_word(piece):
            start, name = found.start(), piece + name
        else:
            break
    return start, name


def _is_cut(piece: str, name: str) -> bool:
    """Whether one side of a blank is a letter that few write, `techcọ mbank.net` or `techc ọmbank.net`."""
    return bool(_VIETNAMESE.match(piece[-1]) or _VIETNAMESE.match(name[0]))


def is_no_word(piece: str) -> bool:
    """Whether a piece is no syllable of Vietnamese, and no English word, and begins no sentence or name."""
    if piece != piece.lower() or not piece.isalpha() or piece in COMMON:
        return False
    apart = unicodedata.normalize("NFD", piece.replace("đ", "d"))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return _SYLLABLE.fullmatch(plain) is None
