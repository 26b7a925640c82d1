"""Lists that anything can read: one value a line, and CSV with columns that its reader chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Final

from khien.exchange.lists.entry import OWN, VALUES, About, Entry, Form
from khien.model.decision import Refusal
from khien.model.instants import from_microseconds, taxii_time
from khien.model.marking import Tlp

_TLPS: Final = tuple(tlp.value for tlp in Tlp)  # by rank: asking the word for its value costs more
_FORMULA = ("=", "+", "-", "@")


def _when(at_us: int | None) -> str:
    return "" if at_us is None else taxii_time(from_microseconds(at_us))


COLUMNS: Final[Mapping[str, Callable[[Entry], str]]] = {
    "value": attrgetter("value"),
    "kind": attrgetter("kind"),
    "indicator": attrgetter("object_id"),
    "tlp": lambda one: _TLPS[one.tlp.rank],
    "pap": lambda one: one.pap.value if one.pap else "",
    "score": lambda one: "" if one.score is None else str(one.score),
    "source": lambda one: one.source or OWN,
    "valid_from": lambda one: _when(one.valid_from_us),
    "valid_until": lambda one: _when(one.valid_until_us),
    "added": lambda one: _when(one.added_us),
}
"""What a column of a CSV list can hold."""

USUAL: Final = ("value", "kind", "indicator", "tlp", "valid_until")


def _value(entry: Entry, _: About) -> str:
    return entry.value


def _row(entry: Entry, about: About) -> str | Refusal:
    if entry.value.startswith(_FORMULA):  # a table would compute it
        return Refusal("list.formula", entry.value)
    cells = [write(entry) for write in _writers(about.columns)]
    row = ",".join(cells)
    if '"' not in row and row.count(",") == len(cells) - 1:  # no cell needs quotes
        return row
    return ",".join(map(_cell, cells))


@lru_cache
def _writers(columns: tuple[str, ...]) -> Sequence[Callable[[Entry], str]]:
    return [COLUMNS[name] for name in columns or USUAL]


def _cell(text: str) -> str:
    # RFC 4180 §2: quotes around what holds a comma or a quote, and a quote twice.
    if "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _header(about: About) -> str:
    return ",".join(about.columns or USUAL) + "\n"


PLAIN: Final = Form("plain", "text/plain", "txt", VALUES, _value)
CSV: Final = Form("csv", "text/csv", "csv", VALUES, _row, _header, joins=True)
