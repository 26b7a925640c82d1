"""`/static/…`: styles, scripts, fonts and the sign of the pages. Read once, served from memory.

What comes from npm lies in `static/vendor`, put there by `hatch_build.py`; a node built without npm has
none, and its pages work without it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = "/static/{name:path}"
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
MAX_AGE_S = 300
YEAR_S = 365 * 24 * 3600
HERE = Path(__file__).parent / "static"
FILES = {
    path.relative_to(HERE).as_posix(): (path.read_bytes(), KINDS[path.suffix])
    for path in sorted(HERE.rglob("*"))
    if path.suffix in KINDS
}
MARKS = {name: hashlib.sha256(content).hexdigest()[:12] for name, (content, _) in FILES.items()}


def address_of(name: str) -> str:
    """Where a file is served, with a mark of its content so that it can be kept; '' where it is absent."""
    return f"/static/{name}?v={MARKS[name]}" if name in FILES else ""


async def static_response(request: Request) -> Response:
    """A file of the pages, the same for everybody."""
    name = request.path_params["name"]
    found = FILES.get(name)
    if found is None:
        raise HTTPException(404)
    content, kind = found
    is_marked = request.query_params.get("v") == MARKS[name]
    age = f"public, max-age={YEAR_S}, immutable" if is_marked else f"public, max-age={MAX_AGE_S}"
    return Response(content, media_type=kind, headers={"Cache-Control": age})
