"""The watch on more machines than one: what has to travel, and what comes back.

An index travels as a snapshot; a log is cut into ranges; what comes back are hits, one for each line and
indicator, each with a key by which the same hit is known when it comes twice. Nothing here knows the store,
except `shipping`, which writes snapshots at home.
"""

from khien.watch.scale.finding import Found, Matcher, Unread
from khien.watch.scale.keys import Keys
from khien.watch.scale.ranges import Range, ranges_of, size_for
from khien.watch.scale.snapshots import Snapshot, SnapshotError, edition_of, load

__all__ = [
    "Found",
    "Keys",
    "Matcher",
    "Range",
    "Snapshot",
    "SnapshotError",
    "Unread",
    "edition_of",
    "load",
    "ranges_of",
    "size_for",
]
