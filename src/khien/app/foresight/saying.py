"""The words of a warning, made of the numbers of its draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from khien.app.foresight.rules import HOLDS, Draft, Matter
from khien.model.warning import EarlyWarning
from khien.model.words import Language, say
from khien.watch.early import WITHIN_DAYS

TITLE: Final = 60  # characters of an object's title in a headline


def said_of(found: Draft, title: str, now: datetime) -> EarlyWarning:
    """The warning that a draft would be: Vietnamese first, English after it, in each of its texts.

    It names no party. The area is given only for what spreads, of which it is the news.
    """
    finding, why = found.finding, found.finding.why
    usual = f"{why.expected:.1f}"
    facts = {
        "title": title[:TITLE],
        "seen": why.seen,
        "days": why.days,
        "parties": len(why.parties),
        "countries": len(why.new_countries),
        "sectors": len(why.new_sectors),
        "within": WITHIN_DAYS,
    }
    usual_in: Mapping[Language, str] = {"vi": usual.replace(".", ","), "en": usual}
    texts = {
        name: [
            say(_code(found, name), lang, facts | {"expected": told})
            for lang, told in usual_in.items()
        ]
        for name in ("headline", "event", "description", "instruction")
    }
    spreads = finding.matter is Matter.SPREAD
    countries = {*why.countries, *why.new_countries} if spreads else ()
    return EarlyWarning(
        status="actual",
        message="alert",
        headline=" / ".join(texts["headline"]),
        event=" / ".join(texts["event"]),
        description="\n\n".join(texts["description"]),
        instruction="\n\n".join(texts["instruction"]),
        category="security",
        urgency=found.urgency,
        severity=found.severity,
        certainty=found.certainty,
        effective=now,
        expires=now + HOLDS[finding.matter],
        countries=tuple(sorted(countries)),
        sectors=tuple(sorted({*why.sectors, *why.new_sectors})) if spreads else (),
    )


def _code(found: Draft, name: str) -> str:
    """Of which text; a node that keeps records only since today says so, rather than "in 0 days"."""
    matter = found.finding.matter
    is_new = matter is Matter.FIRST and not found.finding.why.days and name == "description"
    return f"foresight.{matter.value}.{name}{'-new' if is_new else ''}"
