"""What makes digits a telephone number: the plans of Việt Nam and of E.164."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.common_words import word_set

NUMBER: Final = re.compile(r"[+(]{0,2}[0-9][0-9 \t().\u2013-]{5,24}[0-9](?![0-9])")
NOT_DIGIT: Final = re.compile(r"[^0-9]")
DATE: Final = re.compile(
    r"[0-9]{1,2}[./\u2013-][0-9]{1,2}[./\u2013-](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[.-][0-9]{1,2}[.-][0-9]{1,2}"
)
# Việt Nam (Circular 22/2014/TT-BTTTT and the plan of 2017-2018): mobile, fixed, services.
_VIETNAM: Final = re.compile(
    r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}|2[0-9]{9}|2[48][0-9]{9}|69[0-9]{7}"
)
_SERVICE: Final = re.compile(r"1[89]00[0-9]{4}(?:[0-9]{2})?")
_CODES_OF_COUNTRIES: Final = word_set(
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 "
    "95 98"
)  # ITU-T E.164, one and two digits
_THREE: Final = re.compile(
    r"2[1-69][0-9]|3[578][0-9]|42[013]|5[09][0-9]|6[789][0-9]|8[058][0-9]|9[67][0-9]|99[2-68]"
)


def e164(written: str, digits: str) -> str:
    """The number in E.164, or empty for what is none.

    Args:
        written: as it stands in the text.
        digits: its digits alone.
    """
    plus = "+" in written[:2]
    if plus or (digits.startswith("00") and len(digits) > 9):
        return _international(digits if plus else digits[2:])
    if digits.startswith("84") and _VIETNAM.fullmatch(digits[2:]):
        return "+" + digits
    if digits[0] == "0" and _VIETNAM.fullmatch(digits[1:]):
        return "+84" + digits[1:]
    return "+84" + digits if _SERVICE.fullmatch(digits) and not _is_amount(written) else ""


def _is_amount(written: str) -> bool:
    return written.isdigit() and len(written) < 8


def _international(digits: str) -> str:
    """E.164: a country's code and at most fifteen digits in all."""
    if digits.startswith("840"):
        digits = "84" + digits[3:]  # `+84 (0) 912 …`
    if digits.startswith("440"):
        digits = "44" + digits[3:]
    if digits.startswith("84"):
        good = _VIETNAM.fullmatch(digits[2:]) or _SERVICE.fullmatch(digits[2:])
        return "+" + digits if good else ""
    known = (
        digits[:1] in _CODES_OF_COUNTRIES
        or digits[:2] in _CODES_OF_COUNTRIES
        or _THREE.match(digits)
    )
    return "+" + digits if known and 9 <= len(digits) <= 15 else ""


def is_personal(value: str) -> bool:
    """Whether a number in E.164 can be a person's: numbers of services cannot."""
    return not value.startswith(("+841900", "+841800"))
