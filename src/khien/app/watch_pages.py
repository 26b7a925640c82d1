"""The watch as programs read it: the index, live traffic, hits by indicator, hunts, and the life of warnings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from khien.app.foresight import open_drafts
from khien.app.hits import USUAL, Outlook, Seen, Teller, Top, outlook, trends
from khien.app.hunting import HUNT
from khien.app.log_matching import MATCH
from khien.app.warning_life import life
from khien.app.warnings import notices
from khien.app.wiring import Node
from khien.app.work import Work
from khien.model.instants import stix_time
from khien.model.warning import Standing
from khien.store.objects import Line

MOST: Final = 50  # indicators, pieces of work and warnings


def watch_report(node: Node, span: str = USUAL) -> dict[str, Any]:
    """Everything that the pages of the watch show, as a JSON value.

    Args:
        node: whose watch.
        span: over which hits are counted, a name of `hits.SPANS`.

    Times are in UTC; the hours and days of bars begin as in `zone`, the node's.
    """
    now = outlook(node, span)
    return {
        "index": _index(now),
        "live": [asdict(one) for one in now.flows],
        "withheld": dict(now.withheld),
        "zone": now.zone.key,
        "over_time": [
            {"from": stix_time(one.start), "ours": one.ours, "theirs": one.theirs}
            for one in now.bars
        ],
        "most_seen": [_top(one) for one in now.top],
        "told_by": [_teller(one) for one in now.tellers],
        "sightings": [_seen(one) for one in now.newest],
        "hits": _hits(node, span),
        "hunts": [_work(one) for one in node.works.newest(HUNT, MATCH, limit=MOST)],
        "drafts": [
            {
                "id": one.id,
                "title": title,
                "matter": one.finding.matter.value,
                "tlp": one.finding.tlp.value,
                "drafted": stix_time(one.drafted),
                "until": stix_time(one.until),
            }
            for one, title in open_drafts(node)[:MOST]
        ],
        "warnings": _warnings(node),
    }


def _index(now: Outlook) -> dict[str, Any]:
    return {
        "indicators": now.index.indicators,
        "values": dict(now.index.kinds),
        "behind": now.index.behind,
        "engine": now.engine,
    }


def _top(one: Top) -> dict[str, Any]:
    return {"indicator": one.id, **_named(one.line), "times": one.count, "sightings": one.sightings}


def _teller(one: Teller) -> dict[str, Any]:
    """A partner, or a feed: its indicators that were seen, how often, and what it saw itself."""
    return {
        "source": one.source or "own",
        "indicators": one.indicators,
        "times": one.count,
        "told": one.told,
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {
        "sighting": one.id,
        "of": one.of,
        "title": one.line.title if one.line else "",
        "tlp": one.tlp.value,
        "times": one.count,
        "first_seen": stix_time(one.first) if one.first else None,
        "last_seen": stix_time(one.last) if one.last else None,
        "source": one.source or "own",
        "kept": stix_time(one.added),
    }


def _named(line: Line | None) -> dict[str, str]:
    """Title and marking of an indicator; empty where it is not held here."""
    return {"title": line.title if line else "", "tlp": line.tlp.value if line else ""}


def _hits(node: Node, span: str) -> dict[str, Any]:
    found = trends(node, span, MOST)
    rows = [
        {
            "indicator": one.id,
            **_named(one.line),
            "times": one.count,
            "sightings": one.sightings,
            "first_seen": stix_time(one.first),
            "last_seen": stix_time(one.last),
            "seen_by": [name or "own" for name in one.seen_by],
            "bars": list(one.bars),
        }
        for one in found.found
    ]
    return {"starts": [stix_time(one) for one in found.starts], "indicators": rows}


def _work(one: Work) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "officer": one.officer,
        "state": one.state.value,
        "started": stix_time(one.started),
        "done": one.done,
        "of": one.total,
        "code": one.code,
        "result": one.result,
    }


def _warnings(node: Node) -> list[dict[str, Any]]:
    """Warnings that count, and those that ended, each with what happened to it."""
    found = sorted(notices(node), key=lambda one: one.standing is not Standing.IN_FORCE)
    return [
        {
            "id": one.kept.object_id,
            "headline": one.warning.headline,
            "tlp": one.kept.tlp.value,
            "standing": one.standing.value,
            "source": one.kept.source or "own",
            "life": [
                {"at": stix_time(step.at), "what": step.what.partition(".")[2], "who": step.who}
                for step in life(node, one)
            ],
        }
        for one in found[:MOST]
    ]
