"""Where the shared inputs lie: in the folder `shared` beside the repository, or nowhere."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """The shared input at `path`, or skip the test and say which input is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"shared input absent: {path}")
    return found
