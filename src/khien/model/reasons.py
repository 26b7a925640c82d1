"""Why something failed that Python or a library says with a class of its own: as a text with words for people."""

from __future__ import annotations

import os
from typing import Final

DAMAGED: Final = "damaged"
CUT_SHORT: Final = "cut short"
OUT_OF_TIME: Final = "out of time"


def reason_of(error: BaseException, otherwise: str = DAMAGED) -> str:
    """What the operating system says, or what kind of failure it is; never the name of a class.

    Args:
        error: what was caught; its text may hold content, so it is not used.
        otherwise: for all that is neither the system's, nor too slow, nor cut short.
    """
    if isinstance(error, OSError) and error.errno is not None:
        # The system's own words: libraries put sentences with paths in their place.
        return os.strerror(error.errno) if error.errno > 0 else str(error.strerror)
    if isinstance(error, TimeoutError):
        return OUT_OF_TIME
    return CUT_SHORT if isinstance(error, EOFError) else otherwise
