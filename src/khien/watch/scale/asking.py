"""What a query of Spark asks: its options, each with its rule, and the files that its paths name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from khien.model.errors import MalformedError
from khien.watch.fields import chosen
from khien.watch.matching import Validity
from khien.watch.scale.ranges import size_for

T = TypeVar("T")

KNOWN: Final = ("path", "index", "validity", "clients", "columns", "rangeBytes")
_PATHS: Final = "paths"  # Spark's own name where `load` is given a list: a list in JSON


class OptionError(MalformedError):
    """An option has a value that it cannot have."""

    code = "watch.spark-option"

    def __init__(self, option: str, value: str, rule: str) -> None:
        super().__init__(option, rule, value=value)


class UnknownOptionError(MalformedError):
    """An option of which nobody knows what it should do: a misspelt one would be a wish that nobody heard."""

    code = "watch.spark-unknown-option"

    def __init__(self, option: str) -> None:
        super().__init__(option, self.code, known=", ".join(KNOWN))


class NoLogError(MalformedError):
    """A path names nothing, or no path was given; an answer without hits would say that all was read."""

    code = "watch.spark-no-log"

    def __init__(self, path: str) -> None:
        super().__init__(path or "–", self.code)


@dataclass(frozen=True, slots=True)
class Options:
    """What `.option(…)` said. Names are Spark's: capitals do not count.

    `path` may hold wildcards and name several places, with commas between. `index` is a snapshot that
    every executor can open; without it the newest that `ship` sent.
    """

    paths: tuple[str, ...]
    index: str
    validity: Validity
    clients: bool
    columns: str
    range_bytes: int | None = None
    workers: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str], workers: int = 1) -> Options:
        """Raises: OptionError, UnknownOptionError, ColumnsError, NoLogError: see `KNOWN`."""
        said = {name.lower(): value for name, value in given.items()}
        unknown = said.keys() - {_PATHS, *map(str.lower, KNOWN)}
        if unknown:
            raise UnknownOptionError(min(unknown))
        columns = said.get("columns", "")
        if columns:
            chosen(columns)
        return cls(
            _paths(said),
            said.get("index", ""),
            _one(said, "validity", "now", Validity, "now or event"),
            _one(said, "clients", "false", _truth, "true or false"),
            columns,
            _one(
                said, "rangeBytes", "", _size, "a whole number of bytes; 0 is one range for a file"
            ),
            workers,
        )

    def index_file(self) -> Path:
        """The snapshot that is named.

        Raises:
            OptionError: it is not there.
        """
        path = Path(self.index).absolute()
        if not path.is_file():
            raise OptionError("index", self.index, "a file that khien watch snapshot wrote")
        return path

    def size_for(self, total: int) -> int:
        """How long ranges are, of so many bytes in all."""
        return size_for(total, self.workers) if self.range_bytes is None else self.range_bytes

    def files(self) -> list[Path]:
        """Every file that the paths name, in the order of their names; of a folder those in it."""
        return _logs({name for path in self.paths for name in _named(path)})

    def demand_files(self) -> list[Path]:
        """The same, where what a path names has to be there.

        Raises:
            NoLogError: a path names nothing.
        """
        for path in self.paths:
            if not _named(path):
                raise NoLogError(path)
        return self.files()


def _paths(said: Mapping[str, str]) -> tuple[str, ...]:
    if _PATHS in said:
        listed = msgspec.json.decode(said[_PATHS], type=list[str])
    else:
        listed = said.get("path", "").split(",")
    found = tuple(one.strip() for one in listed if one.strip())
    if not found:
        raise NoLogError("")
    return found


def _one(
    said: Mapping[str, str], name: str, default: str, read: Callable[[str], T], rule: str
) -> T:
    value = said.get(name.lower(), default)
    try:
        return read(value)
    except ValueError as error:
        raise OptionError(name, value, rule) from error


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError
    return text.lower() == "true"


def _size(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _named(path: str) -> list[str]:
    plain = path.removeprefix("file:")
    plain = plain.removeprefix("//") if plain != path else plain
    return glob(str(Path(plain).absolute()))  # noqa: PTH207 -- Path.glob takes no absolute one


def _logs(names: Iterable[str]) -> list[Path]:
    inside = {
        str(one)
        for name in names
        for one in (sorted(Path(name).iterdir()) if Path(name).is_dir() else (Path(name),))
    }
    shown = (Path(one) for one in sorted(inside))
    return [one for one in shown if one.is_file() and not one.name.startswith((".", "_"))]
