"""Canonical JSON and content addresses: the same content has the same bytes and the same hash."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785

from khien.model.errors import MalformedError

SAFE_INTEGER = 2**53 - 1  # RFC 7493 §2.2

encode_sorted = msgspec.json.Encoder(order="sorted").encode
"""The canonical form already, where `is_plain` says so."""


def canonical_json(value: Any, item: str = "value") -> bytes:  # noqa: ANN401 -- any JSON value
    """The RFC 8785 form of a JSON value: sorted keys, ECMAScript numbers, no white space, UTF-8.

    Raises:
        MalformedError: not I-JSON (RFC 7493): an integer beyond 2^53, NaN, a lone surrogate.
    """
    try:
        # Sorted compact JSON is the canonical form already, unless a number or a key needs more.
        return encode_sorted(value) if is_plain(value) else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(item, "RFC 8785 canonical JSON") from error


def content_sha256(value: Any, item: str = "value") -> str:  # noqa: ANN401 -- any JSON value
    """SHA-256 of the canonical form, as 64 hex digits: how a version is addressed (DESIGN.md, idea 1)."""
    return hashlib.sha256(canonical_json(value, item)).hexdigest()


def is_plain(value: Any) -> bool:  # noqa: ANN401 -- any JSON value
    """Whether every key is ASCII (so that UTF-16 order is byte order) and every number a safe integer."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        for key, inner in value.items():  # a loop: it is asked about every document that is signed
            if type(key) is not str or not key.isascii():
                return False
            if type(inner) is not str and not is_plain(inner):
                return False
        return True
    if kind is list:
        return all(map(is_plain, value))
    return kind is int and -SAFE_INTEGER <= value <= SAFE_INTEGER
