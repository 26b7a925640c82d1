"""Lists for name servers and machines: RPZ zones (BIND, Unbound) and hosts files."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_network
from typing import Final

from khien.exchange.lists.entry import ADDRESSES, About, Entry, Form
from khien.model.decision import Refusal
from khien.model.patterns import ValueKind

ACTIONS: Final = {"nxdomain": ".", "nodata": "*.", "drop": "rpz-drop."}
"""What a resolver answers, and how RPZ writes it as the target of a CNAME."""

TTL_S: Final = 300
_LONGEST_NAME = 253  # RFC 1035 §2.3.4, as text without the dot at the end


def _zone_head(about: About) -> str:
    return (
        f"; {about.title} of {about.node}, {about.at:%Y-%m-%dT%H:%M:%SZ}\n"
        f"$ORIGIN {about.zone}.\n"
        f"$TTL {TTL_S}\n"
        # refresh, retry, expire, negative TTL; who serves a policy zone is never asked
        f"@ SOA localhost. root.localhost. {about.serial} 3600 600 604800 {TTL_S}\n"
        "@ NS localhost.\n"
    )


def _zone_line(entry: Entry, about: About) -> str | Refusal:
    is_name = entry.kind is ValueKind.DOMAIN
    if is_name and entry.value.rpartition(".")[2].startswith("rpz-"):
        return Refusal("list.unwritable", entry.value)  # it would be a trigger of another kind
    owner = entry.value if is_name else _trigger(entry.value)
    # The name, a star before it and the zone behind it must fit.
    if len(owner) + len(about.zone) + 3 > _LONGEST_NAME:
        return Refusal("list.too-long", entry.value)
    target = ACTIONS[about.action]
    line = f"{owner} CNAME {target} ; {entry.object_id}"
    return f"{line}\n*.{owner} CNAME {target}" if is_name else line


def _trigger(text: str) -> str:
    """An address or network as the owner of an IP trigger: backwards, `zz` for `::`."""
    network = ip_network(text)
    address = str(network.network_address)
    if not isinstance(network, IPv6Network):
        parts = address.split(".")
    else:
        parts = [part or "zz" for part in address.replace("::", ":zz:").strip(":").split(":")]
    return f"{network.prefixlen}.{'.'.join(reversed(parts))}.rpz-ip"


def _hosts_line(entry: Entry, _: About) -> str:
    return f"0.0.0.0 {entry.value}"


def _hosts_head(about: About) -> str:
    return f"# {about.title} of {about.node}, {about.at:%Y-%m-%dT%H:%M:%SZ}, {about.serial}\n"


RPZ: Final = Form(
    "rpz", "text/dns", "zone", frozenset({ValueKind.DOMAIN}) | ADDRESSES, _zone_line, _zone_head
)
HOSTS: Final = Form(
    "hosts", "text/plain", "txt", frozenset({ValueKind.DOMAIN}), _hosts_line, _hosts_head,
    narrows={ValueKind.DOMAIN: "list.not-below"},
)  # fmt: skip
