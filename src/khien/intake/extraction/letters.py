"""Classes of letters for regular expressions, which know ranges of code points and no cases.

Between À and Ỹ lie the small letters too, and Greek, Cyrillic and Thai: such a range is no test of a capital.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_LATIN: Final = [
    letter
    for letter in map(chr, range(0x1F00))  # to the end of Latin Extended Additional
    if letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN ")
]
CAPITALS: Final = "".join(letter for letter in _LATIN if letter.isupper())
"""Every Latin capital, with and without marks: the inside of a class."""

SMALL: Final = "".join(letter for letter in _LATIN if letter.islower())
"""Every small Latin letter, with and without marks."""

MARKED: Final = "".join(letter for letter in _LATIN if not letter.isascii())
"""Latin letters that ASCII does not have, of both cases."""
