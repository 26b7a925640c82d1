"""What the tags of known MISP taxonomies mean in STIX; every other tag is a label and nothing more.

Sources: misp-taxonomies; STIX 2.1 appendix A for confidence, §10.11 for kill chains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from khien.model.marking import Tlp, tlp_named

_TAG: Final = re.compile(
    r'(?P<namespace>[^:="]+):(?P<predicate>[^="]+)(?:="(?P<value>.*)")?', re.DOTALL
)
_CONFIDENCE: Final[Mapping[tuple[str, str], Mapping[str, int]]] = {
    # STIX 2.1 appendix A: Admiralty credibility; DNI scale; none, low, medium, high.
    ("admiralty-scale", "information-credibility"): {"1": 90, "2": 70, "3": 50, "4": 30, "5": 10},
    ("estimative-language", "likelihood-probability"): {
        "almost-no-chance": 5, "very-unlikely": 15, "unlikely": 30, "roughly-even-chance": 50, "likely": 70,
        "very-likely": 85, "almost-certain": 95,
    },
    ("estimative-language", "confidence-in-analytic-judgment"): {"low": 15, "moderate": 50, "high": 85},
    # The numerical values of the taxonomy itself.
    ("misp", "confidence-level"): {
        "completely-confident": 100, "usually-confident": 75, "fairly-confident": 50, "rarely-confident": 25,
        "unconfident": 0,
    },
}  # fmt: skip
_CIRCLES: Final = frozenset({("iep", "traffic-light-protocol"), ("iep2-policy", "tlp")})
# What a state has classified is for nobody whom we could choose; the unclassified levels say nothing.
_CLASSIFIED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("nato", "classification"): frozenset({"NU"}),
    ("fr-classif", "classifiees"): frozenset(),
    ("fr-classif", "special-france"): frozenset(),
    ("fr-classif", "non-classifiees"): frozenset({"NON-PROTEGE"}),
    **{("dni-ism", f"classification:{of}"): frozenset({"U", "NU"}) for of in ("us", "nato", "non-us")},
}  # fmt: skip
_CHAIN: Final = "lockheed-martin-cyber-kill-chain"
EXERCISE: Final = "exercise"
"""The label that keeps an object of an exercise out of everything real; also the taxonomy's name."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine tag in its three parts; `value` is empty where the predicate says it all."""

    namespace: str
    predicate: str
    value: str


def machine_tag(name: str) -> Machine | None:
    """Read `namespace:predicate="value"`; None for a tag of another kind."""
    found = _TAG.fullmatch(name.strip())
    return Machine(found[1].lower(), found[2].lower(), found[3] or "") if found else None


def confidence_of(names: Iterable[str]) -> int | None:
    """How sure tags say that somebody is, 0 to 100; of several the most careful one counts."""
    found = [
        number
        for tag in map(machine_tag, names)
        if tag is not None
        and (scale := _CONFIDENCE.get((tag.namespace, tag.predicate))) is not None
        and (number := scale.get(tag.value.lower())) is not None
    ]
    return min(found, default=None)


def circle_of(names: Iterable[str]) -> Tlp | None:
    """How far tags of other taxonomies let something go: a TLP within a policy, a state's secret."""
    found: list[Tlp] = []
    for tag in map(machine_tag, names):
        key = ("", "") if tag is None else (tag.namespace, tag.predicate)
        value = "" if tag is None else tag.value
        if key in _CIRCLES and (level := tlp_named(value)) is not None:
            found.append(level)
        elif key in _CLASSIFIED and value.upper() not in _CLASSIFIED[key]:
            found.append(Tlp.RED)
    return max(found, default=None)


def phases_of(names: Iterable[str]) -> list[dict[str, str]]:
    """The phases of Lockheed Martin's kill chain that tags name."""
    phases = dict.fromkeys(
        tag.predicate.replace(" ", "-")
        for tag in map(machine_tag, names)
        if tag is not None and tag.namespace == "kill-chain"
    )
    return [{"kill_chain_name": _CHAIN, "phase_name": phase} for phase in phases]


def is_of_exercise(name: str) -> bool:
    """Whether a tag says that something was made in an exercise."""
    return name.strip().lower().partition(":")[0] == EXERCISE
