"""khien.toml: what is right is read, and every mistake is named with its line, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.app.first_settings import sample_settings
from khien.app.settings import (
    FILE,
    LARGEST_LIST_BYTES,
    NoNodeError,
    Settings,
    SettingsFileError,
    load_settings,
    popular_names,
)
from khien.model.errors import SettingsError
from khien.model.toml_lines import TomlError, read_toml
from khien.model.words import say

IDENTITY = "identity--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c01"


def _sample(title: str = "Trung tâm mẫu") -> str:
    return sample_settings(
        name="vn-ncc", country="VN", identity=IDENTITY, title=title, language="vi", port=8440
    )


def _load(home: Path, text: str) -> Settings:
    (home / FILE).write_text(text, "utf-8")
    return load_settings(home)


def _codes(home: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(SettingsFileError) as caught:
        _load(home, text)
    return [(m.line, m.code) for m in caught.value.mistakes]


def test_the_sample_is_right(tmp_path: Path) -> None:
    """What `khien init` writes is read back as it was given."""
    settings = _load(tmp_path, _sample())

    assert settings.node.title == "Trung tâm mẫu"
    assert (settings.node.name, settings.node.language) == ("vn-ncc", "vi")
    assert (settings.listen.host, settings.listen.port) == ("127.0.0.1", 8440)
    assert settings.own.domains == ()


@given(title=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_title_breaks_the_file(title: str) -> None:
    """Quotes, backslashes, control characters and newlines stay inside the title."""
    read = read_toml(_sample(title), FILE)

    assert read["node"]["title"] == title
    assert {key: read["node"][key] for key in ("name", "identity")} == {
        "name": "vn-ncc",
        "identity": IDENTITY,
    }
    assert set(read) == {
        "node",
        "listen",
        "tls",
        "own",
        "admission",
        "oidc",
        "pull",
        "score",
        "store",
        "watch",
        "history",
        "reading",
    }


def test_half_a_character_is_refused_with_its_line(tmp_path: Path) -> None:
    """A lone surrogate, as from a wrong locale, is no text."""
    assert _codes(tmp_path, _sample("a\ud800")) == [(12, "settings.syntax")]


def test_a_folder_without_settings_is_no_node(tmp_path: Path) -> None:
    """Who looks into the wrong folder learns how to make a node."""
    with pytest.raises(NoNodeError) as caught:
        load_settings(tmp_path)

    assert "khien init" in say(caught.value.code, "en", caught.value.facts)
    assert str(tmp_path) in say(caught.value.code, "vi", caught.value.facts)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('name = "vn-ncc"', 'name = "VN NCC"', "name", 6),
        ('name = "vn-ncc"', 'name = "vn-ncc\\n"', "name", 6),
        ('name = "vn-ncc"', 'nmae = "vn-ncc"', "unknown-key", 6),
        ('name = "vn-ncc"', "name = 3", "wrong-kind", 6),
        ('country = "VN"', 'country = "Vietnam"', "country", 8),
        ('country = "VN"', 'country = "XX"', "country", 8),
        ('country = "VN"', 'country = "VN\\n"', "country", 8),
        (IDENTITY, "identity--1", "identity", 10),
        ("Trung tâm mẫu", "hai\\ndòng", "title", 12),
        ('language = "vi"', 'language = "fr"', "not-one-of", 14),
        ("port = 8440", "port = 70000", "out-of-range", 20),
        ("port = 8440", 'port = "8440"', "wrong-kind", 20),
        ('host = "127.0.0.1"', 'host = ""', "host", 18),
        ('address = ""', 'address = "node.example"', "address", 23),
        ('address = ""', 'address = "http://node.example:0"', "address", 23),
        ('address = ""', 'address = "http://node.example:x"', "address", 23),
        ('address = ""', 'address = "ftp://node.example"', "address", 23),
        ('address = ""', 'address = "https://u:p@node.example/"', "address", 23),
        ("domains = []", 'domains = ["ok.example", "not a domain"]', "domain", 43),
        ("domains = []", 'domains = "ok.example"', "wrong-kind", 43),
        ("networks = []", 'networks = ["192.0.2.0/99"]', "network", 44),
        ("[listen]", "[listen", "syntax", 16),
        ("[own]", "[owned]", "unknown-key", 41),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    """Each has a code, the line where it stands, and a sentence in both languages."""
    text = _sample()
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), "utf-8")

    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)

    error = caught.value
    assert isinstance(error, SettingsFileError)
    assert isinstance(error, TomlError)
    assert error.exit_status == 8
    assert (line, f"settings.{code}") in [(m.line, m.code) for m in error.mistakes]
    for mistake in error.mistakes:
        assert str(mistake.line) in say(mistake.code, "en", mistake.holes)
        assert str(mistake.line) in say(mistake.code, "vi", mistake.holes)
    assert error.item == error.facts["file"] == str(tmp_path / FILE)


@pytest.mark.parametrize(
    "address", ["https://node.example/khien", "http://192.0.2.1:8440", "http://[2001:db8::1]:8440"]
)
def test_an_address_of_the_web_is_taken(tmp_path: Path, address: str) -> None:
    """Partners reach a node under a name or an address, with or without a path."""
    text = _sample().replace('address = ""', f'address = "{address}"')

    assert _load(tmp_path, text).listen.address == address


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """Who mends a file wants to mend it once."""
    text = _sample().replace("port = 8440", "prot = 8440").replace('country = "VN"', "")

    assert _codes(tmp_path, text) == [(4, "settings.missing-key"), (20, "settings.unknown-key")]


def test_a_section_of_another_kind_is_one_mistake(tmp_path: Path) -> None:
    """Rules about values do not trip over a section that is no table."""
    text = _sample().partition("[listen]")[0] + "[admission]\n"

    assert _codes(tmp_path, "listen = 3\n" + text) == [(1, "settings.wrong-kind")]


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    """A file in another encoding is a mistake, not a crash."""
    (tmp_path / FILE).write_bytes(b"[node]\nname = '\xff'\n")

    with pytest.raises(SettingsFileError) as caught:
        load_settings(tmp_path)

    assert [(m.line, m.code) for m in caught.value.mistakes] == [(2, "settings.not-text")]


def test_a_file_that_cannot_be_opened_is_a_mistake(tmp_path: Path) -> None:
    """A folder where the file should be is said as such."""
    (tmp_path / FILE).mkdir()

    with pytest.raises(SettingsFileError) as caught:
        load_settings(tmp_path)

    assert [m.code for m in caught.value.mistakes] == ["settings.not-text"]


def _with_lists(home: Path, *names: str) -> Settings:
    listed = ", ".join(f'"{name}"' for name in names)
    return _load(home, _sample().replace("popular_files = []", f"popular_files = [\n {listed}]"))


def test_popular_names_are_read_from_all_files(tmp_path: Path) -> None:
    """Lower case, without comments and blank lines, with a byte order mark or not."""
    (tmp_path / "one.txt").write_bytes(b"\xef\xbb\xbfBank.example\n\n# a comment\n  # another\n")
    (tmp_path / "two.txt").write_text(" news.example \n", "utf-8")
    settings = _with_lists(tmp_path, "one.txt", str(tmp_path / "two.txt"))

    assert popular_names(tmp_path, settings) == ["bank.example", "news.example"]


def test_lists_that_cannot_be_read_are_named_with_their_line(tmp_path: Path) -> None:
    """All of them at once: absent, no text, too large."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST_LIST_BYTES + 2)
    settings = _with_lists(tmp_path, "absent", "binary", "large")

    with pytest.raises(SettingsFileError) as caught:
        popular_names(tmp_path, settings)

    mistakes = caught.value.mistakes
    assert [(m.line, m.key, m.code) for m in mistakes] == [
        (50, f"admission.popular_files[{place}]", "settings.list") for place in (1, 2, 3)
    ]
    assert "absent" in say(mistakes[0].code, "vi", mistakes[0].holes)


@pytest.mark.parametrize("wrong", ["node.db", "mysql://a:geheim@b/c", "postgresql://a:ge@heim@b/c"])
def test_a_database_that_is_none_is_a_mistake_without_its_text(tmp_path: Path, wrong: str) -> None:
    """The line is named, and what may be a password is not repeated."""
    with pytest.raises(SettingsFileError) as caught:
        _load(tmp_path, _sample().replace('database = ""', f'database = "{wrong}"'))

    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line > 1) == ("settings.database", True)
    assert wrong not in f"{caught.value} {caught.value.facts} {mistake.facts}"
    assert "heim" not in str(caught.value)


def test_settings_do_not_print_the_address_of_the_database(tmp_path: Path) -> None:
    """A password in it does not reach a log or a traceback."""
    address = "postgresql://khien:geheim@db.example/node"
    settings = _load(tmp_path, _sample().replace('database = ""', f'database = "{address}"'))

    assert settings.store.database == address
    assert "geheim" not in repr(settings)
    assert "PostgreSQL" in repr(settings)
