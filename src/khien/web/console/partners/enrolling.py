"""How a party becomes a partner: invited, accepted, completed, or entered by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from starlette.responses import Response

from khien.app.dealing import phrases
from khien.app.enrolling import Party, connect, renew, take_in, unreachable
from khien.app.wiring import Node
from khien.model.errors import KhienError, MalformedError
from khien.model.instants import parse_instant
from khien.model.signing.fingerprint import phrase
from khien.people.partners import (
    Card,
    Invited,
    OwnInvitationError,
    read_acceptance,
    read_invitation,
)
from khien.web.console.doors import Body, Door
from khien.web.console.mistakes import told
from khien.web.console.partners.reading import shown as shown_partner
from khien.web.console.partners.settling import channel_of
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

JSON: Final = "application/json"
INVITATION, ACCEPTANCE = "invitation", "acceptance"
MOST_BYTES: Final = 256 * 1024  # of an invitation, an acceptance, an identity


@dataclass(frozen=True, slots=True)
class Shown:
    """A file from a party, before anybody believes it. `phrases` are by language."""

    kind: str  # invitation | acceptance
    card: Card
    phrases: dict[str, str]
    text: str
    expires: datetime | None = None


def invite_page(visit: Visit) -> Response:
    """For whom."""
    return _invite(visit)


def invite(visit: Visit) -> Response:
    """Make an invitation and give it to be carried there."""
    try:
        invited = visit.node.enrolments.invite(visit.text("name"))
    except KhienError as error:
        return _invite(visit, error)
    return _invited(visit, invited)


def renew_lost(visit: Visit) -> Response:
    """End the trust in a partner's lost node, and give the invitation for its new one."""
    name = visit.at("name")
    try:
        invited = renew(visit.node, name, visit.text("reason"), visit.officer)
    except KhienError as error:
        return shown_partner(visit, error, "renew")
    return _invited(visit, invited)


def _invited(visit: Visit, invited: Invited) -> Response:
    return visit.page(
        "partners/invited.html",
        name=invited.invitation.partner,
        invitation=invited.invitation,
        document=_written(invited.document),
        unreachable=unreachable(visit.node),
        address=visit.node.ourselves.url,
    )


def accept_page(visit: Visit) -> Response:
    """Where a file of a party is opened."""
    return _accept(visit)


def look(visit: Visit) -> Response:
    """What the file says and the phrase to compare; nothing is believed yet."""
    try:
        shown = _looked_at(visit.node, _sent(visit))
    except KhienError as error:
        return _accept(visit, error)
    return visit.page("partners/look.html", shown=shown)


def accept(visit: Visit) -> Response:
    """Believe what was looked at: pin the key, and give the answer where it answers an invitation."""
    try:
        document = _document(visit.text("document"))
        taken = take_in(visit.node, document, by_hand=visit.text("by_hand") == "yes")
    except KhienError as error:
        return _accept(visit, error)
    return visit.page(
        "partners/accepted.html",
        taken=taken,
        name=taken.partner.name,
        phrases=phrases(visit.node, taken.partner),
        document="" if taken.acceptance is None else _written(taken.acceptance),
    )


def keep(visit: Visit) -> Response:
    """The invitation or acceptance that a page of ours shows, as a file."""
    text = visit.text("document")
    kind, _, _ = _read(_document(text))
    return visit.download(text.encode(), JSON, f"{kind}-{visit.text('name')}.json")


def connect_page(visit: Visit) -> Response:
    """The form for a plain TAXII party."""
    return _connect(visit)


def enter(visit: Visit) -> Response:
    """Enter a plain TAXII party by hand."""
    identity = visit.text("identity")
    try:
        wanted = Party(
            name=visit.text("name"),
            country=visit.text("country").upper(),
            title=visit.text("title"),
            identity=_document(identity) if identity else None,
            api_root=visit.text("api_root"),
            collection=visit.text("collection"),
            user=visit.text("user"),
            secret=str(visit.form.get("secret", "")),
            channel=channel_of(visit),
        )
        made = connect(visit.node, wanted)
    except KhienError as error:
        return _connect(visit, error)
    return visit.go(f"/partners/{made.name}", "told.connected", name=made.name)


def _invite(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "partners/invite.html",
        200 if error is None else 422,
        told=told(visit, error),
        unreachable=unreachable(visit.node),
        address=visit.node.ourselves.url,
    )


def _accept(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "partners/accept.html", 200 if error is None else 422, told=told(visit, error)
    )


def _connect(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "partners/connect.html", 200 if error is None else 422, told=told(visit, error)
    )


def _looked_at(node: Node, text: str) -> Shown:
    kind, card, expires = _read(_document(text))
    own = node.ourselves.key.public
    if card.public_key.raw == own.raw:
        raise OwnInvitationError(card.name)
    said = {
        "vi": phrase(own, card.public_key, "vi"),
        "en": phrase(own, card.public_key, "en"),
    }
    return Shown(kind, card, said, text, expires)


def _read(document: dict[str, Any]) -> tuple[str, Card, datetime | None]:
    """Which of the two it is, from whom, and until when an invitation can be accepted."""
    if document.get("kind") == ACCEPTANCE:
        return ACCEPTANCE, read_acceptance(document).card, None
    said = read_invitation(document)
    return INVITATION, said.card, parse_instant(said.expires)


def _sent(visit: Visit) -> str:
    upload = visit.file("file")
    if upload is None:
        raise MalformedError("file", "JSON (RFC 8259)")
    body = upload.file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise MalformedError(upload.filename or "file", f"at most {MOST_BYTES} bytes")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(upload.filename or "file", "UTF-8") from error


def _document(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise MalformedError("file", "one JSON object (RFC 8259)") from error


def _written(document: dict[str, Any]) -> str:
    return msgspec.json.encode(document).decode()


DOORS = (
    Door("GET", "/enrolment/invite", Permit.PARTNERS, invite_page),
    Door("POST", "/enrolment/invite", Permit.PARTNERS, invite),
    Door("GET", "/enrolment/accept", Permit.PARTNERS, accept_page),
    Door("POST", "/enrolment/accept", Permit.PARTNERS, look, body=Body.FILE),
    Door("POST", "/enrolment/accept/believe", Permit.PARTNERS, accept),
    Door("POST", "/partners/{name}/renew", Permit.PARTNERS, renew_lost, fresh=True),
    Door("POST", "/enrolment/file", Permit.PARTNERS, keep),
    Door("GET", "/enrolment/connect", Permit.PARTNERS, connect_page),
    # Fresh: it keeps a secret with which we sign in elsewhere.
    Door("POST", "/enrolment/connect", Permit.PARTNERS, enter, fresh=True),
)
