"""What goes wrong is one line with a code, in the caller's language, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.cli import nodes
from khien.cli.failing import _sentences, sentence
from khien.model.errors import ConflictError
from tests.cli.homes import node_in, run, text_of


@pytest.mark.parametrize(
    ("arguments", "english", "vietnamese"),
    [
        (("init",), "usage.missing: --name is missing.", "usage.missing: Thiếu --name."),
        (("object", "show"), "usage.missing: OBJECT_ID is missing.", "Thiếu MÃ-ĐỐI-TƯỢNG."),
        (
            ("object", "shwo"),
            "usage.command: There is no command shwo; similar: show.",
            "usage.command: Không có lệnh shwo; gần giống: show.",
        ),
        (
            ("officer", "list", "--hoem", "x"),
            "usage.option: There is no option --hoem; similar: --home, --help.",
            "usage.option: Không có tùy chọn --hoem; gần giống: --home, --help.",
        ),
        (("serve", "--port", "x"), "usage.value: The value of --port", "Giá trị của --port"),
        (("doctor", "now"), "usage.wrong: The command line is wrong", "usage.wrong: Dòng lệnh sai"),
        (("zzz",), "There is no command zzz.\n", "Không có lệnh zzz.\n"),
    ],
)
def test_a_wrong_command_line_is_explained(
    arguments: tuple[str, ...], english: str, vietnamese: str
) -> None:
    """Exit 2, what is wrong, how it should be, and where the help is."""
    in_english, in_vietnamese = run(*arguments), run("--lang", "vi", *arguments)

    assert (in_english.status, in_vietnamese.status) == (2, 2)
    assert english in in_english.words
    assert vietnamese in in_vietnamese.words
    assert "--help” for help." in in_english.words
    assert in_vietnamese.words.startswith("Cách dùng: ")


def test_the_language_itself_may_be_wrong() -> None:
    """Before any language is known, English is spoken."""
    assert "usage.value: The value of --lang cannot be used" in run("--lang", "fr", "doctor").words


def test_an_error_of_ours_is_one_line_and_its_exit_status(tmp_path: Path) -> None:
    """No node: exit 8; no such thing: exit 6; both with code and sentence."""
    absent = run("officer", "list", home=tmp_path)
    missing = run("object", "show", "indicator--x", home=node_in(tmp_path))

    assert absent.status == 8
    assert absent.words.startswith("settings.no-file: There is no node in ")
    assert missing.status == 6
    assert missing.words == "khien.not-found: There is no object indicator--x here.\n"
    assert (absent.lines, missing.lines) == ([], [])


def test_every_mistake_of_a_file_has_a_line_of_its_own(tmp_path: Path) -> None:
    """`agreement check` names all of them with the line where they stand, and changes nothing."""
    file = tmp_path / "a.toml"
    file.write_text('title = "x"\ntlp_ceilin = "amber"\n')

    ended = run("agreement", "check", file)

    assert ended.status == 2
    lines = ended.words.splitlines()
    assert len(lines) > 3
    assert any(
        line.startswith("agreement.unknown-key: a.toml: Line 2: there is no key “tlp_ceilin”")
        for line in lines
    )


def test_every_reason_of_a_refusal_has_a_line_of_its_own(tmp_path: Path) -> None:
    """A weak password is refused with each of its faults in words."""
    ended = run(
        "officer", "add", "--name", "new", "--role", "duty",
        home=node_in(tmp_path), env={"KHIEN_PASSWORD": "short"},
    )  # fmt: skip

    assert ended.status == 3
    assert ended.words.splitlines() == [
        "people.officer-refused: Officer new: refused (people.password-short).",
        "people.password-short: A password has at least 15 characters.",
    ]


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """An error of the operating system names the file and exits 2."""
    (tmp_path / "file").write_text("x")

    ended = run("init", "--name", "vn-ncc", "--country", "VN", home=tmp_path / "file" / "below")

    assert ended.status == 2
    assert ended.words.startswith("cli.file: ")


def test_what_nobody_foresaw_shows_its_type_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of an unknown error may hold content; it is shown only when asked for."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("content of an object")

    monkeypatch.setattr(nodes, "examine", fail)
    hidden = run("doctor", home=tmp_path)

    assert hidden.status == 1
    assert "ValueError" in hidden.words
    assert "content of an object" not in hidden.words
    assert run("doctor", home=tmp_path, env={"KHIEN_TRACEBACK": "1"}).status == 1
    assert "KHIEN_TRACEBACK" not in text_of(
        "doctor", "--home", tmp_path, env={"KHIEN_TRACEBACK": "1"}
    )


def test_being_interrupted_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with the status that shells expect."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(nodes, "examine", interrupt)

    assert run("doctor", home=tmp_path).status == 130


def test_a_code_without_words_is_said_as_it_is() -> None:
    """A newer partner may name a reason that we have no sentence for."""
    assert sentence("future.reason", {}) == "future.reason"


def test_a_sentence_within_a_sentence_ends_once() -> None:
    """A rule that is said in a sentence of its own brings its full stop."""
    told = "".join(_sentences(ConflictError("reading--1", "reading.ended")))

    assert told == "khien.conflict: reading--1: This document was accepted or refused already."
