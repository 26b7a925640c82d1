"""`/static/…`: style, script, font and sign of the pages. Read once, served from memory.

`vendor/` is made by hatch_build.py from npm packages. A node that was built without npm has none of it:
then `address_of` gives no address, and pages come without script and font, but work.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = "/static/{name:path}"
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
PACKED = {".woff2"}  # compressed already
BRIEFLY = "public, max-age=300"
FOREVER = "public, max-age=31536000, immutable"  # RFC 8246: the address changes with the content
_URL = re.compile(rb"url\((?P<name>[\w./-]+)\)")


@dataclass(frozen=True)
class Asset:
    """One file; `mark` changes whenever the content does."""

    content: bytes
    suffix: str

    @cached_property
    def mark(self) -> str:
        """Sixteen hexadecimal digits of the content's SHA-256."""
        return sha256(self.content).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """The content under gzip: made when first asked for, then kept."""
        return gzip.compress(self.content, mtime=0)


def read_assets(folder: Path) -> dict[str, Asset]:
    """The files of `folder` by their path below it; styles name what they load by its mark."""
    found = {
        path.relative_to(folder).as_posix(): Asset(path.read_bytes(), path.suffix)
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in KINDS
    }
    styles = {name: one for name, one in found.items() if one.suffix == ".css"}
    return found | {name: _marked(name, one, found) for name, one in styles.items()}


def _marked(name: str, style: Asset, found: Mapping[str, Asset]) -> Asset:
    def marked(place: re.Match[bytes]) -> bytes:
        loaded = found.get(f"{name.rpartition('/')[0]}/{place['name'].decode()}".lstrip("/"))
        return b"url(%s?v=%s)" % (place["name"], loaded.mark.encode()) if loaded else place[0]

    return Asset(_URL.sub(marked, style.content), style.suffix)


ASSETS = read_assets(Path(__file__).parent / "static")


def address_of(name: str) -> str:
    """The address of a file, which a browser may keep for ever; empty when this node has no such file."""
    found = ASSETS.get(name)
    return f"/static/{name}?v={found.mark}" if found else ""


async def static_response(request: Request) -> Response:
    """One file, the same for everybody."""
    found = ASSETS.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    current = request.query_params.get("v") == found.mark
    headers = {
        "Cache-Control": FOREVER if current else BRIEFLY,
        "ETag": f'"{found.mark}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = found.content
    if found.suffix not in PACKED and _takes_gzip(request.headers.get("accept-encoding", "")):
        content = found.packed
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=KINDS[found.suffix], headers=headers)


def _takes_gzip(accepted: str) -> bool:
    """RFC 9110 §12.5.3; whoever names gzip with a weight gets the plain file, which is right too."""
    return "gzip" in {part.strip().lower() for part in accepted.split(",")}
