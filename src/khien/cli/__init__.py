"""The `khien` command."""

from khien.cli.assembly import main

__all__ = ["main"]
