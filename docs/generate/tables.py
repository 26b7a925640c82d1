"""Markdown, as far as the reference needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n\n"


def page(title: str, introduction: str, *parts: str) -> str:
    """A page: title, what it is, parts, each apart by one empty line."""
    return NOTE + "\n\n".join([f"# {title}", introduction, *filter(None, parts)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; no rows, no table."""
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def code(text: str) -> str:
    """Text as code; nothing stays nothing."""
    return f"`{text}`" if text else ""
