"""Why a consumer cannot be, or does not get a list."""

from __future__ import annotations

from khien.model.errors import ConflictError, KhienError, MalformedError


class ChoiceError(MalformedError):
    """Something that was chosen for a list is none of what there is."""

    code = "list.choice"

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(name, allowed, name=name, value=value[:100], allowed=allowed)


class SinceGoneError(KhienError):
    """The list that somebody has is too long ago; the whole one has to be fetched."""

    code, exit_status, http_status = "list.since-gone", 7, 410

    def __init__(self, since: str) -> None:
        super().__init__(since=since[:20])


class WaitError(KhienError):
    """This list is being made for somebody else at this moment."""

    code, exit_status, http_status = "list.wait", 7, 503

    def __init__(self) -> None:
        super().__init__(wait_s=5)


class NotOurFolderError(ConflictError):
    """There are files in the folder that no list put there; nothing of it is replaced."""

    code = "list.folder"

    def __init__(self, folder: str) -> None:
        super().__init__(folder, "not a list")
        self.facts = {"folder": folder}
