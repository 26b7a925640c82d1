"""Issue, believe and take back client certificates; each act is in the ledger within its transaction.

The database says what is believed; the files in HOME/tls are written from it afterwards, so that a crash
in between leaves a list that is too short, and a certificate that is refused nevertheless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection

from khien.app.administering import record
from khien.app.wiring import Node
from khien.ledger import EntryKind, LedgerEntry
from khien.people import certificates, partners
from khien.people.acts import Deed
from khien.people.certificates import (
    AUTHORITY_DAYS,
    LEAF_DAYS,
    Authority,
    Certificate,
    Pair,
    Reason,
)
from khien.people.partners import Channel, Partner


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A certificate of ours, in PEM, and its key where we made that too. It never prints the key."""

    certificate: Certificate
    public: str
    private: str


def make_authority(node: Node, *, days: int = AUTHORITY_DAYS) -> Authority:
    """Make this node's own authority, with an empty revocation list.

    Raises:
        AuthorityExistsError: it has one.
    """
    now = node.clock()
    title = node.settings.node.title or node.settings.node.name
    made = certificates.make_authority(title, node.settings.node.country, now, days)
    with node.store.write() as tx:
        certificates.keep_authority(node.home, made)  # refuses before anything is recorded
        record(node, tx, Deed.AUTHORITY_MADE, node.settings.node.name, (), now)
    _write_list(node)
    return made


def make_server(node: Node, names: Sequence[str] = (), *, days: int = LEAF_DAYS) -> Path:
    """Make key and certificate for this node's own server, in place of those before.

    Args:
        node: the node.
        names: names and addresses under which it is reached; otherwise as the settings say.
        days: how long the certificate is valid.

    Returns:
        The file of the certificate; its key is beside it.

    Raises:
        NotFoundError: there is no authority.
        MalformedError: a name that a certificate cannot hold.
    """
    authority = certificates.load_authority(node.home)
    named = names or _own_names(node)
    pair = certificates.make_server(authority, named, node.clock(), days)
    return certificates.write_server(node.home, pair)[0]


def issue(
    node: Node, name: str, *, partner: str | None = None, request: str = "", days: int = LEAF_DAYS
) -> Issued:
    """Issue a client certificate and believe it.

    Args:
        node: the node.
        name: what the certificate is called.
        partner: the active partner that holds the key; None: one of our own tools.
        request: PEM; '' to have us make the key as well, which then has to be carried in secret.
        days: how long it is valid.

    Raises:
        NotFoundError: there is no authority, or no such partner.
        MalformedError: no such request, or not a name.
        NameTakenError, PartnerRevokedError: as in `certificates.add_certificate`.
    """
    authority, now = certificates.load_authority(node.home), node.clock()
    with node.store.write() as tx:
        certificates.check_certificate_name(tx, name)
        holder = None if partner is None else partners.active_partner(tx, partner)
        pair = Pair(request, "") if request else certificates.make_request(name)
        identity = holder.identity_id if holder else ""
        made = certificates.make_client(authority, pair.public, name, identity, now, days)
        kept = certificates.add_certificate(tx, made, name, now, partner)
        _record(node, tx, kept)
    return Issued(kept, certificates.certificate_pem(made), pair.private)


def pin(
    node: Node,
    name: str,
    content: bytes,
    *,
    partner: str | None = None,
    file: str = "certificate",
) -> Certificate:
    """Believe a certificate from another authority, one of those in `tls.client_ca`.

    Raises:
        MalformedError: no certificate, or not a name.
        ConflictError, NotFoundError, PartnerRevokedError: as in `certificates.add_certificate`.
    """
    given = certificates.read_certificate(content, file)
    with node.store.write() as tx:
        kept = certificates.add_certificate(tx, given, name, node.clock(), partner)
        _record(node, tx, kept)
    return kept


def revoke(node: Node, name: str, reason: Reason) -> Certificate:
    """Take a certificate back: it opens nothing from the next request on, and is on the list.

    Raises:
        NotFoundError: there is no such certificate.
    """
    now = node.clock()
    with node.store.write() as tx:
        ended = certificates.revoke_certificate(tx, name, reason, now)
        if ended.revoked == now:
            record(node, tx, Deed.CERTIFICATE_REVOKED, ended.name, [ended.sha256], now)
    if certificates.has_authority(node.home):
        _write_list(node)
    return ended


def list_is_due(node: Node, now: datetime) -> bool:
    """Whether this node has an authority whose revocation list ends soon, or is not there."""
    if not certificates.has_authority(node.home):
        return False
    until = certificates.list_until(node.home)
    return until is None or until - now <= certificates.LIST_RENEWED


def renew_list(node: Node) -> Path:
    """Write the revocation list anew, good for the next days; an act of its own.

    Raises:
        NotFoundError: there is no authority.
    """
    certificates.load_authority(node.home)  # refuses before anything is recorded
    now = node.clock()
    with node.store.write() as tx:
        record(node, tx, Deed.LIST_RENEWED, node.settings.node.name, (), now)
    return _write_list(node)


def _write_list(node: Node) -> Path:
    authority = certificates.load_authority(node.home)
    with node.store.read() as tx:
        known = certificates.list_certificates(tx)
    return certificates.write_list(node.home, authority, known, node.clock())


def secure(node: Node, name: str, channel: Channel) -> Partner:
    """Change how this node speaks TLS with a partner's server.

    Raises:
        MalformedError: no PEM, or a certificate without its key.
        NotFoundError, PartnerRevokedError: no such active partner.
    """
    now = node.clock()
    with node.store.write() as tx:
        found = partners.set_channel(tx, name, channel)
        entry = LedgerEntry(
            EntryKind.PARTNER, partner=found.name, facts={"what": "channel-changed"}
        )
        node.ledger.append(tx, [entry], now)
    return found


def _own_names(node: Node) -> list[str]:
    """Where partners reach this node; without an address in the settings, where it listens."""
    named = urlsplit(node.settings.listen.address).hostname or node.settings.listen.host
    return [named]


def _record(node: Node, tx: Connection, kept: Certificate) -> None:
    detail = [kept.sha256, *filter(None, [kept.partner])]
    record(node, tx, Deed.CERTIFICATE_ADDED, kept.name, detail, kept.created)
