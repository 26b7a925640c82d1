"""`/khien/v1/openapi.json` describes what the site answers."""

from __future__ import annotations

import json
import re

from starlette.routing import Route
from starlette.testclient import TestClient

from khien.app.wiring import Node
from khien.web import site_of


def test_everybody_may_read_it(client: TestClient) -> None:
    """It is OpenAPI 3.1, without signing in."""
    answer = client.get("/khien/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_it_describes_every_path_for_programs(client: TestClient, node: Node) -> None:
    """No endpoint of TAXII or beside it is missing, none is invented, and no schema hangs in the air."""
    document = client.get("/khien/v1/openapi.json").json()
    described = {
        (path, method) for path, methods in document["paths"].items() for method in methods
    }
    served = {
        (re.sub(r":\w+}", "}", route.path), method.lower())
        for route in site_of(node).routes
        if isinstance(route, Route) and route.path.startswith(("/khien/", "/taxii2/", "/exports/"))
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert served - {("/khien/v1/openapi.json", "get")} == described
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert named <= set(document["components"]["schemas"])
