"""What is fuzzed: each reader of foreign bytes, and what it must never do with them.

A target takes any bytes. It returns when the promise holds; whatever it raises is a finding, and so
is a run of more than `LONGEST_S` seconds of the processor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from khien.exchange.documents import DeliveryNote, Recall, read_payload
from khien.exchange.taxii.envelope import objects_in
from khien.exchange.taxii.filters import FILTERS, MATCHES, parse_filters
from khien.exchange.taxii.negotiation import accepts_gzip, accepts_taxii, is_taxii, unpack
from khien.intake import Wish, read_file
from khien.ledger.checkpoint import read_checkpoint
from khien.ledger.cosigning import parse_offer
from khien.ledger.tiles import parse_bundle, parse_tile, parse_tile_path
from khien.model.agreement import parse_agreement
from khien.model.canonical import canonical_json
from khien.model.errors import KhienError
from khien.model.ids import ObjectId
from khien.model.marking import marking_of
from khien.model.patterns import (
    faults,
    mentioned_values,
    parse_pattern,
    read_object,
    read_pattern,
)
from khien.model.signing import PublicKey, SigningKey, opened
from khien.model.signing.notes import open_note
from khien.model.stix import judge
from khien.model.stix.reading import references, searchable_text
from tests.fuzz.readers import AS_JSON, READERS

LONGEST_S = 1.0  # of the processor, for one input of at most LARGEST_BYTES
LARGEST_BYTES = 65_536
MOST_MB = 1_024  # of memory, for the whole run of a target

_WISH = Wish(
    identity=ObjectId("identity--d0e9d3f4-5b2a-4f6c-8a37-0c6f5a1b2c3d"),
    now=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
)
_KEY: PublicKey = SigningKey.from_seed("fuzz", b"f" * 32).public
Target = Callable[[bytes], None]


def stix(raw: bytes) -> None:
    """Judging never raises; what is kept can be written, searched, linked and matched."""
    for lenient in (False, True):
        judgement = judge(raw, lenient=lenient)
        assert judgement.findings or judgement.version is not None
        version = judgement.version
        if version is None:
            continue
        content = version.content
        assert canonical_json(dict(content), "object")
        references(content)
        searchable_text(content).encode()
        marking_of(content, {})
        read_object(content)


def pattern(raw: bytes) -> None:
    """A pattern is read or refused; what is read says the same once it is written and read again."""
    text = raw.decode("utf-8", "replace")
    with suppress(UnicodeDecodeError):
        text = raw.decode("utf-8", "surrogatepass")
    with suppress(KhienError):
        read = parse_pattern(text)
        written = str(read)
        assert str(parse_pattern(written)) == written, text
        list(faults(read))
        read_pattern(read)
        mentioned_values(read)


def envelope(raw: bytes) -> None:
    """A posted body is unpacked and cut into objects, or refused; each object is judged."""
    first, _, body = raw.partition(b"\n")
    coding = first.decode("latin-1")
    accepts_taxii(coding)
    accepts_gzip(coding)
    is_taxii(coding)
    with suppress(KhienError):
        plain = unpack(body, coding, LARGEST_BYTES)
        assert len(plain) <= LARGEST_BYTES
        for one in objects_in(plain)[:50]:
            judge(one)


def question(raw: bytes) -> None:
    """The parameters of a reading are understood or refused; the page that follows is the same one."""
    text = raw.decode("latin-1")
    with suppress(KhienError):
        found = parse_filters(parse_qsl(text, keep_blank_values=True), FILTERS | MATCHES, "place")
        found.cursor(1)


def agreement(raw: bytes) -> None:
    """The text of an agreement is read, or refused with its mistakes."""
    with suppress(KhienError):
        parse_agreement(raw.decode("utf-8", "replace"))


def note(raw: bytes) -> None:
    """Notes, checkpoints, offers and tiles of another ledger are read or refused; none is believed."""
    for read in (read_checkpoint, parse_offer, parse_tile, parse_bundle):
        with suppress(KhienError):
            read(raw)
    with suppress(KhienError):
        parse_tile_path(raw.decode("utf-8", "replace"))
    with suppress(KhienError):
        open_note(raw, [_KEY])
        raise AssertionError("a forged note was believed")


def document(raw: bytes) -> None:
    """A sealed document that nobody sealed is refused, and its payload is read or refused."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return
    with suppress(KhienError):
        opened(content, "delivery", [_KEY])
        raise AssertionError("a forged seal was believed")
    if isinstance(content, dict) and isinstance(content.get("payload"), dict):
        for kind in (DeliveryNote, Recall):
            with suppress(KhienError):
                read_payload(content["payload"], kind, "asean-cert", "vn-ncc")


def intake(raw: bytes) -> None:
    """A file of any kind is read item by item, or refused as a whole."""
    name, _, body = raw.partition(b"\n")
    with suppress(KhienError):
        read_file(name.decode("latin-1"), body, _WISH)


TARGETS: Mapping[str, Target] = {
    one.__name__: one
    for one in (stix, pattern, envelope, question, agreement, note, document, intake, *READERS)
}
BY_STRUCTURE = frozenset({"stix", *AS_JSON})
"""Targets whose input is JSON: they are mutated as such, too."""
