"""What is done with agreements: import, sign, take the partner's signature, list, find the one in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from khien.model.agreement import (
    Agreement,
    agreement_of_payload,
    agreement_payload,
    parse_agreement,
)
from khien.model.canonical import content_sha256
from khien.model.decision import Refusal
from khien.model.errors import (
    ConflictError,
    MalformedError,
    NotFoundError,
    ProofError,
    RefusedError,
)
from khien.model.ids import ObjectId, OfficerName
from khien.model.signing import PublicKey, SigningKey, opened, seal, unseal
from khien.people.agreements import rows, rules
from khien.people.agreements.rules import (
    KIND,
    ON_PAPER,
    PAPER_KIND,
    AgreementState,
    Signature,
    SignedAgreement,
    StoredAgreement,
)
from khien.people.partners import Partner, PartnerState, active_partner, list_partners, partner
from khien.store import Store

_OVER = {
    AgreementState.EXPIRED: "people.agreement-expired",
    AgreementState.UNREADABLE: "people.agreement-unreadable",
}


class AgreementRefusedError(RefusedError):
    """The agreement can be read, but not taken or signed here; the reasons are carried."""

    code = "people.agreement-refused"


class UnsignedError(ConflictError):
    """Nobody has signed the agreement, so there is no document to pass on."""

    code = "people.agreement-unsigned"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"agreement {sha256}", "nobody has signed it")
        self.facts = {"sha256": sha256}


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One line of the list of agreements."""

    stored: StoredAgreement
    state: AgreementState


@dataclass(frozen=True, slots=True)
class SignatureTaken:
    """What a signature did, for the ledger. `concluded`: both sides have signed from now on."""

    stored: StoredAgreement
    changed: bool
    concluded: bool


def import_agreement(
    tx: Connection, own_identity: ObjectId, partner_name: str, text: str, now: datetime
) -> StoredAgreement:
    """Take an agreement from its file, as a draft. The same content again changes nothing.

    Args:
        tx: the open write transaction.
        own_identity: this node's STIX identity, which must be one of the two parties.
        partner_name: the partner, whose name and identity must be the other party.
        text: the TOML text.
        now: the instant of import.

    Raises:
        AgreementError: the text has mistakes; every one is named with its line.
        AgreementRefusedError: it is not between us and this partner.
        NotFoundError, PartnerRevokedError: no such active partner.
    """
    other = active_partner(tx, partner_name)
    agreement = parse_agreement(text, partner_name)
    return _keep(tx, own_identity, other, text, agreement, now)


def sign_agreement(
    tx: Connection, sha256: str, key: SigningKey, officer: OfficerName, now: datetime
) -> SignatureTaken:
    """Sign an agreement with this node's key, on an officer's word. Twice is the same as once.

    Raises:
        NotFoundError: there is no such agreement.
        AgreementRefusedError: it is expired, replaced or unreadable.
        PartnerRevokedError: the partner is revoked.
    """
    stored = agreement(tx, sha256)
    other = active_partner(tx, stored.partner)
    if stored.ours is not None:
        return SignatureTaken(stored, changed=False, concluded=False)
    _refuse_over(tx, stored, now)
    line = seal(KIND, stored.payload, key)["signatures"][0]
    ours = Signature(key.public.vkey, line["sig"], now, officer)
    rows.insert_signature(tx, sha256, rows.OURS, ours)
    return _taken(tx, other, sha256)


def take_signature(
    tx: Connection, own_identity: ObjectId, partner_name: str, document: object, now: datetime
) -> SignatureTaken:
    """Take the partner's signature. An agreement not yet known here is kept as a draft of ours.

    The document may carry our signature too; only the partner's counts here, and only one by its
    current key. The same document again changes nothing.

    Raises:
        MalformedError: not a sealed agreement, or not in canonical form.
        ProofError: the partner's current key did not sign it.
        AgreementRefusedError: it is not between us and this partner, or is over.
        NotFoundError, PartnerRevokedError: no such active partner.
    """
    other = active_partner(tx, partner_name)
    key = other.current_key
    if key is None:
        raise ProofError(KIND, f"no signature of {partner_name}")
    payload = opened(document, KIND, [key]).payload
    known = _keep(tx, own_identity, other, "", agreement_of_payload(payload, partner_name), now)
    if known.theirs is not None:
        return SignatureTaken(known, changed=False, concluded=False)
    _refuse_over(tx, known, now)
    rows.insert_signature(
        tx, known.sha256, rows.THEIRS, Signature(key.vkey, _line_of(document, key), now)
    )
    return _taken(tx, other, known.sha256)


