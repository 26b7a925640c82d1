"""The C boundary: no read passes a buffer, refusals are errors, and threads may share an index."""

from __future__ import annotations

import ctypes
import mmap
import random
from array import array
from threading import Thread

import pytest

kernel = pytest.importorskip(
    "khien_kernel", reason="khien_kernel is not installed: `make native` builds it"
)
_LIBC = ctypes.CDLL(None, use_errno=True)
_TABS = (kernel.Form.TABS, [1, 3, 2, 2 | 0x80], ())
_COMMAS = (kernel.Form.COMMAS, [1, 3, 2, 5], ())
_JSON = (kernel.Form.JSON, [1, 3, 2], (b"ts", b"id.orig_h", b"query"))
_LINES = {
    _TABS[0]: b"1591367999.305988\t10.0.0.1\twww.bad.example\tx.test,10.1.1.1\n",
    _COMMAS[0]: b"1591367999.305988,10.0.0.1,www.bad.example,http://bad.example/\r\n",
    _JSON[0]: b'{"ts":1591367999.305988,"id.orig_h":"10.0.0.1","query":"www.bad.example"}\n',
}


class _Guarded:
    """Memory whose end is the end of a page, behind which nothing may be touched; it lives as long as the tests."""

    def __init__(self, pages: int) -> None:
        self._size = pages * mmap.PAGESIZE
        self._area = mmap.mmap(-1, self._size + mmap.PAGESIZE)
        self._held = ctypes.c_char.from_buffer(self._area)
        behind = ctypes.c_void_p(ctypes.addressof(self._held) + self._size)
        assert _LIBC.mprotect(behind, ctypes.c_size_t(mmap.PAGESIZE), 0) == 0  # PROT_NONE

    def holding(self, octets: bytes) -> memoryview:
        """The octets, at the very end."""
        start = self._size - len(octets)
        self._area[start : self._size] = octets
        return memoryview(self._area)[start : self._size]


_GUARDED = _Guarded(4)


def _index() -> kernel.Index:  # type: ignore[name-defined]
    index = kernel.Index()
    index.load(kernel.Kind.DOMAIN, b"bad.example\na.b.worse.test\n")
    index.add(kernel.Kind.V4, bytes([8, 10, 0, 0, 0]))
    index.add(kernel.Kind.SITE, b"bad.example")
    return index


@pytest.mark.parametrize("shape", [_TABS, _COMMAS, _JSON], ids=["tabs", "commas", "json"])
def test_no_read_passes_the_end(shape: tuple[int, list[int], tuple[bytes, ...]]) -> None:
    """A block that ends where memory ends is read to its last byte, whatever its length, and no further."""
    index, plan = _index(), kernel.Plan(*shape)
    many = _LINES[shape[0]] * 3

    for length in range(1, len(many) + 1):
        index.scan(plan, _GUARDED.holding(many[-length:]), last=True)
        whole = index.scan(plan, _GUARDED.holding(many[:length]), last=True)
        assert whole.taken == length


def test_no_text_of_a_column_passes_the_end() -> None:
    """The same holds for a column of Arrow."""
    index = _index()
    texts = [b"www.bad.example", b"x", b"", b"10.1.1.1", b"http://bad.example", b"l" * 70]
    for role in range(1, 9):
        ends = [sum(map(len, texts[:n])) for n in range(len(texts) + 1)]
        index.match(role, _GUARDED.holding(b"".join(texts)), array("i", ends), len(texts))


def test_random_bytes_do_no_harm() -> None:
    """Any bytes under any plan give counts that fit together; nothing crashes."""
    dice = random.Random(5)  # noqa: S311 -- no secret
    index = _index()
    alphabet = b'\t\n,"\\{}[]:.-0123456789abcXYZ \r\x00\xff'
    for _ in range(2_000):
        form = dice.choice((0, 1, 2))
        roles = [dice.randrange(9) | dice.choice((0, 0, 0x80)) for _ in range(dice.randint(1, 5))]
        plan = kernel.Plan(
            form, roles, [bytes([97 + n]) for n in range(len(roles))] if form == 2 else ()
        )
        octets = bytes(dice.choices(alphabet, k=dice.randrange(400)))
        found = index.scan(plan, octets, last=dice.random() < 0.5, room=100)
        assert found.touched <= found.plain <= found.lines
        assert found.taken <= len(octets)
        assert [one.line for one in found.found] == sorted({one.line for one in found.found})
        assert all(one.start + one.length <= found.taken for one in found.found)


