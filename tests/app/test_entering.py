"""Who starts a node is told how the first officer comes in; later starts say nothing of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from khien.app import entering
from khien.cli import main, nodes
from tests.app.homes import make, opened

CODE = re.compile(r"\b(?:[a-z2-7]{4}-){5}[a-z2-7]{4}\b")


def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What `khien serve` prints once it answers: results, and words."""

    def answers(node: object, site: object, *, port: object, ready: object) -> None:
        ready("http://127.0.0.1:9")  # type: ignore[operator]

    monkeypatch.setattr(nodes, "serve_node", answers)
    monkeypatch.setattr(nodes, "configure_logs", lambda: None)
    ended = CliRunner().invoke(main, ["serve", "--home", str(home)])
    assert ended.exit_code == 0
    return ended.stdout, ended.stderr


def test_the_code_is_told_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On stderr, never among the results; it works once, and a later start replaces it."""
    home = make(tmp_path / "home")

    results, words = served(home, monkeypatch)
    (code,) = set(CODE.findall(words))
    _, later = served(home, monkeypatch)

    assert "Nobody can sign in yet" in words
    assert "Chưa có ai đăng nhập được" in words
    assert "/setup" in words
    assert CODE.search(results) is None
    assert code not in later


def test_a_node_with_officers_prints_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once somebody can sign in, there is nothing to set up."""
    home = make(tmp_path / "home")
    code = CODE.search(served(home, monkeypatch)[1])
    assert code
    with opened(home) as node:
        entering.set_up(node, code[0], "hoa", "một câu rất dài khác", display="", language="vi")

    assert CODE.search(served(home, monkeypatch)[1]) is None
