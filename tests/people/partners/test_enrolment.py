"""Two nodes become partners, or do not."""

import base64
import copy
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import OfficerName
from khien.model.signing import SigningKey, seal
from khien.people.partners import (
    AlreadyPartnerError,
    Card,
    EnrolmentError,
    IdentityClashError,
    InvitationExpiredError,
    InvitationUsedError,
    InvitationWithdrawnError,
    KeyClashError,
    NamedPerson,
    NotForUsError,
    OwnInvitationError,
    PartnerKind,
    PartnerState,
    UnknownInvitationError,
    WrongNameError,
    accept,
    active_partner,
    complete,
    invite,
    list_partners,
    phrase_with,
    read_invitation,
    revoke,
    rows,
    set_persons,
    withdraw_invitation,
)
from khien.people.partners.rules import answer
from tests.people.parties import NOW, OURS, THEIRS, Node, enrol, identity_of, key_of, node

SOON = NOW + timedelta(hours=1)
WEEK = NOW + timedelta(days=7)
BOSS = OfficerName("boss")


def changed(document: dict[str, Any], key: SigningKey, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- any field
    """The document with other content, signed by the key given."""
    return seal(document["kind"], {**document["payload"], **changes}, key)


def reborn(own: Node, generation: int = 2) -> Node:
    """The same node with another key."""
    key = key_of(own.card.name, generation)
    return Node(msgspec.structs.replace(own.card, key=key.public.vkey), key)


@pytest.fixture
def invited(tx: Connection) -> dict[str, Any]:
    """Our invitation for the other party."""
    return invite(tx, OURS.card, OURS.key, "asean-cert", NOW).document


@pytest.fixture
def accepted(far: Connection, invited: dict[str, Any]) -> dict[str, Any]:
    """Their acceptance of it."""
    return accept(far, THEIRS.card, THEIRS.key, invited, SOON).document


def test_both_sides_hold_each_others_key_and_read_one_phrase(
    tx: Connection, far: Connection, invited: dict[str, Any]
) -> None:
    """After invitation and acceptance both are active partners, and the phrase is the same."""
    theirs = accept(far, THEIRS.card, THEIRS.key, invited, SOON)
    ours = complete(tx, OURS.card, theirs.document, SOON)

    assert ours.partner == active_partner(tx, "asean-cert")
    assert theirs.partner == active_partner(far, "vn-ncc")
    assert ours.partner.current_key == THEIRS.key.public
    assert theirs.partner.current_key == OURS.key.public
    assert ours.sha256 == theirs.sha256
    for language in ("en", "vi"):
        spoken = phrase_with(OURS.key.public, ours.partner, language)
        assert spoken == phrase_with(THEIRS.key.public, theirs.partner, language)


def test_a_partner_is_what_its_card_says(tx: Connection, accepted: dict[str, Any]) -> None:
    """Identity, country, address and ledger come from the card."""
    partner = complete(tx, OURS.card, accepted, SOON).partner

    assert partner.kind is PartnerKind.KHIEN
    assert partner.identity == THEIRS.card.identity
    assert (partner.country, partner.url) == ("SG", THEIRS.card.url)
    assert (partner.origin, partner.created) == (THEIRS.card.origin, SOON)
    assert partner.keys[0].since == SOON


def test_a_person_can_read_the_invitation_first(invited: dict[str, Any]) -> None:
    """Reading shows the card, for whom it is, and until when."""
    payload = read_invitation(invited)

    assert (payload.card, payload.to) == (OURS.card, "asean-cert")
    assert payload.expires == "2026-11-29T08:00:00.000000Z"


def test_documents_survive_a_file(tx: Connection, far: Connection, invited: dict[str, Any]) -> None:
    """As JSON text, both documents do the same."""
    carried = msgspec.json.decode(msgspec.json.encode(invited))
    given = accept(far, THEIRS.card, THEIRS.key, carried, SOON).document

    carried_back = msgspec.json.decode(msgspec.json.encode(given))
    assert complete(tx, OURS.card, carried_back, SOON).partner.name == "asean-cert"


def test_the_same_invitation_again_gives_the_same_answer(
    far: Connection, invited: dict[str, Any], accepted: dict[str, Any]
) -> None:
    """An answer lost on the way can be given again, even after the invitation expired."""
    assert accept(far, THEIRS.card, THEIRS.key, invited, WEEK).document == accepted


def test_an_acceptance_counts_once(tx: Connection, accepted: dict[str, Any]) -> None:
    """A replayed acceptance is refused, and the secret is gone from the database."""
    complete(tx, OURS.card, accepted, SOON)

    with pytest.raises(InvitationUsedError):
        complete(tx, OURS.card, accepted, SOON)
    assert tx.execute(select(rows.invitation_made.c.secret)).scalar_one() is None


def test_an_ended_partnership_is_not_renewed_by_an_old_invitation(
    far: Connection, invited: dict[str, Any], accepted: dict[str, Any]
) -> None:
    """After a revocation the invitation accepted before opens nothing."""
    assert accepted["kind"] == "acceptance"
    revoke(far, "vn-ncc", "ended", BOSS, SOON)

    with pytest.raises(InvitationUsedError):
        accept(far, THEIRS.card, THEIRS.key, invited, SOON)


def test_an_expired_invitation_opens_nothing(
    tx: Connection, far: Connection, invited: dict[str, Any]
) -> None:
    """At the instant of expiry neither side takes it any more; a moment before both do."""
    almost = WEEK - timedelta(microseconds=1)
    with pytest.raises(InvitationExpiredError):
        accept(far, THEIRS.card, THEIRS.key, invited, WEEK)
    given = accept(far, THEIRS.card, THEIRS.key, invited, almost).document

    with pytest.raises(InvitationExpiredError):
        complete(tx, OURS.card, given, WEEK)
    assert complete(tx, OURS.card, given, almost).partner.name == "asean-cert"


def test_a_newer_invitation_takes_the_older_one_back(
    tx: Connection, accepted: dict[str, Any]
) -> None:
    """Only the last invitation for a name can be answered."""
    invite(tx, OURS.card, OURS.key, "asean-cert", NOW)

    with pytest.raises(InvitationWithdrawnError):
        complete(tx, OURS.card, accepted, SOON)


def test_an_invitation_can_be_taken_back(tx: Connection, accepted: dict[str, Any]) -> None:
    """Once taken back it opens nothing, and there is nothing more to take back."""
    assert withdraw_invitation(tx, "asean-cert", NOW) == 1

    with pytest.raises(InvitationWithdrawnError):
        complete(tx, OURS.card, accepted, SOON)
    with pytest.raises(NotFoundError):
        withdraw_invitation(tx, "asean-cert", NOW)


def test_a_forged_invitation_is_refused(far: Connection, invited: dict[str, Any]) -> None:
    """Changed content, or another signer than the card shows, is a broken proof."""
    tampered = copy.deepcopy(invited)
    tampered["payload"]["card"]["url"] = "https://elsewhere.example"
    strange = changed(invited, key_of("vn-ncc", 9))

    for document in (tampered, strange):
        with pytest.raises(ProofError):
            accept(far, THEIRS.card, THEIRS.key, document, SOON)
    assert list_partners(far) == ()


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        {"kind": "invitation"},
        {"kind": "invitation", "payload": [], "signatures": []},
        {"kind": "invitation", "payload": {"card": {}}, "signatures": []},
    ],
)
def test_what_is_no_document_is_refused(tx: Connection, document: object) -> None:
    """Neither side takes anything of another shape."""
    with pytest.raises(MalformedError):
        accept(tx, THEIRS.card, THEIRS.key, document, SOON)
    with pytest.raises(MalformedError):
        complete(tx, OURS.card, document, SOON)


