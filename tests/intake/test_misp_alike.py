"""Tests of khien.intake.misp_alike: the quick way through an event gives what the plain way gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.intake import Intake, Wish, misp_alike, misp_attributes, read_file
from khien.model.marking import Tlp
from tests.intake.samples import WISH, assert_ours, attribute, event
from tests.shared import shared


def numbered(number: int) -> str:
    """A UUID."""
    return str(UUID(int=number + (4 << 76) + (8 << 60)))


def plainly(body: bytes, wish: Wish = WISH) -> Intake:
    """The file, with each attribute read and judged by itself."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(misp_alike, "_own", lambda _: None)
        return read_file("sample", body, wish)


def assert_same(body: bytes, wish: Wish = WISH) -> Intake:
    """Both ways give the same versions, bytes, order of properties and report; what the quick one gave."""
    quick, plain = read_file("sample", body, wish), plainly(body, wish)
    assert quick == plain
    for one, other in zip(quick.versions, plain.versions, strict=True):
        assert one.raw == other.raw
        assert list(one.content) == list(other.content)
    return quick


def counted(monkeypatch: pytest.MonkeyPatch, body: bytes, wish: Wish = WISH) -> int:
    """How many attributes of a file are read by themselves."""
    plain = Mock(wraps=misp_attributes.take_attribute)
    monkeypatch.setattr(misp_alike, "take_attribute", plain)
    read_file("sample", body, wish)
    return plain.call_count


