"""The text as it was meant: defanging undone, hidden characters out, with the way back to each place.

Every search runs over the clean text; `Clean.back` says where a find stands in the document. Each
pattern starts with a rare character and every repetition is bounded, so hostile text costs linear time.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_ENDINGS: Final = r"(?:com|net|org|info|xyz|top|vn|biz|online|site|shop|club|icu|cc|ru|cn|io|gov|edu|asia|(?<=[a-z0-9] \. )(?:click|vip|pw|sbs|cfd|cyou))\b"
# Endings that speakers of `dot` and `chấm` name, and that are no words beside them.
_SPOKEN_ENDINGS: Final = rf"(?:{_ENDINGS}|(?:pw|sbs|cfd|cyou|vip|tk|ml|gq|su|eu|tech|space|fun|store|app|dev|live|link|click|website|buzz|bond|lol|mobi|me|tv|co|us|uk|kr|jp|sg|th|la|kh|id|my|ph)\b)"
_BRACKETED: Final = re.compile(
    r"[\[({<](?:[ \t]{0,2}(?:(?P<dot>\.|,|[dD][oO0][tT]|[cC]hấm|[cC]ham|punkt|point)|(?P<at>@|[aA][tT]|(?:a )?c[òo]ng))[ \t]{0,2}[\])}>][ \t]{0,2}"
    r"|(?<=[\[{])(?P<sign>:[/\\]{2}|:{1,2}|[/\\]{1,2}|[?=])[\]}]"
    r"|(?<=\[)(?P<half>\.)(?=[0-9A-Za-z]))"
    r"|\.[\])}](?=[0-9A-Za-z])"
)
_OPENING: Final = ("[", "(", "{", "<", ".]", ".)", ".}")
# The letters after `h` or `f`.
_SCHEME_END: Final = re.compile(r":(?<=[pPsS\[({ ]:)")
_SCHEME: Final = re.compile(r"[xX*_]{1,2}[tT]?[pP](?=[sS]?[ ]?[\[({]?:)")
_MEOW: Final = re.compile(r"eow(?=s?[\[({]?:)|EOW(?=S?[\[({]?:)")  # abuse.ch writes meow://
_BROKEN_SLASHES: Final = re.compile(r":[ ]?(?://[ ]?|\\\\)(?=[\w\[-]{1,63}[\[(.])")
_ESCAPED: Final = re.compile(r"\\_(?=\w)")
_BACKSLASH_DOT: Final = re.compile(r"\\\.(?=\w)")
_SPOKEN: Final = re.compile(
    rf" (?:(?:\. ?(?={_ENDINGS})|(?:dot |DOT |chấm )(?={_SPOKEN_ENDINGS}))(?!\w{{1,24}}[.'’]\w)|(?:dot|DOT|chấm) (?=[\w-]{{1,40}} (?:dot|DOT|chấm) )"
    r"|(?P<at>at|AT) (?=[\w-]{2,60} (?:dot|DOT) ))"
)
_SPACED_FOUR: Final = re.compile(r"[0-9]{1,3}(?: \. ?[0-9]{1,3}){3}(?![0-9])")
_SPACED_DOT: Final = re.compile(r" \.(?<=[0-9] \.)")
_SPOKEN_DOTS: Final = ("dot ", "DOT ", "chấm ")
_SIGNS: Final = {
    "。": ".", "．": ".", "｡": ".", "․": ".", "：": ":", "／": "/", "＠": "@", "‐": "-", "‑": "-"
}  # fmt: skip
# Ranges are searched several times as fast as lists of signs.
_ODD: Final = re.compile(
    "[\u00ad\u200b-\u2011\u2024\u202a-\u202e\u2060-\u2064\u3002\uff0e-\uff61\ufeff]"
)
_CLUSTER: Final = re.compile("[^\\W\\d_][\u0300-\u036f]{1,4}")
_MARK: Final = re.compile("[\u0300-\u036f]")
_HOST_SIGNS: Final = "-_"
_PLAIN_LABEL: Final = string.ascii_letters + string.digits + _HOST_SIGNS
_LONGEST_LABEL: Final = 63  # RFC 1035 §2.3.4

_Change = tuple[int, int, str, bool]  # start, end, what it means, whether it was written to disarm


@dataclass(frozen=True, slots=True)
class Clean:
    """`text` as it was meant. The other fields are offsets in it, and what to add to get back."""

    text: str
    at: tuple[int, ...] = ()
    shift: tuple[int, ...] = ()
    defanged: tuple[int, ...] = ()

    def back(self, place: int) -> int:
        """Where the character at `place` stands in the document."""
        index = bisect_right(self.at, place)
        return place + (self.shift[index - 1] if index else 0)

    def was_defanged(self, start: int, end: int) -> bool:
        """Whether the writer took care that nobody clicks `text[start:end]`."""
        places = self.defanged
        return bool(places) and bisect_left(places, start) < bisect_left(places, end)


def clean(text: str) -> Clean:
    """Undo what hides values from a search; the document itself is not changed."""
    changes = sorted(change for find in _FINDERS for change in find(text))
    if not changes:
        return Clean(text)
    pieces: list[str] = []
    at: list[int] = []
    shift: list[int] = []
    defanged: list[int] = []
    done = length = 0
    for start, end, meant, by_hand in changes:
        if start < done:
            continue
        pieces += (text[done:start], meant)
        length += start - done
        if by_hand:
            defanged.append(length)
        length += len(meant)
        at.append(length)
        shift.append(end - length)
        done = end
    pieces.append(text[done:])
    return Clean("".join(pieces), tuple(at), tuple(shift), tuple(defanged))


def _bracketed(text: str) -> Iterator[_Change]:
    # One sign at a time is found several times as fast as one of a choice.
    opened = [at for sign in _OPENING for at in _places(text, sign)]
    for found in (one for at in sorted(opened) if (one := _BRACKETED.match(text, at)) is not None):
        start = found.start()
        if found["sign"] is not None:
            yield start, found.end(), found["sign"].replace("\\", "/"), True
            continue
        whole = found["dot"] is not None or found["at"] is not None
        while start > 0 and text[start - 1] in " \t" and whole:
            start -= 1
        after = text[found.end() : found.end() + 1]
        if start and _in_name(text[start - 1]) and (_in_name(after) or after in ("[", "(")):
            yield start, found.end(), "@" if found["at"] is not None else ".", True


def _in_name(character: str) -> bool:
    return character.isalnum() or (character != "" and character in "-_]*")


def _schemes(text: str) -> Iterator[_Change]:
    cats = "meow" in text or "MEOW" in text or "Meow" in text
    ends = (sign.start() for sign in _SCHEME_END.finditer(text))
    tails = (_SCHEME.search(text, max(0, at - 8), at + 1) for at in ends)
    yield from _meant(text, (found for found in tails if found is not None), _SCHEMES)
    yield from _meant(text, _MEOW.finditer(text) if cats else (), _MEOWS)


def _meant(
    text: str, tails: Iterable[re.Match[str]], meanings: dict[str, str]
) -> Iterator[_Change]:
    for found in tails:
        first = found.start() - 1
        meant = meanings.get(text[max(0, first) : found.start()].lower())
        if meant is not None and not (first and text[first - 1].isalnum()):
            yield first, found.end(), meant, True


_SCHEMES: Final = {"h": "http", "f": "ftp"}
_MEOWS: Final = {"m": "http"}


def _slashes(text: str) -> Iterator[_Change]:
    for found in _BROKEN_SLASHES.finditer(text):
        start = found.start()
        if found[0] == "://" or not text[max(0, start - 5) : start].lower().endswith(_SCHEME_ENDS):
            continue
        yield start, found.end(), "://", True
        rest = _NO_BLANK.match(text, found.end()) if "\\" in found[0] else None
        for at in range(*(rest.span() if rest is not None else (0, 0))):
            if text[at] == "\\":
                yield at, at + 1, "/", False


_NO_BLANK: Final = re.compile(r"[^\s\"'<>]{1,300}")
_SCHEME_ENDS: Final = ("http", "https", "hxxp", "xxps", "ftp")


def _backslashes(text: str) -> Iterator[_Change]:
    for found in _BACKSLASH_DOT.finditer(text):
        first = label_start(text, found.start())
        before = text[max(0, first - 2) : first]
        if text[first : found.start()].upper() in _HIVES:
            continue
        if first < found.start() and (before == "//" or not before.endswith(("\\", ":", "/", "%"))):
            yield found.start(), found.end(), ".", True


_HIVES: Final = frozenset(
    {"HKU", "HKLM", "HKCU", "HKCR", "HKCC", "HKEY_USERS", "HKEY_CURRENT_USER", "HKEY_CLASSES_ROOT"}
)


def _escapes(text: str) -> Iterator[_Change]:
    """Markdown writes `\\_` for `_`; in a path of Windows the same two signs begin a folder."""
    for found in _ESCAPED.finditer(text):
        low = max(0, found.start() - 200)
        start = max(text.rfind(" ", low, found.start()), low)
        token = text[start : found.end() + 100].replace("\\_", "").split(maxsplit=1)
        if text[found.start() - 1 : found.start()].isalnum() and "\\" not in token[0]:
            yield *found.span(), "_", False


def label_start(text: str, end: int) -> int:
    """Where the run of letters, digits, hyphens and underscores that ends at `end` begins."""
    lowest = max(0, end - _LONGEST_LABEL)
    start = lowest + len(
        text[lowest:end].rstrip(_PLAIN_LABEL)
    )  # at once, and the rest letter by letter
    while start > lowest and (text[start - 1].isalnum() or text[start - 1] in _HOST_SIGNS):
        start -= 1
    return start


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _spoken(text: str) -> Iterator[_Change]:
    # Each sign begins with a blank; without it they are found several times as fast.
    spoken = [at - 1 for sign in _SPOKEN_DOTS for at in _places(text, sign)]
    if spoken and ("dot " in text or "DOT " in text):
        spoken += [at - 1 for sign in ("at ", "AT ") for at in _places(text, sign)]
    spoken += _places(text, " .")
    for start in sorted(spoken):
        found = _SPOKEN.match(text, start) if start > 0 else None
        if found is not None and (text[start - 1].isalnum() or text[start - 1] in _HOST_SIGNS):
            yield start, found.end(), "@" if found["at"] else ".", True


def _spaced(text: str) -> Iterator[_Change]:
    near = (
        _SPACED_FOUR.search(text, max(0, sign.start() - 3), sign.end() + 24)
        for sign in _SPACED_DOT.finditer(text)
    )
    for found in (one for one in near if one is not None):
        for dot in re.finditer(r" ?\. ?", found[0]):
            yield found.start() + dot.start(), found.start() + dot.end(), ".", True


def _hidden(text: str) -> Iterator[_Change]:
    if text.isascii():
        return
    for found in _ODD.finditer(text):
        meant = _SIGNS.get(
            found[0], "" if found[0] < "\u3000" or found[0] == "\ufeff" else found[0]
        )
        yield *found.span(), meant, False
    if _MARK.search(text):
        for found in _CLUSTER.finditer(text):
            yield *found.span(), unicodedata.normalize("NFC", found[0]), False


_FINDERS: Final[tuple[Callable[[str], Iterator[_Change]], ...]] = (
    _bracketed,
    _schemes,
    _slashes,
    _backslashes,
    _escapes,
    _spaced,
    _spoken,
    _hidden,
)
