"""Codes that let somebody in for the first time, by themselves."""

from datetime import timedelta
from hashlib import sha256

from khien.model.ids import OfficerName
from khien.people.welcomes import rules


def test_the_first_welcome_is_the_shortest() -> None:
    """Who starts a node is about to use it; a colleague may be away over a weekend."""
    assert rules.lasts(None) == timedelta(hours=24)
    assert rules.lasts(OfficerName("lan")) == timedelta(hours=72)


def test_a_welcome_is_written_in_groups_of_four() -> None:
    """Fifteen bytes are twenty-four small letters and digits."""
    assert rules.secret_text(b"123456789012345") == "gezd-gnbv-gy3t-qojq-gezd-gnbv"


def test_a_welcome_is_kept_as_the_hash_of_its_plain_letters() -> None:
    """Spaces, hyphens and capitals make no difference, and what is no text is only wrong."""
    assert rules.hash_secret(" GEZD-gnbv ") == sha256(b"gezdgnbv").hexdigest()
    assert rules.hash_secret("\ud800") != rules.hash_secret("gezd")
