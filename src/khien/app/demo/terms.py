"""The agreements of the demo, made up: one with the partner abroad, a narrower one with the operator."""

from __future__ import annotations

from datetime import date, timedelta

from khien.app.demo.cast import Player

TERMS = """\
title = "{title}"
valid_from = {first}
valid_until = {last}
purposes = ["network-defence", "early-warning", "fraud-prevention"]
object_groups = ["knowledge", "indicators", "reports", "sightings", "context", "observables"]
tlp_ceiling = "{ceiling}"
pap_ceiling = "amber"
personal_data = {personal}
client_addresses = false
automatic_up_to = "green"

[legal_basis]
code = "UNCC-41"
text = "A made-up agreement for the demo."

[onward]
mode = "none"

[retention]
days = 365

[answer_hours]
routine = 72
urgent = 24
emergency = 4

[emergency]
allowed = false

[[approvals]]
role = "release"
count = 1
from_tlp = "amber"

[[approvals]]
role = "lawyer"
count = 1
from_tlp = "amber"

[[parties]]
name = "{one}"
identity = "{one_identity}"

[[parties]]
name = "{other}"
identity = "{other_identity}"
"""

WIDE = {"ceiling": "amber+strict", "personal": "true"}
NARROW = {"ceiling": "green", "personal": "false"}


def agreement_text(one: Player, other: Player, wide: dict[str, str], today: date) -> str:
    """The text of an agreement between two nodes, valid for a year from today."""
    return TERMS.format(
        title=f"{one.part.name} / {other.part.name}",
        first=today.isoformat(),
        last=(today + timedelta(days=365)).isoformat(),
        one=one.part.name,
        one_identity=one.node.ourselves.identity,
        other=other.part.name,
        other_identity=other.node.ourselves.identity,
        **wide,
    )
