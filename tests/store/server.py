"""A real PostgreSQL server for the tests: in a temporary folder, on a socket file, without a port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import psycopg

NAMES: Final = ("initdb", "postgres")
FOLDERS: Final = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/usr/pgsql-*/bin")
OWNERS: Final = ("postgres", "nobody")  # who runs it where we are root, which it refuses
READY_S: Final = 60
MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- a folder of our own is made in it
ENOUGH_BYTES: Final = 1024**3  # a database takes 10 MB, and few exist at once
# What it holds is gone with the test, so it need not survive a power cut.
SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Server:
    """One running server, and the databases that were made in it."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(mkdtemp(prefix="khien-postgresql-", dir=_quick_folder()))
        self._owner = _owner()
        if self._owner is not None:
            shutil.chown(self.folder, self._owner)
        self._process = self._start(programs)
        self._admin = self._connected()
        self._made = 0

    def create(self, template: str = "") -> str:
        """A new database, empty or a copy; gives its name."""
        self._made += 1
        name = f"khien_{self._made}"
        copied = f" TEMPLATE {template}" if template else " TEMPLATE template0"
        # Copying files is quicker than logging pages, where one may choose (since PostgreSQL 15).
        strategy = " STRATEGY file_copy" if self._admin.info.server_version >= 150_000 else ""
        self._admin.execute(f"CREATE DATABASE {name}{copied}{strategy}".encode())
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def address(self, name: str) -> str:
        """Where a database is, as the setting of a node says it."""
        return f"postgresql://khien@/{name}?host={self.folder}"

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement as the server's owner; gives its rows."""
        cursor = self._admin.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """End it at once; nothing in it is needed any more."""
        self._admin.close()
        self._process.terminate()
        self._process.wait(timeout=READY_S)
        shutil.rmtree(self.folder)

    def _start(self, programs: Path) -> subprocess.Popen[bytes]:
        where = self.folder / "data"
        self._call([
            programs / "initdb", "--pgdata", where, "--auth", "trust", "--username", "khien",
            "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions",
        ])  # fmt: skip
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        command: list[str | Path] = [
            programs / "postgres",
            "-D",
            where,
            "-k",
            self.folder,
            *settings,
        ]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 -- the server of this machine
                command, stdout=log, stderr=log, user=self._owner, cwd=self.folder
            )

    def _call(self, command: Sequence[str | Path]) -> None:
        subprocess.run(  # noqa: S603 -- the server of this machine
            command, check=True, capture_output=True, user=self._owner, cwd=self.folder
        )

    def _connected(self) -> psycopg.Connection:
        deadline = time.monotonic() + READY_S
        while True:
            try:
                address = f"host={self.folder} user=khien dbname=postgres"
                return psycopg.connect(address, autocommit=True)
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


def programs() -> Path | None:
    """The folder of the newest server on this machine; None where there is none."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in FOLDERS:
        root = Path("/")
        found += sorted(root.glob(pattern[1:]), key=_version, reverse=True)
    return next((one for one in found if all((one / name).exists() for name in NAMES)), None)


def _version(folder: Path) -> float:
    digits = "".join(sign for sign in folder.parent.name if sign.isdigit() or sign == ".")
    return float(digits or 0)


def _quick_folder() -> Path | None:
    is_large = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return MEMORY if is_large and os.access(MEMORY, os.W_OK) else None


def _owner() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)
