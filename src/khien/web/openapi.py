"""`/khien/v1/openapi.json`: the description of what goes beyond TAXII."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from khien.exchange.peer.openapi import description


async def openapi_response(request: Request) -> Response:
    """The OpenAPI 3.1 document; for everybody."""
    del request
    return JSONResponse(description())
