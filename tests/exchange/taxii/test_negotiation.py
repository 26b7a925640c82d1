"""Tests of `exchange.taxii.negotiation`: Accept, Content-Type, codings."""

from __future__ import annotations

import gzip
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.exchange.incoming import TooLargeError
from khien.exchange.taxii.errors import CodingError
from khien.exchange.taxii.negotiation import accepts_gzip, accepts_taxii, is_taxii, pack, unpack
from khien.model.errors import MalformedError

packed = partial(gzip.compress, mtime=0)  # no clock in the name of a test


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("application/*;q=0.1", True),
        ("application/taxii+json ; version = 2.1", True),
        ("application/taxii+json;version=2.0, application/taxii+json;version=2.1", True),
        ("application/taxii+json;version=2.0, */*;q=0.1", True),
        ("application/taxii+json;q=0, application/taxii+json;version=2.1", True),
        ("application/taxii+json;version=2.0", False),
        ("text/*", False),
        ("*/*;q=0", False),
        ("*/*, application/taxii+json;q=0.000", False),
        ("application/taxii+json;q=2", False),
        ("application/taxii+json;q=x", False),
        (",;,", False),
    ],
)
def test_the_closest_media_range_decides(header: str, wanted: bool) -> None:
    """Weights and versions are read as RFC 9110 §12.5.1 says; what is malformed accepts nothing."""
    assert accepts_taxii(header) is wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("application/taxii+json", True),
        ("Application/TAXII+json; Version=2.1; charset=utf-8", True),
        ("", False),
        ("application/taxii+json;version=3.0", False),
        ("application/taxii+json, application/taxii+json", False),
    ],
)
def test_only_taxii_is_read(header: str, wanted: bool) -> None:
    """One media type, ours, in our version or in none."""
    assert is_taxii(header) is wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [("", False), ("gzip", True), ("*", True), ("*, gzip;q=0", False), ("br", False)],
)
def test_packing_is_for_who_asks(header: str, wanted: bool) -> None:
    """Only a client that accepts gzip gets it."""
    assert accepts_gzip(header) is wanted


@given(st.text(max_size=60))
def test_no_header_breaks_the_reading(header: str) -> None:
    """Whatever stands in a header, the answer is yes or no."""
    assert {accepts_taxii(header), accepts_gzip(header), is_taxii(header)} <= {True, False}


@given(st.binary(max_size=2_000))
def test_what_was_packed_is_unpacked(body: bytes) -> None:
    """Packing loses nothing, in our words and in those of another implementation."""
    assert unpack(pack(body), "gzip", 2_000) == gzip.decompress(pack(body)) == body
    assert unpack(packed(body), " X-GZIP ", 2_000) == body


def test_what_is_not_packed_stays() -> None:
    """No coding, or `identity`, leaves a body as it is."""
    assert unpack(b"x", "", 1) == unpack(b"x", "identity", 1) == b"x"


def test_unpacking_stops_at_the_limit() -> None:
    """What grows beyond the limit is refused without being held; the limit itself is allowed."""
    bomb = packed(bytes(10_000_000))

    assert len(unpack(packed(bytes(1_000)), "gzip", 1_000)) == 1_000
    with pytest.raises(TooLargeError):
        unpack(bomb, "gzip", 1_000)


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "compress"])
def test_other_codings_are_named(coding: str) -> None:
    """A coding that we do not have is refused by its name."""
    with pytest.raises(CodingError):
        unpack(b"x", coding, 10)


@pytest.mark.parametrize("body", [b"", b"no gzip", packed(b"x")[:-1]])
def test_damage_is_malformed(body: bytes) -> None:
    """What is no whole gzip member is refused."""
    with pytest.raises(MalformedError):
        unpack(body, "gzip", 10)
