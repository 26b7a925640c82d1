"""Extensions that this node knows by name: their ids, and the shape that their schemas give them.

An object that carries a known extension in another shape is kept and said to differ: older drafts and other
code use the same ids with other fields. Sources: TLP 2.0 and IEP, oasis-open/cti-stix2-json-schemas; the
incident suite and identity contact, oasis-open/cti-stix-common-objects (draft of 20 Feb 2024); the fraud
observables, muchdogesec/stix2extensions 65c8f86.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta

from khien.model.stix.common import (
    Common,
    Confidence,
    Count,
    ExternalReference,
    Identifier,
    Many,
    Maybe,
    Observable,
    Timestamp,
)

TLP_2_0: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
IEP: Final = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
ACS: Final = "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"
IDENTITY_CONTACT: Final = "extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
INCIDENT_CORE: Final = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
EVENT: Final = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
IMPACT: Final = "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9"
TASK: Final = "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"
CLIENTS: Final = "x_khien_clients"
"""Of a sighting: keyed pseudonyms of the machines that asked; crosses only where an agreement says so."""

PHONE_NUMBER: Final = "extension-definition--14a97ee2-e666-5ada-a6bd-b7177f79e211"
BANK_ACCOUNT: Final = "extension-definition--f19f3291-6a84-5674-b311-d75a925d5bd9"
PAYMENT_CARD: Final = "extension-definition--b160c6ee-26b6-591c-8885-c192db67cac9"
CRYPTOCURRENCY_WALLET: Final = "extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7"
CRYPTOCURRENCY_TRANSACTION: Final = "extension-definition--151d042d-4dcf-5e44-843f-1024440318e5"
PROCEDURE: Final = "extension-definition--3dc9c77a-9790-5cd0-94d5-2337871b886b"
ADMIRALTY: Final = "extension-definition--cdb5a8fd-b8df-4a7a-ae21-a07fed723797"
EARLY_WARNING: Final = "extension-definition--c0f170b4-bf25-40d5-9d23-1c6b1e132507"  # ours
PLAYBOOK: Final = "extension-definition--0e7a5d35-6c5b-4a55-8c39-6a5a0d1c9e44"  # ours
"""Of a course of action: a machine-readable playbook, kept and never run: `intake.cacao`."""
MISP_ORIGIN: Final = "extension-definition--5b6f2c0e-8f3d-4b53-9d0c-2f1e8a7c4d63"  # ours
"""What an object was in MISP, as far as STIX has no place for it: `intake.misp_origin`."""

TAXONOMY: Final = "extension-definition--8d3c5b0a-64de-4f5e-9a3a-7c1b5d2e9f10"  # ours
"""An object of its own: what the tags of one MISP namespace mean: `intake.misp_taxonomy`."""


class Tlp2(msgspec.Struct, frozen=True, kw_only=True):
    """Traffic Light Protocol 2.0 on a marking definition (FIRST TLP 2.0, August 2022)."""

    extension_type: Literal["property-extension"]
    tlp_2_0: Literal["clear", "green", "amber", "amber+strict", "red"]


class InformationExchangePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """FIRST Information Exchange Policy 2.0 on a marking definition."""

    extension_type: Literal["property-extension"]
    iep_id: str
    iep_version: Literal["2.0"]
    name: str
    description: str
    start_date: str
    encrypt_in_transit: Literal["must", "may"]
    permitted_actions: Literal[
        "none",
        "contact-for-instruction",
        "internally-visible-actions",
        "externally-visible-indirect-actions",
        "externally-visible-direct-actions",
    ]
    affected_party_notifications: Literal["may", "must-not"]
    tlp: Literal["red", "amber", "green", "white"]
    provider_attribution: Literal["may", "must", "must-not"]
    unmodified_resale: Literal["may", "must-not"]
    external_references: Many[ExternalReference]
    end_date: Maybe[str] = UNSET


class AccessControlSpecification(msgspec.Struct, frozen=True, kw_only=True):
    """ACS of the United States: read and preserved, never generated here."""

    extension_type: Literal["property-extension"]
    identifier: str
    create_date_time: str
    responsible_entity_custodian: str
    policy_reference: str
    control_set: dict[str, Any]


class ContactNumber(msgspec.Struct, frozen=True, kw_only=True):
    """One number at which an identity answers."""

    contact_number_type: Literal[
        "personal-landline-phone",
        "personal-mobile-phone",
        "personal-fax",
        "work-phone",
        "work-fax",
    ]
    contact_number: str
    description: Maybe[str] = UNSET
    classified: Maybe[bool] = UNSET


DigitalContact = Literal["personal", "organizational", "work"]


class EmailContact(msgspec.Struct, frozen=True, kw_only=True):
    """One mail address of an identity."""

    digital_contact_type: DigitalContact
    email_address_ref: Identifier
    description: Maybe[str] = UNSET


class SocialMediaContact(msgspec.Struct, frozen=True, kw_only=True):
    """One account of an identity on a platform."""

    digital_contact_type: DigitalContact
    user_account_ref: Identifier
    description: Maybe[str] = UNSET


class IdentityContact(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach an identity: numbers, mail, accounts."""

    extension_type: Literal["property-extension"]
    contact_numbers: Maybe[Many[ContactNumber]] = UNSET
    email_addresses: Maybe[Many[EmailContact]] = UNSET
    social_media_accounts: Maybe[Many[SocialMediaContact]] = UNSET


