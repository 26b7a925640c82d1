"""How a PostgreSQL database is named: read, checked, and shown without its password."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from khien.model.errors import KhienError

DRIVER: Final = "postgresql+khien"


class DatabaseAddressError(KhienError):
    """The text is no address of a PostgreSQL database. It may hold a password, so it is not shown."""

    code, exit_status, http_status = "store.address", 8, 500


def parse_address(address: str) -> URL:
    """The parts of an address, for our dialect.

    Raises:
        DatabaseAddressError: it is none; nothing of it is repeated, since a password may be in it.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError from None
    # An @ that is left is one of a password that was not written as %40.
    if url.drivername != "postgresql" or not url.database or "@" in f"{url.host}{url.database}":
        raise DatabaseAddressError
    return url.set(drivername=DRIVER)


def is_address(address: str) -> bool:
    """Whether the text is the address of a PostgreSQL database; nobody is asked there."""
    try:
        parse_address(address)
    except DatabaseAddressError:
        return False
    return True


def shown_address(url: URL) -> str:
    """Where the database is, without who asks and with which password."""
    host = url.host or str(url.query.get("host", "")) or "localhost"
    return f"{host}:{url.port}/{url.database}" if url.port else f"{host}/{url.database}"
