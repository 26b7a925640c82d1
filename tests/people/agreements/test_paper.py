"""Tests of `people.agreements`: a party without a key signs on paper, on two officers' word."""

import json
from datetime import date

import pytest
from sqlalchemy import Connection, update

from khien.model.agreement import Party, sample_agreement
from khien.model.ids import OfficerName, PartnerName
from khien.model.signing import seal
from khien.people.agreements import (
    AgreementRefusedError,
    AgreementState,
    Signature,
    attest_paper,
    by_sha256,
    import_agreement,
    in_force,
    list_agreements,
    rows,
    sign_agreement,
)
from khien.people.agreements.rules import attestation
from khien.people.partners import add_taxii_partner
from khien.people.partners.rows import retire_keys
from tests.people.parties import NOW, OURS, THEIRS, agreement_text, enrol, identity_of

LAN, MINH = OfficerName("lan"), OfficerName("minh")


def drafted(tx: Connection) -> str:
    """An agreement with a plain party that nobody has signed; its hash."""
    identity = identity_of("old-cert")
    add_taxii_partner(tx, OURS.card, "old-cert", identity=identity, country="TH", now=NOW)
    ours = Party(name=OURS.card.name, identity=OURS.card.identity_id)
    theirs = Party(name="old-cert", identity=str(identity["id"]))
    text = sample_agreement(ours, theirs, "On paper", date(2026, 1, 1), date(2027, 12, 31))
    return import_agreement(tx, OURS.card.identity_id, "old-cert", text, NOW).sha256


def attested(tx: Connection) -> str:
    """The same, signed by us and attested."""
    sha256 = drafted(tx)
    sign_agreement(tx, sha256, OURS.key, LAN, NOW)
    attest_paper(tx, sha256, OURS.key, "file 12/2026", (LAN, MINH), NOW)
    return sha256


def test_paper_opens_and_says_that_it_is_paper(tx: Connection) -> None:
    """With two officers' word the agreement is in force, and is marked as signed on paper."""
    sha256 = attested(tx)

    found = in_force(tx, "old-cert", NOW)
    (line,) = list_agreements(tx, NOW)

    assert found is not None
    assert (found.sha256, len(found.document["signatures"])) == (sha256, 1)
    assert (line.state, line.stored.on_paper) == (AgreementState.IN_FORCE, True)
    assert line.stored.theirs is not None
    assert line.stored.theirs.officer == "lan, minh"
    said = json.loads(line.stored.theirs.sig)["payload"]
    assert (said["reference"], said["attested_by"]) == ("file 12/2026", ["lan", "minh"])
    assert by_sha256(tx, sha256) == found


def test_attesting_twice_changes_nothing(tx: Connection) -> None:
    """The first word stays."""
    sha256 = attested(tx)

    assert not attest_paper(tx, sha256, OURS.key, "other", (MINH, LAN), NOW).changed


@pytest.mark.parametrize(
    ("reference", "officers", "code"),
    [
        ("file 12", (LAN, LAN), "people.paper-two-officers"),
        ("  ", (LAN, MINH), "people.paper-reference"),
        ("x" * 201, (LAN, MINH), "people.paper-reference"),
    ],
)
def test_one_officer_or_no_reference_is_not_enough(
    tx: Connection, reference: str, officers: tuple[OfficerName, OfficerName], code: str
) -> None:
    """Two must have seen it, and say where it lies."""
    sha256 = drafted(tx)
    sign_agreement(tx, sha256, OURS.key, LAN, NOW)

    with pytest.raises(AgreementRefusedError) as refused:
        attest_paper(tx, sha256, OURS.key, reference, officers, NOW)
    assert [r.code for r in refused.value.refusals] == [code]
    assert in_force(tx, "old-cert", NOW) is None


def test_our_own_signature_comes_first(tx: Connection) -> None:
    """Paper alone binds nobody here."""
    with pytest.raises(AgreementRefusedError) as refused:
        attest_paper(tx, drafted(tx), OURS.key, "file 12", (LAN, MINH), NOW)
    assert [r.code for r in refused.value.refusals] == ["people.paper-needs-ours"]


def test_a_node_with_a_key_does_not_sign_on_paper(tx: Connection) -> None:
    """Officers cannot replace a partner's key by their word, nor can a row in the database."""
    enrol(tx, OURS, THEIRS)
    text = agreement_text()
    stored = import_agreement(tx, OURS.card.identity_id, THEIRS.card.name, text, NOW)
    sign_agreement(tx, stored.sha256, OURS.key, LAN, NOW)

    with pytest.raises(AgreementRefusedError) as refused:
        attest_paper(tx, stored.sha256, OURS.key, "file 12", (LAN, MINH), NOW)
    assert [r.code for r in refused.value.refusals] == ["people.paper-has-key"]
    rows.insert_signature(tx, stored.sha256, rows.THEIRS, Signature("paper", "{}", NOW))
    assert in_force(tx, THEIRS.card.name, NOW) is None


def test_what_a_key_has_signed_is_not_said_to_be_on_paper(tx: Connection) -> None:
    """It is refused, not taken as done; the signature by the key stays, also when that key is over."""
    enrol(tx, OURS, THEIRS)
    text = agreement_text()
    stored = import_agreement(tx, OURS.card.identity_id, THEIRS.card.name, text, NOW)
    sign_agreement(tx, stored.sha256, OURS.key, LAN, NOW)
    line = seal("agreement", stored.payload, THEIRS.key)["signatures"][0]
    signature = Signature(THEIRS.key.public.vkey, line["sig"], NOW)
    rows.insert_signature(tx, stored.sha256, rows.THEIRS, signature)

    for _ in range(2):
        with pytest.raises(AgreementRefusedError) as refused:
            attest_paper(tx, stored.sha256, OURS.key, "file 12", (LAN, MINH), NOW)
        assert [r.code for r in refused.value.refusals] == ["people.paper-has-key"]
        retire_keys(tx, PartnerName(THEIRS.card.name), NOW)
    (kept,) = list_agreements(tx, NOW)
    assert kept.stored.theirs == signature


@pytest.mark.parametrize("sig", ["{", "{}", "other"])
def test_a_changed_attestation_opens_nothing(tx: Connection, sig: str) -> None:
    """What is written over our sealed word, or taken from another agreement, is seen."""
    attested(tx)
    if sig == "other":
        said = attestation("0" * 64, "old-cert", "file 12", ("lan", "minh"), NOW)
        sig = json.dumps(seal("paper-agreement", said, OURS.key))
    changed = update(rows.agreement_signature).where(rows.agreement_signature.c.vkey == "paper")
    tx.execute(changed.values(sig=sig))

    assert in_force(tx, "old-cert", NOW) is None
    assert [one.state for one in list_agreements(tx, NOW)] == [AgreementState.UNREADABLE]
