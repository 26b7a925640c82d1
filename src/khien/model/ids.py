"""Typed identifiers, so that one kind can never be passed for another."""

from __future__ import annotations

from typing import NewType

ObjectId = NewType("ObjectId", str)
"""A STIX identifier: `type--UUID` (STIX 2.1 §2.9)."""

PartnerName = NewType("PartnerName", str)
"""The short name under which a node knows a partner, e.g. `asean-cert`."""

OfficerName = NewType("OfficerName", str)
"""The sign-in name of one officer of this node."""

ReleaseId = NewType("ReleaseId", str)
"""`release--UUID`: one version to one partner. Both sides use it to name the crossing."""

DeliveryId = NewType("DeliveryId", str)
"""`delivery--UUID`: one batch of releases on the wire."""
