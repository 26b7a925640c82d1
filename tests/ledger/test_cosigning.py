"""The bodies of add-checkpoint requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.ledger.cosigning import CheckpointOffer, parse_offer
from khien.model.errors import MalformedError
from tests.ledger.nodes import VN_KEY, VN_ORIGIN

NOTE = sign_checkpoint(Checkpoint(VN_ORIGIN, 9, bytes(32)), VN_KEY)
HASH = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def test_the_body_is_that_of_the_standard() -> None:
    """C2SP tlog-witness: old size, proof lines, an empty line, the checkpoint."""
    offer = CheckpointOffer(5, (bytes(32),), NOTE)

    assert offer.body.decode() == f"old 5\n{HASH}\n\n{NOTE}"
    assert CheckpointOffer(0, (), NOTE).body.decode() == f"old 0\n\n{NOTE}"
    assert offer.size == 9


@given(
    st.builds(
        CheckpointOffer,
        st.integers(0, 2**63 - 1),
        st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
        st.just(NOTE),
    )
)
def test_every_body_is_read_back(offer: CheckpointOffer) -> None:
    """What is sent is what is read, up to 63 proof lines."""
    assert parse_offer(offer.body) == offer


@pytest.mark.parametrize(
    "body",
    [
        "",
        NOTE,
        "old 5\n",
        f"old 05\n\n{NOTE}",
        f"old -1\n\n{NOTE}",
        f"old  5\n\n{NOTE}",
        f"new 5\n\n{NOTE}",
        f"old {2**63}\n\n{NOTE}",
        f"old 5\n{HASH} \n\n{NOTE}",
        f"old 5\nAA\n\n{NOTE}",
        f"old 5\n{f'{HASH}{chr(10)}' * 64}\n{NOTE}",
        f"old 5\n\n{NOTE}{'x' * 66_000}",
    ],
)
def test_a_malformed_body_is_refused(body: str) -> None:
    """C2SP tlog-witness: status 400 for anything that is not exactly this form."""
    with pytest.raises(MalformedError):
        parse_offer(body.encode())


def test_a_body_is_text() -> None:
    """Bytes that are no UTF-8 are refused."""
    with pytest.raises(MalformedError):
        parse_offer(b"old 5\n\n\xff")
