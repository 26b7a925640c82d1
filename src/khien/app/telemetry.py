"""Settings of what a node does with telemetry: how it is matched, and what is kept of it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from khien.model.patterns import ValueKind


class WatchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How indicators are matched against traffic.

    `above` is the score that an indicator has to exceed, 0 for none. `groups` are groups of clients,
    each `NAME=NETWORK,NETWORK`. `listen` names where syslog may come in: on this machine alone.
    `window_s` is how long hits of one indicator are gathered into one sighting.
    """

    above: Annotated[int, msgspec.Meta(ge=0, le=99)] = 0
    groups: tuple[str, ...] = ()
    listen: tuple[str, ...] = ()
    window_s: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300


class ScoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How indicators are scored; what is not set here is as `watch.scoring.rules` has it.

    `half_life_days` is by kind of value, `trust` by source: a partner, a feed, or `own`.
    """

    half_life_days: dict[ValueKind, Annotated[float, msgspec.Meta(gt=0, le=36_525)]] = {}
    trust: dict[str, Annotated[int, msgspec.Meta(ge=0, le=100)]] = {}


class HistorySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Telemetry that is kept to be hunted through (extra `hunt`). Days and bytes are upper bounds.

    `clients`: a keyed pseudonym for each address, for each /24 or /48, or nothing. `keep_matched` also
    keeps every file that this node matches. `hunt_new` names the new indicators that are hunted by
    themselves: `all`, `own`, `partner:NAME`, `label:TEXT`.
    """

    days: Annotated[int, msgspec.Meta(ge=1, le=3_660)] = 90
    most_gb: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 100
    clients: Literal["pseudonym", "group", "none"] = "pseudonym"
    keep_matched: bool = False
    hunt_new: tuple[str, ...] = ()
