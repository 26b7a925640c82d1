"""A partner changes its key."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import OfficerName
from khien.model.signing import add_seal, seal
from khien.people.partners import (
    KeyClashError,
    KeyRetiredError,
    PartnerRevokedError,
    partner_by_key,
    revoke,
    rotation_document,
    take_rotation,
)
from tests.people.parties import NOW, OURS, THEIRS, enrol, key_of, node

OLD, NEW, NEWEST = (key_of("asean-cert", generation) for generation in (1, 2, 3))
LATER = NOW + timedelta(days=1)


@pytest.fixture
def document(tx: Connection) -> dict[str, Any]:
    """The rotation of a partner that we hold."""
    enrol(tx, OURS, THEIRS)
    return rotation_document(OLD, NEW, LATER)


def test_the_new_key_takes_the_place_of_the_old(tx: Connection, document: dict[str, Any]) -> None:
    """From the instant of taking it only the new key counts; before it only the old."""
    done = take_rotation(tx, document, LATER)

    assert (done.old, done.new, done.changed) == (OLD.public, NEW.public, True)
    assert done.partner.current_key == NEW.public
    assert done.partner.keys_at(NOW) == (OLD.public,)
    assert done.partner.keys_at(LATER) == (NEW.public,)
    assert partner_by_key(tx, NEW.public.id) == done.partner
    with pytest.raises(KeyRetiredError):
        partner_by_key(tx, OLD.public.id)


def test_the_same_document_again_changes_nothing(tx: Connection, document: dict[str, Any]) -> None:
    """It may be delivered twice."""
    first = take_rotation(tx, document, LATER)
    again = take_rotation(tx, document, LATER + timedelta(days=1))

    assert not again.changed
    assert again.partner == first.partner


def test_an_older_document_does_not_turn_back_the_key(
    tx: Connection, document: dict[str, Any]
) -> None:
    """After a second rotation the first document is refused."""
    take_rotation(tx, document, LATER)
    take_rotation(tx, rotation_document(NEW, NEWEST, LATER), LATER)

    with pytest.raises(KeyRetiredError):
        take_rotation(tx, document, LATER)


def test_both_keys_must_sign(tx: Connection, document: dict[str, Any]) -> None:
    """A thief of the old key cannot pin a key of somebody else, nor a stranger the old one's place."""
    payload = document["payload"]
    tampered = copy.deepcopy(document)
    tampered["payload"]["made"] = "2026-11-24T00:00:00.000000Z"

    for forged in (
        seal("key-rotation", payload, OLD),
        seal("key-rotation", payload, NEW),
        tampered,
    ):
        with pytest.raises(ProofError):
            take_rotation(tx, forged, LATER)


@pytest.mark.parametrize("document", [None, {}, {"payload": {}}, {"payload": {"name": "x"}}])
def test_what_is_no_document_is_refused(tx: Connection, document: object) -> None:
    """Nothing of another shape is taken."""
    with pytest.raises(MalformedError):
        take_rotation(tx, document, LATER)


def test_a_key_of_nobody_is_not_rotated(tx: Connection) -> None:
    """A stranger's document changes nothing."""
    with pytest.raises(NotFoundError):
        take_rotation(tx, rotation_document(OLD, NEW, LATER), LATER)


def test_a_revoked_partner_does_not_come_back_by_rotation(
    tx: Connection, document: dict[str, Any]
) -> None:
    """Only a new enrolment would bring it back."""
    revoke(tx, "asean-cert", "ended", OfficerName("boss"), LATER)

    with pytest.raises(PartnerRevokedError):
        take_rotation(tx, document, LATER)


def test_a_key_that_was_somebodys_is_not_pinned_again(
    tx: Connection, document: dict[str, Any]
) -> None:
    """Neither back to an own old key, nor to another's under the own name."""
    take_rotation(tx, document, LATER)
    other = node("viet-telecom")
    enrol(tx, OURS, other)

    with pytest.raises(KeyClashError):
        take_rotation(tx, rotation_document(NEW, OLD, LATER), LATER)
    with pytest.raises(KeyClashError):
        take_rotation(tx, rotation_document(NEW, other.key.named("asean-cert"), LATER), LATER)


def test_a_rotation_is_between_two_keys_of_one_name(tx: Connection) -> None:
    """The same key, or another name, is no rotation: neither made nor taken."""
    stranger = key_of("viet-telecom")
    for new in (OLD, stranger):
        with pytest.raises(MalformedError):
            rotation_document(OLD, new, LATER)
    payload = {
        "name": "asean-cert",
        "old": OLD.public.vkey,
        "new": stranger.public.vkey,
        "made": "2026-11-22T09:00:00.000000Z",
    }
    forged = add_seal(seal("key-rotation", payload, OLD), "key-rotation", stranger)
    with pytest.raises(MalformedError):
        take_rotation(tx, forged, LATER)
