"""The URLs of Zeek's http records, which have them in pieces: host, port and URI in columns of their own.

Says in columns what `fields` says of one record; a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from khien.watch.fields import ABSOLUTE, PIECES, TOGETHER
from khien.watch.history.columns import Array

COLUMN: Final = "requested url"  # no log has one of this name: a blank in a name becomes `_`
READ_AS: Final = "url"
_HOST, _URI = PIECES[0]
_METHOD, _PORT = "method", "id_resp_p"
_NEEDED: Final = (_HOST, _URI, _METHOD, _PORT)
_OTHERS: Final = frozenset(
    {*(name for both in PIECES[1:] for name in both), "http_http_method", "http_http_port"}
)
_USUAL: Final = "80"


def pieces_in(names: list[str]) -> list[str]:
    """The columns of a log that together are a URL; none where there is none, or where it is said otherwise."""
    held = set(names)
    if not {_HOST, _URI} <= held or held & _OTHERS:
        return []
    return [name for name in _NEEDED if name in held]


def is_alone(names: list[str]) -> bool:
    """Whether no column needs another one to be read, but for these pieces."""
    together = TOGETHER & set(names)
    return not together or (together == {_URI} and bool(pieces_in(names)))


def is_hostless(columns: Mapping[str, Array]) -> bool:
    """Whether a record without a host has a whole URL: where its names are its own, as in JSON, that is none."""
    is_whole = pc.match_substring_regex(columns[_URI], f"^{ABSOLUTE}")
    return bool(pc.any(pc.and_(is_whole, pc.equal(columns[_HOST], ""))).as_py())


def urls_of(
    columns: Mapping[str, Array], count: int, unset: frozenset[str], *, blank_is_unset: bool
) -> Array | None:
    """The URL of each record, empty where it has none; None: only the reference can tell.

    Args:
        columns: the pieces as texts, by their names.
        count: of records.
        unset: how a text that is not there is written.
        blank_is_unset: whether a text without letters is not there either.
    """
    texts: dict[str, Any] = {}
    for name in _NEEDED:
        cells = columns.get(name)
        if cells is None:
            texts[name] = pa.repeat("", count)
            continue
        is_blank = pc.equal(pc.utf8_trim_whitespace(cells), "")
        if not blank_is_unset and pc.any(is_blank).as_py():
            return None
        is_unset = pc.or_(is_blank, pc.is_in(cells, pa.array(sorted(unset), pa.string())))
        texts[name] = pc.if_else(is_unset, "", cells)
    host, uri, method, port = (texts[name] for name in _NEEDED)
    port = pc.if_else(pc.equal(port, ""), _USUAL, port)
    is_address = pc.and_(
        pc.greater(pc.count_substring(host, ":"), 1), pc.invert(pc.starts_with(host, "["))
    )
    bracketed = pc.if_else(is_address, pc.binary_join_element_wise("[", host, "]", ""), host)
    has_port = pc.match_substring_regex(bracketed, r":[^\]]*$")
    needs_port = pc.and_(pc.invert(has_port), pc.not_equal(port, _USUAL))
    behind = pc.if_else(needs_port, pc.binary_join_element_wise(":", port, ""), "")
    whole = pc.binary_join_element_wise("http://", bracketed, behind, uri, "")
    is_missing = pc.or_(pc.equal(host, ""), pc.equal(uri, ""))
    found = pc.if_else(pc.or_(is_missing, pc.equal(method, "CONNECT")), "", whole)
    # A request to a proxy names the whole URL.
    return pc.if_else(pc.match_substring_regex(uri, f"^{ABSOLUTE}"), uri, found)
