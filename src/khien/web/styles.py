"""`/static/…`: the style and the sign of the pages. Read once, served from memory."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = "/static/{name}"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}
MAX_AGE_S = 300
FILES = {
    path.name: (path.read_bytes(), KINDS[path.suffix])
    for path in (Path(__file__).parent / "static").iterdir()
    if path.suffix in KINDS
}


async def static_response(request: Request) -> Response:
    """The style sheet and the sign of the pages, the same for everybody."""
    found = FILES.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    content, kind = found
    headers = {"Cache-Control": f"public, max-age={MAX_AGE_S}"}
    return Response(content, media_type=kind, headers=headers)
