"""`/healthz`, `/readyz`, `/metrics`: what whoever watches over a node asks. Never content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

import msgspec
import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from khien import __version__
from khien.app.figures import Figures, gather, readiness
from khien.app.live.standing import Flow
from khien.app.wiring import Node
from khien.exchange.incoming import Incoming, threaded
from khien.exchange.peer.server import failure
from khien.model.errors import KhienError, SignInError

SCOPE = "metrics:read"
PATHS = ("/healthz", "/readyz", "/metrics")

# The values of a family's labels; the keys of a mapping are invariant, so each family has its own type.
Place = TypeVar("Place", bound=tuple[str, ...])

log = structlog.get_logger()


class Metrics:
    """The three endpoints. Only `/metrics` needs a token: the others tell no more than yes or no."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def routes(self) -> list[Route]:
        """The Starlette routes."""
        return [
            Route("/healthz", self.health, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def health(self, request: Request) -> Response:
        """The process answers."""
        del request
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """Whether the node does its work; 503 when something that it needs is missing."""
        return await threaded(self._ready, failure, 0)(request)

    async def metrics(self, request: Request) -> Response:
        """Everything that is counted, in the Prometheus text format; needs `metrics:read`."""
        return await threaded(self._metrics, failed, 0)(request)

    def _ready(self, _: Incoming) -> Response:
        try:
            found = readiness(self._node)
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with the database: not ready
            log.error("ready.failed", error=type(error).__name__)
            found = {"database": False}
        status = 200 if all(found.values()) else 503
        return Response(msgspec.json.encode(found), status, media_type="application/json")

    def _metrics(self, incoming: Incoming) -> Response:
        self._node.peers.identify(incoming).may(SCOPE)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Once(families(gather(self._node))))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Once(Collector):
    """Gives what was counted for this request."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = list(found)

    def collect(self) -> Iterable[Metric]:
        return self._found


def families(found: Figures) -> Iterator[Metric]:
    """The figures under their names."""
    yield _gauge("khien_build_info", "Version of Khiên", ("version",), {(__version__,): 1})
    yield _gauge("khien_objects", "Objects in force", ("type",), _one(found.objects))
    yield _gauge("khien_versions", "Versions kept", (), {(): found.versions})
    yield _gauge("khien_releases", "Releases by their state", ("partner", "state"), found.releases)
    yield _gauge("khien_outbox_waiting", "What waits to cross", ("partner", "kind"), found.waiting)
    yield _gauge(
        "khien_outbox_oldest_seconds",
        "Age of the oldest object that waits to cross",
        ("partner",),
        _one(found.oldest_s),
    )
    yield _gauge(
        "khien_receipts_overdue",
        "Releases sent more than an hour ago without a receipt",
        ("partner",),
        _one(found.overdue),
    )
    yield _gauge(
        "khien_gate_refused", "Releases that our gate refused", ("code",), _one(found.refused)
    )
    labels = ("partner", "outcome", "code")
    yield _gauge("khien_arrivals", "What partners brought", labels, found.arrived)
    waiting = sum(n for (_, outcome, _), n in found.arrived.items() if outcome == "quarantined")
    yield _gauge("khien_quarantine", "Arrivals that wait for a person", (), {(): waiting})
    yield _gauge("khien_watch_index", "Values in the watch", ("kind",), _one(found.index))
    yield from _live(found.flows)
    yield _gauge("khien_ledger_size", "Leaves in the ledger", (), {(): found.ledger})
    yield _gauge("khien_ledger_held", "1 while nothing is written", (), {(): bool(found.held)})
    yield _gauge("khien_ledger_alarms", "Checkpoints that contradict", (), {(): found.alarms})
    yield _gauge(
        "khien_feedfaileds",
        "Failures of a feed since its last success",
        ("feed",),
        _one(found.feeds_failed),
    )
    yield _gauge("khien_feeds_asking", "Feeds stopped", (), {(): found.feeds_asking})
    yield _gauge("khien_disk_free_bytes", "Room left", (), {(): found.disk_free_bytes})


_LIVE: Final[tuple[tuple[str, str, Callable[[Flow], float | None]], ...]] = (
    ("lines_per_second", "Lines a second over the last minute", lambda one: one.rate),
    ("lag_seconds", "Age of the newest line when it was read", lambda one: one.lag_s),
    ("odd_times", "Lines with times from which no lag is told", lambda one: one.odd_times),
    ("behind", "Bytes or messages that wait", lambda one: one.behind),
    ("dropped", "Messages for which there was no room", lambda one: one.dropped),
    ("unreadable", "Lines that could not be read", lambda one: one.unreadable),
    ("hits", "Sightings told", lambda one: one.hits),
)


def _live(flows: Iterable[Flow]) -> Iterator[Metric]:
    """What comes in on live traffic, by the verb that watches it and the file or socket; what is not known is left out."""
    places = {(one.verb, one.name): one for one in flows}
    for name, explained, of in _LIVE:
        told = {place: of(one) for place, one in places.items()}
        values = {place: value for place, value in told.items() if value is not None}
        yield _gauge(f"khien_watch_{name}", explained, ("verb", "feed"), values)


def _gauge(
    name: str,
    explained: str,
    labels: tuple[str, ...],
    values: Mapping[Place, float],
) -> Metric:
    family = GaugeMetricFamily(name, explained, labels=labels)
    for place, value in sorted(values.items()):
        family.add_metric(place, value)
    return family


def _one(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    return {(name,): value for name, value in values.items()}


def failed(incoming: Incoming, error: KhienError) -> Response:
    """A no, which says to whoever did not say who they are how to say it."""
    answer = failure(incoming, error)
    if isinstance(error, SignInError):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="khien"'  # RFC 9110 §11.6.1
    return answer
