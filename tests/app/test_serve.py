"""A node serves until it is told to stop, alone in its home, and leaves nothing behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khien.app import serve as serving
from khien.app.serve import LOCK, ListenError, RunningError, serve_node
from khien.app.settings import FILE
from khien.app.wiring import ADDRESS
from khien.model.words import say
from khien.web import site_of
from tests.app.homes import make, opened
from tests.app.running import ask, become, command, is_gone, running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to serve."""
    return make(tmp_path_factory.mktemp("serve") / "home")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Signals and the server's log as they were before."""
    log = logging.getLogger("uvicorn")
    before = log.handlers, log.propagate
    yield
    log.handlers, log.propagate = before


def test_a_node_answers_and_stops_when_told(home: Path) -> None:
    """Pages in both languages, TAXII, an unknown path, a wrong method; then SIGTERM ends it well."""
    with running(home) as (process, address):
        assert (home / ADDRESS).read_text("utf-8").strip() == address
        assert "Endpoints" in ask(address + "/", accept_language="fr, en;q=0.5").text
        assert "Các điểm kết nối" in ask(address + "/", accept_language="vi-VN").text
        assert "Các điểm kết nối" in ask(address + "/?lang=vi", accept_language="en").text
        taxii = ask(address + "/taxii2/")
        assert (taxii.status, "Basic" in taxii.headers["WWW-Authenticate"]) == (401, True)
        assert ask(address + "/nowhere").status == 404
        assert ask(address + "/", "PUT").status == 405

        again = subprocess.run(  # noqa: S603 -- our own interpreter and module
            command(home), capture_output=True, text=True, timeout=60, check=False
        )
        assert (again.returncode, again.stdout) == (7, "")
        assert str(process.pid) in again.stderr
        assert "Traceback" not in again.stderr
        assert ask(address + "/").status == 200, "the first one goes on"

        process.terminate()
        assert process.wait(20) == 0
    assert is_gone(home)
    said = (home / "serve.log").read_text("utf-8").splitlines()
    told = [line for line in said if f"{address}/setup" in line]
    assert len(told) == 2, "the way in for the first officer, in both languages"
    assert all("/setup" in line for line in said), "and nothing else"


def test_an_interrupt_ends_it_as_well(home: Path) -> None:
    """Ctrl-C is a way to stop, not a failure."""
    with running(home) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert is_gone(home)


def test_what_a_kill_left_does_not_matter(home: Path) -> None:
    """After SIGKILL the address is stale and the lock is free; the next start puts both right."""
    with running(home) as (process, _):
        process.kill()
        process.wait(20)
    assert not is_gone(home)

    with running(home) as (process, address):
        assert (home / ADDRESS).read_text("utf-8").strip() == address
        process.terminate()
        process.wait(20)
    assert is_gone(home)


def _serve_once(home: Path, application: Starlette | None = None, **more: int) -> list[str]:
    """Serve in this process, and stop as soon as one page was fetched."""
    seen: list[str] = []

    def ready(address: str) -> None:
        seen.append(address)

        def visit() -> None:
            seen.append(str(ask(address + "/").status))
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=visit).start()

    with opened(home) as node:
        serve_node(node, application or site_of(node), port=more.get("port"), ready=ready)
    return seen


def test_serving_returns_when_the_process_is_told_to_stop(home: Path) -> None:
    """What comes after is still done, and signals mean again what they meant before."""
    before = signal.getsignal(signal.SIGTERM)

    seen = _serve_once(home)

    assert seen[1:] == ["200"]
    assert is_gone(home)
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_error_of_the_server_is_noted_without_its_text(home: Path) -> None:
    """No traceback reaches the log, even where no page of ours caught the error."""

    async def broken(request: Request) -> Response:
        del request
        raise ValueError("content that nobody may see")

    with structlog.testing.capture_logs() as logs:
        seen = _serve_once(home, Starlette(routes=[Route("/", broken)]))

    assert seen[1:] == ["500"]
    assert [(one["event"], one["error"]) for one in logs] == [("serve.failed", "ValueError")]


def test_a_node_serves_alone(home: Path) -> None:
    """Two couriers on one outbox would bring things out of order, so the second one is told to go."""
    with serving.alone(home):
        assert (home / LOCK).read_text("ascii") == str(os.getpid())
        with pytest.raises(RunningError) as caught, opened(home) as node:
            serve_node(node, site_of(node), port=0, ready=lambda _: None)

    assert str(os.getpid()) in say(caught.value.code, "vi", caught.value.facts)
    with serving.alone(home):
        pass


def test_a_port_in_use_is_said(home: Path, tmp_path: Path) -> None:
    """A person reads which address and port, and nothing is left running."""
    other = make(tmp_path / "other", "asean-cert")
    with running(home) as (_, address):
        port = int(address.rpartition(":")[2])
        with pytest.raises(ListenError) as caught, opened(other) as node:
            serve_node(node, site_of(node), port=port, ready=lambda _: None)

    assert caught.value.facts == {"host": "127.0.0.1", "port": port}
    assert str(port) in say(caught.value.code, "en", caught.value.facts)
    assert is_gone(other)
    assert [t.name for t in threading.enumerate() if t.name == "desk"] == []


def test_an_address_of_the_sixth_version_has_brackets(tmp_path: Path) -> None:
    """What is said to be the address can be put into a browser."""
    home = make(tmp_path / "home")
    text = (home / FILE).read_text("utf-8")
    (home / FILE).write_text(text.replace('"127.0.0.1"', '"::1"'), "utf-8")

    try:
        seen = _serve_once(home)
    except ListenError:
        pytest.skip("this machine has no IPv6 loopback")

    assert seen[0].startswith("http://[::1]:")


def test_in_a_thread_signals_stay_as_they_are(home: Path) -> None:
    """Only the main thread may change what signals do."""
    before, found = signal.getsignal(signal.SIGTERM), []

    def look() -> None:
        with serving._stopping(None):  # type: ignore[arg-type]  # it is not looked at
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert found == [before]


def test_a_stop_before_the_start_is_heard(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal while the index is being filled ends the node as soon as it can."""

    class Early:
        def __init__(self, *_: object) -> None:
            self.stopped = False

        def start(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

        def stop(self) -> None:
            self.stopped = True

    monkeypatch.setattr(serving, "Rounds", Early)
    seen: list[str] = []
    with opened(home) as node:
        serve_node(node, site_of(node), port=0, ready=seen.append)

    become(lambda: is_gone(home))
