"""What judging a STIX object answers: a verdict, and every finding with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say about one place in an object.

    Attributes:
        code: the key of its sentence in `model/words/stix.py`.
        path: where, written like a STIX selector: `external_references.[0].url`; empty for the whole object.
        detail: the fact at fault, short; content of text properties is never repeated here.
    """

    code: str
    path: str
    detail: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What fills the holes of the sentence."""
        return {"path": self.path or "$", "detail": self.detail}


class Verdict(StrEnum):
    """May this object be kept as a version?"""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted-with-findings"
    REFUSED = "refused"


# Refused even when lenient: what breaks these cannot be addressed, hashed, stored or told apart.
HARD: Final = frozenset(
    {
        "stix.not-json",
        "stix.not-an-object",
        "stix.duplicate-key",
        "stix.too-large",
        "stix.too-deep",
        "stix.too-many-values",
        "stix.too-many-findings",
        "stix.number",
        "stix.nul",
        "stix.bundle",
        "stix.type-name",
        "stix.spec-version",
        "stix.id",
        "stix.version-time",
        "stix.marking-changed",
    }
)

# A MUST of STIX 2.1: refused, unless the reader is lenient; then each stays as a finding.
MUST: Final = frozenset(
    {
        "stix.missing",
        "stix.wrong-type",
        "stix.range",
        "stix.syntax",
        "stix.enumeration",
        "stix.timestamp",
        "stix.precision",
        "stix.time-order",
        "stix.reference",
        "stix.reference-type",
        "stix.selector",
        "stix.marking-or-language",
        "stix.marking-circle",
        "stix.condition",
        "stix.empty",
        "stix.null",
        "stix.control-character",
        "stix.property-name",
        "stix.key-name",
        "stix.reserved",
        "stix.external-reference",
        "stix.hash",
        "stix.extension",
        "stix.id-namespace",
        "stix.uuid-version",
        "stix.language-tag",
        "stix.pattern",
    }
)

# A SHOULD, a best practice, or something this node does not know: kept, and said.
ADVICE: Final = frozenset(
    {
        "stix.unknown-type",
        "stix.unknown-property",
        "stix.unknown-extension",
        "stix.extension-shape",
        "stix.vocabulary",
        "stix.deterministic-id",
        "stix.fine-precision",
        "stix.confusable",
        "stix.hidden-character",
        "stix.hash-unknown",
        "stix.several-tlp",
        "stix.deprecated",
        "stix.value",
        "stix.pattern-clause",
        "stix.extension-absent",
    }
)

CODES: Final = HARD | MUST | ADVICE


def verdict_of(findings: Iterable[Finding], *, lenient: bool = False) -> Verdict:
    """The verdict that a set of findings adds up to; none is `accepted`."""
    codes = {finding.code for finding in findings}
    if codes & HARD or (codes & MUST and not lenient):
        return Verdict.REFUSED
    return Verdict.ACCEPTED_WITH_FINDINGS if codes else Verdict.ACCEPTED
