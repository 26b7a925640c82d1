"""The table at the end can be read: in both languages, on a narrow terminal, whatever files are called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from khien.app.demo.cast import PARTS, Player
from khien.app.demo.entrance import hire
from khien.app.demo.play import Told
from khien.app.demo.stage import Stage
from khien.app.demo.summary import Line
from khien.model.words import Language
from khien.people.factors import factor_key, give_code
from tests.app.homes import NOW, make, opened

NAME = "[red]một_tệp_có_tên_rất_dài_của_người_dùng.misp-event.json.gz"


def _line(partner: str, **facts: object) -> Line:
    plain: dict[str, object] = {
        "group": NAME, "objects": 2_226, "partner": partner, "have": 0, "waiting": 0,
        "waiting_for": {}, "recalled": 0, "refused": 0, "refused_for": {}, "why": {}, "seen": 0,
        "times_seen": 0, "median_ms": None, "most_ms": None,
    }  # fmt: skip
    return Line(**{**plain, **facts})  # type: ignore[arg-type]  # the facts of a line


LINES = [
    _line(
        "asean-cert",
        have=2_221,
        waiting=4,
        waiting_for={"admission.popular": 4},
        recalled=1,
        seen=5,
        times_seen=7,
        why={"admission.popular": ""},
        median_ms=18_600,
        most_ms=117_365,
    ),
    _line(
        "viet-telecom",
        refused=2_226,
        refused_for={"gate.tlp-ceiling": 2_226, "gate.personal-not-agreed": 4},
        why={"gate.tlp-ceiling": "TLP:AMBER > TLP:GREEN", "gate.personal-not-agreed": "email"},
    ),
]


def _shown(language: Language, width: int) -> str:
    file = io.StringIO()
    stage = Stage(Console(file=file, width=width), language)
    stage.step(3, Told("demo.import", {"files": NAME}), 1_234.56)
    stage.table(LINES)
    return file.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_everybody_who_can_sign_in_is_named(
    language: Language, tmp_path: Path, *, terminal: bool
) -> None:
    """Address, name, password, key and a code that is taken; no line is too long."""
    file, now = io.StringIO(), NOW
    console = Console(file=file, width=80, force_terminal=terminal)
    with opened(make(tmp_path / "home")) as node:
        entry = hire(node, "hoa", ("duty", "analyst", "release"))
        player = Player(PARTS[0], tmp_path, node, "http://127.0.0.1:8440", entries=[entry])
        with Stage(console, language).entrances([player], lambda: now):
            pass
        give_code(node.store, factor_key(node.home), entry.officer.name, entry.code(now), now)

    said = file.getvalue()
    for word in ("vn-ncc", player.address, "hoa", entry.password, entry.key, entry.code(now)):
        assert word in said
    assert [line for line in said.splitlines()[1:] if len(line) > 80 and not terminal] == []


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_table_fits_the_terminal(language: Language, width: int) -> None:
    """No line is too long, and neither a partner nor a number is cut in two."""
    shown = _shown(language, width)

    assert max(map(len, shown.splitlines())) <= width
    for whole in ("asean-cert", "viet-telecom", "TLP:GREEN", "4 ¹"):
        assert whole in shown
    assert "[red]" in shown.replace("\n", ""), "a name is no markup"


def test_numbers_are_written_as_each_language_does() -> None:
    """Thousands and decimals change places."""
    english, vietnamese = _shown("en", 100), _shown("vi", 100)

    assert ["2,221" in english, "117,365" in english, "1,234.6 s" in english] == [True] * 3
    assert ["2.221" in vietnamese, "117.365" in vietnamese, "1.234,6 s" in vietnamese] == [True] * 3


def test_each_reason_is_a_note_once() -> None:
    """What waits and what was refused point to the same list of reasons, in words."""
    shown = _shown("en", 120)

    assert "2,226 ² ³" in shown
    assert [shown.count(f"\n{mark} ") for mark in "¹²³"] == [1, 1, 1]
    assert ": ." not in shown
