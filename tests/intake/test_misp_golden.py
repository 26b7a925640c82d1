"""Our mapping beside that of misp-stix: each difference has its reason here (data of CIRCL, BSD-2-Clause)."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import Any, Final

import pytest

from khien.intake.misp_writing import write_event
from tests.intake.samples import NOW, assert_ours, event, of_type, read
from tests.shared import shared

HASH_ALONE = (
    "a hash alone recognises the file, also under another name; the name is in title and origin"
)
ADDRESS = "the address is watched in both directions, so that an index can take it"
NO_COUNTERPART = "STIX has no property for it, or it would match everything: kept as a note"
WRITTEN_OUT = (
    "the hive is written out (STIX 2.1 §6.17), any value of the key may match, nothing is unescaped"
)
REASONS: Final = {
    **dict.fromkeys(
        ("filename|imphash", "filename|pehash", "filename|sha224", "filename|sha3-224", "filename|sha3-384",
         "filename|sha384", "filename|ssdeep", "filename|vhash", "malware-sample"), HASH_ALONE),
    **dict.fromkeys(("ip-dst", "ip-src"), ADDRESS),
    **dict.fromkeys(("email-header", "port"), NO_COUNTERPART),
    **dict.fromkeys(("sha512/224", "filename|sha512/224"), "SHA-512/224 is another function than SHA-224"),
    "AS": "a number is compared as a number (STIX 2.1 §6.2)",
    "email-reply-to": "the header has its own name (RFC 5322 §3.6.2)",
    "regkey|value": WRITTEN_OUT,
}  # fmt: skip
_COMPARED: Final = re.compile(r"([\w-]+:\S+) = ('(?:\\.|[^'\\])*'|[0-9]+)")


def golden(name: str) -> dict[str, Any]:
    """One file of pairs."""
    path = shared("misp/misp-stix-mapping") / name
    body = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    pairs: dict[str, Any] = json.loads(body)
    return pairs


def test_attributes_are_said_as_the_reference_says_them_or_for_a_reason() -> None:
    """Forty types: those without a reason give the same comparisons."""
    different = set()
    for kind, pair in golden("misp_attributes_to_stix21.json").items():
        wanted = pair["STIX"] if isinstance(pair["STIX"], list) else [pair["STIX"]]
        patterns = [one["pattern"] for one in wanted if one["type"] == "indicator"]
        intake = read(event(Attribute=[{**pair["MISP"], "to_ids": bool(patterns)}]))
        assert_ours(intake)
        ours = [one["pattern"] for one in of_type(intake, "indicator")]
        if {c for p in patterns for c in _COMPARED.findall(p)} != {
            c for p in ours for c in _COMPARED.findall(p)
        }:
            different.add(kind)

    assert different == set(REASONS)


def test_no_value_of_an_object_is_lost_on_the_way_there_and_back() -> None:
    """Each object of the reference comes back with its attributes, in order, word for word."""
    changed = {}
    for name, pair in golden("misp_objects_to_stix21.json.gz").items():
        listed = pair["MISP"] if isinstance(pair["MISP"], list) else [pair["MISP"]]
        intake = read(event(Object=listed))
        assert_ours(intake)
        made, _ = write_event(
            [dict(v.content) for v in intake.versions], uuid="u", info="i", at=NOW
        )
        after = {
            a["uuid"]: a["value"] for o in made["Event"].get("Object", []) for a in o["Attribute"]
        }
        before = {
            a["uuid"]: a["value"] for o in listed for a in o.get("Attribute", []) if "value" in a
        }
        lost = {u: v for u, v in before.items() if after.get(u) != v}
        if lost:
            changed[name] = sorted(map(str, lost.values()))

    assert changed == {
        "organization": ["+35224788444"],  # a telephone number has its digits only
        "parler-account": ["False"],  # no text: refused on the way in, and said
    }


@pytest.mark.parametrize(
    "name", ["stix21_to_misp_attributes.json.gz", "external_stix21_to_misp_attributes.json"]
)
def test_indicators_of_others_become_the_attributes_that_they_were(name: str) -> None:
    """The way back reads the reference's indicators by their labels and paths."""
    reasons = {
        "email-header": NO_COUNTERPART,
        "port": NO_COUNTERPART,
        "malware-sample": HASH_ALONE,
        "regkey|value": WRITTEN_OUT,
    }
    different = set()
    for kind, pairs in golden(name).items():
        if "Indicator" not in pairs:
            continue
        there = pairs["Indicator"]["STIX"]
        made, _ = write_event(
            there if isinstance(there, list) else [there], uuid="u", info="i", at=NOW
        )
        got = {(a["type"], a["value"]) for a in made["Event"]["Attribute"]}
        wanted = pairs["Indicator"]["MISP"]
        wanted = wanted if isinstance(wanted, list) else [wanted]
        if got != {(one["type"], one["value"]) for one in wanted}:
            different.add(kind)

    assert different <= set(reasons)


