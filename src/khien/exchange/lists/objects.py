"""Lists of whole objects: a STIX 2.1 bundle, each indicator in the bytes in which it is kept."""

from __future__ import annotations

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from khien.exchange.lists.entry import About, Entry, Form
from khien.model.patterns import ValueKind


def _object(entry: Entry, _: About) -> bytes:
    raw = entry.raw
    # White space between tokens is no content; inside of a text JSON writes a line end as an escape.
    if b"\n" in raw or b"\r" in raw:
        return raw.replace(b"\r", b" ").replace(b"\n", b" ")
    return raw


def _bundle_head(about: About) -> str:
    name = uuid5(NAMESPACE_URL, f"{about.identity}/{about.title}/{about.serial}")
    return f'{{"type":"bundle","id":"bundle--{name}","objects":[\n'


STIX: Final = Form(
    "stix", "application/stix+json;version=2.1", "json", frozenset(ValueKind), _object,
    _bundle_head, lambda _: "]}\n", between=",", whole=True,
)  # fmt: skip
