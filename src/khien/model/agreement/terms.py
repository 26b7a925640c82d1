"""What an agreement says: one frozen value a section of the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp

Days = Annotated[int, Meta(ge=1, le=36_525)]  # a day up to a hundred years
Hours = Annotated[int, Meta(ge=1, le=8_784)]  # an hour up to a leap year
Text = Annotated[str, Meta(max_length=4_000)]


class Purpose(StrEnum):
    """What something may be used for; nothing else (UNTOC art. 18(19): use limitation).

    Texts, so that a set of purposes has an order: the gate hashes the question that it was asked.
    """

    NETWORK_DEFENCE = "network-defence"
    EARLY_WARNING = "early-warning"
    INCIDENT_RESPONSE = "incident-response"
    VULNERABILITY_HANDLING = "vulnerability-handling"
    FRAUD_PREVENTION = "fraud-prevention"
    INVESTIGATION = "investigation"
    CAPACITY_BUILDING = "capacity-building"
    EXERCISE = "exercise"


class Role(Enum):
    """What an officer may do in a node."""

    DUTY = "duty"
    ANALYST = "analyst"
    RELEASE = "release"
    LAWYER = "lawyer"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Certainty(Enum):
    """How sure a warning is that may go out by itself (OASIS CAP 1.2 §3.2.2), the surest first.

    What CAP calls unlikely or unknown never does.
    """

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"


class OnwardMode(Enum):
    """To whom the receiver may hand on what it was given."""

    NONE = "none"
    NAMED = "named"
    SAME_TERMS = "same-terms"


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One side: its node, its STIX identity, and the persons who may be given TLP:RED."""

    name: str
    identity: str
    persons: tuple[str, ...] = ()


class LegalBasis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the exchange is lawful: a code such as `UNCC-41` and the words of the lawyers."""

    code: str
    text: Text


class Onward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Onward sharing. `partners` are node names or identity ids and stand only with `named`."""

    mode: OnwardMode
    partners: tuple[str, ...] = ()

    def names(self, name: str, identity: str) -> bool:
        """Whether this party is on the list."""
        return self.mode is OnwardMode.NAMED and bool({name, identity} & set(self.partners))


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days the receiver may keep what it was given; `types` has the exceptions."""

    days: Days
    types: dict[str, Days] = {}

    def days_for(self, object_type: str) -> int:
        """Days for one object type."""
        return self.types.get(object_type, self.days)


class AnswerHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Within how many hours a request is answered, by its urgency (standards.md §1.3)."""

    routine: Hours
    urgent: Hours
    emergency: Hours


class Emergency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether one officer may open a release alone, with a review due in 24 hours."""

    allowed: bool
    duty: bool = False


class ApprovalRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many officers of one role must approve releases of these types from this TLP upwards.

    No types means all types.
    """

    role: Role
    count: Annotated[int, Meta(ge=1, le=9)]
    from_tlp: Tlp = Tlp.CLEAR
    types: tuple[str, ...] = ()

    def asks(self, object_type: str, tlp: Tlp) -> bool:
        """Whether this rule speaks about such a release."""
        return tlp >= self.from_tlp and (not self.types or object_type in self.types)


class Agreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules between two parties; the same value on both sides.

    Built by `parse_agreement` or `agreement_of_payload` only: these expand groups and sort lists.
    `automatic_up_to` is the TLP up to which a release that no approval rule asks about needs no
    officer; None: every release does. `automatic_warnings` is the certainty from which on a warning
    that a node drafted goes to the other party by itself; None: an officer sends each.
    """

    title: Text
    parties: tuple[Party, ...]
    legal_basis: LegalBasis
    purposes: tuple[Purpose, ...]
    tlp_ceiling: Tlp
    pap_ceiling: Pap
    personal_data: bool
    client_addresses: bool
    onward: Onward
    retention: Retention
    answer_hours: AnswerHours
    emergency: Emergency
    valid_from: date
    valid_until: date
    object_types: tuple[str, ...] = ()
    object_groups: tuple[str, ...] = ()
    automatic_up_to: Tlp | None = None
    automatic_warnings: Certainty | None = None
    approvals: tuple[ApprovalRule, ...] = ()

    def covers(self, object_type: str) -> bool:
        """Whether objects of this type may cross at all."""
        return object_type in self.object_types

    def warns_by_itself(self, certainty: str) -> bool:
        """Whether a warning of this certainty, a word of CAP, goes to the other party without an officer."""
        if self.automatic_warnings is None:
            return False
        order = [one.value for one in Certainty]
        least = order.index(self.automatic_warnings.value)
        return certainty in order[: least + 1]

    def is_between(self, one: str, other: str) -> bool:
        """Whether exactly these two identities are its parties."""
        return {party.identity for party in self.parties} == {one, other} and one != other

    def is_valid_at(self, now: datetime) -> bool:
        """Whether the UTC day of an aware instant is within the validity; both days count."""
        return self.valid_from <= now.astimezone(UTC).date() <= self.valid_until

    def persons_of(self, identity: str) -> frozenset[str]:
        """The persons of one party who may be given TLP:RED; none when it is not a party."""
        return frozenset(
            person
            for party in self.parties
            if party.identity == identity
            for person in party.persons
        )

    def other_than(self, identity: ObjectId) -> Party | None:
        """The party across the border; None when `identity` is not a party."""
        others = [party for party in self.parties if party.identity != identity]
        return others[0] if len(others) == 1 else None
