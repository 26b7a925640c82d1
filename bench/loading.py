"""Ask a server over a real socket, from this process, and look at the server's from outside.

The server has one core to itself and this process has the others, so that neither is counted as the
other. The client is as plain as can be: it finds the end of an answer and decodes nothing.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

WARM_UP = 3  # requests that are not counted
LARGEST = 64 << 20  # bytes of one answer
REST = (
    0.1  # of a request's time, after it: whoever runs this with a real-time priority is not stopped
)
ANSWER_S = 60  # the longest that an answer may take
STOP_S = 20
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class UnexpectedError(RuntimeError):
    """A server answered otherwise than a measure expects."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure: how long requests took, what they cost the server, and how much each brought."""

    name: str
    units: int
    times_s: Sequence[float]
    cpu_s: float
    size_bytes: int

    @property
    def median_s(self) -> float:
        """Half of the requests took no longer."""
        return self.times_s[len(self.times_s) // 2]

    @property
    def p99_s(self) -> float:
        """99 of 100 requests took no longer."""
        return self.times_s[int(len(self.times_s) * 0.99)]

    @property
    def rate(self) -> float:
        """Units a second, by the median."""
        return self.units / self.median_s

    def line(self, *beside: str) -> str:
        """One line for people."""
        each_us = self.cpu_s / self.units * 1e6
        words = [
            f"{self.name:<48} {self.rate:>10,.0f}/s  p50 {self.median_s * 1e3:>7.2f} ms"
            f"  p99 {self.p99_s * 1e3:>7.2f} ms  {each_us:>8.2f} µs CPU each",
            *beside,
        ]
        return "  ".join(words)


class Client:
    """One connection that is kept open, with one way to sign in."""

    def __init__(self, port: int, authorization: str) -> None:
        self._port, self._authorization = port, authorization
        self._buffer = bytearray(LARGEST)
        self._socket = self._connected()

    def anew(self) -> None:
        """On a new connection; the old one may have been idle for longer than a server waits."""
        self._socket.close()
        self._socket = self._connected()

    def get(self, path: str) -> tuple[float, bytes]:
        """Seconds until the whole answer was here, and its body.

        Raises:
            UnexpectedError: any answer but 200.
        """
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Accept: application/taxii+json;version=2.1\r\n"
            f"Authorization: {self._authorization}\r\n\r\n"
        ).encode()
        view, start = memoryview(self._buffer), time.perf_counter()
        self._socket.sendall(request)
        count, head = 0, -1
        while head < 0:
            count += self._read(view[count:])
            head = self._buffer.find(b"\r\n\r\n", 0, count)
        found = _LENGTH.search(self._buffer, 0, head)
        total = head + 4 + int(found[1] if found else 0)
        while count < total:
            count += self._read(view[count:])
        took = time.perf_counter() - start
        if bytes(view[9:12]) != b"200":
            raise UnexpectedError(bytes(view[: min(count, 500)]).decode("utf-8", "replace"))
        if b"connection: close" in bytes(view[:head]).lower():
            self.anew()  # not counted: such a server has no other way
        return took, bytes(view[head + 4 : count])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port))
        made.settimeout(ANSWER_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _read(self, place: memoryview) -> int:
        got = self._socket.recv_into(place)
        if not got:
            raise UnexpectedError("the server hung up")
        return got


@dataclass(frozen=True, slots=True)
class Running:
    """A server in a process of its own, and the words that it said when it was ready."""

    process: subprocess.Popen[str]
    words: Sequence[str]
    started_s: float

    def cpu_s(self) -> float:
        """The processor time that it has used, all threads."""
        text = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> int:
        """The memory that it holds now, in MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text("ascii", "replace")
        line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) // 1024

    def read(
        self, name: str, client: Client, paths: Sequence[str], units: int, count: int
    ) -> Reading:
        """Ask for the paths, one after the other and round and round."""
        client.anew()
        for path in paths[:WARM_UP]:
            client.get(path)
        before, times, size = self.cpu_s(), [], 0
        for number in range(count):
            took, body = client.get(paths[number % len(paths)])
            times.append(took)
            size = len(body)
            time.sleep(took * REST)
        return Reading(name, units, sorted(times), (self.cpu_s() - before) / count, size)


@contextmanager
def running(*command: str, told: str = "", ready: str = "") -> Iterator[Running]:
    """Run a server until the block ends.

    Args:
        command: what to run.
        told: one line that it reads first.
        ready: how the line begins that says that it answers; with a number when empty: its port.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 -- our own arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_environment(),
    )
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise UnexpectedError("no pipes")
    try:
        stdin.write(told + "\n")
        stdin.close()
        line = next((line for line in stdout if _is_ready(line, ready)), "")
        if not line:
            raise UnexpectedError(f"{command[0]} did not start")
        _apart(process.pid)
        yield Running(process, line.split(), time.perf_counter() - begun)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
        process.kill()
        process.wait()
        stdout.close()


def _environment() -> dict[str, str]:
    """Where a server finds our code; and a folder in memory, since some peers wait for the disk at each row."""
    memory = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}  # noqa: S108 -- on purpose
    return {**os.environ, **memory, "PYTHONPATH": os.pathsep.join(["src", "."])}


def _is_ready(line: str, ready: str) -> bool:
    return line.startswith(ready) if ready else line.partition(" ")[0].strip().isdigit()


def _apart(server: int) -> None:
    """One core for the server, the others for this process; nothing where there is only one."""
    cores = sorted(os.sched_getaffinity(0) | os.sched_getaffinity(server))
    if len(cores) < 2:
        return
    os.sched_setaffinity(0, cores[1:])
    for task in Path(f"/proc/{server}/task").iterdir():
        os.sched_setaffinity(int(task.name), cores[:1])
