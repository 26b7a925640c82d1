"""Work that takes longer than a page waits: it shows how far it is, and can be left and found again."""

from khien.app.work.desk import Works
from khien.app.work.rules import State, Work

__all__ = ["State", "Work", "Works"]
