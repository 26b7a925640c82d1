"""docs/reference/commands.md: every command, argument and option, from click, in both languages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from docs.generate.tables import code, page, table

from khien.cli import main
from khien.model.words import WORDS

INTRODUCTION = """\
`khien NOUN VERB`. Results are JSON lines on standard output, words are on standard error, and the
exit status says what happened. Every command takes `--help`; `--lang vi`, after any of its words,
speaks Vietnamese.

`khien DANH-TỪ ĐỘNG-TỪ`. Kết quả là các dòng JSON ở đầu ra chuẩn, lời giải thích ở đầu ra lỗi, và mã
thoát cho biết điều đã xảy ra. Mọi lệnh đều có `--help`; `--lang vi` đặt sau bất kỳ từ nào
của lệnh để dùng tiếng Việt."""


def commands_page() -> str:
    """The page, in the order of the alphabet."""
    parts = [_section(name, command) for name, command in walk(main, "khien")]
    return page("Commands", INTRODUCTION, "## Exit statuses · Mã thoát", _statuses(), *parts)


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with the words that a person types."""
    yield name, command
    if isinstance(command, click.Group):
        for key, below in sorted(command.commands.items()):
            yield from walk(below, f"{name} {key}")


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    level = "##" if isinstance(command, click.Group) else "###"
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    return "\n\n".join(
        filter(
            None,
            [
                f"{level} {name}",
                f"```\n{usage}\n```",
                *(_quoted(text) for text in _both(command, command.help)),
                table(("option", "English", "Tiếng Việt"), (_row(o, context) for o in options)),
            ],
        )
    )


def _both(told: click.Command | click.Option, english: str | None) -> tuple[str, str]:
    """The text in both languages; Vietnamese stands in the catalogue under the code in `words`."""
    both = WORDS.get(getattr(told, "words", ""))
    return (english or "", both.vi if both else "")


def _quoted(text: str) -> str:
    """Running text, with its line breaks as they stand in a terminal."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(text.replace("\b", "")).strip())
    return "\n\n".join("  \n".join(map(str.strip, one.strip().splitlines())) for one in paragraphs)


def _row(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    record = option.get_help_record(context)
    names, english = record if record is not None else (option.opts[0], option.help or "")
    return code(names), english, _both(option, option.help)[1]


def _statuses() -> str:
    """What each exit status means."""
    rows = [(str(n), WORDS[f"status.{n}"].en, WORDS[f"status.{n}"].vi) for n in range(10)]
    return table(("status", "English", "Tiếng Việt"), rows)
