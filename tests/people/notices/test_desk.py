"""Notices: a partner's signed word about its address, or about the end; kept for a person, acted on by none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import OfficerName
from khien.model.signing import SigningKey, seal
from khien.people.notices import (
    AddressPayload,
    EndingPayload,
    NoticeKind,
    address_notice,
    ending_notice,
    notices_of,
    open_notice,
    settle_notices,
    take_notice,
)
from khien.people.partners import (
    NoAddressError,
    Outbound,
    Partner,
    PartnerRevokedError,
    active_partner,
    add_taxii_partner,
    outbound,
    revoke,
    set_url,
)
from tests.people.parties import NOW, OURS, THEIRS, enrol, identity_of, key_of

SOON = NOW + timedelta(hours=1)
MOVED = "https://moved.example/khien"
CARD = msgspec.structs.replace(THEIRS.card, url=MOVED)


@pytest.fixture
def theirs(tx: Connection) -> Partner:
    """The partner."""
    return enrol(tx, OURS, THEIRS)


def take(tx: Connection, giver: Partner, document: object) -> bool:
    """Whether a notice was new."""
    return take_notice(tx, OURS.card.name, giver, document, SOON)[1]


def test_an_address_is_kept_and_changes_nothing(tx: Connection, theirs: Partner) -> None:
    """It waits for an officer; the same once more is the same, a newer one takes its place."""
    first = address_notice(CARD, THEIRS.key, NOW)
    later = address_notice(msgspec.structs.replace(CARD, url="https://b.example"), THEIRS.key, SOON)

    assert [take(tx, theirs, one) for one in (first, first, later)] == [True, False, True]

    found = open_notice(tx, theirs.name, NoticeKind.ADDRESS)
    assert found is not None
    assert found.payload == AddressPayload(
        "asean-cert", "https://b.example", "2026-11-22T09:00:00.000000Z"
    )
    assert (found.partner, found.document, found.at) == (theirs.name, later, SOON)
    assert {one.settled for one in notices_of(tx, theirs.name)} == {None, SOON}
    assert active_partner(tx, theirs.name).url == THEIRS.card.url


def test_an_end_is_kept_with_its_proof_until_it_is_settled(tx: Connection, theirs: Partner) -> None:
    """Who ended it with whom, and when; afterwards it is evidence."""
    assert take(tx, theirs, ending_notice(THEIRS.card, "vn-ncc", THEIRS.key, NOW))
    found = open_notice(tx, theirs.name, NoticeKind.ENDING)
    assert found is not None
    assert found.payload == EndingPayload("asean-cert", "vn-ncc", "2026-11-22T08:00:00.000000Z")
    assert open_notice(tx, theirs.name, NoticeKind.ADDRESS) is None

    settle_notices(tx, theirs.name, SOON)

    assert open_notice(tx, theirs.name, NoticeKind.ENDING) is None
    assert [one.settled for one in notices_of(tx, theirs.name)] == [SOON]


def test_only_the_partner_itself_gives_notice(tx: Connection, theirs: Partner) -> None:
    """Another key, another name, another's partnership: none of it is kept."""
    stranger = SigningKey.from_seed("asean-cert", b"x" * 32)
    renamed = key_of("asean-cert")
    wrong: list[dict[str, Any]] = [
        address_notice(CARD, stranger, NOW),
        ending_notice(THEIRS.card, "viet-telecom", THEIRS.key, NOW),
        seal("address", {"name": "x", "url": MOVED, "made": "2026"}, renamed),
    ]
    for document in wrong:
        with pytest.raises(ProofError):
            take(tx, theirs, document)
    ended = revoke(tx, theirs.name, "over", OfficerName("lan"), SOON).partner
    with pytest.raises(ProofError):
        take(tx, ended, address_notice(CARD, THEIRS.key, NOW))
    assert notices_of(tx, theirs.name) == ()


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"kind": "acceptance", "payload": {}},
        {"kind": "address", "payload": {"name": "asean-cert"}},
        {"kind": "ending", "payload": {"name": "asean-cert", "url": MOVED, "made": "2026"}},
    ],
)
def test_what_is_no_notice_is_refused(tx: Connection, theirs: Partner, document: object) -> None:
    """The rule is named."""
    with pytest.raises(MalformedError) as caught:
        take(tx, theirs, document)
    assert caught.value.item == "notice"


@pytest.mark.parametrize("change", [{"url": "ftp://x.example"}, {"ca": "no PEM"}])
def test_an_address_that_cannot_be_is_refused(
    tx: Connection, theirs: Partner, change: dict[str, str]
) -> None:
    """As on a card."""
    card = msgspec.structs.replace(CARD, **change)
    with pytest.raises(MalformedError):
        take(tx, theirs, address_notice(card, THEIRS.key, NOW))
    assert notices_of(tx, theirs.name) == ()


def test_the_address_of_a_node_is_changed(tx: Connection, theirs: Partner) -> None:
    """A slash at the end is none; what cannot be, or a partner that is none, changes nothing."""
    assert set_url(tx, theirs.name, MOVED + "/").url == MOVED
    with pytest.raises(MalformedError):
        set_url(tx, theirs.name, "moved.example")
    with pytest.raises(NotFoundError):
        set_url(tx, "nobody", MOVED)
    assert active_partner(tx, theirs.name).url == MOVED
    revoke(tx, theirs.name, "over", OfficerName("lan"), SOON)
    with pytest.raises(PartnerRevokedError):
        set_url(tx, theirs.name, MOVED)


def test_the_address_of_a_plain_party_keeps_how_we_sign_in(tx: Connection) -> None:
    """Only the API root changes; who only comes to us has none."""
    door = Outbound("https://a.example/api/", "c", "user", "secret")
    for name, one in (("plain", door), ("guest", None)):
        add_taxii_partner(
            tx, OURS.card, name, identity=identity_of(name), country="TH", now=NOW, outbound=one
        )

    assert set_url(tx, "plain", "https://b.example/api/").url == "https://b.example/api/"
    assert outbound(tx, "plain") == Outbound("https://b.example/api/", "c", "user", "secret")
    with pytest.raises(NoAddressError) as caught:
        set_url(tx, "guest", "https://b.example/api/")
    assert caught.value.facts == {"name": "guest"}
