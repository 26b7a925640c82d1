"""`khien object read`, `readings`, `accept`, `refuse`, and documents given to `import`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.reading.near import read_here
from tests.cli.homes import node_in, run

REPORT = "The group used hxxp://evil[.]example/a against its victims, and the server 203.0.113.7 for control."
PASSWORD = {"KHIEN_PASSWORD": "correct horse battery staple"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node with an analyst and a lawyer."""
    read_here(monkeypatch)
    made = node_in(tmp_path)
    for name, role in (("phan", "analyst"), ("luat", "lawyer")):
        run("officer", "add", "--name", name, "--role", role, home=made, env=PASSWORD)
    (tmp_path / "report.txt").write_text(REPORT)
    return made


def test_a_report_is_read_corrected_and_accepted(home: Path, tmp_path: Path) -> None:
    """The import of a document makes a reading; accepting it with corrections keeps the objects."""
    made = run("object", "import", "--tlp", "green", tmp_path / "report.txt", home=home)
    reading = made.first["reading"]
    numbers = {line["value"]: line["number"] for line in made.lines if "number" in line}
    address, url = str(numbers["203.0.113.7"]), str(numbers["http://evil.example/a"])
    shown = run("object", "readings", reading, home=home)
    accept = ("object", "accept", reading, "--officer")
    mended = ("--without", address, "--set", f"{url}=x.example", "--kind", f"{url}=domain")

    assert made.status == 0
    assert [line["reading"] for line in run("object", "readings", home=home).lines] == [reading]
    assert any("proposed" in line for line in shown.lines)
    assert run(*accept, "luat", home=home, env=PASSWORD).status == 3
    assert run(*accept, "phan", "--set", "x", home=home, env=PASSWORD).status == 2
    assert run(*accept, "phan", "--kind", f"{url}=x", home=home, env=PASSWORD).status == 2
    assert run(*accept, "phan", "--set", f"{url}=?", home=home, env=PASSWORD).status == 2
    done = run(
        *accept, "phan", *mended, "--add", "y.example", "--with", url, home=home, env=PASSWORD
    )
    assert (done.status, done.first["counts"]["refused"]) == (0, 0)
    assert run("object", "search", "x.example", home=home).lines != []
    assert run("object", "search", "203.0.113.7", home=home).lines == []
    assert run(*accept, "phan", home=home, env=PASSWORD).status == 7


def test_a_document_is_refused_with_its_reason(home: Path, tmp_path: Path) -> None:
    """Any text can be read as a document, in an officer's name; refused ones are listed when all are asked for."""
    (tmp_path / "list.txt").write_text("evil.example\n")
    read = ("object", "read", tmp_path / "list.txt", "--officer", "phan")
    reading = run(*read, home=home, env=PASSWORD).first["reading"]
    refuse = ("object", "refuse", reading, "--reason", "old", "--officer", "phan")
    refused = run(*refuse, home=home, env=PASSWORD)

    assert (refused.status, refused.first["state"]) == (0, "refused")
    assert run("object", "readings", home=home).lines == []
    assert len(run("object", "readings", "--all", home=home).lines) == 1
    assert run("object", "readings", "reading--none", home=home).status == 6


def test_parts_that_give_no_text_are_named(home: Path, tmp_path: Path) -> None:
    """A mail whose attachment cannot be read says so, with its hash; a page says what was passed over."""
    mail = (
        "From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<nav>m</nav><p>evil.example\n"
        "--x\nContent-Type: image/gif\n\nGIF89a\n--x--\n"
    )
    (tmp_path / "m.eml").write_text(mail)

    found = run("object", "import", tmp_path / "m.eml", home=home)

    assert found.status == 0
    codes = {line["code"] for line in found.lines if "code" in line}
    assert codes == {"document.part-refused", "document.passed-over"}
    assert any("gives no text (a picture)" in line.get("words", "") for line in found.lines)


@pytest.mark.parametrize(
    "text", ["<html><p>evil.example</p></html>", "Nhóm này dùng evil.example để lừa đảo.\nHết.\n"]
)
def test_of_a_document_nothing_is_shown_ahead(home: Path, tmp_path: Path, text: str) -> None:
    """Looking before an import says that a person will review it, and ends as the import would."""
    (tmp_path / "r").write_text(text)

    looked = run("object", "import", tmp_path / "r", "--dry-run", home=home)

    assert (looked.status, looked.lines) == (0, [])
    assert looked.words.startswith("r is a document: an import gives it to an officer to review")


def test_a_document_that_cannot_be_read_is_refused_ahead_too(home: Path, tmp_path: Path) -> None:
    """As the import itself refuses it, with the same words and exit status."""
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    order = ("object", "import", tmp_path / "b.pdf")

    looked, ended = run(*order, "--dry-run", home=home), run(*order, home=home)

    assert (looked.status, looked.words) == (ended.status, ended.words)
    assert looked.words.startswith("document.broken: ")
