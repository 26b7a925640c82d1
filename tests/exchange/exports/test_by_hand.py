"""Two nodes that never open a socket exchange by folders that people carry."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khien.exchange.exports.errors import (
    FolderInUseError,
    ForeignError,
    MisdirectedError,
    NoExportError,
    NotCarriedError,
    RepeatedError,
    TamperedError,
    UnsealedError,
)
from khien.exchange.exports.manifest import Scope
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.receipts.desk import proofs_of
from khien.ledger import Standing, check_proof
from khien.model.signing import seal
from khien.people.keys import finish_rotation, prepare_rotation
from tests.exchange.nodes import Party, World, add_plain_party, new_world, open_party


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """No node connects to anything here, this machine included."""

    def refuse(*_: object) -> None:
        raise AssertionError("a node tried to connect")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(os, "sync", lambda: None)  # it flushes the whole machine


class Stick:
    """A stick that people carry between two nodes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.count = 0

    def bring(self, here: Party, there: Party, scope: Scope = Scope.WAITING) -> Path:
        """Export here and take it there; returns the folder."""
        folder = self.write(here, there, scope)
        taken = there.node.exports.take(folder)
        assert taken.refused == {}
        return folder

    def write(self, here: Party, there: Party, scope: Scope = Scope.WAITING) -> Path:
        """Export here, and carry it nowhere yet."""
        self.count += 1
        folder = self.place / f"export-{self.count}"
        here.node.exports.give(there.name, folder, scope)
        return folder


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    """An empty stick."""
    return Stick(tmp_path)


def waiting(here: Party, there: Party) -> list[str]:
    """The kinds of what waits for a partner."""
    with here.node.store.read() as tx:
        return [item.kind.value for item in outbox_rows.everything_for(tx, there.name)]


def test_a_release_crosses_by_hand_as_on_the_wire(us: Party, them: Party, stick: Stick) -> None:
    """Same states, same leaves, same signed receipts and proofs; only then is it off our outbox."""
    releases = us.publish(*us.bring(us.indicator(), us.indicator()))
    stick.bring(us, them)
    assert set(us.states(releases)) == {"sent"}
    assert "object" in waiting(us, them)

    stick.bring(them, us, Scope.RECEIPTS)

    assert set(us.states(releases)) == {"accepted"}
    assert "object" not in waiting(us, them)
    for release in releases:
        assert us.release(release.id).signed
        assert us.leaves(release.id) == ["cleared", "sent", "accepted"]
        assert them.leaves(release.id) == ["accepted", "receipt"]
    keys = [*us.node.ledger.keys, *them.node.ledger.keys, them.node.ourselves.key.public]
    with us.node.store.read() as tx:
        proofs = proofs_of(tx, us.node.ledger, releases[0].id)["proofs"]
    assert all(check_proof(proof, keys).receipt_signers for proof in proofs)


def test_checkpoints_are_cosigned_by_hand(us: Party, them: Party, stick: Stick) -> None:
    """The partner cosigns the checkpoint in the folder, and the line comes home with the receipts."""
    us.publish(*us.bring(us.indicator()))
    key = them.node.ourselves.key.public
    with us.node.store.read() as tx:
        before = us.node.ledger.cosigned_size(tx, key)
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)

    with us.node.store.read() as tx:
        assert us.node.ledger.cosigned_size(tx, key) > before
        us.node.ledger.verify(tx, [key.named(us.partner(them).origin)])


def test_receipts_leave_the_outbox_when_the_next_folder_says_so(
    us: Party, them: Party, stick: Stick
) -> None:
    """A node keeps its receipts until the other side's manifest names the folder they were in."""
    us.publish(*us.bring(us.indicator()))
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)
    assert "receipt" in waiting(them, us)

    stick.bring(us, them)

    assert waiting(them, us) == []


