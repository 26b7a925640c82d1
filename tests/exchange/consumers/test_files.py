"""Tests of `exchange.consumers.files`: a list takes its place whole, wherever a link leads."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from khien.exchange.consumers.files import replaced, write_whole


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    """In its own folder and with its mode; until it is whole the old one is read."""
    (tmp_path / "tool").mkdir()
    target, link = tmp_path / "tool" / "zone", tmp_path / "link"
    target.write_text("old\n", "utf-8")
    target.chmod(0o604)
    (tmp_path / "tool" / "name").symlink_to("zone")
    link.symlink_to("tool/name")

    with replaced(link) as file:
        file.write(b"new\n")
        (beside,) = (one for one in (tmp_path / "tool").iterdir() if one.name.startswith("."))
        before = link.read_bytes()

    assert beside.name.startswith(".zone.")
    assert (before, link.read_bytes()) == (b"old\n", b"new\n")
    assert (link.is_symlink(), target.is_symlink()) == (True, False)
    assert target.stat().st_mode & 0o777 == 0o604
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["link", "name", "tool", "zone"]


def test_a_link_to_nothing_yet_makes_the_file_there(tmp_path: Path) -> None:
    """As a shell does that writes into it."""
    link = tmp_path / "link"
    link.symlink_to("zone")

    write_whole(link, b"one\n")

    assert link.is_symlink()
    assert (tmp_path / "zone").read_bytes() == b"one\n"


def test_links_that_lead_in_a_circle_are_refused_and_stay(tmp_path: Path) -> None:
    """The system's reason is told; neither link becomes a file."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)

    with pytest.raises(OSError, match="symbolic links") as failed, replaced(one):
        pass

    assert (failed.value.errno, failed.value.filename) == (errno.ELOOP, str(one))
    assert sorted(tmp_path.iterdir()) == [one, other]


def test_a_target_that_cannot_be_written_is_told_by_the_name_that_was_given(tmp_path: Path) -> None:
    """And not by the one of the file beside it."""
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "no" / "zone")

    with pytest.raises(FileNotFoundError) as failed, replaced(link):
        pass

    assert failed.value.filename == str(link)