def test_real_events_come_back_field_by_field() -> None:
    """Of ESET's events every attribute and object is there again; only hives are written out."""
    fields = (
        "type",
        "category",
        "value",
        "to_ids",
        "comment",
        "first_seen",
        "last_seen",
        "object_relation",
        "timestamp",
    )
    changed: set[str] = set()
    count = 0
    for path in sorted(shared("misp/eset").glob("*"))[:12]:
        content = json.loads(
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        )
        wrapped = content["response"][0] if "response" in content else content
        before = wrapped["Event"]
        intake = read(json.dumps({"Event": before}))
        made, _ = write_event(
            [dict(v.content) for v in intake.versions], uuid="u", info="i", at=NOW
        )
        after = attributes(made["Event"])
        for uuid, (holder, attribute) in attributes(before).items():
            count += 1
            assert after[uuid][0] == holder
            there = {name: attribute.get(name) or "" for name in fields}
            back = {name: after[uuid][1].get(name) or "" for name in fields}
            changed |= {f"{there['type']} {name}" for name in fields if there[name] != back[name]}

    assert count > 300
    assert changed <= {"regkey value"}


def attributes(inner: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each attribute by its UUID, with the object that holds it."""
    alone = {a["uuid"]: ("", a) for a in inner.get("Attribute", [])}
    held = {a["uuid"]: (o["uuid"], a) for o in inner.get("Object", []) for a in o["Attribute"]}
    return {uuid: one for uuid, one in (alone | held).items() if not one[1].get("deleted")}


# What belongs to the installation that an event was on, not to the event.
_OF_THEIR_DATABASE: Final = frozenset(
    {"id", "event_id", "object_id", "sharing_group_id", "deleted", "ShadowAttribute", "disable_correlation"}
)  # fmt: skip
_PARTS: Final = frozenset({"Attribute", "ObjectReference", "Sighting", "Galaxy", "Tag"})


def facts_of(part: dict[str, Any]) -> dict[str, Any]:
    """The fields of an attribute or object that say something; an empty one says nothing."""
    left = _OF_THEIR_DATABASE | _PARTS
    return {name: value for name, value in part.items() if value != "" and name not in left}


def test_objects_references_and_clusters_come_back_field_by_field() -> None:
    """Of events from a MISP: each object with every field, each part, each reference, each tag and cluster."""
    count: Counter[str] = Counter()
    for name in ("galaxy_1.json.gz", "sighting_2.json", "image_event.json.gz"):
        path = shared("misp/pymisp-tests") / f"reportlab_testfiles__{name}"
        raw = path.read_bytes()
        before = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)["Event"]
        intake = read(json.dumps({"Event": before}))
        made, _ = write_event(
            [dict(v.content) for v in intake.versions], uuid="u", info="i", at=NOW
        )
        after = {one["uuid"]: one for one in made["Event"].get("Object", [])}
        for there in before.get("Object", []):
            count["objects"] += 1
            here = after[there["uuid"]]
            assert facts_of(there).items() <= here.items()
            parts = {one["uuid"]: one for one in here["Attribute"]}
            for part in there["Attribute"]:
                assert facts_of(part).items() <= parts[part["uuid"]].items()
            kept = {
                one["uuid"]: one["relationship_type"] for one in here.get("ObjectReference", [])
            }
            for told in there.get("ObjectReference", []):
                count["references"] += 1
                assert kept[told["uuid"]] == told["relationship_type"]
        clusters = [one for g in before.get("Galaxy", []) for one in g["GalaxyCluster"]]
        count["clusters"] += len(clusters)
        wanted = {one["name"] for one in before.get("Tag", [])} | {c["tag_name"] for c in clusters}
        assert wanted - {one["name"] for one in made["Event"]["Tag"]} <= {
            "tlp:white"
        }  # now TLP:CLEAR

    assert all(count[name] for name in ("objects", "references", "clusters"))
