"""Lists of indicators and who fetches them, as people look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khien.app.administering import record
from khien.app.wiring import Node
from khien.exchange.consumers import rows
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.errors import NotWrittenError
from khien.exchange.consumers.rows import Fetched, Report
from khien.exchange.consumers.rules import Consumer
from khien.exchange.consumers.server import PATH
from khien.exchange.lists.abuse import Reporter, read_contacts
from khien.exchange.lists.forms import FOLDER
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.patterns import ValueKind, value_of
from khien.people.acts import Deed


@dataclass(frozen=True, slots=True)
class Standing:
    """A consumer, the last fetch of each of its lists, and the report of the newest, by form."""

    consumer: Consumer
    fetched: Mapping[str, Fetched]
    reports: Mapping[str, Report]


def made(node: Node, order: Order) -> Report:
    """Make a list where a person wants it.

    Raises:
        NotWrittenError: it cannot be written there, or its report.
        MalformedError, NotFoundError, NotOurFolderError: as `Lists.write`.
    """
    try:
        return node.lists.write(order)
    except OSError as error:
        raise NotWrittenError(str(error.filename or order.to), error.strerror or "?") from error


def accused(
    node: Node, object_id: str, contact: str, mail: str, by: str
) -> tuple[dict[str, Any] | None, Report]:
    """An X-ARF report about one indicator to one contact, and what became of each of its values.

    The gate decides as for a stranger: only TLP:CLEAR, and what may be used in that way. What is made is
    an act of the register and the ledger, which hold neither the values nor the contact.

    Raises:
        ContactError, MalformedError: one of the mail addresses is none.
        NotFoundError: it is not held here.
    """
    reporter = reporter_of(node, mail)
    contacts = read_contacts(f"*,{contact}")
    reports, found = node.lists.accuse(ObjectId(object_id), contacts, reporter)
    if not reports:
        return None, found
    with node.store.write() as tx:
        detail = (str(reports[0]["report_id"]),)
        record(node, tx, Deed.ABUSE_REPORTED, object_id[:80], detail, node.clock(), by=by)
    return reports[0], found


def reporter_of(node: Node, mail: str) -> Reporter:
    """Who reports: this organisation, at a mail address of it.

    Raises:
        MalformedError: it is no mail address.
    """
    if value_of(ValueKind.EMAIL, mail) is None:
        raise MalformedError("reporter", "a mail address")
    name = node.settings.node.title or node.settings.node.name
    return Reporter(name, mail, mail.rpartition("@")[2])


def standing(node: Node) -> list[Standing]:
    """Every consumer, by name."""
    with node.store.read() as tx:
        fetched = rows.fetches(tx)
        return [
            Standing(
                one,
                {
                    form: fetched[one.name, form]
                    for form in one.forms
                    if (one.name, form) in fetched
                },
                {
                    form: report
                    for form in one.forms
                    if (report := rows.newest_report(tx, one.name, form)) is not None
                },
            )
            for one in rows.every(tx)
        ]


def addresses(node: Node, one: Consumer) -> dict[str, str]:
    """Under which address each list of a consumer stays."""
    root = f"{node.ourselves.url}{PATH}/{one.name}"
    return {
        form: f"{root}/{form}{'/manifest.json' if form == FOLDER else ''}" for form in one.forms
    }
