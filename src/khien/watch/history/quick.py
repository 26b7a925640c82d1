"""Read whole blocks of a log into columns at once, where that says the same as the reference reader.

Zeek's tab-separated logs, CSV without quotes, and JSON lines. A line with anything unusual in it (an escape, what
is not ASCII, a control character) goes to the reference reader, and so does a block that does not fit
its columns. What a text means is asked of the reference too, once for each distinct text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from khien.watch.fields import ANSWERS, client_in, column, instant_in, known, values_in
from khien.watch.history import json_lines
from khien.watch.history.batches import LONGEST_ANSWER, Own, Window
from khien.watch.history.columns import Array, Batch, Label, Rows
from khien.watch.history.orders import Shelf, place
from khien.watch.history.plain import meant_by, names_only, quad_numbers
from khien.watch.history.ranges import ranged
from khien.watch.history.requested import (
    COLUMN,
    READ_AS,
    is_alone,
    is_hostless,
    pieces_in,
    urls_of,
)

BATCH_BYTES: Final = 128 * 1024 * 1024  # about a million lines
_PIECE_BYTES: Final = (
    2 * 1024 * 1024
)  # that are looked through while they are in the processor's cache
_ODD_LINE: Final = re.compile(rb"(?m)^(?:#[^\n]*|[^\n]*[\\\r\x00\x80-\xff][^\n]*)\n?")
_ODD: Final = (b"\\", b"\r", b"\x00")
_DUG: Final = "message_query_message"  # the reference reads it as a text of many lines
_SECONDS_LIMIT: Final = 1e11  # see `fields`: from here on it is milliseconds
_NEARLY_NEXT: Final = 0.9999995  # of a second: a double may have rounded it up
_MOST_REMEMBERED: Final = 1_000_000  # texts of one column


_JSON: Final = ""  # in place of a delimiter


@dataclass(slots=True)
class Plan:
    """How one log is read in columns: its header, and what each column is for."""

    kind: str
    header: (
        bytes  # what the reference reader must see before a line; of JSON an object without columns
    )
    names: list[str]
    several: list[bool]
    unset: frozenset[str]
    delimiter: str
    time: str = ""
    client: str = ""
    answer: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def values(self) -> list[str]:
        """The columns that can be looked up."""
        return [name for name in self.names if known([name])]

    @property
    def is_json(self) -> bool:
        """Whether each line is an object, with a header of its own."""
        return self.delimiter == _JSON

    def settle(self) -> bool:
        """Find what the columns are for; whether each can be read without looking at the others."""
        times = [name for name in self.names if _is_time(name)]
        clients = [name for name in self.names if client_in({name: ("x",)})]
        answers = [name for name in ANSWERS if name in self.names]
        self.time, self.client = "".join(times), "".join(clients)
        self.answer = answers[0] if answers else ""
        is_simple = len(times) <= 1 and len(clients) <= 1 and is_alone(self.names)
        is_simple = is_simple and _DUG not in self.names
        self.pieces = pieces_in(self.names)
        for name, is_several in zip(self.names, self.several, strict=False):
            is_simple = is_simple and not (is_several and name in self.pieces)
        return is_simple and len(set(self.names)) == len(self.names) and bool(self.values)


def plan_of(kind: str, first: bytes) -> tuple[Plan, bytes] | None:
    """How to read a log whose first block is given, and the rest of that block; None: line by line."""
    if first.lstrip().startswith(b"{"):
        return Plan(kind, b"{}\n", [], [], frozenset({""}), _JSON), first
    found = _zeek(kind, first) if first.startswith(b"#") else _csv(kind, first)
    return found if found is not None and found[0].settle() else None


def _is_time(name: str) -> bool:
    return instant_in({name: ("0",)}) is not None


def _zeek(kind: str, first: bytes) -> tuple[Plan, bytes] | None:
    head: dict[bytes, bytes] = {}
    start = 0
    while first.startswith(b"#", start):
        stop = first.find(b"\n", start) + 1 or len(first)
        line, start = first[start:stop].rstrip(b"\n"), stop
        name, _, value = line.partition(b"\t" if b"\t" in line else b" ")
        head[name] = value
    usual = {b"#separator": b"\\x09", b"#set_separator": b",", b"#empty_field": b"(empty)"}
    if any(head.get(name) != value for name, value in usual.items()) or b"#types" not in head:
        return None
    names = [
        column(text) for text in head.get(b"#fields", b"").decode("ascii", "replace").split("\t")
    ]
    several = [t.startswith((b"set[", b"vector[")) for t in head[b"#types"].split(b"\t")]
    if head.get(b"#unset_field") != b"-" or len(names) != len(several):
        return None
    log = head.get(b"#path", kind.encode()).decode("ascii", "replace")
    header, rest = first[:start], first[start:]
    return Plan(log, header, names, several, frozenset({"-", "(empty)"}), "\t"), rest


def _csv(kind: str, first: bytes) -> tuple[Plan, bytes] | None:
    line, _, rest = first.partition(b"\n")
    if not line.strip() or not line.isascii() or line.lstrip().startswith((b"{", b"\xef")):
        return None
    names = [column(text) for text in line.decode().rstrip("\r").split(",")]
    return Plan(kind, line + b"\n", names, [False] * len(names), frozenset({""}), ","), rest


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """A stream in pieces that end with a line."""
    left = b""
    while part := stream.read(_PIECE_BYTES):
        end = part.rfind(b"\n") + 1
        if end:
            yield left + part[:end]
            left = part[end:]
        else:
            left += part
    if left:
        yield left


def blocks_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces put together to what becomes one batch."""
    some: list[bytes] = []
    size = 0
    for piece in pieces:
        some.append(piece)
        size += len(piece)
        if size >= BATCH_BYTES:
            yield b"".join(some)
            some, size = [], 0
    if some:
        yield b"".join(some)


