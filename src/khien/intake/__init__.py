"""From bytes to objects: STIX, MISP, tables, lists. Pure: no store, no network, no clock.

`read_file` is the one door. What it gives is judged, never trusted: admission and the gate come after.
"""

from khien.intake.detect import FORMATS
from khien.intake.failures import UnreadableError
from khien.intake.limits import Limits
from khien.intake.reading import read_file
from khien.intake.reporting import Counts, Intake, Outcome, Remark, ReportEntry, unread
from khien.intake.wishes import Wish

__all__ = [
    "FORMATS",
    "Counts",
    "Intake",
    "Limits",
    "Outcome",
    "Remark",
    "ReportEntry",
    "UnreadableError",
    "Wish",
    "read_file",
    "unread",
]
