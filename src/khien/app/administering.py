"""Change who may act and what may come in; each change is in the ledger within its own transaction.

A leaf says what kind of act it was and a salted hash; name, roles and salt stand in the register, which
is this node's own and from which a person can be erased. `by` everywhere is the officer who acts in the
console, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from khien.app.wiring import Node
from khien.exchange.consumers.rules import Choice, Consumer
from khien.ledger import EntryKind, LedgerEntry
from khien.model.decision import Refusal
from khien.model.words import Language
from khien.people import factors, officers, sessions, tokens
from khien.people.acts import Act, Deed, acts, commitment, newest, note
from khien.people.officers import Officer
from khien.people.tokens import NewToken, Scope, Token, TokenRefusedError
from khien.people.welcomes import Welcome, make_welcome, withdraw_welcomes


def add_officer(
    node: Node,
    name: str,
    *,
    roles: Iterable[str],
    password: str | None,
    display: str = "",
    language: Language | None = None,
    by: str = "",
) -> Officer:
    """Add an officer; as `people.officers.add_officer`, which says what is refused."""
    now = node.clock()
    with node.store.write() as tx:
        made = officers.add_officer(
            tx,
            name,
            roles=roles,
            now=now,
            password=password,
            display=display,
            language=language or node.settings.node.language,
        )
        record(node, tx, Deed.OFFICER_ADDED, made.name, [r.value for r in made.roles], now, by=by)
    return made


def change_roles(node: Node, name: str, roles: Iterable[str], *, by: str = "") -> Officer:
    """Give an officer other roles; as `people.officers.change_roles`."""
    now = node.clock()
    with node.store.write() as tx:
        changed = officers.change_roles(tx, name, roles)
        record(
            node, tx, Deed.ROLES_CHANGED, changed.name, [r.value for r in changed.roles], now, by=by
        )
    return changed


def disable_officer(node: Node, name: str, *, by: str = "") -> Officer:
    """End what an officer may do; as `people.officers.disable_officer`."""
    now = node.clock()
    with node.store.write() as tx:
        ended = officers.disable_officer(tx, name, now)
        if ended.disabled == now:
            record(node, tx, Deed.OFFICER_DISABLED, ended.name, (), now, by=by)
    return ended


def set_password(node: Node, name: str, password: str, *, by: str = "") -> Officer:
    """Give an officer a new password; as `people.officers.set_password`."""
    now = node.clock()
    with node.store.write() as tx:
        changed = officers.set_password(tx, name, password)
        withdraw_welcomes(tx, changed.name)
        record(node, tx, Deed.PASSWORD_CHANGED, changed.name, (), now, by=by)
    return changed


def welcome(node: Node, name: str, *, by: str = "") -> tuple[Welcome, str]:
    """A one-time code with which an officer chooses a password; as `people.welcomes.make_welcome`.

    Raises:
        NotFoundError, OfficerRefusedError: there is no such officer, or only a disabled one.
    """
    now = node.clock()
    with node.store.write() as tx:
        found = officers.acting_officer(tx, name)
        made = make_welcome(tx, found.name, now)
        record(node, tx, Deed.WELCOME_MADE, found.name, (), now, by=by)
    return made


def remove_factors(node: Node, name: str, *, by: str = "") -> Officer:
    """Take away every second factor of an officer who lost them, and sign the officer out everywhere."""
    now = node.clock()
    with node.store.write() as tx:
        found = officers.officer(tx, name)
        factors.remove_all(tx, found.name)
        sessions.close_all(tx, found.name, now)
        record(node, tx, Deed.FACTOR_REMOVED, found.name, ["all"], now, by=by)
    return found


def end_sessions(node: Node, name: str, *, by: str = "") -> Officer:
    """Sign an officer out everywhere."""
    now = node.clock()
    with node.store.write() as tx:
        found = officers.officer(tx, name)
        sessions.close_all(tx, found.name, now)
        record(node, tx, Deed.SESSIONS_ENDED, found.name, (), now, by=by)
    return found


def add_token(
    node: Node,
    name: str,
    *,
    scopes: Iterable[str],
    partner: str | None = None,
    expires: datetime | None = None,
    by: str = "",
) -> NewToken:
    """Make a token; as `people.tokens.add_token`.

    Raises:
        TokenRefusedError: also for the scope of lists, which opens nothing without a consumer, and for
            that of the watch with a partner, which it never opens to one.
    """
    scopes, now = tuple(scopes), node.clock()
    if Scope.EXPORTS_READ in scopes:
        refusal = Refusal("app.scope-of-consumers", Scope.EXPORTS_READ.value)
        raise TokenRefusedError(name[:80], (refusal,))
    if partner is not None and Scope.WATCH_READ in scopes:
        refusal = Refusal("app.scope-of-own-tools", Scope.WATCH_READ.value)
        raise TokenRefusedError(name[:80], (refusal,))
    with node.store.write() as tx:
        made = tokens.add_token(tx, name, scopes=scopes, now=now, partner=partner, expires=expires)
        scopes_now = [scope.value for scope in made.token.scopes]
        record(node, tx, Deed.TOKEN_ADDED, made.token.name, scopes_now, now, by=by)
    return made


def revoke_token(node: Node, name: str, *, by: str = "") -> Token:
    """Make a token open nothing; as `people.tokens.revoke_token`."""
    now = node.clock()
    with node.store.write() as tx:
        ended = tokens.revoke_token(tx, name, now)
        if ended.revoked == now:
            record(node, tx, Deed.TOKEN_REVOKED, ended.name, (), now, by=by)
    return ended


def add_consumer(
    node: Node,
    name: str,
    forms: Sequence[str],
    choice: Choice,
    *,
    partner: str | None = None,
    expires: datetime | None = None,
    by: str = "",
) -> tuple[Consumer, NewToken]:
    """Make a consumer of lists; as `exchange.consumers.Lists.add`."""
    now = node.clock()
    with node.store.write() as tx:
        made = node.lists.add(tx, name, forms, choice, now, partner=partner, expires=expires)
        found = made[0]
        detail = [*found.forms, found.choice.ceiling.value, found.choice.use.value]
        detail += [found.partner] if found.partner else []
        record(node, tx, Deed.CONSUMER_ADDED, found.name, detail, now, by=by)
    return made


def revoke_consumer(node: Node, name: str, *, by: str = "") -> Consumer:
    """Give a consumer nothing any more; as `exchange.consumers.Lists.revoke`."""
    now = node.clock()
    with node.store.write() as tx:
        ended = node.lists.revoke(tx, name, now)
        if ended.revoked == now:
            record(node, tx, Deed.CONSUMER_REVOKED, ended.name, (), now, by=by)
    return ended


def register(node: Node, after: str = "", limit: int = 50) -> list[tuple[Act, bool]]:
    """A page of the administrative log, newest first; with each act whether the ledger vouches for it.

    Args:
        node: the node.
        after: the id of the last act of the page before.
        limit: how many at most.
    """
    with node.store.read() as tx:
        return [(act, _is_in_ledger(node, tx, act)) for act in newest(tx, after, limit)]


def unrecorded(node: Node) -> list[Act]:
    """Acts in the register that no leaf of the ledger vouches for; an auditor wants none."""
    with node.store.read() as tx:
        return [act for act in acts(tx) if not _is_in_ledger(node, tx, act)]


def _is_in_ledger(node: Node, tx: Connection, act: Act) -> bool:
    leaves = node.ledger.leaves_of_crossing(tx, act.id)
    return [leaf.entry.sha256 for _, leaf in leaves] == [commitment(act)]


def record(
    node: Node,
    tx: Connection,
    deed: Deed,
    subject: str,
    detail: Iterable[str],
    now: datetime,
    *,
    by: str = "",
) -> None:
    """Write an act into register and ledger, in the transaction in which it is done.

    `by` is the officer who did it in the console; a command is given by whoever holds the machine.
    """
    act = note(tx, deed, subject, detail, now, by=by)
    entry = LedgerEntry(
        EntryKind.ADMINISTRATION,
        crossing=act.id,
        sha256=commitment(act),
        facts={"what": deed.value},
    )
    node.ledger.append(tx, [entry], now)
