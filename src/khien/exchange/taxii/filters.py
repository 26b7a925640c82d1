"""What a TAXII client asks for: the URL parameters of TAXII 2.1 §3.4, read strictly.

`next` is opaque to clients and stateless for us: it says after which point of the collection the
page begins, and for which question it was given, so that a changed filter is an error (§3.5).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant, to_microseconds
from khien.model.stix.identifiers import is_object_id, is_type_name

DEFAULT_LIMIT = 1_000  # objects a page, when the client names none
MAX_LIMIT = 10_000
LARGEST_INTEGER = 2**53 - 1  # TAXII 2.1 §2: what an integer may be
LATEST_US = 253_402_300_799_999_999  # the end of the year 9999, where timestamps end
MAX_VERSIONS = 100  # exact versions in one question; each costs the database a comparison
KEYWORDS = {"first", "last", "all"}
FILTERS = {"added_after", "limit", "next"}
MATCHES = {"match[id]", "match[type]", "match[version]", "match[spec_version]"}
OF_ONE = {"match[version]", "match[spec_version]"}  # what TAXII 2.1 §5.6 and §5.7 take

_SPEC_VERSION = re.compile(r"\d{1,4}\.\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """One question to a collection.

    `versions` holds `first`, `last`, `all` or exact STIX timestamps; `after_us` is the point
    behind which the page begins, in microseconds of date added (§3.4: strictly after), -1 for the
    beginning; `asked_us` is the same as the client first asked for it.
    """

    place: str = ""
    asked_us: int = -1
    after_us: int = -1
    limit: int = DEFAULT_LIMIT
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    spec_versions: tuple[str, ...] = ()

    def cursor(self, added_us: int) -> str:
        """The `next` value for what follows the object that was added at `added_us`."""
        return write_cursor(added_us, _digest(self))

    @property
    def is_exact(self) -> bool:
        """Whether it asks for nothing but exact versions."""
        return not KEYWORDS & set(self.versions)


def _digest(filters: Filters) -> str:
    """What must stay the same between pages: everything but the point reached and the page size."""
    same = [
        filters.place, filters.asked_us, filters.ids,
        filters.types, filters.versions, filters.spec_versions,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]


def parse_filters(
    parameters: Sequence[tuple[str, str]],
    allowed: set[str],
    place: str = "",
    object_id: str = "",
    versions: tuple[str, ...] = (),
) -> Filters:
    """Read the URL parameters of one request.

    Args:
        parameters: name and value pairs of the query, in order.
        allowed: the names that this endpoint takes; others are ignored as the standard lets us.
        place: the collection; a `next` of one is none of another.
        object_id: the one object that the path names, '' for all.
        versions: what is meant without `match[version]`; `last` when empty (§3.4.1).

    Raises:
        MalformedError: a parameter twice, or a value that is no timestamp, number, id, type, version
            or cursor of ours. Always answered with 400, never with 500.
    """
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in allowed and name in given:
            raise MalformedError(name, "each parameter once (TAXII 2.1 §3.4)")
        if name in allowed:
            given[name] = value
    after_us = _added_after(given.get("added_after"))
    ids = _list(given, "match[id]", is_object_id)
    filters = Filters(
        place=place,
        asked_us=after_us,
        after_us=after_us,
        limit=_limit(given.get("limit")),
        ids=(object_id,) if object_id else ids,
        types=_list(given, "match[type]", is_type_name),
        versions=_versions(given) or versions or ("last",),
        spec_versions=_list(given, "match[spec_version]", _is_spec_version),
    )
    return _continue(filters, given.get("next"))


def _added_after(value: str | None) -> int:
    if value is None:
        return -1
    return max(to_microseconds(parse_instant(value, "added_after")), -1)


def _limit(value: str | None) -> int:
    if value is None:
        return DEFAULT_LIMIT
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 16 else 0
    if not 0 < number <= LARGEST_INTEGER:
        raise MalformedError("limit", "a whole number from 1 (TAXII 2.1 §3.4)")
    return min(number, MAX_LIMIT)  # §3.4: a server may give fewer than it was asked for


def _list(given: dict[str, str], name: str, is_good: Callable[[str], bool]) -> tuple[str, ...]:
    """Values with commas and no spaces between them (§3.4), in an order that means nothing."""
    if name not in given:
        return ()
    values = given[name].split(",")
    if not all(map(is_good, values)):
        raise MalformedError(name, "values of its kind, with commas between (TAXII 2.1 §3.4.1)")
    return tuple(sorted(set(values)))


def _versions(given: dict[str, str]) -> tuple[str, ...]:
    values = _list(given, "match[version]", _is_version)
    count = given.get("match[version]", "").count(",") + 1
    if len(values) != count and values:  # §3.4.1: none more than once
        raise MalformedError("match[version]", "each version once (TAXII 2.1 §3.4.1)")
    if "all" in values and len(values) > 1:  # §3.4.1
        raise MalformedError("match[version]", "“all” by itself (TAXII 2.1 §3.4.1)")
    if len(values) > MAX_VERSIONS:
        raise MalformedError("match[version]", f"at most {MAX_VERSIONS} versions")
    return values


def _is_version(value: str) -> bool:
    if value not in KEYWORDS:
        parse_instant(value, "match[version]")
    return True


def _is_spec_version(value: str) -> bool:
    return _SPEC_VERSION.fullmatch(value) is not None


def write_cursor(point: int, mark: str) -> str:
    """A `next`: a point, and what it belongs to."""
    token = json.dumps([point, mark])
    return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[object, object]:
    """The two parts of a `next` that this server gave: a point, and what it belongs to.

    Raises:
        MalformedError: it is none of ours.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        point, digest = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise MalformedError("next", "a value that this server gave (TAXII 2.1 §3.5)") from error
    return point, digest


def _continue(filters: Filters, cursor: str | None) -> Filters:
    if cursor is None:
        return filters
    added_us, digest = read_cursor(cursor)
    if type(added_us) is not int or not 0 <= added_us <= LATEST_US:
        raise MalformedError("next", "a value that this server gave (TAXII 2.1 §3.5)")
    if digest != _digest(filters):
        raise MalformedError("next", "the same filters on every page (TAXII 2.1 §3.5)")
    return replace(filters, after_us=max(filters.after_us, added_us))
