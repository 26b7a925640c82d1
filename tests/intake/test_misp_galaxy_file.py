"""Tests of khien.intake.misp_galaxy_file."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    assert_ours,
    codes,
    event,
    of_type,
    read,
)  # fmt: skip
from tests.shared import shared


def galaxy(kind: str, *values: object) -> dict[str, Any]:
    """A file of clusters."""
    return {
        "type": kind,
        "name": "G",
        "uuid": "0d821b68-9d82-4c6d-86a6-1071a9e0f79f",
        "values": values,
    }


def test_clusters_are_the_objects_that_events_name() -> None:
    """Name, synonyms, references; the same id as an event's tag gives; read again nothing is new."""
    meta = {"synonyms": ["OceanLotus"], "refs": ["https://site.example/", "none"]}
    text = json.dumps(
        galaxy(
            "threat-actor",
            {"value": "APT32", "meta": meta, "description": "Actor"},
            {"value": "Bear"},
        )
    )
    intake = read(text)
    tag = {"name": 'misp-galaxy:threat-actor="APT32"'}

    assert_ours(intake)
    first, _ = of_type(intake, "intrusion-set")
    assert codes(intake) == [(KEPT, "intake.kept")] * 2
    assert (first["aliases"], first["external_references"]) == (
        ["OceanLotus"], [{"source_name": "misp-galaxy", "url": "https://site.example/"}],
    )  # fmt: skip
    assert of_type(read(event(Tag=[tag])), "intrusion-set")[0]["id"] == first["id"]
    again = read(text, replace(WISH, known={v.id: v.content for v in intake.versions}))
    assert codes(again) == [(SKIPPED, "intake.unchanged")] * 2


def test_what_is_no_cluster_or_only_a_label_is_said() -> None:
    """Sectors are tags; a cluster without a name is refused; details without a place are named."""
    more = {
        "value": "X",
        "meta": {"country": "VN"},
        "related": [{"type": "similar"}],
        "revoked": False,
    }

    assert codes(read(json.dumps(galaxy("sector", {"value": "Bank"}, 7)))) == [
        (SKIPPED, "intake.galaxy-label"), (REFUSED, "intake.galaxy-none"),
    ]  # fmt: skip
    intake = read(json.dumps([galaxy("tool", {"value": ""}, more), {"type": "x"}]))
    assert codes(intake) == [
        (REFUSED, "intake.galaxy-none"), (CHANGED, "intake.galaxy-left"), (REFUSED, "intake.galaxy-none"),
    ]  # fmt: skip
    assert intake.entries[1].detail == "country, revoked, related"


def test_real_galaxies_are_read() -> None:
    """Every cluster of a real file is an object or is said to be none."""
    path = shared("misp/galaxy") / "banker.cluster.json"
    intake = read(
        path.read_bytes()
        if path.exists()
        else gzip.decompress(path.with_suffix(".json.gz").read_bytes())
    )

    assert_ours(intake)
    assert len(of_type(intake, "malware")) == intake.counts.read > 10
