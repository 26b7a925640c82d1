"""The STIX Relationship Objects, §5 of STIX 2.1."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta

from khien.model.stix.common import Common, Identifier, Many, Maybe, Sightings, Timestamp


class Relationship(Common, frozen=True, tag="relationship"):
    """What one object is to another (STIX 2.1 §5.1)."""

    relationship_type: Annotated[str, Meta(pattern=r"^[a-z0-9-]+$(?!\n)")]
    source_ref: Identifier
    target_ref: Identifier
    description: Maybe[str] = UNSET
    start_time: Maybe[Timestamp] = UNSET
    stop_time: Maybe[Timestamp] = UNSET


class Sighting(Common, frozen=True, tag="sighting"):
    """Something was seen; a count of 0 says looked for and not seen (STIX 2.1 §5.2)."""

    sighting_of_ref: Identifier
    description: Maybe[str] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET
    count: Maybe[Sightings] = UNSET
    observed_data_refs: Maybe[Many[Identifier]] = UNSET
    where_sighted_refs: Maybe[Many[Identifier]] = UNSET
    summary: Maybe[bool] = UNSET


RELATIONSHIP_OBJECTS = (Relationship, Sighting)
