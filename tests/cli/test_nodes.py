"""`khien init`, `serve`, `doctor`, `demo`."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import khien
from khien.cli import nodes
from tests.cli.homes import node_in, run, text_of


def test_init_makes_a_node_and_says_who_it_is(tmp_path: Path) -> None:
    """Name, country, STIX identity, key and the name of its ledger; nobody else can read it."""
    ended = run("init", "--name", "vn-ncc", "--country", "vn", home=tmp_path / "n")

    assert ended.status == 0
    assert ended.first["country"] == "VN"
    assert ended.first["identity"].startswith("identity--")
    assert ended.first["key"].startswith("vn-ncc+")
    assert ended.first["origin"] == "khien-ledger/vn/vn-ncc"
    assert stat.S_IMODE((tmp_path / "n" / "khien.sqlite").stat().st_mode) == 0o600


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    """A second node in the same folder is refused, and the first one is as it was."""
    home = node_in(tmp_path)
    before = (home / "khien.toml").read_bytes()

    ended = run("init", "--name", "other", "--country", "SG", home=home)
    in_vietnamese = run("--lang", "vi", "init", "--name", "other", "--country", "SG", home=home)

    assert ended.status == 7
    assert ended.words.startswith(f"app.home-in-use: There is a node in {home} already;")
    assert in_vietnamese.words.startswith(f"app.home-in-use: Đã có một nút trong {home};")
    assert (home / "khien.toml").read_bytes() == before


def test_init_refuses_a_name_that_cannot_be(tmp_path: Path) -> None:
    """Nothing is left behind."""
    ended = run("init", "--name", "Not A Name", "--country", "VN", home=tmp_path / "n")

    assert ended.status in {2, 8}
    assert not (tmp_path / "n").exists()


def test_init_refuses_a_country_that_there_is_not(tmp_path: Path) -> None:
    """The code is named, in both languages; a partner is asked the same."""
    for language, words in (("en", "“XX” is no country"), ("vi", "“XX” không phải mã quốc gia")):
        spoken = ("--lang", language)
        made = run(*spoken, "init", "--name", "vn-ncc", "--country", "xx", home=tmp_path / "n")
        assert (made.status, words in made.words) == (2, True)
        assert not (tmp_path / "n").exists()
    home = node_in(tmp_path)
    partner = ("partner", "connect", "feed", "--country", "xx", "--title", "Feed")
    door = ("--api-root", "https://taxii.feed.example/api/", "--collection", "in", "--user", "us")
    refused = run(*partner, *door, home=home)
    assert (refused.status, "“XX” is no country" in refused.words) == (2, True)


def test_init_speaks_and_keeps_the_language_of_its_caller(tmp_path: Path) -> None:
    """Who makes a node in Vietnamese gets a node that speaks Vietnamese, without saying so twice."""
    made = run("--lang", "vi", "init", "--name", "vn-ncc", "--country", "VN", home=tmp_path / "n")

    assert made.words.startswith("Nút nằm trong ")
    assert run("officer", "list", home=tmp_path / "n").words == "Tìm thấy 0.\n"
    assert run("--lang", "en", "officer", "list", home=tmp_path / "n").words == "0 found.\n"


def test_serve_says_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line of JSON, as soon as it answers: address, name and TAXII's discovery."""

    def serve(_: object, __: object, *, port: int, ready: Callable[[str], None]) -> None:
        ready(f"http://127.0.0.1:{port}")

    monkeypatch.setattr(nodes, "serve_node", serve)

    ended = run("serve", "--port", "8441", home=node_in(tmp_path))

    assert ended.lines == [
        {
            "address": "http://127.0.0.1:8441",
            "name": "vn-ncc",
            "taxii": "http://127.0.0.1:8441/taxii2/",
        }
    ]


def test_doctor_prints_each_finding_and_what_to_do(tmp_path: Path) -> None:
    """A new node is well, which is exit 0; a node with a key that others can read is not."""
    home = node_in(tmp_path)
    well = run("doctor", home=home)
    (home / "keys" / "node.json").chmod(0o644)
    ill = run("doctor", home=home)

    assert well.status == 0
    assert {line["check"] for line in well.lines} >= {"keys", "clock", "disk", "ledger"}
    assert "✓ The database is sound" in well.words
    assert ill.status == 1
    assert [line["code"] for line in ill.lines] == ["people.key-file-open"]
    assert ill.words.startswith("✗ The key file ")


def test_doctor_speaks_vietnamese(tmp_path: Path) -> None:
    """What to do is said in the caller's language."""
    assert "Còn trống" in run("--lang", "vi", "doctor", home=node_in(tmp_path)).words


@pytest.mark.parametrize(
    ("options", "stay", "check"),
    [
        ((), False, False),  # no terminal
        (("--keep",), True, False),
        (("--stop",), False, False),
        (("--check",), False, True),
        (("--check", "--keep"), False, True),
    ],
)
def test_demo_is_given_what_was_asked(
    options: tuple[str, ...], stay: bool, check: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal the nodes are stopped; a check never stays."""
    asked: dict[str, Any] = {}

    def run_demo(**wanted: object) -> list[str]:
        asked.update(wanted)
        return ['{"group": "x"}']

    monkeypatch.setattr(nodes, "run_demo", run_demo)

    ended = run("demo", *options)

    assert ended.lines == [{"group": "x"}]
    assert (asked["stay"], asked["check"], asked["own"]) == (stay, check, None)


def test_the_version_can_be_asked() -> None:
    """`khien --version` prints the version and nothing else."""
    assert text_of("--version") == f"{khien.__version__}\n"
