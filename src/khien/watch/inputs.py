"""A log wherever it lies and whatever its form: what of it is to be looked up."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from khien.model.errors import MalformedError
from khien.watch.engine import read_blocks
from khien.watch.files import PARQUET, STDIN, Told, blocks_of, name_of
from khien.watch.logs import Columns, Read
from khien.watch.rules import IndicatorIndex


class NoParquetError(MalformedError):
    """The log is a Parquet file, and the extra that reads it is not installed."""

    code = "watch.no-parquet"

    def __init__(self, name: str) -> None:
        super().__init__(name, "Parquet", name=name)


def read_path(
    path: Path, index: IndicatorIndex, columns: Columns = None, told: Told | None = None
) -> Iterable[Read]:
    """What of a file, or of standard input, is to be looked up in the index; `told` hears how far it is.

    Raises:
        LogFileError: absent, not ours to read, or broken; also while it is gone through.
        NoParquetError, NoZstdError: its form needs an extra that is not installed.
    """
    if is_parquet(path):
        try:
            reader = import_module("khien.watch.parquet")
        except ModuleNotFoundError as error:
            raise NoParquetError(path.name) from error
        read: Iterable[Read] = reader.read_parquet(path, index, columns, told)
        return read
    return read_blocks(name_of(path), blocks_of(path, told), index, columns)


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does; standard input has no end to begin at, which Parquet needs."""
    try:
        if path == STDIN or not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(PARQUET)) == PARQUET
    except OSError:
        return False  # whoever reads it says so
