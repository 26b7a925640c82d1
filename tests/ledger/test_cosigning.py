"""The bodies of add-checkpoint requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.ledger.cosigning import Alarm, CheckpointOffer, parse_offer
from khien.model.errors import MalformedError
from tests.ledger.nodes import NOW, VN_KEY, VN_ORIGIN

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


OLD, PROOF = (f"C2SP tlog-witness: {w}" for w in ("old size line", "at most 63 proof lines"))


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("", OLD),
        (NOTE, OLD),
        ("old 5\n", OLD),
        (f"old 05\n\n{NOTE}", OLD),
        (f"old -1\n\n{NOTE}", OLD),
        (f"old  5\n\n{NOTE}", OLD),
        (f"new 5\n\n{NOTE}", OLD),
        (f"old {2**63}\n\n{NOTE}", OLD),
        (f"old 5\n{HASH} \n\n{NOTE}", "base64, RFC 4648 §4"),
        (f"old 5\nAA\n\n{NOTE}", "base64, RFC 4648 §4"),
        (f"old 5\n{f'{HASH}{chr(10)}' * 64}\n{NOTE}", PROOF),
        (f"old 5\n\n{NOTE}{'x' * 66_000}", "at most 65536 bytes"),
    ],
)
def test_a_malformed_body_is_refused(body: str, rule: str) -> None:
    """C2SP tlog-witness: status 400 for anything that is not exactly this form; the error says why."""
    with pytest.raises(MalformedError) as caught:
        parse_offer(body.encode())
    assert (caught.value.item, caught.value.rule) == ("add-checkpoint", rule)


def test_a_body_is_text() -> None:
    """Bytes that are no UTF-8 are refused."""
    with pytest.raises(MalformedError) as caught:
        parse_offer(b"old 5\n\n\xff")
    assert (caught.value.item, caught.value.rule) == ("add-checkpoint", "C2SP tlog-witness: UTF-8")


def test_the_limits_themselves_are_inside() -> None:
    """64 KiB, 63 proof lines and the largest old size are read."""
    largest = CheckpointOffer(2**63 - 1, (bytes(32),) * 63, "")
    filled = CheckpointOffer(largest.old, largest.path, "x" * (65_536 - len(largest.body)))

    assert len(filled.body) == 65_536
    assert parse_offer(filled.body) == filled


def test_an_alarm_names_both_checkpoints_in_one_line() -> None:
    """Origin, then size and root of the one that was kept and of the one that was offered."""
    other = sign_checkpoint(Checkpoint(VN_ORIGIN, 7, bytes([255]) * 32), VN_KEY)
    alarm = Alarm(VN_ORIGIN, "ledger.fork", NOTE, other, NOW)

    assert alarm.detail == f"{VN_ORIGIN}: 9 {HASH} / 7 {'/' * 42}8="
