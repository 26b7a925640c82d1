"""An agreement as a file again: TOML text of what a form or a signed document says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from khien.model.agreement.reading import agreement_payload
from khien.model.agreement.sample import quoted
from khien.model.agreement.terms import Agreement


def agreement_document(agreement: Agreement) -> dict[str, Any]:
    """What the file of this agreement would hold; reading it again gives the same agreement."""
    content = agreement_payload(agreement)
    days = {"valid_from": agreement.valid_from, "valid_until": agreement.valid_until}
    kept = content | days
    return {key: value for key, value in kept.items() if key != "format" and value is not None}


def agreement_text(document: Mapping[str, Any]) -> str:
    """The TOML of a document, also of one with mistakes, so that whoever reads it can name them.

    Args:
        document: texts, numbers, days, lists and tables by key, as `agreement_document` gives it.
    """
    return "\n".join([*_pairs(document), *_tables(document)]) + "\n"


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    """What stands before the tables: TOML reads a key after a header as the header's."""
    for key, value in table.items():
        if not _is_table(value):
            yield f"{key} = {_value(value)}"


def _tables(document: Mapping[str, Any]) -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, Mapping):
            yield from ("", f"[{key}]")
            yield from (f"{name} = {_value(one)}" for name, one in value.items())
        elif _is_table(value):
            for one in value:
                yield from ("", f"[[{key}]]", *_pairs(one))


def _is_table(value: object) -> bool:
    is_tables = isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)
    return isinstance(value, Mapping) or is_tables


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{quoted(key)} = {_value(one)}" for key, one in value.items()) + " }"
        )
    return quoted(str(value))
