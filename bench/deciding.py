"""One question to the gate, every rule asked, beside `json.loads` of the same question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.measure import Measure
from bench.specimens import NOW, THEM, US, object_id
from khien.gate import Own, Question, Receiver, SignedAgreement, decide, explain, question_payload
from khien.model.agreement import Party, Purpose, parse_agreement, sample_agreement
from khien.model.ids import OfficerName, PartnerName, ReleaseId
from khien.model.marking import Marking, Tlp

COUNT = 100


def bench(_folder: Path) -> Iterator[Measure]:
    """A question that is cleared: nothing is cut short by a refusal."""
    asked = question()
    payload = json.dumps(question_payload(asked), default=str)

    def decided() -> None:
        for _ in range(COUNT):
            decide(asked)

    def explained() -> None:
        for _ in range(COUNT):
            explain(asked)

    def loads() -> None:
        for _ in range(COUNT):
            json.loads(payload)

    yield Measure("ask every rule", "questions", COUNT, explained, loads, "json.loads")
    yield Measure("decide, with a clearance", "decisions", COUNT, decided, loads, "json.loads")


def question() -> Question:
    """A green indicator of our own for a partner with the sample agreement."""
    days = date(2026, 1, 1), date(2027, 12, 31)
    parties = Party(name="vn-ncc", identity=US), Party(name="asean-cert", identity=THEM)
    terms = parse_agreement(sample_agreement(*parties, "Bench", *days))
    return Question(
        release=ReleaseId(object_id("release", 0)),
        us=US,
        object_id=object_id("indicator", 0),
        object_type="indicator",
        version="2026-11-21T09:30:00.000Z",
        sha256="ab" * 32,
        marking=Marking(Tlp.GREEN),
        origin=Own(),
        author=OfficerName("analyst-1"),
        receiver=Receiver(name=PartnerName("asean-cert"), identity=THEM),
        agreement=SignedAgreement(terms=terms, by_us=True, by_them=True),
        purpose=Purpose.NETWORK_DEFENCE,
        now=NOW,
        malicious=True,
    )
