"""The STIX Cyber-observable Objects, §6 of STIX 2.1: one struct each, named and ordered as there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta

from khien.model.stix.common import (
    Binary,
    Count,
    Dictionary,
    Hashes,
    Hex,
    Many,
    Maybe,
    Observable,
    Port,
    Timestamp,
)

Charset = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9/.+_:-]{2,250}$(?!\n)")]  # STIX 2.1 §6.3, §6.7
MediaType = Annotated[
    str,
    Meta(
        pattern=r"^(?:application|audio|font|image|message|model|multipart|text|video)/[a-zA-Z0-9.+_-]+"
    ),
]
# RFC 3986 §4.3: a scheme, a colon, and no white space.
Uri = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]*$(?!\n)")]
MacAddress = Annotated[
    str, Meta(pattern=r"^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$(?!\n)")
]  # STIX 2.1 §6.10

# CPE 2.3, NISTIR 7695 §6.2: the prefix, the part, ten more attributes; colons in values are escaped.
Cpe = Annotated[str, Meta(pattern=r"^cpe:2\.3:[aho*-](?::(?:\\.|[^\\:\s])+){10}$(?!\n)")]
HeaderFields = Annotated[dict[str, str | Many[str]], Meta(min_length=1)]  # STIX 2.1 §6.6


class Artifact(Observable, frozen=True, tag="artifact"):
    """Bytes, here or behind a URL (STIX 2.1 §6.1)."""

    mime_type: Maybe[MediaType] = UNSET
    payload_bin: Maybe[Binary] = UNSET
    url: Maybe[Uri] = UNSET
    hashes: Maybe[Hashes] = UNSET
    encryption_algorithm: Maybe[
        Literal["AES-256-GCM", "ChaCha20-Poly1305", "mime-type-indicated"]
    ] = UNSET
    decryption_key: Maybe[str] = UNSET


class AutonomousSystem(Observable, frozen=True, tag="autonomous-system"):
    """An autonomous system of the Internet's routing (STIX 2.1 §6.2)."""

    number: int
    name: Maybe[str] = UNSET
    rir: Maybe[str] = UNSET


class Directory(Observable, frozen=True, tag="directory"):
    """A folder of a file system (STIX 2.1 §6.3)."""

    path: str
    path_enc: Maybe[Charset] = UNSET
    ctime: Maybe[Timestamp] = UNSET
    mtime: Maybe[Timestamp] = UNSET
    atime: Maybe[Timestamp] = UNSET
    contains_refs: Maybe[Many[str]] = UNSET


class DomainName(Observable, frozen=True, tag="domain-name"):
    """A network domain name, RFC 1034 or RFC 5890 (STIX 2.1 §6.4)."""

    value: str
    resolves_to_refs: Maybe[Many[str]] = UNSET


class EmailAddress(Observable, frozen=True, tag="email-addr"):
    """One e-mail address, without display name (STIX 2.1 §6.5)."""

    value: str
    display_name: Maybe[str] = UNSET
    belongs_to_ref: Maybe[str] = UNSET


