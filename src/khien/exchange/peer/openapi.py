"""The OpenAPI 3.1 description of `/khien/v1`, made from the same types that the endpoints read."""

from __future__ import annotations

from typing import Any

import msgspec

from khien import __version__
from khien.exchange.documents import DeliveryNote, Recall
from khien.exchange.receipts.rules import Receipt
from khien.people.partners import Card

DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "delivery": DeliveryNote,
    "recall": Recall,
    "receipt": Receipt,
}
"""Payloads of the sealed documents, by kind."""

ENDPOINTS: tuple[tuple[str, str, str, str], ...] = (
    ("get", "/", "card", "Who this node says it is"),
    ("post", "/enrolments", "enrol", "Bring back the acceptance of an invitation"),
    ("post", "/deliveries", "announce", "Send a delivery note ahead of its objects"),
    ("post", "/receipts", "receipts", "Give signed receipts for what was delivered"),
    ("post", "/recalls", "recall", "Take a version back, or ask for stricter handling"),
    ("post", "/agreements", "agreement", "Send one's signature under an agreement"),
    ("post", "/keys", "key", "Announce a new key, signed by the old and the new one"),
    ("post", "/notices", "notice", "Give notice of a new address, or of the end of a partnership"),
    ("post", "/add-checkpoint", "add_checkpoint", "Have a checkpoint cosigned (C2SP tlog-witness)"),
    ("get", "/cosigned", "cosigned", "The caller's own checkpoint that we cosigned last"),
    ("get", "/log/checkpoint", "checkpoint", "The newest signed checkpoint (C2SP tlog-checkpoint)"),
    ("get", "/log/tile/{tile}", "tile", "A tile of the ledger (C2SP tlog-tiles)"),
)
"""Method, path, operation and summary of every endpoint."""

TEXT = {"/add-checkpoint", "/cosigned", "/log/checkpoint"}
OPEN = {
    "/",
    "/enrolments",
    "/keys",
}  # need no signature of their own: the documents prove themselves
CREATED, TAKEN = {"/enrolments"}, {"/deliveries", "/recalls"}


def description() -> dict[str, Any]:
    """The whole document, as a JSON value."""
    (card, *payloads), schemas = msgspec.json.schema_components(
        (Card, *DOCUMENTS.values()), ref_template="#/components/schemas/{name}"
    )
    sealed = {
        kind: _sealed(kind, payload) for kind, payload in zip(DOCUMENTS, payloads, strict=True)
    }
    paths: dict[str, Any] = {}
    for method, path, operation, summary in ENDPOINTS:
        paths.setdefault(path, {})[method] = _operation(path, operation, summary, sealed, card)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Khiên between nodes",
            "version": __version__,
            "description": "What two nodes tell each other beside TAXII 2.1.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/khien/v1"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Error": _ERROR},
            "securitySchemes": {
                "signature": {
                    "type": "http",
                    "scheme": "Signature",
                    "description": "RFC 9421, ed25519; covers @method, @path, @query, "
                    "khien-to and content-digest; tag khien; at most 300 s old",
                }
            },
        },
    }


_ERROR = {
    "type": "object",
    "required": ["code", "en", "vi"],
    "properties": {
        "code": {"type": "string"},
        "en": {"type": "string"},
        "vi": {"type": "string"},
    },
}


_PLACE = {
    "type": "object",
    "required": ["index", "size", "path"],
    "properties": {
        "index": {"type": "integer", "minimum": 0},
        "size": {"type": "integer", "minimum": 1},
        "path": {"type": "string", "contentEncoding": "base64"},
    },
    "description": "where a receipt stands in the batch that shares the signature",
}


def _sealed(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "type": "object",
        "required": ["key", "sig"],
        "properties": {"key": {"type": "string"}, "sig": {"type": "string"}},
    }
    if kind == "receipt":
        line["properties"]["batch"] = _PLACE
    return {
        "type": "object",
        "required": ["kind", "payload", "signatures"],
        "properties": {
            "kind": {"const": kind},
            "payload": payload,
            "signatures": {"type": "array", "items": line, "minItems": 1},
        },
    }


def _operation(
    path: str, operation: str, summary: str, sealed: dict[str, Any], card: dict[str, Any]
) -> dict[str, Any]:
    status = "201" if path in CREATED else "202" if path in TAKEN else "200"
    good: dict[str, Any] = {"type": "object"} if path != "/" else card
    media = "text/plain" if path in TEXT else "application/json"
    if path.startswith("/log/tile"):
        media, good = "application/octet-stream", {"type": "string", "format": "binary"}
    if path in TEXT:
        good = {"type": "string"}
    wrong: dict[str, Any] = {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    }
    if path == "/add-checkpoint":  # C2SP tlog-witness has answers of its own
        for text in ("text/plain", "text/x.tlog.size"):
            wrong["content"][text] = {"schema": {"type": "string"}}
    found: dict[str, Any] = {
        "operationId": operation,
        "summary": summary,
        "responses": {
            status: {"description": "Done", "content": {media: {"schema": good}}},
            "default": {"description": "A no, with its code and both sentences", **wrong},
        },
        "security": [] if path in OPEN else [{"signature": []}],
    }
    body = _body(path, sealed)
    if body is not None:
        found["requestBody"] = {"required": True, "content": body}
    if "{tile}" in path:
        found["parameters"] = [
            {"name": "tile", "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    return found


def _body(path: str, sealed: dict[str, Any]) -> dict[str, Any] | None:
    if path == "/add-checkpoint":
        return {"text/plain": {"schema": {"type": "string"}}}
    any_sealed = {"type": "object", "required": ["kind", "payload", "signatures"]}
    batch = {
        "type": "object",
        "required": ["receipts", "counts"],
        "properties": {
            "receipts": {"type": "array", "items": sealed["receipt"]},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    }
    schemas = {
        "/enrolments": any_sealed,
        "/agreements": any_sealed,
        "/keys": any_sealed,
        "/notices": any_sealed,
        "/deliveries": sealed["delivery"],
        "/recalls": sealed["recall"],
        "/receipts": batch,
    }
    return {"application/json": {"schema": schemas[path]}} if path in schemas else None
