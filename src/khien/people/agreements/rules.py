"""Which agreement counts when: signed by both, readable, valid today, and not replaced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from khien.model.agreement import Agreement
from khien.model.decision import Refusal
from khien.model.errors import MalformedError, ProofError
from khien.model.ids import OfficerName, PartnerName
from khien.model.instants import taxii_time
from khien.model.signing import PublicKey, unseal

KIND = "agreement"  # of the sealed document that both sign
PAPER_KIND = "paper-agreement"  # of our attestation that the other side signed on paper
ON_PAPER = "paper"  # in place of a verifier key, where the other side has none

MAX_REFERENCE = 200  # characters of where the paper lies


class AgreementState(StrEnum):
    """Where an agreement stands. Only one that is in force opens anything."""

    DRAFT = "draft"
    SIGNED_BY_US = "signed-by-us"
    SIGNED_BY_PARTNER = "signed-by-partner"
    SIGNED_BY_BOTH = "signed-by-both"  # its first day has not come
    IN_FORCE = "in-force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    UNREADABLE = "unreadable"
    OTHER_PARTY = "other-party"  # with an identity that the partner has no more


@dataclass(frozen=True, slots=True)
class Signature:
    """One side's signature: the verifier key it was checked with, the signature in base64, and when.

    `officer` is who signed for us; the partner's officer is not known here. A party without a key
    signs on paper: then `vkey` is `paper`, `sig` is the attestation that our key sealed, and `officer`
    the two who attested it.
    """

    vkey: str
    sig: str
    at: datetime
    officer: OfficerName | None = None

    @property
    def on_paper(self) -> bool:
        """Whether there is no signature by a key, only our officers' word about one on paper."""
        return self.vkey == ON_PAPER


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """An agreement as it is kept, signed or not.

    `sha256` is that of the canonical payload, the same on both sides. `agreement` is None where the
    payload or a signature cannot be read any more: such a one opens nothing. `text` is the TOML that
    was imported, empty where it came as a signed document.
    """

    sha256: str
    partner: PartnerName
    text: str
    payload: dict[str, Any]
    agreement: Agreement | None
    imported: datetime
    ours: Signature | None = None
    theirs: Signature | None = None

    @property
    def concluded(self) -> datetime | None:
        """The instant from which this node held both signatures."""
        if self.ours is None or self.theirs is None:
            return None
        return max(self.ours.at, self.theirs.at)

    @property
    def on_paper(self) -> bool:
        """Whether the other side signed on paper only: every display says so."""
        return self.theirs is not None and self.theirs.on_paper

    @property
    def paper(self) -> str:
        """Where the paper lies that the other side signed; empty where there is none to believe."""
        if self.theirs is None or not self.theirs.on_paper or self.agreement is None:
            return ""
        return str(json.loads(self.theirs.sig)["payload"]["reference"])


@dataclass(frozen=True, slots=True)
class SignedAgreement:
    """An agreement that both signed. `document` carries both signatures and can be checked offline.

    Where the other side signed on paper, `document` carries ours alone.
    """

    sha256: str
    partner: PartnerName
    agreement: Agreement
    document: dict[str, Any]
    concluded: datetime


def document_of(stored: StoredAgreement) -> dict[str, Any]:
    """The sealed document with the signatures that there are so far.

    Raises:
        MalformedError: a stored verifier key is damaged.
    """
    lines = [
        {"key": PublicKey.parse(one.vkey).id, "sig": one.sig}
        for one in (stored.ours, stored.theirs)
        if one is not None and not one.on_paper
    ]
    return {"kind": KIND, "payload": stored.payload, "signatures": lines}


def paper_refusals(
    stored: StoredAgreement, reference: str, officers: Sequence[str], *, has_key: bool
) -> tuple[Refusal, ...]:
    """Why a signature on paper cannot be attested; every reason at once."""
    reasons = {
        "people.paper-needs-ours": stored.ours is None,
        "people.paper-has-key": has_key,
        "people.paper-two-officers": len(set(officers)) < 2,
        "people.paper-reference": not 0 < len(reference.strip()) <= MAX_REFERENCE,
    }
    return tuple(Refusal(code, stored.partner) for code, against in reasons.items() if against)


def attestation(
    sha256: str, partner: str, reference: str, officers: Sequence[str], now: datetime
) -> dict[str, Any]:
    """What our key seals about a signature on paper: which agreement, whose, where it lies, who saw it."""
    return {
        "agreement": sha256,
        "partner": partner,
        "reference": reference,
        "attested_by": list(officers),
        "time": taxii_time(now),
    }


def check_paper(signature: Signature, sha256: str, partner: str, key: PublicKey) -> dict[str, Any]:
    """The attestation behind a signature on paper, if our key sealed it about this very agreement.

    Raises:
        MalformedError, ProofError: it is damaged, or speaks of something else.
    """
    try:
        document = json.loads(signature.sig)
    except ValueError as error:
        raise MalformedError(PAPER_KIND, "JSON") from error
    said = unseal(document, PAPER_KIND, [key])
    if (said.get("agreement"), said.get("partner")) != (sha256, partner):
        raise ProofError(PAPER_KIND, "it speaks of another agreement")
    return said


def signed(stored: StoredAgreement) -> SignedAgreement | None:
    """The same, if both signed it and it can be read."""
    if stored.agreement is None or stored.concluded is None:
        return None
    return SignedAgreement(
        stored.sha256, stored.partner, stored.agreement, document_of(stored), stored.concluded
    )


def state_of(
    stored: StoredAgreement, all_of_partner: Sequence[StoredAgreement], now: datetime
) -> AgreementState:
    """Where an agreement stands at an instant, among all agreements with the same partner."""
    agreement = stored.agreement
    if agreement is None:
        return AgreementState.UNREADABLE
    if now.astimezone(UTC).date() > agreement.valid_until:
        return AgreementState.EXPIRED
    if stored.concluded is None:
        return _unfinished(stored)
    if any(_replaces(other, stored, now) for other in all_of_partner):
        return AgreementState.REPLACED
    return AgreementState.IN_FORCE if _began(agreement, now) else AgreementState.SIGNED_BY_BOTH


def in_force_of(all_of_partner: Sequence[StoredAgreement], now: datetime) -> SignedAgreement | None:
    """The one agreement that counts at an instant, or None: then nothing may cross."""
    for stored in all_of_partner:
        if state_of(stored, all_of_partner, now) is AgreementState.IN_FORCE:
            return signed(stored)
    return None


def _unfinished(stored: StoredAgreement) -> AgreementState:
    if stored.ours is not None:
        return AgreementState.SIGNED_BY_US
    return AgreementState.DRAFT if stored.theirs is None else AgreementState.SIGNED_BY_PARTNER


def _replaces(newer: StoredAgreement, older: StoredAgreement, now: datetime) -> bool:
    """Whether `newer` has taken the place of `older`, for good: an end of the newer brings nothing back."""
    if newer.agreement is None or newer.concluded is None or older.concluded is None:
        return False
    later = (newer.concluded, newer.sha256) > (older.concluded, older.sha256)
    return later and _began(newer.agreement, now)


def _began(agreement: Agreement, now: datetime) -> bool:
    return agreement.valid_from <= now.astimezone(UTC).date()
