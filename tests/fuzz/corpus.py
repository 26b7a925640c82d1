"""The saved inputs: one text file a target, one Python bytes literal a line, written by us."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


def saved(target: str) -> list[bytes]:
    """The inputs of one target; lines that begin with # say why the next one is there."""
    lines = (FOLDER / f"{target}.txt").read_text("utf-8").splitlines()
    return [ast.literal_eval(line) for line in lines if line.startswith("b")]
