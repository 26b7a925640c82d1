"""What people and programs can call: commands, pages, and whether they explain themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click
from jinja2 import Environment, meta, nodes

from khien.web.showing import FILTERS
from tests.house.reading import last_name

HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
NEEDS = re.compile(r"\A\{#-?[^#]*?\bNeeds: (?P<names>[^.#]*)\.[^#]*-?#\}")
EVERY_PAGE = {
    "_",
    "gettext",
    "ngettext",
    "range",
    "caller",
    "loop",
    "super",
    "self",
    "varargs",
    "kwargs",
    # what khien.web.pages gives to every page
    "asset",
    "language",
}


def commands(command: click.Command, name: str = "khien") -> Iterator[tuple[str, click.Command]]:
    """A command and everything below it, with the words that a person types."""
    yield name, command
    if isinstance(command, click.Group):
        for key, below in sorted(command.commands.items()):
            yield from commands(below, f"{name} {key}")


def unexplained(name: str, command: click.Command) -> list[str]:
    """What a command leaves unsaid: its help, an option, and for a verb its exit statuses."""
    text = command.help or ""
    found = [] if text.strip() else [f"{name}: no help"]
    options = [option for option in command.params if isinstance(option, click.Option)]
    found += [f"{name}: {o.opts[0]} has no help" for o in options if not (o.help or "").strip()]
    if not isinstance(command, click.Group) and "Exit status" not in text:
        found.append(f"{name}: exit statuses are not said")
    return found


def lax_environments(source: str) -> list[str]:
    """Template environments that let a missing name become a blank, or text become markup."""
    return [
        ast.unparse(call)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and last_name(call.func) == "Environment"
        and not (_is_strict(call) and any(k.arg == "autoescape" for k in call.keywords))
    ]


def _is_strict(call: ast.Call) -> bool:
    return any(
        k.arg == "undefined" and last_name(k.value) == "StrictUndefined" for k in call.keywords
    )


def undeclared_needs(template: str) -> list[str]:
    """Names that a template uses but does not list in its first line, `{#- Needs: a, b. -#}`."""
    first = NEEDS.match(template)
    if first is None:
        return ["the first line does not say what the template needs"]
    listed = {name.strip() for name in first["names"].split(",")}
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.filters |= FILTERS
    parsed = environment.parse(template)
    used = meta.find_undeclared_variables(parsed)
    return sorted(used - listed - EVERY_PAGE - set(_made(parsed)))


def _made(parsed: nodes.Template) -> Iterator[str]:
    """Names that a template makes itself, also those that only its blocks use."""
    yield from (name.name for name in parsed.find_all(nodes.Name) if name.ctx == "store")
    yield from (macro.name for macro in parsed.find_all(nodes.Macro))
    yield from (found.target for found in parsed.find_all(nodes.Import))


def untranslated(message: str, vietnamese: str | None) -> list[str]:
    """What is wrong with the Vietnamese of one text on a page."""
    if not vietnamese:
        return [f"no Vietnamese: {message}"]
    if sorted(HOLE.findall(vietnamese)) != sorted(HOLE.findall(message)):
        return [f"other holes: {message}"]
    return []


def bare_text(template: str) -> list[str]:
    """Words between tags that stand outside `{% trans %}`, so that nobody can translate them."""
    text = re.sub(r"\{#.*?#\}", " ", template, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(style|script|code|pre)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<!?[^>]*>", "\n", text)
    text = re.sub(r"&\w+;", " ", text)
    names = {
        "Khiên",
        "STIX",
        "TAXII",
        "TLP",
        "SHA-256",
        "TOML",
        "English",
        "Tiếng Việt",
        "EN",
        "VI",
    }
    lines = (line.strip(" .:;,·|–—()/") for line in text.splitlines())
    return [line for line in lines if re.search(r"[^\W\d_]{2}", line) and line not in names]
