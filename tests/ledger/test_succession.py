"""A ledger that lost its end: how it is seen, and how it goes on."""

from __future__ import annotations

import pytest

from khien.ledger import Hold, LedgerHeldError, Standing
from khien.ledger.succession import BEHIND, epoch_of, origin_in
from khien.model.errors import MalformedError

BASE = "khien-ledger/vn/vn-ncc"


def test_an_epoch_has_a_name_that_its_key_still_fits() -> None:
    """The short name stays last; the first epoch is the ledger's own name."""
    assert origin_in(BASE, 1) == BASE
    assert origin_in(BASE, 2) == "khien-ledger/vn/2/vn-ncc"
    assert [epoch_of(BASE, origin_in(BASE, n)) for n in (1, 2, 10, 999_999)] == [1, 2, 10, 999_999]
    with pytest.raises(MalformedError):
        origin_in(BASE, 0)


@pytest.mark.parametrize(
    "origin",
    [
        "khien-ledger/vn/1/vn-ncc",
        "khien-ledger/vn/02/vn-ncc",
        "khien-ledger/vn/2/asean-cert",
        "khien-ledger/sg/2/vn-ncc",
        "khien-ledger/vn/2/3/vn-ncc",
        "khien-ledger/vn/-2/vn-ncc",
        "x",
    ],
)
def test_another_ledger_is_no_epoch_of_ours(origin: str) -> None:
    """Nobody's ledger passes for another's, and one epoch has one name."""
    assert epoch_of(BASE, origin) is None


def test_the_words_of_a_standing_are_fixed() -> None:
    """Programs compare them."""
    assert [one.value for one in Standing] == ["agrees", "behind", "forked"]
    assert LedgerHeldError(Hold(BEHIND, "x", 1, "").code).facts == {"reason": "ledger.behind"}
