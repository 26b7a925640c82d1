"""From what a person typed to an early warning, with every mistake named at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from khien.model.countries import COUNTRIES
from khien.model.marking import Tlp, tlp_named
from khien.model.stix import is_object_id
from khien.model.stix.vocabularies import VOCABULARIES
from khien.model.warning import (
    CATEGORIES,
    CERTAINTIES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    EarlyWarning,
)

Given = Mapping[str, Sequence[str]]
"""What a form sent: for each field the values."""

SECTORS: Final = tuple(sorted(VOCABULARIES["industry-sector-ov"]))
CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "status": STATUSES,
    "category": CATEGORIES,
    "urgency": URGENCIES,
    "severity": SEVERITIES,
    "certainty": CERTAINTIES,
}
LONGEST: Final = {
    "headline": 200,
    "event": 120,
    "description": 20_000,
    "instruction": 20_000,
    "note": 2_000,
}
REQUIRED: Final = ("headline", "event", "description")
FIELDS: Final = (
    *("status", "headline", "event", "description", "instruction", "category", "urgency"),
    *("severity", "certainty", "effective", "onset", "expires", "countries", "sectors"),
    *("objects", "tlp", "note"),
)
"""What a form may send; the note only with an update."""
USUAL: Final = timedelta(days=3)  # for which a new warning holds, until somebody says otherwise
TIMES: Final = ("effective", "onset", "expires")
TYPED: Final = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a field: the code of its sentence, and what fills its hole."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says: a warning, or the mistakes by field. `objects` are what it is about."""

    warning: EarlyWarning | None
    tlp: Tlp = Tlp.AMBER
    objects: tuple[str, ...] = ()
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)


def begun(now: datetime, zone: tzinfo) -> dict[str, list[str]]:
    """The fields of a new warning before anybody typed."""
    local = now.astimezone(zone)
    return {
        "status": ["actual"],
        "category": ["security"],
        "urgency": ["expected"],
        "severity": ["moderate"],
        "certainty": ["likely"],
        "effective": [local.strftime(TYPED)],
        "expires": [(local + USUAL).strftime(TYPED)],
        "tlp": [Tlp.AMBER.value],
    }


def typed(
    warning: EarlyWarning,
    tlp: Tlp,
    objects: Sequence[str],
    zone: tzinfo,
    *,
    offset: bool = False,
) -> dict[str, list[str]]:
    """A warning as the fields of its form; the note is that of the next version and so empty.

    With `offset` a time says how far it is from UTC, so that it is the same wherever it is read; a page
    has none, for `datetime-local` (HTML) takes none.
    """
    return {
        "status": [warning.status],
        "headline": [warning.headline],
        "event": [warning.event],
        "description": [warning.description],
        "instruction": [warning.instruction],
        "category": [warning.category],
        "urgency": [warning.urgency],
        "severity": [warning.severity],
        "certainty": [warning.certainty],
        **{name: [_minute(getattr(warning, name), zone, offset=offset)] for name in TIMES},
        "countries": [", ".join(warning.countries)],
        "sectors": list(warning.sectors),
        "objects": ["\n".join(objects)],
        "tlp": [tlp.value],
    }


def exact(given: Given, before: EarlyWarning, zone: tzinfo) -> dict[str, Sequence[str]]:
    """The fields, with times that nobody changed to the instant: the form tells them to the minute."""
    found = dict(given)
    for name in TIMES:
        at: datetime | None = getattr(before, name)
        if at is None:
            continue
        said, minute = "".join(_values(given, name)), at.replace(second=0, microsecond=0)
        if said == _minute(at, zone) or _time(given, name, zone) == minute:
            found[name] = [at.isoformat()]
    return found


def _minute(at: datetime | None, zone: tzinfo, *, offset: bool = False) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return local.isoformat(timespec="minutes") if offset else local.strftime(TYPED)


