"""Early warnings: a STIX 2.1 report that carries the fields of a CAP 1.2 alert in an extension of ours.

Who knows nothing of the extension reads a report with a name, a description and the label
`early-warning`. The definition of the extension is the same, byte for byte, on every node, so that it
can go along with a warning and be there already. No maps: areas are countries and sectors.

Source: OASIS CAP 1.2 §3.2 (alert, info), STIX 2.1 §4.16 (report) and §7.3 (extension definition).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, get_args

import msgspec

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant, stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix.known_extensions import (
    EARLY_WARNING,
    CapCertainty,
    CapMessage,
    CapSeverity,
    CapStatus,
    CapUrgency,
    EarlyWarningFields,
)

LABEL: Final = "early-warning"
STATUSES: Final[tuple[str, ...]] = get_args(CapStatus)
MESSAGES: Final[tuple[str, ...]] = get_args(CapMessage)
URGENCIES: Final[tuple[str, ...]] = get_args(CapUrgency)
SEVERITIES: Final[tuple[str, ...]] = get_args(CapSeverity)
CERTAINTIES: Final[tuple[str, ...]] = get_args(CapCertainty)
# OASIS CAP 1.2 §3.2.2, `category`: those that a warning about networks can be.
CATEGORIES: Final = ("infra", "security", "safety", "transport", "health", "other")

CREATED: Final = "2026-11-22T00:00:00.000Z"
AUTHOR: Final = "identity--6a2c8e5d-3f0b-4c1a-9d7e-52b9f1c04e83"
"""The identity of the project, not of a node: the definition has one content everywhere."""


class Standing(StrEnum):
    """Whether a warning counts now."""

    IN_FORCE = "in-force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """What a warning says.

    Attributes:
        status: `actual`, or `exercise`: nobody acts on the network because of an exercise.
        message: `alert` at first, then `update`, at last perhaps `cancel`.
        headline: one line that tells it all; the name of the report.
        event: what kind of thing happens.
        urgency, severity, certainty: words of CAP.
        effective, onset, expires: from when it counts, when it begins, when it ends by itself.
        countries: ISO 3166-1, two letters; with `sectors` the area. None: everywhere.
        references: the earlier versions, the newest last, each its id and `modified`.
        note: why it was changed or cancelled.
    """

    status: str
    message: str
    headline: str
    event: str
    description: str
    instruction: str
    category: str
    urgency: str
    severity: str
    certainty: str
    effective: datetime
    expires: datetime
    onset: datetime | None = None
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_exercise(self) -> bool:
        """Whether it is only practised."""
        return self.status == "exercise"

    def standing(self, now: datetime, *, revoked: bool = False) -> Standing:
        """Whether it counts at an instant."""
        if revoked or self.message == "cancel":
            return Standing.CANCELLED
        return Standing.IN_FORCE if now < self.expires else Standing.EXPIRED


@dataclass(frozen=True, slots=True)
class Frame:
    """What a version of a warning is written with, apart from what it says.

    `created` is empty for a first version; `objects` are what the warning is about.
    """

    id: str
    identity: str
    now: datetime
    tlp: Tlp
    created: str = ""
    objects: Sequence[str] = ()


def warning_of(content: Mapping[str, Any]) -> EarlyWarning | None:
    """The warning that a STIX object is; None for anything else, and for one that breaks our rules."""
    extensions = content.get("extensions")
    if content.get("type") != "report" or not isinstance(extensions, dict):
        return None
    try:
        told = msgspec.convert(extensions.get(EARLY_WARNING), EarlyWarningFields)
        effective, expires = parse_instant(told.effective), parse_instant(told.expires)
        onset = parse_instant(told.onset) if told.onset else None
    except (msgspec.ValidationError, MalformedError):
        return None
    return EarlyWarning(
        status=told.status,
        message=told.msg_type,
        headline=str(content.get("name", "")),
        event=told.event,
        description=str(content.get("description", "")),
        instruction=told.instruction or "",
        category=told.category,
        urgency=told.urgency,
        severity=told.severity,
        certainty=told.certainty,
        effective=effective,
        expires=expires,
        onset=onset,
        countries=tuple(told.countries or ()),
        sectors=tuple(told.sectors or ()),
        references=tuple(told.references or ()),
        note=told.note or "",
    )


def content_of(warning: EarlyWarning, frame: Frame) -> dict[str, Any]:
    """A version of a warning as a STIX report. A cancelled one is revoked (STIX 2.1 §3.6)."""
    stamp = stix_time(frame.now)
    content: dict[str, Any] = {
        "type": "report",
        "spec_version": "2.1",
        "id": frame.id,
        "created_by_ref": frame.identity,
        "created": frame.created or stamp,
        "modified": stamp,
        "name": warning.headline,
        "description": warning.description,
        "report_types": ["threat-report"],
        "published": frame.created or stamp,
        # A report must refer to something (STIX 2.1 §4.16): without a subject, to who warns.
        "object_refs": list(frame.objects) or [frame.identity],
        # The second label keeps it apart at the gate: it goes for the purpose of exercise only.
        "labels": [LABEL, "exercise"] if warning.is_exercise else [LABEL],
        "object_marking_refs": [TLP_2_IDS[frame.tlp]],
        "extensions": {EARLY_WARNING: _fields(warning)},
    }
    return content | ({"revoked": True} if warning.message == "cancel" else {})


def _fields(warning: EarlyWarning) -> dict[str, Any]:
    always = {
        "extension_type": "property-extension",
        "status": warning.status,
        "msg_type": warning.message,
        "event": warning.event,
        "category": warning.category,
        "urgency": warning.urgency,
        "severity": warning.severity,
        "certainty": warning.certainty,
        "effective": stix_time(warning.effective),
        "expires": stix_time(warning.expires),
    }
    sometimes = {
        "onset": stix_time(warning.onset) if warning.onset else "",
        "instruction": warning.instruction,
        "countries": list(warning.countries),
        "sectors": list(warning.sectors),
        "references": list(warning.references),
        "note": warning.note,
    }
    return always | {name: value for name, value in sometimes.items() if value}


def definition() -> dict[str, Any]:
    """The definition of the extension (STIX 2.1 §7.3.2). It may go to anybody."""
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EARLY_WARNING,
        "created_by_ref": AUTHOR,
        "created": CREATED,
        "modified": CREATED,
        "name": "Early warning",
        "description": (
            "Makes a report an early warning with the fields of a CAP 1.2 alert: status actual or"
            " exercise; msg_type alert, update or cancel; event, category, urgency, severity,"
            " certainty in CAP's words, lower case; effective, onset, expires as timestamps;"
            " instruction; countries (ISO 3166-1 alpha-2) and sectors (industry-sector-ov) as the"
            " area; references to earlier versions as 'id modified'; note, why it was changed or"
            " cancelled. The headline is the report's name. A cancelled warning is revoked."
        ),
        "schema": "CAP 1.2 §3.2 within STIX 2.1 §4.16; the properties are in the description.",
        "version": "1.0",
        "extension_types": ["property-extension"],
        "object_marking_refs": [TLP_2_IDS[Tlp.CLEAR]],
    }
