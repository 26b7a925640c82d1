"""What the person or the feed that imports a file wants of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from khien.intake.limits import DEFAULT_LIMITS, Limits
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp


@dataclass(frozen=True, slots=True)
class Wish:
    """How to read one file. Only `identity` and `now` are needed.

    Attributes:
        identity: our STIX identity; the creator of every object that this room makes.
        now: the instant of the import; `created` of what is made from lists and tables.
        format: `stix`, `misp`, `list` or `csv`; None looks at the content.
        encoding: of a file that is no UTF-8, one of `charsets.ENCODINGS`; '' where nobody said so.
        marking: for objects that we make and that say nothing themselves; objects that came as STIX
            are never marked by us. None leaves them unmarked, which the gate counts as AMBER+STRICT.
        source: what to call the feed; the file's name where empty. It names the grouping of a list,
            so a list that keeps its source keeps its grouping.
        labels: added to every indicator that we make.
        indicator_types: of indicators from lists and tables (STIX 2.1 §10.6).
        confidence: 0 to 100, or None to say nothing (STIX 2.1 appendix A).
        valid_days: after so many days an indicator from a list ends; None for no end.
        lenient: keep STIX objects that break a rule but can still be stored, with findings.
        columns: for tables: role → column name or number from 0. Roles: value, type, tags, date,
            comment, source, confidence.
        known: what the store holds, by id: lets a list that is read again give no new versions.
        limits: ceilings against exhaustion.
    """

    identity: ObjectId
    now: datetime
    format: str | None = None
    encoding: str = ""
    marking: Tlp | ObjectId | None = None
    source: str = ""
    labels: tuple[str, ...] = ()
    indicator_types: tuple[str, ...] = ("malicious-activity",)
    confidence: int | None = None
    valid_days: int | None = None
    lenient: bool = False
    columns: Mapping[str, str | int] = field(default_factory=dict)
    known: Mapping[ObjectId, Mapping[str, Any]] = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS

    @property
    def marking_refs(self) -> list[str]:
        """The wished marking as `object_marking_refs`; empty for none."""
        if self.marking is None:
            return []
        return [TLP_2_IDS[self.marking] if isinstance(self.marking, Tlp) else self.marking]
