"""Every file of the house, held against the measures of shape.py; and the measures themselves."""

from __future__ import annotations

import ast
from enum import StrEnum

import pytest

from tests.house import shape
from tests.house.reading import ROOMS, SRC, WORKSHOP, faults, is_pure, modules, short

PURE = [path for path in ROOMS if is_pure(short(path))]


def test_a_file_fits_a_sitting() -> None:
    """A file has at most 500 lines; a function's body at most 60, and three blocks deep."""
    assert faults([*ROOMS, *WORKSHOP], shape.too_large) == {}


def test_a_file_is_named_for_what_it_holds() -> None:
    """No file is called `utils`, and none hides itself behind the thing that it exports."""
    found = {short(p): shape.badly_named(short(p), p.read_text("utf-8")) for p in ROOMS}

    assert {place: fault for place, fault in found.items() if fault} == {}


def test_pure_code_reads_no_clock_and_no_dice() -> None:
    """Pure code is told the time and the ids; it opens no file, prints nothing, logs nothing."""
    assert faults(PURE, shape.impure_calls) == {}


def test_there_is_pure_code_in_each_pure_room() -> None:
    """The purity check looks at something: each pure room, the proofs and a rules.py."""
    places = {short(path) for path in PURE}

    assert {place.partition("/")[0] for place in places} >= {"model", "gate", "intake"}
    assert "ledger/tree.py" in places
    assert any(place.endswith("/rules.py") for place in places)


def test_settings_are_read_in_one_room() -> None:
    """Only `app` and the doors above it may see the environment."""
    below = [path for path in ROOMS if short(path).partition("/")[0] not in {"app", "cli"}]

    assert faults(below, shape.environment_reads) == {}


def test_sql_stands_in_rows() -> None:
    """SQL is written in `rows.py` and in `store`; everyone else only hands the transaction on."""
    others = [
        path
        for path in ROOMS
        if not (short(path).endswith("/rows.py") or short(path).startswith("store/"))
    ]

    assert faults(others, shape.sql_names) == {}


def test_only_the_gate_makes_a_clearance() -> None:
    """A clearance that was built anywhere else would be a forged one."""
    makers = [short(p) for p in ROOMS if shape.clearance_makers(p.read_text("utf-8"))]

    assert len(makers) == 1
    assert makers[0].startswith("gate/")


def test_a_protocol_states_its_promises() -> None:
    """Who implements a Protocol reads there what callers rely on: durable? ordered? twice?"""
    assert faults(ROOMS, shape.silent_protocols) == {}


def test_every_table_of_states_is_total_and_reachable() -> None:
    """Each state of a life has a row, and each but the first can be reached."""
    tables = {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if name.endswith("TRANSITIONS") and isinstance(value, dict)
    }

    found = [
        f"{name}: {fault}" for name, table in tables.items() for fault in shape.state_faults(table)
    ]

    assert found == []


class Life(StrEnum):
    """A life for the check of the state check."""

    DRAFT = "draft"
    SENT = "sent"
    LOST = "lost"


DEEP = """
def f(a):
    for b in a:
        if b:
            with b:
                while b:
                    pass
"""
ELIFS = """
def f(a):
    if a == 1:
        return 1
    elif a == 2:
        return 2
    elif a == 3:
        return 3
    elif a == 4:
        return 4
"""


def test_large_things_are_caught() -> None:
    """The size check sees a long file, a long body and deep nesting; an `elif` is no level."""
    body = "\n".join(f"    x{n} = {n}" for n in range(61))

    assert shape.too_large("\n" * 501) == ["501 lines in the file"]
    assert shape.too_large(f'def f():\n    """One.\n\n    Two.\n    """\n{body}\n') == [
        "f: 61 lines"
    ]
    assert shape.too_large(DEEP) == ["f: 4 blocks deep"]
    assert shape.too_large(ELIFS) == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("gate/utils.py", ""),
        ("gate/clear.py", "def clear(): ..."),
        ("gate/Clear.py", "class Clear: ..."),
    ],
)
def test_bad_names_are_caught(place: str, source: str) -> None:
    """The name check sees an empty name and a file that hides itself."""
    assert shape.badly_named(place, source) != []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "date.today()",
        "time.monotonic()",
        "uuid.uuid4()",
        "secrets.token_bytes(32)",
        "open('x')",
        "Path('x').read_text()",
        "structlog.get_logger()",
        "print(1)",
    ],
)
def test_impurity_is_caught(line: str) -> None:
    """The purity check sees clock, dice, disk and log."""
    assert shape.impure_calls(line) != []


def test_purity_knows_its_rooms() -> None:
    """Rules are pure in every room; `ledger` is pure in its proofs only."""
    assert is_pure("gate/questions.py")
    assert is_pure("exchange/releases/rules.py")
    assert is_pure("ledger/tree.py")
    assert not is_pure("ledger/rows.py")
    assert not is_pure("exchange/taxii/client.py")


def test_stray_settings_and_sql_are_caught() -> None:
    """The two checks see each way to import what they forbid, and let a transaction pass."""
    assert shape.environment_reads("import os\nx = os.environ['A']") == ["os.environ"]
    assert shape.environment_reads("from os import getenv\nx = getenv('A')") == ["getenv"]
    assert shape.sql_names("from sqlalchemy import Connection, select") == ["select"]
    assert shape.sql_names("import sqlalchemy as sa") == ["sqlalchemy"]
    assert shape.sql_names("from sqlalchemy import Connection") == []


def test_a_forged_clearance_is_caught() -> None:
    """The clearance check sees a call by name and by module; a type annotation is none."""
    assert shape.clearance_makers("c = gate.Clearance(q)") == ["gate.Clearance"]
    assert shape.clearance_makers("def send(c: Clearance) -> None: ...") == []


def test_a_silent_protocol_is_caught() -> None:
    """The promise check refuses a docstring that only repeats the name."""
    silent = 'class Carrier(Protocol):\n    """Carries things."""'
    stated = 'class Carrier(Protocol):\n    """`deliver` returns only when it is stored."""'

    assert shape.silent_protocols(silent) == ["Carrier"]
    assert shape.silent_protocols(stated) == []


def test_faults_in_a_table_of_states_are_caught() -> None:
    """The state check sees a missing row, an island and an enum member that was forgotten."""
    whole: dict[Life, dict[str, Life]] = {
        Life.DRAFT: {"send": Life.SENT},
        Life.SENT: {"lose": Life.LOST},
        Life.LOST: {},
    }
    island = whole | {Life.SENT: {}}
    missing: dict[Life, dict[str, Life]] = {Life.DRAFT: {"send": Life.SENT}, Life.SENT: {}}

    assert list(shape.state_faults(whole)) == []
    assert list(shape.state_faults(island)) == ["nothing leads to lost"]
    assert list(shape.state_faults(missing)) == ["lost has no row"]


def test_every_check_parses_every_file() -> None:
    """No file escapes by being unreadable."""
    assert all(isinstance(ast.parse(path.read_text("utf-8")), ast.Module) for path in ROOMS)
    assert SRC / "model" / "errors.py" in ROOMS
