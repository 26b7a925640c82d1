"""The console: what an officer sees and does in the browser, in Vietnamese or English.

`groups.DOORS` lists every door. A door names its permit and its handler; `entering.Entrance` asks who
comes, whether the role may, and whether a change was meant, before any handler runs.
"""

from khien.web.console.entering import Entrance
from khien.web.console.groups import DOORS

__all__ = ["DOORS", "Entrance"]
