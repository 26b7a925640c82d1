"""`khien release`: what may leave, what waits, what was taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from khien.app.crossings import stopped_report
from khien.app.overview import releases
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.speech import emit, spoken, tell
from khien.cli.tables import table
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.model.agreement import Purpose
from khien.model.marking import Tlp

RELEASE = noun("help.release")

TLP = {one.rank: one.value for one in Tlp}
TOLD = {
    State.CLEARED: "told.approved",
    State.HELD: "told.still-held",
    State.REFUSED: "told.refused-now",
}
NOT_ANSWERED = {State.HELD, State.REFUSED, State.DECLINED, State.CLEARED, State.SENT}


def release_row(release: Release) -> dict[str, Any]:
    """A release as one line of JSON. `receipt` tells a signed answer from one that nobody signed."""
    receipt = None
    if release.answered is not None and release.state not in NOT_ANSWERED:
        receipt = "signed" if release.signed else "unsigned"
    return {
        "id": release.id,
        "object": release.object_id,
        "version": release.modified,
        "sha256": release.sha256,
        "type": release.type,
        "partner": release.partner,
        "purpose": release.purpose,
        "state": release.state.value,
        "tlp": TLP[release.tlp],
        "answers": [
            {"code": code, "detail": detail, "words": sentence(code, {"detail": detail})}
            for code, detail in release.answers
        ],
        "author": release.author,
        "agreement": release.agreement,
        "recipients": release.recipients,
        "redacted_from": release.redacted_from,
        "delivery": release.delivery,
        "published": release.published,
        "decided": release.decided,
        "sent": release.sent,
        "answered": release.answered,
        "review_due": release.review_due,
        "reason": release.reason,
        "receipt": receipt,
    }


def show_published(made: Sequence[Release]) -> None:
    """What the gate said of each object and partner, and how many of each answer."""
    for release in made:
        emit(release_row(release))
    states = Counter(release.state.value for release in made)
    counts = {
        state.value: states[state.value] for state in (State.CLEARED, State.HELD, State.REFUSED)
    }
    tell("told.published", **counts)


@verb("help.release.list", RELEASE)
@with_node
@option("--state", words="option.release.state", type=click.Choice([one.value for one in State]))
@option("--partner", words="option.only-partner", default="", metavar="PARTNER")
@option("--object", "object_id", words="option.only-object", default="", metavar="ID")
def _list(node: Node, *, state: str | None, partner: str, object_id: str) -> None:
    wanted = State(state) if state else None
    found = releases(node, state=wanted, partner=partner, object_id=object_id)
    with node.store.read() as tx:
        stopped = {one.id: stopped_report(tx, one) for one in found}
    for release in found:
        accused = stopped[release.id]
        emit(release_row(release) | ({"accused": list(accused)} if accused else {}))
        for about in accused:
            tell("told.report-stopped", partner=release.partner, object=about)
    tell("told.found", count=len(found))


@verb("help.release.explain", RELEASE)
@with_node
@click.argument("object_id")
@option("--to", "partner", words="option.explain.to", required=True, metavar="PARTNER")
@option(
    "--purpose",
    words="option.purpose",
    type=click.Choice([one.value for one in Purpose]),
    default=Purpose.NETWORK_DEFENCE.value,
    show_default=True,
)
def _explain(node: Node, *, object_id: str, partner: str, purpose: str) -> None:
    answers = node.releases.explain(object_id, partner, Purpose(purpose))
    shown = []
    for answer in answers:
        words = sentence(answer.rule, answer.facts)
        emit(
            {
                "rule": answer.rule,
                "outcome": answer.outcome.value,
                "detail": answer.detail,
                "source": answer.source,
                "needs": [
                    {"roles": [role.value for role in need.roles], "missing": need.missing}
                    for need in answer.needs
                ],
                "words": words,
            }
        )
        shown.append((spoken(f"outcome.{answer.outcome.value}"), words, answer.source))
    table(("column.answer", "column.rule", "column.source"), shown)


@verb("help.release.approve", RELEASE)
@with_node
@click.argument("release_ids", nargs=-1, required=True)
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@option("--emergency", words="option.approve.emergency", is_flag=True)
def _approve(
    node: Node,
    *,
    release_ids: tuple[str, ...],
    officer_name: str,
    reason: str,
    emergency: bool,
) -> None:
    officer = acting(node, officer_name)
    for release in node.releases.approve(release_ids, officer, reason, emergency=emergency):
        emit(release_row(release))
        tell(TOLD.get(release.state, "told.reviewed"), release=release.id, partner=release.partner)


@verb("help.release.refuse", RELEASE)
@with_node
@click.argument("release_ids", nargs=-1, required=True)
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
def _refuse(node: Node, *, release_ids: tuple[str, ...], officer_name: str, reason: str) -> None:
    officer = acting(node, officer_name)
    for release_id in release_ids:
        emit(release_row(node.releases.decline(release_id, officer, reason)))


@verb("help.release.recall", RELEASE)
@with_node
@click.argument("subject", metavar="RELEASE_OR_OBJECT")
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@option(
    "--downgrade",
    words="option.recall.downgrade",
    type=click.Choice([one.value for one in Tlp if one is not Tlp.CLEAR]),
)
def _recall(
    node: Node, *, subject: str, officer_name: str, reason: str, downgrade: str | None
) -> None:
    officer = acting(node, officer_name)
    if downgrade is None:
        changed = node.recalls.recall(subject, officer, reason)
    else:
        changed = node.recalls.downgrade(subject, Tlp(downgrade), officer, reason)
    for release in changed:
        emit(release_row(release))
    tell("told.recalled" if downgrade is None else "told.downgraded", count=len(changed))


COMMANDS = (RELEASE,)
