"""What an ID token must say to be believed. Its signature was checked before."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from khien.model.decision import Allowed, Refusal, Verdict

ALGORITHMS = ("RS256", "PS256", "ES256")  # never `none`, never one with a shared secret
SLACK_S = 60  # between two clocks
LONGEST_AGE_S = 600  # since the provider made it; it is asked for now


def believable(
    claims: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: datetime
) -> Verdict:
    """Whether the claims are this provider's answer to this question (OpenID Connect Core §3.1.3.7)."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    made, ends = _seconds(claims.get("iat")), _seconds(claims.get("exp"))
    at = now.timestamp()
    if claims.get("iss") != issuer:
        return Refusal("openid.issuer", issuer)
    if client not in audiences or (len(audiences) > 1 and claims.get("azp") != client):
        return Refusal("openid.audience", client)
    if made is None or ends is None:
        return Refusal("openid.time", "iat, exp")
    if not at - LONGEST_AGE_S - SLACK_S <= made <= at + SLACK_S or ends <= at - SLACK_S:
        return Refusal("openid.time", now.isoformat(timespec="seconds"))
    given = claims.get("nonce")
    if not isinstance(given, str) or not _same(given, nonce):
        return Refusal("openid.nonce", "nonce")
    return Allowed()


def _same(given: str, nonce: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), nonce.encode())


def _seconds(value: object) -> float | None:
    """RFC 7519 §2, NumericDate."""
    return value if isinstance(value, float) or type(value) is int else None
