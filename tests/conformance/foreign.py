"""Where other servers leave the standard, check by check, so that a check that fails there is no riddle."""

from __future__ import annotations

BROKEN: dict[str, dict[str, str]] = {"medallion": {}}
"""What breaks a MUST of TAXII 2.1."""

OWN_WAYS: dict[str, dict[str, str]] = {"medallion": {}}
"""What is allowed, or only our own demand."""