class IncidentScore(msgspec.Struct, frozen=True, kw_only=True):
    """One score that some system gave an incident."""

    name: str
    value: str | int | float
    description: Maybe[str] = UNSET


class EventEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One event in an incident's sequence."""

    event_ref: Identifier
    next_steps: Maybe[list[dict[str, Any]]] = UNSET
    sequence_start: Maybe[bool] = UNSET


class TaskEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One task in an incident's sequence."""

    task_ref: Identifier
    next_steps: Maybe[list[dict[str, Any]]] = UNSET
    sequence_start: Maybe[bool] = UNSET


class IncidentCore(msgspec.Struct, frozen=True, kw_only=True):
    """The incident core extension."""

    extension_type: Literal["property-extension"]
    determination: Literal["blocked", "confirmed", "failed-attempt", "false-positive", "suspected"]
    investigation_status: Literal["new", "open", "closed"]
    criticality: Maybe[Confidence] = UNSET
    detection_methods: Maybe[Many[str]] = UNSET
    events: Maybe[Many[EventEntry]] = UNSET
    tasks: Maybe[Many[TaskEntry]] = UNSET
    impact_refs: Maybe[Many[Identifier]] = UNSET
    impacted_entity_counts: Maybe[dict[str, Count]] = UNSET
    incident_types: Maybe[Many[str]] = UNSET
    recoverability: Maybe[
        Literal["extended", "not-applicable", "not-recoverable", "regular", "supplemented"]
    ] = UNSET
    scores: Maybe[Many[IncidentScore]] = UNSET


CapStatus = Literal["actual", "exercise"]
CapMessage = Literal["alert", "update", "cancel"]
CapUrgency = Literal["immediate", "expected", "future", "past", "unknown"]
CapSeverity = Literal["extreme", "severe", "moderate", "minor", "unknown"]
CapCertainty = Literal["observed", "likely", "possible", "unlikely", "unknown"]


