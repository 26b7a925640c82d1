"""Who may do what by command is who may do it in the console."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from khien.app.wiring import open_node
from khien.cli import main
from khien.cli.agreements import SECOND_PASSWORD
from tests.cli.homes import PASSWORD, agreement_text, node_in, partners_in, run
from tests.house.doors import commands

REASON = ("--reason", "x")
ASKED: dict[
    str, Sequence[str]
] = {  # what an auditor asks, who reads everything and changes nothing
    "agreement sign": ("{partner}", "{agreement}"),
    "agreement attest": ("{partner}", "{agreement}", "--second", "kim", "--reference", "x"),
    "arrival accept": ("arrival--x",),
    "arrival refuse": ("arrival--x",),
    "feed add": ("open", "{folder}", "--kind", "folder", "--tlp", "green"),
    "feed pause": ("open",),
    "feed resume": ("open",),
    "feed remove": ("open",),
    "feed accept": ("open", *REASON),
    "feed refuse": ("open", *REASON),
    "ledger resume": (),
    "object publish": ("--all-own", "--purpose", "network-defence"),
    "object false-positive": ("indicator--x", *REASON),
    "object import": ("{file}",),
    "object mapping": ("ours", "--column", "value=0"),
    "object read": ("{file}",),
    "object accept": ("reading--x",),
    "object refuse": ("reading--x", *REASON),
    "partner set": ("{partner}",),
    "partner revoke": ("{partner}", *REASON),
    "partner move": ("{partner}", *REASON, "--address", "https://moved.example"),
    "partner announce": (),
    "partner renew": ("{partner}", *REASON),
    "release refuse": ("release--x", *REASON),
    "release recall": ("release--x", *REASON),
    "watch match": ("{file}",),
    "watch follow": ("{file}",),
    "watch listen": ("udp:127.0.0.1:0",),
    "watch gather": ("{file}",),
    "watch hunt": ("evil.example",),
    "watch purge": (),
    "watch warning write": (),
    "watch warning take": ("draft--x",),
    "watch warning update": ("report--x",),
    "watch warning cancel": ("report--x", *REASON),
    "watch warning dismiss": ("draft--x", *REASON),
    "watch warning publish": ("report--x",),
    "watch warning acknowledge": ("report--x",),
}
ELSEWHERE = {
    "release approve": "the agreement says whose yes counts; the gate asks it",
    "watch warning show": "everybody reads; the partner is told of those who receive",
}


def test_every_command_that_an_officer_gives_is_here() -> None:
    """A new one has to say who may give it."""
    acted = {
        name.removeprefix("khien ")
        for name, command in commands(main)
        if any("--officer" in one.opts for one in command.params if isinstance(one, click.Option))
    }

    assert acted == {*ASKED, *ELSEWHERE}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home with a partner and an auditor, and a folder with the files that commands name."""
    folder = tmp_path_factory.mktemp("roles")
    home, abroad = partners_in(folder)
    assert run("officer", "add", "--name", "kim", "--role", "auditor", home=home).status == 0
    (folder / "a.txt").write_text("evil.example\n")
    ours, theirs = open_node(home), open_node(abroad)
    (folder / "agreement.toml").write_text(agreement_text(ours, theirs))
    ours.close()
    theirs.close()
    return home, folder


@pytest.mark.parametrize("command", list(ASKED))
def test_an_auditor_changes_nothing(homes: tuple[Path, Path], command: str) -> None:
    """Whatever is asked in such a name is refused before anything else, as behind the console's doors."""
    home, folder = homes
    places = {
        "{partner}": "asean-cert",
        "{agreement}": str(folder / "agreement.toml"),
        "{file}": str(folder / "a.txt"),
        "{folder}": str(folder),
    }
    given = [places.get(one, one) for one in ASKED[command]]

    second = {SECOND_PASSWORD: PASSWORD}
    ended = run(*command.split(), *given, "--officer", "kim", home=home, env=second)

    assert (ended.status, ended.words.partition(":")[0]) == (3, "exchange.role"), ended.words


def test_only_an_administrator_adds_a_feed(tmp_path: Path) -> None:
    """As in the console; who names nobody is the operator of the machine."""
    home = node_in(tmp_path)
    asked = ("feed", "add", "open", tmp_path, "--kind", "folder", "--tlp", "green", "--officer")

    ends = [run(*asked, name, home=home) for name in ("thu", "lan", "root")]

    assert [one.status for one in ends] == [3, 3, 0]
    assert run("feed", "list", home=home).lines[0]["name"] == "open"
