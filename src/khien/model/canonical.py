"""Canonical JSON and content addresses: the same content has the same bytes and the same hash."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from khien.model.errors import MalformedError


def canonical_json(value: Any, item: str = "value") -> bytes:  # noqa: ANN401 -- any JSON value
    """The RFC 8785 form of a JSON value: sorted keys, ECMAScript numbers, no white space, UTF-8.

    Raises:
        MalformedError: not I-JSON (RFC 7493): an integer beyond 2^53, NaN, a lone surrogate.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(item, "RFC 8785 canonical JSON") from error


def content_sha256(value: Any, item: str = "value") -> str:  # noqa: ANN401 -- any JSON value
    """SHA-256 of the canonical form, as 64 hex digits: how a version is addressed (DESIGN.md, idea 1)."""
    return hashlib.sha256(canonical_json(value, item)).hexdigest()
