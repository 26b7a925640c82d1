"""The process that reads one document from a stranger and tells what it found. It is started for each anew.

Standard input: one line of JSON, a `Task`, then the bytes of the file. Standard output: an `Answer` as JSON.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import IO, Any

import msgspec

from khien.app.reading.confining import Wall, confine
from khien.intake.documents import DocumentError, DocumentLimits, Papers, read_document


class Task(msgspec.Struct, frozen=True):
    """What to read, and within which walls."""

    name: str
    limits: DocumentLimits
    cpu_s: int
    memory_bytes: int


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came out: the papers, or a refusal by its code, or the kind of a fault."""

    papers: Papers | None = None
    code: str = ""
    facts: dict[str, Any] = {}
    fault: str = ""
    walls: list[Wall] = []


def answered(task: Task, source: IO[bytes], walls: list[Wall]) -> Answer:
    """Read the file; whatever happens becomes an answer, so that nothing is lost without a word."""
    try:
        return Answer(papers=read_document(task.name, source.read(), task.limits), walls=walls)
    except DocumentError as error:
        return Answer(code=error.code, facts=error.facts, walls=walls)
    except MemoryError:
        return Answer(fault="memory", walls=walls)
    except Exception as error:  # noqa: BLE001 -- the outermost loop; its text may hold content, its kind may not
        return Answer(fault=type(error).__name__, walls=walls)


def main() -> None:  # pragma: no cover -- runs in a process that may not write what it covered
    """Read the task, raise the walls, answer, and end at once."""
    logging.disable(logging.CRITICAL)  # readers warn with pieces of the document
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    walls = confine(task.cpu_s, task.memory_bytes)
    answer = msgspec.json.encode(answered(task, sys.stdin.buffer, walls))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)
