"""Second factors, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    Row,
    String,
    Table,
    delete,
    func,
    select,
)

from khien.model.ids import OfficerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.factors.rules import Passkey
from khien.store import metadata

totp = Table(
    "totp",
    metadata,
    Column("officer", String, ForeignKey("officer.name"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # the secret, under the key in the home folder
    Column("since_us", BigInteger),  # nothing until the first right code
    Column("last_step", BigInteger),  # of the last code that was taken
)
recovery_code = Table(
    "recovery_code",
    metadata,
    Column("officer", String, ForeignKey("officer.name"), primary_key=True),
    Column("sha256", String, primary_key=True),
)
passkey = Table(
    "passkey",
    metadata,
    Column("id", String, primary_key=True),
    Column("officer", String, ForeignKey("officer.name"), nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("credential", LargeBinary, nullable=False),  # WebAuthn §6.5.1, with the public key
    Column("counter", BigInteger, nullable=False),
    Column("synced", Boolean, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("used_us", BigInteger),
)
passkey_challenge = Table(
    "passkey_challenge",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("purpose", String, nullable=False),
    Column("made_us", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Totp:
    """A time-based secret as it is kept; `since` None: no code of it was given yet."""

    sealed: bytes
    since: datetime | None
    last_step: int | None


def find_totp(tx: Connection, officer: OfficerName) -> Totp | None:
    """The time-based secret of an officer."""
    row = tx.execute(select(totp).where(totp.c.officer == officer)).one_or_none()
    return None if row is None else Totp(row.sealed, _instant(row.since_us), row.last_step)


def write_totp(tx: Connection, officer: OfficerName, kept: Totp | None) -> None:
    """Replace the time-based secret of an officer; None takes it away."""
    tx.execute(delete(totp).where(totp.c.officer == officer))
    if kept is not None:
        since = None if kept.since is None else to_microseconds(kept.since)
        values = {"sealed": kept.sealed, "since_us": since, "last_step": kept.last_step}
        tx.execute(totp.insert().values(officer=officer, **values))


def replace_recovery(tx: Connection, officer: OfficerName, hashes: list[str]) -> None:
    """Write new recovery codes; those from before count no more."""
    tx.execute(delete(recovery_code).where(recovery_code.c.officer == officer))
    if hashes:
        tx.execute(recovery_code.insert(), [{"officer": officer, "sha256": one} for one in hashes])


def count_recovery(tx: Connection, officer: OfficerName) -> int:
    """How many recovery codes were not used."""
    kept = recovery_code.c.officer == officer
    return tx.execute(select(func.count()).where(kept)).scalar_one()


def spend_recovery(tx: Connection, officer: OfficerName, sha256: str) -> int:
    """Use up a recovery code: 1, or 0 if there is no such one."""
    mine = (recovery_code.c.officer == officer, recovery_code.c.sha256 == sha256)
    return tx.execute(delete(recovery_code).where(*mine)).rowcount


def insert_passkey(tx: Connection, new: Passkey, credential: bytes) -> None:
    """Write a new passkey with its public key."""
    tx.execute(
        passkey.insert().values(
            id=new.id,
            officer=new.officer,
            label=new.label,
            credential=credential,
            counter=new.counter,
            synced=new.is_synced,
            created_us=to_microseconds(new.created),
        )
    )


def find_passkey(tx: Connection, passkey_id: str) -> tuple[Passkey, bytes] | None:
    """The passkey of that id, with its public key."""
    row = tx.execute(select(passkey).where(passkey.c.id == passkey_id)).one_or_none()
    return None if row is None else (_passkey(row), row.credential)


def passkeys_of(tx: Connection, officer: OfficerName) -> list[tuple[Passkey, bytes]]:
    """The passkeys of an officer, the oldest first, with their public keys."""
    query = select(passkey).where(passkey.c.officer == officer)
    ordered = query.order_by(passkey.c.created_us, passkey.c.id)
    return [(_passkey(row), row.credential) for row in tx.execute(ordered)]


def write_used(tx: Connection, passkey_id: str, counter: int, now: datetime) -> None:
    """Note that a passkey signed."""
    used = {"counter": counter, "used_us": to_microseconds(now)}
    tx.execute(passkey.update().where(passkey.c.id == passkey_id).values(**used))


def delete_passkey(tx: Connection, officer: OfficerName, passkey_id: str) -> int:
    """Take a passkey of an officer away: 1, or 0 if there is no such one."""
    mine = (passkey.c.officer == officer, passkey.c.id == passkey_id)
    return tx.execute(delete(passkey).where(*mine)).rowcount


def insert_challenge(tx: Connection, sha256: str, purpose: str, now: datetime) -> None:
    """Write a challenge that may be answered once, for one purpose."""
    values = {"sha256": sha256, "purpose": purpose, "made_us": to_microseconds(now)}
    tx.execute(passkey_challenge.insert().values(**values))


def spend_challenge(tx: Connection, sha256: str, purpose: str) -> int:
    """Use up a challenge: 1, or 0 if there is no such one."""
    that = (passkey_challenge.c.sha256 == sha256, passkey_challenge.c.purpose == purpose)
    return tx.execute(delete(passkey_challenge).where(*that)).rowcount


def forget_challenges(tx: Connection, before: datetime) -> None:
    """Delete what nobody answered, at or before an instant."""
    old = passkey_challenge.c.made_us <= to_microseconds(before)
    tx.execute(delete(passkey_challenge).where(old))


def _passkey(row: Row[tuple[object, ...]]) -> Passkey:
    fields = row._mapping
    return Passkey(
        id=fields["id"],
        officer=OfficerName(fields["officer"]),
        label=fields["label"],
        counter=fields["counter"],
        is_synced=bool(fields["synced"]),
        created=from_microseconds(fields["created_us"]),
        used=_instant(fields["used_us"]),
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