def drafted(given: Given, now: datetime, zone: tzinfo, *, update: bool) -> Draft:
    """Read a form.

    Args:
        given: the fields as sent.
        now: what expires before is no warning.
        zone: of times without an offset.
        update: whether it changes a warning; then it has to say what changed.
    """
    sheet = _sheet(given, zone)
    mistakes: dict[str, Mistake] = {}
    for name, code, detail in _wrong(sheet, now, update=update):
        mistakes.setdefault(name, Mistake(code, detail))
    tlp, times, words, texts = sheet.tlp or Tlp.AMBER, sheet.times, sheet.words, sheet.texts
    effective, onset, expires = times["effective"], times["onset"], times["expires"]
    if mistakes or not isinstance(effective, datetime) or not isinstance(expires, datetime):
        return Draft(None, tlp, sheet.objects, mistakes)
    warning = EarlyWarning(
        status=words["status"],
        message="update" if update else "alert",
        headline=texts["headline"],
        event=texts["event"],
        description=texts["description"],
        instruction=texts["instruction"],
        category=words["category"],
        urgency=words["urgency"],
        severity=words["severity"],
        certainty=words["certainty"],
        effective=effective,
        expires=expires,
        onset=onset if isinstance(onset, datetime) else None,
        countries=sheet.countries,
        sectors=sheet.sectors,
        note=texts["note"] if update else "",
    )
    return Draft(warning, tlp, sheet.objects)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The fields, read as far as they can be; a time that is none stays text."""

    texts: Mapping[str, str]
    words: Mapping[str, str]
    times: Mapping[str, datetime | str | None]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    objects: tuple[str, ...]
    tlp: Tlp | None


def _sheet(given: Given, zone: tzinfo) -> _Sheet:
    countries = re.split(r"[\s,;]+", " ".join(_values(given, "countries")).upper())
    return _Sheet(
        texts={name: "\n".join(_values(given, name)) for name in LONGEST},
        words={name: "".join(_values(given, name)) for name in CHOICES},
        times={name: _time(given, name, zone) for name in TIMES},
        countries=tuple(one for one in dict.fromkeys(countries) if one),
        sectors=tuple(one for one in _values(given, "sectors") if one in SECTORS),
        objects=tuple(dict.fromkeys(" ".join(_values(given, "objects")).split())),
        tlp=tlp_named("".join(_values(given, "tlp"))),
    )


def _wrong(sheet: _Sheet, now: datetime, *, update: bool) -> Iterator[tuple[str, str, str]]:
    """Each mistake: the field, the code, and what fills its hole."""
    yield from _wrong_texts(sheet.texts, (*REQUIRED, "note") if update else REQUIRED)
    yield from _wrong_times(sheet.times, now)
    for name, word in sheet.words.items():
        if word not in CHOICES[name]:
            yield name, "warning.choice", ""
    for one in sheet.countries:
        if one not in COUNTRIES:
            yield "countries", "warning.country", one[:40]
    if sheet.tlp is None:
        yield "tlp", "warning.choice", ""
    for one in sheet.objects:
        if not is_object_id(one):
            yield "objects", "warning.object", one[:80]


def _values(given: Given, name: str) -> list[str]:
    """What was typed; a browser ends the lines of a text with CR LF (HTML, form submission)."""
    typed = (one.replace("\r\n", "\n").strip() for one in given.get(name, ()))
    return [one for one in typed if one]


def _time(given: Given, name: str, zone: tzinfo) -> datetime | str | None:
    """The instant; the text where it is none; None where nothing was typed."""
    text = "".join(_values(given, name))
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return text


def _wrong_texts(
    texts: Mapping[str, str], required: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            yield name, "warning.long", str(LONGEST[name])
        if name in required and not text:
            yield name, "warning.missing", ""


def _wrong_times(
    times: Mapping[str, datetime | str | None], now: datetime
) -> Iterator[tuple[str, str, str]]:
    for name, at in times.items():
        if isinstance(at, str):
            yield name, "warning.time", ""
        elif at is None and name != "onset":
            yield name, "warning.missing", ""
    effective, onset, expires = times["effective"], times["onset"], times["expires"]
    if not isinstance(expires, datetime):
        return
    if expires <= now or (isinstance(effective, datetime) and expires <= effective):
        yield "expires", "warning.order", ""
    if isinstance(onset, datetime) and onset >= expires:
        yield "onset", "warning.onset", ""
