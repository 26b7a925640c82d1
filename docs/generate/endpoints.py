"""docs/reference/endpoints.md: every HTTP endpoint, from the routes that a node mounts."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest.mock import MagicMock

from docs.generate.tables import code, page, table
from starlette.routing import BaseRoute, Mount, Route

import khien

INTRODUCTION = """\
What a running node answers. TAXII 2.1 needs a signed request (a partner) or a token (a tool); the
paths under `/khien/` are what two Khiên nodes tell each other beside it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path, the methods that it takes, where it is declared and what it is for."""

    path: str
    methods: str
    room: str
    purpose: str


def endpoints_page() -> str:
    """The page: one table a room."""
    found = endpoints()
    parts = [
        f"## {room}\n\n"
        + table(
            ("method", "path", "what it does"),
            [(e.methods, code(e.path), e.purpose) for e in found if e.room == room],
        )
        for room in sorted({endpoint.room for endpoint in found})
    ]
    return page("Endpoints", INTRODUCTION, *parts)


def endpoints() -> list[Endpoint]:
    """Every endpoint that any room declares by a `routes` function or method.

    The makers of routes are called with stand-ins: a route is only declared, never asked.
    """
    found: dict[tuple[str, str], Endpoint] = {}
    for room, owner, routes in _declared():
        for path, route in _flat(routes):
            methods = ", ".join(sorted((route.methods or set()) - {"HEAD"}))
            found[path, methods] = Endpoint(path, methods, room, _purpose(owner, route))
    return sorted(found.values(), key=lambda e: (e.room, e.path, e.methods))


def _declared() -> Iterator[tuple[str, object, list[BaseRoute]]]:
    """Every list of routes, with the room and the class or module that declares it."""
    for found in pkgutil.walk_packages(khien.__path__, "khien."):
        if found.name.endswith("__main__"):
            continue
        module = import_module(found.name)
        room = "/".join(found.name.split(".")[1:-1] or [found.name])
        declared: list[Any] = list(vars(module).values())
        for value in declared:
            if getattr(value, "__module__", None) != found.name:
                continue
            if inspect.isclass(value) and callable(vars(value).get("routes")):
                made: Any = value(*_stand_ins(value))
                yield room, value, made.routes()
            elif inspect.isfunction(value) and value.__name__ == "routes":
                yield room, module, value(*_stand_ins(value))


def _stand_ins(of: Callable[..., object]) -> list[object]:
    return [MagicMock(name=name) for name in inspect.signature(of).parameters]


def _flat(routes: list[BaseRoute], above: str = "") -> Iterator[tuple[str, Route]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _flat(list(route.routes or []), above + route.path)
        elif isinstance(route, Route):
            yield above + route.path, route


def _purpose(owner: object, route: Route) -> str:
    """The first sentence of the docstring of what answers."""
    answer = getattr(owner, route.name, None) or route.endpoint
    return (inspect.getdoc(answer) or "").partition("\n\n")[0]
