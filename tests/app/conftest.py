"""What the processes that these tests start need: this very source tree, installed or not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import khien


@pytest.fixture(autouse=True)
def _same_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node in a process of its own runs the code under test."""
    source = str(Path(khien.__file__).parents[1])
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [source, known])))
    monkeypatch.delenv("KHIEN_TRACEBACK", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
