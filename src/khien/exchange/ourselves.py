"""This node, as its partners see it."""

from __future__ import annotations

from dataclasses import dataclass

from khien.model.ids import ObjectId, PartnerName
from khien.model.signing import SigningKey


@dataclass(frozen=True, slots=True)
class Ourselves:
    """Name, STIX identity, country, address and signing key of this node."""

    name: PartnerName
    identity: ObjectId
    country: str
    url: str
    key: SigningKey
