"""The settings in force, and where each of them comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from khien.app.settings import FILE, Settings
from khien.app.wiring import ENGINE, Node
from khien.model.toml_lines import locate

HIDDEN = frozenset({("store", "database")})  # may hold a password
VARIABLES = (ENGINE, "KHIEN_HOME", "KHIEN_LANG", "KHIEN_LOG")
"""That a running node looks at."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what it is now, and the line of the file that says so; 0 for the default.

    Of a value that may hold a password only whether there is one is told. `variable` marks what
    stands in the environment of the process.
    """

    key: str
    value: str
    line: int = 0
    is_hidden: bool = False
    is_variable: bool = False


def settings_in_force(node: Node) -> tuple[Setting, ...]:
    """Every setting of a running node, as it was read when the node started, then the environment.

    A line is that of the file as it is now; a file that changed since is read at the next start.
    """
    lines = locate((node.home / FILE).read_text("utf-8"))
    known = [shown_setting(key, value, lines.get(key, 0)) for key, value in _flat(node.settings)]
    given = [name for name in VARIABLES if name in os.environ]
    return (*known, *(Setting(name, os.environ[name], is_variable=True) for name in given))


def shown_setting(key: tuple[str, str], value: object, line: int) -> Setting:
    """A setting as it may be shown."""
    name = ".".join(key)
    if key in HIDDEN:
        return Setting(name, "", line, is_hidden=bool(value))
    return Setting(
        name, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value), line
    )


def _flat(settings: Settings) -> Iterator[tuple[tuple[str, str], object]]:
    for section in msgspec.structs.fields(settings):
        part = getattr(settings, section.name)
        for one in msgspec.structs.fields(part):
            yield (section.name, one.name), getattr(part, one.name)
