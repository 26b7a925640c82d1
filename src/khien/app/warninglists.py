"""What officers and commands do with warninglists; each change is an act of the register and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from khien.app.administering import record
from khien.app.knowledge.claims import values_named
from khien.app.wiring import Node
from khien.exchange.warninglists import rows
from khien.exchange.warninglists.desk import (
    add_warninglist,
    read_warninglist,
    remove_warninglist,
    switch_warninglist,
)
from khien.exchange.warninglists.rows import Warninglist
from khien.model.errors import NotFoundError
from khien.people.acts import Deed

NAMED: Final = 80  # characters of a list's name in the register
SHOWN: Final = 200  # entries on one page


@dataclass(frozen=True, slots=True)
class Opened:
    """One list and some of its entries: `found` hold what was asked for, of them `shown` are given."""

    one: Warninglist
    shown: tuple[str, ...]
    found: int


def listed(node: Node) -> list[Warninglist]:
    """Every list that is held, by name; those that are switched off too."""
    with node.store.read() as tx:
        return rows.listed(tx)


def opened(node: Node, name: str, part: str = "") -> Opened:
    """One list with those of its entries in which a text stands; all, where there is none.

    Raises:
        NotFoundError: there is none of that name.
    """
    with node.store.read() as tx:
        one = next((one for one in rows.listed(tx) if one.name == name), None)
        entries = rows.entries_of(tx, name)
    if one is None:
        raise NotFoundError("warninglist", name[:NAMED])
    wanted = part.lower()
    found = [entry for entry in entries if wanted in entry.lower()]
    return Opened(one, tuple(found[:SHOWN]), len(found))


def naming(node: Node, text: str) -> tuple[str, ...]:
    """The lists, of those that are on, that mean a value; the node's own popular names are one.

    Raises:
        MalformedError: the text is no value.
    """
    values = values_named(text)
    with node.store.read() as tx:
        return node.warninglists.meaning(tx, values)


def take(
    node: Node, body: bytes, name: str, kind: str, *, file: str = "file", by: str = ""
) -> Warninglist:
    """Keep a list from a file, in place of one of the same name; `file` is what that is called.

    Raises:
        WarninglistError: the file is none.
    """
    now = node.clock()
    one, entries = read_warninglist(body, name, kind, by, now, file=file)
    with node.store.write() as tx:
        add_warninglist(tx, one, entries)
        record(node, tx, Deed.WARNINGLIST_ADDED, one.name[:NAMED], [str(one.size)], now, by=by)
    return one


def switch(node: Node, name: str, *, on: bool, by: str = "") -> None:
    """Have a list count, or not; its entries stay.

    Raises:
        NotFoundError: there is none of that name.
    """
    now = node.clock()
    deed = Deed.WARNINGLIST_ON if on else Deed.WARNINGLIST_OFF
    with node.store.write() as tx:
        if switch_warninglist(tx, name, on=on, now=now):
            record(node, tx, deed, name[:NAMED], [], now, by=by)


def drop(node: Node, name: str, *, by: str = "") -> None:
    """Let go of a list.

    Raises:
        NotFoundError: there is none of that name.
    """
    with node.store.write() as tx:
        remove_warninglist(tx, name)
        record(node, tx, Deed.WARNINGLIST_REMOVED, name[:NAMED], [], node.clock(), by=by)
