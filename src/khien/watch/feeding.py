"""What the kernel is given: keys of values, and many texts at once, in a thread of its own while more is read."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, TypeAlias

from khien.model.patterns import IndicatorValue, ValueKind

_PIECE_BYTES: Final = 1 << 22  # what is worth handing over to a thread

TEXT, SITE = 4, 5  # of `khien_kernel.Kind`
KINDS: Final[Mapping[ValueKind, int]] = {
    ValueKind.DOMAIN: 0,
    ValueKind.IPV4: 1,
    ValueKind.IPV6: 2,
    ValueKind.MD5: 3,
    ValueKind.SHA1: 3,
    ValueKind.SHA256: 3,
    ValueKind.SHA512: 3,
    ValueKind.URL: SITE,
    ValueKind.URL_PREFIX: SITE,
}
"""The kernel's kinds; what is not here is `TEXT`."""

_Piece: TypeAlias = tuple[int, bytes, int]  # the kernel's kind, texts on lines, how many


class Feed:
    """Texts for the kernel's set of values, while many come at once; one thread gives them.

    The kernel lets go of the interpreter while it takes them in. Whoever has to know that they are in settles; leaving
    the context does so too, whatever broke off: what was given is in.
    """

    def __init__(self, values: Any, coming: int | None) -> None:  # noqa: ANN401 -- the kernel's
        """Args: the kernel's set, and how many will come, more or less; None: each kind goes whole, in the end."""
        self._values, self._coming = values, coming
        self._held: dict[int, list[bytes]] = {}
        self._counts = Counter[int]()  # of what is held, by kind
        self._held_bytes = 0
        self._in, self._in_bytes = 0, 0  # what the kernel has
        self._pool = ThreadPoolExecutor(1, "watch-index")  # starts with the first piece
        self._going: list[Future[None]] = []

    def __enter__(self) -> Feed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with self._pool:
                self.settle()
        finally:
            self._values.announce(0, 0)

    def give(self, kind: int, texts: Sequence[str]) -> None:
        """Texts of one of the kernel's kinds, none with a line's end in it."""
        if not texts:
            return
        piece = "\n".join(texts).encode()
        self._held.setdefault(kind, []).append(piece)
        self._counts[kind] += len(texts)
        self._held_bytes += len(piece)
        if self._coming is not None and self._held_bytes >= _PIECE_BYTES:
            self._going += [self._pool.submit(self._load, *one) for one in self._taken()]

    def settle(self) -> None:
        """Come back when everything is in."""
        going, self._going = self._going, []
        for piece in going:
            piece.result()
        for one in self._taken():
            self._load(*one)

    def _taken(self) -> list[_Piece]:
        """What is held, by kind; the fewest first, since each kind without room brings over what is there."""
        pieces = [(kind, b"\n".join(some), self._counts[kind]) for kind, some in self._held.items()]
        self._held.clear()
        self._counts.clear()
        self._held_bytes = 0
        return sorted(pieces, key=lambda one: len(one[1]))

    def _load(self, kind: int, texts: bytes, count: int) -> None:
        """One piece; room is made for all that is still to come, as long on average as what came."""
        left = max((self._coming or 0) - self._in, count)
        self._in += count
        self._in_bytes += len(texts)
        self._values.announce(left, left * self._in_bytes // self._in)
        self._values.load(kind, texts)


def key_of(value: IndicatorValue) -> tuple[int, bytes]:
    """The kernel's kind and the key under which it has a value."""
    match value.kind:
        case ValueKind.IPV4 | ValueKind.IPV6 | ValueKind.CIDR:
            network = ipaddress.ip_network(value.value)
            place = bytes([network.prefixlen]) + network.network_address.packed
            return (1 if network.version == 4 else 2), place
        case kind:
            number = KINDS.get(kind, TEXT)
            text = host_of(value.value) if number == SITE else value.value
            return number, text.encode()


def host_of(url: str) -> str:
    """The host of a URL in normal form; a column of URLs is looked up by it alone."""
    authority = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return authority if authority.startswith("[") else authority.partition(":")[0]