class EmailMimePart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a multipart message (STIX 2.1 §6.6.2)."""

    body: Maybe[str] = UNSET
    body_raw_ref: Maybe[str] = UNSET
    content_type: Maybe[str] = UNSET
    content_disposition: Maybe[str] = UNSET


class EmailMessage(Observable, frozen=True, tag="email-message"):
    """One e-mail message (STIX 2.1 §6.6)."""

    is_multipart: bool
    date: Maybe[Timestamp] = UNSET
    content_type: Maybe[str] = UNSET
    from_ref: Maybe[str] = UNSET
    sender_ref: Maybe[str] = UNSET
    to_refs: Maybe[Many[str]] = UNSET
    cc_refs: Maybe[Many[str]] = UNSET
    bcc_refs: Maybe[Many[str]] = UNSET
    message_id: Maybe[str] = UNSET
    subject: Maybe[str] = UNSET
    received_lines: Maybe[Many[str]] = UNSET
    additional_header_fields: Maybe[HeaderFields] = UNSET
    body: Maybe[str] = UNSET
    body_multipart: Maybe[Many[EmailMimePart]] = UNSET
    raw_email_ref: Maybe[str] = UNSET


class File(Observable, frozen=True, tag="file"):
    """One file (STIX 2.1 §6.7)."""

    hashes: Maybe[Hashes] = UNSET
    size: Maybe[Count] = UNSET
    name: Maybe[str] = UNSET
    name_enc: Maybe[Charset] = UNSET
    magic_number_hex: Maybe[Hex] = UNSET
    mime_type: Maybe[str] = UNSET
    ctime: Maybe[Timestamp] = UNSET
    mtime: Maybe[Timestamp] = UNSET
    atime: Maybe[Timestamp] = UNSET
    parent_directory_ref: Maybe[str] = UNSET
    contains_refs: Maybe[Many[str]] = UNSET
    content_ref: Maybe[str] = UNSET


class Ipv4Address(Observable, frozen=True, tag="ipv4-addr"):
    """One IPv4 address or CIDR block (STIX 2.1 §6.8)."""

    value: str
    resolves_to_refs: Maybe[Many[str]] = UNSET
    belongs_to_refs: Maybe[Many[str]] = UNSET


class Ipv6Address(Observable, frozen=True, tag="ipv6-addr"):
    """One IPv6 address or CIDR block (STIX 2.1 §6.9)."""

    value: str
    resolves_to_refs: Maybe[Many[str]] = UNSET
    belongs_to_refs: Maybe[Many[str]] = UNSET


class MacAddr(Observable, frozen=True, tag="mac-addr"):
    """One MAC address, lower case with colons (STIX 2.1 §6.10)."""

    value: MacAddress


class Mutex(Observable, frozen=True, tag="mutex"):
    """A mutual exclusion object (STIX 2.1 §6.11)."""

    name: str


class NetworkTraffic(Observable, frozen=True, tag="network-traffic"):
    """Traffic from a source to a destination (STIX 2.1 §6.12)."""

    protocols: Many[str]
    start: Maybe[Timestamp] = UNSET
    end: Maybe[Timestamp] = UNSET
    is_active: Maybe[bool] = UNSET
    src_ref: Maybe[str] = UNSET
    dst_ref: Maybe[str] = UNSET
    src_port: Maybe[Port] = UNSET
    dst_port: Maybe[Port] = UNSET
    src_byte_count: Maybe[Count] = UNSET
    dst_byte_count: Maybe[Count] = UNSET
    src_packets: Maybe[Count] = UNSET
    dst_packets: Maybe[Count] = UNSET
    ipfix: Maybe[dict[str, str | int]] = UNSET
    src_payload_ref: Maybe[str] = UNSET
    dst_payload_ref: Maybe[str] = UNSET
    encapsulates_refs: Maybe[Many[str]] = UNSET
    encapsulated_by_ref: Maybe[str] = UNSET


class Process(Observable, frozen=True, tag="process"):
    """A running program (STIX 2.1 §6.13)."""

    is_hidden: Maybe[bool] = UNSET
    pid: Maybe[int] = UNSET
    created_time: Maybe[Timestamp] = UNSET
    cwd: Maybe[str] = UNSET
    command_line: Maybe[str] = UNSET
    environment_variables: Maybe[Dictionary] = UNSET
    opened_connection_refs: Maybe[Many[str]] = UNSET
    creator_user_ref: Maybe[str] = UNSET
    image_ref: Maybe[str] = UNSET
    parent_ref: Maybe[str] = UNSET
    child_refs: Maybe[Many[str]] = UNSET


class Software(Observable, frozen=True, tag="software"):
    """A software product (STIX 2.1 §6.14)."""

    name: str
    cpe: Maybe[Cpe] = UNSET
    swid: Maybe[str] = UNSET
    languages: Maybe[Many[str]] = UNSET
    vendor: Maybe[str] = UNSET
    version: Maybe[str] = UNSET


class Url(Observable, frozen=True, tag="url"):
    """One URL, RFC 3986 (STIX 2.1 §6.15)."""

    value: Uri


class UserAccount(Observable, frozen=True, tag="user-account"):
    """An account on a system or a service (STIX 2.1 §6.16)."""

    user_id: Maybe[str] = UNSET
    credential: Maybe[str] = UNSET
    account_login: Maybe[str] = UNSET
    account_type: Maybe[str] = UNSET
    display_name: Maybe[str] = UNSET
    is_service_account: Maybe[bool] = UNSET
    is_privileged: Maybe[bool] = UNSET
    can_escalate_privs: Maybe[bool] = UNSET
    is_disabled: Maybe[bool] = UNSET
    account_created: Maybe[Timestamp] = UNSET
    account_expires: Maybe[Timestamp] = UNSET
    credential_last_changed: Maybe[Timestamp] = UNSET
    account_first_login: Maybe[Timestamp] = UNSET
    account_last_login: Maybe[Timestamp] = UNSET


class WindowsRegistryValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a registry key (STIX 2.1 §6.17.2)."""

    name: Maybe[str] = UNSET
    data: Maybe[str] = UNSET
    data_type: Maybe[
        Literal[
            "REG_NONE",
            "REG_SZ",
            "REG_EXPAND_SZ",
            "REG_BINARY",
            "REG_DWORD",
            "REG_DWORD_BIG_ENDIAN",
            "REG_DWORD_LITTLE_ENDIAN",
            "REG_LINK",
            "REG_MULTI_SZ",
            "REG_RESOURCE_LIST",
            "REG_FULL_RESOURCE_DESCRIPTION",
            "REG_RESOURCE_REQUIREMENTS_LIST",
            "REG_QWORD",
            "REG_INVALID_TYPE",
        ]
    ] = UNSET


