"""What cannot be read is refused, and never breaks the server (TAXII 2.1 §3.4)."""

from __future__ import annotations

from urllib.parse import quote

from tests.conformance.registry import check
from tests.conformance.subject import Subject

BAD_DATES = (
    "", "x", "2020", "2020-01-01", "2020-01-01T00:00:00", "2020-13-01T00:00:00.000000Z",
    "2020-02-30T00:00:00.000000Z", "2020-01-01T00:00:00.000000+07:00", "0000-01-01T00:00:00Z",
    "2020-01-01T25:00:00.000000Z", "2020-01-01T00:00:00.000000Z,2021-01-01T00:00:00.000000Z",
    "٢٠٢٠-01-01T00:00:00.000000Z", "1577836800", "10000-01-01T00:00:00.000000Z",
)  # fmt: skip
BAD_LIMITS = ("", "x", "-1", "0", "1.5", "1e3", "0x10", "1,2", "null")
ODD_LIMITS = ("٣", " 1", "+1", "1_0", "9" * 4000, "9007199254740992")  # §2: below 2^53
GARBAGE = ("\x00", "\n", "'", '"', "%", "\\", "💩", "' OR 1=1 --", "{{7*7}}", "a" * 3000, "../..")
PARAMETERS = (
    "added_after", "limit", "next", "match[version]", "match[id]", "match[type]",
    "match[spec_version]",
)  # fmt: skip


@check("3.4", "read")
def a_malformed_date_is_refused(subject: Subject) -> None:
    """added_after that is no timestamp in UTC, or more than one, is 400."""
    for value in BAD_DATES:
        assert subject.get("objects/", added_after=value).status == 400, value


@check("3.4", "read")
def a_malformed_limit_is_refused(subject: Subject) -> None:
    """A limit that is no positive integer is 400."""
    for value in BAD_LIMITS:
        assert subject.get("objects/", limit=value).status == 400, value


@check("2", "read", level="OWN")
def an_odd_limit_is_refused(subject: Subject) -> None:
    """Nor are other spellings of a number, or one that is no integer of the standard, taken."""
    for value in ODD_LIMITS:
        assert subject.get("objects/", limit=value).status == 400, value


@check("3.4", "read", level="OWN")
def a_malformed_match_is_refused(subject: Subject) -> None:
    """A match field with no value, or a value that can be none, is 400."""
    for name in ("match_id", "match_type", "match_spec_version"):
        for value in ("", ",", "é", "a b", "x,,y"):
            assert subject.get("objects/", **{name: value}).status == 400, (name, value)


@check("3.4", "read")
def garbage_in_a_date_or_number_is_refused(subject: Subject) -> None:
    """Garbage in added_after, limit, next or match[version] is 400, never a server error."""
    for parameter in PARAMETERS[:4]:
        for value in GARBAGE:
            path = f"{subject.place}objects/?{quote(parameter)}={quote(value)}"
            assert subject.ask("GET", path).status == 400, path


@check("3.4", "read", level="OWN")
def garbage_in_any_parameter_is_refused(subject: Subject) -> None:
    """Garbage in any parameter of any endpoint is 400, never a server error."""
    name = subject.seed[0]["id"]
    for below in ("objects/", "manifest/"):
        for parameter in PARAMETERS:
            for value in GARBAGE:
                path = f"{subject.place}{below}?{quote(parameter)}={quote(value)}"
                assert subject.ask("GET", path).status == 400, path
    for below in (f"objects/{name}/", f"objects/{name}/versions/"):
        for parameter in ("added_after", "limit", "next", "match[spec_version]"):
            path = f"{subject.place}{below}?{parameter}=%00"
            assert subject.ask("GET", path).status == 400, path


@check("RFC 3986 2.1", "read", level="OWN")
def broken_escapes_are_no_failure(subject: Subject) -> None:
    """Percent signs and bytes that mean nothing are refused or ignored, never a server error."""
    for query in ("limit=%", "limit=%ZZ", "match[type]=%FF%FE", "%", "=", ";;", "next=%C0%80"):
        status = subject.ask("GET", f"{subject.place}objects/?{query}").status
        assert status in {200, 400}, query


@check("3.4", "read", level="OWN")
def long_lists_are_served_or_refused(subject: Subject) -> None:
    """Many ids, types or versions in one question are answered or refused, never a server error."""
    ids = ",".join(subject.make()["id"] for _ in range(600))
    dates = ",".join(f"2020-01-01T00:00:00.{n:06}Z" for n in range(1500))
    for filters in ({"match_id": ids}, {"match_version": dates}, {"match_type": "tool," * 900}):
        assert subject.get("objects/", **filters).status in {200, 400, 414, 431}
