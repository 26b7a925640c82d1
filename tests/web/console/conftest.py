"""A node with officers of every role, and each of them signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from khien.app.wiring import Node, open_node
from khien.model.agreement import Role
from khien.model.ids import OfficerName
from khien.people import factors, sessions
from khien.people.factors import rows as factor_rows
from khien.people.factors.rows import Totp
from khien.people.factors.sealing import seal
from khien.people.officers import add_officer
from khien.people.officers import desk as officer_desk
from khien.people.officers import rows as officer_rows
from khien.people.officers.passwords import hash_password
from khien.people.sessions import Stage
from khien.web import site_of
from khien.web.console.cookies import LANGUAGE, PLAIN
from khien.web.console.visits import csrf_of
from tests.app.homes import NOW, make, opened
from tests.people.factors.test_desk import code_at
from tests.people.parties import CHEAP

if TYPE_CHECKING:
    from tests.web.console.border import Border

PASSWORD = "correct horse battery staple"  # noqa: S105 -- of officers who do not exist
ORIGIN = "http://testserver"
SECRET = b"12345678901234567890"  # of every authenticator app (RFC 6238, appendix B)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The instant."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@dataclass
class Browser:
    """One signed-in officer's browser."""

    client: TestClient
    token: str

    def get(self, path: str, **more: Any) -> Response:  # noqa: ANN401 -- as httpx takes it
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Response:  # noqa: ANN401 -- as httpx takes it
        """Send a form of one of our pages."""
        more.setdefault("headers", {"origin": ORIGIN})
        return self.client.post(path, data={"csrf": csrf_of(self.token), **(fields or {})}, **more)


def browser_for(site: Starlette, language: str = "en") -> TestClient:
    """A browser that has not signed in."""
    client = TestClient(site, base_url=ORIGIN, raise_server_exceptions=True, follow_redirects=False)
    client.cookies.set(LANGUAGE, language)
    return client


@dataclass
class Desk:
    """The node, its site, and its officers: one for each role, named after it, and `all`."""

    node: Node
    site: Starlette
    clock: Clock
    browsers: dict[str, Browser] = field(default_factory=dict)

    def stranger(self, language: str = "en") -> TestClient:
        """A browser that has not signed in."""
        return browser_for(self.site, language)

    def code(self, who: str) -> str:
        """What the officer's authenticator app shows now; the officer has one from the first call on."""
        name, key = OfficerName(who), factors.factor_key(self.node.home)
        with self.node.store.write() as tx:
            if not factors.held(tx, name).is_enough:
                kept = Totp(seal(key, name, SECRET), self.clock.now, None)
                factor_rows.write_totp(tx, name, kept)
        return code_at(SECRET, self.clock.now)

    def as_(self, who: str, language: str = "en") -> Browser:
        """A browser in which the officer is signed in, in a session confirmed just now."""
        return signed_in(self.node, self.stranger(language), who, self.clock.now)


def signed_in(node: Node, client: TestClient, who: str, now: datetime) -> Browser:
    """Sign an officer in, in a session confirmed just now."""
    with node.store.write() as tx:
        _, token = sessions.open_session(
            tx, OfficerName(who), now, stage=Stage.OPEN, agent="a test"
        )
    client.cookies.set(PLAIN, token)
    return Browser(client, token)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with officers of every role, made once and copied for each test."""
    home = make(tmp_path_factory.mktemp("console") / "home")
    hashed = hash_password(PASSWORD, CHEAP)
    with opened(home) as node, node.store.write() as tx:
        for name, roles in _officers().items():
            made = add_officer(tx, name, roles=roles, now=NOW, display=f"Officer {name}")
            officer_rows.update_password(tx, made.name, hashed)
    return home


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords at a cost that suits tests; what is asked of them stays the same."""
    for does in (officer_desk.sign_in, officer_desk.set_password, officer_desk.add_officer):
        monkeypatch.setattr(does, "__kwdefaults__", (does.__kwdefaults__ or {}) | {"cost": CHEAP})


@pytest.fixture
def desk(tmp_path: Path, house: Path, cheap: None) -> Iterator[Desk]:
    """A node with officers of every role."""
    clock = Clock()
    node = open_node(copytree(house, tmp_path / "home"), clock, address=ORIGIN)
    try:
        yield Desk(node, site_of(node), clock)
    finally:
        node.close()


@pytest.fixture
def border(tmp_path: Path) -> Iterator[Border]:
    """Two nodes with an agreement in force, and the console of the first."""
    from tests.web.console.border import new_border  # noqa: PLC0415 -- it needs this file

    made = new_border(tmp_path)
    yield made
    made.world.close()


def _officers() -> dict[str, list[str]]:
    every = [role.value for role in Role]
    return {**{name: [name] for name in every}, "all": every}
