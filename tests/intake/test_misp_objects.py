"""Tests of khien.intake.misp_objects."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    assert_ours,
    attribute,
    codes,
    event,
    of_type,
    read,
)

MD5, SHA1 = "a" * 32, "b" * 40


def misp_object(name: str, *attributes: object, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """A small MISP object."""
    return {"name": name, "meta-category": "file", "Attribute": list(attributes), **members}


def part(relation: str, kind: str, value: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """One attribute of an object."""
    return attribute(kind, value, object_relation=relation, **members)


def test_a_file_is_one_indicator_and_one_file() -> None:
    """Hashes detect; name and size stay beside them, because alone they match the innocent."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "file",
                    part("md5", "md5", MD5, uuid="a1"),
                    part("sha1", "sha1", SHA1, uuid="a2"),
                    part("filename", "filename", "svchost.exe", uuid="a3"),
                    part("size-in-bytes", "size-in-bytes", "123", to_ids=False, uuid="a4"),
                    part("state", "text", "Malicious", to_ids=False, uuid="a5"),
                    comment="dropper",
                    uuid="o1",
                )
            ]
        )
    )

    [indicator] = of_type(intake, "indicator")
    assert (
        indicator["pattern"] == f"[file:hashes.MD5 = '{MD5}'] OR [file:hashes.'SHA-1' = '{SHA1}']"
    )
    assert indicator["name"] == f"file: {MD5}"
    assert indicator["description"] == "dropper\nsize-in-bytes: 123\nstate: Malicious"
    [file] = of_type(intake, "file")
    assert file["hashes"] == {"MD5": MD5, "SHA-1": SHA1}
    assert (file["name"], file["size"]) == ("svchost.exe", 123)
    assert of_type(intake, "relationship")[0]["relationship_type"] == "based-on"
    said = {entry.item: entry.code for entry in intake.entries}
    assert said["a3"] == "intake.misp-weak"
    assert said["a5"] == "intake.misp-in-text"
    assert said["o1"] == said["a1"] == "intake.kept"
    assert_ours(intake)


def test_a_name_alone_may_detect() -> None:
    """Without a hash the name is what the analyst gave us, so it is the pattern."""
    intake = read(event(Object=[misp_object("file", part("filename", "filename", "evil.exe"))]))

    assert of_type(intake, "indicator")[0]["pattern"] == "[file:name = 'evil.exe']"
    assert codes(intake)[1] == (KEPT, "intake.kept")


def test_what_is_said_twice_of_a_file_stands_apart() -> None:
    """Two hashes of one algorithm or two names are two files, never mixed into one."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "file",
                    part("md5", "md5", MD5, to_ids=False),
                    part("md5", "md5", "d" * 32, to_ids=False),
                    part("filename", "filename", "a.exe", to_ids=False),
                    part("filename", "filename", "b.exe", to_ids=False),
                    part("size-in-bytes", "size-in-bytes", "9" * 30, to_ids=False),
                )
            ]
        )
    )

    first, *others = of_type(intake, "file")
    assert (first["name"], first["hashes"]) == ("a.exe", {"MD5": MD5})
    assert [o.get("name") or o["hashes"] for o in others] == [{"MD5": "d" * 32}, "b.exe"]
    assert "size" not in first


def test_names_resolve_to_addresses() -> None:
    """A domain-ip that is not for detection is one graph of names and addresses."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "domain-ip",
                    part("domain", "domain", "evil.example", to_ids=False),
                    part("ip", "ip-dst", "192.0.2.1", to_ids=False),
                    part("ip", "ip-dst", "2001:db8::1", to_ids=False),
                ),
                misp_object("domain-ip", part("domain", "domain", "b.example", to_ids=False)),
                misp_object("domain-ip", part("text", "text", "words", to_ids=False)),
            ]
        )
    )

    name = of_type(intake, "domain-name")[0]
    assert len(name["resolves_to_refs"]) == 2
    assert len(of_type(intake, "observed-data")) == 2
    assert of_type(intake, "note")[0]["content"] == "text: words"
    assert_ours(intake)


