"""One visit: everything that the handler of a page is given, and the ways in which it can answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.datastructures import FormData, ImmutableMultiDict, QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khien.app.wiring import Node
from khien.model.errors import KhienError
from khien.model.words import WORDS, Language, place, say, say_what_is_known
from khien.people import sessions
from khien.people.officers import Officer
from khien.people.sessions import Session, Stage
from khien.web.console.permits import Permit, may
from khien.web.console.rooms import ROOMS
from khien.web.pages import Pages

LONGEST_FACT = 200  # characters of a fact that a notice repeats
# In the room of the partners, under a path of its own: a partner may be called `invite`.
PARTNERS, ENROLMENT = "/partners", "/enrolment/"


class SignedOutError(KhienError):
    """This page is for officers; whoever asks has not signed in."""

    code, exit_status, http_status = "console.signed-out", 9, 401

    def __init__(self) -> None:
        super().__init__()


class ForbiddenError(KhienError):
    """None of the officer's roles opens this door."""

    code, exit_status, http_status = "console.forbidden", 3, 403

    def __init__(self, permit: str) -> None:
        super().__init__(permit=permit)


@dataclass(slots=True)
class Visit:
    """A request to the console, after the door was opened.

    `form` holds the fields that were sent, `files` the uploads; both are empty for GET. `zone` is in
    which the officer reads times. Raising a `KhienError` shows its sentence with its status.
    """

    request: Request
    node: Node
    pages: Pages
    language: Language
    zone: ZoneInfo
    now: datetime
    guest: Officer | None = None
    seat: Session | None = None
    token: str = ""  # of the session; for the CSRF field, never shown
    mark: str = ""  # of the node when the visit began: from where its page listens to changes
    form: ImmutableMultiDict[str, Any] = field(default_factory=FormData)
    notices: list[str] = field(default_factory=list)

    @property
    def officer(self) -> Officer:
        """Who has signed in.

        Raises:
            SignedOutError: nobody has. Doors with a permit other than OPEN never get that far.
        """
        if self.guest is None:
            raise SignedOutError
        return self.guest

    @property
    def session(self) -> Session:
        """The session of the officer.

        Raises:
            SignedOutError: there is none.
        """
        if self.seat is None:
            raise SignedOutError
        return self.seat

    @property
    def is_in(self) -> bool:
        """Whether an officer is fully signed in: both factors given."""
        return self.guest is not None and self.seat is not None and self.seat.stage is Stage.OPEN

    @property
    def is_secured(self) -> bool:
        """Whether the browser reaches us over TLS, here or at a proxy before us."""
        address = self.node.ourselves.url
        return address.startswith("https:") or self.request.url.scheme == "https"

    def sit(self, session: Session, token: str) -> None:
        """Go on in a new or advanced session; its cookie is set by `cookies.give_token`."""
        self.seat, self.token = session, token

    @property
    def theme(self) -> str:
        """The colours that the officer chose: light, dark, or '' for the system's."""
        return str(getattr(self.guest, "theme", ""))

    @property
    def rooms(self) -> list[tuple[str, str]]:
        """Path and English name of each room that the officer may enter."""
        return [(path, name) for path, name, permit in ROOMS if self.may(permit)]

    def is_at(self, path: str) -> bool:
        """Whether the page is in this room."""
        here = PARTNERS if self.path.startswith(ENROLMENT) else self.path
        here = "/feeds" if here == "/new-feed" else here
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    @property
    def query(self) -> QueryParams:
        """What stands after the `?`."""
        return self.request.query_params

    @property
    def path(self) -> str:
        """The path asked for, without its query."""
        return self.request.url.path

    @property
    def here(self) -> str:
        """The page asked for with its query, to come back to after a form of it."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_part(self) -> bool:
        """Whether htmx asks for a part of a page rather than for the page."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and "hx-history-restore-request" not in headers

    @property
    def csrf(self) -> str:
        """What a form of this session must send back. Bound to the session, useless without it."""
        return csrf_of(self.token)

    def at(self, name: str) -> str:
        """A name in the path, as in `/objects/{id}`."""
        return str(self.request.path_params[name])

    def text(self, name: str) -> str:
        """A field of the form, without white space around it; '' where it is absent or a file."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field that can stand several times."""
        return [one.strip() for one in self.form.getlist(name) if isinstance(one, str)]

    def file(self, name: str) -> UploadFile | None:
        """An uploaded file, or None where none was chosen."""
        found = self.form.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None

    def may(self, permit: str | Permit) -> bool:
        """Whether the officer could enter a door with this permit; for what a page offers."""
        wanted = permit if isinstance(permit, Permit) else Permit(permit)
        return self.guest is not None and may(self.guest.roles, wanted)

    def say(self, code: str, facts: Mapping[str, object] | None = None) -> str:
        """The sentence of a code in the reader's language, or the code where it has none."""
        if code not in WORDS:
            return code
        told = {name: self._fact(value) for name, value in (facts or {}).items()}
        return say_what_is_known(code, self.language, told)

    def item(self, name: str) -> str:
        """An item of a report as people call it: `line 3` in the reader's language, the rest as it came."""
        return str(self._fact(name))

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:  # noqa: ANN401 -- what the template needs
        """A whole page; htmx, when it asks for a part, finds that part in it."""
        return self.pages.render(
            self.request, template, status, said=self.language, visit=self, **facts
        )

    def go(self, path: str, code: str = "", **facts: object) -> Response:
        """Send the browser on after a change; the sentence of `code` is shown there, once.

        Args:
            path: of this node, beginning with one slash.
            code: of a sentence in `model/words`.
            facts: what fills its holes.
        """
        if code and self.seat is not None:
            short = {name: _short(value) for name, value in facts.items()}
            notice = msgspec.json.encode({"code": code, "facts": short}).decode()
            with self.node.store.write() as tx:
                sessions.leave_notice(tx, self.seat.id, notice)
        return RedirectResponse(here(path), HTTPStatus.SEE_OTHER)

    def download(self, content: bytes, media_type: str, name: str) -> Response:
        """A file to keep. The name is ours: letters, digits, dots and dashes."""
        kept = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)
        headers = {"Content-Disposition": f'attachment; filename="{kept}"'}
        return Response(content, media_type=media_type, headers=headers)

    def _fact(self, value: object) -> object:
        if isinstance(value, str) and value in WORDS and "{" not in WORDS[value].en:
            return say(value, self.language, {})
        return place(value, self.language) if isinstance(value, str) else value


def csrf_of(token: str) -> str:
    """The CSRF field of a session: an HMAC of its secret token, so that nothing more is stored."""
    return hmac.new(token.encode(), b"khien csrf", hashlib.sha256).hexdigest() if token else ""


def here(path: str) -> str:
    """The path if it leads to a page of this node, else the start page: no open redirects."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def _short(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)[:LONGEST_FACT]
