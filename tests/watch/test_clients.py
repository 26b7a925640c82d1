"""Groups of clients, and the pseudonyms that stand in for them."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khien.model.words import say
from khien.watch.clients import ClientGroups, GroupError, Pseudonyms

NOVEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("client", "group"),
    [
        ("10.1.2.3", "mobile"),
        ("10.9.9.9", "all"),
        ("2001:db8::1", "six"),
        ("192.0.2.1", ""),
        ("10.0.0.0/8", ""),
        ("", ""),
        ("host", ""),
    ],
)
def test_a_client_belongs_to_the_smallest_network_around_it(client: str, group: str) -> None:
    """Groups may lie in each other; whoever is in none is in no group."""
    groups = ClientGroups(["all=10.0.0.0/8", "mobile=10.1.0.0/16,10.2.0.0/16", "six=2001:db8::/32"])

    assert groups
    assert groups.of(client) == group


@pytest.mark.parametrize("written", ["mobile", "mobile=", "=10.0.0.0/8", "a=10.0.0.0/8,x"])
def test_a_group_that_cannot_be_is_refused(written: str) -> None:
    """A group has a name and networks."""
    assert not ClientGroups()
    with pytest.raises(GroupError) as refused:
        ClientGroups([written])
    for language in ("en", "vi"):
        assert written in say(refused.value.code, language, refused.value.facts)


def test_a_pseudonym_is_the_same_within_a_month(tmp_path: Path) -> None:
    """It tells two clients apart, holds across restarts, and not across months or nodes."""
    folder = tmp_path / "keys" / "clients"
    first = Pseudonyms(folder)
    one = first.of("192.0.2.7", NOVEMBER)

    assert one == first.of(" 192.0.2.7 ", NOVEMBER) == Pseudonyms(folder).of("192.0.2.7", NOVEMBER)
    assert one != first.of("192.0.2.8", NOVEMBER)
    assert one != first.of("192.0.2.7", DECEMBER)
    assert one != Pseudonyms(tmp_path / "other").of("192.0.2.7", NOVEMBER)
    assert "192" not in one
    assert len(one) == 16
    assert first.of("Laptop", NOVEMBER) == first.of("laptop", NOVEMBER)


def test_keys_are_their_owners_alone_and_forgotten_by_month(tmp_path: Path) -> None:
    """Nobody else reads a key; without a month's key its pseudonyms cannot be made again."""
    folder = tmp_path / "clients"
    before = Pseudonyms(folder).of("192.0.2.7", NOVEMBER)
    (key,) = folder.iterdir()

    assert key.name == "2026-11.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    key.unlink()
    assert Pseudonyms(folder).of("192.0.2.7", NOVEMBER) != before


def test_of_two_that_make_a_key_at_once_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that another process makes in the same moment is taken, and nothing is left over."""
    other = Pseudonyms(tmp_path)
    hardlink = Path.hardlink_to
    made: list[str] = []

    def link(path: Path, target: Path) -> None:
        if not made:
            made.append("")
            made[0] = other.of("192.0.2.7", NOVEMBER)
        hardlink(path, target)

    monkeypatch.setattr(Path, "hardlink_to", link)

    assert Pseudonyms(tmp_path).of("192.0.2.7", NOVEMBER) == made[0]
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11.key"]
