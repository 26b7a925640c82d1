"""The reference is complete and current: what the code has, docs/reference says."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
import pytest
from docs.generate import console, glossary
from docs.generate.commands import walk
from docs.generate.endpoints import endpoints
from docs.generate.files import agreement_sample, explanations, keys, settings_sample
from docs.generate.reference import PAGES, REFERENCE

from khien.app.settings import Settings
from khien.cli import main
from khien.model.agreement import Agreement
from khien.model.words import ROOMS
from khien.web.console.permits import Permit


def _read(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_what_the_code_would_write_today(name: str) -> None:
    """Nobody has to remember to renew a page: `make docs` does, and this test asks for it."""
    assert _read(name) == PAGES[name](), "run `make docs`"


def test_the_doors_of_the_console_are_those_of_today() -> None:
    """Which role may do what, and what each door asks, is what docs/console.md says."""
    text = console.PAGE.read_text("utf-8")

    assert console.written(text) == text, "run `make docs`"
    assert set(console.MEANS) == set(Permit)


def test_the_glossary_is_that_of_the_console() -> None:
    """What the console's help calls a word, the page of words calls it too, and explains it alike."""
    assert glossary.PAGE.read_text("utf-8") == glossary.written(), "run `make docs`"


def test_every_command_and_option_is_in_the_reference() -> None:
    """A command or option without a place in docs/reference/commands.md does not land."""
    text = _read("commands.md")
    commands = dict(walk(main, "khien"))
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
    }

    assert len(commands) > 1
    assert [name for name in commands if f"# {name}\n" not in text] == []
    assert [option for option in sorted(options) if option not in text] == []


def test_every_setting_is_in_the_reference_and_explained() -> None:
    """Each key of khien.toml is explained in the file that `khien init` writes, so in the docs too."""
    found = keys(Settings, settings_sample())

    assert [key.path for key in found if f"`{key.path}`" not in _read("settings.md")] == []
    assert [key.path for key in found if not key.explained] == []


def test_every_key_of_an_agreement_is_in_the_reference_and_explained() -> None:
    """Each key that lawyers may write is named on the page, and explained in the sample."""
    found = keys(Agreement, agreement_sample())
    text = _read("agreement.md")

    assert [key.path for key in found if f"`{key.path}`" not in text] == []
    assert [key.path for key in found if not key.explained] == []


def test_every_endpoint_is_in_the_reference_and_says_what_it_does() -> None:
    """Whoever can reach a path can read what it is for."""
    found = endpoints()

    assert {"/taxii2/"} <= {endpoint.path for endpoint in found}
    assert [e.path for e in found if f"`{e.path}`" not in _read("endpoints.md")] == []
    assert [e.path for e in found if not e.purpose] == []


def test_every_code_is_in_the_reference() -> None:
    """Whoever is refused can look up why."""
    codes = sorted(code for room, words in ROOMS.items() if room != "commands" for code in words)
    text = _read("codes.md")

    assert len(codes) > 100
    assert [code for code in codes if f"| `{code}` |" not in text] == []


class Below(msgspec.Struct):
    """A section, for the check of the checks."""

    port: int = 1
    odd: str = ""


class Top(msgspec.Struct):
    """A file, for the check of the checks."""

    below: Below
    title: str = "x"


def test_a_key_without_a_comment_is_caught() -> None:
    """A key that the sample does not mention has no explanation; one below a comment has."""
    sample = '# The title.\n# Tên.\ntitle = "x"\n\n[below]\n# The port.\nport = 1\n'

    assert explanations(sample) == {
        "title": "The title. Tên.",
        "below": "",
        "below.port": "The port.",
    }
    assert [key.path for key in keys(Top, sample) if not key.explained] == ["below.odd"]
    assert [key.default for key in keys(Top, sample)] == ["1", '""', '"x"']


def test_the_reference_has_an_entrance() -> None:
    """docs/reference/README.md leads to every page beside it."""
    entrance = _read("README.md")

    assert [p.name for p in sorted(Path(REFERENCE).glob("*.md")) if p.name not in entrance] == [
        "README.md"
    ]
