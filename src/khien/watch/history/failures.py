"""What can go wrong with the history; see the tree at the top of `model/errors.py`."""

from __future__ import annotations

from collections.abc import Sequence

from khien.model.errors import ConflictError, ProofError, SettingsError


class NoColumnsError(SettingsError):
    """The history needs pyarrow and numpy, and they are not installed."""

    code = "history.extra"

    def __init__(self) -> None:
        super().__init__("khien[hunt]", 0, self.code)
        self.facts = {"extra": "khien[hunt]"}


class BrokenHistoryError(ProofError):
    """A file of the history is damaged or gone; the answer would not be whole, so there is none.

    Args:
        file: its path below the folder of the history.
        why: what the reader said, never what is in the file.
    """

    code = "history.broken"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why)
        self.facts = {"file": file, "why": why}


class IncompleteHistoryError(ProofError):
    """Files of the history are gone or cut off; a hunt that needs one of them has no answer.

    Args:
        files: their paths below the folder of the history, at least one.
    """

    code = "history.incomplete"

    def __init__(self, files: Sequence[str]) -> None:
        super().__init__(files[0], self.code)
        self.facts = {"count": len(files), "file": files[0]}


class HistoryBusyError(ConflictError):
    """Another process writes the history at this moment."""

    code = "history.busy"

    def __init__(self) -> None:
        super().__init__("history", self.code)


class HistoryFullError(ConflictError):
    """What is to be kept is larger than all that may be kept; nothing of it was.

    Args:
        name: what was to be kept.
        most_bytes: the bound.
    """

    code = "history.full"

    def __init__(self, name: str, most_bytes: int) -> None:
        super().__init__(name, self.code)
        self.facts = {"name": name, "most_bytes": most_bytes}
