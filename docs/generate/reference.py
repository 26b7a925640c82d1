"""Which page of docs/reference is written by what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.generate.codes import codes_page
from docs.generate.commands import commands_page
from docs.generate.endpoints import endpoints_page
from docs.generate.files import settings_page

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes_page,
    "commands.md": commands_page,
    "endpoints.md": endpoints_page,
    "settings.md": settings_page,
}
