"""Why a folder cannot be written, or is not taken."""

from __future__ import annotations

from khien.model.errors import ConflictError, MalformedError, NotFoundError, ProofError


class FolderInUseError(ConflictError):
    """There is something in the folder already; nothing is written over it."""

    code = "export.folder-in-use"

    def __init__(self, folder: str) -> None:
        super().__init__(folder, "not empty")
        self.facts = {"folder": folder}


class NotCarriedError(ConflictError):
    """The partner is a plain TAXII party: it has no key, so it can neither check nor answer."""

    code = "export.plain-taxii"

    def __init__(self, partner: str) -> None:
        super().__init__(partner, "no key")
        self.facts = {"partner": partner}


class NoExportError(MalformedError):
    """The folder holds no manifest, or one that cannot be read."""

    code = "export.no-manifest"

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why, folder=folder, why=why)


class TamperedError(ProofError):
    """A file is missing, too many, or not as the manifest says; nothing of the folder was taken."""

    code = "export.tampered"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why)
        self.facts = {"file": file, "why": why}


class ForeignError(NotFoundError):
    """The folder says that it comes from somebody who is no partner of ours."""

    code = "export.foreign"

    def __init__(self, giver: str) -> None:
        super().__init__("partner", giver)
        self.facts = {"giver": giver}


class UnsealedError(ProofError):
    """No key that we believe of the giver's signed the manifest, or not for these words."""

    code = "export.unsealed"

    def __init__(self, giver: str, why: str) -> None:
        super().__init__(giver, why)
        self.facts = {"giver": giver, "why": why}


class MisdirectedError(ProofError):
    """The folder is for another node."""

    code = "export.misdirected"

    def __init__(self, taker: str) -> None:
        super().__init__("export", "taker")
        self.facts = {"taker": taker}


class RepeatedError(ConflictError):
    """This very folder was taken before, all of it."""

    code = "export.repeated"

    def __init__(self, export: str, at: str) -> None:
        super().__init__(export, "taken before")
        self.facts = {"export": export, "at": at}
