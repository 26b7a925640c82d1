"""What comes in together reaches the kernel piece by piece, while more is read, and no less than it does otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khien.model.patterns import ValueKind
from khien.watch import feeding
from khien.watch.engine import KernelIndex, in_use
from khien.watch.rules import Row
from tests.watch.samples import NOW, indicator, value

pytestmark = pytest.mark.skipif(
    in_use() == "reference", reason="khien_kernel is not installed: `make native` builds it"
)


def _row(number: int, kind: str, text: str) -> Row:
    return (indicator(number), number, kind, text, 0, None)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "_PIECE_BYTES", 20)


def test_many_in_pieces() -> None:
    """Values of several kinds are all in, and all of them go again."""
    index = KernelIndex()
    lists = [
        [_row(n, "domain", f"bad{n}.example") for n in range(2_000)],
        [_row(n, "ipv4", f"192.0.2.{n % 250}") for n in range(2_000, 2_250)],
        [_row(n, "url", f"http://on{n % 7}.example/{n}") for n in range(2_250, 2_270)],
    ]
    index.load(lists, 2_270)

    assert len(index.values) == 2_000 + 250 + 7
    assert all(index.has_value(value("domain", f"bad{n}.example")) for n in range(2_000))
    for number in range(2_270):
        index.remove(indicator(number))
    assert len(index.values) == 0


def test_what_is_replaced_meanwhile_leaves_nothing() -> None:
    """An indicator that comes again with another value takes its first one along, wherever that was on its way."""
    index = KernelIndex()
    first = [_row(n, "domain", f"old{n}.example") for n in range(9)]
    index.load(
        [first, [_row(3, "domain", "new.example"), _row(4, "url", "http://new.example/x")]], 11
    )

    assert len(index.values) == 7 + 2
    assert not index.has_value(value("domain", "old3.example"))
    assert index.look_up(value("domain", "www.new.example"), NOW)


def test_a_load_that_breaks_off_leaves_both_alike() -> None:
    """Whatever came before the end is in the kernel too, and goes again with its indicator."""

    def cut() -> Iterator[list[Row]]:
        yield [_row(1, "domain", "bad.example"), _row(2, "url", "http://bad.example/x")]
        raise ConnectionError

    index = KernelIndex()
    with pytest.raises(ConnectionError):
        index.load(cut(), 100)
    assert index.counts() == {"indicators": 2, ValueKind.DOMAIN: 1, ValueKind.URL: 1}
    assert len(index.values) == 2

    index.load([[_row(1, "domain", "bad.example"), _row(2, "url", "http://bad.example/x")]], 2)
    assert index.remove(indicator(1))
    assert index.remove(indicator(2))
    assert len(index.values) == 0


def test_what_the_kernel_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the thread that feeds the kernel is raised where the load was asked for."""

    class Broken:
        def announce(self, values: int, size_bytes: int) -> None:
            pass

        def load(self, kind: int, lines: bytes) -> int:
            raise OverflowError(kind, len(lines))

    index = KernelIndex()
    monkeypatch.setattr(index, "values", Broken())
    with pytest.raises(OverflowError):
        index.load([[_row(n, "domain", f"bad{n}.example") for n in range(9)]], 9)
