"""Lists of indicators and who fetches them, as people look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from khien.app.wiring import Node
from khien.exchange.consumers import rows
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.rows import Fetched, Report
from khien.exchange.consumers.rules import Consumer
from khien.exchange.consumers.server import PATH
from khien.exchange.lists.forms import FOLDER
from khien.model.errors import MalformedError


@dataclass(frozen=True, slots=True)
class Standing:
    """A consumer, the last fetch of each of its lists, and the report of the newest, by form."""

    consumer: Consumer
    fetched: Mapping[str, Fetched]
    reports: Mapping[str, Report]


def made(node: Node, order: Order) -> Report:
    """Make a list where a person wants it.

    Raises:
        MalformedError: it cannot be written there.
        NotFoundError, NotOurFolderError: as `Lists.write`.
    """
    try:
        return node.lists.write(order)
    except OSError as error:
        raise MalformedError(str(order.to), error.strerror or "?") from error


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
