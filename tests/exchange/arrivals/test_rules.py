"""Tests of `exchange.arrivals.rules`: accepted, to quarantine, or refused, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from khien.exchange.arrivals.rules import (
    Candidate,
    Held,
    Outcome,
    admit,
    creator_of,
    owner_of,
    within_rate,
)
from khien.model.agreement import Party, parse_agreement, sample_agreement
from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import Tlp
from khien.model.stix import Version, make_version

THEIRS, OTHERS = PartnerName("asean-cert"), "viet-telecom"
A, B = (ObjectId(f"identity--{n * 8}-0000-4000-8000-000000000000") for n in "ab")
INDICATOR = "indicator--11111111-0000-4000-8000-000000000000"
AGREEMENT = parse_agreement(
    sample_agreement(
        Party(name="vn-ncc", identity=A),
        Party(name="asean-cert", identity=B),
        "Sample",
        date(2026, 1, 1),
        date(2027, 1, 1),
    ),
    "sample",
)


def _version(day: int = 1, **more: object) -> Version:
    content = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": INDICATOR,
        "created_by_ref": B,
        "created": "2026-01-01T00:00:00.000Z",
        "modified": f"2026-01-{day:02d}T00:00:00.000Z",
        "pattern": "[domain-name:value = 'bad.example.com']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return make_version(content | more)


def _observable() -> Version:
    content = {"type": "domain-name", "spec_version": "2.1", "value": "bad.example.com"}
    return make_version({**content, "id": "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"})


PLAIN = Candidate(
    version=_version(),
    tlp=Tlp.GREEN,
    partner=THEIRS,
    agreement=AGREEMENT,
    notes=True,
    announced=_version().sha256,
    creator=THEIRS,
    held=None,
    same=frozenset(),
    recalled=False,
    popular=(),
    own=(),
)
LATER = replace(PLAIN, version=_version(2), announced=_version(2).sha256)
BEFORE, REVOKED = Held(_version(), THEIRS), Held(_version(3, revoked=True), THEIRS)

CASES: list[tuple[str, Candidate, Outcome, str]] = [
    ("plain", PLAIN, Outcome.ACCEPTED, ""),
    ("no note is asked", replace(PLAIN, notes=False, announced=None), Outcome.ACCEPTED, ""),
    ("unannounced", replace(PLAIN, announced=None), Outcome.REFUSED, "unannounced"),
    ("changed", replace(PLAIN, announced="0" * 64), Outcome.REFUSED, "changed-on-the-way"),
    ("no agreement", replace(PLAIN, agreement=None), Outcome.REFUSED, "no-agreement"),
    ("red", replace(PLAIN, tlp=Tlp.RED), Outcome.REFUSED, "above-ceiling"),
    ("at the ceiling", replace(PLAIN, tlp=Tlp.AMBER_STRICT), Outcome.ACCEPTED, ""),
    ("our name on it", replace(PLAIN, creator=""), Outcome.REFUSED, "not-originator"),
    ("unknown creator", replace(PLAIN, creator=None), Outcome.ACCEPTED, ""),
    ("relayed", replace(PLAIN, creator=OTHERS), Outcome.QUARANTINED, "relayed"),
    (
        "relayed, but known",
        replace(PLAIN, creator=OTHERS, same=frozenset({PLAIN.version.sha256})),
        Outcome.ACCEPTED,
        "",
    ),
    (
        "the same again from anybody",
        replace(PLAIN, held=Held(_version(), OTHERS), same=frozenset({PLAIN.version.sha256})),
        Outcome.ACCEPTED,
        "",
    ),
    ("next version", replace(LATER, held=BEFORE), Outcome.ACCEPTED, ""),
    (
        "next version of another's",
        replace(LATER, held=Held(_version(), OTHERS)),
        Outcome.REFUSED,
        "not-originator",
    ),
    (
        "next version of ours",
        replace(LATER, held=Held(_version(), "")),
        Outcome.REFUSED,
        "not-originator",
    ),
    ("late history", replace(PLAIN, held=Held(_version(2), THEIRS)), Outcome.ACCEPTED, ""),
    ("late history after a revocation", replace(LATER, held=REVOKED), Outcome.ACCEPTED, ""),
    (
        "after a revocation",
        replace(LATER, version=_version(4), announced=_version(4).sha256, held=REVOKED),
        Outcome.REFUSED,
        "version",
    ),
    (
        "at the very time of a revocation",
        replace(LATER, version=_version(3), announced=_version(3).sha256, held=REVOKED),
        Outcome.REFUSED,
        "version",
    ),
    (
        "two contents of one version",
        replace(PLAIN, held=BEFORE, same=frozenset({"0" * 64})),
        Outcome.REFUSED,
        "version-conflict",
    ),
    ("recalled before", replace(PLAIN, recalled=True), Outcome.QUARANTINED, "recalled-before"),
    ("popular", replace(PLAIN, popular=("example.com",)), Outcome.QUARANTINED, "popular"),
    ("own", replace(PLAIN, own=("example.vn",)), Outcome.QUARANTINED, "own-asset"),
    (
        "of two as strict the first",
        replace(PLAIN, announced=None, agreement=None),
        Outcome.REFUSED,
        "unannounced",
    ),
    (
        "of two as mild the first",
        replace(PLAIN, recalled=True, popular=("example.com",)),
        Outcome.QUARANTINED,
        "recalled-before",
    ),
    (
        "the strictest wins",
        replace(PLAIN, popular=("example.com",), announced=None),
        Outcome.REFUSED,
        "unannounced",
    ),
]


@pytest.mark.parametrize(
    ("candidate", "outcome", "reason"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_admission(candidate: Candidate, outcome: Outcome, reason: str) -> None:
    """Each fact leads to its outcome, with the code of the rule that says so."""
    admission = admit(candidate)

    assert (admission.outcome, admission.reason.removeprefix("admission.")) == (outcome, reason)


def test_a_type_outside_the_agreement_is_refused() -> None:
    """Only what both wrote down comes in."""
    content = {
        "type": "x-strange",
        "spec_version": "2.1",
        "id": INDICATOR.replace("indicator", "x-strange"),
    }
    times = {"created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z"}
    version = make_version(content | times)

    admission = admit(replace(PLAIN, version=version, announced=version.sha256))

    assert (admission.reason, admission.detail) == ("admission.out-of-scope", "x-strange")


def test_observables_have_no_versions() -> None:
    """Two sources may know different things about one observable; neither owns it."""
    version = _observable()
    held = Held(make_version({**version.content, "defanged": True}), OTHERS)

    admission = admit(
        replace(PLAIN, version=version, announced=version.sha256, creator=None, held=held)
    )

    assert admission.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("recent", "coming", "fits"), [(0, 5, True), (3, 2, True), (3, 3, False)])
def test_the_rate_is_counted_to_the_last_object(recent: int, coming: int, fits: bool) -> None:
    """Up to the limit, and not one more."""
    assert within_rate(recent, coming, 5) is fits


def test_the_creator_is_known_by_identity() -> None:
    """Ours, a partner's, a stranger's and nobody's identity are told apart."""
    partners = {B: "asean-cert"}

    assert creator_of(A, partners, A) == ""
    assert creator_of(B, partners, A) == "asean-cert"
    assert creator_of(ObjectId("identity--x"), partners, A) is None
    assert creator_of(None, partners, A) is None


