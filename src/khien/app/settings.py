"""The settings of one node: `khien.toml` in its home folder, read once, typed, frozen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from khien.app.retention import ReadingSettings
from khien.app.telemetry import HistorySettings, ScoreSettings, WatchSettings
from khien.gate import OwnAssets
from khien.model.countries import COUNTRIES
from khien.model.errors import KhienError, MalformedError, SettingsError
from khien.model.toml_lines import (
    Fault,
    KeyPath,
    Mistake,
    TomlError,
    key_text,
    line_of,
    locate,
    read_typed,
)
from khien.model.words import Language
from khien.people.names import check_party_name
from khien.store.postgres_address import is_address
from khien.watch.clients import ClientGroups
from khien.watch.doors import read_door

FILE = "khien.toml"
ROOM = "settings"
LARGEST_LIST_BYTES = 64 * 1024 * 1024  # of popular names; millions of them

_IDENTITY = re.compile(r"identity--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class NoNodeError(SettingsError):
    """The folder holds no settings, so there is no node in it."""

    code = "settings.no-file"

    def __init__(self, home: Path) -> None:
        super().__init__(str(home / FILE), 1, self.code)
        self.facts = {"home": str(home)}


class SettingsFileError(SettingsError, TomlError):
    """The settings have mistakes; each is named with its line, as for any file written by hand.

    Args:
        path: the file.
        mistakes: at least one, in the order of their lines.
    """

    code, exit_status, http_status = "settings.mistakes", 8, 500

    def __init__(self, path: Path, mistakes: tuple[Mistake, ...]) -> None:
        self.item, self.rule, self.mistakes = str(path), self.code, mistakes
        listed = "; ".join(map(str, mistakes))
        KhienError.__init__(self, file=str(path), line=mistakes[0].line, mistakes=listed)


class NodeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who this node is. `identity` is its STIX identity, made once by `khien init`."""

    name: str
    country: str
    identity: str
    title: str = ""
    language: Language = "en"


class ListenSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the node listens, and the address under which partners reach it."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8440
    address: str = ""


class TlsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """TLS at the node's own door. Files are PEM, relative to the home folder.

    Without `certificate` a proxy in front speaks TLS, and no client certificate can be taken.
    """

    certificate: str = ""
    key: str = ""
    client_ca: tuple[str, ...] = ()
    client_crl: tuple[str, ...] = ()
    client_certificates: Literal["optional", "required"] = "optional"
    minimum: Literal["1.3", "1.2"] = "1.3"


class OwnSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is ours: never sent out as malicious unapproved, never taken in as malicious unseen."""

    domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


class AdmissionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Lists of popular names, one a line, besides the list that comes with Khiên."""

    popular_files: tuple[str, ...] = ()


class PullSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How often a running node fetches from each plain TAXII party; 0: only when somebody asks."""

    every_minutes: Annotated[int, msgspec.Meta(ge=0, le=10_080)] = 5


class StoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the node keeps everything. `database` may hold a password, so this never prints itself."""

    database: str = ""

    def __repr__(self) -> str:
        return f"StoreSettings({'PostgreSQL' if self.database else 'SQLite'}, address hidden)"


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation's own sign-in (OpenID Connect). Without `issuer` there is none.

    `secret_file` is relative to the home folder, and its owner's alone. `claim` holds the officer's
    name. `second_factor` "provider" trusts the provider to have asked for one.
    """

    issuer: str = ""
    client_id: str = ""
    secret_file: str = "keys/oidc.secret"  # noqa: S105 -- where it is
    claim: str = "preferred_username"
    second_factor: Literal["own", "provider"] = "own"
    title: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a person can set."""

    node: NodeSettings
    listen: ListenSettings = ListenSettings()
    tls: TlsSettings = TlsSettings()
    own: OwnSettings = OwnSettings()
    admission: AdmissionSettings = AdmissionSettings()
    pull: PullSettings = PullSettings()
    watch: WatchSettings = WatchSettings()
    score: ScoreSettings = ScoreSettings()
    store: StoreSettings = StoreSettings()
    oidc: OidcSettings = OidcSettings()
    history: HistorySettings = HistorySettings()
    reading: ReadingSettings = ReadingSettings()


def load_settings(home: Path, file: str = FILE) -> Settings:
    """Read the settings of a home folder.

    Raises:
        NoNodeError: there is no such file.
        SettingsFileError: it cannot be read, is no TOML, has an unknown key or a value that cannot
            be; every mistake is carried with its line.
    """
    path = home / file
    text = _text(path, home)
    try:
        return read_typed(text, Settings, file, ROOM, also=_faults)
    except TomlError as error:
        raise SettingsFileError(path, error.mistakes) from error


def popular_names(home: Path, settings: Settings, file: str = FILE) -> list[str]:
    """The names in the files of `admission.popular_files`, in lower case; comments begin with #.

    Raises:
        SettingsFileError: files that cannot be read as text, each with the line that names it.
    """
    names: list[str] = []
    faults: list[Fault] = []
    for index, listed in enumerate(settings.admission.popular_files):
        try:
            names += _names_in(home / listed)  # an absolute name stands for itself
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "UTF-8"
            path = ("admission", "popular_files", index)
            faults.append((path, "list", {"file": listed, "why": why or "?"}))
    if faults:
        raise SettingsFileError(home / file, mistakes_at(home / file, faults))
    return names


