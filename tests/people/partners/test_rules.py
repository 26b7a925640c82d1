"""Partners, cards, keys and states, without a database."""

import hmac
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from khien.model import plain_text
from khien.model.canonical import canonical_json
from khien.model.decision import Refusal
from khien.model.errors import MalformedError
from khien.model.ids import PartnerName
from khien.model.words import WORDS
from khien.people.names import PARTY_RULE
from khien.people.partners import rules
from khien.people.partners.channels import CA_RULE
from khien.people.partners.rules import (
    TRANSITIONS,
    Card,
    Invitation,
    Limits,
    NamedPerson,
    Partner,
    PartnerEvent,
    PartnerKind,
    PartnerState,
    PinnedKey,
)
from tests.people.parties import NOW, OURS, THEIRS, identity_of, key_of, node

LATER = NOW + timedelta(days=1)
URL_RULE = "http or https, no user, query or fragment"
IDENTITY_RULE = "STIX 2.1 §4.5 identity"
ORIGIN_RULE = "C2SP tlog-checkpoint: no spaces, no plus"
OLD, NEW = key_of("asean-cert", 1).public, key_of("asean-cert", 2).public


def partner(state: PartnerState = PartnerState.ACTIVE, keys: tuple[PinnedKey, ...] = ()) -> Partner:
    """The sample partner in a state, with some keys."""
    return Partner(
        name=PartnerName("asean-cert"),
        kind=PartnerKind.KHIEN,
        state=state,
        identity=identity_of("asean-cert"),
        country="SG",
        url="https://asean-cert.example",
        origin="asean-cert.example/ledger",
        keys=keys,
        limits=Limits(),
        exercise=False,
        persons=(),
        created=NOW,
    )


def invitation(**changes: Any) -> Invitation:  # noqa: ANN401 -- any field
    """The sample invitation, open until the next day."""
    fields = {"sha256": "0" * 64, "partner": PartnerName("asean-cert"), "made": NOW}
    return Invitation(**{"expires": LATER, **fields, **changes})


def test_a_key_counts_from_its_first_to_before_its_last_instant() -> None:
    """Since is inside, until is outside; without an end it counts for ever."""
    ended = PinnedKey(OLD, NOW, LATER)

    assert [ended.counts_at(when) for when in (NOW, LATER - timedelta(microseconds=1))] == [
        True
    ] * 2
    assert not ended.counts_at(NOW - timedelta(microseconds=1))
    assert not ended.counts_at(LATER)
    assert PinnedKey(OLD, NOW).counts_at(LATER)


def test_the_current_key_is_the_one_without_an_end() -> None:
    """Old receipts are checked with every key, new ones with the current one."""
    rotated = partner(keys=(PinnedKey(OLD, NOW, LATER), PinnedKey(NEW, LATER)))

    assert rotated.current_key == NEW
    assert rotated.all_keys == (NEW, OLD)
    assert rotated.keys_at(NOW) == (OLD,)
    assert rotated.keys_at(LATER) == (NEW,)
    assert partner().current_key is None
    assert partner(keys=(PinnedKey(OLD, NOW, LATER),)).current_key is None


def test_an_invitation_is_open_until_used_withdrawn_or_expired() -> None:
    """From the very instant of its end it is closed."""
    assert invitation().is_open(LATER - timedelta(microseconds=1))
    assert not invitation().is_open(LATER)
    assert not invitation(used=NOW).is_open(NOW)
    assert not invitation(withdrawn=NOW).is_open(NOW)


@pytest.mark.parametrize(
    ("known", "invited", "state"),
    [
        (None, None, None),
        (None, invitation(), PartnerState.INVITED),
        (partner(), None, PartnerState.ACTIVE),
        (partner(), invitation(), PartnerState.ACTIVE),
        (partner(PartnerState.REVOKED), None, PartnerState.REVOKED),
        (partner(PartnerState.REVOKED), invitation(), PartnerState.INVITED),
    ],
)
def test_the_state_comes_from_partner_and_invitation(
    known: Partner | None, invited: Invitation | None, state: PartnerState | None
) -> None:
    """An active partner is active whatever else; a revoked one may be invited again."""
    assert rules.state_of(known, invited) is state


