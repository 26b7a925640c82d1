"""Which objects are meant: match[…] and added_after (TAXII 2.1 §3.4, §3.4.1)."""

from __future__ import annotations

from khien.model.instants import parse_instant
from tests.conformance.registry import check
from tests.conformance.subject import Content, Subject, version_of

STIX_TYPES = (
    "attack-pattern", "campaign", "course-of-action", "grouping", "identity", "incident",
    "indicator", "infrastructure", "intrusion-set", "location", "malware", "malware-analysis",
    "note", "observed-data", "opinion", "report", "threat-actor", "tool", "vulnerability",
    "relationship", "sighting", "artifact", "autonomous-system", "directory", "domain-name",
    "email-addr", "email-message", "file", "ipv4-addr", "ipv6-addr", "mac-addr", "mutex",
    "network-traffic", "process", "software", "url", "user-account", "windows-registry-key",
    "x509-certificate", "language-content", "marking-definition", "extension-definition", "bundle",
)  # fmt: skip # STIX 2.1


def _everything(subject: Subject) -> list[Content]:
    return subject.found("objects/", match_version="all", limit=1000)


def _ends(contents: list[Content], *, last: bool) -> list[Content]:
    """The first or last version of each object, in the order in which they stand."""
    chosen: dict[str, Content] = {}
    for one in sorted(contents, key=version_of, reverse=not last):
        chosen[one["id"]] = one
    return [one for one in contents if one is chosen[one["id"]]]


@check("3.4.1", "read")
def the_last_version_is_meant_by_default(subject: Subject) -> None:
    """Without match[version], and with `last`, only the latest version of each object comes."""
    wanted = _ends(_everything(subject), last=True)

    assert subject.found(limit=1000) == subject.found(match_version="last", limit=1000) == wanted


@check("3.4.1", "read")
def the_first_version_can_be_meant(subject: Subject) -> None:
    """With `first` the earliest version of each object comes."""
    assert subject.found(match_version="first", limit=1000) == _ends(
        _everything(subject), last=False
    )


@check("3.4.1", "read")
def several_versions_can_be_meant(subject: Subject) -> None:
    """`first`, `last` and exact times in one list are joined by “or”, and nothing comes twice."""
    everything = _everything(subject)
    middle = next(one for one in subject.seed if one not in _ends(everything, last=False))
    ends = [*_ends(everything, last=True), *_ends(everything, last=False)]
    wanted = [one for one in everything if one in ends or version_of(one) == middle["modified"]]

    found = subject.found(match_version=f"first,{middle['modified']},last", limit=1000)

    assert found == wanted


@check("3.4.1", "read")
def an_exact_version_is_exact(subject: Subject) -> None:
    """An exact time gives the objects with just that modified time; none is no error."""
    version = subject.seed[0]["modified"]
    at = parse_instant(version)  # the same instant may be spelled with more zeros
    wanted = [one for one in _everything(subject) if parse_instant(version_of(one)) == at]

    assert subject.found(match_version=version, limit=1000) == wanted
    assert subject.get("objects/", match_version="1999-01-01T00:00:00.000Z").json == {}


@check("3.4.1", "read")
def malformed_versions_are_refused(subject: Subject) -> None:
    """`all` beside others, the same version twice, and what is no version are 400."""
    version = subject.seed[0]["modified"]
    for wish in ("all,first", f"all,{version}", "last,last", f"{version},{version}", "x", "", ","):
        assert subject.get("objects/", match_version=wish).status == 400, wish


@check("3.4.1", "read")
def ids_can_be_meant(subject: Subject) -> None:
    """match[id] gives that object; several are joined by “or”; an unknown one is no error."""
    one, two = subject.seed[0]["id"], subject.seed[1]["id"]
    unknown = subject.make()["id"]
    everything = subject.found(limit=1000)

    for wish in ((one,), (one, two), (two, one), (unknown, one)):
        found = subject.found(match_id=",".join(wish), limit=1000)
        assert found == [o for o in everything if o["id"] in wish]
    assert subject.get("objects/", match_id=unknown).json == {}


