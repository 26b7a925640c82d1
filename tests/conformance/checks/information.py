"""Discovery, api root, collections (TAXII 2.1 §4.1, §4.2, §5.1, §5.2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.conformance.registry import check
from tests.conformance.subject import MEDIA_TYPE, Subject

LARGEST = 2**53 - 1  # §2 integer


@check("8.2.1")
def discovery_is_at_its_place(subject: Subject) -> None:
    """Discovery answers at /taxii2/ with its required title."""
    heard = subject.ask("GET", "/taxii2/")

    assert heard.status == 200
    assert isinstance(heard.json["title"], str)


@check("4.1.1")
def discovery_names_roots_properly(subject: Subject) -> None:
    """Api roots are absolute, or begin with one slash; none has a query; the default is one of them."""
    found = subject.ask("GET", "/taxii2/").json

    roots = found.get("api_roots", [])
    assert found.get("default", roots[0]) in roots
    for root in roots:
        parts = urlsplit(root)
        assert (parts.scheme in {"http", "https"} and parts.netloc) or root.startswith("/")
        assert not root.startswith(("//", "../"))
        assert not parts.query


@check("4.1", level="OWN")
def discovery_names_absolute_addresses_of_its_own(subject: Subject) -> None:
    """Roots are absolute and answer under the name that the client used: some clients need it."""
    for root in subject.ask("GET", "/taxii2/").json["api_roots"]:
        assert root.startswith(subject.base + "/")
        assert subject.ask("GET", root.removeprefix(subject.base)).status == 200


@check("4.2.1")
def api_root_says_what_it_can(subject: Subject) -> None:
    """The api root has title, our version among its versions, and a positive max_content_length."""
    heard = subject.ask("GET", subject.api_root)

    assert heard.status == 200
    assert isinstance(heard.json["title"], str)
    assert MEDIA_TYPE in heard.json["versions"]
    assert type(heard.json["max_content_length"]) is int
    assert 0 < heard.json["max_content_length"] <= LARGEST


@check("4.2")
def unknown_api_root_is_not_found(subject: Subject) -> None:
    """An api root that is not there is 404."""
    assert subject.ask("GET", "/taxii2/no-such-root-here/").status == 404


@check("5.1.1")
def collections_are_listed(subject: Subject) -> None:
    """The list holds the collection under test, and every collection has its required properties."""
    heard = subject.ask("GET", f"{subject.api_root}collections/")

    assert heard.status == 200
    assert subject.collection in {one["id"] for one in heard.json["collections"]}
    for one in heard.json["collections"]:
        _is_collection(one)


@check("3.3")
def collections_keep_their_order(subject: Subject) -> None:
    """Collections come in the same order at every request."""
    path = f"{subject.api_root}collections/"

    assert len({subject.ask("GET", path).body for _ in range(3)}) == 1


@check("5.2.1")
def a_collection_is_as_it_was_listed(subject: Subject) -> None:
    """One collection by itself says the same as in the list, and the rights that this client has."""
    heard = subject.get()
    listed = subject.ask("GET", f"{subject.api_root}collections/").json["collections"]

    assert heard.status == 200
    _is_collection(heard.json)
    assert heard.json in listed
    assert heard.json["can_read"] is ("read" in subject.can)
    assert heard.json["can_write"] is ("write" in subject.can)


@check("5.2.1")
def aliases_are_unique(subject: Subject) -> None:
    """No two collections of an api root have the same alias."""
    listed = subject.ask("GET", f"{subject.api_root}collections/").json["collections"]
    aliases = [one["alias"] for one in listed if "alias" in one]

    assert len(aliases) == len(set(aliases))


@check("5.2.1", level="OWN")
def a_collection_answers_to_its_alias(subject: Subject) -> None:
    """Where a collection has an alias, its path may name it by that."""
    alias = subject.get().json["alias"]

    assert subject.get("", alias).json == subject.get().json


@check("5.2")
def unknown_collection_is_not_found(subject: Subject) -> None:
    """A collection that is not there is 404, and so is everything below it."""
    nowhere = "00000000-0000-4000-8000-000000000000"

    for below in ("", "objects/", "manifest/", f"objects/{subject.make()['id']}/"):
        assert subject.get(below, nowhere).status == 404


@check("4.3")
def unknown_status_is_not_found(subject: Subject) -> None:
    """A status that is not, or no longer, there is 404."""
    for name in ("00000000-0000-4000-8000-000000000000", "x"):
        assert subject.ask("GET", f"{subject.api_root}status/{name}/").status == 404


@check("4.3", level="OWN")
def a_strange_status_is_not_found(subject: Subject) -> None:
    """A status id that can be none is 404 as well."""
    for name in ("%00", "..%2f", "%F0%9F%92%A9", "00000000-0000-4000-8000-00000000000A", "'"):
        assert subject.ask("GET", f"{subject.api_root}status/{name}/").status == 404, name


@check("2")
def no_list_is_empty(subject: Subject) -> None:
    """An empty list is left out, in every resource that this client can read."""
    paths = ["/taxii2/", subject.api_root, f"{subject.api_root}collections/", subject.place]
    if "read" in subject.can:
        nothing = "?added_after=9999-01-01T00:00:00.000000Z"
        paths += [f"{subject.place}{below}{nothing}" for below in ("objects/", "manifest/")]

    for path in paths:
        assert [] not in _lists(subject.ask("GET", path).json), path


def _is_collection(one: dict[str, Any]) -> None:
    assert str(UUID(one["id"])) == one["id"]
    assert isinstance(one["title"], str)
    assert isinstance(one["can_read"], bool)
    assert isinstance(one["can_write"], bool)
    assert all(isinstance(name, str) for name in one.get("media_types", ["x"]))


def _lists(value: Any) -> list[list[Any]]:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        return [found for one in value.values() for found in _lists(one)]
    if isinstance(value, list):
        return [value, *(found for one in value for found in _lists(one))]
    return []
