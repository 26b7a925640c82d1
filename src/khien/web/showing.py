"""How facts are written on pages: times, numbers, marks, and what came from outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant
from khien.model.words import WORDS, Language


class Reader(Protocol):
    """For whom a page is written, always the same during one page; `console.visits.Visit` is one."""

    @property
    def language(self) -> Language:
        """Of the page."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """In which times are read."""
        ...

    @property
    def now(self) -> datetime:
        """The instant of the page."""
        ...

    def say(self, code: str, facts: Mapping[str, object] | None = None) -> str:
        """The sentence of a code."""
        ...


LONGEST: Final = 2_000  # characters of one value on a page; the original is one click away
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEAST: Final = 0.001  # what is smaller is written with a power of ten
RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SHOWN_CONTROLS: Final = {"\n", "\t"}
_SCHEME: Final = re.compile(r"\b(h)tt(ps?)://", re.IGNORECASE)
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# A URL, a mail address, a host name or an IPv4 address within text; not a sum of money nor a telephone number.
_ADDRESS: Final = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://\S*[^\s.,;:!?)\]}>'\"»”]|"
    r"(?<![\w%+-])(?:[\w%+-]+(?:\.[\w%+-]+)*@)?(?:[\w-]+\.)+[^\W\d_][\w-]+|"
    rf"\b(?:{_OCTET}\.){{3}}{_OCTET}(?!\d)(?!\s?(?:đ|vnđ|vnd|usd|đồng|[$€%])(?!\w))",
    re.IGNORECASE,
)
# A name and the end of a kind of document, which is no top-level domain: nobody gets anywhere with it.
_FILE: Final = re.compile(r"[\w-]+\.(?:csv|docx|eml|html|json|pdf|txt|xlsx|xml)", re.IGNORECASE)
_TRICK: Final = re.compile(r"\b(javascript|vbscript|data|file)\s*:", re.IGNORECASE)


def plain(value: object, longest: int = LONGEST) -> str:
    """Text from outside, made harmless to the eye: what is invisible or turns the line is named.

    Control characters, bidi controls and other format characters appear as ⟨U+202E⟩; what is too long
    ends with an ellipsis.
    """
    text = str(value)
    shown = "".join(_visible(c) for c in text[:longest])
    return f"{shown}…" if len(text) > longest else shown


def _visible(character: str) -> str:
    if character in SHOWN_CONTROLS:
        return character
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}:
        return f"⟨U+{ord(character):04X}⟩"
    return character


def defang(value: object) -> str:
    """An indicator that nobody can click or paste by accident: `hxxps://evil[.]example`."""
    text = plain(value).replace("[.]", ".")
    text = _SCHEME.sub(lambda found: f"{found[1]}xx{found[2]}://", text)
    return _untricked(text.replace(".", "[.]").replace("@", "[@]"))


def prose(value: object, longest: int = LONGEST) -> str:
    """Text from outside in which addresses may stand: each is defanged, the rest stays readable."""
    text = _ADDRESS.sub(_disarmed, plain(value, longest))
    return _untricked(text)


def _disarmed(found: re.Match[str]) -> str:
    return found[0] if _FILE.fullmatch(found[0]) else defang(found[0])


def _untricked(text: str) -> str:
    return _TRICK.sub(lambda found: f"{found[1]}[:]", text)


def number(value: int | float, language: Language) -> str:
    """A number with the separators of the language: 1.234,5 or 1,234.5; 90 for 90.0."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return _separated(text, language)


def small(value: float, language: Language) -> str:
    """A number that can be as small as a probability, in two digits: 0,05 or 0.05, and 1,2·10⁻⁹ below 0.001."""
    if value == 0 or abs(value) >= LEAST:
        return _separated(f"{value:.2g}" if abs(value) < 1 else f"{value:,.1f}", language)
    digits, _, power = f"{value:.1e}".partition("e")
    raised = str(int(power)).translate(RAISED)
    return f"{_separated(digits.removesuffix('.0'), language)}·10{raised}"


def _separated(text: str, language: Language) -> str:
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def moment(value: datetime, visit: Reader) -> Markup:
    """An instant as `<time>`: in the reader's zone, with its offset; the machine's form beside it."""
    local = value.astimezone(visit.zone)
    day = (
        f"{local:%d/%m/%Y}"
        if visit.language == "vi"
        else f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    )
    offset = _offset(local)
    machine = value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{} {:%H:%M}<span class="zone"> {}</span></time>').format(
        machine, day, local, offset
    )


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def duration(value: timedelta, language: Language) -> str:
    """How long, in its two largest units: `3 h 12 min`, `2 ngày 4 giờ`."""
    seconds = max(0, int(value.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    units = ("ngày", "giờ", "phút", "giây") if language == "vi" else ("d", "h", "min", "s")
    parts = [
        f"{count} {unit}"
        for count, unit in zip((days, hours, minutes, seconds), units, strict=True)
        if count
    ]
    return " ".join(parts[:2]) or ("chưa tới 1 giây" if language == "vi" else "under 1 s")


def instant(value: object) -> datetime | None:
    """A datetime, or a STIX timestamp as one; None for what is neither."""
    if isinstance(value, datetime):
        return value
    try:
        return parse_instant(str(value))
    except (MalformedError, ValueError):
        return None


@pass_context
def _term(context: Context, value: object) -> str:
    # A word of an open vocabulary; another word, which STIX allows, is shown as it came.
    code, visit = f"word.{value}", context["visit"]
    return visit.say(code) if code in WORDS else prose(value)


@pass_context
def _kind(context: Context, value: object) -> str:
    # A type of object; one that nobody here knows is shown as it came.
    code, visit = f"stix-type.{value}", context["visit"]
    return visit.say(code) if code in WORDS else plain(value, 80)


@pass_context
def _source(context: Context, text: object, rule: str) -> str:
    # Where a rule of the gate comes from; the name of a standard is the same in every language.
    code, visit = f"gate-source.{rule.removeprefix('gate.')}", context["visit"]
    return visit.say(code) if code in WORDS else plain(text)


@pass_context
def _moment(context: Context, value: object) -> Markup:
    found = instant(value)
    if found is None:
        return Markup("–") if value in {None, ""} else escape(plain(value))
    return moment(found, context["visit"])


@pass_context
def _ago(context: Context, value: object) -> str:
    found = instant(value)
    visit: Reader = context["visit"]
    if found is None:
        return "–"
    apart = visit.now - found
    told = duration(abs(apart), visit.language)
    if abs(apart) < timedelta(seconds=1):
        return "vừa xong" if visit.language == "vi" else "just now"
    if apart < timedelta(0):
        return f"còn {told}" if visit.language == "vi" else f"in {told}"
    return f"{told} trước" if visit.language == "vi" else f"{told} ago"


@pass_context
def _number(context: Context, value: int | float) -> str:
    return number(value, context["visit"].language)


@pass_context
def _small(context: Context, value: float) -> str:
    return small(value, context["visit"].language)


@pass_context
def _duration(context: Context, value: timedelta | float) -> str:
    found = value if isinstance(value, timedelta) else timedelta(seconds=value)
    return duration(found, context["visit"].language)


@pass_context
def _say(context: Context, code: str, facts: Mapping[str, Any] | None = None) -> str:
    visit: Reader = context["visit"]
    return visit.say(code, facts)


FILTERS: Final = {
    "plain": plain,
    "defang": defang,
    "prose": prose,
    "moment": _moment,
    "ago": _ago,
    "number": _number,
    "small": _small,
    "duration": _duration,
    "say": _say,
    "term": _term,
    "kind": _kind,
    "source": _source,
}
