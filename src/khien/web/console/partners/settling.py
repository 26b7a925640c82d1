"""What is set for a partner: limits, named persons, how its server is reached; and its end."""

from __future__ import annotations

from starlette.responses import Response

from khien.app.certifying import secure
from khien.app.enrolling import Settled, end, settle
from khien.app.relocating import Move, move
from khien.model.errors import KhienError, MalformedError
from khien.people.partners import Channel, NamedPerson
from khien.web.console.doors import Door
from khien.web.console.partners.reading import one, shown
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

MOST = 2**31 - 1  # what the database's integer holds


def change(visit: Visit) -> Response:
    """Set limits, exercise and persons, all at once."""
    name = visit.at("name")
    try:
        wanted = Settled(
            max_bytes=_number(visit, "max_bytes"),
            objects_per_minute=_number(visit, "objects_per_minute"),
            exercise=visit.text("exercise") == "yes",
            persons=tuple(_persons(visit.text("persons"))),
        )
        _, changed = settle(visit.node, name, wanted, visit.officer)
    except KhienError as error:
        return shown(visit, error, "settings")
    return visit.go(
        f"/partners/{name}", "told.partner-set", name=name, what=", ".join(changed) or "–"
    )


def channel(visit: Visit) -> Response:
    """Change how its server is reached."""
    name = visit.at("name")
    try:
        secure(visit.node, name, channel_of(visit))
    except KhienError as error:
        return shown(visit, error, "channel")
    return visit.go(f"/partners/{name}", "told.channel", name=name)


def pull(visit: Visit) -> Response:
    """Fetch from a plain TAXII party now."""
    name = visit.at("name")
    try:
        outcomes = visit.node.pulls.pull(name, visit.text("collection"), visit.text("added_after"))
    except KhienError as error:
        return shown(visit, error, "pull")
    return visit.go(f"/partners/{name}", "told.pulled", count=sum(outcomes.values()), name=name)


def revoke(visit: Visit) -> Response:
    """Strike it off, or take our invitation back."""
    name = visit.at("name")
    try:
        ended = end(visit.node, name, visit.text("reason"), visit.officer)
    except KhienError as error:
        return shown(visit, error, "revoke")
    if ended.partner is None:
        return visit.go("/partners", "told.withdrawn", name=name)
    untold = ended.notice is not None and not ended.told
    code = "told.revoked-untold" if untold else "told.revoked"
    return visit.go(f"/partners/{name}", code, name=name)


def relocate(visit: Visit) -> Response:
    """Reach it at another address: the one that it announced, or the one that is typed."""
    name = visit.at("name")
    announced = visit.text("announced") == "yes"
    try:
        address = visit.text("address")
        if not (address or announced):
            raise MalformedError("partner address", "http or https, no user, query or fragment")
        wanted = Move("" if announced else address)
        moved = move(visit.node, name, wanted, visit.text("reason"), visit.officer)
    except KhienError as error:
        return shown(visit, error, "announced" if announced else "move")
    return visit.go(f"/partners/{name}", "told.moved", name=name, address=moved.url)


def announce(visit: Visit) -> Response:
    """Tell every partner where this node is."""
    count = visit.node.notices.announce(visit.officer)
    return visit.go("/partners", "told.announced", address=visit.node.ourselves.url, count=count)


def channel_of(visit: Visit) -> Channel:
    """What a form says about TLS; a PEM ends with a line break."""
    return Channel(*(_pem(visit.text(field)) for field in ("ca", "certificate", "key")))


def _pem(text: str) -> str:
    return "\n".join(text.split("\r\n")) + "\n" if text else ""


def _number(visit: Visit, field: str) -> int:
    text = visit.text(field)
    if not (text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= MOST):
        raise MalformedError(field, f"1–{MOST}")
    return int(text)


def _persons(text: str) -> list[NamedPerson]:
    lines = [line.partition("=") for line in text.splitlines() if line.strip()]
    return [NamedPerson(name.strip(), title.strip()) for name, _, title in lines]


DOORS = (
    # After the fixed paths of `enrolling`: a name would catch them.
    Door("GET", "/partners/{name}", Permit.READ, one),
    Door("POST", "/partners/{name}/settings", Permit.PARTNERS, change),
    Door("POST", "/partners/{name}/channel", Permit.PARTNERS, channel, fresh=True),
    Door("POST", "/partners/{name}/move", Permit.PARTNERS, relocate, fresh=True),
    Door("POST", "/enrolment/announce", Permit.PARTNERS, announce),
    Door("POST", "/partners/{name}/pull", Permit.PARTNERS, pull),
    Door("POST", "/partners/{name}/revoke", Permit.PARTNERS, revoke, fresh=True),
)
