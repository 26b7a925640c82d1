"""Partners, their keys, persons, outbound credentials and our invitations, as rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    delete,
    select,
)

from khien.model.canonical import canonical_json
from khien.model.ids import OfficerName, PartnerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.model.signing import PublicKey
from khien.people.partners.rules import (
    Invitation,
    Limits,
    NamedPerson,
    Partner,
    PartnerKind,
    PartnerState,
    PinnedKey,
)
from khien.store import metadata

partner = Table(
    "partner",
    metadata,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("identity_id", String, nullable=False, unique=True),
    Column("identity", Text, nullable=False),  # canonical JSON of the STIX identity
    Column("country", String, nullable=False),
    Column("url", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("exercise", Boolean, nullable=False),
    Column("max_bytes", BigInteger, nullable=False),
    Column("objects_per_minute", Integer, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("revoked_us", BigInteger),
    Column("revoked_by", String),
    Column("revoked_reason", Text, nullable=False),
)

partner_key = Table(
    "partner_key",
    metadata,
    # The raw key in hex: one key belongs to one partner, and is pinned once in its life.
    Column("raw", String, primary_key=True),
    Column("partner", String, ForeignKey("partner.name"), nullable=False, index=True),
    Column("key_id", String, nullable=False, index=True),
    Column("vkey", String, nullable=False),
    Column("since_us", BigInteger, nullable=False),
    Column("until_us", BigInteger),
)

partner_person = Table(
    "partner_person",
    metadata,
    Column("partner", String, ForeignKey("partner.name"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("title", String, nullable=False),
)

partner_outbound = Table(
    "partner_outbound",
    metadata,
    Column("partner", String, ForeignKey("partner.name"), primary_key=True),
    Column("api_root", String, nullable=False),
    Column("collection", String, nullable=False),
    Column("user", String, nullable=False),
    # In the clear, since it must be sent; the database file is readable by its owner only.
    Column("secret", String, nullable=False),
)

partner_channel = Table(
    "partner_channel",
    metadata,
    Column("partner", String, ForeignKey("partner.name"), primary_key=True),
    Column("ca", Text, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("private_key", Text, nullable=False),  # in the clear, as `partner_outbound.secret`
)

invitation_made = Table(
    "invitation_made",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("partner", String, nullable=False, index=True),
    Column("secret", String),  # base64; erased as soon as it is used or withdrawn
    Column("made_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("used_us", BigInteger),
    Column("withdrawn_us", BigInteger),
)

invitation_taken = Table(
    "invitation_taken",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("partner", String, ForeignKey("partner.name"), nullable=False),
    Column(
        "acceptance", Text, nullable=False
    ),  # our signed answer, to be given again if it is lost
    Column("taken_us", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True, repr=False)
class Outbound:
    """How this node signs in at a plain TAXII party. It never prints itself.

    `api_root` is the address of the API root; `collection` the id of the one to push to and pull from;
    an empty `user` means that `secret` is a bearer token.
    """

    api_root: str
    collection: str
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Outbound({self.api_root}, {self.collection}, secret hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Channel:
    """How this node speaks TLS with a partner's server; everything in PEM. It never prints its key.

    `ca` is the authority that alone is believed, '' for those of the system; `certificate` and
    `private_key` are what we show of ourselves, '' for nothing.
    """

    ca: str = ""
    certificate: str = ""
    private_key: str = ""

    def __repr__(self) -> str:
        return f"Channel(own ca {bool(self.ca)}, certificate {bool(self.certificate)}, key hidden)"


def insert_partner(tx: Connection, new: Partner) -> None:
    """Write a new partner; its keys and persons are written apart."""
    tx.execute(
        partner.insert().values(
            name=new.name, created_us=to_microseconds(new.created), **_changing(new)
        )
    )


def update_partner(tx: Connection, changed: Partner, revoked_by: OfficerName | None = None) -> None:
    """Write what may change about a partner; its keys and persons are written apart."""
    tx.execute(
        partner.update()
        .where(partner.c.name == changed.name)
        .values(revoked_by=revoked_by, **_changing(changed))
    )


def find_partner(tx: Connection, name: str) -> Partner | None:
    """The partner of that name, in any state."""
    found = _partners(tx, partner.c.name == name)
    return found[0] if found else None


def find_by_key_id(tx: Connection, key_id: str) -> Partner | None:
    """The partner that a key of this id (`name+hash`) was ever pinned for."""
    held = select(partner_key.c.partner).where(partner_key.c.key_id == key_id)
    found = _partners(tx, partner.c.name.in_(held))
    return found[0] if found else None


def find_by_identity(tx: Connection, identity_id: str) -> Partner | None:
    """The partner with this STIX identity."""
    found = _partners(tx, partner.c.identity_id == identity_id)
    return found[0] if found else None


def all_partners(tx: Connection) -> tuple[Partner, ...]:
    """Every partner in every state, by name."""
    return _partners(tx, None)


def pin_key(tx: Connection, name: PartnerName, key: PublicKey, since: datetime) -> None:
    """Believe a key from an instant on."""
    tx.execute(
        partner_key.insert().values(
            raw=key.raw.hex(),
            partner=name,
            key_id=key.id,
            vkey=key.vkey,
            since_us=to_microseconds(since),
        )
    )


def retire_keys(tx: Connection, name: PartnerName, until: datetime) -> None:
    """Stop believing every key of the partner that is believed now; it is kept, with its end."""
    tx.execute(
        partner_key.update()
        .where(partner_key.c.partner == name, partner_key.c.until_us.is_(None))
        .values(until_us=to_microseconds(until))
    )


def replace_persons(tx: Connection, name: PartnerName, persons: Sequence[NamedPerson]) -> None:
    """Write the named persons at a partner in place of those before."""
    tx.execute(delete(partner_person).where(partner_person.c.partner == name))
    for person in persons:
        tx.execute(
            partner_person.insert().values(partner=name, name=person.name, title=person.title)
        )


def write_outbound(tx: Connection, name: PartnerName, outbound: Outbound | None) -> None:
    """Write the outbound credentials of a partner; None erases them."""
    tx.execute(delete(partner_outbound).where(partner_outbound.c.partner == name))
    if outbound is not None:
        tx.execute(
            partner_outbound.insert().values(
                partner=name,
                api_root=outbound.api_root,
                collection=outbound.collection,
                user=outbound.user,
                secret=outbound.secret,
            )
        )


def find_outbound(tx: Connection, name: str) -> Outbound | None:
    """The outbound credentials of a partner."""
    row = tx.execute(
        select(partner_outbound).where(partner_outbound.c.partner == name)
    ).one_or_none()
    if row is None:
        return None
    fields = row._mapping
    return Outbound(fields["api_root"], fields["collection"], fields["user"], fields["secret"])


def write_channel(tx: Connection, name: PartnerName, channel: Channel) -> None:
    """Write how to speak TLS with a partner; what is empty erases what was there."""
    tx.execute(delete(partner_channel).where(partner_channel.c.partner == name))
    if channel != Channel():
        tx.execute(
            partner_channel.insert().values(
                partner=name,
                ca=channel.ca,
                certificate=channel.certificate,
                private_key=channel.private_key,
            )
        )


def find_channel(tx: Connection, name: str) -> Channel:
    """How to speak TLS with a partner; an empty one where nobody said."""
    row = tx.execute(select(partner_channel).where(partner_channel.c.partner == name)).one_or_none()
    if row is None:
        return Channel()
    fields = row._mapping
    return Channel(fields["ca"], fields["certificate"], fields["private_key"])


def insert_invitation(tx: Connection, new: Invitation, secret: str) -> None:
    """Write an invitation of ours with its secret."""
    tx.execute(
        invitation_made.insert().values(
            sha256=new.sha256,
            partner=new.partner,
            secret=secret,
            made_us=to_microseconds(new.made),
            expires_us=to_microseconds(new.expires),
        )
    )


def find_invitation(tx: Connection, sha256: str) -> Invitation | None:
    """An invitation of ours by the hash of its payload."""
    found = _invitations(tx, invitation_made.c.sha256 == sha256)
    return found[0] if found else None


def unanswered_invitations(tx: Connection) -> tuple[Invitation, ...]:
    """Our invitations that were neither used nor withdrawn, the expired ones too, newest first."""
    return _invitations(
        tx, invitation_made.c.used_us.is_(None) & invitation_made.c.withdrawn_us.is_(None)
    )


def secret_of(tx: Connection, sha256: str) -> str | None:
    """The secret of an invitation, while it is unused."""
    found: str | None = tx.execute(
        select(invitation_made.c.secret).where(invitation_made.c.sha256 == sha256)
    ).scalar_one_or_none()
    return found


def use_invitation(tx: Connection, sha256: str, now: datetime) -> None:
    """Mark an invitation as used and erase its secret."""
    tx.execute(
        invitation_made.update()
        .where(invitation_made.c.sha256 == sha256)
        .values(used_us=to_microseconds(now), secret=None)
    )


def withdraw_invitations(tx: Connection, name: PartnerName, now: datetime) -> int:
    """Take back every unanswered invitation for a name and erase its secret; gives how many."""
    result = tx.execute(
        invitation_made.update()
        .where(
            invitation_made.c.partner == name,
            invitation_made.c.used_us.is_(None),
            invitation_made.c.withdrawn_us.is_(None),
        )
        .values(withdrawn_us=to_microseconds(now), secret=None)
    )
    return result.rowcount


def insert_taken(
    tx: Connection, sha256: str, name: PartnerName, acceptance: Mapping[str, Any], now: datetime
) -> None:
    """Note an invitation that we accepted, with our answer."""
    tx.execute(
        invitation_taken.insert().values(
            sha256=sha256,
            partner=name,
            acceptance=json.dumps(acceptance, ensure_ascii=False),
            taken_us=to_microseconds(now),
        )
    )


def find_taken(tx: Connection, sha256: str) -> tuple[PartnerName, dict[str, Any]] | None:
    """Whose invitation we accepted under this hash, and what we answered."""
    row = tx.execute(
        select(invitation_taken).where(invitation_taken.c.sha256 == sha256)
    ).one_or_none()
    if row is None:
        return None
    fields = row._mapping
    return PartnerName(fields["partner"]), json.loads(fields["acceptance"])


def _changing(one: Partner) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "state": one.state.value,
        "identity_id": one.identity_id,
        "identity": canonical_json(one.identity, "identity").decode(),
        "country": one.country,
        "url": one.url,
        "origin": one.origin,
        "exercise": one.exercise,
        "max_bytes": one.limits.max_bytes,
        "objects_per_minute": one.limits.objects_per_minute,
        "revoked_us": None if one.revoked is None else to_microseconds(one.revoked),
        "revoked_reason": one.revoked_reason,
    }


def _partners(tx: Connection, where: Any) -> tuple[Partner, ...]:  # noqa: ANN401 -- an SQL condition
    query = select(partner).order_by(partner.c.name)
    rows = tx.execute(query if where is None else query.where(where)).mappings().all()
    names = [row["name"] for row in rows]
    keys = _keys(tx, names)
    persons = _persons(tx, names)
    return tuple(
        _partner(row, keys.get(row["name"], ()), persons.get(row["name"], ())) for row in rows
    )


def _keys(tx: Connection, names: Sequence[str]) -> dict[str, tuple[PinnedKey, ...]]:
    query = select(partner_key).where(partner_key.c.partner.in_(names))
    found: dict[str, tuple[PinnedKey, ...]] = {}
    for row in tx.execute(query.order_by(partner_key.c.since_us, partner_key.c.raw)).mappings():
        pinned = PinnedKey(
            PublicKey.parse(row["vkey"]),
            from_microseconds(row["since_us"]),
            _instant(row["until_us"]),
        )
        found[row["partner"]] = (*found.get(row["partner"], ()), pinned)
    return found


def _persons(tx: Connection, names: Sequence[str]) -> dict[str, tuple[NamedPerson, ...]]:
    query = select(partner_person).where(partner_person.c.partner.in_(names))
    found: dict[str, tuple[NamedPerson, ...]] = {}
    for row in tx.execute(query.order_by(partner_person.c.name)).mappings():
        person = NamedPerson(row["name"], row["title"])
        found[row["partner"]] = (*found.get(row["partner"], ()), person)
    return found


def _partner(
    row: Mapping[Any, Any], keys: tuple[PinnedKey, ...], persons: tuple[NamedPerson, ...]
) -> Partner:
    return Partner(
        name=PartnerName(row["name"]),
        kind=PartnerKind(row["kind"]),
        state=PartnerState(row["state"]),
        identity=json.loads(row["identity"]),
        country=row["country"],
        url=row["url"],
        origin=row["origin"],
        keys=keys,
        limits=Limits(row["max_bytes"], row["objects_per_minute"]),
        exercise=row["exercise"],
        persons=persons,
        created=from_microseconds(row["created_us"]),
        revoked=_instant(row["revoked_us"]),
        revoked_reason=row["revoked_reason"],
    )


def _invitations(tx: Connection, where: Any) -> tuple[Invitation, ...]:  # noqa: ANN401 -- an SQL condition
    query = select(invitation_made).where(where).order_by(invitation_made.c.made_us.desc())
    return tuple(
        Invitation(
            sha256=row["sha256"],
            partner=PartnerName(row["partner"]),
            made=from_microseconds(row["made_us"]),
            expires=from_microseconds(row["expires_us"]),
            used=_instant(row["used_us"]),
            withdrawn=_instant(row["withdrawn_us"]),
        )
        for row in tx.execute(query).mappings()
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
