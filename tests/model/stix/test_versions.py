"""Which version may follow which (STIX 2.1 §3.6)."""

from __future__ import annotations

import pytest

from khien.model.decision import Allowed, Refusal
from khien.model.stix import Version, follows, judge, make_version
from tests.model.stix.samples import CREATED, IDENTITY, LATER, MARKING, sample, written

LATEST = "2026-03-03T08:00:00.000Z"


def tool(**changes: object) -> Version:
    """A version of one tool."""
    return make_version(sample("tool", **({"created_by_ref": IDENTITY} | changes)))


FIRST, SECOND = tool(), tool(modified=LATER)
OTHER = "identity--11111111-2222-4333-8444-555555555555"

CASES: list[tuple[str, Version, Version, str | None]] = [
    ("a newer version", FIRST, SECOND, None),
    ("a revocation", FIRST, tool(modified=LATER, revoked=True), None),
    ("the same again", FIRST, tool(), "stix.version-same"),
    ("the same time, other content", FIRST, tool(name="Other"), "stix.version-conflict"),
    (
        "the same time with more digits",
        FIRST,
        tool(modified="2026-03-01T08:00:00.000000Z"),
        "stix.version-conflict",
    ),
    ("an older one", SECOND, FIRST, "stix.version-older"),
    ("another creator", FIRST, tool(modified=LATER, created_by_ref=OTHER), "stix.version-creator"),
    ("no creator", FIRST, tool(modified=LATER, created_by_ref=...), "stix.version-creator"),
    (
        "another creation",
        FIRST,
        tool(modified=LATER, created="2026-03-01T08:00:00.001Z"),
        "stix.version-created",
    ),
    (
        "after a revocation",
        tool(modified=LATER, revoked=True),
        tool(modified=LATEST),
        "stix.version-after-revocation",
    ),
    (
        "another object",
        FIRST,
        make_version(sample("tool", id="tool--11111111-2222-4333-8444-555555555555")),
        "stix.version-other-object",
    ),
    (
        "an observable with other content",
        make_version(sample("mutex")),
        make_version(sample("mutex", defanged=True)),
        "stix.version-conflict",
    ),
]


@pytest.mark.parametrize(
    ("older", "newer", "code"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_who_may_follow_whom(older: Version, newer: Version, code: str | None) -> None:
    """Only the same creator's newer version of an object that is not revoked follows."""
    answer = follows(older, newer)

    if code is None:
        assert answer == Allowed()
    else:
        assert isinstance(answer, Refusal)
        assert answer.code == code
        assert newer.id in answer.detail


def test_a_version_says_what_it_is() -> None:
    """Spec version, creation, labels and markings are read from the content."""
    version = tool(labels=["a", "b"], object_marking_refs=[MARKING], modified=LATER)

    assert (version.spec_version, version.created, version.modified) == ("2.1", CREATED, LATER)
    assert (version.labels, version.marking_refs) == (("a", "b"), (MARKING,))
    assert not version.is_first
    assert FIRST.is_first


def test_types_without_modified_have_their_creation_or_nothing() -> None:
    """A marking definition is dated by `created`; an observable has no date at all."""
    marking, mutex = make_version(sample("marking-definition")), make_version(sample("mutex"))

    assert (marking.modified, mutex.modified, mutex.created) == (CREATED, "", "")
    assert mutex.created_by_ref is None


def test_a_lenient_version_has_no_creator_labels_or_markings_of_the_wrong_type() -> None:
    """What is no identifier names nobody, and what is no list holds nothing."""
    content = sample(
        "tool", created_by_ref="somebody", labels="a", object_marking_refs=[5, MARKING]
    )

    version = judge(written(content), lenient=True).version

    assert version is not None
    assert (version.created_by_ref, version.labels, version.marking_refs) == (None, (), (MARKING,))
