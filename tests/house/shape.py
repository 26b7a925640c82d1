"""How large things may be, what they may be called, and where some words may stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from tests.house.reading import last_name

FILE_LINES, BODY_LINES, NESTING = 500, 60, 3
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "misc", "data"}
CLOCK_DICE_DISK = {
    *("now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime"),
    *("uuid1", "uuid4", "random", "randint", "randbytes", "choice", "shuffle", "urandom"),
    *("token_bytes", "token_hex", "token_urlsafe", "getrandbits"),
    *("open", "print", "input", "read_text", "write_text", "read_bytes", "write_bytes"),
    *("getLogger", "get_logger"),
}
BLOCKS = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.Match),
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def too_large(source: str) -> list[str]:
    """What exceeds the measures: the file, a function's body without its docstring, its nesting."""
    lines = len(source.splitlines())
    found = [f"{lines} lines in the file"] if lines > FILE_LINES else []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, FUNCTIONS):
            continue
        if (body := _body_lines(function)) > BODY_LINES:
            found.append(f"{function.name}: {body} lines")
        if (depth := _nesting(function)) > NESTING:
            found.append(f"{function.name}: {depth} blocks deep")
    return found


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    start = first.lineno
    if ast.get_docstring(function) is not None:
        start = (first.end_lineno or first.lineno) + 1
    return (function.end_lineno or function.lineno) - start + 1


def _nesting(node: ast.AST, depth: int = 0) -> int:
    """The deepest block below `node`; an `elif` is no level, a function inside starts anew."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        elif_ = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        step = isinstance(child, BLOCKS) and not elif_
        deepest = max(deepest, _nesting(child, depth + step))
    return deepest


def badly_named(place: str, source: str) -> list[str]:
    """A file whose name says nothing, or that hides itself behind what it exports."""
    stem = place.rpartition("/")[2].removesuffix(".py")
    found = [f"{place}: “{stem}” says nothing"] if stem in EMPTY_NAMES else []
    exported = {
        node.name for node in ast.parse(source).body if isinstance(node, (*FUNCTIONS, ast.ClassDef))
    }
    return found + ([f"{place} exports {stem}"] if stem in exported else [])


def impure_calls(source: str) -> list[str]:
    """Calls that read the clock, throw dice, touch a file or write a log."""
    called = {last_name(c.func) for c in ast.walk(ast.parse(source)) if isinstance(c, ast.Call)}
    return sorted(called & CLOCK_DICE_DISK)


def environment_reads(source: str) -> list[str]:
    """Places that read an environment variable: a setting that nobody has declared."""
    names = {"environ", "environb", "getenv"}
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.Name) and node.id in names)
    ]


def sql_names(source: str) -> list[str]:
    """What a file takes from SQLAlchemy beside the open transaction that it hands on."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found += [name.name for name in node.names if name.name != "Connection"]
        elif isinstance(node, ast.Import):
            found += [n.name for n in node.names if n.name.partition(".")[0] == "sqlalchemy"]
    return found


def clearance_makers(source: str) -> list[str]:
    """Every place that builds a `Clearance`, also by copying one."""
    return [
        ast.unparse(call.func)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and last_name(call.func) in {"Clearance", "Clearance.__new__", "_make_clearance"}
    ]


def silent_protocols(source: str) -> list[str]:
    """Protocols whose docstring promises nothing that an implementer could break."""
    promises = (
        *("must", "never", "always", "at most", "at least", "exactly", "only", "once", "twice"),
        *("durable", "durably", "idempotent", "ordered", "order", "promise", "returns", "raises"),
    )
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        and any(last_name(base).partition("[")[0] == "Protocol" for base in node.bases)
        and not _says_one_of(ast.get_docstring(node) or "", promises)
    ]


def _says_one_of(text: str, words: tuple[str, ...]) -> bool:
    plain = " " + " ".join(text.lower().replace(",", " ").replace(".", " ").split()) + " "
    return any(f" {word} " in plain for word in words)


def state_faults(transitions: Mapping[Any, Mapping[Any, Any]]) -> Iterator[str]:
    """What is wrong with a table of states: rows missing, or states that nothing leads to.

    The first row is where a life starts.
    """
    reached = {to for events in transitions.values() for to in events.values()}
    for state in sorted(map(str, reached - transitions.keys())):
        yield f"{state} has no row"
    start = next(iter(transitions))
    seen, waiting = {start}, [start]
    while waiting:
        following = set(transitions.get(waiting.pop(), {}).values()) - seen
        seen |= following
        waiting += following
    for state in sorted(map(str, transitions.keys() - seen)):
        yield f"nothing leads to {state}"
    for kind in {type(state) for state in transitions}:
        for state in sorted(map(str, set(_members(kind)) - transitions.keys())):
            yield f"{state} has no row"


def _members(kind: type) -> list[object]:
    return list(getattr(kind, "__members__", {}).values())
