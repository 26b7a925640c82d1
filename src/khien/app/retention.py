"""How long things that hold personal data are kept; the law of each party sets the numbers."""

from __future__ import annotations

from typing import Annotated

import msgspec


class ReadingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Documents under review: how many days after the last decision they are kept."""

    days: Annotated[int, msgspec.Meta(ge=1, le=3_660)] = 90