def test_the_owner_is_the_creator_if_anybody_knows_it() -> None:
    """Who brought an object owns it only where its creator is not one of us."""
    assert owner_of("asean-cert", "viet-telecom") == "asean-cert"
    assert owner_of("", "viet-telecom") == ""
    assert owner_of(None, "viet-telecom") == "viet-telecom"


def test_a_refusal_names_the_object() -> None:
    """Whoever reads the reason sees which object it is about, and which rule of STIX."""
    of_another = admit(replace(LATER, held=Held(_version(), OTHERS)))
    late = _version(4)
    too_late = admit(replace(LATER, version=late, announced=late.sha256, held=REVOKED))

    assert admit(replace(PLAIN, announced=None)).detail == INDICATOR
    assert admit(replace(PLAIN, tlp=Tlp.RED)).detail == INDICATOR
    assert admit(replace(PLAIN, recalled=True)).detail == INDICATOR
    assert admit(replace(PLAIN, creator=OTHERS)).detail == f"{INDICATOR} {OTHERS}"
    assert admit(PLAIN).detail == ""
    assert of_another.detail == INDICATOR
    assert too_late.detail == f"{INDICATOR} stix.version-after-revocation"


@pytest.mark.parametrize("field", ["popular", "own"])
def test_values_at_risk_are_named(field: str) -> None:
    """The first three are enough for a person to see what is meant."""
    names = tuple(f"{n}.example" for n in range(1, 5))
    candidate = replace(PLAIN, popular=names) if field == "popular" else replace(PLAIN, own=names)

    assert admit(candidate).detail == "1.example, 2.example, 3.example"
