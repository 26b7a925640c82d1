"""One entry of an import's report, as commands print it."""

from __future__ import annotations

from typing import Any

from khien.cli.failing import sentence
from khien.intake import ReportEntry


def entry_row(entry: ReportEntry) -> dict[str, Any]:
    """What became of one item, with a sentence for everything said about it."""
    first, *more = entry.remarks
    return {
        "item": entry.item,
        "outcome": entry.outcome.value,
        "code": first.code,
        "path": first.path,
        "detail": first.detail,
        "words": sentence(first.code, first.facts),
        "more": [
            {"code": r.code, "path": r.path, "words": sentence(r.code, r.facts)} for r in more
        ],
    }
