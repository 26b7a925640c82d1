"""How a feed is reached: one host, over TLS, within bounds; or one folder of this machine."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import urljoin, urlsplit

from khien.exchange.channels import context_of
from khien.exchange.feeds.errors import (
    FeedAddressError,
    FeedRefusedError,
    FolderError,
    RedirectError,
)
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind
from khien.exchange.wire import Answered, Bounds, Wire, by_password
from khien.model.errors import MalformedError, UnreachableError
from khien.people.partners import Channel

MOST_S: Final = 120.0  # for one answer
MOST_TURNS: Final = 3  # redirects within the same place
MOST_FILES: Final = 10_000  # in one folder
NOT_MODIFIED: Final = 304
LONGEST: Final = 2_000  # characters of an address


@dataclass(frozen=True, slots=True)
class Fetched:
    """One body, and what makes the next request for it conditional (RFC 9110 §13.1)."""

    body: bytes
    etag: str
    modified: str


def checked_address(terms: Terms) -> str:
    """The address of a feed, if it is one that we go to.

    Raises:
        FeedAddressError: it is no absolute path, or no URL with a host and without a password; or it
            is HTTP without TLS, beyond this machine and without anybody's leave.
    """
    address = terms.address.strip()
    if len(address) > LONGEST or not address.isprintable():
        raise FeedAddressError(address, "printable")
    if terms.kind is Kind.FOLDER:
        if not Path(address).is_absolute():
            raise FeedAddressError(address, "absolute")
        return address
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FeedAddressError(address, "URL") from error
    if parts.scheme not in {"http", "https"} or not host or " " in address:
        raise FeedAddressError(address, "URL")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise FeedAddressError(address.rpartition("@")[2], "userinfo")
    if parts.scheme == "http" and not terms.plain_http and not is_here(host):
        raise FeedAddressError(address, "https")
    return address


def checked_authority(terms: Terms) -> None:
    """Nothing, if the authority that alone is believed can be read.

    Raises:
        MalformedError: it cannot.
    """
    try:
        context_of(Channel(ca=terms.ca))
    except (ssl.SSLError, ValueError) as error:
        raise MalformedError("ca", "PEM (RFC 7468)") from error


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Site:
    """The web server of one feed: whatever it answers, we go nowhere else."""

    def __init__(self, name: str, terms: Terms, secret: str) -> None:
        channel = Channel(ca=terms.ca) if terms.ca else None
        bounds = Bounds(terms.most_bytes, MOST_S)
        self.name = name
        self.wire = Wire(name, by_password(terms.user, secret), channel, bounds)

    def get(
        self, url: str, etag: str = "", modified: str = "", into: IO[bytes] | None = None
    ) -> Fetched | None:
        """What stands there; None where it is as it was. The body goes `into` a file where there is one.

        Raises:
            UnreachableError: no answer, or one that is too large or too slow.
            FeedRefusedError: the server said no.
            RedirectError: it sends us to another place.
        """
        headers = {"accept": "*/*", "accept-encoding": "gzip"}
        headers |= {"if-none-match": etag} if etag else {}
        headers |= {"if-modified-since": modified} if modified else {}
        answer = self._follow(url, headers, into)
        if answer.status == NOT_MODIFIED:
            return None
        if answer.status >= 300:
            raise FeedRefusedError(self.name, answer.status)
        return Fetched(
            answer.content,
            answer.headers.get("etag", "")[:200],
            answer.headers.get("last-modified", "")[:60],
        )

    def _follow(self, url: str, headers: dict[str, str], into: IO[bytes] | None) -> Answered:
        for _ in range(MOST_TURNS + 1):
            answer = self.wire.ask("GET", url, headers=headers, into=into)
            if not 300 <= answer.status < 400 or answer.status == NOT_MODIFIED:
                return answer
            url = self._turned(url, answer.headers.get("location", ""))
        raise UnreachableError(self.name, "redirects")

    def _turned(self, url: str, location: str) -> str:
        try:
            there = urljoin(url, location)
            if _place(there) == _place(url):
                return there
            raise RedirectError(self.name, _place(there)[1])
        except ValueError as error:
            raise RedirectError(self.name, location) from error

    def close(self) -> None:
        """Close the connections."""
        self.wire.close()


class Folder:
    """The folder of one feed: its plain files, nothing below it and nothing outside."""

    def __init__(self, name: str, terms: Terms) -> None:
        self._name, self._path, self._most_bytes = name, Path(terms.address), terms.most_bytes

    def marks(self) -> dict[str, str]:
        """Every file with a mark that changes when it does, by name.

        Raises:
            FolderError: it is no folder, may not be read, or holds too many files.
        """
        try:
            found = [one for one in sorted(self._path.iterdir()) if self._is_ours(one)]
            if len(found) > MOST_FILES:
                raise FolderError(self._name, f"> {MOST_FILES}")
            stats = {one.name: one.stat() for one in found}
        except OSError as error:
            raise FolderError(self._name, error.strerror or "?") from error
        return {name: f"{stat.st_mtime_ns}-{stat.st_size}" for name, stat in stats.items()}

    def read(self, name: str) -> bytes:
        """One file.

        Raises:
            FolderError: it is gone, may not be read, or is too large.
        """
        try:
            with (self._path / name).open("rb") as file:
                body = file.read(self._most_bytes + 1)
        except OSError as error:
            raise FolderError(self._name, f"{name}: {error.strerror or '?'}") from error
        if len(body) > self._most_bytes:
            raise FolderError(self._name, f"{name}: > {self._most_bytes}")
        return body

    @staticmethod
    def _is_ours(path: Path) -> bool:
        # A link could lead anywhere on this machine; a name with a dot is work in progress.
        hidden = path.name.startswith((".", "~")) or len(path.name) > 255
        return not hidden and not path.is_symlink() and path.is_file()


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
