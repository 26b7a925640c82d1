"""Two nodes to give commands to, and a way to give them: made once, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner

from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.cli import main
from khien.model.agreement import Party, sample_agreement
from khien.people.agreements import agreement_document
from khien.people.officers import add_officer, officer
from khien.people.partners import partner

PASSWORD = "correct horse battery staple"  # noqa: S105 -- of officers in tests
OFFICERS = {"lan": "release", "minh": "release", "hoa": "lawyer", "thu": "analyst", "root": "admin"}
CENTRE, ABROAD = "vn-ncc", "asean-cert"
LIST = b"evil.example\nbad.example.net\n192.0.2.7\n"

_TEMPLATES = TemporaryDirectory(prefix="khien-cli-")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status, the JSON lines that it printed, and its words."""

    status: int
    lines: list[dict[str, Any]]
    words: str

    @property
    def first(self) -> dict[str, Any]:
        """The first result."""
        return self.lines[0]


def run(
    *arguments: str | Path,
    home: Path | None = None,
    given: str | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Ended:
    """Give one command; a password is in the environment unless `env` says otherwise."""
    where = [] if home is None else ["--home", str(home)]
    result = CliRunner().invoke(
        main,
        [*map(str, arguments), *where],
        input=given,
        env={"LANG": "C", "LC_ALL": "C", "KHIEN_PASSWORD": PASSWORD, **(env or {})},
    )
    lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
    return Ended(result.exit_code, [json.loads(line) for line in lines], result.stderr)


def text_of(*arguments: str | Path, env: Mapping[str, str | None] | None = None) -> str:
    """What a command prints that is no JSON, such as its help."""
    asked = list(map(str, arguments))
    return CliRunner().invoke(main, asked, env={"LANG": "C", "LC_ALL": "C", **(env or {})}).output


def node_in(tmp_path: Path) -> Path:
    """The home of a node with officers and no partner."""
    return _copied(_template(), tmp_path) / CENTRE


def partners_in(tmp_path: Path) -> tuple[Path, Path]:
    """The homes of two partners with an agreement in force; no courier runs between them."""
    both = _copied(_partners(), tmp_path)
    return both / CENTRE, both / ABROAD


def imported(home: Path, tmp_path: Path, *options: str, body: bytes = LIST) -> dict[str, Any]:
    """Import a list of three bad names as `thu`; gives the summary."""
    file = tmp_path / "list.txt"
    file.write_bytes(body)
    ended = run("object", "import", file, "--officer", "thu", *options, home=home)
    assert ended.status == 0, ended.words
    return ended.first


def _copied(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "homes"))


@cache
def _template() -> Path:
    root = Path(_TEMPLATES.name) / "alone"
    for name, country in ((CENTRE, "VN"), (ABROAD, "SG")):
        create_node(
            root / name,
            name=name,
            country=country,
            title="",
            language="en",
            port=0,
            clock=utc_now,
        )
        node = open_node(root / name)
        with node.store.write() as tx:
            for officer_name, role in OFFICERS.items():
                add_officer(tx, officer_name, roles=[role], now=utc_now(), password=PASSWORD)
        node.close()
    return root


@cache
def _partners() -> Path:
    root = Path(shutil.copytree(_template(), Path(_TEMPLATES.name) / "partners"))
    centre, abroad = open_node(root / CENTRE), open_node(root / ABROAD)
    enrolled = abroad.enrolments.accept(centre.enrolments.invite(ABROAD).document)
    centre.enrolments.complete(enrolled.document)
    text = agreement_text(centre, abroad)
    for ours, theirs in ((centre, abroad), (abroad, centre)):
        with ours.store.read() as tx:
            signer = officer(tx, "lan")
        taken = ours.treaties.sign(theirs.ourselves.name, text, signer)
        with ours.store.read() as tx:
            document = agreement_document(tx, taken.stored.sha256)
        with theirs.store.read() as tx:
            giver = partner(tx, ours.ourselves.name)
        theirs.treaties.take(giver, document)
    centre.close()
    abroad.close()
    return root


def agreement_text(one: Node, other: Node) -> str:
    """An agreement between two nodes, valid for a year from today."""
    parties = [Party(name=n.ourselves.name, identity=n.ourselves.identity) for n in (one, other)]
    today = utc_now().date()
    return sample_agreement(parties[0], parties[1], "Sample", today, today + timedelta(days=365))
