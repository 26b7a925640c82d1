"""Tests of khien.app.knowledge.tagging: what tags mean in the words of the taxonomies that are here."""

from __future__ import annotations

import json
from pathlib import Path

from khien.app.knowledge.surroundings import about
from khien.app.overview import everything_about
from khien.intake import Wish
from tests.app.homes import NOW, make, opened

TAXONOMY = {
    "namespace": "Ours", "predicates": [{"value": "risk", "expanded": "Risk"}, {"value": "bare"}],
    "values": [{"predicate": "risk", "entry": [{"value": "low", "expanded": "Low", "description": "Not much."}]}],
}  # fmt: skip
TAGS = ['ours:RISK="low"', "ours:bare", "ours:other", "nobody:knows", "plain"]
EVENT = {
    "uuid": "0d9a1f3e-3d5b-4a55-9f9a-0c6f5a1b2c30", "info": "E", "Tag": [{"name": tag} for tag in TAGS],
    "Attribute": [{"type": "domain", "value": "a.example", "to_ids": True, "uuid": "0d9a1f3e-3d5b-4a55-9f9a-0c6f5a1b2c31"}],
}  # fmt: skip


def test_tags_are_shown_with_what_their_taxonomy_says(tmp_path: Path) -> None:
    """Whoever looks at an object reads the meaning of its tags, once their taxonomy is here."""
    with opened(make(tmp_path / "home")) as node:
        wish = Wish(identity=node.ourselves.identity, now=NOW)
        made = node.workspace.import_file("e", json.dumps(EVENT).encode(), wish)
        [report] = [one for one in made.intake.versions if one.type == "report"]
        before = everything_about(node, report.id)["tags"]
        node.workspace.import_file("t", json.dumps(TAXONOMY).encode(), wish)
        after = everything_about(node, report.id)["tags"]
        seen = about(node, report.id).tags

    assert before == {}
    assert after == seen == {
        'ours:RISK="low"': {"expanded": "Risk: Low", "description": "Not much."}, "ours:bare": {},
    }  # fmt: skip
