"""Tokens: how the node's own tools, and partners that cannot sign, come in."""

from khien.people.tokens.desk import (
    NewToken,
    TokenOverError,
    TokenRefusedError,
    add_token,
    check_token,
    list_tokens,
    require,
    revoke_token,
)
from khien.people.tokens.rows import end_partner
from khien.people.tokens.rules import Scope, Token, TokenHolder

__all__ = [
    "NewToken",
    "Scope",
    "Token",
    "TokenHolder",
    "TokenOverError",
    "TokenRefusedError",
    "add_token",
    "check_token",
    "end_partner",
    "list_tokens",
    "require",
    "revoke_token",
]
