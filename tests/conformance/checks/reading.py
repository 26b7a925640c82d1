"""What a collection gives: objects, manifest, one object, its versions (TAXII 2.1 §3.2, §3.3, §5.3, §5.4, §5.6, §5.8)."""

from __future__ import annotations

import re

from tests.conformance.registry import check
from tests.conformance.subject import Content, Subject, version_of

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)  # §2 timestamp
FIRST, LAST = "x-taxii-date-added-first", "x-taxii-date-added-last"
LATER = "9999-01-01T00:00:00.000000Z"


def _versioned(subject: Subject) -> Content:
    """The seed's object that has several versions, in its last one."""
    ids = [one["id"] for one in subject.seed]
    return next(one for one in reversed(subject.seed) if ids.count(one["id"]) > 1)


@check("3.7", "read")
def objects_come_in_an_envelope(subject: Subject) -> None:
    """Objects come as they were put in, in an envelope of more, next and objects."""
    heard = subject.get("objects/", match_version="all", limit=100)

    assert heard.status == 200
    assert set(heard.json) <= {"more", "next", "objects"}
    assert all(one in heard.objects for one in subject.seed)


@check("3.3", "read")
def objects_are_in_the_order_of_addition(subject: Subject) -> None:
    """Objects and manifest come in ascending order of the date added, the same for both."""
    records = subject.found("manifest/", match_version="all", limit=100)
    found = subject.found("objects/", match_version="all", limit=100)
    dates = [one["date_added"] for one in records]

    assert dates == sorted(dates)
    assert [one["id"] for one in records] == [one["id"] for one in found]
    seeds = [one["id"] for one in found if one in subject.seed]
    assert seeds == [one["id"] for one in subject.seed]


@check("5.3.1", "read")
def manifest_records_are_whole(subject: Subject) -> None:
    """Each record has id, date_added, version, and a media type that the collection lists."""
    kinds = subject.get().json.get("media_types", ["application/stix+json"])
    contents = subject.found("objects/", match_version="all", limit=100)

    for record, content in zip(
        subject.found("manifest/", match_version="all", limit=100), contents, strict=True
    ):
        assert record["id"] == content["id"]
        assert TIMESTAMP.fullmatch(record["date_added"])
        assert record["version"] == version_of(content, record["version"])
        assert record.get("media_type", kinds[0]) in kinds


@check("3.4", "read", level="OWN")
def each_version_has_a_date_of_its_own(subject: Subject) -> None:
    """No two versions were added at the same microsecond: added_after would lose one."""
    dates = [one["date_added"] for one in subject.manifest()]

    assert len(dates) == len(set(dates))


@check("5.3", "read")
def manifest_filters_as_objects_do(subject: Subject) -> None:
    """With the same filters the manifest names exactly what the objects endpoint gives."""
    for filters in ({}, {"match_type": "indicator"}, {"match_version": "first"}):
        records = subject.found("manifest/", limit=100, **filters)
        found = subject.found("objects/", limit=100, **filters)
        assert [one["id"] for one in records] == [one["id"] for one in found]


@check("3.2", "read")
def pages_say_when_they_begin_and_end(subject: Subject) -> None:
    """Objects, manifest, object and versions carry the dates added of their first and last item."""
    dates = {(r["id"], r["version"]): r["date_added"] for r in subject.manifest()}
    name = _versioned(subject)["id"]
    own = sorted(date for (one, _), date in dates.items() if one == name)

    for below, filters in (
        ("objects/", {"match_id": name, "match_version": "all"}),
        ("manifest/", {"match_id": name, "match_version": "all"}),
        (f"objects/{name}/", {"match_version": "all"}),
        (f"objects/{name}/versions/", {}),
    ):
        heard = subject.get(below, **filters)
        assert (heard.headers[FIRST], heard.headers[LAST]) == (own[0], own[-1]), below


@check("3.2", "read")
def every_page_says_when_it_begins_and_ends(subject: Subject) -> None:
    """A page in the middle carries its own dates, both of them, with microseconds."""
    records = subject.found("manifest/", match_version="all", limit=100)
    first = subject.get("objects/", match_version="all", limit=2)
    second = subject.get("objects/", match_version="all", limit=2, next=first.json["next"])

    for number, heard in enumerate((first, second)):
        shown = (heard.headers[FIRST], heard.headers[LAST])
        wanted = records[number * 2], records[number * 2 + 1]
        assert shown == tuple(one["date_added"] for one in wanted)
        assert all(TIMESTAMP.fullmatch(date) for date in shown)


