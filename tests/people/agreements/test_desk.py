"""Agreements are imported, signed by both sides, and found when they count."""

import copy
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from khien.model.agreement import AgreementError
from khien.model.canonical import content_sha256
from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import OfficerName
from khien.model.signing import seal, unseal
from khien.people.agreements import (
    AgreementRefusedError,
    AgreementState,
    SignatureTaken,
    UnsignedError,
    agreement,
    agreement_document,
    by_sha256,
    import_agreement,
    in_force,
    list_agreements,
    rows,
    sign_agreement,
    take_signature,
)
from khien.people.partners import (
    PartnerRevokedError,
    add_taxii_partner,
    revoke,
    rotation_document,
    take_rotation,
)
from tests.people.parties import NOW, OURS, THEIRS, agreement_text, enrol, identity_of, key_of, node

BOSS = OfficerName("boss")
LATER = NOW + timedelta(days=1)
ME, YOU = OURS.card.identity_id, THEIRS.card.identity_id


@pytest.fixture
def draft(tx: Connection, far: Connection) -> str:
    """The hash of a draft that both sides have imported."""
    enrol(tx, OURS, THEIRS)
    enrol(far, THEIRS, OURS)
    import_agreement(far, YOU, "vn-ncc", agreement_text(), NOW)
    return import_agreement(tx, ME, "asean-cert", agreement_text(), NOW).sha256


@pytest.fixture
def their_document(far: Connection, draft: str) -> dict[str, Any]:
    """The other side's signature, as it travels."""
    sign_agreement(far, draft, THEIRS.key, BOSS, NOW)
    return agreement_document(far, draft)


def states(tx: Connection, days: int = 0) -> list[AgreementState]:
    """The states of all agreements, the oldest import first."""
    return [line.state for line in list_agreements(tx, NOW + timedelta(days=days))]


def conclude(tx: Connection, text: str, at_day: int = 0) -> str:
    """An agreement of this text, signed by both."""
    now = NOW + timedelta(days=at_day)
    made = import_agreement(tx, ME, "asean-cert", text, now)
    sign_agreement(tx, made.sha256, OURS.key, BOSS, now)
    take_signature(tx, ME, "asean-cert", seal("agreement", made.payload, THEIRS.key), now)
    return made.sha256


def test_an_agreement_counts_when_both_have_signed(
    tx: Connection, draft: str, their_document: dict[str, Any]
) -> None:
    """Draft, signed by us, in force: only the last opens anything."""
    assert states(tx) == [AgreementState.DRAFT]
    assert in_force(tx, "asean-cert", NOW) is None

    ours = sign_agreement(tx, draft, OURS.key, BOSS, NOW)
    assert (ours.changed, ours.concluded) == (True, False)
    assert states(tx) == [AgreementState.SIGNED_BY_US]
    assert in_force(tx, "asean-cert", NOW) is None

    theirs = take_signature(tx, ME, "asean-cert", their_document, LATER)
    assert (theirs.changed, theirs.concluded) == (True, True)
    opened = in_force(tx, "asean-cert", LATER)
    assert opened is not None
    assert opened == by_sha256(tx, draft)
    assert opened.agreement.title == "Exchange of warnings"
    assert opened.concluded == LATER


def test_both_sides_hold_the_same_hash_and_a_document_for_anyone(
    tx: Connection, far: Connection, draft: str, their_document: dict[str, Any]
) -> None:
    """Anyone with the two public keys can check the document offline."""
    sign_agreement(tx, draft, OURS.key, BOSS, NOW)
    take_signature(tx, ME, "asean-cert", their_document, NOW)
    whole = agreement_document(tx, draft)

    assert take_signature(far, YOU, "vn-ncc", whole, NOW).concluded
    assert by_sha256(far, draft).sha256 == draft
    payload = unseal(whole, "agreement", [OURS.key.public, THEIRS.key.public])
    assert content_sha256(payload) == draft


def test_the_officer_who_signed_is_kept(tx: Connection, draft: str) -> None:
    """Our signature names our officer; importing keeps the text."""
    stored = sign_agreement(tx, draft, OURS.key, BOSS, NOW).stored

    assert stored.ours is not None
    assert (stored.ours.officer, stored.ours.at) == (BOSS, NOW)
    assert stored.text == agreement_text()
    assert stored == agreement(tx, draft)


def test_everything_may_come_twice(
    tx: Connection, draft: str, their_document: dict[str, Any]
) -> None:
    """The same file, our signature and theirs again change nothing."""
    first = sign_agreement(tx, draft, OURS.key, BOSS, NOW).stored
    taken = take_signature(tx, ME, "asean-cert", their_document, NOW).stored

    commented = "# the same with a comment\n" + agreement_text()
    assert import_agreement(tx, ME, "asean-cert", commented, LATER) == taken
    assert sign_agreement(tx, draft, OURS.key, BOSS, LATER) == SignatureTaken(
        taken, changed=False, concluded=False
    )
    again = take_signature(tx, ME, "asean-cert", their_document, LATER)
    assert again == SignatureTaken(taken, changed=False, concluded=False)
    assert first.theirs is None


