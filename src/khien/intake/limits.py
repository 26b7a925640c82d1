"""How much one file may hold before it is turned away, so that no input can exhaust the node."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one reading; the defaults take the whole of ATT&CK and stop a bomb.

    `max_bytes` counts the unpacked body. `max_items` counts what the file lists (objects,
    attributes, lines, rows). `max_depth` counts JSON levels, the outermost being 1.
    `max_line_chars` is the longest line of a list that is looked at.
    """

    max_bytes: int = 128 * MEBIBYTE
    max_items: int = 250_000
    max_depth: int = 50
    max_line_chars: int = 4_096


DEFAULT_LIMITS = Limits()