def domains(count: int, **members: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- any JSON value
    """Attributes that differ in UUID, value, comment, time and number only."""
    return [
        attribute(
            "domain", f"n{n}.example", uuid=numbered(n), id=str(n), comment=f"seen {n}",
            timestamp=str(1_767_600_000 + n), distribution="5", Tag=[{"name": "phishing"}], **members,
        )
        for n in range(count)
    ]  # fmt: skip


def test_the_first_of_its_kind_is_judged_and_the_others_follow_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forty attributes alike: one is read by itself, and what comes out is the same."""
    body = event(Attribute=domains(40), Tag=[{"name": "tlp:green"}])

    intake = assert_same(body)

    assert_ours(intake)
    assert len(intake.versions) == 41
    assert counted(monkeypatch, body) == 1


VALUES = (
    "evil.example", "login.evil.example", "https://evil.example/a?b=1", "http://evil.example/it's", "192.0.2.7",
    "2001:db8::1", "a" * 32, "b" * 40, "C" * 64, "hxxp://evil[.]example", "evil", "", " evil.example ",
    "\u0435vil.example", 'https://evil.example/"x"', "evil.example:443", "192.0.2.0/24", "xn--vl-6ja.example",
)  # fmt: skip
COMMENTS = ("", "seen", 'it "said"', " seen ", "a\nb", "c\x01d", "thấy ở Hà Nội", "\u200b", None, 7)
TAGS = (
    ["phishing"], ["phishing", "tlp:amber"], ["tlp:pink"], ["PAP:RED"], ['misp-galaxy:tool="X"'],
    ['kill-chain:Delivery'], ['misp:confidence-level="unconfident"'], [""], ["exercise:generic=\"x\""],
)  # fmt: skip
attributes = st.fixed_dictionaries(
    {
        "uuid": st.sampled_from([*map(numbered, range(12)), "no uuid", "", None, 3]),
        "type": st.sampled_from(
            ["domain", "hostname", "url", "ip-dst", "md5", "sha256", "link", "text", "email", "x"]
        ),
        "value": st.sampled_from(VALUES),
        "to_ids": st.sampled_from([True, True, True, "1", 1, False]),
    },
    optional={
        "comment": st.sampled_from(COMMENTS),
        "timestamp": st.sampled_from(["1767600000", "1767600001", 1767600002, "0", "x", None]),
        "category": st.sampled_from(["Network activity", "", 1]),
        "distribution": st.sampled_from(["5", 5, "0", True, 1, None]),
        "first_seen": st.sampled_from([None, "2026-01-01T00:00:00Z", "when?"]),
        "last_seen": st.sampled_from([None, "2026-01-03T00:00:00Z"]),
        "disable_correlation": st.sampled_from([True, False, 0, "1"]),
        "deleted": st.sampled_from([False, True, "0"]),
        "id": st.sampled_from(["1", "2", 3]),
        "Tag": st.sampled_from([[{"name": name} for name in names] for names in TAGS]),
        "Sighting": st.sampled_from([[], [{"uuid": numbered(90), "date_sighting": "1767600000"}]]),
        "ShadowAttribute": st.sampled_from([[], [{"type": "url", "value": "x"}]]),
        "unheard-of": st.just(2**70),
    },
)


@settings(max_examples=400, deadline=None)
@given(
    found=st.lists(attributes, max_size=12),
    tags=st.sampled_from([None, *TAGS]),
    date=st.sampled_from(["2026-01-02", "2026-02-02", "never"]),
    distribution=st.sampled_from(["5", "0"]),
    marking=st.sampled_from([None, Tlp.GREEN]),
)
def test_both_ways_give_the_same(
    found: list[dict[str, Any]],
    tags: list[str] | None,
    date: str,
    distribution: str,
    marking: Tlp | None,
) -> None:
    """Whatever stands in the attributes; also where all of it, or other versions of it, are held already."""
    members: dict[str, Any] = {"Attribute": found, "date": date, "distribution": distribution}
    body = event(**members, Tag=[{"name": name} for name in tags or ()])
    wish = replace(WISH, marking=marking, labels=("ours",), confidence=None if tags else 60)

    intake = assert_same(body, wish)

    held = {version.id: version.content for version in intake.versions}
    assert_same(body, replace(wish, known=held))
    assert_same(body, replace(wish, known={i: {**c, "labels": ["x"]} for i, c in held.items()}))
    assert_same(body, replace(wish, known={i: {**c, "revoked": True} for i, c in held.items()}))


def test_a_type_that_is_no_text_is_refused() -> None:
    """A list cannot even be looked for among the kinds; the others are kept."""
    odd = domains(1)[0] | {"type": ["domain"], "uuid": numbered(9)}
    read = assert_same(event(Attribute=[*domains(2), odd]))
    assert [one.outcome.value for one in read.entries].count("refused") == 1


def test_the_same_uuid_under_other_tags_makes_no_mould() -> None:
    """The second of two has no object of its own; a third like it gets its own labels."""
    first, second, third = domains(3)
    again = second | {"uuid": first["uuid"], "value": first["value"], "comment": first["comment"]}
    again |= {"timestamp": first["timestamp"], "Tag": [{"name": "stealer"}]}
    third["Tag"] = [{"name": "stealer"}]

    intake = assert_same(event(Attribute=[first, again, third, third]))

    assert "stealer" in intake.versions[1].content["labels"]


def test_an_attribute_of_which_more_than_an_indicator_is_made_is_read_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A malware's name among the tags, and one that is for no detection."""
    cluster = {"type": "tool", "value": "X", "tag_name": 'misp-galaxy:tool="X"'}
    with_malware = domains(3, Galaxy=[{"type": "tool", "GalaxyCluster": [cluster]}])
    seen = [one | {"uuid": numbered(50 + n), "to_ids": False} for n, one in enumerate(domains(3))]
    body = event(Attribute=[*with_malware, *seen])

    assert_same(body)

    assert counted(monkeypatch, body) == 6


def test_only_so_many_moulds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event in which every attribute has tags of its own costs no more memory than what it gives."""
    monkeypatch.setattr(misp_alike, "_MOST", 2)
    found = [one | {"Tag": [{"name": f"t{n % 4}"}]} for n, one in enumerate(domains(8))]
    body = event(Attribute=found)

    assert_same(body)

    assert counted(monkeypatch, body) == 6


def test_a_real_feed_is_read_the_same_way() -> None:
    """Every fourth event of a real folder, some of them with attributes that differ in type and tags."""
    for path in sorted(shared("misp/feed-tweetfeed").glob("*-*.json"))[::4]:
        assert_same(path.read_bytes())
