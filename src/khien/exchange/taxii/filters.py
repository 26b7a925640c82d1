"""What a TAXII client asks for: the URL parameters of TAXII 2.1 §3.4, read strictly.

`next` is opaque to clients and stateless for us: it says after which point of the collection the
page begins, and for which filters it was given, so that a changed filter is an error (§3.5).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant, to_microseconds

DEFAULT_LIMIT = 1_000  # objects a page, when the client names none
MAX_LIMIT = 10_000
LATEST_US = 253_402_300_800_000_000  # the end of the year 9999, where timestamps end
FILTERS = {"added_after", "limit", "next"}
MATCHES = {"match[id]", "match[type]", "match[version]", "match[spec_version]"}


@dataclass(frozen=True, slots=True)
class Filters:
    """One question to a collection.

    `versions` holds `first`, `last`, `all` or exact STIX timestamps; `after_us` is the point
    behind which the page begins, in microseconds of date added (§3.4.1: strictly after).
    """

    after_us: int = -1
    limit: int = DEFAULT_LIMIT
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    spec_versions: tuple[str, ...] = ()

    def cursor(self, added_us: int) -> str:
        """The `next` value for what follows the object that was added at `added_us`."""
        token = json.dumps([added_us, _digest(self)])
        return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def _digest(filters: Filters) -> str:
    """What must stay the same between pages: everything but the place and the page size."""
    same = [filters.ids, filters.types, filters.versions, filters.spec_versions]
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]


def parse_filters(
    parameters: Sequence[tuple[str, str]],
    allowed: set[str],
    object_id: str = "",
    versions: tuple[str, ...] = (),
) -> Filters:
    """Read the URL parameters of one request.

    Args:
        parameters: name and value pairs of the query, in order.
        allowed: the names that this endpoint takes; others are ignored as the standard lets us.
        object_id: the one object that the path names, '' for all.
        versions: what an endpoint without `match[version]` shows.

    Raises:
        MalformedError: a parameter twice, or a value that is no timestamp, number, version or
            cursor of ours. Always answered with 400, never with 500.
    """
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in allowed and given.setdefault(name, value) != value:
            raise MalformedError(name, "one value for each parameter (TAXII 2.1 §3.4)")
    filters = Filters(
        after_us=_added_after(given.get("added_after")),
        limit=_limit(given.get("limit")),
        ids=(object_id,) if object_id else _list(given.get("match[id]")),
        types=_list(given.get("match[type]")),
        versions=versions or _versions(given.get("match[version]")),
        spec_versions=_list(given.get("match[spec_version]")),
    )
    return _continue(filters, given.get("next"))


def _added_after(value: str | None) -> int:
    if value is None:
        return -1
    return to_microseconds(parse_instant(value, "added_after"))


def _limit(value: str | None) -> int:
    if value is None:
        return DEFAULT_LIMIT
    if not (value.isascii() and value.isdigit() and 0 < len(value) <= 9) or int(value) < 1:
        raise MalformedError("limit", "a whole number from 1 (TAXII 2.1 §3.4)")
    return min(int(value), MAX_LIMIT)


def _list(value: str | None) -> tuple[str, ...]:
    return tuple(sorted({part for part in value.split(",") if part})) if value else ()


def _versions(value: str | None) -> tuple[str, ...]:
    versions = _list(value) or ("last",)
    for version in versions:
        if version not in {"first", "last", "all"}:
            parse_instant(version, "match[version]")
    return versions


def _continue(filters: Filters, cursor: str | None) -> Filters:
    if cursor is None:
        return filters
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        added_us, digest = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise MalformedError("next", "a value that this server gave (TAXII 2.1 §3.5)") from error
    if type(added_us) is not int or not 0 <= added_us <= LATEST_US:
        raise MalformedError("next", "a value that this server gave (TAXII 2.1 §3.5)")
    if digest != _digest(filters):
        raise MalformedError("next", "the same filters on every page (TAXII 2.1 §3.5)")
    return replace(filters, after_us=max(filters.after_us, added_us))
