"""Why a consumer cannot be, or does not get a list."""

from __future__ import annotations

from collections.abc import Sequence

from khien.model.errors import ConflictError, KhienError, MalformedError


class ChoiceError(MalformedError):
    """Something that was chosen for a list is none of what there is."""

    code = "list.choice"

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(name, allowed, name=name, value=value[:100], allowed=allowed)


class UnfitError(MalformedError):
    """Something was chosen that no format of the list has a use for."""

    code = "list.unfit"

    def __init__(self, name: str, forms: Sequence[str], allowed: Sequence[str]) -> None:
        facts = {"name": name, "form": ", ".join(forms), "allowed": ", ".join(allowed)}
        super().__init__(name, f"only for {facts['allowed']}", **facts)


class UnfitKindError(MalformedError):
    """Values of a kind are asked for in a format that holds none, so that nothing would stand in it."""

    code = "list.unfit-kind"

    def __init__(self, kinds: Sequence[str], form: str, allowed: Sequence[str]) -> None:
        facts = {"kind": ", ".join(kinds), "form": form, "allowed": ", ".join(sorted(allowed))}
        super().__init__("kind", facts["allowed"], **facts)


class NoMailError(MalformedError):
    """An option of abuse reports needs a mail address, and has none."""

    code = "list.mail"

    def __init__(self, option: str, text: str) -> None:
        super().__init__(option, "a mail address", name=option, value=text[:100])


class OwnChoiceError(MalformedError):
    """A list is asked for as a consumer would fetch it, and of another choice at once."""

    code = "list.own-choice"

    def __init__(self, consumer: str, names: Sequence[str]) -> None:
        super().__init__("consumer", "its own choice", name=consumer, chosen=", ".join(names))


class SinceGoneError(KhienError):
    """The list that somebody has is too long ago; the whole one has to be fetched."""

    code, exit_status, http_status = "list.since-gone", 7, 410

    def __init__(self, since: str) -> None:
        super().__init__(since=since[:20])


class QueryError(MalformedError):
    """The address of a list was asked with something that it does not take."""

    code = "list.query"

    def __init__(self, name: str, value: str) -> None:
        shown = f"{name}={value}"[:100]
        super().__init__(shown, "since=VERSION", name=shown)


class FileQueryError(MalformedError):
    """The address of a file of a feed was asked with something; it takes nothing."""

    code = "list.query-file"

    def __init__(self, name: str, value: str) -> None:
        shown = f"{name}={value}"[:100]
        super().__init__(shown, "nothing after ?", name=shown)


class WaitError(KhienError):
    """This list is being made for somebody else at this moment."""

    code, exit_status, http_status = "list.wait", 7, 503

    def __init__(self) -> None:
        super().__init__(wait_s=5)


class NotWrittenError(MalformedError):
    """The list or its report cannot be written where a person wants it."""

    code = "list.not-written"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why, file=file, why=why)


class NotOurFolderError(ConflictError):
    """There are files in the folder that no list put there; nothing of it is replaced."""

    code = "list.folder"

    def __init__(self, folder: str) -> None:
        super().__init__(folder, "not a list")
        self.facts = {"folder": folder}