def test_any_object_keeps_all_its_attributes() -> None:
    """A template that nobody knows gives observables, a note for the rest, and an entry for each."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "weather-station",
                    part("where", "domain", "evil.example", to_ids=False),
                    part("ip", "ip-dst", "192.0.2.1", to_ids=False),
                    part("temperature", "float", "3.5", to_ids=False),
                    Tag=[{"name": "tlp:green"}],
                )
            ]
        )
    )

    [note] = of_type(intake, "note")
    assert note["content"] == "temperature: 3.5"
    assert note["object_refs"] == [data["id"] for data in of_type(intake, "observed-data")]
    assert {tuple(v.marking_refs) for v in intake.versions if v.type != "report"} == {
        (TLP_2_IDS[Tlp.GREEN],)
    }
    assert len(intake.entries) == 5
    assert_ours(intake)


def test_parts_of_a_kind_of_their_own_are_taken_alone() -> None:
    """A vulnerability and a link inside an object are an object and a reference of the report."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "vulnerability",
                    part("id", "vulnerability", "CVE-2026-0001", to_ids=False),
                    part("references", "link", "https://news.example/", to_ids=False),
                )
            ]
        )
    )

    assert len(of_type(intake, "vulnerability")) == 1
    assert of_type(intake, "report")[0]["external_references"][1]["url"] == "https://news.example/"
    assert (CHANGED, "intake.misp-taken-apart") in codes(intake)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("x", (REFUSED, "intake.not-an-object")),
        (misp_object("file", deleted=True), (SKIPPED, "intake.misp-deleted")),
        (misp_object("file"), (SKIPPED, "intake.misp-empty-object")),
        (misp_object("file", "x"), (REFUSED, "intake.not-an-object")),
    ],
)
def test_an_object_without_content_is_said(element: object, expected: tuple[str, str]) -> None:
    """Deleted, empty and malformed objects have their entry."""
    assert codes(read(event(Object=[element])))[0] == expected


def test_an_attribute_for_a_closed_circle_closes_its_object() -> None:
    """The strictest circle and TLP of the parts hold for the whole."""
    intake = read(
        event(
            Tag=[{"name": "tlp:clear"}],
            Object=[
                misp_object("url", part("url", "url", "http://evil.example/", distribution="0")),
                misp_object(
                    "url", part("url", "url", "http://b.example/", Tag=[{"name": "tlp:red"}])
                ),
            ],
        )
    )

    marked = [i["object_marking_refs"] for i in of_type(intake, "indicator")]
    assert marked == [[TLP_2_IDS[Tlp.AMBER_STRICT]], [TLP_2_IDS[Tlp.RED]]]


def test_changes_of_a_part_are_said_at_the_part() -> None:
    """A defanged value inside an object is reported under the attribute; a warning is no change."""
    intake = read(
        event(
            Object=[
                misp_object(
                    "url",
                    part("url", "url", "hxxp://evil[.]example/", Tag=[{}]),
                    part("domain", "domain", "xn--80ak6aa92e.example"),
                )
            ]
        )
    )

    assert codes(intake)[1:3] == [(CHANGED, "intake.defanged"), (KEPT, "intake.kept")]
    assert "intake.misp-tag" in {remark.code for remark in intake.entries[1].more}


def test_an_object_that_stix_refuses_is_kept_as_words() -> None:
    """When the indicator cannot stand, what the object says is in one note."""
    long = part("domain", "domain", "evil.example", first_seen="x")
    named = misp_object("file", long, **{"meta-category": "x\x01"})

    intake = read(event(Object=[named]))

    assert codes(intake)[0] == (CHANGED, "stix.control-character")
    assert of_type(intake, "note")[0]["content"] == "domain: evil.example"
    assert_ours(intake)


def test_an_object_that_cannot_even_be_words_is_refused_with_its_parts() -> None:
    """What STIX refuses in every form is refused, the parts with the whole, and the rest goes on."""
    bad = misp_object("x\x01", part("mutex", "mutex", "m"))

    intake = read(event(Object=[bad]))

    assert codes(intake) == [
        (REFUSED, "stix.control-character"),
        (REFUSED, "intake.misp-object-refused"),
        (KEPT, "intake.kept"),
    ]


def test_references_between_objects_become_relationships() -> None:
    """Both ends must be there; the kind is spelled as STIX wants it."""
    references = [
        {
            "referenced_uuid": "o2",
            "relationship_type": "Drops It",
            "comment": "twice",
            "uuid": "r1",
        },
        {"referenced_uuid": "a1", "relationship_type": "uses", "uuid": "r2"},
        {"referenced_uuid": "o2", "relationship_type": "", "uuid": "r5"},
        {"referenced_uuid": "gone", "relationship_type": "uses", "uuid": "r3"},
        {"referenced_uuid": "o2", "relationship_type": "uses", "deleted": True, "uuid": "r4"},
        "x",
    ]
    intake = read(
        event(
            Attribute=[attribute("domain", "evil.example", uuid="a1")],
            Object=[
                misp_object("file", part("md5", "md5", MD5), uuid="o1", ObjectReference=references),
                misp_object("file", part("sha1", "sha1", SHA1), uuid="o2"),
                misp_object("file", uuid="o3", ObjectReference=[{"referenced_uuid": "o1"}]),
                "x",
            ],
        )
    )

    said = {e.item: (e.outcome.value, e.code) for e in intake.entries}
    assert said["r1"] == (CHANGED, "intake.misp-renamed")
    assert said["r2"] == (KEPT, "intake.kept")
    assert said["r3"] == said["r4"] == (SKIPPED, "intake.misp-reference")
    made = of_type(intake, "relationship")
    assert [r["relationship_type"] for r in made] == ["drops-it", "uses", "related-to"]
    assert made[0]["description"] == "twice"
    assert_ours(intake)