class EarlyWarningFields(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a report an early warning: the fields of a CAP 1.2 alert (§3.2). Ours."""

    extension_type: Literal["property-extension"]
    status: CapStatus
    msg_type: CapMessage
    event: str
    category: str
    urgency: CapUrgency
    severity: CapSeverity
    certainty: CapCertainty
    effective: Timestamp
    expires: Timestamp
    onset: Maybe[Timestamp] = UNSET
    instruction: Maybe[str] = UNSET
    countries: Maybe[Many[Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")]]] = UNSET
    sectors: Maybe[Many[str]] = UNSET
    references: Maybe[Many[str]] = UNSET
    note: Maybe[str] = UNSET


class StateChange(msgspec.Struct, frozen=True, kw_only=True):
    """What an event or a task did to the state of something."""

    state_change_type: Literal[
        "caused", "contributed-to", "input", "mitigated", "output", "resolved"
    ]
    initial_ref: Maybe[Identifier] = UNSET
    result_ref: Maybe[Identifier] = UNSET


class Event(Common, frozen=True, tag="event"):
    """Something that happened in an incident."""

    status: Literal["ongoing", "occurred", "not-occurred", "pending", "undetermined"]
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    changed_objects: Maybe[Many[StateChange]] = UNSET
    event_types: Maybe[Many[str]] = UNSET
    goal: Maybe[str] = UNSET
    sighting_refs: Maybe[Many[Identifier]] = UNSET
    start_time: Maybe[Timestamp] = UNSET
    start_time_fidelity: Maybe[str] = UNSET
    end_time: Maybe[Timestamp] = UNSET
    end_time_fidelity: Maybe[str] = UNSET


class Impact(Common, frozen=True, tag="impact"):
    """What an incident did to someone; its category names the extension that holds the details."""

    impact_category: str
    criticality: Maybe[Confidence] = UNSET
    description: Maybe[str] = UNSET
    start_time: Maybe[Timestamp] = UNSET
    start_time_fidelity: Maybe[str] = UNSET
    end_time: Maybe[Timestamp] = UNSET
    end_time_fidelity: Maybe[str] = UNSET
    impacted_entity_counts: Maybe[dict[str, Count]] = UNSET
    impacted_refs: Maybe[Many[Identifier]] = UNSET
    recoverability: Maybe[str] = UNSET
    superseded_by_ref: Maybe[Identifier] = UNSET


class Task(Common, frozen=True, tag="task"):
    """What someone does about an incident."""

    outcome: Literal["cancelled", "failed", "ongoing", "pending", "successful", "unknown"]
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    changed_objects: Maybe[Many[StateChange]] = UNSET
    task_types: Maybe[Many[str]] = UNSET
    error: Maybe[str] = UNSET
    impacted_entity_counts: Maybe[dict[str, Count]] = UNSET
    owner_ref: Maybe[Identifier] = UNSET
    priority: Maybe[Confidence] = UNSET
    start_time: Maybe[Timestamp] = UNSET
    start_time_fidelity: Maybe[str] = UNSET
    end_time: Maybe[Timestamp] = UNSET
    end_time_fidelity: Maybe[str] = UNSET


class Procedure(Common, frozen=True, tag="procedure"):
    """How a crime is carried out, step by step: a modus operandi."""

    name: str
    description: Maybe[str] = UNSET


class TagMeaning(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine tag means, in the words of its taxonomy."""

    tag: str
    expanded: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    numerical_value: Maybe[int] = UNSET


class Taxonomy(Common, frozen=True, tag="taxonomy"):
    """The machine tags of one namespace, and what each means. Ours."""

    name: str
    tags: Many[TagMeaning]
    description: Maybe[str] = UNSET
    version: Maybe[str] = UNSET


class PhoneNumber(Observable, frozen=True, tag="phone-number"):
    """A telephone number, E.164 digits."""

    value: Annotated[str, Meta(pattern=r"^\+?[0-9]{3,15}$(?!\n)")]
    country: Maybe[Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]] = UNSET
    connection: Maybe[str] = UNSET
    provider: Maybe[str] = UNSET


