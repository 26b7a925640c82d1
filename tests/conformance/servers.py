"""Start servers for the checks: a node of ours over real HTTP, and medallion in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from khien.exchange.taxii.collections import INBOX, RELEASED, WORKSPACE
from khien.people.partners import Partner
from khien.web.site import site_of
from tests.conformance import medallion_server, opentaxii_server
from tests.conformance.specimens import Maker, seed
from tests.conformance.subject import Content, Subject
from tests.exchange.nodes import Party, add_plain_party, agree_on_paper, new_world
from tests.house.reading import ROOT

STARTED_S = 20  # how long a server may take until it answers
MEDALLION_ROOT = "/trustgroup1/"
MEDALLION_COLLECTIONS = {
    "all": "365fed99-08fa-fdcd-a1b3-fb247eb41d01",
    "read": "52892447-4d7e-4f70-b94d-d7f22742ff63",
    "write": "472c94ae-3113-4e3e-a4dd-a9f4ac7471d4",
    "none": "64993447-4d7e-4f70-b94d-d7f33742ee63",
}
READ, WRITE = "taxii:read", "taxii:write"


@dataclass(frozen=True)
class Served:
    """A node of ours that answers at `base`, and its plain TAXII partner with the password."""

    party: Party
    base: str
    partner: Partner
    partner_secret: str
    tool_secret: str


class _Quiet(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = threading.Event()

    async def startup(self, sockets: object = None) -> None:
        await super().startup(None)
        self.answers.set()

    @property
    def base(self) -> str:
        """Where it listens."""
        port = self.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application over HTTP on a free port of this machine."""
    config = uvicorn.Config(
        app, port=0, log_config=None, access_log=False, lifespan="off", proxy_headers=False
    )
    server = _Quiet(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert server.answers.wait(STARTED_S)
        yield server.base
    finally:
        server.should_exit = True
        thread.join(STARTED_S)


@contextmanager
def node(folder: Path) -> Iterator[Served]:
    """A whole node with a tool, and with a plain TAXII partner under an agreement in force."""
    world = new_world(folder, "vn-ncc", "asean-cert")
    try:
        party = world["vn-ncc"]
        partner = add_plain_party(party)
        agree_on_paper(world, party, partner)
        tool = party.token("siem", READ, WRITE)
        secret = party.token("old-cert-reads", READ, WRITE, partner_name=str(partner.name))
        with serving(site_of(party.node)) as base:
            yield Served(party, base, partner, secret, tool)
    finally:
        world.close()


def workspace(served: Served) -> Subject:
    """Our `workspace`, as one of our own tools sees it."""
    make = Maker(served.party.node.ourselves.identity)
    subject = Subject(
        "workspace", served.base, "/taxii2/node/", "siem", served.tool_secret, WORKSPACE,
        frozenset({"read", "write", "delete"}), make, {"none": RELEASED}, seed(make),
    )  # fmt: skip
    for one in subject.seed:
        assert subject.add(one).json["success_count"] == 1
    return subject


def released(served: Served) -> Subject:
    """Our `released`, as a plain partner sees it."""
    make = Maker(served.party.node.ourselves.identity)
    seeds = seed(make)
    for one in seeds:
        served.party.publish(*served.party.bring(one), to=[served.partner.name])
    return Subject(
        "released", served.base, "/taxii2/node/", "", served.partner_secret, RELEASED,
        frozenset({"read"}), make, {"write": INBOX, "none": WORKSPACE}, seeds,
    )  # fmt: skip


def inbox(served: Served) -> Subject:
    """Our `inbox`, as a plain partner sees it."""
    return Subject(
        "inbox", served.base, "/taxii2/node/", "", served.partner_secret, INBOX,
        frozenset({"write"}), Maker(served.partner.identity_id),
        {"read": RELEASED, "write": INBOX, "none": WORKSPACE},
    )  # fmt: skip


@contextmanager
def process(python: str, *arguments: str, told: str = "") -> Iterator[list[str]]:
    """Run a server as a process of its own; the words of the line that begins with its port.

    Args:
        python: the interpreter.
        arguments: a module or file, and what it wants to know.
        told: one line that it reads first.
    """
    command = [python, "-W", "ignore", *arguments]
    started = subprocess.Popen(  # noqa: S603 -- our own arguments
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        started.stdin.write(told + "\n")
        started.stdin.close()
        lines = (line.split() for line in started.stdout)
        yield next(words for words in lines if words and words[0].isdigit())
    finally:
        started.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.wait(STARTED_S)
        started.kill()
        started.wait()
        started.stdout.close()


@contextmanager
def medallion(data: Path) -> Iterator[Subject]:
    """Medallion with its own sample data, and our seed in one of its collections."""
    module = ("-m", "tests.conformance.medallion_server", str(data))
    with process(sys.executable, *module) as (port,):
        base = f"http://127.0.0.1:{port}"
        make = Maker("identity--7f9b6ad6-9fcf-4a06-ae2c-f2c0a7f0a001")
        others = {kind: MEDALLION_COLLECTIONS[kind] for kind in ("read", "write", "none")}
        subject = Subject(
            "medallion", base, MEDALLION_ROOT, medallion_server.USER, medallion_server.SECRET,
            MEDALLION_COLLECTIONS["all"], frozenset({"read", "write", "delete"}), make, others,
            seed(make),
        )  # fmt: skip
        for one in subject.seed:
            assert subject.add(one).json["success_count"] == 1
        yield subject


@contextmanager
def opentaxii(python: str) -> Iterator[Subject]:
    """OpenTAXII by a Python that has it (`pip install opentaxii` in an environment of its own)."""
    make = Maker("identity--7f9b6ad6-9fcf-4a06-ae2c-f2c0a7f0a002")
    seeds = tuple(one | _microseconds(one) for one in seed(make))
    file = str(Path(opentaxii_server.__file__))
    with process(python, file, told=json.dumps(seeds)) as (port, root, collection):
        yield Subject(
            "opentaxii", f"http://127.0.0.1:{port}", f"/taxii2/{root}/",
            opentaxii_server.USER, opentaxii_server.SECRET, collection,
            frozenset({"read", "write", "delete"}), make, {}, seeds,
        )  # fmt: skip


def _microseconds(content: Content) -> Content:
    """Its `modified` with as many digits as OpenTAXII wants to read."""
    return {"modified": content["modified"].replace(".678Z", ".678000Z")}
