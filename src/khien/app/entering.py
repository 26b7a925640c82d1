"""Come in for the first time: the first officer of a node, and each officer's own password and factors."""

from __future__ import annotations

from dataclasses import replace

from khien.app.administering import record
from khien.app.wiring import Node
from khien.model.errors import ConflictError
from khien.model.ids import OfficerName
from khien.model.words import Language
from khien.people import factors, officers, welcomes
from khien.people.acts import Deed
from khien.people.officers import Officer, Role
from khien.people.sessions import close_all
from khien.people.welcomes import WelcomeOverError


class SetUpDoneError(ConflictError):
    """The node has officers; there is nothing to set up any more."""

    code = "app.set-up-done"

    def __init__(self) -> None:
        super().__init__("set-up", self.code)
        self.facts = {}


def is_new(node: Node) -> bool:
    """Whether nobody was ever added, so that somebody with the code may become the first admin."""
    with node.store.read() as tx:
        return not officers.list_officers(tx)


def open_set_up(node: Node) -> str:
    """A code for the first officer, to be printed where the node was started; empty if there is one."""
    with node.store.write() as tx:
        if officers.list_officers(tx):
            return ""
        return welcomes.make_welcome(tx, None, node.clock())[1]


def set_up(
    node: Node, code: str, name: str, password: str, *, display: str, language: Language
) -> Officer:
    """Make the first officer, an admin.

    Raises:
        SetUpDoneError: there are officers already.
        WelcomeOverError: not the code that was printed, or it has run out.
        MalformedError, OfficerRefusedError: as in `people.officers.add_officer`.
    """
    now = node.clock()
    with node.store.write() as tx:
        if officers.list_officers(tx):
            raise SetUpDoneError
        welcomes.spend_welcome(tx, code, now)  # where nobody works, there is only the first one's
        made = officers.add_officer(
            tx,
            name,
            roles=[Role.ADMIN.value],
            now=now,
            password=password,
            display=display,
            language=language,
        )
        record(node, tx, Deed.OFFICER_ADDED, made.name, [Role.ADMIN.value], now, by=made.name)
    return made


def take_up(node: Node, code: str, password: str) -> Officer:
    """Choose a password with a one-time code; every session of before is over.

    Raises:
        WelcomeOverError: no such code, or it has run out.
        OfficerRefusedError: the password is weak, or the officer is disabled.
    """
    now = node.clock()
    with node.store.write() as tx:
        welcome = welcomes.spend_welcome(tx, code, now)
        if welcome.officer is None:
            raise WelcomeOverError
        found = officers.acting_officer(tx, welcome.officer)
        officers.set_password(tx, found.name, password)
        close_all(tx, found.name, now)
        record(node, tx, Deed.PASSWORD_CHANGED, found.name, (), now, by=found.name)
    return replace(found, may_sign_in=True)


def key_of(node: Node) -> bytes:
    """The key under which second factors are kept; as `people.factors.factor_key`."""
    return factors.factor_key(node.home)


def accept_totp(node: Node, name: OfficerName, code: str) -> None:
    """The first code of an officer's authenticator app; as `people.factors.accept_totp`."""
    now = node.clock()
    factors.accept_totp(node.store, key_of(node), name, code, now)
    note_factor(node, Deed.FACTOR_ADDED, name, "totp")


def note_factor(node: Node, deed: Deed, name: OfficerName, kind: str) -> None:
    """Write into register and ledger that a second factor of an officer came or went."""
    with node.store.write() as tx:
        record(node, tx, deed, name, [kind], node.clock(), by=name)