def test_a_recall_is_carried_and_confirmed(us: Party, them: Party, stick: Stick) -> None:
    """What was brought by hand is taken back by hand, and the confirmation ends it."""
    (object_id,) = us.bring(us.indicator())
    releases = [r for r in us.publish(object_id) if r.object_id == object_id]
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)
    us.node.recalls.recall(object_id, us.officer("lan"), "a mistake")
    stick.bring(us, them)
    assert us.states(releases) == ["recalling"]

    stick.bring(them, us, Scope.RECEIPTS)

    assert us.states(releases) == ["recalled"]
    assert waiting(us, them) == []


def test_a_recall_in_the_folder_of_its_object_is_answered_twice(
    us: Party, them: Party, stick: Stick
) -> None:
    """A folder written after a recall has the note and the recall, and both receipts come home in order."""
    (object_id,) = us.bring(us.indicator())
    (release,) = [r for r in us.publish(object_id) if r.object_id == object_id]
    stick.write(us, them)
    us.node.recalls.recall(object_id, us.officer("lan"), "a mistake")
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)

    assert us.release(release.id).state.value == "recalled"
    assert them.leaves(release.id) == ["refused", "receipt", "recalled", "receipt"]


def test_an_export_again_and_by_wire_changes_nothing(
    world: World, us: Party, them: Party, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice by hand and once by wire is one arrival, with one outcome."""
    monkeypatch.undo()
    releases = us.publish(*us.bring(us.indicator()))
    first = stick.write(us, them)
    second = stick.write(us, them)
    for folder in (second, first):
        them.node.exports.take(folder)
    world.run()
    with them.node.store.read() as tx:
        size = them.node.ledger.leaves_of_crossing(tx, releases[0].id)

    assert set(us.states(releases)) == {"accepted"}
    assert [leaf.entry.kind.value for _, leaf in size].count("accepted") == 1
    assert waiting(us, them) == []


def test_everything_can_be_exported_again(us: Party, them: Party, stick: Stick) -> None:
    """`all` brings what crossed before to a partner that lost it; what was recalled stays away."""
    (kept,), (gone,) = us.bring(us.indicator()), us.bring(us.indicator())
    us.publish(kept, gone)
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)
    us.node.recalls.recall(gone, us.officer("lan"), "a mistake")
    stick.bring(us, them)

    folder = stick.write(us, them, Scope.ALL)

    brought = {json.loads(one.read_bytes())["id"] for one in (folder / "objects").iterdir()}
    assert kept in brought
    assert gone not in brought
    assert them.node.exports.take(folder).refused == {}
    assert us.node.exports.take(stick.write(them, us, Scope.RECEIPTS)).refused == {}


def test_objects_keep_their_bytes(us: Party, them: Party, stick: Stick) -> None:
    """A file in `objects` is the object as it came, and nothing lies there that no one named."""
    us.publish(*us.bring(us.indicator()))
    folder = stick.write(us, them)
    manifest = json.loads((folder / "manifest.json").read_bytes())["payload"]
    named = {p["file"] for s in manifest["steps"] for p in (s["document"], *s["objects"])}

    found = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}

    assert found == named | {"manifest.json"}
    assert folder.stat().st_mode & 0o077 == 0


def test_two_nodes_become_partners_without_a_wire(tmp_path: Path, stick: Stick) -> None:
    """Invitation, agreement, key change, exchange: all of it by files."""
    world = new_world(tmp_path / "nodes", "vn-ncc", "asean-cert", agreed=False)
    us, them = world["vn-ncc"], world["asean-cert"]
    text = world.terms(us, them)
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    stick.bring(us, them)
    them.node.treaties.sign(us.name, text, them.officer("minh"))
    stick.bring(them, us)
    releases = us.publish(*us.bring(us.indicator()))
    assert {r.state.value for r in releases} == {"cleared"}
    following = prepare_rotation(us.node.home, us.node.clock())
    us.node.enrolments.announce_key(us.node.keys.current, following)
    finish_rotation(us.node.home, us.node.clock())
    us.node.close()
    again = open_party(us.node.home, us.name, world.clock)
    world.parties[us.name] = again

    first = them.node.exports.take(stick.write(again, them))
    stick.bring(them, again, Scope.RECEIPTS)

    # Our newest checkpoint was still signed by the old key; the next one is not.
    assert set(first.refused.values()) <= {"export.not-cosigned"}
    assert set(again.states(releases)) == {"accepted"}
    stick.bring(again, them)
    assert waiting(again, them) == []
    us.client.close()
    world.close()


def _without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _cut_manifest(folder: Path) -> None:
    raw = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(raw[: len(raw) // 2])


def _other_words(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["payload"]["steps"] = manifest["payload"]["steps"][:1]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _other_object(folder: Path) -> None:
    one = next((folder / "objects").iterdir())
    raw = bytearray(one.read_bytes())
    raw[10] ^= 1
    one.write_bytes(bytes(raw))


def _short_object(folder: Path) -> None:
    one = next((folder / "objects").iterdir())
    one.write_bytes(one.read_bytes()[:-1])


def _no_object(folder: Path) -> None:
    next((folder / "objects").iterdir()).unlink()


def _one_more(folder: Path) -> None:
    (folder / "objects" / "x.json").write_text("{}")


def _folder_more(folder: Path) -> None:
    (folder / "more").mkdir()


def _link(folder: Path) -> None:
    one = next((folder / "objects").iterdir())
    one.rename(folder.parent / "elsewhere")
    one.symlink_to(folder.parent / "elsewhere")


def _stranger(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["payload"]["giver"] = "nobody-cert"
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _no_giver(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"kind": "export"}')


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_without_manifest, NoExportError),
        (_cut_manifest, NoExportError),
        (_no_giver, NoExportError),
        (_other_words, Exception),
        (_other_object, TamperedError),
        (_short_object, TamperedError),
        (_no_object, TamperedError),
        (_one_more, TamperedError),
        (_folder_more, TamperedError),
        (_link, TamperedError),
        (_stranger, ForeignError),
    ],
)
def test_a_spoilt_folder_is_refused_as_a_whole(
    us: Party,
    them: Party,
    stick: Stick,
    spoil: Callable[[Path], None],
    error: type[Exception],
) -> None:
    """Tampered, truncated or foreign: a clear error, and not a single leaf more."""
    us.publish(*us.bring(us.indicator()))
    folder = stick.write(us, them)
    with them.node.store.read() as tx:
        size = them.node.ledger.size(tx)
    spoil(folder)

    with pytest.raises(error):
        them.node.exports.take(folder)

    with them.node.store.read() as tx:
        assert them.node.ledger.size(tx) == size


def test_a_folder_for_somebody_else_is_refused(trio: World, stick: Stick) -> None:
    """A folder opens only at the node that it names."""
    us, them, third = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    folder = stick.write(us, them)

    with pytest.raises(MisdirectedError):
        third.node.exports.take(folder)


def test_a_folder_that_another_sealed_is_refused(us: Party, them: Party, stick: Stick) -> None:
    """The giver's name under another's key opens nothing."""
    folder = stick.write(us, them)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    forged = seal("export", manifest["payload"], them.node.ourselves.key)
    (folder / "manifest.json").write_text(json.dumps(forged))

    with pytest.raises(UnsealedError):
        them.node.exports.take(folder)


def test_a_folder_is_taken_once(us: Party, them: Party, stick: Stick) -> None:
    """The same folder again is told as what it is, and changes nothing."""
    us.publish(*us.bring(us.indicator()))
    folder = stick.bring(us, them)

    with pytest.raises(RepeatedError):
        them.node.exports.take(folder)


def test_what_cannot_be_taken_is_named_and_can_be_taken_later(
    world: World, us: Party, them: Party, stick: Stick
) -> None:
    """A delivery under an agreement that is not in force there waits, and nothing of it is lost."""
    text = world.terms(us, them, title="Second", valid_from="2026-02-01")
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    them.node.treaties.sign(us.name, text, them.officer("minh"))
    stick.bring(them, us)
    releases = us.publish(*us.bring(us.indicator()))
    folder = stick.write(us, them)
    assert _drop_agreement(folder, us)

    found = them.node.exports.take(folder)

    assert set(found.refused.values()) == {"exchange.other-agreement"}
    us.node.exports.take(stick.write(them, us, Scope.RECEIPTS))
    assert "agreement" in waiting(us, them)  # no answer to a manifest that we did not seal counts
    stick.bring(us, them)
    stick.bring(them, us, Scope.RECEIPTS)
    assert set(us.states(releases)) == {"accepted"}


def test_the_giver_learns_what_was_not_taken(us: Party, them: Party, stick: Stick) -> None:
    """A document that cannot be read there is named; it waits on, and what came with it is taken."""
    releases = us.publish(*us.bring(us.indicator()))
    with us.node.store.write() as tx:
        kind = outbox_rows.Kind.AGREEMENT
        outbox_rows.put(tx, kind, [(them.name, "x", "[]")], us.node.clock())
    folder = stick.write(us, them)

    found = them.node.exports.take(folder)

    assert set(found.refused.values()) == {"input.malformed"}
    stick.bring(them, us, Scope.RECEIPTS)
    with us.node.store.read() as tx:
        (left,) = outbox_rows.everything_for(tx, them.name)
    assert (left.kind.value, left.error) == ("agreement", "input.malformed")
    assert set(us.states(releases)) == {"accepted"}
    assert them.node.exports.take(folder).refused == found.refused


def _drop_agreement(folder: Path, giver: Party) -> bool:
    """Take the agreement out of a folder, as its giver might have."""
    manifest = json.loads((folder / "manifest.json").read_bytes())["payload"]
    steps = manifest["steps"]
    manifest["steps"] = [step for step in steps if step["kind"] != "agreement"]
    for step in steps:
        if step["kind"] == "agreement":
            (folder / step["document"]["file"]).unlink()
    sealed = seal("export", manifest, giver.node.ourselves.key)
    (folder / "manifest.json").write_text(json.dumps(sealed))
    return len(manifest["steps"]) < len(steps)


def test_nothing_is_written_over(us: Party, them: Party, tmp_path: Path) -> None:
    """A folder that holds something is left as it is."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "mine.txt").write_text("mine")

    with pytest.raises(FolderInUseError):
        us.node.exports.give(them.name, tmp_path / "here")

    assert [one.name for one in (tmp_path / "here").iterdir()] == ["mine.txt"]


def test_a_plain_party_takes_no_folder(us: Party, tmp_path: Path) -> None:
    """Who has no key could neither check a folder nor answer it."""
    add_plain_party(us)

    with pytest.raises(NotCarriedError):
        us.node.exports.give("old-cert", tmp_path / "export")


@pytest.fixture(autouse=True)
def _closed(tmp_path: Path) -> Iterator[None]:
    """Nothing is left beside the folders that were written."""
    yield
    assert not list(tmp_path.glob(".export-*"))


def test_a_former_ledger_is_learned_of_by_hand_too(
    us: Party, them: Party, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The partner's folder shows a checkpoint of our name that we never signed: an alarm, and no hold."""
    us.publish(*us.bring(us.indicator()))
    stick.bring(us, them)
    monkeypatch.setattr(us.node.ledger, "judge", lambda *_: (Standing.FORMER, 9))

    taken = us.node.exports.take(stick.write(them, us))

    assert set(taken.refused.values()) == {"ledger.former"}
    with us.node.store.read() as tx:
        (alarm,) = us.node.ledger.alarms(tx)
        assert us.node.ledger.holds(tx) == []
    assert alarm.code == "ledger.former"
