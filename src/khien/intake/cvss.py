"""CVSS base scores, computed anew from their vectors: version 2.0, 3.0 and 3.1.

Source: FIRST, A Complete Guide to CVSS 2.0 §3.2.1; CVSS 3.0 and 3.1 specification §7.1 and appendix A.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_METRIC: Final = "[A-Za-z]{1,3}:[A-Za-z]{1,3}"
_VECTOR_2: Final = re.compile(rf"\(?({_METRIC}(?:/{_METRIC}){{5,13}})\)?")
_VECTOR_3: Final = re.compile(rf"CVSS:3\.[01]/({_METRIC}(?:/{_METRIC}){{7,21}})")
_2: Final[Mapping[str, Mapping[str, float]]] = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0}, "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    **{name: {"N": 0.0, "P": 0.275, "C": 0.66} for name in "CIA"},
}  # fmt: skip
_3: Final[Mapping[str, Mapping[str, float]]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}, "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27}, "UI": {"N": 0.85, "R": 0.62}, "S": {"U": 0.0, "C": 1.0},
    **{name: {"N": 0.0, "L": 0.22, "H": 0.56} for name in "CIA"},
}  # fmt: skip
_PRIVILEGES_ELSEWHERE: Final = {"L": 0.68, "H": 0.5}
_SEVERITIES: Final = (
    (9.0, "CRITICAL"),
    (7.0, "HIGH"),
    (4.0, "MEDIUM"),
    (0.1, "LOW"),
    (0.0, "NONE"),
)
_TOP: Final = 10.0
_REQUIRED: Final = {
    "cvss_v2": ("version", "vectorString", "baseScore"),
    "cvss_v3": ("version", "vectorString", "baseScore", "baseSeverity"),
}


def is_whole(kind: str, score: Mapping[str, Any]) -> bool:
    """Whether a score has the form that its schema asks for; `kind` is `cvss_v2` or `cvss_v3`."""
    number = score.get("baseScore")
    if any(name not in score for name in _REQUIRED[kind]) or isinstance(number, bool):
        return False
    version = {"cvss_v2": ("2.0",), "cvss_v3": ("3.0", "3.1")}[kind]
    is_score = isinstance(number, int | float) and 0 <= number <= _TOP
    return is_score and score["version"] in version and base_score(score) is not None


def agrees(score: Mapping[str, Any]) -> bool:
    """Whether base score and severity are those of the vector; what has no vector is not asked."""
    computed, severity = base_score(score), score.get("baseSeverity")
    number = score.get("baseScore")
    if computed is None or not isinstance(number, int | float):
        return True
    if severity is not None and str(severity) != severity_of(computed):
        return False
    return abs(computed - number) < 0.05  # both are written with one digit


def severity_of(score: float) -> str:
    """The qualitative rating of a score of version 3 (§5)."""
    return next(word for least, word in _SEVERITIES if score >= least)


def base_score(score: Mapping[str, Any]) -> float | None:
    """The base score that a vector gives; None for one that is none."""
    vector = str(score.get("vectorString"))
    found = _VECTOR_3.fullmatch(vector) or _VECTOR_2.fullmatch(vector)
    if found is None:
        return None
    metrics = dict(part.split(":") for part in found[1].split("/"))
    table = _3 if vector.startswith("CVSS:") else _2
    if any(metrics.get(name) not in values for name, values in table.items()):
        return None
    value = {name: values[metrics[name]] for name, values in table.items()}
    if table is _2:
        return _of_2(value)
    return _of_3(value, metrics, is_newest=vector.startswith("CVSS:3.1"))


def _of_2(value: Mapping[str, float]) -> float:
    impact = 10.41 * (1 - (1 - value["C"]) * (1 - value["I"]) * (1 - value["A"]))
    exploitability = 20 * value["AV"] * value["AC"] * value["Au"]
    weight = 1.176 if impact else 0.0
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * weight, 1)


def _of_3(value: Mapping[str, float], metrics: Mapping[str, str], *, is_newest: bool) -> float:
    is_elsewhere = metrics["S"] == "C"
    base = 1 - (1 - value["C"]) * (1 - value["I"]) * (1 - value["A"])
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if is_elsewhere else 6.42 * base
    privileges = (
        _PRIVILEGES_ELSEWHERE.get(metrics["PR"], value["PR"]) if is_elsewhere else value["PR"]
    )
    exploitability = 8.22 * value["AV"] * value["AC"] * privileges * value["UI"]
    if impact <= 0:
        return 0.0
    total = min((1.08 if is_elsewhere else 1.0) * (impact + exploitability), _TOP)
    return _up_31(total) if is_newest else -(-total * 10 // 1) / 10


def _up_31(number: float) -> float:
    """Rounded up to one digit, without what binary fractions add (CVSS 3.1 appendix A)."""
    whole = round(number * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
