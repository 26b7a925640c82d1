"""What stands without a sign in a table or a list of malicious values is one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from khien.intake.extraction.candidates import Context
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.tables import is_item, is_row, items_end, table_end

Verdict = tuple[Context, str]
THINGS: Final = frozenset({"mutex", "registry-key", "file-name", "file-path", "user-agent"})
"""What malware leaves on a machine."""
HOSTED: Final = frozenset({"domain", "url", "email", "ipv4", "ipv6", "cidr", "host-name"})
"""What stands in the network, or is reached by it."""


def agree(page: Page, verdicts: list[Verdict]) -> None:
    """Change the verdicts, one for each find of the page, where the rest of a table or list says more."""
    text, done = page.text, 0
    for spot, (_, why) in list(zip(page.spots, verdicts, strict=True)):
        if why != "extraction.no-sign" or spot.start < done:
            continue
        line = text.rfind("\n", 0, spot.start) + 1
        in_table = is_row(text, line)
        if not (in_table or is_item(text, line)):
            continue
        start, done = _run_of(text, line, in_table=in_table)
        low, high = (
            bisect_left(page.spots, start, key=_start),
            bisect_left(page.spots, done, key=_start),
        )
        _agree_within(page.spots, verdicts, range(low, high), in_table=in_table)


def _agree_within(
    spots: Sequence[Spot], verdicts: list[Verdict], places: range, *, in_table: bool
) -> None:
    told = [verdicts[at][0] for at in places if verdicts[at][1] not in _OF_ITSELF]
    bad, good = told.count(Context.MALICIOUS), told.count(Context.BENIGN)
    for at in places:
        unsure = verdicts[at][1] == "extraction.no-sign"
        thing = spots[at].kind in THINGS and bad > good
        host = in_table and spots[at].kind in HOSTED and bad > 1 and not good
        if unsure and bad and (thing or host):
            verdicts[at] = Context.MALICIOUS, "extraction.listed"


_OF_ITSELF: Final = frozenset({"extraction.system-file", "extraction.reserved"})


def _run_of(text: str, line: int, *, in_table: bool) -> tuple[int, int]:
    """Where the table or list begins and ends that has a line at `line`."""
    is_one, end_of = (is_row, table_end) if in_table else (is_item, items_end)
    start = line
    while start and is_one(text, above := text.rfind("\n", 0, start - 1) + 1):
        start = above
    return start, end_of(text, line)


def _start(spot: Spot) -> int:
    return spot.start
