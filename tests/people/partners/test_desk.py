"""Partners are found, listed, limited, entered by hand and revoked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.ids import OfficerName
from khien.people.partners import (
    AlreadyPartnerError,
    IdentityClashError,
    KeyRetiredError,
    Limits,
    NamedPerson,
    NoCredentialsError,
    OnlyInvitedError,
    Outbound,
    OwnInvitationError,
    Partner,
    PartnerEndedError,
    PartnerKind,
    PartnerRevokedError,
    PartnerState,
    PersonTwiceError,
    active_partner,
    add_taxii_partner,
    invite,
    list_partners,
    list_standings,
    outbound,
    partner,
    partner_by_identity,
    partner_by_key,
    revoke,
    rows,
    set_exercise,
    set_limits,
    set_outbound,
    set_persons,
)
from tests.people.parties import NOW, OURS, THEIRS, enrol, identity_of

BOSS = OfficerName("boss")
LATER = NOW + timedelta(days=1)
ACCESS = Outbound("https://taxii.example/root/", "inbox", "vn-ncc", "sample-secret-7")


def add_taxii(tx: Connection, name: str = "old-cert", **changes: object) -> Partner:
    """A plain TAXII party."""
    fields = {"identity": identity_of(name), "country": "TH", "now": NOW, "outbound": ACCESS}
    return add_taxii_partner(tx, OURS.card, name, **(fields | changes))  # type: ignore[arg-type]


def test_a_taxii_party_is_entered_by_hand(tx: Connection) -> None:
    """It has no key, is active at once, and its credentials come back only when asked for."""
    added = add_taxii(tx)

    assert added == active_partner(tx, "old-cert")
    assert (added.kind, added.keys, added.current_key) == (PartnerKind.TAXII, (), None)
    assert added.url == "https://taxii.example/root/"
    assert outbound(tx, "old-cert") == ACCESS
    assert outbound(tx, add_taxii(tx, "quiet-cert", outbound=None).name) is None


def test_credentials_do_not_print_themselves() -> None:
    """Neither repr nor str shows the secret."""
    assert "sample-secret-7" not in f"{ACCESS} {ACCESS!r}"
    assert "https://taxii.example/root/" in repr(ACCESS)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda tx: add_taxii(tx, "Old"), MalformedError),
        (lambda tx: add_taxii(tx, country="x"), MalformedError),
        (lambda tx: add_taxii(tx, identity={}), MalformedError),
        (lambda tx: add_taxii(tx, outbound=Outbound("ftp://x", "", "", "")), MalformedError),
        (lambda tx: add_taxii(tx, "vn-ncc", identity=identity_of("x")), OwnInvitationError),
        (lambda tx: add_taxii(tx, identity=OURS.card.identity), OwnInvitationError),
        (lambda tx: add_taxii(tx, identity=THEIRS.card.identity), IdentityClashError),
        (lambda tx: add_taxii(tx, "asean-cert"), AlreadyPartnerError),
        (lambda tx: set_outbound(tx, "asean-cert", ACCESS), NoCredentialsError),
        (lambda tx: set_limits(tx, "nobody", Limits()), NotFoundError),
        (lambda tx: set_exercise(tx, "nobody", exercise=True), NotFoundError),
        (lambda tx: set_persons(tx, "nobody", ()), NotFoundError),
        (lambda tx: set_persons(tx, "asean-cert", [NamedPerson("A")] * 2), PersonTwiceError),
        (lambda tx: revoke(tx, "nobody", "", BOSS, NOW), NotFoundError),
        (lambda tx: partner_by_key(tx, "nobody+00000000"), NotFoundError),
        (lambda tx: outbound(tx, "nobody"), NotFoundError),
    ],
)
def test_what_cannot_be_is_refused(
    tx: Connection, change: Callable[[Connection], object], error: type[KhienError]
) -> None:
    """Nothing is changed by what is refused."""
    enrol(tx, OURS, THEIRS)
    before = list_partners(tx)

    with pytest.raises(error):
        change(tx)

    assert list_partners(tx) == before


def test_limits_fence_and_persons_change(tx: Connection) -> None:
    """Each change is kept and leaves the rest alone."""
    enrolled = enrol(tx, OURS, THEIRS)
    persons = [NamedPerson("Sample B", "Head"), NamedPerson("Sample A")]

    set_limits(tx, "asean-cert", Limits(1_000, 10))
    set_exercise(tx, "asean-cert", exercise=True)
    changed = set_persons(tx, "asean-cert", persons)

    assert changed == partner(tx, "asean-cert")
    assert (changed.limits, changed.exercise) == (Limits(1_000, 10), True)
    assert changed.persons == (NamedPerson("Sample A"), NamedPerson("Sample B", "Head"))
    assert (changed.keys, changed.identity) == (enrolled.keys, enrolled.identity)


def test_credentials_are_replaced_and_erased(tx: Connection) -> None:
    """The last ones given hold; None erases them, and the address with them."""
    add_taxii(tx)
    other = Outbound("https://other.example/root/", "c", "", "token")

    assert set_outbound(tx, "old-cert", other).url == other.api_root
    assert outbound(tx, "old-cert") == other
    assert set_outbound(tx, "old-cert", None).url == ""
    assert outbound(tx, "old-cert") is None


def test_a_partner_is_found_by_its_current_key_and_identity(tx: Connection) -> None:
    """The key id of a signature, and the creator of an object, name the partner."""
    enrolled = enrol(tx, OURS, THEIRS)

    assert partner_by_key(tx, THEIRS.key.public.id) == enrolled
    assert partner_by_identity(tx, THEIRS.card.identity_id) == enrolled
    assert partner_by_identity(tx, OURS.card.identity_id) is None


def test_a_revoked_partner_is_shut_out_and_stays_on_file(tx: Connection) -> None:
    """Nothing finds it as active; its keys keep their dates, so old receipts can be checked."""
    enrol(tx, OURS, THEIRS)

    done = revoke(tx, "asean-cert", "agreement ended", BOSS, LATER)

    assert (done.officer, done.at) == (BOSS, LATER)
    assert done.partner == partner(tx, "asean-cert")
    assert done.partner.state is PartnerState.REVOKED
    assert (done.partner.revoked, done.partner.revoked_reason) == (LATER, "agreement ended")
    assert done.partner.keys_at(NOW) == (THEIRS.key.public,)
    assert done.partner.keys_at(LATER) == ()
    with pytest.raises(PartnerRevokedError) as caught:
        active_partner(tx, "asean-cert")
    assert caught.value.facts == {"detail": "asean-cert"}
    with pytest.raises(PartnerRevokedError):
        partner_by_key(tx, THEIRS.key.public.id)
    with pytest.raises(PartnerEndedError):
        revoke(tx, "asean-cert", "again", BOSS, LATER)


def test_a_revoked_taxii_party_loses_its_credentials(tx: Connection) -> None:
    """We could not sign in there by mistake."""
    add_taxii(tx)
    revoke(tx, "old-cert", "ended", BOSS, LATER)

    with pytest.raises(PartnerRevokedError):
        outbound(tx, "old-cert")
    with pytest.raises(PartnerRevokedError):
        set_outbound(tx, "old-cert", ACCESS)


def test_partners_are_listed_by_state(tx: Connection) -> None:
    """All of them by name, or those in one state."""
    enrol(tx, OURS, THEIRS)
    add_taxii(tx)
    revoke(tx, "old-cert", "ended", BOSS, LATER)

    assert [one.name for one in list_partners(tx)] == ["asean-cert", "old-cert"]
    assert [one.name for one in list_partners(tx, PartnerState.ACTIVE)] == ["asean-cert"]
    assert list_partners(tx, PartnerState.INVITED) == ()


def test_standings_show_the_invited_too(tx: Connection) -> None:
    """Open invitations stand beside partners; expired ones do not."""
    enrol(tx, OURS, THEIRS)
    invite(tx, OURS.card, OURS.key, "viet-telecom", NOW)

    def standings(days: int) -> list[tuple[str, PartnerState]]:
        found = list_standings(tx, NOW + timedelta(days=days))
        return [(one.name, one.state) for one in found]

    active = ("asean-cert", PartnerState.ACTIVE)
    assert standings(0) == [active, ("viet-telecom", PartnerState.INVITED)]
    assert standings(7) == [active]


def test_a_party_only_invited_is_neither_entered_nor_revoked(tx: Connection) -> None:
    """Its invitation must be answered or taken back first."""
    invite(tx, OURS.card, OURS.key, "old-cert", NOW)

    with pytest.raises(OnlyInvitedError):
        add_taxii(tx)
    with pytest.raises(NotFoundError):
        revoke(tx, "old-cert", "", BOSS, NOW)


def test_a_key_that_was_retired_is_not_the_partners_any_more(tx: Connection) -> None:
    """A request signed by a key that ended is refused, though the partner is active."""
    enrolled = enrol(tx, OURS, THEIRS)
    rows.retire_keys(tx, enrolled.name, LATER)

    with pytest.raises(KeyRetiredError):
        partner_by_key(tx, THEIRS.key.public.id)
