"""What a client showed of itself by TLS, told to the application as the ASGI TLS extension has it.

Uvicorn does not tell it (0.54). It is read from the connection, once, and put into every request's
scope; headers have no part in it.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class TlsProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, with `scope["extensions"]["tls"]` (ASGI TLS extension 0.2)."""

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
