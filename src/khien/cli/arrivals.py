"""`khien arrival`: what came in and waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from khien.app.overview import arrival
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.releases import TLP
from khien.cli.speech import emit, tell
from khien.exchange.arrivals.rows import Arrival

ARRIVAL = noun("help.arrival")


@verb("help.arrival.list", ARRIVAL)
@with_node
def _list(node: Node) -> None:
    waiting = node.arrivals.quarantined()
    _print(waiting)
    tell("told.quarantine", count=len(waiting))


@verb("help.arrival.show", ARRIVAL)
@with_node
@click.argument("arrival_id")
def _show(node: Node, *, arrival_id: str) -> None:
    for one in arrival(node, arrival_id):
        emit(_row(one) | {"object_text": one.raw.decode("utf-8", "replace") if one.raw else None})


@verb("help.arrival.accept", ARRIVAL)
@with_node
@click.argument("arrival_ids", nargs=-1, required=True)
@officer_option(required=True)
def _accept(node: Node, *, arrival_ids: tuple[str, ...], officer_name: str) -> None:
    officer = acting(node, officer_name)
    for arrival_id in arrival_ids:
        _print(node.arrivals.release(arrival_id, officer, accept=True))


@verb("help.arrival.refuse", ARRIVAL)
@with_node
@click.argument("arrival_ids", nargs=-1, required=True)
@officer_option(required=True)
def _refuse(node: Node, *, arrival_ids: tuple[str, ...], officer_name: str) -> None:
    officer = acting(node, officer_name)
    for arrival_id in arrival_ids:
        _print(node.arrivals.release(arrival_id, officer, accept=False))


def _print(arrivals: Sequence[Arrival]) -> None:
    for one in arrivals:
        emit(_row(one))


def _row(one: Arrival) -> dict[str, Any]:
    return {
        "id": one.id,
        "partner": one.partner,
        "delivery": one.delivery,
        "object": one.object_id,
        "version": one.modified,
        "sha256": one.sha256,
        "outcome": one.outcome,
        "reason": one.reason,
        "detail": one.detail,
        "words": sentence(one.reason, {"detail": one.detail}) if one.reason else "",
        "tlp": TLP[one.tlp],
        "at": one.at,
    }


COMMANDS = (ARRIVAL,)
