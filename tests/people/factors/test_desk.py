"""Time-based codes and recovery codes are set up, given once, and taken away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection, select

from khien.model.ids import OfficerName
from khien.people import factors
from khien.people.factors import (
    LastFactorError,
    NoPasskeyError,
    SealBrokenError,
    TotpKeptError,
    WrongCodeError,
    factor_key,
    held,
    rows,
)
from khien.people.factors.sealing import seal
from khien.people.keys import KeyFileBrokenError
from khien.people.officers import LockedError, add_officer
from khien.store import Store
from tests.people.parties import NOW

LAN = OfficerName("lan")
KEY = b"k" * 32
RFC_SECRET = b"12345678901234567890"  # RFC 6238, appendix B
MINUTE = timedelta(minutes=1)


def code_at(secret: bytes, when: datetime) -> str:
    """What the app shows at an instant."""
    return TOTP(secret, 6, SHA1(), 30).generate(when.timestamp()).decode()  # noqa: S303 -- RFC 6238


def add(tx: Connection) -> None:
    """One officer."""
    add_officer(tx, LAN, roles=["duty"], now=NOW)


@pytest.fixture
def secret(store: Store) -> bytes:
    """An officer with an app that counts since a quarter of an hour."""
    with store.write() as tx:
        add(tx)
        made = factors.offer_totp(tx, KEY, LAN)
    before = NOW - 15 * MINUTE
    factors.accept_totp(store, KEY, LAN, code_at(made, before), before)
    return made


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
)
def test_codes_are_those_of_the_standard(store: Store, at: int, code: str) -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    with store.write() as tx:
        add(tx)
        rows.write_totp(tx, LAN, rows.Totp(seal(KEY, LAN, RFC_SECRET), NOW, None))

    factors.give_code(store, KEY, LAN, code, datetime.fromtimestamp(at, UTC))


def test_a_secret_counts_from_its_first_code(store: Store) -> None:
    """Until then the same secret is offered again, and it opens nothing."""
    with store.write() as tx:
        add(tx)
        first = factors.offer_totp(tx, KEY, LAN)
        assert factors.offer_totp(tx, KEY, LAN) == first == factors.offered_totp(tx, KEY, LAN)
        assert not held(tx, LAN).is_enough
    with pytest.raises(WrongCodeError):
        factors.give_code(store, KEY, LAN, code_at(first, NOW), NOW)
    with pytest.raises(WrongCodeError):
        factors.accept_totp(store, KEY, LAN, "000000", NOW)

    factors.accept_totp(store, KEY, LAN, code_at(first, NOW), NOW)

    with store.write() as tx:
        assert held(tx, LAN).totp_since == NOW
        assert factors.offered_totp(tx, KEY, LAN) is None
        with pytest.raises(TotpKeptError):
            factors.offer_totp(tx, KEY, LAN)
    with pytest.raises(WrongCodeError):
        factors.accept_totp(store, KEY, LAN, code_at(first, NOW + MINUTE), NOW + MINUTE)


def test_the_secret_is_sealed(store: Store, secret: bytes) -> None:
    """The database does not hold it, and another key does not open it."""
    with store.read() as tx:
        assert secret not in tx.execute(select(rows.totp.c.sealed)).scalar_one()
    with pytest.raises(SealBrokenError):
        factors.give_code(store, b"x" * 32, LAN, "123456", NOW)


def test_a_code_is_taken_once(store: Store, secret: bytes) -> None:
    """The same code again is refused, and so is an older one that was not used."""
    factors.give_code(store, KEY, LAN, code_at(secret, NOW), NOW)

    for old in (NOW, NOW - timedelta(seconds=30)):
        with pytest.raises(WrongCodeError):
            factors.give_code(store, KEY, LAN, code_at(secret, old), NOW)
    later = NOW + timedelta(seconds=30)
    factors.give_code(store, KEY, LAN, code_at(secret, later), later)


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(store: Store, secret: bytes, drift: int) -> None:
    """One step before and after is taken."""
    when = NOW + timedelta(seconds=drift)

    factors.give_code(
        store, KEY, LAN, f" {code_at(secret, when)[:3]} {code_at(secret, when)[3:]}", NOW
    )


@pytest.mark.parametrize("drift", [-60, 60])
def test_but_not_a_minute(store: Store, secret: bytes, drift: int) -> None:
    """Two steps away is refused."""
    with pytest.raises(WrongCodeError):
        factors.give_code(store, KEY, LAN, code_at(secret, NOW + timedelta(seconds=drift)), NOW)


def test_guessing_is_throttled(store: Store, secret: bytes) -> None:
    """After five wrong codes even the right one waits, and a right one forgives."""
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            factors.give_code(store, KEY, LAN, "no code at all", NOW)
    with pytest.raises(LockedError) as caught:
        factors.give_code(store, KEY, LAN, code_at(secret, NOW), NOW)
    assert caught.value.facts["name"] == LAN
    later = NOW + 2 * MINUTE

    factors.give_code(store, KEY, LAN, code_at(secret, later), later)

    with pytest.raises(WrongCodeError):
        factors.give_code(store, KEY, LAN, "000000", later)


def test_recovery_codes_work_once_each(store: Store, secret: bytes) -> None:
    """Ten codes, kept as hashes; each opens once, however it is typed; new ones replace old ones."""
    with store.write() as tx:
        codes = factors.new_recovery_codes(tx, LAN)
        assert codes[0] not in str(tx.execute(select(rows.recovery_code)).all())
    assert len(set(codes)) == 10

    factors.give_code(store, KEY, LAN, codes[0].upper().replace("-", " "), NOW)
    with pytest.raises(WrongCodeError):
        factors.give_code(store, KEY, LAN, codes[0], NOW)
    with store.write() as tx:
        assert held(tx, LAN).recovery == 9
        factors.new_recovery_codes(tx, LAN)
    with pytest.raises(WrongCodeError):
        factors.give_code(store, KEY, LAN, codes[1], NOW)


def test_the_last_factor_stays(store: Store, secret: bytes) -> None:
    """The only factor is not removed by its officer; an administrator removes all."""
    with store.write() as tx:
        factors.new_recovery_codes(tx, LAN)
        with pytest.raises(LastFactorError):
            factors.remove_totp(tx, LAN)
        with pytest.raises(NoPasskeyError):
            factors.remove_passkey(tx, LAN, "none")

        factors.remove_all(tx, LAN)

        assert (held(tx, LAN).is_enough, held(tx, LAN).recovery) == (False, 0)


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """The second call gives the key of the first, and only its owner reads the file."""
    first = factor_key(tmp_path)
    file = tmp_path / "keys" / "factors.json"

    assert factor_key(tmp_path) == first
    assert len(first) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text('{"key":"AAAA"}')
    with pytest.raises(KeyFileBrokenError):
        factor_key(tmp_path)


def test_the_link_for_apps() -> None:
    """Name and issuer are escaped, and every parameter is said."""
    link = factors.otpauth(b"12345678901234567890", OfficerName("ca.truc"), "vn-ncc")

    assert link == (
        "otpauth://totp/Khi%C3%AAn%20vn-ncc:ca.truc?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Khi%C3%AAn%20vn-ncc&algorithm=SHA1&digits=6&period=30"
    )
    assert factors.secret_text(b"12345678901234567890").startswith("GEZD GNBV ")
