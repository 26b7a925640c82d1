"""Ask the provider who somebody is: authorization code with PKCE (RFC 7636), and a signed answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from khien.exchange.openid.rules import ALGORITHMS, believable
from khien.exchange.wire import Authenticate, PeerRefusedError, Wire, by_password
from khien.model.decision import Refusal
from khien.model.errors import KhienError

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderError(KhienError):
    """The provider's answer does not hold. `why` is for logs; people are told only that it failed."""

    code, exit_status, http_status = "openid.failed", 9, 502

    def __init__(self, provider: str, why: str) -> None:
        self.why = why
        super().__init__(provider=provider)


class MissingOpenIdError(KhienError):
    """The settings name a provider, but what reads its answers is not installed."""

    code, exit_status, http_status = "openid.not-installed", 8, 500

    def __init__(self) -> None:
        super().__init__()


@dataclass(frozen=True, slots=True)
class Question:
    """One sign-in: what ties the provider's answer to the browser that asked. All but `back` is secret."""

    back: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One OpenID provider, as the settings name it.

    Args:
        issuer: its address, exactly as it names itself.
        client: what it calls this node.
        secret: what this node proves itself with to it.
    """

    def __init__(self, issuer: str, client: str, secret: str) -> None:
        self._issuer, self._client, self._secret = issuer, client, secret
        self._peer = urlsplit(issuer).netloc

    def question(self, asked: Question) -> str:
        """Where the browser goes to answer.

        Raises:
            UnreachableError, ProviderError: the provider does not say where.
        """
        begins = self._place(self._about(), "authorization_endpoint")
        challenge = hashlib.sha256(asked.verifier.encode()).digest()
        fields = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": asked.back,
            "scope": "openid profile email",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{begins}{'&' if '?' in begins else '?'}{urlencode(fields)}"

    def answer(self, code: str, asked: Question, now: datetime) -> Mapping[str, Any]:
        """What the provider says about whoever came back with this code.

        Raises:
            UnreachableError: it does not answer.
            ProviderError: it does not take the code, or its answer is not signed by it for us, now.
            MissingOpenIdError: the extra `oidc` is not installed.
        """
        about = self._about()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.back,
            "code_verifier": asked.verifier,
        }
        given = self._json(
            "POST",
            self._place(about, "token_endpoint"),
            by_password(self._client, self._secret),
            urlencode(form).encode(),
        )
        keys = self._json("GET", self._place(about, "jwks_uri"))
        claims = self._claims(given.get("id_token"), keys)
        verdict = believable(
            claims, issuer=self._issuer, client=self._client, nonce=asked.nonce, now=now
        )
        if isinstance(verdict, Refusal):
            raise ProviderError(self._peer, verdict.code)
        return claims

    def _about(self) -> Mapping[str, Any]:
        found = self._json("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:  # OpenID Connect Discovery §4.3
            raise ProviderError(self._peer, "issuer")
        return found

    def _place(self, about: Mapping[str, Any], name: str) -> str:
        """An address that the provider names: over TLS, or on this machine as the issuer is."""
        place = about.get(name)
        parts = urlsplit(place) if isinstance(place, str) else None
        is_local = parts is not None and parts.hostname in LOCAL
        if parts is None or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
            raise ProviderError(self._peer, name)
        return parts.geturl()

    def _json(
        self, method: str, url: str, authenticate: Authenticate | None = None, body: bytes = b""
    ) -> Mapping[str, Any]:
        headers = {"accept": "application/json"}
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        wire = Wire(self._peer, authenticate or by_password("", ""))
        try:
            answer = wire.send(method, url, headers=headers, body=body)
            return msgspec.json.decode(answer.content, type=dict[str, Any])
        except PeerRefusedError as error:
            raise ProviderError(self._peer, f"HTTP {error.status}") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ProviderError(self._peer, "JSON") from error
        finally:
            wire.close()

    def _claims(self, token: object, keys: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            jwk, jwt = import_module("joserfc.jwk"), import_module("joserfc.jwt")
            failures = import_module("joserfc.errors").JoseError
        except ImportError as error:
            raise MissingOpenIdError from error
        try:
            known = jwk.KeySet.import_key_set(keys)
            claims: Mapping[str, Any] = jwt.decode(token, known, algorithms=ALGORITHMS).claims
        except (failures, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ProviderError(self._peer, type(error).__name__) from error
        return claims
