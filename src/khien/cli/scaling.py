"""`khien watch snapshot`, and the options of `khien watch listen` for a broker."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from khien.app.wiring import Node
from khien.cli.grammar import KhienGroup, option, verb
from khien.cli.opening import with_node
from khien.cli.reading import writing
from khien.cli.speech import emit, tell
from khien.exchange.streams import Broker, read_settings
from khien.model.errors import MalformedError
from khien.watch.handling import Use
from khien.watch.scale.shipping import ship

P = ParamSpec("P")
R = TypeVar("R")


class OnePlaceError(MalformedError):
    """Lines are to come from several kinds of places, or from a broker without a subject."""

    code = "watch.one-place"

    def __init__(self) -> None:
        super().__init__("listen", "watch.one-place")


def add_scale_to(group: KhienGroup) -> None:
    """Join the verb to `khien watch`."""
    group.add_command(_snapshot)


@verb("help.watch.snapshot")
@with_node
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@option("--live", words="option.snapshot.live", is_flag=True)
@option("--above", words="option.match.above", type=click.IntRange(0, 99))
def _snapshot(node: Node, *, file: Path, live: bool, above: int | None) -> None:
    use = Use.LIVE if live else Use.LOGS
    score = node.settings.watch.above if above is None else above
    with writing(file):
        shipped = ship(node.store, file, node.clock(), use, score, node.scores)
    emit(
        {
            "file": str(file),
            "version": shipped.version,
            "indicators": shipped.indicators,
            "withheld": dict(shipped.withheld),
        }
    )
    withheld = sum(shipped.withheld.values())
    tell("told.snapshot", indicators=shipped.indicators, name=file.name, withheld=withheld)


def with_broker(
    command: Callable[Concatenate[Node, Broker | None, P], R],
) -> Callable[Concatenate[Node, P], R]:
    """Give the command the broker that its options name, beside the places that it may have instead."""

    @functools.wraps(command)
    def named(node: Node, /, *args: P.args, **options: P.kwargs) -> R:
        given: dict[str, Any] = {name: options.pop(name) for name in _BROKER}
        places: Any = options.get("places", ())
        return command(node, broker_in(places, **given), *args, **options)

    found = named
    for put in reversed(tuple(_BROKER.values())):
        found = put(found)
    return found


_BROKER: Mapping[str, Callable[..., Any]] = {
    "nats": option("--nats", words="option.listen.nats", metavar="URL"),
    "kafka": option("--kafka", words="option.listen.kafka", metavar="HOST:PORT"),
    "subject": option("--subject", words="option.listen.subject", metavar="SUBJECT"),
    "group": option("--group", words="option.listen.group", default="khien", show_default=True),
    "config": option(
        "--config",
        words="option.listen.config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    ),
}


def broker_in(
    places: Sequence[str],
    *,
    nats: str | None,
    kafka: str | None,
    subject: str | None,
    group: str,
    config: Path | None,
) -> Broker | None:
    """The broker that the options name; None where they name none.

    Raises:
        OnePlaceError: several kinds of places, or a broker without a subject, or the other way round.
        SettingsError: the file of settings cannot be read.
    """
    named = [one for one in (nats, kafka) if one]
    if not named and not subject:
        return None
    if len(named) != 1 or places or not subject:
        raise OnePlaceError
    settings = read_settings(config) if config else {}
    return Broker("nats" if nats else "kafka", named[0], subject, group, settings)