def mistakes_at(path: Path, faults: Iterable[Fault]) -> tuple[Mistake, ...]:
    """What was found wrong after the settings were read, each with the line that names it."""
    lines = locate(path.read_text("utf-8"))
    return tuple(_mistake(lines, fault) for fault in faults)


def _text(path: Path, home: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise NoNodeError(home) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        mistake = Mistake(line, "", f"{ROOM}.not-text", {"why": "UTF-8"})
        raise SettingsFileError(path, (mistake,)) from error
    except OSError as error:
        mistake = Mistake(1, "", f"{ROOM}.not-text", {"why": error.strerror or "?"})
        raise SettingsFileError(path, (mistake,)) from error


def _names_in(path: Path) -> list[str]:
    with path.open("rb") as file:
        raw = file.read(LARGEST_LIST_BYTES + 1)
    if len(raw) > LARGEST_LIST_BYTES:
        raise OSError(0, f"> {LARGEST_LIST_BYTES} bytes")
    lines = (line.strip().lower() for line in raw.decode("utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _mistake(lines: Mapping[KeyPath, int], fault: Fault) -> Mistake:
    path, code, facts = fault
    return Mistake(line_of(lines, path), key_text(path), f"{ROOM}.{code}", facts)


def _faults(document: dict[str, Any]) -> Iterator[Fault]:
    """What the types cannot say. Values of a wrong kind are left to them."""
    yield from _tls_faults(document.get("tls"))
    for path, is_good, code in _RULES:
        for place, text in _texts(document, path):
            if not is_good(text):
                yield place, code, {} if path in _SECRET else {"value": text}


def _tls_faults(tls: object) -> Iterator[Fault]:
    """A key that means nothing without another one."""
    if not isinstance(tls, dict):
        return
    for name, other in _TOGETHER:
        wanted = "required" if name == "client_certificates" else None
        given = tls.get(name) == wanted if wanted else bool(tls.get(name))
        if given and not tls.get(other):
            yield ("tls", name), "tls-needs", {"other": f"tls.{other}"}


def _texts(document: dict[str, Any], path: tuple[str, str]) -> Iterable[tuple[KeyPath, str]]:
    section = document.get(path[0])
    value = section.get(path[1]) if isinstance(section, dict) else None
    if isinstance(value, list):
        listed = enumerate(value)
        return [((*path, index), one) for index, one in listed if isinstance(one, str)]
    return [(path, value)] if isinstance(value, str) else []


def _is_name(text: str) -> bool:
    return _is_taken(lambda: check_party_name(text))


def _is_country(text: str) -> bool:
    return text in COUNTRIES


def _is_identity(text: str) -> bool:
    return _IDENTITY.fullmatch(text) is not None


def _is_address(text: str) -> bool:
    """Empty, or what a partner can put a path behind."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
    is_bare = not (parts.query or parts.fragment or parts.username or parts.password)
    return is_web and is_bare and text.isprintable() and " " not in text


def _is_host(text: str) -> bool:
    return bool(text) and text.isprintable() and not set(text) & set(" /")


def _is_database(text: str) -> bool:
    """Empty, or the address of a PostgreSQL database."""
    return not text or is_address(text)


def _is_issuer(text: str) -> bool:
    """Empty, or an address over TLS; without TLS only on this machine."""
    if not text:
        return True
    local = ("http://localhost", "http://127.0.0.1")
    return _is_address(text) and (text.startswith(("https://", *local)))


def _is_hunt_wish(text: str) -> bool:
    what, _, which = text.partition(":")
    return bool(which) if what in {"partner", "label"} else text in {"all", "own"}


def _is_own_domain(text: str) -> bool:
    return _is_taken(lambda: OwnAssets(domains=(text,)))


def _is_own_network(text: str) -> bool:
    return _is_taken(lambda: OwnAssets(networks=(text,)))


def _is_group(text: str) -> bool:
    return _is_taken(lambda: ClientGroups((text,)))


def _is_door(text: str) -> bool:
    return _is_taken(lambda: read_door(text))


def _is_taken(make: Callable[[], object]) -> bool:
    try:
        make()
    except MalformedError:
        return False
    return True


_RULES: tuple[tuple[tuple[str, str], Callable[[str], bool], str], ...] = (
    (("node", "name"), _is_name, "name"),
    (("node", "country"), _is_country, "country"),
    (("node", "identity"), _is_identity, "identity"),
    # A title is shown in one line, on pages and in lists; no sign in it may turn the line around.
    (("node", "title"), str.isprintable, "title"),
    (("listen", "host"), _is_host, "host"),
    (("listen", "address"), _is_address, "address"),
    (("own", "domains"), _is_own_domain, "domain"),
    (("own", "networks"), _is_own_network, "network"),
    (("watch", "groups"), _is_group, "group"),
    (("watch", "listen"), _is_door, "door"),
    (("store", "database"), _is_database, "database"),
    (("history", "hunt_new"), _is_hunt_wish, "hunt-new"),
    (("oidc", "issuer"), _is_issuer, "issuer"),
    (("oidc", "title"), str.isprintable, "title"),
)
_TOGETHER = (
    ("certificate", "key"),
    ("key", "certificate"),
    ("client_ca", "certificate"),
    ("client_ca", "client_crl"),  # RFC 5280 §6.3: a certificate is good until a list says otherwise
    ("client_crl", "client_ca"),
    ("client_certificates", "client_ca"),
)
_SECRET = {("store", "database")}  # a mistake in what may hold a password does not repeat it