class BankAccount(Observable, frozen=True, tag="bank-account"):
    """A bank account: an IBAN, or an account number with its bank."""

    iban: Maybe[str] = UNSET
    account_number: Maybe[str] = UNSET
    bic: Maybe[str] = UNSET
    currency: Maybe[Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]] = UNSET
    issuer_ref: Maybe[Identifier] = UNSET
    holder_ref: Maybe[Identifier] = UNSET
    country_ref: Maybe[Identifier] = UNSET


class PaymentCard(Observable, frozen=True, tag="payment-card"):
    """A payment card by its number."""

    value: str
    format: Maybe[str] = UNSET
    scheme: Maybe[str] = UNSET
    brand: Maybe[str] = UNSET
    currency: Maybe[str] = UNSET
    issuer_ref: Maybe[Identifier] = UNSET
    holder_ref: Maybe[Identifier] = UNSET
    start_date: Maybe[str] = UNSET
    expiration_date: Maybe[str] = UNSET
    security_code: Maybe[str] = UNSET
    level: Maybe[str] = UNSET
    is_commercial: Maybe[bool] = UNSET
    is_prepaid: Maybe[bool] = UNSET


class CryptocurrencyWallet(Observable, frozen=True, tag="cryptocurrency-wallet"):
    """A wallet by its address."""

    value: str
    holder_ref: Maybe[Identifier] = UNSET


class CryptocurrencyTransaction(Observable, frozen=True, tag="cryptocurrency-transaction"):
    """A transaction by its hash."""

    value: str
    symbol: Maybe[str] = UNSET
    execution_time: Maybe[Timestamp] = UNSET
    fee: Maybe[str | int | float] = UNSET
    input: Maybe[Many[dict[str, Any]]] = UNSET
    output: Maybe[Many[dict[str, Any]]] = UNSET


NEW_TYPES: Final[Mapping[str, tuple[type[Any], str]]] = {
    "event": (Event, EVENT),
    "impact": (Impact, IMPACT),
    "task": (Task, TASK),
    "procedure": (Procedure, PROCEDURE),
    "taxonomy": (Taxonomy, TAXONOMY),
    "phone-number": (PhoneNumber, PHONE_NUMBER),
    "bank-account": (BankAccount, BANK_ACCOUNT),
    "payment-card": (PaymentCard, PAYMENT_CARD),
    "cryptocurrency-wallet": (CryptocurrencyWallet, CRYPTOCURRENCY_WALLET),
    "cryptocurrency-transaction": (CryptocurrencyTransaction, CRYPTOCURRENCY_TRANSACTION),
}
"""Object types that an extension brings: the definition and the extension's id."""

PROPERTY_EXTENSIONS: Final[Mapping[str, type[Any]]] = {
    TLP_2_0: Tlp2,
    IEP: InformationExchangePolicy,
    ACS: AccessControlSpecification,
    IDENTITY_CONTACT: IdentityContact,
    INCIDENT_CORE: IncidentCore,
    EARLY_WARNING: EarlyWarningFields,
}
"""Extensions that add properties to an object, by their id."""

KNOWN_EXTENSIONS: Final[Mapping[str, str]] = {
    TLP_2_0: "TLP 2.0",
    IEP: "IEP 2.0",
    ACS: "ACS",
    IDENTITY_CONTACT: "identity contact",
    INCIDENT_CORE: "incident core",
    EVENT: "event",
    IMPACT: "impact",
    TASK: "task",
    PHONE_NUMBER: "phone number",
    BANK_ACCOUNT: "bank account",
    PAYMENT_CARD: "payment card",
    CRYPTOCURRENCY_WALLET: "cryptocurrency wallet",
    CRYPTOCURRENCY_TRANSACTION: "cryptocurrency transaction",
    PROCEDURE: "procedure",
    ADMIRALTY: "Admiralty reliability",
    EARLY_WARNING: "early warning",
    MISP_ORIGIN: "MISP origin",
    PLAYBOOK: "playbook",
    TAXONOMY: "taxonomy",
}
"""What to call each known extension."""
