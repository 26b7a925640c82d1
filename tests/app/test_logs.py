"""What a node logs: JSON lines, from the level that the environment asks for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from errno import ENOSPC

import pytest
import structlog

from khien.app.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("level", "events"),
    [
        (None, ["a.warning", "an.error"]),
        ("info", ["an.info", "a.warning", "an.error"]),
        ("ERROR", ["an.error"]),
        ("loud", ["a.warning", "an.error"]),
    ],
)
def test_events_are_json_lines_on_stderr(
    level: str | None,
    events: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One object a line with event, level, time and fields; a level that is none counts as warning."""
    monkeypatch.delenv("KHIEN_LOG", raising=False)
    if level is not None:
        monkeypatch.setenv("KHIEN_LOG", level)
    configure_logs()
    log = structlog.get_logger()

    log.info("an.info")
    log.warning("a.warning", partner="đối tác")
    log.error("an.error")

    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert captured.out == ""
    assert [line["event"] for line in lines] == events
    assert all(line["timestamp"].endswith("Z") for line in lines)


class _FullDisk(io.StringIO):
    def write(self, text: str, /) -> int:
        raise OSError(ENOSPC, "No space left on device")


def test_a_line_that_cannot_be_written_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that reports a full disk into a log on that disk goes on."""
    monkeypatch.setattr("sys.stderr", _FullDisk())
    configure_logs()

    structlog.get_logger().error("an.error")
