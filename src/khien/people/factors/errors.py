"""Why a second factor is not taken."""

from __future__ import annotations

from khien.model.errors import ConflictError, NotFoundError, SignInError
from khien.model.ids import OfficerName


class WrongCodeError(SignInError):
    """The code is wrong, too old, or was used already; which of these is not said."""

    code = "people.wrong-code"


class WrongPasskeyError(SignInError):
    """The answer of the passkey does not hold: unknown, for another page, unverified, or too late.

    Args:
        name: the officer, or empty where it is not known.
        why: for logs and tests; people are told only that it failed.
    """

    code = "people.wrong-passkey"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name)
        self.why = why


class CopiedPasskeyError(WrongPasskeyError):
    """The passkey counts backwards: somebody has a copy of it."""

    code = "people.passkey-copied-error"


class TooManyPasskeysError(ConflictError):
    """An officer has as many passkeys as one may have."""

    code = "people.passkeys-many"

    def __init__(self, officer: OfficerName, most: int) -> None:
        super().__init__(officer, "passkeys")
        self.facts = {"most": most}


class TotpKeptError(ConflictError):
    """The officer has an authenticator app already; it is taken away before another comes."""

    code = "people.totp-kept"

    def __init__(self, officer: OfficerName) -> None:
        super().__init__(officer, "totp")
        self.facts = {}


class LastFactorError(ConflictError):
    """It is the only second factor of this officer; without one nobody comes in."""

    code = "people.last-factor"

    def __init__(self, officer: OfficerName) -> None:
        super().__init__(officer, "last factor")
        self.facts = {}


class NoPasskeyError(NotFoundError):
    """The officer has no such passkey."""

    code = "people.no-passkey"

    def __init__(self, passkey_id: str) -> None:
        super().__init__("passkey", passkey_id)