def test_a_full_output_is_resumed() -> None:
    """A scan that runs out of room stops between lines, and going on gives the same lines."""
    index, plan = _index(), kernel.Plan(*_TABS)
    block = _LINES[kernel.Form.TABS] * 1_000
    at = lines = named = 0
    stops = set()
    while at < len(block):
        found = index.scan(plan, block[at:], last=True, room=100)
        at, lines, named = at + found.taken, lines + found.lines, named + len(found.found)
        stops.add(found.stop)

    assert (lines, named) == (1_000, 1_000)
    assert stops == {kernel.Stop.FULL, kernel.Stop.END}


def test_what_makes_no_sense_is_refused() -> None:
    """Wrong numbers are errors, and an index that refused one goes on."""
    index = kernel.Index()

    with pytest.raises(kernel.KernelError):
        index.add(99, b"x")
    with pytest.raises(kernel.KernelError):
        kernel.Plan(kernel.Form.TABS, [77])
    with pytest.raises(kernel.KernelError):
        kernel.Plan(kernel.Form.TABS, [])
    with pytest.raises(kernel.KernelError):
        kernel.Plan(9, [1])
    with pytest.raises(kernel.KernelError):
        kernel.Plan(kernel.Form.JSON, [1, 2], [b"one"])
    with pytest.raises(kernel.KernelError):
        index.scan(kernel.Plan(*_TABS), b"x\n", last=True, room=3)
    with pytest.raises(kernel.KernelError):
        index.match(kernel.Role.HOST, b"abc", array("i", [0, 9]), 1)
    with pytest.raises(kernel.KernelError):
        index.match(kernel.Role.HOST, b"abc", array("i", [0]), 1)
    assert [index.add(0, b""), index.add(1, b"abc"), index.add(0, b"x" * 254)] == [False] * 3
    assert index.add(0, b"good.example")
    assert not index.add(0, b"good.example")
    assert (len(index), index.remove(0, b"good.example"), len(index)) == (1, True, 0)


def test_a_column_is_matched_once_per_text() -> None:
    """`match` says of each text whether it touches something, is for the reference, or neither."""
    index = _index()
    texts = [
        b"WWW.bad.example.",
        b"good.example",
        "bücher.example".encode(),
        b"10.200.1.1",
        b"11.0.0.1",
        b"",
    ]
    ends = [sum(map(len, texts[:n])) for n in range(len(texts) + 1)]

    found = index.match(kernel.Role.HOST, b"".join(texts), array("i", ends), len(texts))

    assert list(found) == [1, 3, 2, 1, 3, 0]
    assert index.match(kernel.Role.HOST, b"", array("i", [0]), 0) == b""


def test_readers_see_each_state_while_one_writes() -> None:
    """While thousands of entries come and go, what stays is always found, and what never was never is."""
    index, plan = _index(), kernel.Plan(*_TABS)
    line = _LINES[kernel.Form.TABS]
    other = line.replace(b"bad.example", b"good.test").replace(b"10.1.1.1", b"11.1.1.1")
    block = (line + other.replace(b"10.0.0.1", b"11.0.0.1")) * 200
    wrong: list[object] = []

    def read() -> None:
        for _ in range(150):
            found = index.scan(plan, block, last=True, room=1000)
            numbers = [one.line for one in found.found]
            if numbers != list(range(0, 400, 2)):
                wrong.append(numbers)

    readers = [Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    for number in range(20_000):
        index.add(kernel.Kind.DOMAIN, f"n{number}.come.example".encode())
        if number >= 500:
            index.remove(kernel.Kind.DOMAIN, f"n{number - 500}.come.example".encode())
    for thread in readers:
        thread.join()

    assert wrong == []
    assert len(index) == 4 + 500