@check("3.4.1", "read")
def types_can_be_meant(subject: Subject) -> None:
    """match[type] gives only those types; several are joined by “or”."""
    everything = subject.found(limit=1000)

    for wish in (("indicator",), ("malware",), ("indicator", "malware"), ("malware", "tool")):
        found = subject.found(match_type=",".join(wish), limit=1000)
        assert found == [o for o in everything if o["type"] in wish]


@check("3.4.1", "read")
def no_type_of_stix_is_an_error(subject: Subject) -> None:
    """A type that STIX 2.1 defines is never refused, and one that it does not define finds nothing."""
    for name in STIX_TYPES:
        assert subject.get("objects/", match_type=name, limit=1).status == 200, name
    assert subject.get("objects/", match_type="x-no-such-type").json == {}


@check("3.4.1", "read")
def spec_versions_can_be_meant(subject: Subject) -> None:
    """match[spec_version] keeps others out, and takes lists."""
    everything = subject.found(limit=1000)

    assert subject.found(match_spec_version="2.1", limit=1000) == everything
    assert subject.found(match_spec_version="2.0,2.1", limit=1000) == everything
    assert subject.get("objects/", match_spec_version="2.0").json == {}


@check("3.4", "read")
def filters_are_joined_by_and(subject: Subject) -> None:
    """Several match fields, and added_after, must all hold."""
    name = subject.seed[0]["id"]
    kind = subject.seed[0]["type"]
    start = subject.found("manifest/", match_version="all", limit=1)[0]["date_added"]

    both = subject.found(match_id=name, match_type=kind, match_version="all")
    assert both == subject.found(match_id=name, match_version="all")
    assert subject.found(match_id=name, match_type="malware") == []
    after = subject.found(added_after=start, match_id=name, match_version="all")
    assert after == [one for one in both if one in after]


@check("3.4", "read")
def unknown_fields_are_no_failure(subject: Subject) -> None:
    """A match field or parameter that nobody defined is ignored, or refused in a proper way."""
    for query in ("match[colour]=blue", "colour=blue", "match[]=x", "match=x", "%00=%00", "&&=&"):
        status = subject.ask("GET", f"{subject.place}objects/?{query}").status
        assert status in {200, 400}, query


@check("3.4", "read")
def a_field_twice_is_refused(subject: Subject) -> None:
    """A parameter that MUST NOT occur more than once is 400 when it does."""
    date = "2020-01-01T00:00:00.000000Z"
    for pair in ("match[type]=tool", f"added_after={date}", "limit=5", "match[version]=all"):
        path = f"{subject.place}objects/?{pair}&{pair}"
        assert subject.ask("GET", path).status == 400, pair


@check("3.4", "read")
def added_after_is_strict(subject: Subject) -> None:
    """added_after gives what was added later than that instant, never what was added at it."""
    records = subject.found("manifest/", match_version="all", limit=1000)

    for place in (0, len(records) // 2, len(records) - 1):
        date = records[place]["date_added"]
        found = subject.found("manifest/", match_version="all", limit=1000, added_after=date)
        assert found == [one for one in records if one["date_added"] > date]


@check("3.4", "read")
def the_oldest_come_first_without_added_after(subject: Subject) -> None:
    """Without added_after a reading begins with the oldest object."""
    oldest = subject.manifest()[0]

    assert subject.found(match_version="all", limit=1)[0]["id"] == oldest["id"]


@check("3.4", "read", level="OWN")
def added_after_takes_any_precision(subject: Subject) -> None:
    """Fewer digits than TAXII wants are understood, as many clients send them."""
    for date in ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000Z", "1900-01-01T00:00:00.0Z"):
        assert subject.found(added_after=date, limit=1000) == subject.found(limit=1000)