def attest_paper(
    tx: Connection,
    sha256: str,
    key: SigningKey,
    reference: str,
    officers: tuple[OfficerName, OfficerName],
    now: datetime,
) -> SignatureTaken:
    """Note that a party without a key signed an agreement on paper, on the word of two officers.

    Our key seals their word with the reference of the paper. Twice is the same as once.

    Args:
        tx: the open write transaction.
        sha256: the agreement, which we have signed.
        key: this node's key, the one that signed for us.
        reference: where the paper lies: a file number, never a name of a person.
        officers: the two, different, who have seen it.
        now: the instant of attesting.

    Raises:
        NotFoundError: there is no such agreement.
        AgreementRefusedError: we have not signed it, it is over, the partner has a key or signed by one, both officers
            are one, or there is no reference.
        PartnerRevokedError: the partner is revoked.
    """
    stored = agreement(tx, sha256)
    other = active_partner(tx, stored.partner)
    if stored.on_paper:
        return SignatureTaken(stored, changed=False, concluded=False)
    has_key = other.current_key is not None or stored.theirs is not None
    refusals = rules.paper_refusals(stored, reference, officers, has_key=has_key)
    if refusals:
        raise AgreementRefusedError(stored.partner, refusals)
    _refuse_over(tx, stored, now)
    said = rules.attestation(sha256, stored.partner, reference.strip(), officers, now)
    text = json.dumps(seal(PAPER_KIND, said, key))
    theirs = Signature(ON_PAPER, text, now, OfficerName(", ".join(officers)))
    rows.insert_signature(tx, sha256, rows.THEIRS, theirs)
    return _taken(tx, other, sha256)


def agreement(tx: Connection, sha256: str) -> StoredAgreement:
    """The agreement with this hash, signed or not.

    Raises:
        NotFoundError: there is none.
    """
    row = rows.find_agreement(tx, sha256)
    if row is None:
        raise NotFoundError("agreement", sha256)
    return _read(row, partner(tx, row.partner))


def by_sha256(tx: Connection, sha256: str) -> SignedAgreement:
    """The signed agreement with this hash, also one that is replaced or expired: to replay a decision.

    Raises:
        NotFoundError: there is none that both signed and that can be read.
    """
    found = rules.signed(agreement(tx, sha256))
    if found is None:
        raise NotFoundError("signed agreement", sha256)
    return found


def agreement_document(tx: Connection, sha256: str) -> dict[str, Any]:
    """The sealed document with every signature so far, to travel by wire or by hand.

    Raises:
        NotFoundError: there is no such agreement.
        UnsignedError: nobody has signed it.
    """
    stored = agreement(tx, sha256)
    if stored.ours is None and stored.theirs is None:
        raise UnsignedError(sha256)
    return rules.document_of(stored)


def list_agreements(
    tx: Connection, now: datetime, partner_name: str | None = None
) -> tuple[AgreementLine, ...]:
    """Every agreement with its state, the oldest import first; of one partner, or of all."""
    partners = {one.name: one for one in list_partners(tx)}
    stored = [_read(row, partners[row.partner]) for row in rows.agreements_of(tx, partner_name)]
    return tuple(
        AgreementLine(
            one,
            rules.state_of(one, [o for o in stored if o.partner == one.partner], now)
            if _is_with(partners[one.partner], one)
            else AgreementState.OTHER_PARTY,
        )
        for one in stored
    )


def in_force(tx: Connection, partner_name: str, now: datetime) -> SignedAgreement | None:
    """The agreement that opens crossings with a partner now.

    None where there is none that both signed, that can be read, that covers today and that was not
    replaced, or where the partner is revoked: then nothing may cross.

    Raises:
        NotFoundError: there is no such partner.
    """
    return rules.in_force_of(_opening(tx, partner_name), now)


def in_force_now(store: Store, partner_name: str, now: datetime) -> SignedAgreement | None:
    """The same as `in_force`, for every request of a partner: what was signed is remembered.

    It is read anew as soon as anybody writes to the database; whether it is in force at `now` is asked
    every time.

    Raises:
        NotFoundError: there is no such partner.
    """
    key = ("agreements", partner_name)
    signed = store.remembered(key, lambda tx: _opening(tx, partner_name))
    return rules.in_force_of(signed, now)


