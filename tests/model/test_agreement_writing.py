"""An agreement written as a file again."""

from datetime import date

import pytest

from khien.model.agreement import (
    AgreementError,
    Party,
    agreement_document,
    agreement_of_payload,
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


@pytest.mark.parametrize(
    ("least", "alone"),
    [
        (None, []),
        ("observed", ["observed"]),
        ("likely", ["observed", "likely"]),
        ("possible", ["observed", "likely", "possible"]),
    ],
)
def test_warnings_go_by_themselves_from_a_certainty_on(least: str | None, alone: list[str]) -> None:
    """Without the key never, and then what was signed before there was such a key stays the same."""
    more = "" if least is None else f'automatic_warnings = "{least}"\n'
    text = sample_agreement(ONE, TWO, "x", date(2026, 1, 1), date(2026, 12, 31))
    agreement = parse_agreement(more + text)
    payload = agreement_payload(agreement)

    words = ["observed", "likely", "possible", "unlikely", "unknown"]
    assert [one for one in words if agreement.warns_by_itself(one)] == alone
    assert payload.get("automatic_warnings") == least
    assert agreement_of_payload(payload) == agreement
