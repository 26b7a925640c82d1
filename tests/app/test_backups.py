"""A backup of a running node, and what a node does that was restored from an older one."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khien.app import backups
from khien.app.backups import (
    BackupBrokenError,
    BackupExistsError,
    KeysMovingError,
    back_up,
    restore,
)
from khien.app.resuming import NotHeldError, UnconfirmedError, resume
from khien.app.settings import load_settings
from khien.app.wiring import Node
from khien.exchange.authority import RoleError
from khien.exchange.exports.manifest import Scope
from khien.exchange.peer.client import PeerClient
from khien.ledger import LedgerHeldError, check_proof
from khien.model.errors import ConflictError, MalformedError, UnreachableError
from khien.people.partners import Partner
from tests.exchange.nodes import Party, World, new_world, open_party


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two nodes with an agreement in force, and a first crossing behind them."""
    made = new_world(tmp_path / "nodes", "vn-ncc", "asean-cert")
    us = made["vn-ncc"]
    us.publish(*us.bring(us.indicator()))
    made.run()
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """The node that is backed up."""
    return world["vn-ncc"]


@pytest.fixture
def them(world: World) -> Party:
    """Its partner."""
    return world["asean-cert"]


def size_of(party: Party) -> int:
    """The leaves in a party's ledger."""
    with party.node.store.read() as tx:
        return party.node.ledger.size(tx)


def come_back(world: World, us: Party, them: Party, file: Path, home: Path) -> Party:
    """The node is lost, and another one made from a backup."""
    us.node.close()
    restore(file, home)
    return again(world, us, them, home)


def again(world: World, us: Party, them: Party, home: Path) -> Party:
    """The node of a home, started anew."""
    us.client.close()
    us.node.close()
    back = open_party(home, us.name, world.clock)
    world.parties[us.name] = back
    world.places[back.node.ourselves.url] = back.client
    world.connect(back, them)
    return back


def asking(world: World) -> Callable[[Node, Partner], str | None]:
    """How a node asks a partner of this world what it knows."""

    def ask(node: Node, partner: Partner) -> str | None:
        wire = world.wires[node.ourselves.name, partner.name]
        return PeerClient(wire, partner.url).cosigned()

    return ask


def silent(_: Node, partner: Partner) -> str | None:
    """A partner that does not answer."""
    raise UnreachableError(partner.name, "down")


