"""Tests of khien.intake.stix20 and its observables and patterns: every change, field by field."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from khien.intake.stix20 import upgraded
from khien.intake.stix20_renames import renamed_paths
from tests.intake.samples import CHANGED, all_codes, assert_ours, codes, of_type, read
from tests.shared import shared

HEAD = {
    "type": "observed-data", "id": "observed-data--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z",
    "first_observed": "2020-01-01T00:00:00Z", "last_observed": "2020-01-01T00:00:00Z",
    "number_observed": 1,
}  # fmt: skip
ADDRESS = {"type": "ipv4-addr", "value": "192.0.2.1"}


def bundle(*objects: dict[str, Any]) -> str:
    """A bundle of 2.0."""
    head = {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d"}
    return json.dumps({**head, "spec_version": "2.0", "objects": objects})


def observed(objects: object, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON value
    """Observed data of 2.0."""
    return {**HEAD, "objects": objects, **more}


def test_numbered_observables_become_objects_with_ids() -> None:
    """References become ids at any depth, renamed and dropped properties are named, markings stay."""
    intake = read(
        bundle(
            observed(
                {
                    "0": {"type": "network-traffic", "dst_ref": "1", "protocols": ["tcp"]},
                    "1": ADDRESS,
                    "2": {"type": "file", "name": "a", "created": "2020-01-01T00:00:00Z",
                          "parent_directory_ref": "3"},
                    "3": {"type": "directory", "path": "/tmp", "contains_refs": ["6"]},  # noqa: S108
                    "4": {"type": "process", "pid": 1, "name": "x", "binary_ref": "2"},
                    "5": {"type": "email-message", "is_multipart": True, "body_multipart": [
                        {"body_raw_ref": "2", "content_type": "text/plain"}]},
                    "6": {"type": "file", "name": "b"},
                },
                object_marking_refs=["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
            )
        )
    )  # fmt: skip

    assert_ours(intake)
    by_type = {version.type: version for version in intake.versions}
    address, file = by_type["ipv4-addr"], of_type(intake, "file")[1]
    assert by_type["network-traffic"].content["dst_ref"] == address.id
    assert by_type["process"].content["image_ref"] == file["id"]
    assert by_type["email-message"].content["body_multipart"][0]["body_raw_ref"] == file["id"]
    assert file["ctime"] == "2020-01-01T00:00:00Z"
    assert by_type["directory"].content["contains_refs"] == [of_type(intake, "file")[0]["id"]]
    assert {tuple(v.content["object_marking_refs"]) for v in intake.versions} == {
        ("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",)
    }
    (entry,) = intake.entries
    assert len(entry.objects) == 8
    assert [(r.code.removeprefix("intake.stix20"), r.path, r.detail) for r in entry.remarks[:5]] == [
        ("", "spec_version", "observed-data"), ("-moved", "object_refs", "objects"),
        ("-moved", "objects.2.ctime", "created"), ("-gone", "objects.4.name", "process"),
        ("-moved", "objects.4.image_ref", "binary_ref"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        observed({"0": 7}),
        observed({"0": {"value": "x"}}),
        observed({"0": {"type": "domain-name", "value": "x.example", "resolves_to_refs": ["7"]}}),
        observed({"0": {"type": "directory", "path": "/", "contains_refs": ["0"]}}),
        observed({"0": {"type": "file", "size": 1}}),
        observed(
            {"0": ADDRESS},
            granular_markings=[{"selectors": ["objects.0.value"], "marking_ref": "marking-definition--x"}],
        ),
        observed({"0": ADDRESS}, granular_markings=["x"]),
    ],
)  # fmt: skip
def test_observables_that_cannot_stand_alone_stay_inside(data: dict[str, Any]) -> None:
    """No object, a lost reference, a circle, a broken one, a marking that points there."""
    contents, _ = upgraded(data)
    intake = read(bundle(data))

    assert upgraded({**data, "objects": 7})[0][0]["objects"] == 7
    assert all_codes(intake) >= {"intake.stix20"}
    assert not of_type(intake, "ipv4-addr") or data["granular_markings"] == ["x"]
    assert "objects" in contents[0] or len(contents) == 2


def test_an_observable_in_two_places_is_one_object() -> None:
    """The same address in two observed data is kept once, and both refer to it."""
    one = observed({"0": ADDRESS})
    two = {**one, "id": "observed-data--9e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}

    intake = read(bundle(one, two))

    assert codes(intake) == [(CHANGED, "intake.stix20")] * 2
    assert len(of_type(intake, "ipv4-addr")) == 1


def test_what_points_at_labels_points_at_their_new_place() -> None:
    """Granular markings move with the labels; other markings and other objects are left alone."""
    markings = [{"selectors": ["labels.[0]", "name"], "marking_ref": "m"}, {"selectors": 7}, 7]
    (new,), changes = upgraded({"type": "tool", "labels": ["x"], "granular_markings": markings})
    (same,), _ = upgraded({"type": "tool", "labels": ["x"], "granular_markings": [7]})

    assert new["granular_markings"] == [
        {"selectors": ["tool_types.[0]", "name"], "marking_ref": "m"}, {"selectors": 7}, 7,
    ]  # fmt: skip
    assert [c.path for c in changes] == ["spec_version", "tool_types", "granular_markings"]
    assert same["granular_markings"] == [7]


def test_object_paths_of_patterns_get_their_new_names() -> None:
    """Outside of constants only."""
    old = (
        r"[file:created = t'2020-01-01T00:00:00Z' AND process:binary_ref.name = 'a\' file:created']"
    )

    assert renamed_paths(old) == (
        r"[file:ctime = t'2020-01-01T00:00:00Z' AND process:image_ref.name = 'a\' file:created']",
        [],
    )
    (new,), changes = upgraded({"type": "indicator", "pattern": old, "labels": ["x"]})
    assert new["pattern"] == renamed_paths(old)[0]
    assert changes[-1].code == "intake.stix20-renamed"


AT = "t'2020-01-01T00:00:00Z'"


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("[network-traffic:extensions.'socket-ext'.protocol_family = 'PF_INET']", "",
         ["network-traffic:extensions.'socket-ext'.protocol_family"]),
        ("[process:name = 'a' AND process:arguments[*] = 'b' OR process:name = 'c']", "", ["process:name", "process:arguments[*]"]),
        ("[process:parent_ref.binary_ref.name = 'a' OR process:child_refs[*].name = 'b']",
         "[process:parent_ref.image_ref.name = 'a' OR process:child_refs[*].name = 'b']", ["process:child_refs[*].name"]),
        (f"[file:parent_directory_ref.created > {AT} AND file:is_encrypted = true]",
         f"[file:parent_directory_ref.ctime > {AT} AND file:is_encrypted = true]", ["file:is_encrypted"]),
        (f"[file:extensions.'archive-ext'.contains_refs[0].modified > {AT} AND file:extensions.'archive-ext'.version = '1']",
         f"[file:extensions.'archive-ext'.contains_refs[0].mtime > {AT} AND file:extensions.'archive-ext'.version = '1']",
         ["file:extensions.'archive-ext'.version"]),
        ("[file:extensions.'raster-image-ext'.image_compression_algorithm = 'x']", "",
         ["file:extensions.'raster-image-ext'.image_compression_algorithm"]),
        ("[file:hashes.ssdeep = '3:a:b' OR file:hashes.'ssdeep' = '3:a:b' OR file:hashes.MD5 = 'x']",
         "[file:hashes.SSDEEP = '3:a:b' OR file:hashes.'SSDEEP' = '3:a:b' OR file:hashes.MD5 = 'x']", []),
        (f"[user-account:password_last_changed > {AT} AND windows-registry-key:modified > {AT} AND process:created > {AT}]",
         f"[user-account:credential_last_changed > {AT} AND windows-registry-key:modified_time > {AT} AND process:created_time > {AT}]", []),
        ("[domain-name:value = 'a'] START '2020-01-01T00:00:00Z' STOP'2020-01-02T00:00:00Z'",
         "[domain-name:value = 'a'] START t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00Z'", []),
        (f"[domain-name:value = 'START ' AND x-file:created = 1] START {AT} STOP {AT}", "", []),
        ("[file:extensions.'' = 1]", "", []),
    ],
)  # fmt: skip
def test_every_name_that_2_1_changed_is_found_in_patterns(
    old: str, new: str, gone: list[str]
) -> None:
    """Through references and extensions too; what is gone stays in the pattern and is named."""
    assert renamed_paths(old) == (new or old, gone)
    _, changes = upgraded({"type": "indicator", "pattern": old, "labels": ["x"]})
    assert [c.detail for c in changes if c.code == "intake.stix20-path-gone"] == gone


def test_observables_have_the_names_of_2_1_at_every_depth() -> None:
    """What extensions and hashes are called otherwise, or are no longer, is said of each."""
    file = {
        "type": "file", "name": "a", "hashes": {"ssdeep": "3:abc:def", "MD5": "a" * 32},
        "extensions": {
            "archive-ext": {"contains_refs": ["1"], "version": "1"},
            "ntfs-ext": {"alternate_data_streams": [{"name": "x", "hashes": {"ssdeep": "3:abc:def"}}]},
        },
    }  # fmt: skip
    intake = read(bundle(observed({"0": file, "1": {"type": "file", "name": "b"}})))

    kept = next(one.content for one in intake.versions if one.content.get("name") == "a")
    assert kept["hashes"] == {"SSDEEP": "3:abc:def", "MD5": "a" * 32}
    assert set(kept["extensions"]["archive-ext"]) == {"contains_refs"}
    assert kept["extensions"]["ntfs-ext"]["alternate_data_streams"][0]["hashes"] == {
        "SSDEEP": "3:abc:def"
    }
    remarks = [
        (r.code, r.path)
        for e in intake.entries
        for r in e.remarks
        if r.path.startswith("objects.0")
    ]
    assert remarks == [
        ("intake.stix20-moved", "objects.0.hashes.SSDEEP"),
        ("intake.stix20-gone", "objects.0.extensions.archive-ext.version"),
        (
            "intake.stix20-moved",
            "objects.0.extensions.ntfs-ext.alternate_data_streams.[0].hashes.SSDEEP",
        ),
    ]


@pytest.mark.parametrize("place", ["attack", "stix/unit42-playbooks"])
def test_real_bundles_of_2_0_keep_every_field(place: str) -> None:
    """Each field is as it was, or a remark names it: nothing is lost, nothing is made up."""
    for path in sorted(shared(place).glob("*stix20.json*" if place == "attack" else "*.json*")):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        some = json.loads(body)["objects"][:: 40 if place == "attack" else 4]
        old = {one["id"]: one for one in some}
        intake = read(bundle(*some), name=path.name)
        said = {e.item: {r.path for r in e.remarks} for e in intake.entries}
        for version in intake.versions:
            before, after = old[version.id], version.content
            changed = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
            assert changed - {"labels"} <= said[version.id]
            moved = changed & {"labels"}
            assert not moved or before["labels"] in after.values()
        refused = {e.code for e in intake.entries if e.outcome.value == "refused"}
        assert refused <= {"stix.wrong-type"}  # identity_class as a list


def test_an_observable_of_an_own_type_is_kept() -> None:
    """What STIX does not know has an id of ours, the same each time; what no id can be made of stays as it was."""
    own = observed({"0": ADDRESS, "1": {"type": "x-own", "seen_ref": "0"}})
    odd = observed({"0": {"type": "Not A Type"}})

    found = of_type(read(bundle(own)), "x-own")

    assert found == of_type(read(bundle(own)), "x-own")
    assert found[0]["seen_ref"].startswith("ipv4-addr--")
    assert "intake.stix20-objects-left" in str(read(bundle(odd)).entries)
