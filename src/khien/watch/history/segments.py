"""One batch becomes segments: for each day its clients, and a file for each shelf; many become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from khien.watch.history.catalogue import add_run
from khien.watch.history.clients import Pseudonyms
from khien.watch.history.columns import (
    CLIENT_GROUP_ROWS,
    DAY_S,
    Array,
    Batch,
    Disk,
    Label,
    Rows,
    in_order,
    write_clients,
    write_day,
)
from khien.watch.history.manifest import Part, Run, Segment
from khien.watch.history.orders import Shelf

FIRST_DAY: Final = date(1970, 1, 1)
NOBODY: Final = -(2**63)
MOST_SEGMENTS: Final = 8  # of one day and one secret; then they become one
_WHOLE_GROUPS: Final = 3  # of clients: so many are read in the time of one that is read alone


def day_of(number: int) -> date:
    """The day with this number."""
    return FIRST_DAY + timedelta(days=number)


def number_of(day: date) -> int:
    """How many days after 1970-01-01."""
    return (day - FIRST_DAY).days


def write_batch(
    disk: Disk, number: int, batch: Batch, pseudonyms: Pseudonyms
) -> Iterator[tuple[Segment, list[Run]]]:
    """Write everything of a batch; one segment, with its runs of the catalogue, for each day.

    Args:
        disk: where to.
        number: of the new files; none has it yet.
        batch: with at least one row.
        pseudonyms: of its clients.
    """
    days = {shelf: rows.seconds // DAY_S for shelf, rows in batch.shelves.items()}
    first = min(int(some.min()) for some in days.values())
    last = max(int(some.max()) for some in days.values())
    for day in range(first, last + 1):
        rows = {shelf: np.flatnonzero(days[shelf] == day) for shelf in days}
        some = {shelf: places for shelf, places in rows.items() if len(places)}
        if some:
            yield _write_day(disk, f"{day_of(day)}/{number}", day, number, batch, some, pseudonyms)


def _write_day(
    disk: Disk,
    stem: str,
    day: int,
    number: int,
    batch: Batch,
    rows: dict[Shelf, Array],
    pseudonyms: Pseudonyms,
) -> tuple[Segment, list[Run]]:
    has_one = np.zeros(len(batch.clients) + 1, bool)  # the last is nobody's, which is -1
    for shelf, places in rows.items():
        has_one[batch.shelves[shelf].clients[places]] = True
    used = np.flatnonzero(has_one[:-1])
    made = pseudonyms.of([batch.clients[place] for place in used])
    kept = np.array([one for one in made if one is not None], np.int64)
    table = np.unique(kept)
    clients = np.full(len(batch.clients) + 1, -1, np.int64)
    named = used[np.array([one is not None for one in made], bool)]
    clients[named] = np.searchsorted(table, kept)
    shelves: dict[Shelf, Part] = {}
    keys: dict[Shelf, int] = {}
    runs: list[Run] = []
    for shelf, places in rows.items():
        ordered = in_order(batch.shelves[shelf], places, clients)
        path = f"{stem}.{shelf}.parquet"
        shelves[shelf], keys[shelf] = write_day(disk, path, ordered, batch.labels)
        runs.append(add_run(disk, number, shelf, day, ordered.keys))
    part = write_clients(disk, f"{stem}.clients.parquet", table) if len(table) else None
    key = pseudonyms.secret.id
    return Segment(day=day, key=key, shelves=shelves, clients=part, keys=keys), runs


def merge_segments(disk: Disk, number: int, segments: Sequence[Segment]) -> Segment:
    """Write one segment for several of one day and one secret. The catalogue knows their keys already.

    Raises:
        BrokenHistoryError: one of them cannot be read.
    """
    stem = f"{day_of(segments[0].day)}/{number}"
    tables = [ClientsOf(disk, segment).every()[:-1] for segment in segments]
    everybody = np.unique(np.concatenate(tables))
    shelves: dict[Shelf, Part] = {}
    keys: dict[Shelf, int] = {}
    for shelf in sorted({shelf for segment in segments for shelf in segment.shelves}):
        some = [
            (segment.shelves[shelf], np.searchsorted(everybody, table))
            for segment, table in zip(segments, tables, strict=True)
            if shelf in segment.shelves
        ]
        rows, labels = _together(disk, some)
        clients = np.append(np.arange(len(everybody)), -1)
        ordered = in_order(rows, np.arange(len(rows.codes)), clients)
        path = f"{stem}.{shelf}.parquet"
        shelves[shelf], keys[shelf] = write_day(disk, path, ordered, labels)
    part = write_clients(disk, f"{stem}.clients.parquet", everybody) if len(everybody) else None
    first = segments[0]
    return Segment(day=first.day, key=first.key, shelves=shelves, clients=part, keys=keys)


class ClientsOf:
    """The pseudonyms of a segment, in the order in which its rows name them; read when they are asked for."""

    def __init__(self, disk: Disk, segment: Segment) -> None:
        """Args: where it is, and which."""
        self._disk, self._part = disk, segment.clients
        self._all: Array | None = None

    def every(self) -> Array:
        """All of them; behind them stands nobody, which is what -1 means.

        Raises:
            BrokenHistoryError: they cannot be read.
        """
        read = () if self._part is None else self._disk.read(self._part)["pseudonym"].to_numpy()
        return np.append(np.asarray(read, np.int64), NOBODY)

    def of(self, codes: Array) -> Array:
        """Those of some rows, of which none is nobody's; as `every`, for less where they are few.

        Raises:
            BrokenHistoryError: they cannot be read.
        """
        if self._part is None or not len(codes):
            return np.zeros(len(codes), np.int64)
        if self._all is None and len(codes) * _WHOLE_GROUPS * CLIENT_GROUP_ROWS < self._part.rows:
            groups = np.unique(codes // CLIENT_GROUP_ROWS)
            opened = self._disk.open(self._part)
            table = self._disk.groups(self._part, opened, groups.tolist(), ["pseudonym"])
            before = np.searchsorted(groups, codes // CLIENT_GROUP_ROWS) * CLIENT_GROUP_ROWS
            return table["pseudonym"].to_numpy()[before + codes % CLIENT_GROUP_ROWS]
        if self._all is None:
            self._all = self.every()
        return self._all[codes]


def _together(disk: Disk, parts: Sequence[tuple[Part, Array]]) -> tuple[Rows, list[Label]]:
    """Several files of one shelf as rows that are not in order, and their labels."""
    read = [disk.read(part, read_dictionary=["key", "log", "answer"]) for part, _ in parts]
    whole = pa.concat_tables(read).unify_dictionaries().combine_chunks()
    clients = [
        np.append(places, -1)[table["client"].to_numpy()]
        for table, (_, places) in zip(read, parts, strict=True)
    ]
    keys, logs, answers = (_encoded(whole, name) for name in ("key", "log", "answer"))
    log_codes = logs.indices.to_numpy()
    pairs = log_codes.astype(np.int64) * len(answers.dictionary) + answers.indices.to_numpy()
    used, labels = np.unique(pairs, return_inverse=True)
    named = [divmod(int(pair), len(answers.dictionary)) for pair in used]
    texts = logs.dictionary.to_pylist(), answers.dictionary.to_pylist()
    rows = Rows(
        keys.dictionary,
        keys.indices.to_numpy(),
        whole["second"].to_numpy().astype(np.int64),
        np.concatenate(clients),
        labels,
        whole["count"].to_numpy(),
    )
    return rows, [(texts[0][log], texts[1][answer]) for log, answer in named]


def _encoded(table: Any, name: str) -> Any:  # noqa: ANN401 -- pyarrow's
    column = table[name].combine_chunks()
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
