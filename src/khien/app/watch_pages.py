"""The watch as programs read it: the index, live traffic, hits by indicator, hunts, and the life of warnings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from khien.app.foresight import open_drafts
from khien.app.hits import index_of, trends
from khien.app.hunting import HUNT
from khien.app.live.standing import flows
from khien.app.log_matching import MATCH
from khien.app.warning_life import life
from khien.app.warnings import notices
from khien.app.wiring import Node
from khien.app.work import Work
from khien.model.instants import stix_time
from khien.model.warning import Standing
from khien.watch.engine import in_use

MOST: Final = 50  # indicators, pieces of work and warnings


def watch_report(node: Node, span: str = "day") -> dict[str, Any]:
    """Everything that the pages of the watch show, as a JSON value.

    Args:
        node: whose watch.
        span: over which hits are counted, a name of `hits.SPANS`; any other is a day.
    """
    index = index_of(node)
    return {
        "index": {
            "indicators": index.indicators,
            "values": dict(index.kinds),
            "behind": index.behind,
            "engine": in_use(),
        },
        "live": [asdict(one) for one in flows(node)],
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


def _hits(node: Node, span: str) -> dict[str, Any]:
    found = trends(node, span, MOST)
    rows = [
        {
            "indicator": one.id,
            "title": one.line.title if one.line else "",
            "tlp": one.line.tlp.value if one.line else "",
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
