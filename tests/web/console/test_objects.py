"""The pages about objects: found, read, written, published, imported."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.ids import PartnerName
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.store.objects import Batch, BatchId, add_versions
from tests.app.homes import NOW
from tests.web.console.conftest import Desk

AT = "2026-11-01T00:00:00.000Z"


def uuid(number: int) -> str:
    """A well-formed UUID."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def thing(desk: Desk, kind: str, number: int, **more: object) -> dict[str, Any]:
    """An object of ours."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid(number)}",
        "created_by_ref": desk.node.ourselves.identity,
        "created": AT,
        "modified": AT,
        "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
        **more,
    }


def hold(desk: Desk, *contents: dict[str, Any], source: str = "") -> None:
    """Keep objects as one batch of ours, or of a partner."""
    with desk.node.store.write() as tx:
        batch = Batch(BatchId(f"batch--{contents[0]['id']}"), "a test", source=PartnerName(source))
        add_versions(tx, [make_version(one) for one in contents], batch, NOW)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A node with a small story: an indicator that shows a malware of an actor, seen and spoken of."""
    bad = thing(
        desk, "indicator", 1, name="Trang lừa đảo", pattern="[domain-name:value = 'login.evil.example']",
        pattern_type="stix", valid_from=AT, description="See https://evil.example/a and 10.0.0.1",
        indicator_types=["malicious-activity"],
        external_references=[{"source_name": "cert", "url": "https://cert.example/1"}],
    )  # fmt: skip
    malware = thing(desk, "malware", 2, name="Loader", is_family=True)
    pattern = thing(
        desk, "attack-pattern", 3, name="Phishing",
        external_references=[{"source_name": "mitre-attack", "external_id": "T1566"}],
    )  # fmt: skip
    joined = thing(
        desk, "relationship", 4, relationship_type="indicates", source_ref=bad["id"],
        target_ref=malware["id"],
    )  # fmt: skip
    seen = thing(
        desk,
        "sighting",
        5,
        sighting_of_ref=bad["id"],
        count=3,
        last_seen="2026-11-02T00:00:00.000Z",
    )
    note = thing(desk, "note", 6, content="Ask the bank.", object_refs=[bad["id"]])
    view = thing(desk, "opinion", 7, opinion="agree", object_refs=[bad["id"]])
    hold(desk, bad, malware, pattern, joined, seen, note, view)
    hold(desk, thing(desk, "threat-actor", 8, name="Nhóm A"), source="asean-cert")
    return desk


BAD = f"indicator--{uuid(1)}"
ACTOR = f"threat-actor--{uuid(8)}"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    "path",
    [
        "/objects", "/objects?q=lua+dao", "/objects?q=zzz", "/objects?type=malware&tlp=green&source=own",
        "/objects/new", "/objects/import", f"/objects/{BAD}", f"/objects/{BAD}/versions",
        f"/objects/{BAD}/original", f"/objects/{BAD}/graph", f"/objects/{BAD}/graph.json",
        f"/objects/{BAD}/links?kind=indicates&direction=out", f"/objects/{BAD}/edit",
        f"/objects/publish?id={BAD}",
        *(f"/objects/new/{kind}?about={BAD}" for kind in ("indicator", "report", "threat-actor",
          "malware", "campaign", "attack-pattern", "vulnerability", "sighting", "note", "opinion",
          "relationship")),
    ],
)  # fmt: skip
def test_a_page_opens(stocked: Desk, path: str, language: str) -> None:
    """Every page of the group is there for who may do everything, in both languages."""
    answer = stocked.as_("all", language).get(path)

    assert answer.status_code == 200, answer.text[:2000]
