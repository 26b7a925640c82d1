"""What is read by many threads is worked out before there are any."""

from __future__ import annotations

import subprocess
import sys

from khien.app.forms import learn_forms
from khien.exchange.documents import DeliveryNote, Recall
from khien.exchange.receipts.rules import Receipt
from khien.exchange.taxii.resources import Envelope, Status
from khien.gate import Question
from khien.model.agreement import Agreement

RACE = """
import sys, threading
import khien.app.wiring
from khien.app.forms import learn_forms
from khien.exchange.receipts.rules import Receipt, read
learn_forms()
sys.setswitchinterval(1e-6)
names = ("release", "delivery", "object", "version", "sha256", "reason", "giver", "taker")
said = dict.fromkeys(names, "") | {"outcome": "accepted", "time": "2026-11-22T00:55:00.000000Z"}
threads = [threading.Thread(target=read, args=(said,)) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("read")
"""


def test_what_comes_over_the_border_is_learnt() -> None:
    """Documents, receipts, TAXII's resources, agreements and questions are among what is worked out."""
    learnt = learn_forms()

    assert {DeliveryNote, Recall, Receipt, Envelope, Status, Agreement, Question} <= learnt
    assert learn_forms() is learnt


def test_many_threads_may_read_at_once() -> None:
    """Sixteen threads that read their first receipt at the same time all read it."""
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", RACE], capture_output=True, text=True, timeout=120, check=False
    )

    assert (done.returncode, done.stdout) == (0, "read\n")
