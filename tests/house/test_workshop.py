"""The tools of the workshop do what they say: translations, mutants, measures, the closed border."""

from __future__ import annotations

import gettext
import itertools
import json
import socket
from pathlib import Path

import pytest
from bench.__main__ import BENCHES
from bench.judging import bench as judging
from bench.measure import Measure, line
from hatch_build import SUBSETS, VENDORED, compile_translations, copy_vendored

from tests import mutate
from tests.conftest import OutsideError
from tests.house.reading import ROOT

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "release"
msgstr "phát hành"

#, fuzzy
msgid "recall"
msgstr "gọi lại"
"""


def test_translations_are_compiled_beside_their_source(tmp_path: Path) -> None:
    """A build turns every .po into a .mo; an entry marked fuzzy is a guess, and is left out."""
    folder = tmp_path / "web" / "locale" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, "utf-8")

    written = compile_translations(tmp_path)

    assert written == [folder / "messages.mo"]
    vietnamese = gettext.translation("messages", tmp_path / "web" / "locale", ["vi"])
    assert vietnamese.gettext("release") == "phát hành"
    assert vietnamese.gettext("recall") == "recall"
    assert sorted(path.suffix for path in folder.iterdir()) == [".mo", ".po"]


def _package(folder: Path, name: str) -> Path:
    """What npm would have installed under that name, as far as a build looks at it."""
    package = folder / name
    for place in VENDORED[name]:
        (package / place).parent.mkdir(parents=True, exist_ok=True)
        (package / place).write_text(f"{name}/{place}")
    (package / "package.json").write_text(json.dumps({"name": name, "version": "1.2.3"}))
    (package / "unicode.json").write_text(json.dumps(dict.fromkeys(SUBSETS, "U+1EA0-1EF9")))
    (package / "LICENSE").write_text("Do what you want.")
    return package


def test_what_pages_take_from_npm_is_copied_by_name(tmp_path: Path) -> None:
    """The named files, Inter's faces and every licence; what is no longer named goes away."""
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "jquery.js").write_text("old")
    for name in VENDORED:
        _package(tmp_path / "node_modules", name)

    written = copy_vendored(tmp_path / "node_modules", target)

    assert written == sorted(target.iterdir())
    assert (target / "htmx.min.js").read_text() == "htmx.org/dist/htmx.min.js"
    assert (target / "inter.css").read_text().count("@font-face") == len(SUBSETS)
    licences = (target / "LICENCES.txt").read_text()
    assert [name for name in VENDORED if f"{name} 1.2.3" not in licences] == []


def test_without_npm_a_build_keeps_what_it_has(tmp_path: Path) -> None:
    """A wheel made from an sdist, where npm never ran, takes the files that came with it."""
    (tmp_path / "htmx.min.js").write_text("from the sdist")

    assert copy_vendored(tmp_path / "node_modules", tmp_path) == []
    assert (tmp_path / "htmx.min.js").exists()


def test_every_rule_is_to_be_mutated() -> None:
    """The gate, the proofs, the canonical form and every rules.py are in reach of `make mutate`."""
    modules = mutate.wanted()
    rules = [p for p in (ROOT / "src").rglob("rules.py") if "def " in p.read_text("utf-8")]

    assert {"khien.ledger.tree", "khien.model.canonical"} <= set(modules)
    assert any(module.startswith("khien.gate.") for module in modules)
    for room in modules.values():  # whose tests are the judges
        assert any((ROOT / room.replace("src/khien", "tests", 1)).glob("test_*.py")), room
    assert len([module for module in modules if module.endswith(".rules")]) == len(rules)


def test_mutants_that_live_or_were_never_made_are_caught() -> None:
    """A survivor, a module without mutants and an outdated explanation are all named."""
    verdicts = {"khien.a.x_f__mutmut_1": "killed", "khien.a.x_f__mutmut_2": "survived"}

    assert mutate.faults(verdicts, ["khien.a"], ["khien.a.x_f__mutmut_2"]) == []
    assert mutate.faults(verdicts, ["khien.a"], []) == ["khien.a.x_f__mutmut_2: survived"]
    assert mutate.faults(verdicts, ["khien.a", "khien.b"], ["khien.a.x_f__mutmut_2"]) == [
        "khien.b: no mutant was made"
    ]
    assert len(mutate.faults(verdicts, ["khien.a"], ["khien.a.x_f__mutmut_1"])) == 2


def test_a_measure_is_a_ratio_in_one_run(tmp_path: Path) -> None:
    """A line of `make bench` has a rate, the time for one, and a ratio to a named yardstick."""
    calls = itertools.count()
    printed = line(Measure("count", "numbers", 10, lambda: next(calls), lambda: None, "nothing"))
    first = next(judging(tmp_path))

    assert "numbers/s" in printed
    assert printed.endswith("x nothing")
    assert next(calls) > 1
    assert first.ours() is first.yardstick()
    assert set(BENCHES) == {
        "judging",
        "importing",
        "long_lists",
        "deciding",
        "recording",
        "restarting",
        "matching",
        "observing",
        "modelling",
        "noticing",
        "proving",
        "starting",
        "reading",
        "adding",
        "delivering",
        "console",
        "watching",
        "hunting",
        "foreseeing",
        "columns",
        "exporting",
        "feed_folders",
        "documenting",
        "scaling",
    }


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "node.example"])
def test_no_test_reaches_another_machine(host: str) -> None:
    """Neither an address nor a name leads out of this machine; loopback stays open."""
    with pytest.raises(OutsideError):
        socket.create_connection((host, 9), timeout=0.01)

    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
