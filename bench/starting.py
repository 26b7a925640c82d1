"""From the command to the line that says ready, and what a node that does nothing holds in memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 5
HEAD = "| what | target | median | best | CPU, median |\n|---|---|---|---|---|"
_TICKS = os.sysconf("SC_CLK_TCK")


def bench(folder: Path) -> Iterator[str]:
    """Two rows, from as many starts as there are rounds; Linux only, because of /proc."""
    home = folder / "home"
    made = ["init", "--home", str(home), "--name", "vn-ncc", "--country", "VN"]
    subprocess.run([*_KHIEN, *made], check=True, capture_output=True)  # noqa: S603
    starts = [_start(home) for _ in range(ROUNDS)]
    walls, cpus, sizes = zip(*starts, strict=True)
    yield HEAD
    yield (
        f"| start to ready | ≤ 1.5 s | {statistics.median(walls):.2f} s | {min(walls):.2f} s"
        f" | {statistics.median(cpus):.2f} s |"
    )
    yield f"| memory idle | ≤ 120 MB | {statistics.median(sizes):.0f} MB | {min(sizes):.0f} MB | – |"


def _start(home: Path) -> tuple[float, float, float]:
    """Seconds to the ready line, processor seconds until then, and MB (10^6) a second after it."""
    begun = time.perf_counter()
    serving = ["serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen([*_KHIEN, *serving], stdout=subprocess.PIPE, text=True) as node:  # noqa: S603
        ready = node.stdout.readline() if node.stdout else ""
        took = time.perf_counter() - begun
        if not ready.startswith("{"):
            raise AssertionError("the node did not get ready")
        own = Path(f"/proc/{node.pid}")
        user, system = (own / "stat").read_text().rpartition(")")[2].split()[11:13]
        time.sleep(1)  # what it does first thing is done
        pages = int((own / "statm").read_text().split()[1])
        node.terminate()
    return took, (int(user) + int(system)) / _TICKS, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


_KHIEN = [sys.executable, "-m", "khien.cli"]
