"""One file that holds a whole node: database, keys, settings; made while it runs, verified when used.

The file is a plain tar archive, so that it can be looked into with what every system has:
`manifest.json` first, then the files that it names with their SHA-256.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import msgspec

from khien import __version__
from khien.app.moving import write_database
from khien.app.settings import FILE, load_settings
from khien.app.wiring import DATABASE, Node, ledger_of, place_node, workplace
from khien.ledger import RESTORED, Audit, Hold, Ledger
from khien.model.errors import ConflictError, MalformedError, ProofError
from khien.model.instants import taxii_time
from khien.people.keys import CURRENT, load_keys
from khien.people.keys import FOLDER as KEYS
from khien.people.partners import list_partners
from khien.store import Store, sqlite
from khien.store.schema import migrate, revision
from khien.store.snapshots import snapshot

FORMAT = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1024 * 1024
LOOKS = 5  # at the keys, until they were the same before and after the database was copied

_Name = Annotated[
    str,
    msgspec.Meta(pattern=r"^(khien\.sqlite|khien\.toml|keys/[a-z]{1,20}\.json)$"),
]


class BackupBrokenError(ProofError):
    """The backup is not as it was made; nothing was restored."""

    code = "backup.broken"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why)
        self.facts = {"file": file, "why": why}


class BackupExistsError(ConflictError):
    """There is a file of that name; a backup overwrites nothing."""

    code = "backup.exists"

    def __init__(self, file: str) -> None:
        super().__init__(file, "exists already")
        self.facts = {"file": file}


class KeysMovingError(ConflictError):
    """The keys changed all the while; a backup without the right key would be worth nothing."""

    code = "backup.keys-moving"

    def __init__(self, home: str) -> None:
        super().__init__(home, "keys change")
        self.facts = {"home": home}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: _Name
    size: int
    sha256: str


class BackupManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself. `size` is that of the ledger, in leaves, when it was made."""

    v: int
    node: str
    identity: str
    origin: str
    made: str
    khien: str
    revision: str
    size: int
    files: list[_Part]


@dataclass(frozen=True, slots=True)
class Restored:
    """A node that stands in its home again, and may not append before its ledger is resumed."""

    home: Path
    manifest: BackupManifest
    audit: Audit


def back_up(node: Node, file: Path) -> BackupManifest:
    """Write a backup of a node, which may run meanwhile.

    The file is readable by its owner only, and is not encrypted: it holds the node's signing key.

    Raises:
        BackupExistsError: there is a file of that name.
        KeysMovingError: a key rotation went on all the while.
    """
    if file.exists():
        raise BackupExistsError(str(file))
    with TemporaryDirectory(prefix=".backup-", dir=file.parent) as place:
        folder = Path(place)
        _copy_node(node, folder)
        manifest = _manifest(node, folder)
        whole = folder / "whole.tar"
        (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
        _write_tar(whole, folder, [MANIFEST, *(part.name for part in manifest.files)])
        try:
            os.link(whole, file)  # fails where there is a file by now
        except FileExistsError as error:
            raise BackupExistsError(str(file)) from error
    return manifest


def restore(file: Path, home: Path) -> Restored:
    """Make a node anew from a backup, after everything in it was verified.

    Its ledger is on hold afterwards: partners may have cosigned more than the backup holds, and to
    append before that is known could give one size two roots. `resuming.resume` goes on.

    Raises:
        BackupBrokenError: a file is missing, too many or different, or the database is damaged.
        MalformedError: not a backup.
        ConflictError: there is a node in that home.
        NewerSchemaError: a newer Khiên made it.
        ProofError: the ledger in it does not verify.
    """
    with workplace(home) as place:
        manifest = _unpack(file, place)
        ledger = ledger_of(load_settings(place), load_keys(place))
        store = Store.sqlite(place / DATABASE)
        try:
            audit = _verified(store, ledger, manifest)
        finally:
            store.close()
        place_node(place, home)
    return Restored(home, manifest, audit)


def _copy_node(node: Node, folder: Path) -> None:
    for _ in range(LOOKS):
        before = _key_files(node.home)
        (folder / DATABASE).unlink(missing_ok=True)
        _write(folder / DATABASE, b"")
        snapshot(node.store, folder / DATABASE)
        # A rotation between the two would leave the new key out, which partners know already.
        if _key_files(node.home) == before:
            break
    else:
        raise KeysMovingError(str(node.home))
    (folder / KEYS).mkdir(mode=0o700)
    for name, content in before.items():
        _write(folder / KEYS / name, content)
    _write(folder / FILE, (node.home / FILE).read_bytes())
    if load_settings(folder).store.database:
        write_database(
            folder, ""
        )  # the copy is a file; the address of a server may hold a password


def _key_files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home / KEYS).glob("*.json"))}


