"""What the demo shares: real inputs where they lie beside the project, else the package's sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from khien.app.wiring import utc_now
from khien.intake import Outcome, Wish, read_file
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.watch.files import lines_of

SAMPLE = Path(__file__).parent / "sample"
REPORT = "stix/oasis-examples/apt1.json"
# The OceanLotus event comes first where it is there; else one that its makers let cross.
EVENTS = ("misp/eset/*oceanlotus*", "misp/eset/*candiru*")
SCAMS = "ioc/vn/hostsVN-threat-VN.txt"
OWN_MARKING = Tlp.GREEN  # for what a user's file says nothing about
LOG = "telemetry/zeek-tsv/dns.log.gz"


@dataclass(frozen=True, slots=True)
class Group:
    """One file to share; `marking` is for objects that say nothing themselves and that we make."""

    key: str
    path: Path
    marking: Tlp | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of one run."""

    groups: tuple[Group, ...]
    log: Path
    real: bool


class NothingToShareError(MalformedError):
    """The user's file was read, but no item of it can be kept; the rule that the first one breaks is named."""

    code = "demo.nothing-to-share"


def find_inputs(own: Path | None) -> Inputs:
    """The user's own file, or the shared real inputs, or the sample that the package brings.

    Raises:
        UnreadableError: the user's file as a whole cannot be read.
        NothingToShareError: nothing in the user's file can be kept.
        OSError: there is no such file, or it is not ours to read.
    """
    shared = _shared()
    log = shared / LOG if shared else SAMPLE / "dns.log"
    if own is not None:
        _try(own)
        return Inputs((Group("own", own, OWN_MARKING, "network-defence"),), log, real=False)
    if shared is None:
        return Inputs(
            (
                Group("report", SAMPLE / "report.json", None, "network-defence"),
                Group("event", SAMPLE / "event.json", Tlp.GREEN, "network-defence"),
                Group("scams", SAMPLE / "scam-domains.txt", Tlp.CLEAR, "fraud-prevention"),
            ),
            log,
            real=False,
        )
    event = next(path for pattern in EVENTS for path in sorted(shared.glob(pattern)))
    return Inputs(
        (
            Group("report", shared / REPORT, None, "network-defence"),
            Group("event", event, Tlp.GREEN, "network-defence"),
            Group("scams", shared / SCAMS, Tlp.CLEAR, "fraud-prevention"),
        ),
        log,
        real=True,
    )


def _try(own: Path) -> None:
    """Read the user's file once before any node is started, so that its mistakes are told at once."""
    nobody = ObjectId(f"identity--{uuid4()}")
    wish = Wish(identity=nobody, now=utc_now(), marking=OWN_MARKING, source=own.name)
    found = read_file(own.name, own.read_bytes(), wish)
    if not found.versions:
        rules = [entry.code for entry in found.entries if entry.outcome is Outcome.REFUSED]
        raise NothingToShareError(own.name, rules[0] if rules else "demo.empty")


def _shared() -> Path | None:
    """The folder of shared inputs beside the repository, when every one that we need is there."""
    for start in (Path.cwd(), Path(__file__).parents[4]):
        found = start.parent / "shared" / "data"
        here = all((found / one).is_file() for one in (REPORT, SCAMS, LOG))
        if here and any(list(found.glob(pattern)) for pattern in EVENTS):
            return found
    return None


def planted(log: Path, domains: list[str]) -> Iterator[bytes]:
    """The lines of a Zeek DNS log, with one query more for each domain, shaped like its neighbours.

    The real log holds none of the shared indicators, so without this nothing would be seen.
    """
    query, last = -1, b""
    for line in lines_of(log):
        if line.startswith(b"#fields"):
            query = line.split(b"\t").index(b"query") - 1
        if not line.startswith(b"#"):
            last = line
        if not line.startswith(b"#close"):
            yield line
    for domain in domains:
        cells = last.split(b"\t")
        cells[query] = domain.encode()
        yield b"\t".join(cells)
