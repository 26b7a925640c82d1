"""`khien serve` with short time limits, so that a test of slowness is quick; all else as it is."""

from __future__ import annotations

import sys

from khien.app import doorway
from khien.cli import main
from khien.exchange import incoming

HEAD_S, BODY_S, LINGER_S = 1.5, 1.5, 1.0

if __name__ == "__main__":
    doorway.HEAD_S, doorway.LINGER_S = HEAD_S, LINGER_S
    incoming.FIRST_S = BODY_S
    main(sys.argv[1:])
