"""How well techniques are found: by place, by place and number, and as the set of a report.

The annotators of AnnoCTR linked each mention, named or described, to a technique of ATT&CK without its sub-technique;
so numbers are compared without the part after the dot, and one that ATT&CK revoked since as the one that took its place.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from khien.intake.extraction import Document, Names, extract
from khien.intake.extraction.candidates import Context
from khien.intake.extraction.methods_table import CRIME_METHODS
from tests.quality.corpora import SHARED, opened
from tests.quality.scoring import Tally


class Mention(NamedTuple):
    """A place of a text and the technique (`T1566`) or tactic (`TA0001`) that it stands for."""

    start: int
    end: int
    number: str

    def meets(self, other: Mention) -> bool:
        """Whether both have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its key."""

    name: str
    text: str
    named: tuple[Mention, ...]
    described: tuple[Mention, ...]

    def tells(self, found: Mention) -> bool:
        """Whether the line says the number of a technique itself, as a row of the report's own table does."""
        start = self.text.rfind("\n", 0, found.start) + 1
        return _NUMBERED.search(self.text[start:].partition("\n")[0]) is not None


_NUMBERED: Final = re.compile(r"\bT1[0-9]{3}\b")


def half_of(name: str) -> str:
    """`A` was read while rules were made; `B` is only measured. By the name alone, so that it never moves."""
    return "AB"[sha256(name.encode()).digest()[0] & 1]


def parent(number: str) -> str:
    """A technique's number as ATT&CK 18.1 has it, without its sub-technique."""
    return _successors().get(number, number).partition(".")[0]


@cache
def _successors() -> dict[str, str]:
    objects = opened(SHARED / "attack/enterprise-attack-18.1.stix20.json.gz")["objects"]
    numbers = {one["id"]: _number(one) for one in objects if one["type"] == "attack-pattern"}
    return {
        numbers[one["source_ref"]]: numbers[one["target_ref"]]
        for one in objects
        if one.get("relationship_type") == "revoked-by" and one["source_ref"] in numbers
    }


def _number(content: dict[str, Any]) -> str:
    references = content["external_references"]
    return next((r["external_id"] for r in references if r["source_name"].startswith("mitre")), "")


def annoctr_reports() -> Iterator[Report]:
    """AnnoCTR's development split with the links of its annotators."""
    links: dict[str, list[dict[str, str]]] = {}
    for link in _lines("text/en/annoctr/linking_mitre_dev.jsonl.gz"):
        if link["entity_type"] in ("TECHNIQUE", "TACTIC"):
            links.setdefault(link["document"], []).append(link)
    texts: dict[str, list[str]] = {}
    for sentence in _lines("text/en/annoctr/ner_dev.jsonl.gz"):
        texts.setdefault(sentence["id"].rpartition("__")[0], []).append(sentence["text"])
    for name, sentences in texts.items():
        yield _report(name, "".join(text + "\n" for text in sentences), links.get(name, []))


def _report(name: str, text: str, links: list[dict[str, str]]) -> Report:
    named: set[Mention] = set()
    described: set[Mention] = set()
    for link in links:
        sentence = link["_context_left"] + link["mention"] + link["_context_right"]
        at = text.find(sentence)
        if at < 0:  # a few: the key spells the sentence in its own way
            at, left = text.find(link["mention"]), 0
        else:
            left = len(link["_context_left"])
        number = parent(link["label_link"].rpartition("/")[2])
        mention = Mention(at + left, at + left + len(link["mention"]), number)
        (named if link["entity_class"] == "CE" else described).add(mention)
    return Report(name, text, tuple(sorted(named)), tuple(sorted(described)))


def _lines(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(SHARED / path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def found_in(text: str, known: Names) -> tuple[Mention, ...]:
    """The techniques that we find."""
    numbers = {ref: number for number, ref in known.numbered.items()}
    found = []
    for one in extract(Document(text, language="en"), known):
        number = ""
        if one.context is Context.BENIGN:
            continue
        if one.kind == "technique":
            number = numbers.get(one.ref) or one.note
        elif one.kind == "crime":
            number = CRIME_METHODS.get(one.value, "")
        elif one.kind == "attack-id" and one.value.startswith("T1"):
            number = one.value
        if number:
            found.append(Mention(one.start, one.end, parent(number)))
    return tuple(found)


MEASURES: Final = (
    "exact place", "exact place and technique", "place overlaps", "place overlaps, and technique",
    "techniques of a report",
)  # fmt: skip


def measure(reports: Iterable[Report], known: Names) -> dict[str, Tally]:
    """Every measure over some reports."""
    tallies = {name: Tally() for name in MEASURES}
    for report in reports:
        key = report.named + report.described
        found = found_in(report.text, known)
        tabled = frozenset(filter(report.tells, found))
        for name, tally in _of_one(key, found, tabled).items():
            tallies[name].add(tally)
    return tallies


def tram(half: str, known: Names) -> dict[str, Tally]:
    """TRAM: pieces of sentences, each with one technique; and the same by report."""
    alone = Tally()
    wanted: dict[str, set[str]] = {}
    got: dict[str, set[str]] = {}
    with (SHARED / "text/en/tram-single-label.jsonl").open(encoding="utf-8") as lines:
        for read in map(json.loads, lines):
            title = read["doc_title"]
            if half_of(title) == half:
                number = {parent(read["label"])}
                found = {one.number for one in found_in(read["text"], known)}
                alone.add(_sets(number, found))
                wanted.setdefault(title, set()).update(number)
                got.setdefault(title, set()).update(found)
    whole = Tally()
    for title, numbers in wanted.items():
        whole.add(_sets(numbers, got[title]))
    return {"technique of a piece": alone, "techniques of a report": whole}


def _of_one(
    key: tuple[Mention, ...], found: tuple[Mention, ...], tabled: frozenset[Mention]
) -> dict[str, Tally]:
    wanted = [one for one in key if not one.number.startswith("TA")]
    tactics = [one for one in key if one.number.startswith("TA")]
    # Neither right nor wrong is what lies over a tactic alone, for which we have no kind, and what stands
    # in the report's own table of techniques, which the annotators passed by.
    got = [
        one
        for one in found
        if any(map(one.meets, wanted)) or not (one in tabled or any(map(one.meets, tactics)))
    ]
    places = {one[:2] for one in wanted}, {one[:2] for one in got}
    said = {one.number for one in wanted}
    numbers = said, {one.number for one in found} - ({one.number for one in tabled} - said)
    sure = [one for one in got if any(one.meets(w) and one.number == w.number for w in wanted)]
    met = [one for one in got if any(map(one.meets, wanted))]
    return dict(
        zip(
            MEASURES,
            (
                _sets(*places),
                _sets(set(wanted), set(got)),
                Tally(
                    sum(any(map(w.meets, got)) for w in wanted),
                    len(got) - len(met),
                    sum(not any(map(w.meets, got)) for w in wanted),
                ),
                Tally(
                    sum(any(w.meets(g) and w.number == g.number for g in got) for w in wanted),
                    len(got) - len(sure),
                    sum(not any(w.meets(g) and w.number == g.number for g in got) for w in wanted),
                ),
                _sets(*numbers),
            ),
            strict=True,
        )
    )


def _sets(wanted: set[Any], got: set[Any]) -> Tally:
    return Tally(len(wanted & got), len(got - wanted), len(wanted - got))
