"""The weights of contexts, fitted on all labelled material; and what they are worth on a set that they were fitted without.

    python -m tests.quality.fitting            # leave one set out, every set in turn
    python -m tests.quality.fitting write      # fit on all, and write src/khien/intake/extraction/weights.py

Logistic regression with a normal prior. The prior's means are the table below, what a person would say before any text
was read, so that a class which the material seldom shows still counts; the fit only moves them as far as texts tell.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from khien.intake.extraction import Document, extract
from khien.intake.extraction.agreeing import Verdict
from khien.intake.extraction.contexts import Case, Judge
from khien.intake.extraction.weighing import FAMILIES
from tests.quality import corpora, unseen
from tests.quality.__main__ import alerts
from tests.quality.scoring import plain

TABLE: Final = Path(__file__).parents[2] / "src/khien/intake/extraction/weights.py"
# How much a class tells, before any text: positive for malicious.
POLARITY: Final = {
    "fraud": 1.6, "crime": 0.8, "crook": 1.1, "malware": 1.1, "reach": 1.1, "attack": 1.1, "block": 1.4, "indicator": 1.4, "shun": 1.3, "warn": 0.4, "pose": 0.6,
    "approach": 1.0, "urge": 0.9, "harmed": 0.8, "lure": 0.8, "fresh": 0.6, "takedown": 0.7, "disown": 1.5,
    "allow": -1.8, "cleared": -2.0, "official": -1.8, "contact": -1.2, "report": -1.4, "refer": -1.3, "mend": -0.7, "advise": -0.4, "own": -1.0,
    "office": -0.3, "upkeep": -1.2, "exercise": -1.6, "noise": -1.4, "payer": -1.0, "payee": 1.0, "aim": -0.5, "cover": -0.8, "foot": -2.0, "from": 0.3,
}  # fmt: skip
# How much of that counts where.
PLACES: Final = {
    "next-before": 0.4, "next-after": 0.3, "near-before": 0.7, "mid-before": 0.5, "far-before": 0.15, "near-after": 0.7, "mid-after": 0.4, "far-after": 0.0, "label": 0.9,
    "sentence-before": 0.3, "others-before": 0.1, "sentence-after": 0.3, "others-after": 0.0, "answer": 0.8, "page": 0.1, "said": 0.5,
}  # fmt: skip
OTHERS: Final = {
    "listed@section": 4.0, "bad@column": 4.0, "good@column": -4.0, "look-alike@itself": 3.0, "drop@itself": 4.0, "whole@disarmed": -2.5,
    "alarming@document/digest": 1.5, "alarming@document/money": 1.5, "mailbox-of-office": -0.8, "mobile": 0.5, "line-of-office": -1.5, "www": -0.8,
    "page-of-trap": 0.5, "page-to-read": -0.6, "page-of-file": 0.8, "host-of-trap": 0.6, "host-of-office": -0.6, "made-of-another": 0.6, "another-made-of-it": -0.6,
    "disarmed@itself": 3.0, "calm@document": -1.0, "bad@cell": 2.5, "good@cell": -4.0, "exercise@document": -2.0, "cleared@document": -0.2, "mend@document": -0.1, "allow@document": -0.2, "upkeep@document": -0.2, "noise@document": -0.1,
    "yes@answer": -0.8, "no@answer": 0.8, "paper": -0.5, "in-brackets/email": -0.5, "in-brackets/phone": -0.5, "last-line": -0.5, "host-that-serves": -0.5, "ending-cheap": 0.8, "ending-of-office": -1.2,
    "ending-of-country": -0.4, "payer@label/money": -1.0, "payer@near-before/money": -1.5, "payer@mid-before/money": -0.8, "payer@near-after/money": -1.5, "payer@mid-after/money": -0.8, "payer@said/money": -1.0,
    "payee@near-before/money": 0.8, "is-it/money": 0.5, "hyphen": 0.4, "toward@label/email": -1.0, "last/email": -0.5, "last/phone": -0.5,
}  # fmt: skip
SPREAD, SPREAD_OF_KIND, SPREAD_OF_ITSELF = 0.5, 0.35, 0.25  # standard deviations of the priors
_IN_LINE: Final = 9  # weights
_OFTEN: Final = 4  # a sign of one sort of value has to be seen so often to be weighed
_SELDOM: Final = 0.02  # a smaller weight is left out of the table


class Row(NamedTuple):
    """One labelled value of one set, and its signs."""

    group: str
    where: str
    kind: str
    value: str
    bad: bool
    signs: tuple[str, ...]


def prior(sign: str) -> float:
    """What a sign is worth before any text was read."""
    name, _, place = sign.partition("@")
    if sign in OTHERS or "/" in place or not place:
        return OTHERS.get(sign, 0.0)
    return POLARITY.get(name, 0.0) * PLACES.get(place, 0.0)


def _by_kind(case: Case, signs: tuple[str, ...]) -> tuple[str, ...]:
    """The signs, and each of them once more for this sort of value only."""
    family = FAMILIES.get(case.spot.kind, "thing")
    return (*signs, *(f"{sign}/{family}" for sign in signs))


class _Recorder:
    def __init__(self) -> None:
        self.seen: list[tuple[str, str, tuple[str, ...]]] = []
        self._weigh = Judge.weigh

    def __call__(self, judge: Judge, case: Case) -> Verdict:
        self.seen.append((case.spot.kind, case.spot.value, _by_kind(case, judge.signs(case))))
        return self._weigh(judge, case)


def rows(*, others: bool = True) -> Iterator[Row]:
    """All labelled material that rules do not decide; without the `others` only the sets that were held out."""
    recorder = _Recorder()
    Judge.weigh = lambda self, case: recorder(self, case)  # type: ignore[method-assign]
    for name, cases in unseen.SETS.items():
        if name in unseen.ONLY_JUDGED:
            continue
        language: Any = "vi" if name.startswith("vi") else "en"
        for number, (text, key) in enumerate(cases):
            told = {plain(kind, value): context for kind, value, context in key}
            recorder.seen.clear()
            extract(Document(text, language=language), unseen.KNOWN, popular=unseen._is_popular)
            yield from _rows(name.partition(" ")[2], f"{name} {number}", recorder, told)
    corpus = {"eset": corpora.eset, "vietnamese": corpora.vietnamese, "alerts": alerts}
    for name, samples in corpus.items() if others else ():
        for sample in samples():
            told = {(kind, value): context for kind, value, context in sample.context}
            recorder.seen.clear()
            publisher = "welivesecurity.com" if sample.language == "en" else ""
            extract(Document(sample.text, language=sample.language, publisher=publisher))  # type: ignore[arg-type]
            yield from _rows(name, sample.name, recorder, told)
    Judge.weigh = recorder._weigh  # type: ignore[method-assign]


def _rows(
    group: str, where: str, recorder: _Recorder, told: dict[tuple[str, str], str]
) -> Iterator[Row]:
    for kind, value, signs in recorder.seen:
        context = told.get(plain(kind, value))
        if context in ("malicious", "benign"):
            yield Row(group, where, kind, value, context == "malicious", signs)


def fit(material: list[Row]) -> dict[str, float]:
    """The weight of every sign that the material shows, and of every other its prior."""
    counted = Counter(sign for row in material for sign in set(row.signs))
    names = sorted(
        name for name, times in counted.items() if times >= (_OFTEN if "/" in name else 1)
    )
    index = {name: at for at, name in enumerate(names)}
    signs = np.zeros((len(material), len(names)))
    for at, row in enumerate(material):
        for sign in row.signs:
            if sign in index:
                signs[at, index[sign]] = 1.0
    # every document counts alike, however often it says a thing
    sizes = Counter(row.where for row in material)
    each = np.array([1.0 if sizes[row.where] <= 12 else 12 / sizes[row.where] for row in material])
    bad = np.array([row.bad for row in material], dtype=float)
    mean = np.array([prior(name) for name in names])
    spread = np.array([_spread(name) for name in names])
    weights = mean.copy()
    for _ in range(5):
        chance = 1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30)))
        slope = signs.T @ (each * (bad - chance)) - (weights - mean) / spread**2
        curve = (signs.T * (each * chance * (1 - chance))) @ signs + np.diag(1 / spread**2)
        weights = weights + np.linalg.solve(curve, slope)
    fitted = {f"{c}@{p}": prior(f"{c}@{p}") for c in POLARITY for p in PLACES} | OTHERS
    return fitted | {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def _spread(sign: str) -> float:
    if "@" not in sign:
        return SPREAD_OF_ITSELF
    return SPREAD_OF_KIND if "/" in sign else SPREAD


def score(row: Row, weights: dict[str, float]) -> float:
    """The log-odds that a value is malicious."""
    return sum(weights.get(sign, 0.0) for sign in row.signs)


def leave_one_out(material: list[Row]) -> dict[str, list[tuple[Row, float]]]:
    """Each set judged by weights that were fitted without it."""
    found: dict[str, list[tuple[Row, float]]] = defaultdict(list)
    for group in dict.fromkeys(row.group for row in material):
        weights = fit([row for row in material if row.group != group])
        found[group] = [(row, score(row, weights)) for row in material if row.group == group]
    return found


def main() -> None:
    """What the command line asks for."""
    material = list(rows())
    if "write" in sys.argv[1:]:
        write(fit(material))
        return
    right = total = 0
    for group, judged in leave_one_out(material).items():
        good = sum((value > 0) == row.bad for row, value in judged)
        print(f"{group}: {good} of {len(judged)} weighed: {good / len(judged):.3f}")  # noqa: T201
        if group not in ("eset", "vietnamese", "alerts"):
            right, total = right + good, total + len(judged)
        wrong = [(row, value) for row, value in judged if (value > 0) != row.bad]
        for row, value in wrong if "errors" in sys.argv[1:] else ():
            print("  ", row.where, row.kind, row.value, f"{value:.2f}")  # noqa: T201
    print(f"all held-out sets: {right} of {total}: {right / total:.3f}")  # noqa: T201


def write(weights: dict[str, float]) -> None:
    """The table, sorted by class."""
    kept = {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= _SELDOM}
    lines = [
        '"""What each sign tells of a value, in log-odds: made by `python -m tests.quality.fitting write`, not by hand."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import Final",
        "",
        "UNSURE: Final = 0.15",
        '"""Evidence that comes to less, for or against, leaves it to the analyst."""',
        'FAMILIES: Final = ("host", "address", "money", "digest", "email", "phone", "thing")',
        '"""Sorts of values; `place/sort=` adds to a weight for values of one sort."""',
        "_TABLE: Final = (",
    ]
    by_class: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kept):
        head, _, place = name.partition("@")
        if not place:
            head, _, family = name.partition("/")
            place = f"/{family}" if family else ""
        by_class[head].append(f"{place}={kept[name]:g}" if place else f"{kept[name]:g}")
    for head, found in by_class.items():
        lines += [
            f'    "{head} {" ".join(found[at : at + _IN_LINE])}\\n"'
            for at in range(0, len(found), _IN_LINE)
        ]
    lines += [
        ")",
        "",
        "",
        "def _weights() -> dict[str, dict[str, float]]:",
        "    made: dict[str, dict[str, float]] = {family: {} for family in FAMILIES}",
        "    for line in _TABLE.splitlines():",
        "        name, *weights = line.split()",
        "        for weight in weights:",
        '            place, _, number = weight.rpartition("=")',
        '            place, _, only = place.partition("/")',
        '            sign = f"{name}@{place}" if place else name',
        "            for family in (only,) if only else FAMILIES:",
        "                made[family][sign] = made[family].get(sign, 0.0) + float(number)",
        "    return made",
        "",
        "",
        "WEIGHTS: Final = _weights()",
        '"""By sort of value and sign: `class@place`, or what a value is itself. Positive is malicious."""',
        "",
    ]
    TABLE.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
