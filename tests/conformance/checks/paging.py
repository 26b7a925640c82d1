"""Pages: limit, more, next (TAXII 2.1 §3.4, §3.5)."""

from __future__ import annotations

from typing import Any

from tests.conformance.registry import check
from tests.conformance.subject import Content, Heard, Subject

MOST = 200  # pages that a walk may take


def _walk(
    subject: Subject,
    below: str = "objects/",
    limit: int = 2,
    **filters: Any,  # noqa: ANN401
) -> list[Content]:
    """Everything, page by page, by `next`, or by date where there is none."""
    found: list[Content] = []
    parameters = {**filters, "limit": limit}
    for _ in range(MOST):
        heard = subject.get(below, **parameters)
        assert heard.status == 200
        assert len(heard.objects) <= limit
        found += heard.objects
        if not heard.json.get("more", False):
            return found
        parameters |= heard.following
    raise AssertionError("the pages have no end")


@check("3.4", "read")
def a_page_is_never_larger_than_asked(subject: Subject) -> None:
    """No more than `limit` objects come, and `more` says whether there are others."""
    whole = subject.found(match_version="all", limit=1000)

    for limit in (1, 2, len(whole) - 1, len(whole), len(whole) + 1):
        heard = subject.get("objects/", match_version="all", limit=limit)
        assert heard.objects == whole[:limit]
        assert heard.json.get("more", False) is (limit < len(whole))


@check("3.4", "read")
def a_limit_beyond_everything_is_served(subject: Subject) -> None:
    """A limit larger than the server gives is no error."""
    for limit in (10**6, 2**31, 2**53 - 1):
        assert subject.get("objects/", limit=limit).status == 200, limit


@check("3.5", "read")
def pages_together_are_everything(subject: Subject) -> None:
    """Walking on with any limit gives everything once, in order; manifests too."""
    whole = subject.found(match_version="all", limit=1000)

    for limit in (1, 3, 7):
        assert _walk(subject, limit=limit, match_version="all") == whole
    records = _walk(subject, "manifest/", limit=3, match_version="all")
    assert records == subject.found("manifest/", match_version="all", limit=1000)


@check("3.5", "read")
def filters_hold_on_every_page(subject: Subject) -> None:
    """Walking with filters gives what the filters give."""
    for filters in ({"match_type": "indicator"}, {"match_version": "first"}, {}):
        assert _walk(subject, limit=2, **filters) == subject.found(limit=1000, **filters)


@check("3.5", "read")
def pages_can_be_followed_by_date(subject: Subject) -> None:
    """Walking by added_after from X-TAXII-Date-Added-Last gives the same as by `next`."""
    found: list[Content] = []
    parameters: dict[str, Any] = {"match_version": "all", "limit": 3}
    for _ in range(MOST):
        heard = subject.get("objects/", **parameters)
        found += heard.objects
        if not heard.json.get("more", False):
            break
        parameters["added_after"] = heard.headers["x-taxii-date-added-last"]

    assert found == subject.found(match_version="all", limit=1000)


@check("3.5", "read", level="OWN")
def a_page_can_be_read_again(subject: Subject) -> None:
    """`next` is stateless: the same value gives the same page, as often as one likes."""
    first = subject.get("objects/", match_version="all", limit=2)
    again = [
        subject.get("objects/", match_version="all", limit=2, next=first.json["next"])
        for _ in range(3)
    ]

    assert len({heard.body for heard in again}) == 1
    assert again[0].objects != first.objects


@check("3.5", "read", level="OWN")
def the_page_size_may_change_on_the_way(subject: Subject) -> None:
    """Only the question must stay the same from page to page; the size of the page may change."""
    whole = subject.found(match_version="all", limit=1000)
    first = subject.get("objects/", match_version="all", limit=1)

    rest = subject.found(match_version="all", limit=1000, next=first.json["next"])

    assert first.objects + rest == whole


@check("3.5", "read", level="OWN")
def the_question_may_not_change_on_the_way(subject: Subject) -> None:
    """`next` with other filters than before is 400."""
    first = subject.get("objects/", match_version="all", limit=1).json["next"]
    date = "2000-01-01T00:00:00.000000Z"

    for filters in (
        {},
        {"match_version": "last"},
        {"match_version": "all", "match_type": "indicator"},
        {"match_version": "all", "match_id": subject.make()["id"]},
        {"match_version": "all", "added_after": date},
    ):
        assert subject.get("objects/", limit=1, next=first, **filters).status == 400, filters


@check("3.4", "read")
def an_invented_next_is_refused(subject: Subject) -> None:
    """A `next` that the server did not give is 400."""
    for value in ("x", "", "0", "-1", "null", "W10", "WzEsMl0", "A" * 5000, "é", "\x00", "[" * 999):
        assert subject.get("objects/", next=value).status == 400, value


@check("3.5", "read", "write", level="OWN")
def pages_are_stable_while_others_write(subject: Subject) -> None:
    """What is added during a walk comes at its end, and nothing before it is lost or doubled."""
    before = subject.found(match_version="all", limit=1000)
    heard: Heard = subject.get("objects/", match_version="all", limit=3)
    found = list(heard.objects)
    added: list[Content] = []
    while heard.json.get("more", False):
        if len(added) < 4:
            added.append(subject.make())
            assert subject.add(added[-1]).status == 202
        heard = subject.get("objects/", match_version="all", limit=3, next=heard.json["next"])
        found += heard.objects

    assert found == [*before, *added]
