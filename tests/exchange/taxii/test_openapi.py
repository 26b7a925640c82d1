"""Requests that fit the description of our TAXII, or just miss it, made by schemathesis."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khien.exchange.taxii.collections import WORKSPACE
from khien.exchange.taxii.openapi import ENDPOINTS
from khien.web.openapi import whole
from tests.exchange.nodes import Party

CONFORMANCE = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {True: 5, False: 1}  # of each operation, by somebody and by nobody


@pytest.mark.filterwarnings("ignore")  # of the generator's own parts
@pytest.mark.parametrize("is_known", [True, False])
def test_generated_requests_never_break_taxii(us: Party, is_known: bool) -> None:
    """Whatever is asked, by a tool of ours or by nobody, the answer is described, and no server error."""

    def described(_: Request) -> Response:
        document = whole()
        taxii = {p: item for p, item in document["paths"].items() if p.startswith("/taxii2")}
        return JSONResponse({**document, "paths": taxii})

    indicator = us.bring(us.indicator())[0]
    token = us.token("siem", "taxii:read", "taxii:write")
    headers = {"Authorization": f"Bearer {token}"} if is_known else {}
    site = Starlette(routes=[Route("/openapi.json", described), *us.node.taxii.routes()])
    schema = schemathesis.openapi.from_asgi("/openapi.json", site)
    tried: dict[str, list[int]] = {}
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES[is_known],
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answered(case: Case[Any]) -> None:
            seen = tried.setdefault(f"{case.method} {case.path}", [])
            is_real = len(seen) % 2 == 0
            real = {"collection": WORKSPACE, "object": indicator} if is_real else {}
            for name in (case.path_parameters or {}).keys() & real.keys():
                case.path_parameters[name] = real[name]
            answer = case.call(headers=headers)
            assert answer.status_code < 500
            case.validate_response(answer, checks=CONFORMANCE)
            assert (answer.status_code == 401) <= (not is_known)
            seen.append(answer.status_code)

        answered()

    assert len(tried) == len(ENDPOINTS)
    if is_known:
        assert {200, 202, 400, 404} <= {code for codes in tried.values() for code in codes}
