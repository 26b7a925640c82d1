"""Domain names as people write them: to lower-case A-labels, with what may deceive the eye named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# RFC 1035 §2.3.4: 63 octets a label, 255 a name on the wire, so 253 characters as text. Underscores and
# outer hyphens are no host names (RFC 1123 §2.1) and still resolve, so indicators hold them.
_PLAIN: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}")
_NAME_CHARS: Final = 253
_DOTS: Final = str.maketrans("。．｡", "...")  # RFC 3490 §3.1: these three are dots too
_ACE: Final = "xn--"  # RFC 5890 §2.3.2.1

# Letters of other scripts that look like a Latin one in most fonts (Unicode TR 39, the common ones).
_TWINS: Final = str.maketrans(
    {
        "а": "a", "ь": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k",
        "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t",
        "ц": "u", "ѵ": "v", "ѡ": "w", "х": "x", "у": "y", "в": "b", "н": "h", "ո": "n", "ս": "u",
        "օ": "o", "հ": "h", "ց": "g", "α": "a", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o",
        "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "ı": "i", "ł": "l", "ø": "o",
        "đ": "d", "ɡ": "g", "ɑ": "a", "ꞵ": "b", "ħ": "h", "ŧ": "t", "ƅ": "b", "þ": "p",
    }
)  # fmt: skip

# Scripts that are written together in one language (Unicode TR 39 §5.1).
_TOGETHER: Final = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "LATIN"}),
    frozenset({"CJK", "HANGUL", "LATIN"}),
    frozenset({"CJK", "BOPOMOFO", "LATIN"}),
)


@dataclass(frozen=True, slots=True)
class DomainName:
    """A name in A-labels, lower case, without the last dot.

    `unicode` says that it came with, or stands for, letters outside ASCII. `mixed` names the
    scripts that one label mixes; `reads_like` is the ASCII name that the eye takes it for.
    """

    name: str
    unicode: bool = False
    mixed: str = ""
    reads_like: str = ""


def parse_domain(text: str) -> DomainName | None:
    """Read a domain name of at least two labels, or None if it is none.

    Source: RFC 1035 §2.3, RFC 5890 §2.3; mapping as in Unicode TR 46 without its table: NFKC, lower case.
    """
    name = text.removesuffix(".").lower()
    if len(name) > _NAME_CHARS * 4:
        return None
    if _is_plain(name):
        return _looked_at(name, name.split(".")) if _ACE in name else DomainName(name)
    if name.isascii():
        return None
    labels = unicodedata.normalize("NFKC", name.translate(_DOTS)).lower().split(".")
    ascii_name = ".".join(_to_ascii(label) for label in labels)
    return _looked_at(ascii_name, labels) if _is_plain(ascii_name) else None


def _is_plain(name: str) -> bool:
    return len(name) <= _NAME_CHARS and _PLAIN.fullmatch(name) is not None


def _to_ascii(label: str) -> str:
    if label.isascii():
        return label
    if not all(unicodedata.category(c)[0] in "LMN" or c == "-" for c in label):
        return ""  # an empty label is no name
    return _ACE + label.encode("punycode").decode()


def _to_unicode(label: str) -> str:
    if not label.startswith(_ACE):
        return label
    try:
        return label[len(_ACE) :].encode().decode("punycode")
    except UnicodeError:
        return label


def _looked_at(name: str, labels: list[str]) -> DomainName:
    letters = [_to_unicode(label) for label in labels]
    mixed = next((scripts for label in letters if (scripts := _mixed_scripts(label))), "")
    twin = ".".join(_skeleton(label) for label in letters)
    unicode = not all(label.isascii() for label in letters)
    return DomainName(name, unicode, mixed, twin if unicode and twin.isascii() else "")


def _mixed_scripts(label: str) -> str:
    scripts = {unicodedata.name(c, "UNKNOWN").split()[0] for c in label if c.isalpha()}
    if len(scripts) < 2 or any(scripts <= together for together in _TOGETHER):
        return ""
    return "+".join(sorted(scripts)).lower()


def _skeleton(label: str) -> str:
    apart = unicodedata.normalize("NFD", label)
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return bare.translate(_TWINS)
