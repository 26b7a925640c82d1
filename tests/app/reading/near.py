"""A reader in this process, for tests of what comes after it; the real one is tested in `test_parsing.py`."""

from __future__ import annotations

import pytest

from khien.app.reading import desk
from khien.app.reading.parsing import Parsed
from khien.intake.documents import read_document


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Read documents without starting a process for each."""
    patch.setattr(desk, "parse", lambda name, body: Parsed(read_document(name, body), ()))
