"""An authenticator made of software, as a browser would speak for it: for tests only."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
NO_MORE = FLAG(0)


def b64(raw: bytes) -> str:
    """Base64url without padding, as WebAuthn's JSON has it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes of Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One key for one relying party. What it lies about can be set, so that the liar is caught."""

    origin: str = "https://node.example"
    rp_id: str = "node.example"
    counter: int = 0
    flags: AuthenticatorData.FLAG = FLAG.UP | FLAG.UV
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = b"credential-0001"
    handle: bytes = b""

    def make(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`, as `toJSON` writes it."""
        self.handle = unb64(options["user"]["id"])
        client = self._client("webauthn.create", options["challenge"])
        credential = AttestedCredentialData.create(
            b"\0" * 16,
            self.id,
            ES256.from_cryptography_key(self.key.public_key()),  # type: ignore[no-untyped-call]
        )
        given = AttestationObject.create("none", self._data(FLAG.AT, credential), {})
        return self._answer(clientDataJSON=b64(client), attestationObject=b64(bytes(given)))

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`, as `toJSON` writes it."""
        self.counter += int(self.counts)
        client = self._client("webauthn.get", options["challenge"])
        data = bytes(self._data())
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=b64(client),
            authenticatorData=b64(data),
            signature=b64(signature),
            userHandle=b64(self.handle),
        )

    def _answer(self, **response: str) -> dict[str, Any]:
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        facts = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(facts).encode()

    def _data(
        self, more: AuthenticatorData.FLAG = NO_MORE, credential: bytes = b""
    ) -> AuthenticatorData:
        rp = hashlib.sha256(self.rp_id.encode()).digest()
        made = AuthenticatorData.create(rp, self.flags | more, self.counter, credential)
        return AuthenticatorData(made)