def test_every_event_from_every_state_is_decided() -> None:
    """The table allows exactly what is in it, and the rest is refused with a sentence."""
    for state in (None, *PartnerState):
        for event in PartnerEvent:
            answer = rules.after(state, event, "asean-cert")
            if event in TRANSITIONS[state]:
                assert answer is TRANSITIONS[state][event]
            else:
                assert answer == Refusal(rules.NOT_FROM[state], "asean-cert")
                assert rules.NOT_FROM[state] in WORDS


def test_only_enrolment_makes_a_partner_active() -> None:
    """A revoked partner never becomes active by rotation or by hand."""
    revoked = TRANSITIONS[PartnerState.REVOKED]

    assert set(revoked) == {PartnerEvent.INVITE, PartnerEvent.ACCEPT}
    reached = {state for events in TRANSITIONS.values() for state in events.values()}
    assert reached == set(PartnerState)


def test_states_and_kinds_have_labels_in_both_languages() -> None:
    """Every state and kind that a list shows has its words."""
    for state in PartnerState:
        assert f"partner-state.{state}" in WORDS
    for kind in PartnerKind:
        assert f"partner-kind.{kind}" in WORDS


def test_a_whole_card_is_taken() -> None:
    """The sample card passes unchanged."""
    assert rules.check_card(OURS.card) is OURS.card
    assert OURS.card.public_key == OURS.key.public
    assert OURS.card.identity_id == OURS.card.identity["id"]


@pytest.mark.parametrize(
    ("changes", "item", "rule"),
    [
        ({"name": "VN"}, "partner name", PARTY_RULE),
        ({"country": "vn"}, "country", "ISO 3166-1 alpha-2"),
        ({"country": "XX"}, "country", "ISO 3166-1 alpha-2"),
        ({"url": "ftp://vn-ncc.example"}, "partner address", URL_RULE),
        ({"identity": {}}, "identity", IDENTITY_RULE),
        ({"ca": "no certificate"}, "authority", CA_RULE),
        ({"origin": "two words"}, "ledger origin", ORIGIN_RULE),
        ({"origin": "with+plus"}, "ledger origin", ORIGIN_RULE),
        ({"origin": "nul\x00"}, "ledger origin", ORIGIN_RULE),
        ({"key": "nonsense"}, "verifier key", "C2SP signed-note: name+hash+key"),
        ({"key": THEIRS.card.key}, "verifier key", "the key is named after the node"),
    ],
)
def test_a_card_with_a_wrong_field_is_refused(
    changes: dict[str, Any], item: str, rule: str
) -> None:
    """The error names the field and the rule."""
    card = msgspec.structs.replace(OURS.card, **changes)

    with pytest.raises(MalformedError) as caught:
        rules.check_card(card)
    assert (caught.value.item, caught.value.rule) == (item, rule)


@pytest.mark.parametrize(
    "url",
    [
        "https://node.example/" + "a" * 479,
        "http://127.0.0.1:8001",
        "https://[2001:db8::1]:443/a/b/",
        "https://node.example/~x/%20",
    ],
)
def test_a_plain_address_is_taken(url: str) -> None:
    """Names, addresses, ports and paths."""
    assert rules.check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "node.example",
        "https://",
        "https://user:secret@node.example",
        "https://node.example/?q=1",
        "https://node.example/#a",
        "https://node.example/a b",
        "https://node.example\n",
        "javascript:alert(1)",
        "https://node.example/" + "a" * 480,  # 501 characters
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    """No credentials, query, fragment, spaces or other schemes."""
    with pytest.raises(MalformedError) as caught:
        rules.check_url(url)
    assert (caught.value.item, caught.value.rule) == ("partner address", URL_RULE)


@pytest.mark.parametrize(
    ("changes", "item", "rule"),
    [
        ({"type": "indicator"}, "identity", IDENTITY_RULE),
        ({"spec_version": "2.0"}, "identity", IDENTITY_RULE),
        ({"id": None}, "identity id", IDENTITY_RULE),
        ({"id": "identity--1"}, "identity id", IDENTITY_RULE),
        ({"id": "indicator--" + "0" * 8}, "identity id", IDENTITY_RULE),
        ({"name": " "}, "identity name", IDENTITY_RULE),
        ({"name": 7}, "identity name", IDENTITY_RULE),
        ({"description": "x" * 17_000}, "identity", "at most 16384 bytes"),
        ({"count": 2**60}, "identity", "RFC 8785 canonical JSON"),
        ({"description": "a\0b"}, "identity", plain_text.RULE),
    ],
)
def test_an_identity_without_its_parts_is_refused(
    changes: dict[str, Any], item: str, rule: str
) -> None:
    """Type, version, id and name must be there, and it must be small; the error names the part."""
    with pytest.raises(MalformedError) as caught:
        rules.check_identity(identity_of("vn-ncc") | changes)
    assert (caught.value.item, caught.value.rule) == (item, rule)


