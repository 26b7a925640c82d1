"""docs/reference/settings.md, and what agreement.md has to name: every key of the files that people write.

The kinds come from the types, the explanations from the comments of the sample file, so a key that
the sample leaves out has none, and a test says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import msgspec
from docs.generate.tables import code, page, table

from khien.app.first_settings import sample_settings
from khien.app.settings import Settings
from khien.model.agreement import Party, sample_agreement

_KEY = re.compile(r"^#? ?(?P<key>[a-z_]+) ?= ?")
_SECTION = re.compile(r"^\[+(?P<name>[a-z_.]+)\]+")
_IDENTITIES = (
    "identity--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a01",
    "identity--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a02",
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file: `listen.port`, what it may hold, what it holds when it is left out."""

    path: str
    kind: str
    default: str
    explained: str


def settings_sample() -> str:
    """A `khien.toml` as `khien init` writes it for a node with an invented identity."""
    return sample_settings(
        name="vn-ncc",
        country="VN",
        identity=_IDENTITIES[0],
        title="Example Centre",
        language="vi",
        port=8440,
    )


def agreement_sample() -> str:
    """An agreement as `khien` proposes it to two parties."""
    ours, theirs = (
        Party(name=name, identity=identity, persons=("Duty Officer",))
        for name, identity in zip(("vn-ncc", "asean-cert"), _IDENTITIES, strict=True)
    )
    days = date(2026, 1, 1), date(2026, 12, 31)
    return sample_agreement(ours, theirs, "Example agreement", *days)


def settings_page() -> str:
    """The page about `khien.toml`."""
    return _page(
        "Settings",
        "`khien.toml` in a node's home folder, written by `khien init`. An unknown key is an error "
        "that names its line. The node reads the file when it starts.",
        keys(Settings, settings_sample()),
        settings_sample(),
    )


def _page(title: str, introduction: str, found: list[Key], sample: str) -> str:
    rows, before = [], ""
    for key in found:
        explained = "as above · như trên" if key.explained == before else key.explained
        before = key.explained
        rows.append((code(key.path), key.kind, code(key.default) or "required", explained))
    return page(
        title,
        introduction,
        table(("key", "holds", "when left out", "explanation · giải thích"), rows),
        "## The whole file",
        f"```toml\n{sample.rstrip()}\n```",
    )


def keys(kind: type[msgspec.Struct], sample: str) -> list[Key]:
    """Every key of a file of this kind, in the order of the declaration."""
    return list(_keys(kind, "", explanations(sample)))


def _keys(kind: type[msgspec.Struct], above: str, said: dict[str, str]) -> Iterator[Key]:
    for field in msgspec.structs.fields(kind):
        path = above + field.encode_name
        below = _struct_in(field.type)
        if below is not None:
            yield from _keys(below, f"{path}.", said)
        else:
            explained = said.get(path) or said.get(above.rstrip("."), "")
            yield Key(path, holds(field.type), _default(field), explained)


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:  # noqa: ANN401 -- any annotation
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next(filter(None, map(_struct_in, get_args(kind))), None)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is not msgspec.NODEFAULT:
        return _shown(field.default)
    return "" if field.default_factory is msgspec.NODEFAULT else _shown(field.default_factory())


def _shown(value: object) -> str:
    built = msgspec.to_builtins(value)
    return "nothing" if built is None else msgspec.json.encode(built).decode()


def holds(kind: Any) -> str:  # noqa: ANN401 -- any annotation
    """What a key may hold, in words: `whole number from 0 to 65535`, `one of en, vi`."""
    schema = msgspec.json.schema(kind)
    definitions = schema.get("$defs", {})
    return _words(schema, definitions)


def _words(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _words(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return " or ".join(_words(one, definitions) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(map(code, map(str, schema["enum"])))
    kind = schema.get("type")
    if kind == "array":
        return "list: " + _words(schema.get("items", {}), definitions)
    if kind == "object":
        return "table: " + _words(schema.get("additionalProperties") or {}, definitions)
    names = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "null": "nothing",
    }
    return " ".join([names.get(str(kind), "anything"), *_limits(schema)])


def _limits(schema: dict[str, Any]) -> Iterator[str]:
    if schema.get("format") == "date":
        yield "(a date)"
    if "pattern" in schema:
        yield f"like {code(schema['pattern'])}"
    if "minimum" in schema:
        yield f"from {schema['minimum']}"
    if "maximum" in schema:
        yield f"to {schema['maximum']}"


def explanations(sample: str) -> dict[str, str]:
    """What the comments of a sample file say about each key, and about each section."""
    found: dict[str, str] = {}
    section, comment, fresh = "", "", True
    for line in sample.splitlines():
        if key := _KEY.match(line):  # also one that is shown and left out
            found.setdefault(f"{section}.{key['key']}".lstrip("."), comment)
            fresh = True
        elif line.startswith("#"):
            comment = line[1:].strip() if fresh else f"{comment} {line[1:].strip()}"
            fresh = False
        elif head := _SECTION.match(line):
            section, fresh = head["name"], True
            found.setdefault(section, comment)
        else:
            comment, fresh = "", True
    return found
