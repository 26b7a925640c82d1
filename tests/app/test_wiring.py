"""A node is made whole or not at all, readable by its owner only, and built from its home."""

from __future__ import annotations

import os
import stat
from datetime import UTC
from pathlib import Path

import pytest

from khien.app import wiring
from khien.app.settings import FILE, NoNodeError, SettingsFileError, load_settings
from khien.app.wiring import ADDRESS, DATABASE, carrier_for, create_node, open_node, utc_now
from khien.exchange.delivery.courier import Courier
from khien.exchange.delivery.peer_carrier import PeerCarrier
from khien.exchange.delivery.taxii_carrier import TaxiiCarrier
from khien.model.errors import ConflictError, KhienError, MalformedError, NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.people.partners import Outbound, add_taxii_partner
from khien.store import objects
from tests.app.homes import NOW, at_noon, make, opened


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Keys, the database (it holds partners' credentials) and settings are closed to others."""
    before = os.umask(0)
    try:
        home = make(tmp_path / "deep" / "home")
        (ready := tmp_path / "ready").mkdir(mode=0o777)
        make(ready)
    finally:
        os.umask(before)

    assert _mode(home) == _mode(ready) == 0o700
    assert {path.name: _mode(path) for path in home.iterdir()} == {
        "keys": 0o700,
        DATABASE: 0o600,
        FILE: 0o600,
    }


def test_a_home_in_use_is_left_alone(tmp_path: Path) -> None:
    """A second node is not made over the first."""
    home = make(tmp_path / "home")
    before = {path.name: path.stat().st_mtime_ns for path in home.iterdir()}

    with pytest.raises(ConflictError) as caught:
        make(home, "other")

    assert caught.value.facts["rule"] == "app.home-in-use"
    assert {path.name: path.stat().st_mtime_ns for path in home.iterdir()} == before


def test_what_lies_in_the_folder_stays(tmp_path: Path) -> None:
    """A folder with other things in it becomes a home without touching them."""
    (tmp_path / "notes.txt").write_text("x", "utf-8")

    make(tmp_path)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["keys", DATABASE, FILE, "notes.txt"]


@pytest.mark.parametrize(
    ("name", "country"), [("Not A Name", "VN"), ("vn-ncc", "Vietnam"), ("", "VN"), ("a\nb", "VN")]
)
def test_a_wrong_name_leaves_nothing_behind(tmp_path: Path, name: str, country: str) -> None:
    """Neither the home nor the folders above it stay."""
    with pytest.raises(MalformedError):
        create_node(
            tmp_path / "above" / "home",
            name=name,
            country=country,
            title="",
            language="en",
            port=0,
            clock=at_noon,
        )

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["create_keys", "migrate", "_add_identity", "place_node"])
def test_a_failure_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever step fails, the next try begins from nothing and succeeds."""

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    home = tmp_path / "home"
    with monkeypatch.context() as patched:
        patched.setattr(wiring, step, broken)
        with pytest.raises(OSError, match="No space"):
            make(home)
    assert list(tmp_path.iterdir()) == []

    with opened(make(home)) as node:
        assert node.ourselves.name == "vn-ncc"


def test_of_two_at_once_one_makes_the_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second finds the keys in place and touches nothing."""
    home = tmp_path / "home"
    put = wiring.place_node
    raced: list[Path] = []

    def race(place: Path, target: Path) -> None:
        if not raced:
            raced.append(place)
            make(home, "first")
        put(place, target)

    monkeypatch.setattr(wiring, "place_node", race)
    with pytest.raises(ConflictError):
        make(home, "second")

    assert load_settings(home).node.name == "first"
    assert sorted(p.name for p in home.iterdir()) == ["keys", DATABASE, FILE]


def test_a_race_to_the_last_step_is_lost_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the other's keys came after our look, they are not overwritten; other errors pass."""
    place, home = tmp_path / "place", tmp_path / "home"
    for folder in (place, home):
        (folder / "keys").mkdir(parents=True)
        (folder / "keys" / "node.json").write_text(folder.name, "utf-8")
    monkeypatch.setattr(Path, "exists", lambda _: False)

    with pytest.raises(ConflictError):
        wiring.place_node(place, home)
    with pytest.raises(FileNotFoundError):
        wiring.place_node(tmp_path / "gone", home)

    assert (home / "keys" / "node.json").read_text("utf-8") == "home"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('The "Centre" \\ Ltd', 'The "Centre" \\ Ltd'),
        ("Trung tâm\n  mẫu\t", "Trung tâm mẫu"),
        ("", "vn-ncc"),
        ("{port}", "{port}"),
    ],
)
def test_a_title_reaches_the_identity_as_given(tmp_path: Path, given: str, shown: str) -> None:
    """Quotes and backslashes stay, white space counts as one space, none means the short name."""
    with opened(make(tmp_path / "home", title=given)) as node:
        with node.store.read() as tx:
            kept = objects.current(tx, ObjectId(node.settings.node.identity))

        assert kept is not None
        assert kept.content["name"] == shown
        assert node.settings.node.title in {shown, ""}


