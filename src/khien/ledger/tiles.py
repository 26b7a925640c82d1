"""How a ledger lies on the wire: tiles of hashes and bundles of entries (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khien.ledger.tree import HASH_BYTES
from khien.model.errors import MalformedError

TILE_HEIGHT = 8  # levels of the tree in one tile
TILE_WIDTH = 1 << TILE_HEIGHT  # hashes or entries in a full tile
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 0xFFFF  # uint16 length prefix

_FORM = "C2SP tlog-tiles"
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)
_MAX_GROUPS = 6  # 10^18 tiles; more do not fit in a database integer


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile: `level` None means the bundle of entries; `width` below 256 means a partial one."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below a ledger's address, e.g. `tile/0/x001/x234/067.p/8`."""
        groups: list[str] = []
        rest = self.index
        while True:
            rest, group = divmod(rest, 1000)
            groups.append(f"x{group:03d}" if groups else f"{group:03d}")
            if not rest:
                break
        room = "entries" if self.level is None else str(self.level)
        part = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{room}/{'/'.join(reversed(groups))}{part}"


def parse_tile_path(path: str) -> Tile:
    """Read a path below a ledger's address; only the one spelling that `Tile.path` gives.

    Raises:
        MalformedError: not such a path: a stray zero group, a level over 63, a width over 255.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise MalformedError("tile path", _FORM)
    room, front, last, width = found.groups()
    groups = [*front.replace("x", "").split("/")[:-1], last]
    level = None if room == "entries" else int(room)
    tile = Tile(level, int("".join(groups)), int(width) if width else TILE_WIDTH)
    full_as_partial = width is not None and tile.width >= TILE_WIDTH
    if full_as_partial or len(groups) > _MAX_GROUPS or (level or 0) > MAX_LEVEL:
        raise MalformedError("tile path", _FORM)
    if tile.path != path:
        raise MalformedError("tile path", _FORM)
    return tile


def tile_width(size: int, level: int, index: int) -> int:
    """How many hashes a tile has in a tree of this size: 0 to 256; level 0 also counts entries."""
    nodes = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, nodes - index * TILE_WIDTH))


def tile_bytes(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile: its 32-byte hashes one after the other."""
    return b"".join(hashes)


def parse_tile(raw: bytes, width: int = TILE_WIDTH) -> tuple[bytes, ...]:
    """The hashes of a tile.

    Raises:
        MalformedError: not exactly `width` hashes.
    """
    if len(raw) != width * HASH_BYTES:
        raise MalformedError("tile", f"{_FORM}: {width} hashes")
    return tuple(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES))


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """The bytes of an entry bundle: each entry behind its length, two bytes big-endian.

    Raises:
        MalformedError: an entry longer than 65535 bytes.
    """
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise MalformedError("entry bundle", f"{_FORM}: at most {MAX_ENTRY_BYTES} bytes an entry")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(raw: bytes, width: int = TILE_WIDTH) -> tuple[bytes, ...]:
    """The entries of a bundle.

    Raises:
        MalformedError: not exactly `width` entries, or cut short.
    """
    entries = []
    at = 0
    while at < len(raw):
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        entries.append(raw[start:at])
    if at != len(raw) or len(entries) != width:
        raise MalformedError("entry bundle", f"{_FORM}: {width} entries")
    return tuple(entries)
