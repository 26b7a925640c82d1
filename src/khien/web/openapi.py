"""`/khien/v1/openapi.json`: the description of what programs ask here, TAXII and what goes beyond it."""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from khien.exchange.consumers.openapi import list_paths
from khien.exchange.peer.openapi import description
from khien.exchange.peer.server import PATH
from khien.exchange.taxii.openapi import SECURITY, taxii_paths
from khien.web.watching import watch_paths


@cache
def whole() -> dict[str, Any]:
    """The OpenAPI 3.1 document, as a JSON value; every path from the root of the site."""
    between = description()
    paths, schemas = taxii_paths()
    parts = between["components"]
    return {
        **between,
        "info": {
            **between["info"],
            "title": "Khiên for programs",
            "description": "TAXII 2.1, what two nodes tell each other beside it, and lists for tools.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            **{PATH + path: item for path, item in between["paths"].items()},
            **paths,
            **list_paths(),
            **watch_paths(),
        },
        "components": {
            "schemas": {**parts["schemas"], **schemas},
            "securitySchemes": {**parts["securitySchemes"], **SECURITY},
        },
    }


async def openapi_response(request: Request) -> Response:
    """The OpenAPI 3.1 document; for everybody."""
    del request
    return JSONResponse(whole())
