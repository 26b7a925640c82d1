"""Warnings that the node sends by itself, where an agreement says so (`automatic_warnings`).

The agreement of both parties is the ground; the gate decides about every release as ever. An officer who
cancels or rewrites such a warning takes it over, and the node adds nothing more to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from khien.app import warnings
from khien.app.administering import record as note_act
from khien.app.foresight import rows
from khien.app.foresight.rules import SENT_A_DAY, Draft, State, Step
from khien.app.foresight.saying import said_of
from khien.app.wiring import Node
from khien.gate import Outcome, lets_on
from khien.model.agreement import Purpose
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.warning import Standing
from khien.people import agreements
from khien.people.acts import Deed
from khien.people.partners import Partner, PartnerState, list_partners
from khien.store import objects

DAY: Final = timedelta(days=1)
ECHO: Final = "gate.echo"  # that the receiver told us of it itself is no reason not to warn
BY_ITSELF: Final = ""  # the author of what no officer wrote


def send(node: Node, drafts: Iterable[tuple[Step, Draft]]) -> list[Draft]:
    """Send what may go out by itself, and the next version of what grew; returns what was sent now."""
    now = node.clock()
    sent = []
    for to_do, draft in drafts:
        if draft.state is State.OPEN:
            done = _first(node, draft, now)
        elif draft.state is State.SENT:
            done = _again(node, draft, now, grew=to_do is Step.UPDATE)
        else:
            done = False
        if done:
            sent.append(draft)
    return sent


def _first(node: Node, draft: Draft, now: datetime) -> bool:
    partners = _receivers(node, draft, now)
    with node.store.read() as tx:
        is_many = rows.sent_since(tx, now - DAY) >= SENT_A_DAY
    if is_many or not partners:
        return False
    warning = (
        f"report--{draft.id.partition('--')[2]}"  # so that after a crash it is not written twice
    )
    if not _is_written(node, warning):
        _write(node, draft, now, None, as_id=warning)
    with node.store.write() as tx:
        rows.write(tx, replace(draft, state=State.SENT, changed=now, warning=warning))
        detail = (f"{draft.finding.key}: {warning}", *partners)
        note_act(node, tx, Deed.WARNING_SENT, draft.id, detail, now)
    _publish(node, warning, partners)
    return True


def _again(node: Node, draft: Draft, now: datetime, *, grew: bool) -> bool:
    """The next version of what was sent; and whoever has not got the present one gets it."""
    before = warnings.notice(node, draft.warning)
    if before.kept.author != BY_ITSELF or before.standing is not Standing.IN_FORCE:
        with node.store.write() as tx:
            rows.write(tx, replace(draft, state=State.TAKEN, officer=before.kept.author))
        return False
    partners = _receivers(node, draft, now)
    if grew and partners:
        _write(node, draft, now, before)
    _publish(node, draft.warning, partners)
    return grew and bool(partners)


def _write(
    node: Node, draft: Draft, now: datetime, before: warnings.Notice | None, *, as_id: str = ""
) -> None:
    about = draft.finding.about
    with node.store.read() as tx:
        title = objects.titles(tx, [about[0]]).get(about[0]) or about[0]
    said = said_of(draft, title, now)
    if before is not None:
        said = replace(said, message="update")
    tlp = draft.finding.tlp
    warnings.write(node, said, tlp, BY_ITSELF, before, about=about, as_id=as_id)


def _publish(node: Node, warning: str, partners: tuple[str, ...]) -> None:
    if partners:
        warnings.publish(node, warnings.notice(node, warning), BY_ITSELF, partners)


def _is_written(node: Node, warning: str) -> bool:
    with node.store.read() as tx:
        return objects.current(tx, ObjectId(warning)) is not None


def _receivers(node: Node, draft: Draft, now: datetime) -> tuple[str, ...]:
    """The partners to which it may go without an officer: the agreement, those who saw it, and the gate."""
    with node.store.read() as tx:
        agreed = [
            one.name
            for one in list_partners(tx, PartnerState.ACTIVE)
            if not one.exercise and _agreed(tx, node, draft, one, now)
        ]
    return tuple(name for name in agreed if _clear(node, draft, name))


def _agreed(tx: Connection, node: Node, draft: Draft, to: Partner, now: datetime) -> bool:
    """Whether the terms with the receiver say so, and those of every other party that saw it let it on."""
    signed = agreements.in_force(tx, to.name, now)
    if signed is None or not signed.agreement.warns_by_itself(draft.certainty):
        return False
    offered = signed.agreement.onward
    others = set(draft.finding.why.parties) - {str(node.ourselves.name), to.name}
    given = [_terms(tx, one, now) for one in sorted(others)]
    return all(
        one is not None and lets_on(one.agreement.onward, to.name, to.identity_id, offered)
        for one in given
    )


def _terms(tx: Connection, party: str, now: datetime) -> agreements.SignedAgreement | None:
    try:
        return agreements.in_force(tx, party, now)
    except NotFoundError:  # a tool or a feed told of it, or somebody who is no partner any more
        return None


def _clear(node: Node, draft: Draft, partner: str) -> bool:
    """Whether everything that it names might go there without anybody's approval."""
    answers = (
        answer
        for one in draft.finding.about
        for answer in node.releases.explain(one, partner, Purpose.EARLY_WARNING)
    )
    return all(one.outcome is Outcome.ALLOWED or one.rule == ECHO for one in answers)
