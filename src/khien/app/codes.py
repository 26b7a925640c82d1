"""What a code means: its sentence, where it comes from, and what becomes of what met it."""

from __future__ import annotations

from dataclasses import dataclass

from khien.gate import RULES
from khien.model.errors import KhienError, NotFoundError
from khien.model.words import ROOMS, WORDS, Both
from khien.model.words.both import unfilled

HELD = frozenset({"gate", "exchange", "people", "ledger", "stix", "intake", "watch", "store"})


@dataclass(frozen=True, slots=True)
class Code:
    """One code for people. `source` is the clause or rule behind it; statuses are of errors only."""

    code: str
    room: str
    said: Both
    source: str
    exit_status: int | None
    http_status: int | None


def every_code() -> list[Code]:
    """All that errors, refusals, findings and quarantine name, by room and name."""
    errors = _errors()
    return [
        _code(name, room, both, errors)
        for room, words in sorted(ROOMS.items())
        for name, both in sorted(words.items())
        if room in HELD or name in errors
    ]


def explained(code: str) -> Code:
    """One code.

    Raises:
        NotFoundError: no such code.
    """
    if code not in WORDS:
        raise NotFoundError("code", code[:80])
    room = next(room for room, words in ROOMS.items() if code in words)
    return _code(code, room, WORDS[code], _errors())


def _code(name: str, room: str, both: Both, errors: dict[str, type[KhienError]]) -> Code:
    error = errors.get(name)
    source = next((rule.source for rule in RULES if rule.code == name), "")
    return Code(
        name,
        room,
        Both(unfilled(both.en), unfilled(both.vi)),
        source,
        None if error is None else error.exit_status,
        None if error is None else error.http_status,
    )


def _errors() -> dict[str, type[KhienError]]:
    """Every error of the node by its code; a running node has loaded them all."""
    found, waiting = {}, [KhienError]
    while waiting:
        error = waiting.pop()
        found[error.code] = error
        waiting += error.__subclasses__()
    return found
