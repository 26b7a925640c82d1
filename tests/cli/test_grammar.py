"""Every command and option speaks both languages, and says how it ends."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

import khien.cli
from khien.cli import main
from khien.cli.assembly import PLACES
from khien.cli.grammar import KhienOption
from khien.model.words import WORDS
from tests.cli.homes import run, text_of


def _walk(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _walk(below, (*words, name))


def _found(words: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


COMMANDS = sorted(_walk(main))


def test_there_are_commands() -> None:
    """The walk finds the nouns and their verbs."""
    assert ("release", "recall") in COMMANDS
    assert len(COMMANDS) > 40


def test_every_file_of_commands_is_in_its_place() -> None:
    """Nouns are read when they are asked for: each is in the file that says so, and none is forgotten."""
    found: dict[str, str] = {}
    for part in pkgutil.iter_modules(khien.cli.__path__):
        if part.name != "__main__":
            module = import_module(f"khien.cli.{part.name}")
            found |= {command.name: part.name for command in getattr(module, "COMMANDS", ())}

    assert found == PLACES


def test_help_does_not_read_what_it_does_not_need() -> None:
    """Whoever only asks what there is does not wait for databases, servers and drawing."""
    loaded = "import sys; from khien.cli import main; main(['--help'], standalone_mode=False); "
    code = f"{loaded}print(*sys.modules)"

    shown = subprocess.run(  # noqa: S603 -- this very Python, with words of ours
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    heavy = {"sqlalchemy", "alembic", "starlette", "httpx2", "rich", "jinja2", "cryptography"}
    assert heavy & set(shown.stdout.splitlines()[-1].split()) == set()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_and_its_options_have_words_in_both_languages(words: tuple[str, ...]) -> None:
    """No help is written anywhere but in the catalogue, where both languages stand side by side."""
    command = _found(words)
    options = [one for one in command.params if isinstance(one, click.Option)]

    assert command.help == WORDS[getattr(command, "words", "")].en
    assert [one.opts for one in options if not isinstance(one, KhienOption)] == []
    assert [
        one.opts
        for one in options
        if isinstance(one, KhienOption) and WORDS[one.words].en != one.help
    ] == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_in_vietnamese_has_nothing_left_in_english(words: tuple[str, ...]) -> None:
    """Headings, options and exit statuses follow the language too."""
    shown = text_of("--lang", "vi", *words, "--help")

    assert "Cách dùng:" in shown
    assert "Tùy chọn:" in shown
    assert [word for word in ("Usage", "Options", "Show this", "[required]") if word in shown] == []


def test_help_names_what_an_option_needs() -> None:
    """Defaults, variables and duties stand beside an option, in either language."""
    assert "[env var: KHIEN_HOME; default: (~/.khien)]" in _flat(text_of("serve", "--help"))
    assert "[biến môi trường: KHIEN_HOME; mặc định: (~/.khien)]" in _flat(
        text_of("--lang", "vi", "serve", "--help")
    )
    assert "[bắt buộc]" in text_of("--lang", "vi", "init", "--help")


def test_the_language_comes_from_the_environment_where_nothing_is_said() -> None:
    """KHIEN_LANG counts before the system's language, and `--lang` before both."""
    assert "Cách dùng:" in text_of("--help", env={"LC_ALL": "vi_VN.UTF-8"})
    assert "Usage:" in text_of("--help", env={"LC_ALL": "vi_VN.UTF-8", "KHIEN_LANG": "en"})
    assert "Usage:" in text_of("--lang", "en", "--help", env={"KHIEN_LANG": "vi"})
    assert "Usage:" in text_of("--help", env={"LANG": "", "LC_ALL": ""})


def test_the_top_says_what_exit_statuses_mean() -> None:
    """`khien --help` lists all of them once."""
    shown = text_of("--help")

    assert "Exit statuses:" in shown
    assert "9  the sign-in failed" in shown


def test_nothing_asked_is_answered_with_help() -> None:
    """`khien` and `khien NOUN` alone show what can follow, and exit 2."""
    for words in ((), ("release",)):
        ended = run(*words)

        assert ended.status == 2
        assert ended.words.startswith("Usage:")


def _flat(text: str) -> str:
    return " ".join(text.split())
