"""Documents are read in a process behind walls; whatever happens to it, the answer is clear."""

from __future__ import annotations

import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from khien.app.reading import parsing
from khien.app.reading.confining import Wall, _program
from khien.app.reading.failures import ReaderFailedError, ReaderMemoryError, ReaderTooSlowError
from khien.app.reading.parsing import Bounds, parse, standing_walls
from khien.app.reading.worker import Answer, Task, answered
from khien.intake.documents import DOCUMENT_LIMITS, Papers, read_document
from khien.intake.documents.failures import DocumentError
from khien.intake.limits import MEBIBYTE
from tests.intake.documents.samples import pdf

TASK = Task("a.txt", DOCUMENT_LIMITS, 9, 9)


def test_a_document_comes_back_whole() -> None:
    """Text, places and remarks are what a reader in this process gives."""
    body = pdf(["evil.example"] * 3, link="https://a.example/")

    assert parse("a.pdf", body).papers == read_document("a.pdf", body)


def test_the_walls_stand() -> None:
    """Time, memory and files are always limited; on this kind of machine the reader cannot speak either."""
    walls = set(standing_walls())

    assert walls >= {Wall.TIME, Wall.MEMORY, Wall.FILES}
    assert walls & {Wall.NETWORK, Wall.CALLS}


def test_traps_end_in_a_clear_refusal() -> None:
    """A bomb is refused by its rule; what takes too long or too much is ended, and the limit is named."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 30_000_000)
    with pytest.raises(DocumentError) as refused:
        parse("bomb.docx", kept.getvalue())
    assert refused.value.code == "document.too-much"

    many = b"<p>x" * 700_000
    with pytest.raises(ReaderTooSlowError) as slow:
        parse("slow.html", many, bounds=Bounds(cpu_s=1))
    assert slow.value.facts == {"item": "slow.html", "seconds": 1}
    with pytest.raises(ReaderTooSlowError):
        parse("slow.html", many, bounds=Bounds(wall_s=0.01))
    with pytest.raises(ReaderMemoryError):
        parse("large.txt", b"x" * 60_000_000, bounds=Bounds(memory_bytes=100 * MEBIBYTE))


def test_a_reader_that_does_harm_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that dies, babbles, floods or answers with places outside the text is told as such."""

    def run(program: str) -> str:
        monkeypatch.setattr(parsing, "_PROGRAM", program)
        with pytest.raises(ReaderFailedError) as failed:
            parse("a.txt", b"x" * 300_000)
        return str(failed.value.facts["how"])

    assert run("import os; os.abort()") == "status -6"
    assert run("import sys; sys.stdin.buffer.read(); print('{}x')") == "answer"
    assert run("import sys; sys.stdin.buffer.read(); print('{}')") == "answer"
    tall = {"papers": {"papers": [_paper(9)], "left_out": []}}
    answer = msgspec.json.encode(tall).decode()
    assert run(f"import sys; sys.stdin.buffer.read(); print({answer!r})") == "answer"
    monkeypatch.setattr(parsing, "_BESIDE_TEXT", 0)
    monkeypatch.setattr(parsing, "_BYTES_A_CHARACTER", 0)
    assert run("while True: print('x' * 9999)") == "flood"


TRIES = """
import os, sys
sys.path.insert(0, sys.argv[1])
import socket, subprocess
from khien.app.reading.confining import confine
confine(9, 1 << 30)
sys.stdin.buffer.read()
def refused(attempt):
    try:
        attempt()
    except OSError:
        return True
    return False
attempts = [
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: subprocess.run(["/bin/true"]),
    lambda: os.write(os.open("/", os.O_TMPFILE | os.O_WRONLY), b"x"),
    lambda: [os.open("/dev/null", os.O_RDONLY) for _ in range(99)],
]
print('{"fault": "%s"}' % "".join("r" if refused(one) else "-" for one in attempts))
"""


def test_behind_the_walls_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection, no program, no file written, and few files open."""
    monkeypatch.setattr(parsing, "_PROGRAM", TRIES)
    with pytest.raises(ReaderFailedError) as failed:
        parse("a.txt", b"x")
    assert failed.value.facts["how"] == "rrrr"


def _paper(end: int) -> dict[str, object]:
    document = {"text": "short", "links": [{"start": 0, "end": end, "target": "x"}]}
    return {"name": "a", "kind": "text", "sha256": "x", "size_bytes": 1, "document": document}


def test_whatever_happens_becomes_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader answers with papers, with a refusal, or with the kind of what went wrong, never its words."""

    def failing(error: Exception) -> Answer:
        def fail(*_: object) -> Papers:
            raise error

        monkeypatch.setattr("khien.app.reading.worker.read_document", fail)
        return answered(TASK, BytesIO(b"x"), [])

    good = answered(TASK, BytesIO(b"evil.example"), [Wall.TIME])
    assert good.papers == read_document("a.txt", b"evil.example")
    assert answered(TASK, BytesIO(), []).code == "document.unknown"
    assert failing(MemoryError()).fault == "memory"
    assert failing(KeyError("secret")).fault == "KeyError"


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
def test_the_filter_refuses_what_is_listed() -> None:
    """Every listed call jumps to the refusal at the end, whatever stands between."""
    calls = (41, 42, 59)
    lines = _program(0xC000003E, calls)

    assert len(lines) == 4 + len(calls) + 2
    for at, line in enumerate(lines[4:-2], start=4):
        assert at + 1 + line[2] == len(lines) - 1
    assert {len(one) for one in lines} == {8}
