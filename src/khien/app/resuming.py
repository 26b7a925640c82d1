"""Go on after a restore: ask partners what they know of our ledger, and never sign a size twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from khien.app.wiring import Node
from khien.exchange.authority import demand
from khien.exchange.peer.client import PeerClient
from khien.exchange.wire import Wire, by_signature
from khien.ledger import EntryKind, Ledger, LedgerEntry, Standing
from khien.model.agreement import Role
from khien.model.errors import ConflictError, KhienError
from khien.people.officers import Officer
from khien.people.partners import Partner, PartnerKind, PartnerState, channel, list_partners

SILENT = "silent"


class NotHeldError(ConflictError):
    """The ledger is in use; there is nothing to resume."""

    code = "resume.not-held"

    def __init__(self) -> None:
        super().__init__("ledger", "in use")
        self.facts = {}


class UnconfirmedError(KhienError):
    """Some partners did not answer, or know more; going on as before could fork the ledger."""

    code, exit_status, http_status = "resume.unconfirmed", 5, 409

    def __init__(self, partners: str) -> None:
        super().__init__(partners=partners)


@dataclass(frozen=True, slots=True)
class Said:
    """What one partner knows of our ledger: how it stands to ours, and the size of what it keeps."""

    partner: str
    standing: str  # a `Standing`, or `silent`
    size: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """A ledger that goes on; `anew` under a new origin, because something was or may be lost."""

    ledger: Ledger
    said: tuple[Said, ...]
    size: int
    known: int
    anew: bool


def resume(
    node: Node,
    officer: Officer,
    *,
    anew: bool,
    ask: Callable[[Node, Partner], str | None] | None = None,
) -> Resumed:
    """Write into the ledger again.

    Every active Khiên partner is asked for the checkpoint of ours that it cosigned last. Where all
    of them agree with what we have, the ledger goes on as it was. Otherwise it goes on only `anew`:
    under a new origin, with a leaf that says how much is known to be lost; partners are told by it.

    Args:
        node: this node; start it again afterwards.
        officer: who decides; an admin.
        anew: go on under a new origin, whatever partners say.
        ask: gives the note that a partner keeps, None where it has none; by wire if not given.

    Raises:
        NotHeldError: the ledger is in use, and `anew` was not asked for.
        UnconfirmedError: a partner is silent, or knows something else, and `anew` was not asked for.
        RoleError: not an admin.
    """
    demand(officer, (Role.ADMIN,))
    with node.store.read() as tx:
        held = node.ledger.holds(tx)
        partners = list_partners(tx, PartnerState.ACTIVE)
    if not held and not anew:
        raise NotHeldError
    said = tuple(
        _said(node, one, ask or asked_by_wire) for one in partners if one.kind is PartnerKind.KHIEN
    )
    open_questions = [one for one in said if one.standing != Standing.AGREES]
    if open_questions and not anew:
        raise UnconfirmedError(_shown(open_questions))
    known = max([hold.size for hold in held] + [one.size for one in said], default=0)
    now = node.clock()
    with node.store.write() as tx:
        size = node.ledger.size(tx)
        facts: dict[str, str | int] = {"by": Role.ADMIN.value, "size": size, "known": known}
        if anew:
            facts["former"] = node.ledger.origin
        ledger = node.ledger.resume(tx, LedgerEntry(EntryKind.RESUMED, facts=facts), now, anew=anew)
    return Resumed(ledger, said, size, known, anew)


def asked_by_wire(node: Node, partner: Partner) -> str | None:
    """The checkpoint of ours that a partner cosigned last, as its node says.

    Raises:
        UnreachableError, PeerRefusedError: it does not say.
    """
    authenticate = by_signature(node.ourselves.key, partner.identity_id, node.clock)
    with node.store.read() as tx:
        secured = channel(tx, partner.name)
    wire = Wire(partner.name, authenticate, secured)
    try:
        return PeerClient(wire, partner.url).cosigned()
    finally:
        wire.close()


def _said(node: Node, partner: Partner, ask: Callable[[Node, Partner], str | None]) -> Said:
    try:
        note = ask(node, partner)
        if note is None:
            return Said(partner.name, Standing.AGREES, 0)
        with node.store.read() as tx:
            standing, size = node.ledger.judge(tx, note)
    except KhienError:  # unreachable, or no checkpoint of ours: either way it confirms nothing
        return Said(partner.name, SILENT, 0)
    return Said(partner.name, standing, size)


def _shown(said: Sequence[Said]) -> str:
    return ", ".join(f"{one.partner} ({one.standing} {one.size})" for one in said)
