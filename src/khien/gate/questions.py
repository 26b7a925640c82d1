"""Everything that the gate may look at, and nothing else.

The values are msgspec structs, so that a question can be written down as JSON, kept, and asked
again years later with the same answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from khien.model.agreement import Agreement, Onward, Purpose, Role
from khien.model.ids import ObjectId, OfficerName, PartnerName, ReleaseId
from khien.model.marking import Marking, Tlp


class Own(Struct, frozen=True, kw_only=True, tag="own", tag_field="origin"):
    """We made it, or an officer brought it in from a file: we are its source."""


class From(Struct, frozen=True, kw_only=True, tag="from", tag_field="origin"):
    """It came from a partner, and keeps that partner's terms for ever.

    Everything here is as it was at the reception: later agreements and versions change none of it.

    Attributes:
        partner: who sent it to us.
        source: who made it (`created_by_ref`), or the partner's identity where that is not said.
        tlp: the level of the whole object as received.
        onward: the onward terms of the agreement with the partner.
        purposes: the purposes of that agreement.
    """

    partner: PartnerName
    source: ObjectId
    tlp: Tlp
    onward: Onward
    purposes: frozenset[Purpose]


Origin: TypeAlias = Own | From


class Receiver(Struct, frozen=True, kw_only=True):
    """The partner to whom the release would go.

    Attributes:
        name: how this node calls it.
        identity: its STIX identity, pinned at enrolment.
        kind: `khien`, or `taxii` for a plain TAXII party.
        revoked: whether the partner was struck off.
        exercise: whether this link exists for exercises only.
        persons: persons at the partner who may be given TLP:RED, beside those in the agreement.
    """

    name: PartnerName
    identity: ObjectId
    kind: str = "khien"
    revoked: bool = False
    exercise: bool = False
    persons: frozenset[str] = frozenset()


class SignedAgreement(Struct, frozen=True, kw_only=True):
    """The agreement in force, and whose signature over its payload was verified."""

    terms: Agreement
    by_us: bool
    by_them: bool


class Approval(Struct, frozen=True, kw_only=True):
    """One officer's yes to one version for one partner.

    Attributes:
        officer: who said yes.
        role: in which of his roles.
        reason: why, in his words; kept for ever.
        at: when, aware.
        release: the release that was approved.
        sha256: the version that he had before him; a yes to another version does not count.
        emergency: whether he opens it alone, with a review due in 24 hours.
    """

    officer: OfficerName
    role: Role
    reason: str
    at: datetime
    release: ReleaseId
    sha256: str
    emergency: bool = False


class Question(Struct, frozen=True, kw_only=True):
    """May this version go to this partner, now, for this purpose?

    Attributes:
        release: the release that is asked for.
        us: our own STIX identity.
        object_id: the object.
        object_type: its STIX type.
        version: its `modified`, or `created`, or "" for an object without versions.
        sha256: the content address of the version.
        revoked: whether this version revokes the object.
        shared_before: whether an earlier version has crossed to this partner.
        exercise: whether the object was made in or for an exercise.
        warninglists: the lists of what many people use that mean a value in it, by name.
        malicious: whether it calls something malicious (an indicator, or an object tied to one).
        marking: what its markings add up to.
        personal: kinds of personal data in it, from `personal_data_in`.
        clients: whether it tells of single clients of ours, under pseudonyms.
        own_assets: how many values in it touch our own networks and domains.
        origin: where it came from, and on which terms.
        author: the officer who wrote it or brought it in; None when a machine did.
        receiver: the partner.
        recipients: the persons there to whom it is addressed; needed for TLP:RED.
        agreement: the agreement with the partner, None when there is none.
        purpose: what it is sent for.
        approvals: every yes that was given.
        now: when the question is asked, aware.
    """

    release: ReleaseId
    us: ObjectId
    object_id: ObjectId
    object_type: str
    version: str
    sha256: str
    marking: Marking
    origin: Origin
    author: OfficerName | None
    receiver: Receiver
    agreement: SignedAgreement | None
    purpose: Purpose
    now: datetime
    approvals: tuple[Approval, ...] = ()
    recipients: frozenset[str] = frozenset()
    personal: tuple[str, ...] = ()
    clients: bool = False
    own_assets: int = 0
    warninglists: tuple[str, ...] = ()
    malicious: bool = False
    revoked: bool = False
    shared_before: bool = False
    exercise: bool = False

    @property
    def tlp(self) -> Tlp:
        """The level that counts: the object's own, and never looser than when it came in."""
        whole = self.marking.whole
        return max(whole, self.origin.tlp) if isinstance(self.origin, From) else whole
