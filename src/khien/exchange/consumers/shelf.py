"""The lists of one consumer in one form: the present one, those before it, and whether it is still good."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Final

import msgspec

from khien.exchange.consumers.files import PRIVATE, write_whole
from khien.model.instants import from_microseconds, to_microseconds

STATE = "state.json"
REPORT = "report.jsonl"
KEPT: Final = 8  # lists that somebody may say to have, the present one among them


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The present list.

    Attributes:
        mark: what the store looked like when it was made.
        serial: its number.
        digest: of its content.
        entries: how many stand in it.
        heads: how many lines at its beginning are no entries, of each list that is kept, by serial.
        made_us: when it was made.
        until_us: when it changes by itself.
    """

    mark: str
    serial: int
    digest: str
    entries: int
    heads: dict[int, int]
    made_us: int
    until_us: int | None = None

    @property
    def etag(self) -> str:
        """Names these very bytes."""
        return f'"{self.digest[:16]}-{self.serial}"'

    @property
    def made(self) -> datetime:
        """When it was made."""
        return from_microseconds(self.made_us)

    def is_good(self, mark: str, now: datetime) -> bool:
        """Whether it is what would be made now."""
        return mark == self.mark and (self.until_us is None or to_microseconds(now) < self.until_us)


class Place:
    """A folder of the node that holds the lists of one consumer in one form."""

    def __init__(self, folder: Path, ending: str) -> None:
        self.folder, self._ending = folder, ending

    def state(self) -> State | None:
        """What is there; None where nothing is, or nothing that can be read."""
        try:
            return msgspec.json.decode((self.folder / STATE).read_bytes(), type=State)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    def path(self, serial: int) -> Path:
        """Where the list of that number is, or would be."""
        return self.folder / f"{serial}.{self._ending}"

    def keep(self, state: State) -> State:
        """Make this the present list, and forget those that are too old."""
        kept = sorted(state.heads)[-KEPT:]
        for old in state.heads.keys() - set(kept):
            self.path(old).unlink(missing_ok=True)
            self.path(old).with_name(self.path(old).name + ".gz").unlink(missing_ok=True)
        state = msgspec.structs.replace(state, heads={one: state.heads[one] for one in kept})
        write_whole(self.folder / STATE, msgspec.json.encode(state), PRIVATE)
        return state

    def put_fresh(self, places: Sequence[int]) -> None:
        """Remember what crosses when the present list is given away, besides what is remembered."""
        every = array("q", sorted({*self.fresh(), *places}))
        write_whole(self.folder / "fresh", every.tobytes(), PRIVATE)

    def fresh(self) -> Sequence[int]:
        """What crosses when the present list is given away."""
        found = array("q")
        try:
            found.frombytes((self.folder / "fresh").read_bytes())
        except FileNotFoundError:
            return ()
        return found

    def drop_fresh(self) -> None:
        """It has crossed."""
        (self.folder / "fresh").unlink(missing_ok=True)

    def remove(self) -> None:
        """Forget every list that is here."""
        rmtree(self.folder, ignore_errors=True)
