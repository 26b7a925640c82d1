"""X-ARF v4: one report for each network and its abuse contact, with every value on it as evidence.

An abuse contact is a stranger: what goes to it may go to everybody, so only TLP:CLEAR stands in a report.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final
from uuid import UUID

import msgspec

from khien.exchange.lists.entry import ADDRESSES, About, Entry
from khien.model.decision import Refusal
from khien.model.errors import MalformedError
from khien.model.instants import taxii_time
from khien.model.marking import Tlp
from khien.model.patterns import IndicatorValue, ValueKind, host_of, network_of, value_of
from khien.model.patterns.values import Network

K = ValueKind
NAME, MEDIA_TYPE = "xarf", "application/x-ndjson"
VERSION: Final = "4.2.0"
KINDS: Final = ADDRESSES | {K.URL, K.DOMAIN}
_ANY = "*"
_CALLED: Final = {
    K.URL: ("URL", "URLs"),
    K.DOMAIN: ("domain name", "domain names"),
    K.CIDR: ("network", "networks"),
}


class ContactError(MalformedError):
    """A line of the table of contacts does not say whose contact it is."""

    code = "list.contact"

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}", "NETWORK or DOMAIN, CONTACT", line=line, text=text[:100])


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to write to about an address or name: the smallest network or the nearest name above it."""

    networks: tuple[tuple[Network, str], ...] = ()
    names: Mapping[str, str] | None = None
    anybody: str = ""

    def of(self, value: IndicatorValue) -> tuple[str, str] | None:
        """The network or name that has a contact, and the contact; None where nobody is known."""
        host = host_of(value)
        found = None
        if host is not None and host.kind is K.DOMAIN:
            found = self._of_name(host.value)
        elif host is not None:
            found = self._of_network(ip_network(host.value))
        return found or ((_ANY, self.anybody) if self.anybody and host is not None else None)

    def _of_network(self, network: Network) -> tuple[str, str] | None:
        for one, contact in self.networks:  # the smallest first
            if one.version == network.version and network.subnet_of(one):  # type: ignore[arg-type]
                return str(one), contact
        return None

    def _of_name(self, name: str) -> tuple[str, str] | None:
        known = self.names or {}
        while name:
            if name in known:
                return name, known[name]
            name = name.partition(".")[2]
        return None


def read_contacts(text: str) -> Contacts:
    """Contacts from lines `192.0.2.0/24,abuse@isp.example`; `*` stands for all others, # begins a comment.

    Raises:
        ContactError: naming the first line that is neither.
    """
    networks: list[tuple[Network, str]] = []
    names: dict[str, str] = {}
    anybody = ""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        place, _, contact = (part.strip() for part in said.partition(","))
        if value_of(K.EMAIL, contact) is None:
            raise ContactError(number, said)
        network, name = network_of(place), value_of(K.DOMAIN, place)
        if place == _ANY:
            anybody = contact
        elif network is not None:
            networks.append((network, contact))
        elif name is not None:
            names[name.value] = contact
        else:
            raise ContactError(number, said)
    networks.sort(key=lambda one: -one[0].prefixlen)
    return Contacts(tuple(networks), names, anybody)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: our organisation, its mail address, its domain."""

    org: str
    contact: str
    domain: str


class Abuse:
    """Gathers what there is to report, and writes the reports."""

    def __init__(self, contacts: Contacts, reporter: Reporter, about: About) -> None:
        self._contacts, self._reporter, self._about = contacts, reporter, about
        self._found: dict[tuple[str, str], list[Entry]] = {}

    def take(self, entry: Entry) -> Refusal | None:
        """Put a value to the report that it belongs to; or why it belongs to none."""
        if entry.kind not in KINDS:
            return Refusal("list.kind", entry.value)
        if entry.tlp > Tlp.CLEAR:
            return Refusal("list.above-ceiling", f"{entry.tlp.label} > {Tlp.CLEAR.label}")
        place = self._contacts.of(IndicatorValue(entry.kind, entry.value))
        if place is None:
            return Refusal("list.no-contact", entry.value)
        self._found.setdefault(place, []).append(entry)
        return None

    def reports(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Contact and report, in a fixed order."""
        for (place, contact), entries in sorted(self._found.items()):
            yield contact, self._report(place, contact, entries)

    def _report(self, place: str, contact: str, entries: Sequence[Entry]) -> dict[str, Any]:
        one = [entry.value for entry in entries]
        listing = "".join(f"{value}\n" for value in one).encode()
        digest = hashlib.sha256(listing).hexdigest()
        where = "" if place == _ANY else f" on {place}"
        party = msgspec.to_builtins(self._reporter)
        seen = hashlib.sha256(f"{self._about.identity}{place}{contact}{digest}".encode()).digest()
        return {
            "xarf_version": VERSION,
            "report_id": str(UUID(bytes=seen[:16], version=4)),
            "timestamp": taxii_time(self._about.at),
            "reporter": party,
            "sender": party,
            "source_identifier": one[0] if place == _ANY or len(one) == 1 else place,
            "category": "reputation",
            "type": "blocklist",
            "evidence_source": "threat_intelligence",
            "description": f"Malicious activity{where}: {_counted(entries)}",
            "evidence": [
                {
                    "content_type": "text/plain",
                    "description": "One value a line",
                    "payload": b64encode(listing).decode(),
                    "hash": f"sha256:{digest}",
                    "size": len(listing),
                }
            ],
            "tags": ["khien:recipient=" + contact],
        }


def _counted(entries: Sequence[Entry]) -> str:
    """How many there are of each kind, in English as everything in a report: `2 addresses, 1 URL`."""
    kinds = Counter(_CALLED.get(entry.kind, ("address", "addresses")) for entry in entries)
    return ", ".join(f"{n} {one if n == 1 else many}" for (one, many), n in kinds.items())
