"""A node of an earlier release: its settings, its key, and its rows as plain SQL.

`v0004` was taken from a small real node that ran the release before migration v0005: two partners, one
of them plain TAXII; six indicators of its own, of which some crossed, one was recalled, one refused, one
waits for officers and one for the courier; and what a partner brought. Its secrets open nothing else.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from khien.app.moving import write_database
from khien.app.wiring import DATABASE
from khien.store.schema import alembic_config
from khien.store.siblings import sibling
from tests.store.fresh import address, empty_store

HERE = Path(__file__).parent
LAN = "correct horse battery staple 9"
TOOL = "khien_3IHDCgU0ofIv48h4wX-AvlxrCZL3u-cREQWNMN6eoos"
OLD_CERT = "khien_GsYFDDQU81YTEJ2YSX4dQsT5F4EdDSzzcECdSpB5kuk"
SCAM = "indicator--084344a2-10c4-44b7-b5ab-ca9b78baf687"
CHANGED = "indicator--a530c89a-143f-40e4-8e41-a162e32d77f3"
HELD = "indicator--41146595-3aff-48e5-beec-791ce123bc80"
REFUSED = "indicator--7cd63702-29ed-4602-aadd-985c76c82de6"
RECALLED = "indicator--1ab59f2c-5c56-4d6c-8919-def8b6241046"
APPROVED = "indicator--9541e7de-80da-4848-a048-b4219af3b7ba"
BROUGHT = "indicator--da601572-72e3-4d18-bf08-a987093d0797"
WAITING = "indicator--952f8a84-5695-45b9-aab0-f50d854b686b"

_BYTES = re.compile(r"X'((?:[0-9a-f]{2})*)'")
_BETWEEN = re.compile(r"(?<=\);)\n(?=INSERT INTO )")


def old_home(folder: Path, release: str, kind: str) -> Path:
    """The home of a node of that release, its database of this kind and as that release left it."""
    home = folder / "vn-ncc"
    shutil.copytree(HERE / release, home, ignore=shutil.ignore_patterns("*.sql"))
    for place in [home, *home.rglob("*")]:
        place.chmod(0o700 if place.is_dir() else 0o600)
    store = empty_store(home, DATABASE)
    with store.write() as tx:
        config = alembic_config()
        config.attributes["connection"] = tx
        command.upgrade(config, release)
        _fill(tx, (HERE / release / "rows.sql").read_text("utf-8"))
        sibling(tx).settle(tx)
        if kind == "postgresql":
            sibling(tx).reindex(tx)
    store.close()
    if kind == "postgresql":
        write_database(home, address(home, DATABASE))
    return home


def _fill(tx: Connection, rows: str) -> None:
    cursor = tx.connection.cursor()
    for statement in _statements(rows):
        if tx.dialect.name == "postgresql":
            cursor.execute(_BYTES.sub(r"'\\x\1'::bytea", statement))
        else:
            cursor.execute(statement)
    cursor.close()


def _statements(rows: str) -> Iterator[str]:
    for statement in _BETWEEN.split(rows.strip()):
        yield statement.rstrip().removesuffix(";")