def _manifest(node: Node, folder: Path) -> BackupManifest:
    names = [DATABASE, FILE, *(f"{KEYS}/{path.name}" for path in sorted((folder / KEYS).iterdir()))]
    copied = Store.sqlite(folder / DATABASE)
    try:
        with copied.read() as tx:
            at, size = revision(tx), node.ledger.size(tx)
    finally:
        copied.close()
    return BackupManifest(
        v=FORMAT,
        node=node.ourselves.name,
        identity=node.ourselves.identity,
        origin=node.ledger.origin,
        made=taxii_time(node.clock()),
        khien=__version__,
        revision=at,
        size=size,
        files=[_part(folder, name) for name in names],
    )


def _part(folder: Path, name: str) -> _Part:
    with (folder / name).open("rb") as file:
        return _Part(name, (folder / name).stat().st_size, file_digest(file, "sha256").hexdigest())


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def _write_tar(whole: Path, folder: Path, names: Sequence[str]) -> None:
    with os.fdopen(os.open(whole, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in names:
                _pack_part(tar, folder, name)
        file.flush()
        os.fsync(file.fileno())


def _pack_part(tar: tarfile.TarFile, folder: Path, name: str) -> None:
    entry = tarfile.TarInfo(name)  # no owner, no time: what was packed, not by whom
    entry.size, entry.mode = (folder / name).stat().st_size, 0o600
    with (folder / name).open("rb") as part:
        tar.addfile(entry, part)


def _unpack(file: Path, place: Path) -> BackupManifest:
    """Write the files of a backup into a folder, if they are those that its manifest names."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            manifest = _read_manifest(file, tar)
            found = _members(tar, manifest)
            (place / KEYS).mkdir(mode=0o700)
            for part in manifest.files:
                _unpack_part(tar, found[part.name], part, place)
    except tarfile.TarError as error:
        raise MalformedError(file.name, "a backup is a tar archive") from error
    return manifest


def _read_manifest(file: Path, tar: tarfile.TarFile) -> BackupManifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > MAX_MANIFEST_BYTES:
        raise MalformedError(file.name, f"a backup begins with {MANIFEST}")
    content = tar.extractfile(first)
    try:
        manifest = msgspec.json.decode(content.read() if content else b"", type=BackupManifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedError(file.name, MANIFEST) from error
    if manifest.v != FORMAT:
        raise MalformedError(file.name, f"format {FORMAT}")
    return manifest


def _members(tar: tarfile.TarFile, manifest: BackupManifest) -> dict[str, tarfile.TarInfo]:
    named = {part.name for part in manifest.files}
    found = {entry.name: entry for entry in tar.getmembers() if entry.name != MANIFEST}
    for name in (DATABASE, FILE, f"{KEYS}/{CURRENT}", *sorted(named)):
        if name not in found or name not in named or not found[name].isreg():
            raise BackupBrokenError(name, "missing")
    for name in sorted(found.keys() - named):
        raise BackupBrokenError(name, "not in the manifest")
    return found


def _unpack_part(tar: tarfile.TarFile, entry: tarfile.TarInfo, part: _Part, place: Path) -> None:
    content = tar.extractfile(entry)
    if content is None or entry.size != part.size:
        raise BackupBrokenError(part.name, f"{entry.size} bytes instead of {part.size}")
    path = place / part.name
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as new:
        shutil.copyfileobj(content, new)
        new.flush()
        os.fsync(new.fileno())
    if _part(place, part.name) != part:
        raise BackupBrokenError(part.name, "sha256")


def _verified(store: Store, ledger: Ledger, manifest: BackupManifest) -> Audit:
    """The audit of the ledger, once the database is sound; then the ledger is on hold."""
    with store.read() as tx:
        found = sqlite.faults(tx)
    if found:
        raise BackupBrokenError(DATABASE, found[0])
    migrate(store)
    with store.write() as tx:
        ledger = ledger.in_its_epoch(tx)
        keys = [key.named(one.origin) for one in list_partners(tx) for key in one.all_keys]
        audit = ledger.verify(tx, keys)
        if (ledger.origin, audit.size) != (manifest.origin, manifest.size):
            raise BackupBrokenError(DATABASE, f"{audit.size} leaves of {ledger.origin}")
        ledger.hold(tx, Hold(RESTORED, "", audit.size, ""))
    return audit
