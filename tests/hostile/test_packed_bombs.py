"""Bodies that are packed to be large once unpacked, packed twice, or not packed at all."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from tests.hostile.victim import Victim

HALF_A_GIGABYTE = 512 * 1024 * 1024


def _bomb() -> bytes:
    """Half a gigabyte of blanks in half a megabyte, made without holding it."""
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 1024 * 1024
    parts = [packer.compress(block) for _ in range(HALF_A_GIGABYTE // len(block))]
    return b"".join([*parts, packer.flush()])


def test_a_bomb_is_unpacked_only_so_far(victim: Victim) -> None:
    """Its ratio is a thousand to one; unpacking stops at what the partner may bring."""
    answer = victim.post(_bomb(), Content_Encoding="gzip")

    assert answer.status == 413


SMALL = json.dumps({"objects": [{}]}).encode()
ODD = {
    "cut off": (gzip.compress(SMALL)[:-4], "gzip", 400),
    "corrupt": (b"\x1f\x8b\x08\x00" + b"\xff" * 40, "gzip", 400),
    "not packed": (SMALL, "gzip", 400),
    "several members": (gzip.compress(SMALL) * 2, "gzip", 400),
    "packed twice": (gzip.compress(gzip.compress(SMALL)), "gzip, gzip", 415),
    "packed twice, said once": (gzip.compress(gzip.compress(SMALL)), "gzip", 422),
    "deflate": (zlib.compress(SMALL), "deflate", 415),
    "brotli": (SMALL, "br", 415),
    "a coding of no name": (SMALL, ",,,;q=1", 415),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_packed_oddly_is_refused(victim: Victim, name: str) -> None:
    """Truncated, corrupt, nested and unknown codings each have their answer."""
    body, coding, status = ODD[name]

    assert victim.post(body, Content_Encoding=coding).status == status
