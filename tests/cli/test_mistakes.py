"""Every mistake that a command line can hold is said in our words, in either language."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import click
import pytest
from click import core, parser, types

from khien.cli.grammar import LANG, KhienOption
from khien.cli.mistakes import SHAPES, in_words
from tests.cli.homes import node_in, run, text_of
from tests.cli.test_grammar import COMMANDS, _found

NEVER = {
    # of kinds of values, and of headings and warnings, that no command of ours has
    "Choose from:\n\t{choices}",
    "Choice({choices})",
    "{value!r} does not match the formats {formats}.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    "{value!r} is not a valid UUID.",
    "{name} {filename!r} is not executable.",
    "Option {name!r} requires {nargs} arguments.",
    "Argument {name!r} takes {nargs} values.",
    "Value must be an iterable.",
    "Takes {nargs} values but 1 was given.",
    "Takes {nargs} values but {len} were given.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Positional arguments",
    "deprecated",
    "(dynamic)",
    # said by `khien.cli` itself, in its own words
    "Aborted!",
    "Options",
    "Commands",
    "env var: {var}",
    "default: {default}",
    # a part of another sentence, which is left out
    "file",
    "directory",
    "path",
    # of whoever writes a command, not of whoever types one
    "Invalid start character for option ({option})",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
}
"""Sentences of click that nobody meets who types our commands."""
ENGLISH = re.compile(
    r"\b(does not|is not|is a |exist|Missing|Invalid|Try|Usage|Error|unexpected|requires|Got|No such|"
    r"valid|range|one of|option|command|value|argument|OPTIONS|COMMAND|ARGS|FILE|FOLDER|NAME|TEXT|"
    r"INTEGER|DIRECTORY)\b"
)


def _sentences(module: ModuleType) -> set[str]:
    calls = (one for one in ast.walk(ast.parse(inspect.getsource(module))))
    return {
        argument.value
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "ngettext")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_sentence_of_click_has_ours() -> None:
    """A new version of click with a new sentence, or an old one in other words, is noticed here."""
    said = _sentences(types) | _sentences(parser) | _sentences(core)

    assert said - NEVER - SHAPES.keys() == set()
    assert SHAPES.keys() - said == set()


def test_a_sentence_that_is_not_of_click_stays_as_it_is() -> None:
    """What we say ourselves is in the right language already; quotation marks go, apostrophes stay."""
    assert in_words("hãy nêu đúng một", "vi") == "hãy nêu đúng một"
    name = "o'hare.txt"
    assert in_words(f"File {name!r} does not exist.", "vi") == "“o'hare.txt” không tồn tại."
    assert in_words("'x' is not one of 'a', 'b'.", "en") == "“x” is none of: a, b."
    assert in_words("'x' is not 'a'.", "vi") == "“x” không thuộc: a."


def _wrong(one: click.Parameter, folder: Path) -> str | None:
    """A value that the parameter does not take; None where it takes all."""
    match one.type:
        case click.Path(exists=True):
            return str(folder / "no such")
        case click.Path(dir_okay=False):
            return str(folder)
        case click.Path(file_okay=False):
            return __file__
        case click.Path() | click.types.StringParamType():
            return None
        case click.IntRange():
            return "-7"
        case click.Choice() | click.DateTime() | click.types.IntParamType():
            return "zz"
        case _:
            raise AssertionError(
                f"{one.name}: a kind of value of which this test knows no wrong one"
            )


def _mistakes(words: tuple[str, ...], folder: Path) -> list[list[str]]:
    """Command lines, each with one mistake; what else is needed comes after it and is not reached."""
    command = _found(words)
    if isinstance(command, click.Group):
        return [[*words, "zzz"], [*words, "--zzz"], [*words, "--lang"], [*words, "--lang", "zz"]]
    found = [[*words, "--zzz"], [*words, "--lang", "zz"], [*words, "--help=1"]]
    needed = [one for one in command.params if one.required]
    if needed:
        found.append([*words])
    elif not any(one.nargs < 0 for one in command.params):
        found.append([*words, *["x"] * 9])
    for one in command.params:
        if isinstance(one, KhienOption):
            found += [[*words, f"{one.opts[0]}=1"] if one.is_flag else [*words, one.opts[0]]]
        wrong = _wrong(one, folder) if not getattr(one, "is_flag", False) else None
        if wrong is not None and isinstance(one, KhienOption) and not needed:
            found.append([*words, one.opts[0], wrong])
        elif wrong is not None and needed == [one]:
            found.append([*words, wrong])
    return found


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_english_is_left_in_vietnamese(words: tuple[str, ...], tmp_path: Path) -> None:
    """Every command with every mistake that click finds: exit 2, and not a word of click."""
    for line in _mistakes(words, tmp_path):
        ended = run("--lang", "vi", *line)
        told = ended.words.replace(str(tmp_path), "").replace(__file__, "")
        said = re.sub(r"--[\w-]+|khien[ \w-]*|usage\.\w+:", "", told)

        assert ended.status == 2, line
        assert ended.words.startswith("Cách dùng: "), line
        assert ENGLISH.findall(said) == [], (line, ended.words)


def test_a_hint_is_given_where_there_is_one() -> None:
    """What resembles nothing that we know has no list of similar names, in neither language."""
    assert "usage.option: There is no option --zzz.\n" in run("feed", "list", "--zzz").words
    assert "; similar: --home, --help.\n" in run("feed", "list", "--homee").words
    assert "Không có lệnh zzz.\n" in run("--lang", "vi", "feed", "zzz").words


def test_days_are_the_only_form_of_a_time() -> None:
    """The sentence about a day shows one; another form would need another sentence."""
    forms = {
        form
        for words in COMMANDS
        for one in _found(words).params
        if isinstance(one.type, click.DateTime)
        for form in one.type.formats
    }

    assert forms == {"%Y-%m-%d"}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_language_may_stand_after_any_word(words: tuple[str, ...]) -> None:
    """`khien … --lang vi` speaks Vietnamese, in help too, and says so in the help."""
    shown = text_of(*words, "--help", "--lang", "vi")

    assert shown.startswith("Cách dùng: ")
    assert "--lang [en|vi]" in shown
    assert not re.search(r"\b(OPTIONS|COMMAND|ARGS|[A-Z_]*(FILE|NAME|TEXT|INTEGER))\b", shown)


def test_the_last_language_counts(tmp_path: Path) -> None:
    """Before the command line is read and after, above the environment, and not after `--`."""
    home = node_in(tmp_path)
    vietnamese = {"KHIEN_LANG": "vi"}

    assert "Không có đối tượng" not in run("object", "show", "x", "--lang=en", home=home).words
    assert "Ở đây không có" in run("object", "show", "x", "--lang", "vi", home=home).words
    assert "There is no" in run(
        "--lang", "vi", "object", "show", "x", "--lang=en", home=home, env=vietnamese
    ).words  # fmt: skip
    before = run("--lang", "en", "object", "show", "x", home=home, env=vietnamese)
    assert "There is no" in before.words
    assert "Usage:" in run("object", "--lang", "vi", "show", "--lang", "en").words
    assert "Usage:" in run("watch", "match", "--", "--lang", "vi").words
    assert "usage.value: The value of --lang" in run("object", "show", "x", "--lang", "fr").words
    assert LANG.opts == ["--lang"]


@pytest.mark.parametrize(
    ("line", "english", "vietnamese"),
    [
        (
            ("object", "publish", "--purpose", "exercise", "--officer", "thu"),
            "give one of these, and only one: ID…, --batch BATCH, --all-own.",
            "hãy nêu đúng một trong các mục: MÃ…, --batch LÔ, --all-own.",
        ),
        (
            ("object", "import", ".", "--dry-run"),
            "--dry-run takes a file, not a folder.",
            "--dry-run chỉ dùng với tệp, không dùng với thư mục.",
        ),
        (
            ("object", "mapping", "--drop"),
            "--column and --drop need the NAME of a mapping.",
            "--column và --drop cần TÊN của ánh xạ.",
        ),
        (
            ("object", "accept", "x", "--officer", "thu", "--kind", "1=nix"),
            "The value of --kind cannot be used: “nix” is none of: ",
            "Giá trị của --kind không dùng được: “nix” không thuộc: ",
        ),
        (
            ("object", "accept", "x", "--officer", "thu", "--set", "nix"),
            "The value of --set cannot be used: “nix” is not of the form N=…",
            "Giá trị của --set không dùng được: “nix” không có dạng SỐ=…",
        ),
        (
            (
                "feed",
                "add",
                "a",
                "https://a.example/",
                "--kind",
                "http",
                "--tlp",
                "green",
                "--officer",
                "thu",
                "--column",
                "x",
            ),
            "The value of --column cannot be used: “x” is not of the form ROLE=COLUMN.",
            "Giá trị của --column không dùng được: “x” không có dạng VAI=CỘT.",
        ),
    ],
)
def test_what_belongs_together_is_said_in_words(
    line: tuple[str, ...], english: str, vietnamese: str, tmp_path: Path
) -> None:
    """What click cannot know, we find ourselves: exit 2, what is wrong, and how it should be."""
    home = node_in(tmp_path)
    in_english, in_vietnamese = run(*line, home=home), run(*line, "--lang", "vi", home=home)

    assert (in_english.status, in_vietnamese.status) == (2, 2)
    assert english in in_english.words
    assert vietnamese in in_vietnamese.words


def test_the_operating_system_speaks_vietnamese_too(tmp_path: Path) -> None:
    """Why a file cannot be used is said in the language of the reader."""
    (tmp_path / "file").write_text("x")
    line = ("init", "--name", "vn-ncc", "--country", "VN")

    ended = run(*line, "--lang", "vi", home=tmp_path / "file" / "below")

    assert ended.words.endswith("không phải thư mục.\n")