@pytest.mark.usefixtures("database")
def test_a_backup_holds_the_node(world: World, us: Party, them: Party, tmp_path: Path) -> None:
    """Restored, it has the same objects, keys, partners and a ledger that verifies, in one file."""
    made = back_up(us.node, tmp_path / "khien.backup")
    before = size_of(us)
    back = come_back(world, us, them, tmp_path / "khien.backup", tmp_path / "home")

    assert made.size == before == size_of(back)
    assert back.node.ourselves.key.public == us.node.ourselves.key.public
    assert back.partner(them).name == them.name
    assert back.node.store.engine.dialect.name == "sqlite"
    assert load_settings(tmp_path / "home").store.database == ""
    assert stat.S_IMODE((tmp_path / "khien.backup").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    for path in (tmp_path / "home").rglob("*"):
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_restored_node_waits_for_its_partners_word(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """Nothing is written and nothing is carried before `resume`; then, where nothing is lost, all is."""
    back_up(us.node, tmp_path / "khien.backup")
    back = come_back(world, us, them, tmp_path / "khien.backup", tmp_path / "home")
    with pytest.raises(LedgerHeldError):
        back.bring(back.indicator())
    assert not world.step(back, them)
    with pytest.raises(RoleError):
        resume(back.node, back.officer("lan"), anew=False, ask=asking(world))
    with pytest.raises(UnconfirmedError, match="silent"):
        resume(back.node, back.officer("ha"), anew=False, ask=silent)

    resumed = resume(back.node, back.officer("ha"), anew=False, ask=asking(world))

    assert not resumed.anew
    assert resumed.ledger.origin == "khien-ledger/vn/vn-ncc"
    releases = back.publish(*back.bring(back.indicator()))
    world.run()
    assert set(back.states(releases)) == {"accepted"}
    with pytest.raises(NotHeldError):
        resume(back.node, back.officer("ha"), anew=False, ask=asking(world))


def test_a_node_from_an_older_backup_does_not_fork(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """It notices that its partner knows more, goes on only under a new name, and the partner is told."""
    back_up(us.node, tmp_path / "khien.backup")
    us.publish(*us.bring(us.indicator(), us.indicator()))
    world.run()
    lost = size_of(us)
    back = come_back(world, us, them, tmp_path / "khien.backup", tmp_path / "home")
    with pytest.raises(UnconfirmedError, match=f"behind {lost}"):
        resume(back.node, back.officer("ha"), anew=False, ask=asking(world))

    resumed = resume(back.node, back.officer("ha"), anew=True, ask=asking(world))

    origin = f"khien-ledger/vn/{int(world.clock.now.timestamp())}/vn-ncc"
    assert (resumed.known, resumed.ledger.origin) == (lost, origin)
    back = again(world, back, them, tmp_path / "home")
    assert back.node.ledger.origin == origin
    releases = back.publish(*back.bring(back.indicator()))
    world.run()
    assert set(back.states(releases)) == {"accepted"}
    with them.node.store.read() as tx:
        (alarm,) = them.node.ledger.alarms(tx)
    assert alarm.code == "ledger.restarted"
    key = them.node.ourselves.key.public.named(them.node.ledger.origin)
    with back.node.store.read() as tx:
        audit = back.node.ledger.verify(tx, [key])
        (proof, *_) = back.node.ledger.prove(tx, releases[0].id)
        leaf = back.node.ledger.leaves(tx, resumed.size, 1)[0][1].entry
    assert audit.cosigners
    with them.node.store.read() as tx:  # it cosigns under its new name, and that is taken
        ours = back.node.ourselves.key.public
        assert them.node.ledger.cosigned_size(tx, ours) == them.node.ledger.size(tx)
    assert check_proof(proof, [back.node.ourselves.key.public]).leaf.entry.crossing
    assert (leaf.kind.value, leaf.facts["known"], leaf.facts["size"]) == (
        "resumed", lost, resumed.size,
    )  # fmt: skip


def test_a_node_that_forgot_its_new_name_takes_another(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """Restored twice from one old backup, it never signs a size under a name that it used before."""
    back_up(us.node, tmp_path / "khien.backup")
    us.publish(*us.bring(us.indicator()))
    world.run()
    back = come_back(world, us, them, tmp_path / "khien.backup", tmp_path / "first")
    first = resume(back.node, back.officer("ha"), anew=True, ask=asking(world)).ledger.origin
    back = again(world, back, them, tmp_path / "first")
    back.publish(*back.bring(back.indicator()))
    world.run()
    world.clock.tick(hours=1)
    back = come_back(world, back, them, tmp_path / "khien.backup", tmp_path / "second")
    with pytest.raises(UnconfirmedError, match="behind"):
        resume(back.node, back.officer("ha"), anew=False, ask=asking(world))

    second = resume(back.node, back.officer("ha"), anew=True, ask=asking(world)).ledger.origin

    back = again(world, back, them, tmp_path / "second")
    releases = back.publish(*back.bring(back.indicator()))
    world.run()
    assert first != second == back.node.ledger.origin
    assert set(back.states(releases)) == {"accepted"}
    with them.node.store.read() as tx:
        alarms = them.node.ledger.alarms(tx)
        cosigned = them.node.ledger.cosigned_for(tx, "khien-ledger/vn/vn-ncc", world.clock())
    assert [one.code for one in alarms] == ["ledger.restarted"] * 2
    assert cosigned is not None
    assert cosigned.startswith(second)
    with back.node.store.read() as tx:
        back.node.ledger.verify(tx)


def test_a_node_put_back_by_hand_stands_still_at_the_first_checkpoint(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """An old copy of the home, with no restore behind it, stops as soon as a partner shows its proof."""
    us.node.close()
    shutil.copytree(us.node.home, tmp_path / "old")
    us = again(world, us, them, us.node.home)
    us.publish(*us.bring(us.indicator(), us.indicator(), us.indicator()))
    world.run()
    back = again(world, us, them, tmp_path / "old")

    back.bring(back.indicator())  # nothing has told it yet
    world.step(back, them)

    with back.node.store.read() as tx:
        (hold,) = back.node.ledger.holds(tx)
    assert (hold.code, hold.partner) == ("ledger.behind", them.name)
    assert hold.size > size_of(back)
    with pytest.raises(LedgerHeldError):
        back.bring(back.indicator())


def test_a_folder_also_tells_a_node_that_it_is_behind(
    world: World, us: Party, them: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no wire is, the cosignature that comes by hand shows what was lost."""
    monkeypatch.setattr(os, "sync", lambda: None)
    us.node.close()
    shutil.copytree(us.node.home, tmp_path / "old")
    us = again(world, us, them, us.node.home)
    us.publish(*us.bring(us.indicator()))
    world.run()
    them.node.exports.give(us.name, tmp_path / "stick", Scope.RECEIPTS)
    back = again(world, us, them, tmp_path / "old")

    with pytest.raises(LedgerHeldError):
        back.node.exports.take(tmp_path / "stick")

    with back.node.store.read() as tx:
        (hold,) = back.node.ledger.holds(tx)
    assert (hold.code, hold.partner) == ("ledger.behind", them.name)


def test_a_backup_overwrites_nothing(us: Party, tmp_path: Path) -> None:
    """Neither a file, nor a node that stands in the home."""
    back_up(us.node, tmp_path / "khien.backup")

    with pytest.raises(BackupExistsError):
        back_up(us.node, tmp_path / "khien.backup")
    with pytest.raises(ConflictError):
        restore(tmp_path / "khien.backup", us.node.home)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["khien.backup", "nodes"]


def _changed(file: Path, change: Callable[[str, bytes], bytes | None], more: str = "") -> None:
    """Write a tar again with other members."""
    with tarfile.open(file) as tar:
        members = [(m.name, tar.extractfile(m)) for m in tar.getmembers()]
        contents = [(name, change(name, part.read() if part else b"")) for name, part in members]
    with tarfile.open(file, "w") as tar:
        for name, content in [*contents, *([(more, b"{}")] if more else [])]:
            if content is not None:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))


def _flip(name: str, content: bytes) -> bytes:
    return content[:-1] + b"\x01" if name == "khien.sqlite" else content


def _cut(name: str, content: bytes) -> bytes:
    return content[:-4096] if name == "khien.sqlite" else content


def _no_key(name: str, content: bytes) -> bytes | None:
    return None if name == "keys/node.json" else content


def _newer(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    return json.dumps({**json.loads(content), "v": 2}).encode()


def _shorter_ledger(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    return json.dumps({**json.loads(content), "size": 1}).encode()


def _no_json(name: str, content: bytes) -> bytes:
    return b"{" if name == "manifest.json" else content


def _no_manifest(name: str, content: bytes) -> bytes | None:
    return None if name == "manifest.json" else content


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (_flip, BackupBrokenError),
        (_cut, BackupBrokenError),
        (_no_key, BackupBrokenError),
        (_shorter_ledger, BackupBrokenError),
        (_newer, MalformedError),
        (_no_json, MalformedError),
        (_no_manifest, MalformedError),
    ],
)
def test_a_spoilt_backup_is_refused(
    us: Party,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    error: type[Exception],
) -> None:
    """What is missing or altered is named, and no home is left behind."""
    back_up(us.node, tmp_path / "khien.backup")
    _changed(tmp_path / "khien.backup", change)

    with pytest.raises(error):
        restore(tmp_path / "khien.backup", tmp_path / "home")

    assert not (tmp_path / "home").exists()


def test_a_backup_with_a_file_too_many_is_refused(us: Party, tmp_path: Path) -> None:
    """No path in the archive is written that the manifest does not name."""
    back_up(us.node, tmp_path / "khien.backup")
    _changed(tmp_path / "khien.backup", lambda _, content: content, more="../evil.json")

    with pytest.raises(BackupBrokenError):
        restore(tmp_path / "khien.backup", tmp_path / "home")

    assert not (tmp_path / "evil.json").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    """Any other file is told as what it is not."""
    (tmp_path / "x").write_bytes(b"not a tar" * 100)

    with pytest.raises(MalformedError):
        restore(tmp_path / "x", tmp_path / "home")


def test_a_backup_never_misses_a_new_key(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys that change all the while end the attempt, and leave nothing behind."""
    looks = iter(range(1_000))
    monkeypatch.setattr(backups, "_key_files", lambda _: {"node.json": str(next(looks)).encode()})

    with pytest.raises(KeysMovingError):
        back_up(us.node, tmp_path / "khien.backup")

    assert [one.name for one in tmp_path.iterdir()] == ["nodes"]
