"""Which agreement counts when, without a database."""

import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from khien.model.agreement import agreement_payload, parse_agreement
from khien.model.decision import Refusal
from khien.model.errors import MalformedError, ProofError
from khien.model.ids import PartnerName
from khien.model.signing import seal
from khien.model.words import WORDS
from khien.people.agreements import rules
from khien.people.agreements.rules import AgreementState, Signature, StoredAgreement
from tests.people.parties import NOW, OURS, THEIRS, agreement_text

LATER = NOW + timedelta(days=1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def stored(
    sha256: str = "a",
    ours: datetime | None = NOW,
    theirs: datetime | None = NOW,
    first: date = FIRST,
    last: date = LAST,
) -> StoredAgreement:
    """An agreement valid in November, signed by both unless said otherwise."""
    agreement = parse_agreement(agreement_text(valid_from=first, valid_until=last))
    return StoredAgreement(
        sha256=sha256,
        partner=PartnerName("asean-cert"),
        text="",
        payload=agreement_payload(agreement),
        agreement=agreement,
        imported=NOW,
        ours=None if ours is None else Signature(OURS.key.public.vkey, "b3Vycw==", ours),
        theirs=None if theirs is None else Signature(THEIRS.key.public.vkey, "dGhlaXJz", theirs),
    )


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (stored(ours=None, theirs=None), AgreementState.DRAFT),
        (stored(theirs=None), AgreementState.SIGNED_BY_US),
        (stored(ours=None), AgreementState.SIGNED_BY_PARTNER),
        (stored(), AgreementState.IN_FORCE),
        (stored(first=date(2026, 11, 23)), AgreementState.SIGNED_BY_BOTH),
        (stored(first=date(2026, 11, 22)), AgreementState.IN_FORCE),
        (stored(last=date(2026, 11, 22)), AgreementState.IN_FORCE),
        (stored(last=date(2026, 11, 21)), AgreementState.EXPIRED),
        (stored(ours=None, theirs=None, last=date(2026, 11, 21)), AgreementState.EXPIRED),
        (replace(stored(), agreement=None), AgreementState.UNREADABLE),
    ],
)
def test_the_state_of_one_agreement(one: StoredAgreement, state: AgreementState) -> None:
    """Unsigned, half signed, not begun, ended or unreadable ones are not in force."""
    assert rules.state_of(one, [one], NOW) is state
    opened = rules.in_force_of([one], NOW)
    assert (opened is not None) is (state is AgreementState.IN_FORCE)


