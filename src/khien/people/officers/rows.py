"""Officers and failed sign-ins, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, Row, String, Table, delete, select

from khien.model.agreement import Role
from khien.model.ids import OfficerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.officers.rules import Failures, Officer
from khien.store import metadata

officer = Table(
    "officer",
    metadata,
    Column("name", String, primary_key=True),
    Column("display", String, nullable=False),
    Column("language", String, nullable=False),
    Column("roles", String, nullable=False),  # role names, sorted, joined by spaces
    Column("password", String),  # Argon2id PHC string, or nothing: no sign-in by password
    Column("created_us", BigInteger, nullable=False),
    Column("disabled_us", BigInteger),
    Column("last_sign_in_us", BigInteger),
    Column("zone", String),  # IANA name, or nothing: the zone of the node
    Column("theme", String),  # `light` or `dark`, or nothing: as the system is
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    # SHA-256 of the name: people type passwords into the name field, and those must not be kept.
    Column("name_sha256", String, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("last_us", BigInteger, nullable=False, index=True),
)


def insert_officer(tx: Connection, new: Officer, password: str | None) -> None:
    """Write a new officer with the hash of the password."""
    tx.execute(
        officer.insert().values(
            name=new.name,
            display=new.display,
            language=new.language,
            roles=_joined(new.roles),
            password=password,
            created_us=to_microseconds(new.created),
        )
    )


def find_officer(tx: Connection, name: str) -> Officer | None:
    """The officer of that name, disabled or not."""
    row = tx.execute(select(officer).where(officer.c.name == name)).one_or_none()
    return None if row is None else _officer(row)


def all_officers(tx: Connection) -> tuple[Officer, ...]:
    """Every officer, by name."""
    return tuple(_officer(row) for row in tx.execute(select(officer).order_by(officer.c.name)))


def password_of(tx: Connection, name: str) -> str | None:
    """The PHC string of an officer, if there is one."""
    found: str | None = tx.execute(
        select(officer.c.password).where(officer.c.name == name)
    ).scalar_one_or_none()
    return found


def update_officer(tx: Connection, changed: Officer) -> None:
    """Write what may change about an officer, the password aside."""
    tx.execute(
        officer.update()
        .where(officer.c.name == changed.name)
        .values(
            display=changed.display,
            language=changed.language,
            zone=changed.zone or None,
            theme=changed.theme or None,
            roles=_joined(changed.roles),
            disabled_us=None if changed.disabled is None else to_microseconds(changed.disabled),
        )
    )


def update_password(tx: Connection, name: OfficerName, password: str) -> None:
    """Write a new PHC string."""
    tx.execute(officer.update().where(officer.c.name == name).values(password=password))


def update_last_sign_in(tx: Connection, name: OfficerName, now: datetime) -> None:
    """Note when the officer last signed in."""
    tx.execute(
        officer.update().where(officer.c.name == name).values(last_sign_in_us=to_microseconds(now))
    )


def find_failures(tx: Connection, name_sha256: str) -> Failures | None:
    """The failed attempts under a name."""
    row = tx.execute(
        select(sign_in_failure).where(sign_in_failure.c.name_sha256 == name_sha256)
    ).one_or_none()
    return None if row is None else Failures(row.attempts, from_microseconds(row.last_us))


def write_failures(tx: Connection, name_sha256: str, failures: Failures | None) -> None:
    """Replace the failed attempts under a name; None forgets them."""
    tx.execute(delete(sign_in_failure).where(sign_in_failure.c.name_sha256 == name_sha256))
    if failures is not None:
        tx.execute(
            sign_in_failure.insert().values(
                name_sha256=name_sha256,
                attempts=failures.count,
                last_us=to_microseconds(failures.last),
            )
        )


def forget_failures(tx: Connection, before: datetime) -> None:
    """Delete every failure at or before an instant, so that the table stays small."""
    tx.execute(delete(sign_in_failure).where(sign_in_failure.c.last_us <= to_microseconds(before)))


def _joined(roles: frozenset[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))


def _officer(row: Row[Any]) -> Officer:
    fields = row._mapping
    return Officer(
        name=OfficerName(fields["name"]),
        display=fields["display"],
        language=fields["language"],
        roles=frozenset(Role(role) for role in fields["roles"].split()),
        created=from_microseconds(fields["created_us"]),
        disabled=_instant(fields["disabled_us"]),
        last_sign_in=_instant(fields["last_sign_in_us"]),
        may_sign_in=fields["password"] is not None and fields["disabled_us"] is None,
        zone=fields["zone"] or "",
        theme=fields["theme"] or "",
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