def test_an_unknown_field_is_refused(far: Connection, invited: dict[str, Any]) -> None:
    """What we do not understand in an enrolment we do not agree to."""
    with pytest.raises(MalformedError):
        accept(far, THEIRS.card, THEIRS.key, changed(invited, OURS.key, extra=1), SOON)


def test_only_the_invited_name_may_accept(tx: Connection, invited: dict[str, Any]) -> None:
    """An invitation for one node is none for another."""
    other = node("viet-telecom")

    with pytest.raises(NotForUsError) as caught:
        accept(tx, other.card, other.key, invited, SOON)
    assert caught.value.facts == {"meant": "asean-cert", "own": "viet-telecom"}


def test_nobody_enrols_with_themselves(tx: Connection, invited: dict[str, Any]) -> None:
    """We neither invite ourselves, nor accept our own invitation, nor our own answer."""
    with pytest.raises(OwnInvitationError):
        invite(tx, OURS.card, OURS.key, "vn-ncc", NOW)
    with pytest.raises(OwnInvitationError):
        accept(tx, OURS.card, OURS.key, invited, SOON)
    with pytest.raises(OwnInvitationError):
        complete(tx, OURS.card, _acceptance(invited, OURS), SOON)


def _acceptance(invited: dict[str, Any], by: Node, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- any field
    """An acceptance with a made-up answer."""
    payload = {
        "card": msgspec.to_builtins(by.card),
        "invitation": "0" * 64,
        "inviter": invited["payload"]["card"]["key"],
        "answer": "AAAA",
        "made": "2026-11-22T09:00:00.000000Z",
    }
    return seal("acceptance", {**payload, **changes}, by.key)


def test_an_acceptance_of_nothing_is_refused(tx: Connection, invited: dict[str, Any]) -> None:
    """An invitation that we never made cannot be answered."""
    with pytest.raises(UnknownInvitationError):
        complete(tx, OURS.card, _acceptance(invited, THEIRS), SOON)


def test_without_the_secret_there_is_no_acceptance(
    tx: Connection, accepted: dict[str, Any]
) -> None:
    """Who knows only the hash of the invitation cannot answer it, and it stays open for who can."""
    thief = reborn(THEIRS, 9)
    stolen = changed(accepted, thief.key, card=msgspec.to_builtins(thief.card))

    with pytest.raises(ProofError):
        complete(tx, OURS.card, stolen, SOON)
    assert complete(tx, OURS.card, accepted, SOON).partner.current_key == THEIRS.key.public


def test_an_answer_to_another_key_is_refused(tx: Connection, accepted: dict[str, Any]) -> None:
    """Who accepted under a key that is not ours now holds the wrong one."""
    with pytest.raises(ProofError):
        complete(tx, reborn(OURS).card, accepted, SOON)


def test_a_forged_acceptance_is_refused(tx: Connection, accepted: dict[str, Any]) -> None:
    """The answer must be signed by the key on its card."""
    with pytest.raises(ProofError):
        complete(tx, OURS.card, changed(accepted, key_of("asean-cert", 9)), SOON)


def test_another_name_cannot_answer(
    tx: Connection, far: Connection, invited: dict[str, Any]
) -> None:
    """Even with the secret, a node of another name is not who was invited."""
    other = node("viet-telecom")
    payload = read_invitation(invited)
    handed_on = msgspec.structs.replace(payload, to="viet-telecom")
    given = accept(
        far,
        other.card,
        other.key,
        seal("invitation", msgspec.to_builtins(handed_on), OURS.key),
        SOON,
    )
    # The hash of what was handed on is not that of ours; an insider would put ours in its place.
    inside = rows.find_invitation(tx, rows.unanswered_invitations(tx)[0].sha256)
    assert inside is not None
    with pytest.raises(UnknownInvitationError):
        complete(tx, OURS.card, given.document, SOON)
    with pytest.raises(WrongNameError):
        complete(tx, OURS.card, _insider(inside.sha256, other, payload.secret), SOON)


def _insider(sha256: str, by: Node, secret: str) -> dict[str, Any]:
    said = answer(base64.b64decode(secret), sha256, OURS.card.key, by.card)
    payload = {
        "card": msgspec.to_builtins(by.card),
        "invitation": sha256,
        "inviter": OURS.card.key,
        "answer": base64.b64encode(said).decode(),
        "made": "2026-11-22T09:00:00.000000Z",
    }
    return seal("acceptance", payload, by.key)


def test_an_active_partner_is_not_enrolled_again(tx: Connection, accepted: dict[str, Any]) -> None:
    """A name that is an active partner can neither be invited nor come in by another invitation."""
    complete(tx, OURS.card, accepted, SOON)

    with pytest.raises(AlreadyPartnerError):
        invite(tx, OURS.card, OURS.key, "asean-cert", SOON)
    with pytest.raises(AlreadyPartnerError):
        enrol(tx, OURS, reborn(THEIRS), SOON)


def test_crossed_invitations_make_one_partnership(
    tx: Connection, far: Connection, invited: dict[str, Any]
) -> None:
    """Where both invited each other, accepting one takes the other back."""
    theirs = invite(far, THEIRS.card, THEIRS.key, "vn-ncc", NOW).document

    ours = accept(tx, OURS.card, OURS.key, theirs, SOON)
    assert complete(far, THEIRS.card, ours.document, SOON).partner.name == "vn-ncc"

    assert rows.unanswered_invitations(tx) == ()
    with pytest.raises(AlreadyPartnerError):
        accept(far, THEIRS.card, THEIRS.key, invited, SOON)


def test_a_revoked_partner_comes_back_with_a_new_key_only(tx: Connection) -> None:
    """After a revocation the old key is refused, a new one is pinned beside it, persons are forgotten."""
    enrol(tx, OURS, THEIRS)
    set_persons(tx, "asean-cert", [NamedPerson("Sample Person")])
    revoke(tx, "asean-cert", "key stolen", BOSS, SOON)

    with pytest.raises(KeyClashError):
        enrol(tx, OURS, THEIRS, SOON)
    again = enrol(tx, OURS, reborn(THEIRS), WEEK)

    assert again.state is PartnerState.ACTIVE
    assert again.all_keys == (key_of("asean-cert", 2).public, THEIRS.key.public)
    assert [pinned.until for pinned in again.keys] == [SOON, None]
    assert (again.created, again.revoked, again.revoked_reason) == (NOW, None, "")
    assert again.persons == ()


def test_two_partners_cannot_be_one_identity(tx: Connection) -> None:
    """A newcomer with the identity of a partner could speak for it, and is refused."""
    enrol(tx, OURS, THEIRS)
    copycat = node("viet-telecom")
    card = msgspec.structs.replace(copycat.card, identity=identity_of("asean-cert"))

    with pytest.raises(IdentityClashError) as caught:
        enrol(tx, OURS, Node(card, copycat.key))
    assert caught.value.facts == {"name": "viet-telecom", "detail": "asean-cert"}


def test_the_card_shows_the_key_that_signs(tx: Connection) -> None:
    """A card with another key than the signer's is refused before anything is sent."""
    with pytest.raises(MalformedError):
        invite(tx, OURS.card, key_of("vn-ncc", 2), "asean-cert", NOW)


@pytest.mark.parametrize("error", EnrolmentError.__subclasses__())
def test_every_enrolment_error_has_its_own_code(error: type[EnrolmentError]) -> None:
    """Logs and both languages can tell them apart."""
    assert error.code != EnrolmentError.code


def test_there_is_no_phrase_without_a_key(tx: Connection) -> None:
    """A revoked partner has no current key to read out."""
    enrol(tx, OURS, THEIRS)
    revoked = revoke(tx, "asean-cert", "ended", BOSS, SOON).partner

    with pytest.raises(NotFoundError):
        phrase_with(OURS.key.public, revoked, "en")


def test_an_address_is_kept_without_its_last_slash(tx: Connection) -> None:
    """Paths are joined to it, and must not be joined twice."""
    card: Card = msgspec.structs.replace(THEIRS.card, url="https://asean-cert.example/")

    assert enrol(tx, OURS, Node(card, THEIRS.key)).url == "https://asean-cert.example"