def _keep(
    tx: Connection,
    own_identity: ObjectId,
    other: Partner,
    text: str,
    agreement: Agreement,
    now: datetime,
) -> StoredAgreement:
    """The stored agreement with this content, written now if it is new."""
    named = {party.identity: party.name for party in agreement.parties}
    between = agreement.is_between(own_identity, other.identity_id)
    if not between or named[other.identity_id] != other.name:
        raise AgreementRefusedError(
            other.name, (Refusal("people.agreement-other-parties", other.name),)
        )
    payload = agreement_payload(agreement)
    sha256 = content_sha256(payload, KIND)
    row = rows.find_agreement(tx, sha256)
    if row is not None:
        return _read(row, other)
    rows.insert_agreement(tx, sha256, other.name, text, payload, now)
    return StoredAgreement(sha256, other.name, text, payload, agreement, now)


def _read(row: rows.AgreementRow, other: Partner) -> StoredAgreement:
    return StoredAgreement(
        sha256=row.sha256,
        partner=row.partner,
        text=row.text,
        payload=row.payload,
        agreement=_believed(row, other),
        imported=row.imported,
        ours=row.ours,
        theirs=row.theirs,
    )


def _believed(row: rows.AgreementRow, other: Partner) -> Agreement | None:
    """The agreement of a row, if hash, content and signatures still hold; a damaged row opens nothing."""
    try:
        if content_sha256(row.payload, KIND) != row.sha256:
            return None
        if row.ours is not None:
            _check_signature(row, row.ours)
        if row.theirs is not None:
            _check_theirs(row, row.theirs, other)
        return agreement_of_payload(row.payload, row.partner)
    except (MalformedError, ProofError):
        return None


def _check_theirs(row: rows.AgreementRow, theirs: Signature, other: Partner) -> None:
    if theirs.on_paper:
        # Only a party without a key signs on paper, and only our own key attests it.
        if other.all_keys or row.ours is None:
            raise ProofError(PAPER_KIND, row.partner)
        rules.check_paper(theirs, row.sha256, row.partner, PublicKey.parse(row.ours.vkey))
        return
    _check_signature(row, theirs)
    if theirs.vkey not in {key.vkey for key in other.all_keys}:
        raise ProofError(KIND, "not a key of the partner")


def _check_signature(row: rows.AgreementRow, signature: Signature) -> None:
    key = PublicKey.parse(signature.vkey)
    line = {"key": key.id, "sig": signature.sig}
    unseal({"kind": KIND, "payload": row.payload, "signatures": [line]}, KIND, [key])


def _all_of(tx: Connection, other: Partner) -> list[StoredAgreement]:
    return [_read(row, other) for row in rows.agreements_of(tx, other.name)]


def _opening(tx: Connection, partner_name: str) -> list[StoredAgreement]:
    """What there is with a partner as it is now; nothing where it is revoked."""
    other = partner(tx, partner_name)
    if other.state is not PartnerState.ACTIVE:
        return []
    return [one for one in _all_of(tx, other) if _is_with(other, one)]


def _is_with(other: Partner, stored: StoredAgreement) -> bool:
    """Whether it names the partner's identity of today: a node that was made anew has another.

    What cannot be read opens nothing, whomever it names.
    """
    if stored.agreement is None:
        return True
    return other.identity_id in {party.identity for party in stored.agreement.parties}


def _refuse_over(tx: Connection, stored: StoredAgreement, now: datetime) -> None:
    """Let nobody sign what can open nothing."""
    state = rules.state_of(stored, _all_of(tx, partner(tx, stored.partner)), now)
    if state in _OVER:
        raise AgreementRefusedError(stored.partner, (Refusal(_OVER[state], stored.sha256),))


def _taken(tx: Connection, other: Partner, sha256: str) -> SignatureTaken:
    stored = next(one for one in _all_of(tx, other) if one.sha256 == sha256)
    return SignatureTaken(stored, changed=True, concluded=stored.concluded is not None)


def _line_of(document: Any, key: PublicKey) -> str:  # noqa: ANN401 -- opened before
    return next(str(line["sig"]) for line in document["signatures"] if line["key"] == key.id)