def without_odd(block: bytes) -> tuple[bytes, list[bytes]]:
    """The lines of a block that can be read in columns, together, and the others one by one."""
    plain = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    has_header = b"#" in plain and (plain.startswith(b"#") or b"\n#" in plain)
    if plain.isascii() and not has_header and not any(odd in plain for odd in _ODD):
        return plain, []
    return _ODD_LINE.sub(b"", plain), _ODD_LINE.findall(plain)


@dataclass(slots=True)
class _Piece:
    """What one column gave one shelf: keys, and for each row that has one, which."""

    keys: Array
    codes: Array
    rows: Array
    is_distinct: bool = False


class Reader:
    """Makes batches of the blocks of one log."""

    def __init__(self, plan: Plan, own: Own, window: Window) -> None:
        """Args: plan. own: what is never kept. window: which seconds are."""
        self._plan, self._own, self._window = plan, own, window
        self._kind = plan.kind
        self._meanings: dict[tuple[str, bool], dict[str, list[tuple[Shelf, str]]]] = {}
        self._taken: list[tuple[Any, Array]] = []  # tables, and the seconds of their rows
        self._reasons = Counter[str]()
        self.size_bytes = 0
        """Of what was taken since the last batch."""

    def take(self, piece: bytes) -> bool:
        """Read some lines for the next batch; whether they fit columns: if not, nothing of them is there.

        Only for what `without_odd` gave back; of JSON a whole batch.
        """
        reasons = Counter[str]()
        try:
            table = self._objects(piece) if self._plan.is_json else self._table(piece, reasons)
            seconds = None if table is None else self._seconds(table)
        except pa.ArrowInvalid:
            return False
        if table is None or seconds is None:
            return False
        self._taken.append((table, seconds))
        self._reasons.update(reasons)
        self.size_bytes += len(piece)
        return True

    def batch(self) -> tuple[Batch, Counter[str]] | None:
        """What was read since the last batch, and how many lines could not be, by code."""
        if not self._taken:
            return None
        reasons = self._reasons
        table = pa.concat_tables([one for one, _ in self._taken])
        seconds = np.concatenate([one for _, one in self._taken])
        self._taken, self._reasons, self.size_bytes = [], Counter(), 0
        clients, who = self._clients(table)
        labels, label = self._labels(table)
        inside = self._window.holds(seconds, reasons)
        pieces: dict[Shelf, list[_Piece]] = {}
        meanings = {name: name for name in self._plan.values}
        if COLUMN in table.column_names:
            meanings[COLUMN] = READ_AS
        for column_name, name in meanings.items():
            for shelf, piece in self._seen(name, table[column_name], clients, who):
                pieces.setdefault(shelf, []).append(piece)
        shelves = {}
        for shelf, some in pieces.items():
            distinct, codes, rows = _unified(some)
            if not inside.all():
                codes, rows = codes[inside[rows]], rows[inside[rows]]
            ones = np.ones(len(rows), np.int32)
            shelves[shelf] = Rows(distinct, codes, seconds[rows], who[rows], label[rows], ones)
        return Batch(shelves, clients, labels, table.num_rows), reasons

    def _table(self, block: bytes, reasons: Counter[str]) -> Array:
        plan = self._plan

        def invalid(row: Any) -> str:  # noqa: ANN401 -- pyarrow's
            if row.text.strip():
                reasons["watch.columns"] += 1
            return "skip"

        few, many = pa.dictionary(pa.int32(), pa.string()), pa.string()
        values = {
            name: many if name == plan.client or names_only(name) else few for name in plan.values
        }
        pieces = dict.fromkeys(plan.pieces, many)
        types = {plan.client: many, plan.answer: few, **values, **pieces, plan.time: pa.float64()}
        types.pop("", None)
        table = pc_csv.read_csv(
            pa.BufferReader(block),
            read_options=pc_csv.ReadOptions(
                column_names=plan.names, block_size=_PIECE_BYTES, use_threads=False
            ),
            parse_options=pc_csv.ParseOptions(
                delimiter=plan.delimiter, quote_char=False, invalid_row_handler=invalid
            ),
            convert_options=pc_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=[],
                check_utf8=False,  # it is ASCII
            ),
        )
        return self._with_urls(table, table, blank_is_unset=plan.delimiter == ",")

    def _with_urls(self, table: Array, pieces: Any, *, blank_is_unset: bool) -> Array | None:  # noqa: ANN401 -- a table or a mapping
        """With a column for the URLs that stand in pieces, where these say so plainly."""
        if not self._plan.pieces:
            return table
        texts = {name: pieces[name] for name in self._plan.pieces}
        unset = self._plan.unset
        urls = urls_of(texts, table.num_rows, unset, blank_is_unset=blank_is_unset)
        if urls is None:
            return None
        left = [name for name in self._plan.pieces if name not in self._plan.values]
        kept = table.drop_columns([name for name in left if name in table.column_names])
        return kept.append_column(COLUMN, urls)

    def _objects(self, block: bytes) -> Array | None:
        """JSON lines, whose columns are known only now."""
        read: Array = json_lines.table_of(block)
        kind = None if read is None else json_lines.kind_of(read, self._kind)
        if read is None or kind is None:
            return None
        plan = replace(self._plan, kind=kind, names=read.column_names)
        if not plan.settle():
            return None
        columns: dict[str, Array] = {}
        several: dict[str, bool] = {}
        for name in {*plan.values, *filter(None, (plan.client, plan.answer))}:
            texts = json_lines.texts_of(read[name])
            if texts is None or (texts[1] and name in (plan.client, plan.answer)):
                return None
            columns[name], several[name] = texts
        if plan.time:
            if not pa.types.is_floating(read[plan.time].type):
                return None
            columns[plan.time] = read[plan.time]
        plan.several = [several.get(name, False) for name in plan.names]
        pieces: dict[str, Array] = {}
        for name in plan.pieces:
            cells = read[name].cast(pa.string()) if _is_number(read[name]) else read[name]
            texts = json_lines.texts_of(cells)
            # An empty text is there, and null is not; here both are the same.
            if (
                texts is None
                or texts[1]
                or cells.null_count != pc.sum(pc.equal(texts[0], "")).as_py()
            ):
                return None
            pieces[name] = texts[0]
        if pieces and is_hostless(pieces):
            return None
        self._plan = plan
        return self._with_urls(pa.table(columns), pieces, blank_is_unset=True)

    def _seconds(self, table: Any) -> Array | None:  # noqa: ANN401 -- pyarrow's
        if not self._plan.time:
            return np.full(table.num_rows, self._window.now, np.int64)
        times = table[self._plan.time].to_numpy()
        whole = np.floor(times)
        usual = (times >= 0) & (times < _SECONDS_LIMIT) & (times - whole < _NEARLY_NEXT)
        return whole.astype(np.int64) if usual.all() else None

    def _clients(self, table: Any) -> tuple[list[str], Array]:  # noqa: ANN401 -- pyarrow's
        if not self._plan.client:
            return [], np.full(table.num_rows, -1, np.int64)
        texts, codes = _encoded(table[self._plan.client])
        blank = pc.equal(pc.utf8_trim_whitespace(texts), "")
        unset = pc.is_in(texts, pa.array(sorted(self._plan.unset)))
        numbers = np.arange(len(texts))
        numbers[pc.or_(blank, unset).to_numpy(zero_copy_only=False)] = -1
        return texts.to_pylist(), numbers[codes]

    def _labels(self, table: Any) -> tuple[list[Label], Array]:  # noqa: ANN401 -- pyarrow's
        kind = self._plan.kind
        if not self._plan.answer:
            return [(kind, "")], np.zeros(table.num_rows, np.int64)
        texts, codes = _encoded(table[self._plan.answer])
        shown = (
            "" if self._is_empty(text) else text[:LONGEST_ANSWER] for text in texts.to_pylist()
        )
        return [(kind, text) for text in shown], codes.astype(np.int64)

    def _is_empty(self, text: str) -> bool:
        return text in self._plan.unset or not text.strip()

    def _seen(
        self, name: str, cells: Array, clients: list[str], who: Array
    ) -> Iterator[tuple[Shelf, _Piece]]:
        """What a column names."""
        if name == self._plan.client and not self._own.is_known:
            return
        texts, codes = _encoded(cells)
        meant, odd = meant_by(name, texts)
        for one in meant:
            place_of = one.places[codes]
            keep = place_of >= 0
            if one.numbers is not None:
                kept = np.append(~self._own.holds_numbers(one.numbers), False)
                keep = kept[place_of]
                if not self._own.is_known:
                    numbers = np.append(one.numbers, -1)
                    keep &= numbers[place_of] != self._client_numbers(clients)[who]
            rows = np.flatnonzero(keep)
            if len(rows):
                yield one.shelf, _Piece(one.keys, place_of[rows], rows, is_distinct=True)
        if odd.any():
            yield from self._expanded(name, texts, np.flatnonzero(odd), codes, clients, who)

    def _expanded(
        self,
        name: str,
        texts: Array,
        odd: Array,
        codes: Array,
        clients: list[str],
        who: Array,
    ) -> Iterator[tuple[Shelf, _Piece]]:
        """The rows of the texts that the reference was asked about."""
        keys: dict[Shelf, list[str]] = {}
        meaning: dict[Shelf, list[int]] = {}
        listed = texts.take(pa.array(odd)).to_pylist()
        for code, text in zip(odd.tolist(), listed, strict=True):
            for shelf, key in self._meant(name, text):
                keys.setdefault(shelf, []).append(key)
                meaning.setdefault(shelf, []).append(code)
        if not keys:
            return
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(texts)))
        starts = np.append(0, ends[:-1])
        for shelf, some in meaning.items():
            begin, end = starts[some], ends[some]
            rows, place_of = order[ranged(begin, end)], np.repeat(np.arange(len(some)), end - begin)
            if shelf is Shelf.ADDRESSES and not self._own.is_known:
                pairs = zip(place_of.tolist(), who[rows].tolist(), strict=True)
                is_other = [not self._is_client(keys[shelf][one], clients, at) for one, at in pairs]
                rows, place_of = rows[is_other], place_of[is_other]
            yield shelf, _Piece(pa.array(keys[shelf]), place_of, rows)

    def _client_numbers(self, clients: list[str]) -> Array:
        """The number of each client that is an IPv4 address, also in IPv6's clothes; -1 for others and for none."""
        if not clients:
            return np.array([-1])
        numbers = quad_numbers(pa.array(clients))
        for place_of in np.flatnonzero(numbers < 0).tolist():
            keys = self._meaning_keys(clients[place_of])
            numbers[place_of] = next((int(key[1:], 16) for key in keys if key[0] == "4"), -1)
        return np.append(numbers, -1)

    def _is_client(self, key: str, clients: list[str], who: int) -> bool:
        return who >= 0 and key in self._meaning_keys(clients[who])

    def _meaning_keys(self, client: str) -> set[str]:
        return {key for _, key in self._meant(self._plan.client, client)}

    def _meant(self, name: str, text: str) -> list[tuple[Shelf, str]]:
        """Where the values of one text are kept; remembered, for addresses come again and again."""
        names = self._plan.names
        is_several = name in names and self._plan.several[names.index(name)]
        known_texts = self._meanings.setdefault((name, is_several), {})
        found = known_texts.get(text)
        if found is None:
            if len(known_texts) > _MOST_REMEMBERED:
                known_texts.clear()
            parts = self._parts(text, is_several=is_several)
            values = [value for value in values_in({name: parts}) if self._own.is_kept(value, "")]
            found = known_texts[text] = [place(value) for value in values]
        return found

    def _parts(self, text: str, *, is_several: bool) -> tuple[str, ...]:
        if self._is_empty(text):
            return ()
        return tuple(part for part in text.split(",") if part != "-") if is_several else (text,)


