"""The node's key file: made once, read by its owner only, changed without loss."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from khien.model.errors import MalformedError, NotFoundError
from khien.people import keys
from khien.people.keys import (
    KeyExistsError,
    KeyFileBrokenError,
    KeyFileOpenError,
    create_keys,
    finish_rotation,
    load_keys,
    prepare_rotation,
)
from tests.people.parties import NOW

LATER = NOW + timedelta(days=30)


def key_file(home: Path) -> Path:
    """Where the current seed lies."""
    return home / "keys" / "node.json"


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    """The same key comes back, under its name, with its date; a second one is refused."""
    made = create_keys(tmp_path, "vn-ncc", NOW)

    assert load_keys(tmp_path).current.public == made.current.public
    assert (made.current.public.name, made.since, made.retired) == ("vn-ncc", NOW, ())
    with pytest.raises(KeyExistsError):
        create_keys(tmp_path, "vn-ncc", NOW)
    assert load_keys(tmp_path).current.public == made.current.public


def test_two_nodes_have_two_keys(tmp_path: Path) -> None:
    """Seeds are random."""
    one, other = (create_keys(tmp_path / name, "vn-ncc", NOW) for name in ("a", "b"))

    assert one.current.public != other.current.public


def test_only_the_owner_may_read_the_seed(tmp_path: Path) -> None:
    """File 0600, folder 0700; neither repr nor str shows the seed."""
    made = create_keys(tmp_path, "vn-ncc", NOW)

    assert key_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert key_file(tmp_path).parent.stat().st_mode & 0o777 == 0o700
    assert repr(made.current) == f"SigningKey({made.current.public.id})"


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o601])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """Any right of the group or of others is one too many."""
    create_keys(tmp_path, "vn-ncc", NOW)
    key_file(tmp_path).chmod(mode)

    with pytest.raises(KeyFileOpenError):
        load_keys(tmp_path)


def test_a_file_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns the file can change it."""
    create_keys(tmp_path, "vn-ncc", NOW)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    with pytest.raises(KeyFileOpenError):
        load_keys(tmp_path)


def test_a_link_is_no_key_file(tmp_path: Path) -> None:
    """A symbolic link may lead anywhere."""
    create_keys(tmp_path, "vn-ncc", NOW)
    key_file(tmp_path).rename(tmp_path / "elsewhere.json")
    key_file(tmp_path).symlink_to(tmp_path / "elsewhere.json")

    with pytest.raises(KeyFileOpenError):
        load_keys(tmp_path)


def test_without_a_file_there_is_no_key(tmp_path: Path) -> None:
    """A missing key is said to be missing, and no rotation can start or finish."""
    for step in (load_keys, lambda home: prepare_rotation(home, NOW)):
        with pytest.raises(NotFoundError):
            step(tmp_path)
    create_keys(tmp_path, "vn-ncc", NOW)
    with pytest.raises(NotFoundError):
        finish_rotation(tmp_path, NOW)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[:-5],
        lambda text: text.replace('"name"', '"nome"'),
        lambda text: text.replace('"vn-ncc"', '"vn ncc"'),
        lambda text: text.replace('"seed":"', '"seed":"!'),
        lambda text: text.replace('"seed":"', '"seed":"AAAA'),
        lambda text: text.replace("2026-11-22", "2026-11-32"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    """Whatever is wrong inside, the error names the file and shows nothing of it."""
    create_keys(tmp_path, "vn-ncc", NOW)
    path = key_file(tmp_path)
    seed = path.read_text().split('"seed":"')[1][:43]
    path.write_text(spoil(path.read_text()))

    with pytest.raises(KeyFileBrokenError, match=r"node\.json") as caught:
        load_keys(tmp_path)
    assert seed not in str(caught.value)


def test_a_name_that_no_key_can_have_writes_nothing(tmp_path: Path) -> None:
    """The name is checked before the file is made."""
    with pytest.raises(MalformedError):
        create_keys(tmp_path, "vn ncc", NOW)

    assert not key_file(tmp_path).exists()


def test_rotation_keeps_the_public_half_with_its_dates(tmp_path: Path) -> None:
    """The new key signs, the old one is remembered, its seed is gone."""
    old = create_keys(tmp_path, "vn-ncc", NOW)
    old_seed = key_file(tmp_path).read_text().split('"seed":"')[1][:43]

    following = prepare_rotation(tmp_path, LATER)
    assert load_keys(tmp_path).current.public == old.current.public
    turned = finish_rotation(tmp_path, LATER)

    assert turned.current.public == following.public
    assert turned.since == LATER
    (retired,) = turned.retired
    assert (retired.key, retired.since, retired.until) == (old.current.public, NOW, LATER)
    assert turned.public == (following.public, old.current.public)
    assert not any(old_seed in path.read_text() for path in key_file(tmp_path).parent.iterdir())


def test_an_interrupted_rotation_goes_on_with_the_same_key(tmp_path: Path) -> None:
    """A crash between the steps neither loses the next key nor makes another."""
    create_keys(tmp_path, "vn-ncc", NOW)
    first = prepare_rotation(tmp_path, LATER)

    again = prepare_rotation(tmp_path, LATER + timedelta(days=1))

    assert again.public == first.public
    assert finish_rotation(tmp_path, LATER).current.public == first.public


def test_a_crash_after_the_old_key_was_noted_notes_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finishing again after a crash in the middle gives one retired key, not two."""
    create_keys(tmp_path, "vn-ncc", NOW)
    prepare_rotation(tmp_path, LATER)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "_write_retired", _write_and_crash(keys._write_retired))
        with pytest.raises(KeyboardInterrupt):
            finish_rotation(tmp_path, LATER)

    assert len(finish_rotation(tmp_path, LATER).retired) == 1


def _write_and_crash(write: Callable[..., None]) -> Callable[..., None]:
    def crash(*args: object) -> None:
        write(*args)
        raise KeyboardInterrupt

    return crash


def test_two_rotations_keep_two_keys(tmp_path: Path) -> None:
    """Retired keys are kept oldest first, and listed newest first."""
    names = [create_keys(tmp_path, "vn-ncc", NOW).current.public]
    for days in (30, 60):
        prepare_rotation(tmp_path, NOW + timedelta(days=days))
        names.append(finish_rotation(tmp_path, NOW + timedelta(days=days)).current.public)

    turned = load_keys(tmp_path)

    assert turned.public == tuple(reversed(names))
    assert [old.key for old in turned.retired] == names[:2]


@pytest.mark.parametrize("content", ["{}", '[{"key":"x","since":"y","until":"z"}]', "["])
def test_a_damaged_list_of_retired_keys_is_named(tmp_path: Path, content: str) -> None:
    """The file is named; the node does not go on without its past."""
    create_keys(tmp_path, "vn-ncc", NOW)
    (tmp_path / "keys" / "retired.json").write_text(content)

    with pytest.raises(KeyFileBrokenError, match=r"retired\.json"):
        load_keys(tmp_path)
