"""Sample parties for the tests of people: names, keys and cards that are always the same."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection

from khien.model.agreement import Party, sample_agreement
from khien.model.signing import SigningKey
from khien.people.officers import Cost
from khien.people.partners import Card, Partner, accept, invite

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PASSWORD = "bốn con trâu qua sông"  # noqa: S105 -- a sample


@dataclass(frozen=True)
class Node:
    """One party as its own node sees itself."""

    card: Card
    key: SigningKey


def key_of(name: str, generation: int = 1) -> SigningKey:
    """A key that depends only on the name and the generation."""
    return SigningKey.from_seed(name, hashlib.sha256(f"{name} {generation}".encode()).digest())


def identity_of(name: str) -> dict[str, object]:
    """A STIX identity that depends only on the name."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid5(NAMESPACE_URL, name)}",
        "created": "2026-11-01T00:00:00.000Z",
        "modified": "2026-11-01T00:00:00.000Z",
        "name": f"Sample {name}",
        "identity_class": "organization",
    }


def node(name: str, country: str = "VN") -> Node:
    """A sample node."""
    key = key_of(name)
    card = Card(
        name=name,
        identity=identity_of(name),
        country=country,
        url=f"https://{name}.example/khien",
        key=key.public.vkey,
        origin=f"{name}.example/ledger",
    )
    return Node(card, key)


OURS = node("vn-ncc")
THEIRS = node("asean-cert", "SG")


def enrol(tx: Connection, own: Node, other: Node, now: datetime = NOW) -> Partner:
    """Make `other` a partner of `own`; the other side's database stays out of it."""
    document = invite_by(tx, other, own, now)
    return accept(tx, own.card, own.key, document, now).partner


def invite_by(tx: Connection, inviter: Node, invited: Node, now: datetime) -> dict[str, object]:
    """An invitation made in the inviter's own database, of which nothing is kept here."""
    point = tx.begin_nested()
    document = invite(tx, inviter.card, inviter.key, invited.card.name, now).document
    point.rollback()
    return document


def agreement_text(
    one: Node = OURS,
    other: Node = THEIRS,
    valid_from: date = date(2026, 1, 1),
    valid_until: date = date(2027, 12, 31),
    title: str = "Exchange of warnings",
) -> str:
    """The TOML of an agreement between two sample nodes."""
    parties = [Party(name=n.card.name, identity=n.card.identity_id) for n in (one, other)]
    return sample_agreement(parties[0], parties[1], title, valid_from, valid_until)