def test_an_identity_of_exactly_16_kib_is_taken() -> None:
    """The limit itself is inside, in bytes of the canonical form."""
    bare = identity_of("vn-ncc") | {"description": ""}
    room = 16_384 - len(canonical_json(bare))

    assert rules.check_identity(bare | {"description": "x" * room})
    with pytest.raises(MalformedError):
        rules.check_identity(bare | {"description": "x" * (room + 1)})


def test_a_card_is_self_by_name_key_or_identity() -> None:
    """One thing in common is enough to be the same node."""
    other = THEIRS.card
    replace = msgspec.structs.replace

    assert not rules.is_self(OURS.card, other)
    assert rules.is_self(OURS.card, replace(other, name="vn-ncc"))
    assert rules.is_self(OURS.card, replace(other, identity=OURS.card.identity))
    renamed = OURS.key.named("asean-cert").public.vkey
    assert rules.is_self(OURS.card, replace(other, key=renamed))


def test_a_newcomer_shares_neither_key_nor_identity() -> None:
    """A key is refused even for its own holder; an identity only for others."""
    known = [partner(keys=(PinnedKey(OLD, NOW, LATER),))]
    fresh = str(identity_of("viet-telecom")["id"])
    taken = str(identity_of("asean-cert")["id"])

    assert rules.clash("viet-telecom", fresh, NEW, known) is None
    assert rules.clash("asean-cert", taken, NEW, known) is None
    assert rules.clash("viet-telecom", fresh, None, known) is None
    assert rules.clash("asean-cert", taken, OLD, known) == Refusal("people.key-clash", "asean-cert")
    assert rules.clash("viet-telecom", taken, NEW, known) == Refusal(
        "people.identity-clash", "asean-cert"
    )


def test_the_answer_fits_one_secret_one_invitation_one_inviter_and_one_card() -> None:
    """Another of any of the four gives another answer."""
    said = [b"s" * 32, "0" * 64, OURS.card.key, THEIRS.card]
    others = [b"t" * 32, "1" * 64, NEW.vkey, node("viet-telecom").card]
    expected = rules.answer(*_four(said))

    assert len(expected) == 32
    assert rules.same_answer(expected, rules.answer(*_four(said)))
    for place, other in enumerate(others):
        changed = [*said[:place], other, *said[place + 1 :]]
        assert not rules.same_answer(expected, rules.answer(*_four(changed)))


def test_the_answer_is_an_hmac_over_canonical_json() -> None:
    """HMAC-SHA256 (RFC 2104) over the label and the sorted content, as another node would compute it."""
    said = {
        "card": msgspec.to_builtins(THEIRS.card),
        "invitation": "0" * 64,
        "inviter": OURS.card.key,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))  # ASCII here, so it is RFC 8785
    expected = hmac.digest(b"s" * 32, b"khien/acceptance-answer/v1\n" + text.encode(), "sha256")

    assert rules.answer(b"s" * 32, "0" * 64, OURS.card.key, THEIRS.card) == expected


def _four(said: list[Any]) -> tuple[bytes, str, str, Card]:
    return said[0], said[1], said[2], said[3]


@pytest.mark.parametrize("wrong", [(0, 1), (1, 0), (-1, 1)])
def test_limits_let_something_in(wrong: tuple[int, int]) -> None:
    """A limit below one would be a revocation in disguise."""
    assert Limits(1, 1).max_bytes == 1
    with pytest.raises(MalformedError) as caught:
        Limits(*wrong)
    assert (caught.value.item, caught.value.rule) == ("partner limits", "at least 1")


def test_a_named_person_has_a_name() -> None:
    """Not empty, and not longer than a line."""
    assert NamedPerson("Sample Person", "Head").title == "Head"
    assert NamedPerson("x" * 200, "y" * 200).name == "x" * 200
    for name, title in ((" ", ""), ("x" * 201, ""), ("x", "y" * 201)):
        with pytest.raises(MalformedError) as caught:
            NamedPerson(name, title)
        assert caught.value.item == "named person"
        assert caught.value.rule == "a name; at most 200 characters"
