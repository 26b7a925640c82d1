"""An agreement written as a file again."""

from datetime import date

import pytest

from khien.model.agreement import (
    AgreementError,
    Party,
    agreement_document,
    agreement_payload,
    agreement_text,
    parse_agreement,
    sample_agreement,
)

ONE = Party(
    name="one", identity="identity--11111111-1111-4111-8111-111111111111", persons=('A "B"',)
)
TWO = Party(name="two", identity="identity--22222222-2222-4222-8222-222222222222")


def test_what_is_written_reads_as_the_same_agreement() -> None:
    """File → agreement → file → agreement changes nothing that both sign."""
    text = sample_agreement(ONE, TWO, "Trao đổi\n\\ x", date(2026, 1, 1), date(2026, 12, 31))
    first = parse_agreement(text)
    assert agreement_payload(parse_agreement(agreement_text(agreement_document(first)))) == (
        agreement_payload(first)
    )


def test_an_agreement_without_automatic_release_leaves_the_key_out() -> None:
    """TOML has no null: what is not set is not written."""
    text = sample_agreement(ONE, TWO, "x", date(2026, 1, 1), date(2026, 12, 31))
    first = parse_agreement(text.replace('automatic_up_to = "green"', ""))
    assert "automatic_up_to" not in agreement_text(agreement_document(first))


def test_mistakes_are_written_too() -> None:
    """A document with mistakes becomes TOML, so that the reader can name each at its key."""
    with pytest.raises(AgreementError) as caught:
        parse_agreement(
            agreement_text({"title": "", "retention": {"days": "many"}, "approvals": []})
        )
    assert {"retention.days", "title"} <= {one.key for one in caught.value.mistakes}