def test_a_title_with_control_characters_is_refused(tmp_path: Path) -> None:
    """What would turn a line around on a screen is no title."""
    with pytest.raises(SettingsFileError) as caught:
        make(tmp_path / "home", title="safe\u202eexe")

    assert [m.code for m in caught.value.mistakes] == ["settings.title"]
    assert list(tmp_path.iterdir()) == []


def test_a_node_knows_where_it_is_reached(tmp_path: Path) -> None:
    """What is given comes first, then the settings, then where it runs, then where it would."""
    home = make(tmp_path / "home", port=8441)
    text = (home / FILE).read_text("utf-8")

    with opened(home, address="") as node:
        assert node.ourselves.url == "http://127.0.0.1:8441"
    (home / ADDRESS).write_text("http://127.0.0.1:9\n", "utf-8")
    with opened(home, address="") as node:
        assert node.ourselves.url == "http://127.0.0.1:9"
    address = 'address = "https://node.example/"'
    (home / FILE).write_text(text.replace('address = ""', address), "utf-8")
    with opened(home, address="") as node:
        assert node.ourselves.url == "https://node.example"
    with opened(home, address="https://other.example") as node:
        assert node.ourselves.url == "https://other.example"


def test_a_lost_database_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    """An empty one would look like a node without partners, ledger and identity."""
    home = make(tmp_path / "home")
    (home / DATABASE).unlink()

    with pytest.raises(NotFoundError):
        open_node(home, at_noon)
    assert not (home / DATABASE).exists()


def test_a_home_with_another_identity_is_refused(tmp_path: Path) -> None:
    """Settings that name an identity which the database does not hold open nothing."""
    home = make(tmp_path / "home")
    text = (home / FILE).read_text("utf-8")
    identity = load_settings(home).node.identity
    (home / FILE).write_text(
        text.replace(identity, "identity--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c01"), "utf-8"
    )

    with pytest.raises(NotFoundError):
        open_node(home, at_noon)


def test_an_empty_folder_is_no_node(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    with pytest.raises(NoNodeError):
        open_node(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _taxii_partner(node: wiring.Node, name: str, door: Outbound | None) -> PartnerName:
    identity = {
        "type": "identity",
        "spec_version": "2.1",
        "id": "identity--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c02",
        "created": "2026-11-01T00:00:00.000Z",
        "modified": "2026-11-01T00:00:00.000Z",
        "name": "A TAXII party",
        "identity_class": "organization",
    }
    with node.store.write() as tx:
        card = node.enrolments.card
        return add_taxii_partner(
            tx, card, name, identity=identity, country="SG", now=NOW, outbound=door
        ).name


def test_each_kind_of_partner_has_its_carrier(tmp_path: Path) -> None:
    """A node is reached by signed requests, a TAXII party by a password, nobody by nothing."""
    door = Outbound("https://taxii.example/api/", "91a7b528-80eb-42ed-a74d-c6fbd5a26116", "u", "p")
    with opened(make(tmp_path / "a")) as node, opened(make(tmp_path / "b", "asean-cert")) as other:
        name = _taxii_partner(node, "taxii-party", door)
        taxii = carrier_for(node.store, node.ledger, node.ourselves, at_noon, name)
        assert isinstance(taxii, TaxiiCarrier)

        enrolled = other.enrolments.accept(node.enrolments.invite("asean-cert").document)
        peer = carrier_for(
            other.store, other.ledger, other.ourselves, at_noon, enrolled.partner.name
        )
        assert isinstance(peer, PeerCarrier)
        assert isinstance(other.courier(enrolled.partner.name), Courier)

        # Invited, but it has not answered yet: there is no key to expect at its address.
        with pytest.raises(KhienError):
            node.courier(PartnerName("asean-cert"))


def test_a_taxii_party_that_only_pulls_has_no_carrier(tmp_path: Path) -> None:
    """Without an address there is nothing to push to."""
    with opened(make(tmp_path / "a")) as node:
        name = _taxii_partner(node, "taxii-party", None)
        with pytest.raises(NotFoundError):
            node.courier(name)


def test_the_clock_of_a_node_is_aware() -> None:
    """Every instant has a zone, and the zone is UTC."""
    assert utc_now().tzinfo is UTC