def test_a_signature_may_come_before_the_file(tx: Connection, far: Connection, draft: str) -> None:
    """An agreement signed over there becomes a draft of ours, to be read and signed by a person."""
    text = agreement_text(title="Came by wire")
    made = import_agreement(far, YOU, "vn-ncc", text, NOW)
    sign_agreement(far, made.sha256, THEIRS.key, BOSS, NOW)

    done = take_signature(tx, ME, "asean-cert", agreement_document(far, made.sha256), NOW)

    assert done.stored.sha256 == made.sha256 != draft
    assert (done.stored.text, done.concluded) == ("", False)
    assert set(states(tx)) == {AgreementState.DRAFT, AgreementState.SIGNED_BY_PARTNER}
    assert sign_agreement(tx, made.sha256, OURS.key, BOSS, NOW).concluded


def test_only_the_partners_current_key_signs_for_it(
    tx: Connection, draft: str, their_document: dict[str, Any]
) -> None:
    """Another's signature, a changed content, or a retired key is a broken proof."""
    payload = their_document["payload"]
    tampered = copy.deepcopy(their_document)
    tampered["payload"]["personal_data"] = not payload["personal_data"]

    for forged in (seal("agreement", payload, OURS.key), tampered):
        with pytest.raises(ProofError):
            take_signature(tx, ME, "asean-cert", forged, NOW)
    take_rotation(tx, rotation_document(THEIRS.key, key_of("asean-cert", 2), NOW), NOW)
    with pytest.raises(ProofError):
        take_signature(tx, ME, "asean-cert", their_document, NOW)
    assert states(tx) == [AgreementState.DRAFT]


def test_a_signed_agreement_outlives_the_keys(tx: Connection) -> None:
    """After the partner rotates its key, what the old key signed stays in force."""
    enrol(tx, OURS, THEIRS)
    sha256 = conclude(tx, agreement_text())

    take_rotation(tx, rotation_document(THEIRS.key, key_of("asean-cert", 2), NOW), LATER)

    opened = in_force(tx, "asean-cert", LATER)
    assert opened is not None
    assert opened.sha256 == sha256


@pytest.mark.parametrize("document", [None, {}, {"kind": "agreement"}, []])
def test_what_is_no_document_is_refused(tx: Connection, document: object) -> None:
    """Nothing of another shape is taken."""
    enrol(tx, OURS, THEIRS)

    with pytest.raises(MalformedError):
        take_signature(tx, ME, "asean-cert", document, NOW)


def test_a_signed_content_that_is_no_agreement_is_refused(tx: Connection) -> None:
    """A signature does not make a payload readable."""
    enrol(tx, OURS, THEIRS)

    with pytest.raises(MalformedError):
        take_signature(tx, ME, "asean-cert", seal("agreement", {"a": 1}, THEIRS.key), NOW)
    assert states(tx) == []


def test_mistakes_in_the_file_are_named(tx: Connection) -> None:
    """An unreadable text is not kept."""
    enrol(tx, OURS, THEIRS)

    with pytest.raises(AgreementError):
        import_agreement(tx, ME, "asean-cert", "title = 1", NOW)
    assert states(tx) == []


def test_an_agreement_between_others_is_refused(tx: Connection) -> None:
    """Both parties must be we and the partner, by identity and by name."""
    enrol(tx, OURS, THEIRS)
    other = node("viet-telecom")
    renamed = msgspec.structs.replace(THEIRS.card, name="asean-cart")

    for text in (
        agreement_text(other, THEIRS),
        agreement_text(OURS, other),
        agreement_text(OURS, type(OURS)(renamed, THEIRS.key)),
    ):
        with pytest.raises(AgreementRefusedError, match="other-parties"):
            import_agreement(tx, ME, "asean-cert", text, NOW)
    assert states(tx) == []


def test_nobody_signs_what_is_over(
    tx: Connection, far: Connection, draft: str, their_document: dict[str, Any]
) -> None:
    """After the last day neither signature is taken."""
    after = NOW + timedelta(days=3_000)

    with pytest.raises(AgreementRefusedError, match="agreement-expired"):
        sign_agreement(tx, draft, OURS.key, BOSS, after)
    with pytest.raises(AgreementRefusedError, match="agreement-expired"):
        take_signature(tx, ME, "asean-cert", their_document, after)


def test_a_newer_agreement_replaces_the_older(tx: Connection) -> None:
    """The older one stays on file for replaying past decisions, and opens nothing new."""
    enrol(tx, OURS, THEIRS)
    first = conclude(tx, agreement_text())
    second = conclude(tx, agreement_text(title="Second"), at_day=1)

    assert states(tx, 1) == [AgreementState.REPLACED, AgreementState.IN_FORCE]
    opened = in_force(tx, "asean-cert", LATER)
    assert opened is not None
    assert opened.sha256 == second
    assert by_sha256(tx, first).agreement.title == "Exchange of warnings"


