"""TAXII 2.1 as this node speaks it, as paths of an OpenAPI 3.1 document; made from its own resources."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from khien.exchange.taxii import resources as r
from khien.exchange.taxii.filters import FILTERS, MATCHES, OF_ONE

ROOT: Final = f"/taxii2/{r.API_ROOT}"
ONE: Final = f"{ROOT}/collections/{{collection}}"
SPEC: Final = "match[spec_version]"

ENDPOINTS: Final[tuple[tuple[str, str, str, str, type[r.Resource] | None, frozenset[str]], ...]] = (
    ("get", "/taxii2/", "discovery", "§4.1 Server discovery", r.Discovery, frozenset()),
    ("get", f"{ROOT}/", "root", "§4.2 Api root", r.ApiRoot, frozenset()),
    ("get", f"{ROOT}/status/", "statuses", "The caller's additions of the last days: our own",
     r.Statuses, frozenset({"added_after", "limit", "next"})),
    ("get", f"{ROOT}/status/{{status}}/", "status", "§4.3 Status", r.Status, frozenset()),
    ("get", f"{ROOT}/collections/", "collections", "§5.1 Collections", r.Collections, frozenset()),
    ("get", f"{ONE}/", "collection", "§5.2 Collection", r.Collection, frozenset()),
    ("get", f"{ONE}/manifest/", "manifest", "§5.3 Manifests", r.Manifest,
     frozenset(FILTERS | MATCHES)),
    ("get", f"{ONE}/objects/", "objects", "§5.4 Objects", r.Envelope, frozenset(FILTERS | MATCHES)),
    ("post", f"{ONE}/objects/", "add", "§5.5 Add objects", r.Status, frozenset()),
    ("get", f"{ONE}/objects/{{object}}/", "one_object", "§5.6 One object", r.Envelope,
     frozenset(FILTERS | OF_ONE)),
    ("delete", f"{ONE}/objects/{{object}}/", "delete", "§5.7 Delete an object", None,
     frozenset(OF_ONE)),
    ("get", f"{ONE}/objects/{{object}}/versions/", "versions", "§5.8 Versions", r.Versions,
     frozenset(FILTERS | {SPEC})),
)  # fmt: skip
"""Method, path, operation, section of TAXII 2.1, what is answered, and the URL parameters taken."""

_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "limit": {"type": "integer", "minimum": 1},
    "added_after": {"type": "string", "format": "date-time"},
}
SECURITY: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of this node"},
    "basic": {"type": "http", "scheme": "basic", "description": "Name and secret of a token"},
    "certificate": {"type": "mutualTLS", "description": "Where the node takes client certificates"},
}


def taxii_paths() -> tuple[dict[str, Any], dict[str, Any]]:
    """Every path, and the schemas that they name."""
    types = [kind for *_, kind, _ in ENDPOINTS if kind is not None]
    _, schemas = msgspec.json.schema_components(
        [*types, r.ErrorMessage], ref_template="#/components/schemas/{name}"
    )
    schemas["Envelope"]["properties"]["objects"]["items"] = {"type": "object"}
    paths: dict[str, Any] = {}
    for method, path, operation, summary, kind, parameters in ENDPOINTS:
        described = _operation(path, operation, summary, kind, parameters)
        paths.setdefault(path, {})[method] = described
    return paths, schemas


def _operation(
    path: str,
    operation: str,
    summary: str,
    kind: type[r.Resource] | None,
    parameters: frozenset[str],
) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if kind is not None:
        good["content"] = _content(kind)
    found: dict[str, Any] = {
        "operationId": f"taxii_{operation}",
        "summary": summary,
        "parameters": [*_in_path(path), *map(_in_query, sorted(parameters))],
        "responses": {
            "202" if operation == "add" else "200": good,
            "default": {"description": "A no, with its code", "content": _content(r.ErrorMessage)},
        },
        "security": [{name: []} for name in ("bearer", "basic", "certificate", "signature")],
    }
    if operation == "add":
        items = {"type": "array", "minItems": 1, "items": {"type": "object"}}
        envelope = {"type": "object", "required": ["objects"], "properties": {"objects": items}}
        found["requestBody"] = {"required": True, "content": {r.MEDIA_TYPE: {"schema": envelope}}}
    return found


def _content(kind: type[r.Resource]) -> dict[str, Any]:
    return {r.MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}


def _in_path(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    text = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": text} for name in names]


def _in_query(name: str) -> dict[str, Any]:
    # A list is one value with commas, TAXII 2.1 §3.4.1.
    return {"name": name, "in": "query", "schema": _PARAMETERS.get(name, {"type": "string"})}
