"""What stands in the address of the list of objects, read into a question to the store, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from khien.model.ids import PartnerName
from khien.model.instants import to_microseconds
from khien.model.marking import Tlp
from khien.store.objects import Query, Standing
from khien.store.objects.records import Source

OWN: Final = "own"  # how the address names this node among the sources
LONGEST: Final = 1_000  # characters of what was typed
DAY: Final = timedelta(days=1)

Order = Literal["best", "newest"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page has it; days are in the reader's zone, `until` included."""

    query: Query
    order: Order
    since: str
    until: str
    after: int | None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The question as fields of an address, without where a page begins."""
        found = [("q", self.query.text), ("since", self.since), ("until", self.until)]
        found += [("type", one) for one in self.query.types]
        found += [("tlp", one.value) for one in self.query.tlps]
        found += [("source", one or OWN) for one in self.query.sources]
        found += [("to", self.query.released_to)]
        if self.query.standing is not Standing.IN_FORCE:
            found.append(("standing", self.query.standing.value))
        return [(name, value) for name, value in found if value]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return any(name != "q" for name, _ in self.fields)

    def address(self, **more: Any) -> str:  # noqa: ANN401 -- texts and numbers
        """The address of this question, with other fields."""
        fields = [*self.fields, *((k, str(v)) for k, v in more.items() if v is not None)]
        return f"/objects?{urlencode(fields)}" if fields else "/objects"


def asked(given: QueryParams, zone: ZoneInfo) -> Asked:
    """Read a question; what cannot be read is as if it were not there."""
    text = given.get("q", "")[:LONGEST]
    since, until = _day(given.get("since", ""), zone), _day(given.get("until", ""), zone)
    query = Query(
        text=text,
        unfinished=True,
        types=tuple(dict.fromkeys(one for one in given.getlist("type") if one)),
        tlps=tuple(tlp for tlp in Tlp if tlp.value in given.getlist("tlp")),
        sources=tuple(_source(one) for one in dict.fromkeys(given.getlist("source")) if one),
        released_to=given.get("to", ""),
        since_us=None if since is None else to_microseconds(since),
        until_us=None if until is None else to_microseconds(until + DAY),
        standing=_standing(given.get("standing", "")),
    )
    order: Order = "best" if text.strip() else "newest"
    if given.get("order") == "newest":
        order = "newest"
    return Asked(
        query=query,
        order=order,
        since=given.get("since", "") if since else "",
        until=given.get("until", "") if until else "",
        after=_number(given.get("after", "")),
    )


def _source(name: str) -> Source:
    return "" if name == OWN else PartnerName(name)


def _standing(text: str) -> Standing:
    return Standing(text) if text in {one.value for one in Standing} else Standing.IN_FORCE


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=zone)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 11
    return int(text) if is_number else None