def test_an_expired_agreement_opens_nothing_and_can_be_replayed(tx: Connection) -> None:
    """Past decisions can still be asked again."""
    enrol(tx, OURS, THEIRS)
    sha256 = conclude(tx, agreement_text(valid_until=date(2026, 11, 22)))

    assert in_force(tx, "asean-cert", NOW) is not None
    assert in_force(tx, "asean-cert", LATER) is None
    assert states(tx, 1) == [AgreementState.EXPIRED]
    assert by_sha256(tx, sha256).sha256 == sha256


def test_a_revoked_partner_has_no_agreement_in_force(tx: Connection) -> None:
    """Revocation closes the border at once; nothing new is imported or signed."""
    enrol(tx, OURS, THEIRS)
    sha256 = conclude(tx, agreement_text())
    revoke(tx, "asean-cert", "ended", BOSS, NOW)

    assert in_force(tx, "asean-cert", NOW) is None
    for act in (
        lambda: import_agreement(tx, ME, "asean-cert", agreement_text(title="New"), NOW),
        lambda: sign_agreement(tx, sha256, OURS.key, BOSS, NOW),
        lambda: take_signature(tx, ME, "asean-cert", {}, NOW),
    ):
        with pytest.raises(PartnerRevokedError):
            act()
    assert by_sha256(tx, sha256).sha256 == sha256


@pytest.mark.parametrize(
    "damage",
    [
        {"payload": '{"a":1}'},
        {"sha256": "0" * 64},
    ],
)
def test_a_damaged_agreement_opens_nothing(
    tx: Connection, draft: str, damage: dict[str, str]
) -> None:
    """Where content and hash no longer fit, it is listed as unreadable, and nobody signs it."""
    tx.execute(rows.agreement.update().values(**damage))

    (line,) = list_agreements(tx, NOW)

    assert line.state is AgreementState.UNREADABLE
    with pytest.raises(AgreementRefusedError, match="agreement-unreadable"):
        sign_agreement(tx, line.stored.sha256, OURS.key, BOSS, NOW)


@pytest.mark.parametrize(
    "damage",
    [
        {"sig": "AAAA"},
        {"vkey": "nonsense"},
        {"vkey": key_of("asean-cert", 9).public.vkey},
    ],
)
@pytest.mark.parametrize("side", [rows.OURS, rows.THEIRS])
def test_a_damaged_signature_opens_nothing(
    tx: Connection, damage: dict[str, str], side: str
) -> None:
    """Both signatures are checked each time an agreement is asked for."""
    enrol(tx, OURS, THEIRS)
    sha256 = conclude(tx, agreement_text())
    where = rows.agreement_signature.c.side == side
    tx.execute(rows.agreement_signature.update().where(where).values(**damage))

    assert in_force(tx, "asean-cert", NOW) is None
    with pytest.raises(NotFoundError):
        by_sha256(tx, sha256)


def test_a_signature_by_a_key_that_was_never_the_partners_opens_nothing(tx: Connection) -> None:
    """A valid signature by a stranger, put into the database, is still a stranger's."""
    enrol(tx, OURS, THEIRS)
    sha256 = conclude(tx, agreement_text())
    stranger = key_of("asean-cert", 9)
    forged = seal("agreement", agreement(tx, sha256).payload, stranger)["signatures"][0]["sig"]
    where = rows.agreement_signature.c.side == rows.THEIRS
    changes = {"sig": forged, "vkey": stranger.public.vkey}
    tx.execute(rows.agreement_signature.update().where(where).values(**changes))

    assert in_force(tx, "asean-cert", NOW) is None


def test_a_party_without_a_key_signs_nothing(tx: Connection) -> None:
    """A plain TAXII party cannot send a signature, so no agreement with it comes in force by wire."""
    identity = identity_of("old-cert")
    add_taxii_partner(tx, OURS.card, "old-cert", identity=identity, country="TH", now=NOW)

    with pytest.raises(ProofError):
        take_signature(tx, ME, "old-cert", {}, NOW)
    assert in_force(tx, "old-cert", NOW) is None


def test_what_is_not_there_is_said_to_be_missing(tx: Connection, draft: str) -> None:
    """Unknown hashes and partners, and documents that nobody signed."""
    for ask in (
        lambda: agreement(tx, "0" * 64),
        lambda: by_sha256(tx, draft),
        lambda: in_force(tx, "nobody", NOW),
        lambda: sign_agreement(tx, "0" * 64, OURS.key, BOSS, NOW),
    ):
        with pytest.raises(NotFoundError):
            ask()
    with pytest.raises(UnsignedError):
        agreement_document(tx, draft)
    assert list_agreements(tx, NOW, "viet-telecom") == ()
