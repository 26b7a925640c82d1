"""Second factors: authenticator apps (TOTP, RFC 6238), recovery codes, passkeys (WebAuthn)."""

from khien.people.factors.desk import (
    accept_totp,
    give_code,
    held,
    new_recovery_codes,
    offer_totp,
    offered_totp,
    otpauth,
    remove_all,
    remove_passkey,
    remove_totp,
)
from khien.people.factors.errors import (
    CopiedPasskeyError,
    LastFactorError,
    NoPasskeyError,
    TooManyPasskeysError,
    TotpKeptError,
    WrongCodeError,
    WrongPasskeyError,
)
from khien.people.factors.passkeys import (
    Place,
    begin_asking,
    begin_making,
    finish_asking,
    finish_making,
)
from khien.people.factors.rules import Held, Passkey, secret_text
from khien.people.factors.sealing import SealBrokenError, factor_key

__all__ = [
    "CopiedPasskeyError",
    "Held",
    "LastFactorError",
    "NoPasskeyError",
    "Passkey",
    "Place",
    "SealBrokenError",
    "TooManyPasskeysError",
    "TotpKeptError",
    "WrongCodeError",
    "WrongPasskeyError",
    "accept_totp",
    "begin_asking",
    "begin_making",
    "factor_key",
    "finish_asking",
    "finish_making",
    "give_code",
    "held",
    "new_recovery_codes",
    "offer_totp",
    "offered_totp",
    "otpauth",
    "remove_all",
    "remove_passkey",
    "remove_totp",
    "secret_text",
]
