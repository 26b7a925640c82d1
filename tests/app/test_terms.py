"""An agreement in plain language."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from khien.app.terms import groups_of, in_words
from khien.model.agreement import (
    OBJECT_GROUPS,
    Agreement,
    ApprovalRule,
    Certainty,
    Emergency,
    Onward,
    OnwardMode,
    Party,
    Role,
    parse_agreement,
    sample_agreement,
)
from khien.model.ids import ObjectId
from khien.model.marking import Tlp

ONE = Party(name="one", identity="identity--11111111-1111-4111-8111-111111111111", persons=("Ana",))
TWO = Party(name="two", identity="identity--22222222-2222-4222-8222-222222222222")
OWN = ObjectId(TWO.identity)


def sample() -> Agreement:
    """The sample, between two parties of which one names a person."""
    return parse_agreement(sample_agreement(ONE, TWO, "x", date(2026, 1, 1), date(2026, 12, 31)))


def told(agreement: Agreement) -> list[str]:
    """Every sentence in both languages."""
    return [text for term in in_words(agreement, OWN) for text in term.words.values()]


def test_every_term_is_a_sentence_in_both_languages() -> None:
    """Who, until when, what, how strictly, for how long, who approves: each with its key."""
    terms = in_words(sample(), OWN)
    assert all(set(term.words) == {"vi", "en"} for term in terms)
    assert terms[0].words["en"].startswith("This is an agreement between two and one.")
    by_key = {term.key: term.words for term in terms}
    assert (
        by_key["validity"]["vi"]
        == "Có hiệu lực từ ngày 01/01/2026 đến hết ngày 31/12/2026 (giờ UTC)."
    )
    assert by_key["retention.types.indicator"]["en"].endswith("for at most 180 days.")
    assert "At one, TLP:RED may be given to these persons only: Ana." in told(sample())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"personal_data": False}, "Personal data does not cross."),
        ({"client_addresses": True}, "Sightings may tell the addresses of one's own clients."),
        ({"automatic_up_to": None}, "Nothing leaves without officers who approve it."),
        ({"automatic_warnings": Certainty.LIKELY}, "An early warning that a node drafted from sightings goes to the other party by itself, if its certainty is at least: likely. Whatever these terms have approved by officers still waits for them."),
        ({"emergency": Emergency(allowed=False)}, "There is no emergency path: nobody opens a release alone."),
        (
            {"onward": Onward(mode=OnwardMode.NAMED, partners=("three",))},
            "The receiver may hand it on to these only: three.",
        ),
        (
            {"onward": Onward(mode=OnwardMode.SAME_TERMS)},
            "The receiver may hand it on to whoever accepts these same terms.",
        ),
        (
            {"approvals": (ApprovalRule(role=Role.DUTY, count=1),)},
            "Everything needs the approval of 1 × duty officer.",
        ),
        (
            {"approvals": (ApprovalRule(role=Role.LAWYER, count=2, from_tlp=Tlp.RED, types=("file",)),)},
            "From TLP:RED upwards, for file, it needs the approval of 2 × lawyer.",
        ),
    ],
)  # fmt: skip
def test_each_choice_has_its_sentence(changed: dict[str, object], said: str) -> None:
    """What an agreement allows or forbids is said as such, never left out."""
    assert said in told(replace(sample(), **changed))


def test_emergency_names_the_duty_officer_where_the_agreement_does() -> None:
    """With or without the duty officer are two sentences."""
    texts = told(replace(sample(), emergency=Emergency(allowed=True, duty=True)))
    assert any("duty officer may open" in text for text in texts)


def test_whole_groups_are_told_by_their_names() -> None:
    """A group that is there whole is one word; what is left is named by type."""
    assert groups_of([*OBJECT_GROUPS["fraud"], "file"]) == (["fraud"], ["file"])