def _is_number(cells: Array) -> bool:
    return bool(pa.types.is_integer(cells.type))


def _encoded(column_: Any) -> tuple[Array, Array]:  # noqa: ANN401 -- pyarrow's
    """The distinct texts of a column, and for each row which."""
    encoded = column_.combine_chunks().dictionary_encode()
    whole = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    return whole.dictionary, whole.indices.to_numpy()


def _unified(pieces: list[_Piece]) -> tuple[Array, Array, Array]:
    """The pieces of one shelf as one: distinct keys, and each with each of its rows once."""
    if len(pieces) == 1 and pieces[0].is_distinct:
        return pieces[0].keys, pieces[0].codes, pieces[0].rows
    encoded = pa.concat_arrays([piece.keys for piece in pieces]).dictionary_encode()
    first = np.cumsum([0, *(len(piece.keys) for piece in pieces)])
    codes = np.concatenate(
        [piece.codes + start for piece, start in zip(pieces, first, strict=False)]
    )
    codes = encoded.indices.to_numpy().astype(np.int64)[codes]
    rows = np.concatenate([piece.rows for piece in pieces])
    bits = len(encoded.dictionary).bit_length()
    both = np.sort(rows.astype(np.int64) << bits | codes)  # np.unique takes four times as long
    differs = np.ones(len(both), bool)
    differs[1:] = both[1:] != both[:-1]
    both = both[differs]
    return encoded.dictionary, both & (1 << bits) - 1, both >> bits
