"""Every error that this project raises on purpose.

KhienError
├── MalformedError     what came in cannot be read            exit 2   http 400
├── RefusedError       a rule said no                         exit 3   http 403
├── UnreachableError   the other node did not answer          exit 4   http 502
├── ProofError         a proof, hash or signature fails       exit 5   http 422
├── NotFoundError      no such thing here                     exit 6   http 404
├── ConflictError      not from this state, or exists already exit 7   http 409
├── SettingsError      the settings cannot be used            exit 8   http 500
└── SignInError        nobody may act under this name         exit 9   http 401

A room adds its own subclasses beside the code that raises them; each has its own `code`. The
sentences for people, in both languages, stand in `model/words.py` under the same code.
"""

from __future__ import annotations

from typing import ClassVar

from khien.model.decision import Refusal


class KhienError(Exception):
    """Base of all expected failures.

    Subclasses take data, never sentences. `facts` fills the holes of the sentence that
    `model/words.py` holds for `code`; the plain `str()` is for logs and developers.
    """

    code: ClassVar[str] = "khien.error"
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(", ".join(f"{name}={value}" for name, value in facts.items()))


class MalformedError(KhienError):
    """What came in cannot be read as the format it claims to be.

    Args:
        item: what was read: a file, an object id, a parameter.
        rule: the rule that it breaks, as a code or a clause.
    """

    code, exit_status, http_status = "input.malformed", 2, 400

    def __init__(self, item: str, rule: str, **facts: object) -> None:
        self.item, self.rule = item, rule
        super().__init__(item=item, rule=rule, **facts)


class RefusedError(KhienError):
    """A rule said no; every reason is carried, so that all can be mended at once."""

    code, exit_status, http_status = "gate.refused", 3, 403

    def __init__(self, subject: str, refusals: tuple[Refusal, ...]) -> None:
        self.subject, self.refusals = subject, refusals
        reasons = ", ".join(f"{r.code} ({r.detail})" for r in refusals)
        super().__init__(subject=subject, reasons=reasons)


class UnreachableError(KhienError):
    """The other node did not answer in time; what was to cross stays in the outbox."""

    code, exit_status, http_status = "peer.unreachable", 4, 502

    def __init__(self, peer: str, why: str) -> None:
        super().__init__(peer=peer, why=why)


class ProofError(KhienError):
    """A proof, hash or signature does not hold; nothing after it may be trusted."""

    code, exit_status, http_status = "proof.broken", 5, 422

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what=what, why=why)


class NotFoundError(KhienError):
    """There is no such thing here."""

    code, exit_status, http_status = "khien.not-found", 6, 404

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind=kind, name=name)


class ConflictError(KhienError):
    """It exists already, or cannot happen from the state that it is in."""

    code, exit_status, http_status = "khien.conflict", 7, 409

    def __init__(self, item: str, rule: str) -> None:
        super().__init__(item=item, rule=rule)


class SettingsError(KhienError):
    """The settings cannot be used; the line that is wrong is named."""

    code, exit_status, http_status = "settings.invalid", 8, 500

    def __init__(self, file: str, line: int, mistake: str) -> None:
        super().__init__(file=file, line=line, mistake=mistake)


class SignInError(KhienError):
    """The name and the secret do not go together. Which of the two is wrong is not said."""

    code, exit_status, http_status = "people.sign-in", 9, 401

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
