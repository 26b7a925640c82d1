"""What is found: values and names, each with its place and what the text around it says of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Context(StrEnum):
    """What the document makes of a value."""

    MALICIOUS = "malicious"
    BENIGN = "benign"
    UNSURE = "unsure"


HASHES: Final = ("md5", "sha1", "sha256", "sha384", "sha512", "ssdeep")
COINS: Final = ("btc", "eth", "xmr", "ltc", "doge", "dash", "zec", "bch", "trx", "xrp", "ada")

INDICATOR_KINDS: Final = (
    "domain", "ipv4", "ipv6", "cidr", "url", "email", *HASHES, "file-name", "file-path",
    "registry-key", "mutex", "coin", "coin-transaction", "phone", "bank-account", "brandname", "iban",
    "payment-card", "mac", "asn", "user-agent", "cookie", "host-name",
)  # fmt: skip
"""Values that telemetry, an operator or a bank can look for."""

NAME_KINDS: Final = ("actor", "malware", "tool", "campaign", "technique")
"""Names from objects that the node holds; `ref` is the object's id."""

TERM_KINDS: Final = ("crime", "sector", "country")
"""Words of our own lexicon, in both languages; `value` is the entry's code."""

OTHER_KINDS: Final = (
    "cve", "cwe", "capec", "cpe", "attack-id", "date", "person", "organisation",
    "national-id", "passport",
)  # fmt: skip

KINDS: Final = (*INDICATOR_KINDS, *NAME_KINDS, *TERM_KINDS, *OTHER_KINDS)


class Candidate(NamedTuple):
    """One thing that the text may be naming. A person decides; this is only a proposal.

    Attributes:
        kind: one of `KINDS`.
        value: in its clean form: refanged, lower case where case says nothing, A-labels, E.164,
            ISO 8601. Of a coin address `btc:1A1z…`, of a bank account `VCB:0123456789` (bank's
            short name, or empty before the colon), of a name the name as the node holds it.
        start: offset of the first character in the document's text.
        end: offset after the last character.
        raw: the text between both, as written.
        context: what the document makes of it.
        why: code of the reason for `context`; its sentence is in `khien.model.words`.
        personal: whether it is a personal datum, so marked from the first moment.
        ref: id of the object that a name stands for, or empty.
        note: what a person should know besides: what a look-alike reads like, the port of an
            address, the bank's full name.
    """

    kind: str
    value: str
    start: int
    end: int
    raw: str
    context: Context
    why: str
    personal: bool = False
    ref: str = ""
    note: str = ""
