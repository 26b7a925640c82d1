"""Deleting an object or a version of it (TAXII 2.1 §5.7)."""

from __future__ import annotations

from tests.conformance.registry import check
from tests.conformance.subject import Content, Subject


def _added(subject: Subject, count: int = 1) -> list[Content]:
    """An object of the client's own in the collection, in so many versions."""
    first = subject.make()
    years = [str(int(first["modified"][:4]) + n) for n in range(count)]
    found = [{**first, "modified": year + first["modified"][4:]} for year in years]
    for one in found:
        assert subject.add(one).json["success_count"] == 1
    return found


@check("5.7", "read", "write", "delete")
def what_was_deleted_is_gone(subject: Subject) -> None:
    """A deletion is 200 without a body; then the object is 404 and in no list any more."""
    (content,) = _added(subject)
    heard = subject.delete(content["id"])

    assert (heard.status, heard.body) == (200, b"")
    assert subject.get(f"objects/{content['id']}/").status == 404
    assert subject.get(f"objects/{content['id']}/versions/").status == 404
    assert content["id"] not in {one["id"] for one in subject.manifest()}
    assert content["id"] not in {one["id"] for one in subject.found(limit=1000)}


@check("5.7", "read", "write", "delete", level="OWN")
def all_versions_are_deleted_without_a_version(subject: Subject) -> None:
    """Deleting an object without naming a version leaves nothing of it to be fetched."""
    content = _added(subject, 3)[0]

    assert subject.delete(content["id"]).status == 200
    assert subject.get(f"objects/{content['id']}/", match_version="all").status == 404


@check("5.7", "read", "write", "delete")
def one_version_can_be_deleted(subject: Subject) -> None:
    """With match[version] only that version goes; it is 404, the others stay."""
    one, two, three = _added(subject, 3)
    path = f"objects/{one['id']}/"

    assert subject.delete(one["id"], match_version=two["modified"]).status == 200
    assert subject.get(path, match_version=two["modified"]).status == 404
    assert subject.found(path, match_version="all") == [one, three]


@check("5.7", "read", "write", "delete")
def the_last_version_can_be_deleted(subject: Subject) -> None:
    """After deleting `last`, the one before it is the last one."""
    one, two = _added(subject, 2)

    assert subject.delete(one["id"], match_version="last").status == 200
    assert subject.found(f"objects/{one['id']}/") == [one]
    assert subject.delete(one["id"], match_version=two["modified"]).status == 404


@check("5.7", "read", "write", "delete")
def nothing_is_deleted_twice(subject: Subject) -> None:
    """Deleting what is not there, or not any more, is 404."""
    (content,) = _added(subject)
    assert subject.delete(content["id"]).status == 200

    assert subject.delete(content["id"]).status == 404
    assert subject.delete(subject.make()["id"]).status == 404
    assert subject.delete("x").status == 404


@check("5.7", "read", "write", "delete", level="OWN")
def what_was_deleted_can_be_added_again(subject: Subject) -> None:
    """An object that its owner deleted by mistake is back when it is added again."""
    (content,) = _added(subject)
    subject.delete(content["id"])

    assert subject.add(content).json["success_count"] == 1
    assert subject.found(f"objects/{content['id']}/") == [content]


@check("5.7", "read", "write", "delete")
def a_malformed_deletion_is_refused(subject: Subject) -> None:
    """A version that can be none is 400, and nothing is deleted."""
    (content,) = _added(subject)

    for version in ("x", "all,first", ""):
        assert subject.delete(content["id"], match_version=version).status == 400
    assert subject.found(f"objects/{content['id']}/") == [content]


@check("5.7", "other:read")
def what_may_only_be_read_is_not_deleted(subject: Subject) -> None:
    """Where can_write is false, deleting is 403."""
    assert subject.delete(subject.make()["id"], collection=subject.others["read"]).status == 403


@check("5.7", "other:write")
def what_may_only_be_written_is_not_deleted(subject: Subject) -> None:
    """Where can_read is false, deleting is 403."""
    assert subject.delete(subject.make()["id"], collection=subject.others["write"]).status == 403
