"""The lists of indicators as paths of an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any, Final

from khien.exchange.consumers.server import PATH, VERSION
from khien.exchange.lists.forms import FOLDER, FORMS

_TEXT: Final = {"type": "string", "minLength": 1}


def list_paths() -> dict[str, Any]:
    """Both paths."""
    types = sorted({form.media_type for form in FORMS.values()})
    one = f"{PATH}/{{consumer}}/{{form}}"
    since = {
        "name": "since",
        "in": "query",
        "schema": {"type": "string", "pattern": "^[0-9]{1,10}$"},
        "description": f"A {VERSION} that was fetched before: only what changed since, as text",
    }
    return {
        one: {"get": _fetched("list", "One list of a consumer", sorted(FORMS), types, since)},
        f"{one}/{{file}}": {
            "get": _fetched(
                "list_file", "A file of a feed", [FOLDER], ["application/json", "text/csv"]
            )
        },
    }


def _fetched(
    operation: str, summary: str, forms: list[str], types: list[str], *more: dict[str, Any]
) -> dict[str, Any]:
    names = [("consumer", _TEXT), ("form", {"type": "string", "enum": forms})]
    names += [("file", _TEXT)] if forms == [FOLDER] else []
    placed = [{"name": n, "in": "path", "required": True, "schema": s} for n, s in names]
    held = [
        {"name": name, "in": "header", "schema": {"type": "string"}}
        for name in ("If-None-Match", "If-Modified-Since")
    ]
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [*placed, *more, *held],
        "responses": {
            "200": {
                "description": "The list as it is now",
                "content": {one: {"schema": {"type": "string"}} for one in types},
            },
            "304": {"description": "The caller has it already"},
            "default": {"description": "A no, with its code, as JSON in both languages"},
        },
        "security": [{name: []} for name in ("bearer", "basic")],
    }
