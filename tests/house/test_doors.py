"""Every door explains itself: the commands and the pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

from khien.cli import main
from tests.house import doors
from tests.house.reading import ROOMS, SRC, faults, short

WEB = SRC / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.*"))
CATALOGUES = sorted((WEB / "locale" / "vi" / "LC_MESSAGES").glob("*.po"))
COMMANDS = dict(doors.commands(main))


def _texts() -> list[str]:
    """Every text on a page or in a mail, as the templates and the views write it."""
    kinds = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    found = extract_from_dir(str(WEB), method_map=kinds)
    return sorted({part for _, _, text, _, _ in found for part in _parts(text)})


def _parts(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """One text, or the forms of a plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def _entries(path: Path) -> list[Message]:
    with path.open("rb") as source:
        return [message for message in read_po(source) if message.id]


def _translated(path: Path) -> dict[str, str]:
    pairs = ((_parts(m.id), _parts(m.string)) for m in _entries(path) if not m.fuzzy)
    return {text: said[-1] for texts, said in pairs if said for text in texts}


def _catalogue() -> dict[str, str]:
    """Every catalogue as one, as the pages see them."""
    return {text: said for path in CATALOGUES for text, said in _translated(path).items()}


def test_a_command_explains_itself() -> None:
    """Every command has help, every option says what it does, every verb its exit statuses."""
    assert [f for name, found in COMMANDS.items() for f in doors.unexplained(name, found)] == []


def test_there_are_commands_to_check() -> None:
    """The nouns of the first issue are all there."""
    nouns = {name.split()[1] for name in COMMANDS if " " in name}

    assert nouns >= {
        *("init", "serve", "doctor", "demo", "object", "partner", "agreement", "release"),
        *("watch", "ledger", "officer", "token", "store"),
    }


def test_every_text_on_a_page_has_vietnamese() -> None:
    """No page falls back to English by accident, and no hole is lost."""
    known = _catalogue()

    assert [f for text in _texts() for f in doors.untranslated(text, known.get(text))] == []


def test_no_translation_is_left_over_or_guessed() -> None:
    """The catalogues hold what the pages say, nothing else, and nothing marked fuzzy."""
    assert _texts() != []
    assert [m.id for path in CATALOGUES for m in _entries(path) if m.fuzzy] == []
    assert sorted(_catalogue().keys() - set(_texts())) == []


def test_a_text_is_translated_once() -> None:
    """No text stands in two catalogues, so that it cannot be said in two ways."""
    places = Counter(text for path in CATALOGUES for text in _translated(path))

    assert [text for text, count in places.items() if count > 1] == []


def test_a_template_says_what_it_needs() -> None:
    """Its first line names every variable that it uses, and no words stand outside `{% trans %}`."""
    assert faults(TEMPLATES, doors.undeclared_needs) == {}
    assert faults(TEMPLATES, doors.bare_text) == {}


def test_a_missing_name_on_a_page_is_an_error() -> None:
    """Every template environment is strict and escapes."""
    makers = {
        short(p): p.read_text("utf-8") for p in ROOMS if "Environment(" in p.read_text("utf-8")
    }

    assert TEMPLATES != []
    assert makers != {}
    assert [name for name, source in makers.items() if doors.lax_environments(source)] == []


def test_silent_commands_are_caught() -> None:
    """The command check sees missing help, a silent option and unsaid exit statuses."""
    silent = click.Command("send", params=[click.Option(["--to"])])
    stated = click.Command("send", help="Send it.\n\nExit status: 0 sent.", params=[])

    assert doors.unexplained("khien send", silent) == [
        "khien send: no help",
        "khien send: --to has no help",
        "khien send: exit statuses are not said",
    ]
    assert doors.unexplained("khien send", stated) == []


def test_bad_templates_are_caught() -> None:
    """The page checks see an unlisted name, a missing first line, bare words and a lax environment."""
    listed = "{#- Needs: request, now. -#}\n<p>{{ request.id }} {{ now }}</p>"

    assert doors.undeclared_needs(listed) == []
    assert doors.undeclared_needs(listed.replace(", now", "")) == ["now"]
    assert doors.undeclared_needs("<p></p>") != []
    assert doors.bare_text("<p>{% trans %}Late{% endtrans %} {{ x }} &middot; 12</p>") == []
    assert doors.bare_text('<p class="x">Late</p>') == ["Late"]
    assert doors.lax_environments("e = Environment(autoescape=True)") != []
    assert doors.lax_environments("e = Environment(undefined=StrictUndefined)") != []
    assert (
        doors.lax_environments("e = Environment(undefined=StrictUndefined, autoescape=True)") == []
    )


def test_bad_translations_are_caught() -> None:
    """An absent text and a lost hole are both seen."""
    assert doors.untranslated("%(n)s days left", "Còn %(n)s ngày") == []
    assert doors.untranslated("%(n)s days left", "Còn vài ngày") != []
    assert doors.untranslated("Late", None) != []


def test_jinja_is_the_engine_that_the_check_reads() -> None:
    """The check parses templates with the extension that the pages use."""
    assert (
        "jinja2.ext.InternationalizationExtension"
        in Environment(extensions=["jinja2.ext.i18n"], autoescape=True).extensions
    )
