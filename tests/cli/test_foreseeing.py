"""`khien watch foresee`."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from khien.app.foresight import desk
from khien.app.wiring import open_node
from khien.model.ids import PartnerName
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.store import objects
from khien.store.objects import Batch, BatchId, add_versions
from tests.cli.homes import ABROAD, CENTRE, imported, partners_in, run


def seen_by_two(home: Path, tlp: Tlp = Tlp.GREEN) -> None:
    """This node and its partner see what nobody saw before."""
    node = open_node(home)
    try:
        now = node.clock()
        with node.store.read() as tx:
            indicators = [one.object_id for one in objects.of_type(tx, ["indicator"])]
        for source in ("", ABROAD):
            told = [
                {
                    "type": "sighting", "spec_version": "2.1", "id": f"sighting--{uuid4()}",
                    "created": stix_time(now), "modified": stix_time(now), "sighting_of_ref": one,
                    "object_marking_refs": [TLP_2_IDS[tlp]],
                }
                for one in indicators
            ]  # fmt: skip
            with node.store.write() as tx:
                batch = Batch(BatchId(f"batch--{source}"), "a test", source=PartnerName(source))
                add_versions(tx, [make_version(one) for one in told], batch, now)
    finally:
        node.close()


def test_what_is_foreseen_is_printed_with_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line a finding, drafted and known the next time; what was left or cut is said; nothing is sent."""
    home, _ = partners_in(tmp_path)
    imported(home, tmp_path, "--tlp", "green")
    seen_by_two(home)
    monkeypatch.setattr(desk, "MOST_NEW", 1)

    first = run("watch", "foresee", home=home)
    again = run("--lang", "vi", "watch", "foresee", home=home)

    assert (first.status, again.status) == (0, 0)
    assert (first.first["step"], first.first["matter"]) == ("drafted", "first")
    assert first.first["why"]["parties"] == sorted([ABROAD, CENTRE])
    assert "findings more were too many" in first.words
    assert "Sent by the node itself: 0" in first.words
    assert [line["step"] for line in again.lines] == ["known", "drafted"]
    assert "Nút tự gửi: 0" in again.words
