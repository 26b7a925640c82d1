"""What a sighting tells of clients: nothing, unless the agreement with its reader says so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from khien.app import sightings
from khien.app.sightings import CLIENT_KEYS, Search, sweep
from khien.model.ids import PartnerName
from khien.model.marking import Tlp
from khien.model.stix.known_extensions import CLIENTS
from khien.store import objects
from khien.watch import Validity
from khien.watch.clients import Pseudonyms
from tests.app.homes import NOW, make, opened
from tests.watch.test_desk import version_of

SEARCH = Search(validity=Validity.NOW, tlp=Tlp.GREEN, publish=None, author="", clients=False)
LOG = "ts,query,src\n1795334400,bad.example,192.0.2.7\n1795334401,bad.example,192.0.2.8\n"


@pytest.mark.parametrize(("agreed", "source"), [(True, "th"), (False, "th"), (True, "")])
def test_pseudonyms_only_where_agreed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, agreed: bool, source: str
) -> None:
    """The source's agreement decides; addresses are never told, and keys are made only when used."""
    signed = SimpleNamespace(agreement=SimpleNamespace(client_addresses=agreed))
    monkeypatch.setattr(sightings, "in_force_now", lambda *_: signed)
    monkeypatch.setattr(sightings, "list_partners", lambda _: [SimpleNamespace(name="th")])
    (tmp_path / "x.csv").write_text(LOG)
    with opened(make(tmp_path / "home")) as node:
        batch = objects.Batch(objects.BatchId("batch--1"), "sample", source=PartnerName(source))
        version = version_of(1, "[domain-name:value = 'bad.example']")
        with node.store.write() as tx:
            objects.add_versions(tx, [version], batch, NOW)

        (one,) = sweep(node, [tmp_path / "x.csv"], SEARCH).sighted

        with node.store.read() as tx:
            (kept,) = objects.of_type(tx, ["sighting"])
        told = agreed and bool(source)
        assert (node.home / CLIENT_KEYS).exists() is told
        names = Pseudonyms(node.home / CLIENT_KEYS)
        expected = sorted(names.of(f"192.0.2.{n}", one.hit.last_seen or NOW) for n in (7, 8))
        assert kept.content.get(CLIENTS) == (expected if told else None)
        assert b"192.0.2" not in kept.raw
