"""Why an enrolment, a rotation or a partner is refused."""

from __future__ import annotations

from datetime import datetime

from khien.model.decision import Refusal
from khien.model.errors import ConflictError, KhienError, ProofError, RefusedError


class EnrolmentError(KhienError):
    """An invitation or acceptance cannot be taken; nothing was changed."""

    code, exit_status, http_status = "people.enrolment", 3, 403


class NotForUsError(EnrolmentError):
    """The invitation is for a node of another name."""

    code = "people.invitation-not-for-us"

    def __init__(self, meant: str, own: str) -> None:
        super().__init__(meant=meant, own=own)


class OwnInvitationError(EnrolmentError):
    """The document was made by this node itself, or by one with its name, key or identity."""

    code = "people.own-invitation"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class InvitationExpiredError(EnrolmentError):
    """The invitation is older than its validity."""

    code = "people.invitation-expired"

    def __init__(self, partner: str, expires: datetime) -> None:
        super().__init__(partner=partner, expires=expires.isoformat(timespec="seconds"))


class InvitationUsedError(EnrolmentError):
    """The invitation was used once; a second use may be a copy in the wrong hands."""

    code, exit_status, http_status = "people.invitation-used", 7, 409

    def __init__(self, partner: str) -> None:
        super().__init__(partner=partner)


class InvitationWithdrawnError(EnrolmentError):
    """A newer invitation, an enrolment or a revocation took this one back."""

    code, exit_status, http_status = "people.invitation-withdrawn", 7, 409

    def __init__(self, partner: str) -> None:
        super().__init__(partner=partner)


class UnknownInvitationError(EnrolmentError):
    """This node never made the invitation that the acceptance answers."""

    code, exit_status, http_status = "people.invitation-unknown", 6, 404

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class WrongNameError(EnrolmentError):
    """The acceptance comes from a node that calls itself something else than was invited."""

    code = "people.acceptance-wrong-name"

    def __init__(self, invited: str, answered: str) -> None:
        super().__init__(invited=invited, answered=answered)


class PartnerClashError(ConflictError):
    """What a partner must have for itself is, or was, another's."""

    code = "people.partner-clash"

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(f"partner {name}", f"shared with {holder}")
        self.facts = {"name": name, "detail": holder}


class KeyClashError(PartnerClashError):
    """The key is, or was, pinned already; a key is pinned once in its life."""

    code = "people.key-clash"


class IdentityClashError(PartnerClashError):
    """The STIX identity is another partner's."""

    code = "people.identity-clash"


class PartnerRevokedError(RefusedError):
    """The partner is revoked: nothing goes out to it and nothing comes in."""

    code = "people.partner-revoked"

    def __init__(self, name: str) -> None:
        super().__init__(name, (Refusal(self.code, name),))
        self.facts = {"detail": name}


class KeyRetiredError(RefusedError):
    """The document is signed by a key that the partner no longer holds."""

    code = "people.key-retired"

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id, (Refusal(self.code, key_id),))
        self.facts = {"detail": key_id}


class NotFromHereError(ConflictError):
    """This cannot happen from where the life of the partner stands."""

    code = "people.partner-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"partner {name}", self.code)
        self.facts = {"detail": name}


class OnlyInvitedError(NotFromHereError):
    """The party has not answered our invitation yet."""

    code = "people.partner-only-invited"


class AlreadyPartnerError(NotFromHereError):
    """The party is an active partner already."""

    code = "people.partner-already"


class PartnerEndedError(NotFromHereError):
    """The partner is revoked; only a new enrolment brings it back."""

    code = "people.partner-ended"


class NoCredentialsError(ConflictError):
    """The partner is a node like this one, which knows us by our signature."""

    code = "people.no-credentials"

    def __init__(self, name: str) -> None:
        super().__init__(f"partner {name}", "signs with keys and takes no credentials")
        self.facts = {"name": name}


class NoAddressError(ConflictError):
    """The plain TAXII party only comes to us; there is no address to change."""

    code = "people.no-address"

    def __init__(self, name: str) -> None:
        super().__init__(f"partner {name}", "comes to us")
        self.facts = {"name": name}


class NotAnnouncedError(ConflictError):
    """The partner has not announced an address that nobody has looked at yet."""

    code = "people.not-announced"

    def __init__(self, name: str) -> None:
        super().__init__(f"partner {name}", "no open announcement")
        self.facts = {"name": name}


class OtherNodeError(ProofError):
    """At the address is not the node of the partner: it shows another key than the one that we pinned."""

    code = "people.other-node"

    def __init__(self, name: str, address: str) -> None:
        super().__init__(address, f"not {name}")
        self.facts = {"name": name, "address": address}


class PersonTwiceError(ConflictError):
    """Two named persons at one partner have one name."""

    code = "people.person-twice"

    def __init__(self, name: str) -> None:
        super().__init__(f"partner {name}", "one person, one line")
        self.facts = {"name": name}
