"""Passwords at rest: Argon2id in the PHC string form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from khien.people.officers.rules import normal_password

SALT_BYTES = 16  # RFC 9106 §3.1
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs a thief of the database: memory in KiB, passes, and lanes."""

    memory_kib: int
    passes: int
    lanes: int


STANDARD_COST = Cost(memory_kib=65_536, passes=3, lanes=4)  # RFC 9106 §4, second choice


def hash_password(password: str, cost: Cost = STANDARD_COST) -> str:
    """A PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash` with a fresh salt."""
    kdf = Argon2id(
        salt=secrets.token_bytes(SALT_BYTES),
        length=HASH_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive_phc_encoded(normal_password(password).encode("utf-8", "surrogatepass"))


def matches(password: str, phc: str | None, cost: Cost) -> bool:
    """Whether the password belongs to the hash, compared in constant time.

    Where there is no hash (an unknown name), the same work is done and the answer is no, so that the
    time does not tell who works here.
    """
    if phc is None:
        hash_password(password, cost)
        return False
    try:
        Argon2id.verify_phc_encoded(normal_password(password).encode("utf-8", "surrogatepass"), phc)
    except InvalidKey:
        return False
    return True


def is_outdated(phc: str, cost: Cost) -> bool:
    """Whether the hash was made at another cost, so that the next sign-in should renew it."""
    wanted = f"$m={cost.memory_kib},t={cost.passes},p={cost.lanes}$"
    return wanted not in phc
