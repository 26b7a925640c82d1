"""The model and the gate on a mixed corpus, beside what others make of the same objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import stix2
import stix2validator
from stix2patterns.v21.pattern import Pattern as TheirPattern

from bench.beside import HEAD, Doing, row
from bench.corpus import corpus, patterns
from bench.deciding import question
from bench.specimens import object_id
from khien.gate import Cleared, decide
from khien.model.ids import ReleaseId
from khien.model.patterns import parser
from khien.model.stix import Verdict, judge

OBJECTS, PATTERNS, QUESTIONS = 5_000, 5_000, 2_000
FOR_STIX2, FOR_VALIDATOR, FOR_PATTERNS = 200, 40, 200  # slower peers do fewer, in the same mixture

T = TypeVar("T")


def bench(_folder: Path) -> Iterator[str]:
    """Parse and validate, parse patterns, decide: one row each."""
    raws, texts = corpus(OBJECTS), patterns(PATTERNS)
    if any(judge(raw).verdict is not Verdict.ACCEPTED for raw in raws):
        raise AssertionError("the corpus is not sound")
    yield HEAD
    yield _judging(raws)
    yield _reading(texts)
    yield _deciding()


def _each(count: int, work: Callable[[T], object], over: Iterable[T]) -> Callable[[], None]:
    some = list(over)[:count]

    def run() -> None:
        for one in some:
            work(one)

    return run


def _judging(raws: list[bytes]) -> str:
    options = stix2validator.ValidationOptions(version="2.1")
    decode = msgspec.json.Decoder().decode
    return row(
        "≥ 50,000",
        "objects",
        Doing("parse and validate, mixed corpus", len(raws), _each(len(raws), judge, raws)),
        [
            Doing("msgspec, decoding only", len(raws), _each(len(raws), decode, raws)),
            Doing("json.loads only", len(raws), _each(len(raws), json.loads, raws)),
            Doing(
                "stix2.parse",
                FOR_STIX2,
                _each(FOR_STIX2, lambda raw: stix2.parse(raw.decode(), version="2.1"), raws),
            ),
            Doing(
                "stix2-validator",
                FOR_VALIDATOR,
                _each(
                    FOR_VALIDATOR,
                    lambda raw: stix2validator.validate_string(raw.decode(), options),
                    raws,
                ),
            ),
        ],
    )


def _reading(texts: list[str]) -> str:
    read = parser._remembered.__wrapped__
    return row(
        "≥ 30,000",
        "patterns",
        Doing("parse a STIX pattern, none remembered", len(texts), _each(len(texts), read, texts)),
        [Doing("stix2-patterns", FOR_PATTERNS, _each(FOR_PATTERNS, TheirPattern, texts))],
    )


def _deciding() -> str:
    asked = question()
    questions = [
        msgspec.structs.replace(asked, release=ReleaseId(object_id("release", number)))
        for number in range(QUESTIONS)
    ]
    if not all(isinstance(decide(one), Cleared) for one in questions):
        raise AssertionError("the question is not cleared")
    return row(
        "≥ 50,000",
        "decisions",
        Doing("decide, with a clearance", QUESTIONS, _each(QUESTIONS, decide, questions)),
    )
