"""How a connection to a partner's server is secured: whom we believe, and what we show of ourselves."""

from __future__ import annotations

import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

from khien.people.partners import Channel


def context_of(channel: Channel) -> ssl.SSLContext:
    """The TLS settings for connections to one partner.

    Where the partner's authority is pinned, no other one is believed, not even those of the system.
    With anything pinned TLS 1.3 is the least: under TLS 1.2 our certificate would be seen by everybody
    on the way (RFC 8446 §1.2: since then all of the handshake after ServerHello is encrypted).
    """
    context = ssl.create_default_context(cadata=channel.ca or None)
    if channel != Channel():
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    if channel.certificate:
        # OpenSSL takes a key from a file only; this one is gone again before the first connection.
        with TemporaryDirectory(prefix="khien-") as place:
            pair = Path(place) / "pair.pem"
            pair.touch(0o600)
            pair.write_text(channel.private_key + "\n" + channel.certificate, "ascii")
            context.load_cert_chain(pair)
    return context
