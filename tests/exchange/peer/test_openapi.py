"""Tests of `exchange.peer.openapi`: the description fits the endpoints, and they keep to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as ASGIMessage

from khien.exchange.incoming import _address
from khien.exchange.peer.openapi import ENDPOINTS, OPEN, description
from khien.exchange.peer.server import PATH
from khien.exchange.signatures import Message
from khien.exchange.wire import by_signature
from tests.exchange.nodes import Party


def test_every_endpoint_is_described_and_no_other(them: Party) -> None:
    """What is mounted and what is described are the same, method by method."""
    routes = {
        (route.path.removeprefix(PATH).replace(":path", ""), method.lower())
        for route in them.node.peers.routes()
        for method in route.methods or ()
        if method != "HEAD"
    }

    assert routes == {(path, method) for method, path, _, _ in ENDPOINTS}
    assert set(OPEN) <= {path for _, path, _, _ in ENDPOINTS}


def test_the_description_is_json_of_openapi_3_1() -> None:
    """It is a document that tools read: versions, schemas of the sealed documents, both languages."""
    whole = json.loads(json.dumps(description()))

    assert whole["openapi"] == "3.1.0"
    assert {"DeliveryNote", "Recall", "Receipt", "Error"} <= set(whole["components"]["schemas"])
    assert whole["paths"]["/keys"]["post"]["security"] == []
    assert whole["paths"]["/recalls"]["post"]["security"] == [{"signature": []}]


CONFORMANCE = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class Signing:
    """Signs whatever comes for a node as a partner of it would, so that generated requests get in."""

    def __init__(self, site: ASGIApp, signer: Party, node: Party) -> None:
        self._site, self._node = site, node
        clock = signer.node.clock
        self._sign = by_signature(signer.node.ourselves.key, node.node.ourselves.identity, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        body = await request.body()
        message = Message(request.method, _address(request), {}, body)
        self._sign(message)
        added = [(name.lower().encode(), value.encode()) for name, value in message.headers.items()]

        async def again() -> ASGIMessage:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._site({**scope, "headers": [*scope["headers"], *added]}, again, send)


@pytest.mark.filterwarnings("ignore")  # of the generator's own parts
@pytest.mark.parametrize("is_signed", [True, False])
def test_generated_requests_never_break_a_node(us: Party, them: Party, is_signed: bool) -> None:
    """What fits the description or just misses it gets an answer that is described, never a server error."""

    def described(_: Request) -> Response:
        return JSONResponse(description())

    routes = [Route("/openapi.json", described), *them.node.peers.routes()]
    site: ASGIApp = Starlette(routes=routes)
    site = Signing(site, us, them) if is_signed else site
    schema = schemathesis.openapi.from_asgi("/openapi.json", site)
    tried: dict[str, int] = {}
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=4,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answered(case: Case[Any]) -> None:
            answer = case.call()
            assert answer.status_code < 500
            case.validate_response(answer, checks=CONFORMANCE)
            assert (answer.status_code == 401) <= (not is_signed)
            tried[f"{case.method} {case.path}"] = answer.status_code

        answered()

    assert len(tried) == len(ENDPOINTS)