@check("3.2", "read")
def an_empty_page_says_so_too(subject: Subject) -> None:
    """The dates stand on every 200, also where nothing was found; asking on from them loses nothing."""
    heard = subject.get("objects/", added_after=LATER)

    assert TIMESTAMP.fullmatch(heard.headers[FIRST])
    assert TIMESTAMP.fullmatch(heard.headers[LAST])
    nothing = subject.get("objects/", match_type="x-no-such-type")
    again = subject.found("objects/", limit=100, added_after=nothing.headers[LAST])
    assert again == subject.found("objects/", limit=100)


@check("5.4", "read")
def nothing_found_is_an_empty_envelope(subject: Subject) -> None:
    """Where nothing is found the envelope, or the manifest, is an empty object."""
    for below in ("objects/", "manifest/"):
        heard = subject.get(below, added_after=LATER)
        assert (heard.status, heard.json) == (200, {})


@check("5.6", "read")
def one_object_comes_by_its_id(subject: Subject) -> None:
    """An object by its id is its last version, in an envelope."""
    wanted = _versioned(subject)
    heard = subject.get(f"objects/{wanted['id']}/")

    assert heard.status == 200
    assert heard.objects == [wanted]


@check("5.6", "read")
def versions_of_one_object_can_be_chosen(subject: Subject) -> None:
    """An object by its id takes match[version]: all, first, last and exact ones."""
    name = _versioned(subject)["id"]
    seeds = [one for one in subject.seed if one["id"] == name]

    for wish, wanted in (
        ("all", seeds),
        ("first", seeds[:1]),
        ("last", seeds[-1:]),
        ("first,last", [seeds[0], seeds[-1]]),
        (seeds[1]["modified"], [seeds[1]]),
    ):
        assert subject.found(f"objects/{name}/", match_version=wish) == wanted, wish


@check("5.6", "read")
def an_unknown_object_is_not_found(subject: Subject) -> None:
    """An object that is not there is 404, and so are its versions, whatever its id looks like."""
    for name in (subject.make()["id"], "x", "indicator--", "%00", "indicator--%F0%9F%92%A9"):
        assert subject.get(f"objects/{name}/").status == 404, name
        assert subject.get(f"objects/{name}/versions/").status == 404, name


@check("5.6", "read")
def an_object_that_the_filters_leave_out_is_an_empty_envelope(subject: Subject) -> None:
    """The object is there, the filters leave nothing of it: an empty envelope, not 404."""
    name = _versioned(subject)["id"]

    for filters in ({"added_after": LATER}, {"match_spec_version": "2.0"}):
        heard = subject.get(f"objects/{name}/", **filters)
        assert (heard.status, heard.json) == (200, {})


@check("5.8.1", "read")
def versions_are_listed(subject: Subject) -> None:
    """The versions of an object are all of its versions, as the manifest names them."""
    for name in {one["id"] for one in subject.seed}:
        heard = subject.get(f"objects/{name}/versions/")
        records = [one["version"] for one in subject.manifest() if one["id"] == name]
        assert heard.status == 200
        assert sorted(heard.json["versions"]) == sorted(records)
        assert set(heard.json) <= {"more", "next", "versions"}


@check("5.8", "read", level="OWN")
def versions_are_in_the_order_of_addition(subject: Subject) -> None:
    """Versions come oldest addition first, as everything else does."""
    name = _versioned(subject)["id"]
    records = [one["version"] for one in subject.manifest() if one["id"] == name]

    assert subject.get(f"objects/{name}/versions/").json["versions"] == records


@check("5.8", "read")
def versions_come_in_pages(subject: Subject) -> None:
    """limit, next and added_after hold for versions as well."""
    path = f"objects/{_versioned(subject)['id']}/versions/"
    whole = subject.get(path).json["versions"]
    first = subject.get(path, limit=1)
    rest = subject.get(path, limit=100, **first.following)
    after = subject.get(path, added_after=first.headers[LAST])

    assert (len(first.json["versions"]), first.json["more"]) == (1, True)
    assert sorted(rest.json["versions"]) == sorted(after.json["versions"])
    assert sorted([*first.json["versions"], *rest.json["versions"]]) == sorted(whole)


@check("5.4", "other:write")
def what_may_not_be_read_is_not_given(subject: Subject) -> None:
    """Where can_read is false, objects, manifest, object and versions are 403 or 404."""
    name = subject.make()["id"]
    for below in ("objects/", "manifest/", f"objects/{name}/", f"objects/{name}/versions/"):
        assert subject.get(below, subject.others["write"]).status in {403, 404}


@check("5.7", "other:none")
def what_may_be_neither_read_nor_written_is_not_there(subject: Subject) -> None:
    """A collection without any right for the client is 404 for deletion, and 403 or 404 else."""
    nowhere, name = subject.others["none"], subject.make()["id"]

    assert subject.delete(name, collection=nowhere).status == 404
    assert subject.get("objects/", nowhere).status in {403, 404}
    assert subject.add(subject.make(), collection=nowhere).status in {403, 404}
