"""Adding objects and what is told about it (TAXII 2.1 §4.3, §5.5)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.conformance.registry import check
from tests.conformance.subject import MEDIA_TYPE, Content, Heard, Subject

COUNTS = {"success_count": "successes", "failure_count": "failures", "pending_count": "pendings"}


def _newer(content: Content) -> Content:
    """The next version of an object."""
    year = int(content["modified"][:4]) + 1
    return {**content, "modified": f"{year}{content['modified'][4:]}", "name": "newer"}


def _post(subject: Subject, body: bytes, content_type: str | None = MEDIA_TYPE) -> Heard:
    path = subject.place + "objects/"
    return subject.ask("POST", path, {"Content-Type": content_type}, body)


def _is_status(status: Content, total: int) -> None:
    assert str(UUID(status["id"])) == status["id"]
    assert status["status"] in {"complete", "pending"}
    assert status["total_count"] == total == sum(status[name] for name in COUNTS)
    for count, name in COUNTS.items():
        details = status.get(name, [])
        assert len(details) == status[count] or not details
        assert all(isinstance(one["id"], str) for one in details)
        assert all(isinstance(one["version"], str) for one in details)
    if "request_timestamp" in status:
        assert status["request_timestamp"].endswith("Z")


@check("5.5", "write")
def additions_are_answered_with_a_status(subject: Subject) -> None:
    """Adding is 202 with a status whose counts add up to what was sent."""
    heard = subject.add(subject.make(), subject.make(), subject.make())

    assert heard.status == 202
    _is_status(heard.json, 3)
    assert heard.json["success_count"] == 3


@check("4.3.1", "write")
def a_status_names_objects_and_versions(subject: Subject) -> None:
    """Successes are named by STIX id and modified."""
    content = subject.make()
    (told,) = subject.add(content).json["successes"]

    assert (told["id"], told["version"]) == (content["id"], content["modified"])


@check("2", "write")
def a_status_has_no_empty_list(subject: Subject) -> None:
    """A status without failures or pendings leaves these lists out."""
    status = subject.add(subject.make()).json

    assert [] not in status.values()


@check("4.3", "write", level="SHOULD")
def a_status_can_be_asked_for_later(subject: Subject) -> None:
    """The status of an addition can be read again by its id, also of an addition of duplicates."""
    content = subject.make()
    for _ in range(2):
        told = subject.add(content).json
        heard = subject.ask("GET", f"{subject.api_root}status/{told['id']}/")
        assert heard.status == 200
        _is_status(heard.json, 1)
        assert heard.json["success_count"] == told["success_count"]


@check("5.5", "write", "read")
def what_was_added_is_there(subject: Subject) -> None:
    """What was added is found by its id, last in the order of addition, as it was sent."""
    before = subject.manifest()[-1]["date_added"]
    contents = [subject.make(), subject.make()]
    assert subject.add(*contents).status == 202

    assert [subject.found(f"objects/{one['id']}/") for one in contents] == [[c] for c in contents]
    records = subject.manifest()[-2:]
    assert [one["id"] for one in records] == [one["id"] for one in contents]
    assert all(one["date_added"] > before for one in records)


@check("5.5", "write")
def a_duplicate_is_no_error(subject: Subject) -> None:
    """An exact duplicate, later or in the same envelope, is a success."""
    content = subject.make()

    for contents in ([content], [content], [content, content]):
        heard = subject.add(*contents)
        assert heard.status == 202
        assert heard.json["failure_count"] == 0
        assert heard.json["success_count"] == heard.json["total_count"] == len(contents)


@check("5.5", "write", "read")
def a_duplicate_changes_nothing(subject: Subject) -> None:
    """An exact duplicate leaves one version with the date that it had."""
    content = subject.make()
    subject.add(content)
    before = subject.manifest()
    subject.add(content)

    assert subject.manifest() == before


@check("5.5", "write", "read")
def a_newer_version_stands_beside_the_older(subject: Subject) -> None:
    """A new version becomes the last one; the older one stays."""
    old = subject.make()
    new = _newer(old)
    assert [subject.add(one).json["success_count"] for one in (old, new)] == [1, 1]

    assert subject.found(f"objects/{old['id']}/") == [new]
    assert subject.found(f"objects/{old['id']}/", match_version="all") == [old, new]


@check("5.5", "write", level="OWN")
def a_bad_object_does_not_sink_its_envelope(subject: Subject) -> None:
    """Objects that cannot be taken are failures with a reason; the others are successes."""
    good = [subject.make(), subject.make()]
    bad = [{"type": "indicator", "id": subject.make()["id"]}, {}, 5, None, "x", []]
    body = json.dumps({"objects": [good[0], *bad, good[1]]}).encode()
    heard = _post(subject, body)

    assert heard.status == 202
    _is_status(heard.json, 8)
    assert {one["id"] for one in heard.json["successes"]} == {one["id"] for one in good}
    assert heard.json["failure_count"] == len(bad)
    assert all(one["message"] for one in heard.json["failures"])


@check("3.1", "write")
def our_media_type_is_never_refused(subject: Subject) -> None:
    """A Content-Type that names TAXII, with or without our version, is not 415."""
    body = json.dumps({"objects": [subject.make()]}).encode()
    for content_type in (
        MEDIA_TYPE,
        "application/taxii+json",
        "application/taxii+json; version=2.1",
    ):
        assert _post(subject, body, content_type).status == 202, content_type


@check("5.5", "write", level="SHOULD")
def other_media_types_are_refused(subject: Subject) -> None:
    """A Content-Type that is not TAXII's, or another version's, is 415."""
    body = json.dumps({"objects": [subject.make()]}).encode()
    for content_type in (
        None, "", "text/plain", "application/stix+json;version=2.1",
        "application/taxii+json;version=2.0", "application/taxii+jsonx", "application/json",
    ):  # fmt: skip
        assert _post(subject, body, content_type).status == 415, content_type


@check("5.5", "write")
def an_addition_must_accept_taxii(subject: Subject) -> None:
    """Who adds but accepts no TAXII gets 406, and nothing is added."""
    assert subject.add(subject.make(), Accept="text/html").status == 406


@check("5.5", "write", level="SHOULD")
def what_is_no_envelope_is_refused(subject: Subject) -> None:
    """A body that is no envelope is 422 or 400, never a server error."""
    for body in (
        b"", b"x", b"[]", b"5", b"null", b'"x"', b'{"objects":5}', b'{"objects":{}}', b"\xff\xfe",
        b'{"objects":[', b'{"objects":[{}]} x', b"[" * 100_000, b'{"a":' * 100_000, b"\x00",
    ):  # fmt: skip
        assert _post(subject, body).status in {400, 422}, body[:20]


@check("5.5", "write", level="OWN")
def an_envelope_with_nothing_in_it_is_refused(subject: Subject) -> None:
    """An envelope without objects is 422: a status of zero would mean “not yet begun”."""
    for body in (b"{}", b'{"objects":[]}', b'{"more":false}'):
        assert _post(subject, body).status == 422


@check("7.1.1", "write")
def custom_properties_are_ignored_or_refused(subject: Subject) -> None:
    """An envelope with a property that nobody defined is 202 or 422."""
    body = json.dumps({"objects": [subject.make()], "x_example_com_a": {"b": [1]}}).encode()

    assert _post(subject, body).status in {202, 422}


@check("5.5", "write")
def a_body_beyond_the_maximum_is_refused(subject: Subject) -> None:
    """A body larger than max_content_length is 413."""
    most = subject.ask("GET", subject.api_root).json["max_content_length"]
    body = b'{"objects":[' + b" " * most + b"]}"

    assert _post(subject, body).status == 413


@check("4.2.1", "write")
def a_body_below_the_maximum_is_never_too_large(subject: Subject) -> None:
    """A body smaller than max_content_length is not 413, however many objects it holds."""
    most = subject.ask("GET", subject.api_root).json["max_content_length"]
    one = json.dumps(subject.make()).encode()
    body = b'{"objects":[' + one + b"]}"

    assert _post(subject, body + b" " * (most - len(body) - 1)).status == 202
    many = b'{"objects":[' + b",".join([b"{}"] * (min(most, 210_000) // 3)) + b"]}"
    assert _post(subject, many).status != 413


@check("RFC 9110 8.6", "write", level="OWN")
def a_false_length_is_refused(subject: Subject) -> None:
    """A Content-Length that is no number, or below nothing, is 400."""
    for length in ("x", "-1", "1.5", "٣"):
        headers: dict[str, str | None] = {"Content-Type": MEDIA_TYPE}
        try:
            heard = subject.ask(
                "POST", subject.place + "objects/", headers | {"Content-Length": length}, b""
            )
        except UnicodeEncodeError:
            continue  # the client itself refuses to send it
        assert heard.status in {400, 411}, length


@check("5.5", "other:read")
def what_may_not_be_written_is_not_taken(subject: Subject) -> None:
    """Where can_write is false, adding is 403 or 404."""
    heard = subject.add(subject.make(), collection=subject.others["read"])

    assert heard.status in {403, 404}


@check("3.4", "write", "read", level="OWN")
def writers_at_once_do_not_lose_anything(subject: Subject) -> None:
    """What several clients add at the same time is there once each, each with a date of its own."""
    before = subject.manifest()
    envelopes = [[subject.make() for _ in range(4)] for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        heard = list(pool.map(lambda contents: subject.add(*contents), envelopes))

    assert [one.status for one in heard] == [202] * 6
    assert sum(one.json["success_count"] for one in heard) == 24
    new = subject.manifest()[len(before) :]
    sent = [one["id"] for contents in envelopes for one in contents]
    assert sorted(one["id"] for one in new) == sorted(sent)
    dates = [one["date_added"] for one in new]
    assert dates == sorted(set(dates))
