"""The one way out to other machines: HTTP requests, signed or with a token, answered or explained."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ssl import SSLError
from typing import IO

import httpx2

from khien.exchange.channels import context_of
from khien.exchange.signatures import ClockError, Message, sign_request
from khien.model.errors import KhienError, UnreachableError
from khien.model.reasons import OUT_OF_TIME, reason_of
from khien.model.signing import SigningKey
from khien.people.partners import Channel

TIMEOUT_S = 30.0  # for one request; a partner that hangs must not hold its queue for long
MAX_ANSWER_BYTES = 64 * 1024 * 1024


class PeerRefusedError(KhienError):
    """The partner answered with a no. `status` is its HTTP status; 4xx will not change by itself."""

    code, exit_status, http_status = "peer.refused", 4, 502

    def __init__(self, peer: str, status: int, why: str) -> None:
        self.status, self.why = status, why
        super().__init__(peer=peer, status=status, why=why or str(status))


class PeerClockError(PeerRefusedError):
    """The partner does not take our signatures, because its clock and ours differ."""

    code = "peer.clock"


class AnswerRoomError(KhienError):
    """An answer cannot be written to the disk here while it comes; nobody else is to blame."""

    code, exit_status, http_status = "wire.no-room", 1, 507

    def __init__(self, peer: str, why: str) -> None:
        super().__init__(peer=peer, why=why)


@dataclass(frozen=True, slots=True)
class Answered:
    """A 2xx answer; the names of its headers are lower-case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content as UTF-8; what is none becomes a replacement character."""
        return self.content.decode("utf-8", "replace")


Authenticate = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one answer is read, counted after decompression, and how long it may take to come.

    0 bytes stand for as much as from anybody.
    """

    most_bytes: int = 0
    most_s: float = 600.0


def by_signature(key: SigningKey, receiver: str, clock: Callable[[], datetime]) -> Authenticate:
    """Sign each request with this node's key, for the node with that STIX identity."""

    def authenticate(message: Message) -> None:
        sign_request(message, key, receiver, clock())

    return authenticate


def by_password(user: str, secret: str) -> Authenticate:
    """HTTP Basic (RFC 7617), as most TAXII servers take it; without a user, Bearer (RFC 6750).

    Without either nothing is said: then our client certificate tells who we are.
    """
    pair = base64.b64encode(f"{user}:{secret}".encode()).decode()
    header = f"Basic {pair}" if user else f"Bearer {secret}"

    def authenticate(message: Message) -> None:
        if user or secret:
            message.headers["authorization"] = header

    return authenticate


class Wire:
    """Requests to one peer. Redirects are not followed: a node goes only where it was told."""

    def __init__(
        self,
        peer: str,
        authenticate: Authenticate,
        channel: Channel | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.peer = peer
        self._authenticate, self._bounds = authenticate, bounds or Bounds()
        self._verify = True if channel in {None, Channel()} else context_of(channel)

    @cached_property
    def _client(self) -> httpx2.Client:
        """Made for the first request: to read every authority of the system takes a while."""
        return httpx2.Client(
            timeout=TIMEOUT_S, follow_redirects=False, trust_env=False, verify=self._verify
        )

    def send(
        self, method: str, url: str, *, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answered:
        """Send one request and return its 2xx answer.

        Raises:
            UnreachableError: no answer, or a server error, or more than we read: try again later.
            PeerClockError: the partner's clock and ours differ.
            PeerRefusedError: any other answer; `status` 409 and 422 have a meaning of their own.
        """
        answer = self.ask(method, url, headers=headers, body=body)
        if answer.status >= 300:
            about_clock = answer.status == 401 and f'"{ClockError.code}"' in answer.text
            refused = PeerClockError if about_clock else PeerRefusedError
            raise refused(self.peer, answer.status, answer.text[:500])
        return answer

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        into: IO[bytes] | None = None,
    ) -> Answered:
        """Send one request and return its answer, also a redirect or a no.

        The content of a 2xx answer goes `into` a file where there is one, while it comes.

        Raises:
            UnreachableError: as `send`.
            AnswerRoomError: the file cannot be written.
        """
        message = Message(method, url, {name.lower(): v for name, v in (headers or {}).items()})
        message.body = body
        self._authenticate(message)
        try:
            answer = self._read(message, into)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UnreachableError(self.peer, _why(error)) from error
        except OSError as error:  # of the file: the client has errors of its own
            raise AnswerRoomError(self.peer, reason_of(error)) from error
        if answer.status >= 500 or answer.status in {408, 429}:
            raise UnreachableError(self.peer, f"HTTP {answer.status}")
        return answer

    def _read(self, message: Message, into: IO[bytes] | None) -> Answered:
        """The one place where bytes go out and come in; a test may stand here instead."""
        stream = self._client.stream(
            message.method, message.url, headers=message.headers, content=message.body
        )
        with stream as answer:
            chunks: list[bytes] = []
            take = into.write if into is not None and answer.is_success else chunks.append
            size, ends = 0, time.monotonic() + self._bounds.most_s
            most = self._bounds.most_bytes or MAX_ANSWER_BYTES
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > most:  # counted after decompression
                    raise UnreachableError(self.peer, "answer too large")
                if (
                    time.monotonic() > ends
                ):  # a drop now and then keeps every other clock from ending it
                    raise UnreachableError(self.peer, "answer too slow")
                take(chunk)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answered(answer.status_code, headers, b"".join(chunks))

    def close(self) -> None:
        """Close the connections."""
        if "_client" in vars(self):
            self._client.close()


def _why(error: Exception) -> str:
    """Why there is no answer, in words that people have; the client's classes stay its own."""
    if isinstance(error, httpx2.InvalidURL):
        return "URL"
    if isinstance(error, httpx2.TimeoutException):
        return OUT_OF_TIME
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, SSLError):
            return "TLS"
        if isinstance(below, OSError):
            return reason_of(below, "unreachable")
        below = below.__cause__ or below.__context__
    return "unreachable"
