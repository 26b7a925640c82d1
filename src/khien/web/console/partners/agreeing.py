"""An agreement in plain language: what it says, who has signed it, and signing it."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.responses import Response

from khien.app import entering
from khien.app.terms import in_words
from khien.exchange.authority import DECIDERS
from khien.model.agreement import agreement_document, agreement_text
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.people import factors, officers
from khien.people.agreements import (
    AgreementLine,
    AgreementState,
    SignatureTaken,
    StoredAgreement,
    list_agreements,
)
from khien.people.officers import Officer, list_officers
from khien.people.partners import PartnerKind, PartnerState
from khien.people.partners import partner as find_partner
from khien.web.console.doors import Body, Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

TOML: Final = "application/toml"
JSON: Final = "application/json"
MOST_BYTES: Final = 1024 * 1024
TONES: Final = {
    AgreementState.IN_FORCE: "good",
    AgreementState.SIGNED_BY_BOTH: "calm",
    AgreementState.DRAFT: "wait",
    AgreementState.SIGNED_BY_US: "wait",
    AgreementState.SIGNED_BY_PARTNER: "wait",
    AgreementState.UNREADABLE: "bad",
}
UNSIGNED: Final = {AgreementState.DRAFT, AgreementState.SIGNED_BY_PARTNER}


def page(visit: Visit) -> Response:
    """The one in force, or the one that is asked for."""
    return shown(visit)


def shown(visit: Visit, error: KhienError | None = None) -> Response:
    """The agreement, with what was not taken of one of its forms."""
    name = visit.at("name")
    with visit.node.store.read() as tx:
        partner = find_partner(tx, name)
        lines = list_agreements(tx, visit.now, name)
    line = _chosen(lines, visit.query.get("agreement", "") or visit.text("agreement"))
    agreement = None if line is None else line.stored.agreement
    return visit.page(
        "partners/agreement.html",
        200 if error is None else 422,
        name=name,
        partner=partner,
        line=line,
        others=[one for one in reversed(lines) if one is not line],
        terms=in_words(agreement, visit.node.ourselves.identity) if agreement else [],
        text="" if line is None else text_of(line.stored),
        can_sign=line is not None and line.state in UNSIGNED,
        is_active=partner.state is PartnerState.ACTIVE,
        is_plain=partner.kind is PartnerKind.TAXII,
        tones=TONES,
        told=told(visit, error),
    )


def file(visit: Visit) -> Response:
    """The agreement as a file: what people write, or the document with every signature."""
    name, sha256 = visit.at("name"), visit.query.get("agreement", "")
    if visit.query.get("as") == "signed":
        document = visit.node.treaties.document(name, sha256)
        body = msgspec.json.format(msgspec.json.encode(document), indent=2)
        return visit.download(body, JSON, f"agreement-{name}.json")
    with visit.node.store.read() as tx:
        line = _chosen(list_agreements(tx, visit.now, find_partner(tx, name).name), sha256)
    if line is None:
        raise NotFoundError("agreement", sha256 or name)
    return visit.download(text_of(line.stored).encode(), TOML, f"agreement-{name}.toml")


def sign(visit: Visit) -> Response:
    """Sign for us; the signature goes to the partner by itself."""
    name = visit.at("name")
    taken = visit.node.treaties.sign(name, typed_text(visit), visit.officer)
    code = "told.agreement.half" if taken.stored.concluded is None else "told.agreement.whole"
    return _gone(visit, taken, code)


def take(visit: Visit) -> Response:
    """Take the partner's signature from a file that was carried here."""
    name = visit.at("name")
    try:
        with visit.node.store.read() as tx:
            giver = find_partner(tx, name)
        taken = visit.node.treaties.take(giver, _signed(visit))
    except KhienError as error:
        return shown(visit, error)
    code = "told.agreement.taken" if taken.stored.ours is None else "told.agreement.whole"
    return _gone(visit, taken, code)


def attest(visit: Visit) -> Response:
    """Two officers say that they have the paper; the second one says who they are on this page."""
    name, text = visit.at("name"), typed_text(visit)
    if not visit.text("second") or not visit.form.get("second_password"):
        return _attest(visit)
    try:
        second = _second(visit)
        taken = visit.node.treaties.attest(
            name, text, visit.text("reference"), (visit.officer, second)
        )
    except KhienError as error:
        return _attest(visit, error)
    return _gone(visit, taken, "told.agreement.paper")


def text_of(stored: StoredAgreement) -> str:
    """The file of an agreement; one that came as a signed document is written out."""
    if stored.text or stored.agreement is None:
        return stored.text
    return agreement_text(agreement_document(stored.agreement))


def typed_text(visit: Visit) -> str:
    """The file that a page of ours carries; browsers end its lines in their own way."""
    return "\n".join(visit.text("text").splitlines()) + "\n"


def sent_text(visit: Visit, field: str = "file") -> str:
    """The text of an uploaded file.

    Raises:
        MalformedError: none was chosen, too large, or not UTF-8.
    """
    upload = visit.file(field)
    if upload is None:
        raise MalformedError("file", "TOML 1.0, JSON (RFC 8259)")
    body = upload.file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise MalformedError(upload.filename or "file", f"at most {MOST_BYTES} bytes")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(upload.filename or "file", "UTF-8") from error


def _attest(visit: Visit, error: KhienError | None = None) -> Response:
    with visit.node.store.read() as tx:
        known = list_officers(tx)
    able = [
        (one.name, one.display)
        for one in known
        if one.name != visit.officer.name and one.roles & set(DECIDERS) and not one.disabled
    ]
    return visit.page(
        "partners/attest.html",
        200 if error is None else 422,
        name=visit.at("name"),
        text=visit.text("text"),
        officers=able,
        told=told(visit, error),
    )


def _second(visit: Visit) -> Officer:
    """The second officer, by password and second factor, as at the sign-in."""
    password = str(visit.form.get("second_password", ""))
    found = officers.sign_in(visit.node.store, visit.text("second"), password, visit.now)
    code = visit.text("second_code")
    factors.give_code(visit.node.store, entering.key_of(visit.node), found.name, code, visit.now)
    return found


def _signed(visit: Visit) -> dict[str, Any]:
    try:
        return msgspec.json.decode(sent_text(visit), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise MalformedError("file", "one JSON object (RFC 8259)") from error


def _gone(visit: Visit, taken: SignatureTaken, code: str) -> Response:
    name = visit.at("name")
    place = f"/partners/{name}/agreement?agreement={taken.stored.sha256}"
    return visit.go(place, code, name=name)


def _chosen(lines: tuple[AgreementLine, ...], sha256: str) -> AgreementLine | None:
    """The one with this hash; else what waits for us, the one in force, or the newest.

    Raises:
        NotFoundError: there is none with this hash.
    """
    if sha256:
        found = next((one for one in lines if one.stored.sha256 == sha256), None)
        if found is None:
            raise NotFoundError("agreement", sha256)
        return found
    in_force = [one for one in lines if one.state is AgreementState.IN_FORCE]
    return next(reversed([*lines[-1:], *in_force]), None)


PLACE: Final = "/partners/{name}/agreement"
DOORS = (
    Door("GET", PLACE, Permit.READ, page),
    Door("GET", f"{PLACE}/file", Permit.READ, file),
    Door("POST", f"{PLACE}/sign", Permit.SIGN, sign, fresh=True),
    Door("POST", f"{PLACE}/attest", Permit.SIGN, attest, fresh=True),
    Door("POST", f"{PLACE}/take", Permit.PARTNERS, take, body=Body.FILE),
)
