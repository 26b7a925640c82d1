"""Why a delivery, or a decision about one, is not taken."""

from __future__ import annotations

from khien.model.errors import ConflictError, KhienError, RefusedError


class RateError(KhienError):
    """The partner brings more than was agreed in a minute; it should come again later."""

    code, exit_status, http_status = "exchange.too-many", 3, 429

    def __init__(self, partner: str, per_minute: int) -> None:
        super().__init__(partner=partner, per_minute=per_minute)


class BatchTooLargeError(KhienError):
    """One delivery holds more than may ever come in a minute; it should be split."""

    code, exit_status, http_status = "exchange.batch-too-large", 2, 413

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(count=count, limit=limit)


class UnannouncedError(KhienError):
    """A Khiên partner must send a delivery note ahead, and this delivery has none."""

    code, exit_status, http_status = "exchange.no-note", 3, 409

    def __init__(self, delivery: str) -> None:
        super().__init__(delivery=delivery)


class OtherAgreementError(KhienError):
    """Both sides do not hold the same agreement in force yet; it should come again later."""

    code, exit_status, http_status = "exchange.other-agreement", 7, 503

    def __init__(self, partner: str, sha256: str) -> None:
        super().__init__(partner=partner, sha256=sha256)


class ReceiptFirstError(KhienError):
    """The receipt for the arrival must go before the one for what followed; come again later."""

    code, exit_status, http_status = "exchange.receipt-first", 7, 503

    def __init__(self, release: str) -> None:
        super().__init__(release=release)


class NoteChangedError(ConflictError):
    """A delivery note under this id is here already, and says something else."""

    code = "exchange.note-changed"

    def __init__(self, delivery: str) -> None:
        super().__init__(delivery, "another note")
        self.facts = {"delivery": delivery}


class ReleaseReusedError(ConflictError):
    """The release id was used before, for another object or other content."""

    code = "exchange.release-reused"

    def __init__(self, release: str) -> None:
        super().__init__(release, "another object")
        self.facts = {"release": release}


class NotInQuarantineError(ConflictError):
    """Nothing under this id waits for a person."""

    code = "exchange.not-in-quarantine"

    def __init__(self, arrival: str) -> None:
        super().__init__(arrival, "not in quarantine")
        self.facts = {"arrival": arrival}


class AmbiguousArrivalError(ConflictError):
    """Two partners gave the same id, so the partner must be named too."""

    code = "exchange.ambiguous-arrival"

    def __init__(self, arrival: str) -> None:
        super().__init__(arrival, "of several partners")
        self.facts = {"arrival": arrival}


class NotAdmissibleError(RefusedError):
    """It may not come in any more; the rules that say so are carried."""

    code = "exchange.not-admissible"
