"""Columns of Arrow: the kernel and the reference find the same texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.arrow import rows_of, touched_texts
from khien.watch.engine import KernelIndex
from khien.watch.rules import IndicatorIndex
from tests.native import logs
from tests.watch.samples import NOW

pytest.importorskip("khien_kernel", reason="khien_kernel is not installed: `make native` builds it")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

_texts = {
    "query": logs.hosts,
    "ip": logs.addresses,
    "url": logs.urls,
    "hash": logs.digests,
    "email": logs.mails,
    "ja3": logs.digests,
}


def _filled(index: IndicatorIndex) -> IndicatorIndex:
    logs.fill(index)
    logs.fill_others(index)
    return index


_REFERENCE, _KERNEL = _filled(IndicatorIndex()), _filled(KernelIndex())


@pytest.mark.parametrize("name", _texts)
@settings(deadline=None)
@given(data=st.data(), skipped=st.integers(0, 3))
def test_both_find_the_same(name: str, data: st.DataObject, skipped: int) -> None:
    """Whatever the texts, nulls and slices included: same places, same entries."""
    clean = _texts[name].map(lambda text: text.encode("utf-8", "replace").decode())
    texts = pa.array(data.draw(st.lists(st.one_of(clean, st.none()), max_size=20)), pa.string())[
        skipped:
    ]

    found = list(touched_texts(_KERNEL, name, texts, NOW))

    assert found == list(touched_texts(_REFERENCE, name, texts, NOW))


def test_a_dictionary_is_looked_up_once() -> None:
    """Of a dictionary array the distinct texts are asked for; every row with one of them is found."""
    texts = pa.array(["good.test", "www.bad.example", None, "good.test", "www.bad.example"])
    encoded = texts.dictionary_encode()

    found = [place for place, _ in touched_texts(_KERNEL, "query", encoded.dictionary, NOW)]

    assert found == [1]
    assert rows_of(encoded.indices, found) == [1, 4]
    assert rows_of(encoded.indices, []) == []
