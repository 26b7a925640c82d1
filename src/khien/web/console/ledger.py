"""`/ledger`: what happened, provably; the proof of one crossing; checking a proof of anybody's."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.responses import Response

from khien.app.bookkeeping import book, verified
from khien.app.proofs import check_crossing, crossing_proof, has_receipt, known_keys
from khien.app.work import State, Work
from khien.model.errors import KhienError, MalformedError
from khien.web.console.doors import Body, Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

VERIFY: Final = "ledger-verify"
PAGE: Final = 50
MOST_BYTES: Final = 4 * 1024 * 1024  # of a proof file; ours have some kilobytes
JSON: Final = "application/json"


def page(visit: Visit) -> Response:
    """The signed state, who cosigned it, the newest leaves."""
    before = visit.query.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = book(visit.node, place, PAGE)
    audits = visit.node.works.newest(VERIFY, limit=5)
    return visit.page("ledger/page.html", found=found, audits=audits, before=place)


def verify(visit: Visit) -> Response:
    """Begin to recompute all of it."""
    node = visit.node
    running = [w for w in node.works.newest(VERIFY, limit=1) if w.state is State.RUNNING]
    if running:
        return visit.go(f"/ledger/audits/{running[0].id}")
    work = node.works.start(
        VERIFY, node.ledger.origin, visit.officer.name, lambda told: verified(node, told)
    )
    return visit.go(f"/ledger/audits/{work}")


def audit(visit: Visit) -> Response:
    """How far a verification is, and what it found."""
    found: Work = visit.node.works.found(visit.at("id"), VERIFY)
    return visit.page("ledger/audit.html", work=found)


def proof(visit: Visit) -> Response:
    """The proof of one crossing, to read and to keep."""
    crossing = visit.at("crossing")
    document = crossing_proof(visit.node, crossing)
    checked = check_crossing(document, known_keys(visit.node))
    return visit.page(
        "ledger/proof.html",
        crossing=crossing,
        checked=checked,
        receipt=has_receipt(document),
        ours=True,
    )


def proof_file(visit: Visit) -> Response:
    """The same as a file that anybody can check."""
    crossing = visit.at("crossing")
    document = msgspec.json.encode(crossing_proof(visit.node, crossing))
    return visit.download(document, JSON, f"{crossing}.proof.json")


def checkpoint_file(visit: Visit) -> Response:
    """The signed note of the newest state."""
    found = book(visit.node, None, 0)
    return visit.download(found.note.encode(), "text/plain", f"checkpoint-{found.size}.txt")


def check_page(visit: Visit) -> Response:
    """Where a proof file is dropped."""
    return _check(visit, None)


def check(visit: Visit) -> Response:
    """What a proof file proves, by the keys that this node believes."""
    upload = visit.file("file")
    if upload is None:
        return _check(visit, MalformedError("file", "a proof file"))
    raw = upload.file.read(MOST_BYTES + 1)
    try:
        checked = check_crossing(_document(raw), known_keys(visit.node))
    except KhienError as error:
        return _check(visit, error)
    crossing = checked.proofs[0].leaf.entry.crossing
    receipt = any(one.receipt is not None for one in checked.proofs)
    return visit.page(
        "ledger/proof.html", crossing=crossing, checked=checked, receipt=receipt, ours=False
    )


def _document(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise MalformedError("file", f"at most {MOST_BYTES} bytes")
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError("file", "JSON (RFC 8259)") from error
    if not isinstance(found, dict):
        raise MalformedError("file", "a JSON object")
    return found


def _check(visit: Visit, error: KhienError | None) -> Response:
    status = 200 if error is None else error.http_status
    return visit.page("ledger/check.html", status, error=error)


DOORS = (
    Door("GET", "/ledger", Permit.READ, page),
    Door("POST", "/ledger/audits", Permit.VERIFY, verify),
    Door("GET", "/ledger/audits/{id}", Permit.READ, audit),
    Door("GET", "/ledger/checkpoint.txt", Permit.READ, checkpoint_file),
    Door("GET", "/ledger/check", Permit.READ, check_page),
    Door("POST", "/ledger/check", Permit.READ, check, body=Body.FILE),
    Door("GET", "/ledger/proofs/{crossing}", Permit.READ, proof),
    Door("GET", "/ledger/proofs/{crossing}/file", Permit.READ, proof_file),
)
