"""Passwords at rest."""

import pytest

from khien.people.officers import passwords
from khien.people.officers.passwords import STANDARD_COST, Cost, hash_password, is_outdated, matches
from tests.people.parties import CHEAP, PASSWORD


def test_a_hash_opens_only_for_its_password() -> None:
    """The right password matches, another does not."""
    phc = hash_password(PASSWORD, CHEAP)

    assert phc.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert matches(PASSWORD, phc, CHEAP)
    assert not matches(PASSWORD + " ", phc, CHEAP)


def test_two_hashes_of_one_password_differ() -> None:
    """Each hash has its own salt."""
    assert hash_password(PASSWORD, CHEAP) != hash_password(PASSWORD, CHEAP)


def test_composed_and_decomposed_letters_are_one_password() -> None:
    """Vietnamese keyboards may write ế in one, two or three code points."""
    phc = hash_password("mật khẩu rất dài", CHEAP)

    decomposed = "ma\u0323\u0302t kha\u0302\u0309u ra\u0302\u0301t da\u0300i"
    assert matches(decomposed, phc, CHEAP)


def test_a_lone_surrogate_is_a_wrong_password_and_no_crash() -> None:
    """What no keyboard writes is hashed like anything else."""
    assert not matches("\ud800" * 15, hash_password(PASSWORD, CHEAP), CHEAP)


def test_the_standard_cost_is_that_of_rfc_9106() -> None:
    """64 MiB, three passes, four lanes (RFC 9106 §4, second choice)."""
    assert Cost(65_536, 3, 4) == STANDARD_COST


def test_no_hash_costs_as_much_as_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """For an unknown name the same work is done, at the same cost."""
    seen: list[Cost] = []
    monkeypatch.setattr(passwords, "hash_password", lambda _password, cost: seen.append(cost))

    assert not matches(PASSWORD, None, CHEAP)
    assert seen == [CHEAP]


def test_a_hash_of_another_cost_is_outdated() -> None:
    """Memory, passes and lanes are compared exactly."""
    phc = hash_password(PASSWORD, CHEAP)

    assert not is_outdated(phc, CHEAP)
    assert is_outdated(phc, Cost(16, 1, 1))
    assert is_outdated(phc, Cost(8, 2, 1))
    assert is_outdated(hash_password(PASSWORD, Cost(16, 1, 2)), Cost(16, 1, 1))
