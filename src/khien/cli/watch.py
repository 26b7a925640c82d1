"""`khien watch`: indicators against telemetry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from khien.app.foresight import Draft, Foreseen, foresee
from khien.app.sightings import Search, Sighted, sweep
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.releases import release_row
from khien.cli.speech import emit, tell
from khien.model.agreement import Purpose
from khien.model.marking import Tlp
from khien.watch import Validity

WATCH = noun("help.watch")


@verb("help.watch.match", WATCH)
@with_node
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--publish", words="option.match.publish", is_flag=True)
@option(
    "--purpose",
    words="option.purpose",
    type=click.Choice([one.value for one in Purpose]),
    default=Purpose.NETWORK_DEFENCE.value,
    show_default=True,
)
@option(
    "--validity",
    words="option.match.validity",
    type=click.Choice([one.value for one in Validity]),
    default=Validity.NOW.value,
    show_default=True,
)
@option(
    "--tlp",
    words="option.match.tlp",
    type=click.Choice([one.value for one in Tlp]),
    default=Tlp.AMBER.value,
    show_default=True,
)
@option("--clients", words="option.match.clients", is_flag=True)
@officer_option(required=False)
def _match(
    node: Node,
    *,
    file: Path,
    publish: bool,
    purpose: str,
    validity: str,
    tlp: str,
    clients: bool,
    officer_name: str | None,
) -> None:
    search = Search(
        validity=Validity(validity),
        tlp=Tlp(tlp),
        publish=Purpose(purpose) if publish else None,
        author=acting(node, officer_name).name if officer_name else "",
        clients=clients,
    )
    swept = sweep(node, file, search)
    matched = swept.matched
    emit(
        {
            "file": file.name,
            "lines": matched.lines,
            "without_values": matched.without_values,
            "unreadable": matched.unreadable_count,
            "hits": len(matched.hits),
        }
    )
    for one in swept.sighted:
        emit(_sighted_row(one) | ({"clients": one.hit.clients} if clients else {}))
    for line in matched.unreadable:
        facts = {"line": line.line, "detail": line.detail}
        emit({"line": line.line, "code": line.code, "words": sentence(line.code, facts)})
    for release in swept.releases:
        emit({"release": release_row(release)})
    tell(
        "told.matched",
        lines=matched.lines,
        unreadable=matched.unreadable_count,
        hits=len(matched.hits),
        sightings=sum(release.type == "sighting" for release in swept.releases),
    )


@verb("help.watch.foresee", WATCH)
@with_node
def _foresee(node: Node) -> None:
    seen = foresee(node)
    for _, to_do, draft in seen.found:
        emit({"step": to_do.value, **_draft_row(draft)})
    _tell_foreseen(seen)


def _tell_foreseen(seen: Foreseen) -> None:
    drafted = sum(to_do.value == "drafted" for _, to_do, _ in seen.found)
    found = len(seen.found) + seen.left
    tell("told.foreseen", sightings=seen.looked, tested=seen.tested, found=found, drafted=drafted)
    if seen.is_cut:
        tell("told.foreseen-cut")
    if seen.left:
        tell("told.foreseen-left", left=seen.left)


def _draft_row(draft: Draft) -> dict[str, Any]:
    finding = draft.finding
    return {
        "draft": draft.id,
        "matter": finding.matter.value,
        "about": finding.about,
        "tlp": finding.tlp.value,
        "urgency": draft.urgency,
        "severity": draft.severity,
        "certainty": draft.certainty,
        "until": draft.until,
        "why": msgspec.structs.asdict(finding.why),
    }


def _sighted_row(one: Sighted) -> dict[str, Any]:
    hit = one.hit
    return {
        "indicator": hit.object_id,
        "values": [{"kind": v.kind.value, "value": v.value} for v in hit.values],
        "count": hit.count,
        "line": hit.line,
        "first_seen": hit.first_seen,
        "last_seen": hit.last_seen,
        "source": one.source or "own",
        "sighting": one.sighting,
    }


COMMANDS = (WATCH,)
