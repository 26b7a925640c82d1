"""Where spans lie among keys is what comparing each key would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khien.watch.history.orders import Shelf, Span
from tests.watch.history.samples import needs_columns

pytestmark = needs_columns

KEY = st.text("\0\1\2a.é\U0010ffff", max_size=5)
SPANS = st.lists(st.tuples(KEY, KEY | st.just("")), min_size=1, max_size=6).map(
    lambda pairs: [
        Span(Shelf.OTHERS, *((low, f"{low}\0") if not high else sorted((low, high))))
        for low, high in pairs
    ]
)


@given(st.lists(KEY, min_size=1, max_size=20).map(sorted), SPANS, st.integers(1, 4))
def test_spans_lie_where_their_keys_do(keys: list[str], spans: list[Span], rows: int) -> None:
    """Whatever octets are in them, 0 at the end too; and no row group with such a key is passed over."""
    import numpy as np  # noqa: PLC0415 -- needs the extra
    import pyarrow as pa  # noqa: PLC0415

    from khien.watch.history.columns import octets_of  # noqa: PLC0415
    from khien.watch.history.ranges import octets, sought_in  # noqa: PLC0415

    sought = sought_in(spans)[Shelf.OTHERS]
    found = zip(sought.places, *sought.among(octets(pa.array(keys, pa.string()))), strict=True)
    held = {place: keys[start:stop] for place, start, stop in found}
    assert held == {
        place: [key for key in keys if span.low <= key < span.high]
        for place, span in enumerate(spans)
    }

    least = np.array([octets_of(key) for key in keys[::rows]], "S3")
    read = {
        (place, number)
        for numbers, some in sought.slabs(least)
        for place in some.places.tolist()
        for number in numbers
    }
    assert {(p, keys.index(k) // rows) for p, some in held.items() for k in some} <= read
