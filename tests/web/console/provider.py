"""An OpenID provider for tests, on loopback: it says whatever it is told to say, and signs it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "khien", "between us"


@dataclass
class Provider:
    """What it says about whoever comes, and how it lies. `claims` overwrite what is true."""

    now: int
    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    key: jwk.ECKey = field(default_factory=lambda: jwk.ECKey.generate_key("P-256", {"kid": "1"}))
    signer: jwk.ECKey | None = None
    asked: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def visited(self, place: str) -> str:
        """What the browser does there: signs in, and comes back with code and state."""
        self.asked = {name: one[0] for name, one in parse_qs(urlsplit(place).query).items()}
        self.codes.add("code-1")
        return f"/sign-in/provider/back?code=code-1&state={self.asked['state']}"

    def site(self) -> Starlette:
        """Its endpoints."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _about(self, _: Request) -> Response:
        places = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(places | self.about)

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> Response:
        given = {name: one[0] for name, one in parse_qs((await request.body()).decode()).items()}
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        if (
            request.headers.get("authorization") != f"Basic {pair}"
            or given["code"] not in self.codes
            or given["redirect_uri"] != self.asked["redirect_uri"]
            or base64.urlsafe_b64encode(proof).decode().rstrip("=") != self.asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.codes.remove(given["code"])
        true = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "17",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": self.asked["nonce"],
            "preferred_username": "duty",
        }
        header = {"alg": "ES256", "kid": "1"}
        token = jwt.encode(header, true | self.claims, self.signer or self.key)
        return JSONResponse({"id_token": token, "access_token": "x", "token_type": "Bearer"})
