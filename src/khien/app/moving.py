"""Move a node from one database to another: copy, verify, then switch the setting, in this order."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from khien.app.first_settings import quoted
from khien.app.serve import alone
from khien.app.settings import FILE
from khien.app.wiring import DATABASE, Node
from khien.ledger import Audit
from khien.model.errors import ConflictError, SettingsError
from khien.model.toml_lines import locate
from khien.people.partners import list_partners
from khien.store import Store
from khien.store.moving import Extent, copy_everything, verify_copy
from khien.store.siblings import sibling

SQLITE = "sqlite"  # as a target: the file in the home folder
UNFINISHED = "khien.sqlite.moving"
SETTING = ("store", "database")
OWNER_ONLY = 0o600


class NodeInUseError(ConflictError):
    """Another process works on the database, and would go on in the old one after the move."""

    code = "store.in-use"

    def __init__(self, home: Path) -> None:
        super().__init__(str(home), self.code)
        self.facts = {"home": str(home)}


class FileInTheWayError(ConflictError):
    """There is a database file in the home folder already; it is never overwritten."""

    code = "store.file-exists"

    def __init__(self, file: Path) -> None:
        super().__init__(str(file), self.code)
        self.facts = {"file": str(file)}


class SettingByHandError(SettingsError):
    """The data is in the new database; only the setting is written in a way that we do not change."""

    code = "store.setting-by-hand"

    def __init__(self, file: Path, line: int) -> None:
        super().__init__(str(file), line, self.code)
        self.facts = {"file": str(file), "line": line}


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and what proves it."""

    tables: dict[str, Extent]
    versions: int
    audit: Audit


def move(node: Node, to: str) -> Moved:
    """Move everything that a node keeps to another database.

    The old database is left as it was. Whatever fails, the node still uses it, and nothing is lost.

    Args:
        node: the node; close it afterwards, since it still speaks to the old database.
        to: the address of an empty PostgreSQL database, or `sqlite` for the file in the home folder.

    Raises:
        RunningError: the node is served from this home.
        NodeInUseError: another process of the node works on its PostgreSQL database.
        NotEmptyError, FileInTheWayError: the target holds something.
        CopyDiffersError, ProofError: the copy or its ledger is not what it should be.
        SettingByHandError: all is done except the setting.
        DatabaseAddressError, MissingDriverError, DatabaseUnreachableError, UnfitDatabaseError: the
            target cannot be used.
    """
    with alone(node.home), node.store.write() as source:
        if sibling(source).others(source):
            raise NodeInUseError(node.home)
        with _target(node.home, to) as target:
            copied = copy_everything(source, target)
            with target.read() as tx:
                versions = verify_copy(tx, copied)
                keys = [key.named(p.origin) for p in list_partners(tx) for key in p.all_keys]
                audit = node.ledger.verify(tx, keys)
        write_database(node.home, "" if to == SQLITE else to)
    return Moved(copied, versions, audit)


@contextmanager
def _target(home: Path, to: str) -> Iterator[Store]:
    """The database to move to; a file is put in its place when the block ended well."""
    if to != SQLITE:
        store = Store.postgresql(to)
        try:
            yield store
        finally:
            store.close()
        return
    file, unfinished = home / DATABASE, home / UNFINISHED
    if file.exists():
        raise FileInTheWayError(file)
    for left in home.glob(UNFINISHED + "*"):  # from a move that was cut off
        left.unlink()
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
    store = Store.sqlite(unfinished)
    try:
        yield store
    except BaseException:
        store.close()
        unfinished.unlink()
        raise
    store.close()
    unfinished.rename(file)


def write_database(home: Path, address: str) -> None:
    """Change the setting `store.database` and nothing else in `khien.toml`, wholly or not at all.

    Raises:
        SettingByHandError: the file is written in a way that cannot be changed safely.
    """
    path = home / FILE
    text = path.read_text("utf-8")
    places = locate(text)
    changed = _with_database(text, places.get(SETTING, 0), places.get(SETTING[:1], 0), address)
    wanted = tomllib.loads(text)
    wanted.setdefault("store", {})["database"] = address
    if not _says(changed, wanted):
        raise SettingByHandError(path, places.get(SETTING, 1))
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as file:
        file.write(changed.encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _with_database(text: str, at_key: int, at_table: int, address: str) -> str:
    """The text with the setting, in place of the one there or at the end; lines count from 1."""
    line, lines = f"database = {quoted(address)}\n", text.splitlines(keepends=True)
    if at_key:
        lines[at_key - 1] = line
    elif at_table:
        lines.insert(at_table, line)
    else:
        lines.append(f"\n[store]\n{line}")
    return "".join(lines)


def _says(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