def test_days_are_those_of_utc() -> None:
    """A node in Viet Nam and one elsewhere agree on the last day."""
    midnight = datetime(2026, 12, 1, tzinfo=UTC)

    assert rules.in_force_of([stored()], midnight - timedelta(microseconds=1)) is not None
    assert rules.in_force_of([stored()], midnight) is None


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Los_Angeles"])
def test_the_zone_of_the_machine_changes_nothing(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First and last days are the same on a machine that is set to local time."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        first_second = datetime(2026, 11, 22, tzinfo=UTC)
        last_second = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
        today = stored(first=first_second.date(), last=last_second.date())
        assert rules.state_of(today, [today], first_second) is AgreementState.IN_FORCE
        assert rules.state_of(today, [today], last_second) is AgreementState.IN_FORCE
    finally:
        monkeypatch.undo()
        time.tzset()


def test_nothing_is_in_force_among_none() -> None:
    """An empty list opens nothing."""
    assert rules.in_force_of([], NOW) is None


def test_the_last_concluded_replaces_those_before() -> None:
    """Once it has begun, only the newer one counts, in whatever order they are read."""
    older, newer = stored("z"), stored("b", theirs=LATER)

    for both in ([older, newer], [newer, older]):
        assert rules.state_of(older, both, LATER) is AgreementState.REPLACED
        assert rules.state_of(newer, both, LATER) is AgreementState.IN_FORCE
        opened = rules.in_force_of(both, LATER)
        assert opened is not None
        assert opened.sha256 == "b"


def test_of_two_concluded_at_once_the_greater_hash_counts() -> None:
    """Both sides come to the same answer."""
    one, other = stored("a"), stored("b")

    assert rules.state_of(one, [one, other], NOW) is AgreementState.REPLACED
    assert rules.state_of(other, [one, other], NOW) is AgreementState.IN_FORCE


@pytest.mark.parametrize(
    "newer",
    [
        stored("b", theirs=None),
        stored("b", theirs=LATER, first=date(2026, 11, 25)),
        replace(stored("b", theirs=LATER), agreement=None),
    ],
)
def test_what_is_not_signed_not_begun_or_not_readable_replaces_nothing(
    newer: StoredAgreement,
) -> None:
    """The agreement before it stays in force until the newer one opens something itself."""
    older = stored()

    assert rules.state_of(older, [older, newer], LATER) is AgreementState.IN_FORCE


def test_a_replaced_agreement_does_not_come_back() -> None:
    """When the newer one ends, nothing is in force, though the older one would still be valid."""
    older, newer = stored("z"), stored("b", theirs=LATER, last=date(2026, 11, 24))
    after = datetime(2026, 11, 25, tzinfo=UTC)

    assert rules.state_of(older, [older, newer], after) is AgreementState.REPLACED
    assert rules.in_force_of([older, newer], after) is None


def test_an_agreement_is_concluded_with_the_second_signature() -> None:
    """The later of the two instants counts; with one signature there is none."""
    assert stored(theirs=LATER).concluded == LATER
    assert stored(ours=LATER).concluded == LATER
    assert stored(ours=None).concluded is None
    assert stored(theirs=None).concluded is None


def test_a_document_carries_the_signatures_so_far() -> None:
    """Ours first, each under the id of its key."""
    both = rules.document_of(stored())
    ours = {"key": OURS.key.public.id, "sig": "b3Vycw=="}
    theirs = {"key": THEIRS.key.public.id, "sig": "dGhlaXJz"}

    assert both == {
        "kind": "agreement",
        "payload": stored().payload,
        "signatures": [ours, theirs],
    }
    assert rules.document_of(stored(ours=None))["signatures"] == [theirs]


def test_only_a_concluded_readable_agreement_is_signed() -> None:
    """Anything less gives none."""
    whole = rules.signed(stored())

    assert whole is not None
    assert (whole.sha256, whole.partner, whole.concluded) == ("a", "asean-cert", NOW)
    assert whole.document == rules.document_of(stored())
    assert rules.signed(stored(ours=None)) is None
    assert rules.signed(replace(stored(), agreement=None)) is None


def test_states_have_labels_in_both_languages() -> None:
    """Every state that a list shows has its words."""
    for state in AgreementState:
        assert f"agreement-state.{state}" in WORDS


@pytest.mark.parametrize(
    ("reference", "refused"),
    [("7", False), ("x" * 200, False), ("x" * 201, True), ("", True), (" ", True)],
)
def test_where_the_paper_lies_fits_a_line(reference: str, refused: bool) -> None:
    """One character is enough, 200 are the most, and a refusal names the partner."""
    said = rules.paper_refusals(stored(), reference, ["lan", "minh"], has_key=False)

    assert said == ((Refusal("people.paper-reference", "asean-cert"),) if refused else ())


def test_an_attestation_says_which_whose_where_who_and_when() -> None:
    """Another program that checks it offline finds these five things."""
    assert rules.attestation("0" * 64, "asean-cert", "file 7", ("lan", "minh"), NOW) == {
        "agreement": "0" * 64,
        "partner": "asean-cert",
        "reference": "file 7",
        "attested_by": ["lan", "minh"],
        "time": "2026-11-22T08:00:00.000000Z",
    }


def test_an_attestation_that_is_no_json_or_of_another_agreement_is_named() -> None:
    """The error says what was read and what is wrong with it."""
    said = rules.attestation("0" * 64, "asean-cert", "file 7", ("lan", "minh"), NOW)
    sealed = Signature("paper", json.dumps(seal("paper-agreement", said, OURS.key)), NOW)

    assert rules.check_paper(sealed, "0" * 64, "asean-cert", OURS.key.public) == said
    with pytest.raises(MalformedError) as damaged:
        rules.check_paper(replace(sealed, sig="{"), "0" * 64, "asean-cert", OURS.key.public)
    assert (damaged.value.item, damaged.value.rule) == ("paper-agreement", "JSON")
    for sha256, partner in (("1" * 64, "asean-cert"), ("0" * 64, "vn-ncc")):
        with pytest.raises(ProofError) as other:
            rules.check_paper(sealed, sha256, partner, OURS.key.public)
        assert other.value.facts == {
            "what": "paper-agreement",
            "why": "it speaks of another agreement",
        }
