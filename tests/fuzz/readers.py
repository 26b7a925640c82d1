"""The readers of files, one target a format: what comes out is sound STIX, with a report of every item."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from khien.intake import Intake, Wish, read_file
from khien.intake.documents import read_document
from khien.intake.extraction import Document, extract
from khien.intake.misp_writing import write_event
from khien.model.errors import KhienError
from khien.model.ids import ObjectId
from khien.model.stix import judge
from khien.model.words import say

Target = Callable[[bytes], None]

WISH = Wish(
    identity=ObjectId("identity--d0e9d3f4-5b2a-4f6c-8a37-0c6f5a1b2c3d"),
    now=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
)
_DOMAIN_OF_A_TEXT = "publisher.example"
AS_JSON = ("misp", "csaf", "xarf", "cacao", "galaxy", "taxonomy")
AS_TEXT = ("openioc", "stix1", "zeek", "suricata", "rpz", "csv")


def sound(intake: Intake) -> None:
    """What was made is STIX that we would take from anybody, and everything said has its words."""
    for version in intake.versions:
        judged = judge(version.raw)
        assert judged.version is not None, str((judged.findings, version.content))[:2_000]
    for entry in intake.entries:
        for remark in entry.remarks:
            for language in ("en", "vi"):
                assert say(remark.code, language, remark.facts) != remark.code


def _reader(name: str) -> Target:
    def target(raw: bytes) -> None:
        with suppress(KhienError):
            intake = read_file("fuzz", raw, replace(WISH, format=name))
            sound(intake)
            if name == "misp":
                _back(intake)

    target.__name__ = name
    return target


def _back(intake: Intake) -> None:
    """What came from MISP can be written as MISP again, and that can be read."""
    contents = list({one.id: one.content for one in intake.versions}.values())
    event, entries = write_event(
        contents, uuid="0d9a1f3e-3d5b-4a55-9f9a-0c6f5a1b2c3d", info="fuzz", at=WISH.now
    )
    assert len(entries) == len(contents)
    assert event["Event"]["info"]


def papers(raw: bytes) -> None:
    """A document of any kind gives text, or is refused; every mark in the text is where it says."""
    with suppress(KhienError):
        for paper in read_document("fuzz", raw).papers:
            _extracted(paper.document)


def extraction(raw: bytes) -> None:
    """Whatever a text holds: values are found in their places, and what is proposed is sound."""
    _extracted(Document(raw.decode("utf-8", "replace"), publisher=_DOMAIN_OF_A_TEXT))


def _extracted(document: Document) -> None:
    end = 0
    for one in extract(document):
        assert end <= one.start < one.end <= len(document.text)
        assert document.text[one.start : one.end] == one.raw
        end = one.end


READERS: tuple[Target, ...] = (
    *(_reader(name) for name in (*AS_JSON, *AS_TEXT)),
    papers,
    extraction,
)
