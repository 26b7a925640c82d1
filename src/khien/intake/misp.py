"""MISP events."""

from __future__ import annotations

from khien.intake.reporting import Intake
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish


def read_misp(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read."""
    return Intake(name, "misp", (), ())