class WindowsRegistryKey(Observable, frozen=True, tag="windows-registry-key"):
    """A registry key, its hive written in full (STIX 2.1 §6.17)."""

    key: Maybe[str] = UNSET
    values: Maybe[Many[WindowsRegistryValue]] = UNSET
    modified_time: Maybe[Timestamp] = UNSET
    creator_user_ref: Maybe[str] = UNSET
    number_of_subkeys: Maybe[int] = UNSET


class X509V3Extensions(msgspec.Struct, frozen=True, kw_only=True):
    """The v3 extensions of a certificate, as text (STIX 2.1 §6.18.2)."""

    basic_constraints: Maybe[str] = UNSET
    name_constraints: Maybe[str] = UNSET
    policy_constraints: Maybe[str] = UNSET
    key_usage: Maybe[str] = UNSET
    extended_key_usage: Maybe[str] = UNSET
    subject_key_identifier: Maybe[str] = UNSET
    authority_key_identifier: Maybe[str] = UNSET
    subject_alternative_name: Maybe[str] = UNSET
    issuer_alternative_name: Maybe[str] = UNSET
    subject_directory_attributes: Maybe[str] = UNSET
    crl_distribution_points: Maybe[str] = UNSET
    inhibit_any_policy: Maybe[str] = UNSET
    private_key_usage_period_not_before: Maybe[Timestamp] = UNSET
    private_key_usage_period_not_after: Maybe[Timestamp] = UNSET
    certificate_policies: Maybe[str] = UNSET
    policy_mappings: Maybe[str] = UNSET


class X509Certificate(Observable, frozen=True, tag="x509-certificate"):
    """A public-key certificate (STIX 2.1 §6.18)."""

    is_self_signed: Maybe[bool] = UNSET
    hashes: Maybe[Hashes] = UNSET
    version: Maybe[str] = UNSET
    serial_number: Maybe[str] = UNSET
    signature_algorithm: Maybe[str] = UNSET
    issuer: Maybe[str] = UNSET
    validity_not_before: Maybe[Timestamp] = UNSET
    validity_not_after: Maybe[Timestamp] = UNSET
    subject: Maybe[str] = UNSET
    subject_public_key_algorithm: Maybe[str] = UNSET
    subject_public_key_modulus: Maybe[str] = UNSET
    subject_public_key_exponent: Maybe[int] = UNSET
    x509_v3_extensions: Maybe[X509V3Extensions] = UNSET


OBSERVABLES: tuple[type[Any], ...] = (
    Artifact,
    AutonomousSystem,
    Directory,
    DomainName,
    EmailAddress,
    EmailMessage,
    File,
    Ipv4Address,
    Ipv6Address,
    MacAddr,
    Mutex,
    NetworkTraffic,
    Process,
    Software,
    Url,
    UserAccount,
    WindowsRegistryKey,
    X509Certificate,
)
