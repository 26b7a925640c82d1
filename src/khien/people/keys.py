"""The node's own signing key: a seed file that only its owner can read, and what came before it.

HOME/keys/node.json      name, seed and since when; mode 0600
HOME/keys/next.json      the same, while a rotation is under way
HOME/keys/retired.json   public halves of the keys before it, with their dates; no seed is kept
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from khien.model.errors import ConflictError, KhienError, MalformedError, NotFoundError
from khien.model.instants import parse_instant, taxii_time
from khien.model.signing import PublicKey, SigningKey

FOLDER = "keys"
CURRENT = "node.json"
NEXT = "next.json"
RETIRED = "retired.json"
SEED_BYTES = 32  # RFC 8032 §5.1.5
OWNER_ONLY = 0o600


class KeyFileOpenError(KhienError):
    """Somebody else can read or write the key file, so the key may be known already."""

    code, exit_status, http_status = "people.key-file-open", 8, 500

    def __init__(self, file: Path, mode: str) -> None:
        super().__init__(file=str(file), mode=mode)


class KeyExistsError(ConflictError):
    """The node has a key already; it is never overwritten."""

    code = "people.key-exists"

    def __init__(self, file: Path) -> None:
        super().__init__(str(file), "exists already")
        self.facts = {"file": str(file)}


class KeyFileBrokenError(KhienError):
    """The key file is not one that this program wrote."""

    code, exit_status, http_status = "people.key-file-broken", 8, 500

    def __init__(self, file: Path) -> None:
        super().__init__(file=str(file))


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """A key that this node once signed with, and from when until when it did."""

    key: PublicKey
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """The key that this node signs with, and the public halves of those before it, oldest first."""

    current: SigningKey
    since: datetime
    retired: tuple[RetiredKey, ...] = ()

    @property
    def public(self) -> tuple[PublicKey, ...]:
        """Every key whose signatures are this node's, the current one first."""
        return (self.current.public, *(old.key for old in reversed(self.retired)))


class _SeedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    seed: str
    since: str


class _RetiredLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    since: str
    until: str


def create_keys(home: Path, name: str, now: datetime) -> NodeKeys:
    """Make the first key of a node.

    Args:
        home: the node's folder; `keys/` is made in it, readable by its owner only.
        name: of the key, as partners will see it: the node's name.
        now: since when the key counts.

    Raises:
        KeyExistsError: the node has a key already; it is never overwritten.
        MalformedError: a name that a key cannot have.
    """
    _write_seed(home / FOLDER / CURRENT, name, now)
    return load_keys(home)


def load_keys(home: Path) -> NodeKeys:
    """Read the node's key and its retired ones.

    Raises:
        NotFoundError: there is no key file.
        KeyFileOpenError: others may read or write the file, or it belongs to somebody else.
        KeyFileBrokenError: the file is damaged.
    """
    current, since = _read_seed(home / FOLDER / CURRENT)
    return NodeKeys(current, since, _read_retired(home / FOLDER / RETIRED))


def prepare_rotation(home: Path, now: datetime) -> SigningKey:
    """The next key, made now or by an earlier attempt that did not finish.

    Nothing is signed with it until `finish_rotation`; between the two the rotation document is made
    and committed, so that a crash at any point loses neither key.

    Raises:
        NotFoundError, KeyFileOpenError, KeyFileBrokenError: as in `load_keys`.
    """
    keys = load_keys(home)
    path = home / FOLDER / NEXT
    if not path.exists():
        _write_seed(path, keys.current.public.name, now)
    return _read_seed(path)[0]


def finish_rotation(home: Path, now: datetime) -> NodeKeys:
    """Sign with the next key from now on; the old seed is gone, its public half is kept with its dates.

    Raises:
        NotFoundError: no rotation was prepared.
    """
    keys = load_keys(home)
    following = home / FOLDER / NEXT
    _read_seed(following)
    line = RetiredKey(keys.current.public, keys.since, now)
    if line.key not in [old.key for old in keys.retired]:
        _write_retired(home / FOLDER / RETIRED, (*keys.retired, line))
    following.replace(home / FOLDER / CURRENT)
    _sync_folder(home / FOLDER)
    return load_keys(home)


def _write_seed(path: Path, name: str, now: datetime) -> None:
    seed = secrets.token_bytes(SEED_BYTES)
    SigningKey.from_seed(name, seed)  # refuses a name that cannot be, before anything is written
    content = _SeedFile(name, base64.b64encode(seed).decode(), taxii_time(now))
    write_private(path, msgspec.json.encode(content))


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, and that survives a power cut.

    Raises:
        KeyExistsError: there is one already.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    except FileExistsError as error:
        raise KeyExistsError(path) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _read_seed(path: Path) -> tuple[SigningKey, datetime]:
    try:
        content = msgspec.json.decode(read_private(path), type=_SeedFile)
        seed = base64.b64decode(content.seed, validate=True)
        return SigningKey.from_seed(content.name, seed), parse_instant(content.since)
    except (msgspec.MsgspecError, binascii.Error, ValueError, MalformedError) as error:
        raise KeyFileBrokenError(path) from error


def read_private(path: Path) -> bytes:
    """The bytes of a file that must be nobody else's business.

    Raises:
        NotFoundError: there is no such file.
        KeyFileOpenError: others may read or write it, or it belongs to somebody else.
    """
    try:
        # Opened first and judged after, so that the file judged is the file read.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise NotFoundError("node key", str(path)) from error
    except OSError as error:  # a symbolic link, or not ours to open
        raise KeyFileOpenError(path, "not a plain file of ours") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid():
            raise KeyFileOpenError(path, stat.filemode(found.st_mode))
        return file.read()


def _read_retired(path: Path) -> tuple[RetiredKey, ...]:
    if not path.exists():
        return ()
    try:
        lines = msgspec.json.decode(path.read_bytes(), type=list[_RetiredLine])
        return tuple(
            RetiredKey(
                PublicKey.parse(line.key), parse_instant(line.since), parse_instant(line.until)
            )
            for line in lines
        )
    except (msgspec.MsgspecError, MalformedError) as error:
        raise KeyFileBrokenError(path) from error


def _write_retired(path: Path, retired: tuple[RetiredKey, ...]) -> None:
    lines = [
        _RetiredLine(old.key.vkey, taxii_time(old.since), taxii_time(old.until)) for old in retired
    ]
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(lines))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make a new or renamed file survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
