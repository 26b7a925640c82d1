"""What a client showed of itself by TLS, told to the application as the ASGI TLS extension has it.

Uvicorn does not tell it (0.54). It is read from the connection, once, and put into every request's
scope; headers have no part in it.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from khien.app.doorway import Doorway


class Telling(ssl.SSLObject):
    """A handshake that says why it failed.

    OpenSSL has written the alert when `do_handshake` raises (RFC 8446 §6.2), but asyncio then drops the
    connection without sending it (CPython 3.11 to 3.13), and the other side sees only that it ended. So
    the error is raised at the second call: the first one has asyncio send what there is, and wait.
    """

    _failed: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        """As `ssl.SSLObject` has it."""
        if self._failed is not None:
            raise self._failed
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            self._failed = error
            raise ssl.SSLWantReadError(*error.args) from error


class TlsProtocol(Doorway):
    """The door over TLS, with `scope["extensions"]["tls"]` (ASGI TLS extension 0.2)."""

    _shown: dict[str, Any]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Called when the handshake is done."""
        super().connection_made(transport)
        connection: ssl.SSLObject = transport.get_extra_info("ssl_object")
        certificate = connection.getpeercert(binary_form=True)
        chain = [ssl.DER_cert_to_PEM_cert(certificate)] if certificate else []
        self._shown = {"tls": {"client_cert_chain": chain, "tls_version": connection.version()}}

    def on_message_begin(self) -> None:
        """Called for every request of the connection."""
        super().on_message_begin()
        self.scope["extensions"] = self._shown
