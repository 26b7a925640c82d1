"""What many texts of one column mean, where their form alone tells.

Names, IPv4 addresses, hashes and URLs that are their own normal form. Which of these a column can hold is
asked of the reference, with a probe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.fields import values_in
from khien.watch.history.columns import Array
from khien.watch.history.orders import Shelf

# A name in lower case: letters, digits, hyphens; the last label letters only.
_NAME: Final = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,63}"
_NAME_CHARACTERS: Final = 253  # RFC 1035 §2.3.4
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD: Final = rf"^{_OCTET}(?:\.{_OCTET}){{3}}$"
# A URL without user, port, fragment, escapes, or commas, which part the texts of a set.
_URL: Final = rf"""^(?P<scheme>https?)://(?P<host>{_NAME})(?P<path>/[!"$&-+\--~]*)$"""
_URL_CHARACTERS: Final = 600  # with all that a key adds below what a key is cut at
_PROBE: Final = "name.example"
_DIGITS: Final = {
    32: ValueKind.MD5,
    40: ValueKind.SHA1,
    64: ValueKind.SHA256,
    128: ValueKind.SHA512,
}


class Meant(NamedTuple):
    """What some texts mean on one shelf: of each text the place of its key, or -1.

    `keys` stand there once each. `numbers` are those of addresses.
    """

    shelf: Shelf
    keys: Array
    places: Array
    numbers: Array | None = None


_Reader: TypeAlias = Callable[[Array], Iterator[Meant]]


def meant_by(name: str, texts: Array) -> tuple[list[Meant], Array]:
    """What texts of a column mean, each of which stands there once, and which of them do not tell."""
    found: list[Meant] = []
    odd = np.ones(len(texts), bool)
    for read in _readers(name):
        for one in read(texts):
            odd &= one.places < 0
            found.append(one)
        if not odd.any():
            break
    return found, odd


def names_only(name: str) -> bool:
    """Whether what stands in a column, if it looks like a name, is one."""
    return _is(name, _PROBE, IndicatorValue(ValueKind.DOMAIN, _PROBE))


@lru_cache(1_024)
def _readers(name: str) -> tuple[_Reader, ...]:
    address, url = "198.51.100.7", f"http://{_PROBE}/a"
    domain = IndicatorValue(ValueKind.DOMAIN, _PROBE)
    digests = ((kind, "a" * digits) for digits, kind in _DIGITS.items())
    readers: list[_Reader] = [_names] if names_only(name) else []
    if _is(name, address, IndicatorValue(ValueKind.IPV4, address)):
        readers.append(_addresses)
    if all(_is(name, text, IndicatorValue(kind, text)) for kind, text in digests):
        readers.append(_hashes)
    if _is(name, url, IndicatorValue(ValueKind.URL, url), domain):
        readers.append(_urls)
    return tuple(readers)


def _is(name: str, text: str, *values: IndicatorValue) -> bool:
    return values_in({name: (text,)}) == values


def _places(mask: Array) -> Array:
    return np.where(mask, np.cumsum(mask) - 1, -1)


def _like(texts: Array, pattern: str) -> Array:
    return pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)


def _names(texts: Array) -> Iterator[Meant]:
    short = pc.less_equal(pc.binary_length(texts), _NAME_CHARACTERS).to_numpy(zero_copy_only=False)
    mask = _like(texts, f"^{_NAME}$") & short
    some = texts if mask.all() else texts.filter(pa.array(mask))
    if len(some):
        yield Meant(Shelf.NAMES, name_keys(some), _places(mask))


def _addresses(texts: Array) -> Iterator[Meant]:
    mask = _like(texts, _QUAD)
    if not mask.any():
        return
    numbers = quads(texts.filter(pa.array(mask)))
    octets = np.empty((len(numbers), 9), np.uint8)
    octets[:, 0] = ord("4")
    hexadecimal = numbers.astype(">u4").tobytes().hex().encode()
    octets[:, 1:] = np.frombuffer(hexadecimal, np.uint8).reshape(-1, 8)
    ends = np.arange(len(numbers) + 1, dtype=np.int32) * 9
    buffers = pa.py_buffer(ends), pa.py_buffer(octets)
    keys = pa.StringArray.from_buffers(len(numbers), *buffers)
    yield Meant(Shelf.ADDRESSES, keys, _places(mask), numbers)


def quad_numbers(texts: Array) -> Array:
    """The number of each text that is an IPv4 address, else -1."""
    mask = _like(texts, _QUAD)
    numbers = np.full(len(texts), -1, np.int64)
    if mask.any():
        numbers[mask] = quads(texts.filter(pa.array(mask)))
    return numbers


def quads(texts: Array) -> Array:
    """The numbers of IPv4 addresses, each written as four numbers."""
    parts = pc.list_flatten(pc.split_pattern(texts, ".")).cast(pa.int64()).to_numpy().reshape(-1, 4)
    return parts @ np.array([1 << 24, 1 << 16, 1 << 8, 1])


def _hashes(texts: Array) -> Iterator[Meant]:
    lengths = pc.binary_length(texts).to_numpy()
    mask = np.isin(lengths, list(_DIGITS)) & _like(texts, "^[0-9a-f]+$")
    if mask.any():
        yield Meant(Shelf.HASHES, texts.filter(pa.array(mask)), _places(mask))


def _urls(texts: Array) -> Iterator[Meant]:
    """The key of a URL begins with that of its host; see `orders`."""
    parts = pc.extract_regex(texts, _URL)
    host = parts.field("host")
    mask = (
        pc.and_(
            pc.is_valid(parts),
            pc.and_(
                pc.less_equal(pc.binary_length(texts), _URL_CHARACTERS),
                pc.less_equal(pc.binary_length(pc.fill_null(host, "")), _NAME_CHARACTERS),
            ),
        )
    ).to_numpy(zero_copy_only=False)
    if not mask.any():
        return
    some = parts.filter(pa.array(mask))
    hosts = some.field("host").dictionary_encode()
    host_keys, codes = name_keys(hosts.dictionary), hosts.indices
    keys = pc.binary_join_element_wise(
        host_keys.take(codes), some.field("scheme"), "", "", some.field("path"), " "
    )
    places = _places(mask)
    yield Meant(Shelf.URLS, keys, places)
    of_host = codes.to_numpy()
    yield Meant(Shelf.NAMES, host_keys, np.where(mask, of_host[places], -1))


def name_keys(names: Array) -> Array:
    """The keys of many names, as `orders.place` makes them of one."""
    labels = pc.split_pattern(names, ".")
    offsets = labels.offsets.to_numpy()
    counts = np.diff(offsets)
    mirrored = np.repeat(offsets[:-1] + offsets[1:], counts) - 1 - np.arange(counts.sum())
    turned = pa.ListArray.from_arrays(labels.offsets, labels.values.take(pa.array(mirrored)))
    return pc.binary_join_element_wise(pc.binary_join(turned, "."), "", ".")
