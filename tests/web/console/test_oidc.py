"""Officers sign in at their organisation's provider: one made for these tests, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from joserfc import jwk
from starlette.testclient import TestClient

from khien.app.wiring import open_node
from khien.people.officers import disable_officer
from khien.web import site_of
from khien.web.console.cookies import PLAIN
from khien.web.console.oidc import COOKIE
from tests.conformance.servers import serving
from tests.web.console.conftest import ORIGIN, Clock, Desk
from tests.web.console.provider import CLIENT, SECRET, Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider, running."""
    made = Provider(int(Clock().now.timestamp()))
    with serving(made.site()) as address:
        made.issuer = address
        yield made


def desk_with(tmp_path: Path, house: Path, provider: Provider, second: str) -> Desk:
    """A desk whose settings name the provider."""
    home = copytree(house, tmp_path / "home")
    file, secret = home / "khien.toml", home / "keys" / "oidc.secret"
    text = file.read_text("utf-8").replace('issuer = ""', f'issuer = "{provider.issuer}"')
    text = text.replace('client_id = ""', f'client_id = "{CLIENT}"')
    text = text.replace('second_factor = "own"', f'second_factor = "{second}"')
    file.write_text(text, "utf-8")
    secret.write_text(f"{SECRET}\n", "utf-8")
    secret.chmod(0o600)
    clock = Clock()
    node = open_node(home, clock, address=ORIGIN)
    return Desk(node, site_of(node), clock)


@pytest.fixture(params=["own", "provider"])
def second(request: pytest.FixtureRequest) -> str:
    """Who asks for the second factor."""
    return str(request.param)


@pytest.fixture
def desk(tmp_path: Path, house: Path, provider: Provider, second: str) -> Iterator[Desk]:
    """The desk."""
    made = desk_with(tmp_path, house, provider, second)
    yield made
    made.node.close()


def begun(client: TestClient, provider: Provider, wanted: str = "/account") -> str:
    """Go there; the place to which the provider sends the browser back."""
    answer = client.get("/sign-in/provider", params={"next": wanted})
    assert answer.headers["location"].startswith(f"{provider.issuer}/authorize?")
    return provider.visited(answer.headers["location"])


def test_an_officer_comes_in(desk: Desk, provider: Provider, second: str) -> None:
    """The button leads there and back; the second factor is ours unless the settings trust theirs."""
    client = desk.stranger()
    assert 'href="/sign-in/provider' in client.get("/sign-in").text

    answer = client.get(begun(client, provider))

    if second == "provider":
        assert answer.headers["location"] == "/account"
        assert "Officer duty" in client.get("/account").text
    else:
        assert answer.headers["location"] == "/sign-in/second?next=/account"
        assert client.get("/account").status_code == 303
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("second", ["provider"], indirect=True)
@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"preferred_username": "nobody"}},
        {"claims": {"preferred_username": ["duty"]}},
        {"claims": {"preferred_username": "Duty"}},
        {"claims": {"aud": "another"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"nonce": "of another question"}},
        {"claims": {"exp": 0}},
        {"signer": jwk.ECKey.generate_key("P-256", {"kid": "1"})},
        {"about": {"issuer": "https://evil.example"}},
        {"about": {"jwks_uri": "http://evil.example/keys"}},
        {"about": {"token_endpoint": None}},
        {"about": {"token_endpoint": "file:///etc/passwd"}},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_lie_opens_nothing(desk: Desk, provider: Provider, lie: dict[str, Any]) -> None:
    """Nobody of that name, a token for others, of others, too old, or signed by others."""
    client = desk.stranger()
    place = begun(client, provider)
    for name, value in lie.items():
        setattr(provider, name, value)

    answer = client.get(place)

    assert answer.status_code in {401, 502}
    assert PLAIN not in client.cookies
    assert "evil" not in answer.text


@pytest.mark.parametrize("second", ["provider"], indirect=True)
def test_only_the_browser_that_asked_comes_in(desk: Desk, provider: Provider) -> None:
    """Somebody else's answer, or the same one again, signs nobody in."""
    client, victim = desk.stranger(), desk.stranger()
    place = begun(client, provider)

    assert victim.get(place).status_code == 502
    assert client.get(place + "x").status_code == 502
    assert client.get("/sign-in/provider/back?error=access_denied").status_code == 502
    refused = f"/sign-in/provider/back?error=access_denied&state={provider.asked['state']}"
    assert client.get(refused).status_code == 502
    assert client.get(place).status_code == 303
    client.cookies.delete(PLAIN)
    assert client.get(place).status_code == 502


@pytest.mark.parametrize("second", ["provider"], indirect=True)
def test_who_left_does_not_come_in(desk: Desk, provider: Provider) -> None:
    """The provider may still know them; this node does not."""
    with desk.node.store.write() as tx:
        disable_officer(tx, "duty", desk.clock.now)
    client = desk.stranger()

    assert client.get(begun(client, provider)).status_code == 401


@pytest.mark.parametrize("second", ["provider"], indirect=True)
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil"])
def test_the_way_back_leads_nowhere_else(desk: Desk, provider: Provider, wanted: str) -> None:
    """`next` never leads to another site."""
    client = desk.stranger()

    assert client.get(begun(client, provider, wanted)).headers["location"] == "/"


@pytest.mark.parametrize("second", ["provider"], indirect=True)
def test_a_provider_that_is_away_is_said(desk: Desk, provider: Provider) -> None:
    """Nothing hangs and nothing breaks; there is a page with the reason."""
    provider.about = {"authorization_endpoint": "http://evil.example/"}

    assert desk.stranger().get("/sign-in/provider").status_code == 502


@pytest.mark.parametrize("second", ["provider"], indirect=True)
def test_the_secret_is_its_owners_alone(desk: Desk) -> None:
    """A secret that others can read is not used."""
    (desk.node.home / "keys" / "oidc.secret").chmod(0o644)

    assert desk.stranger().get("/sign-in/provider").status_code == 500


@pytest.mark.parametrize("second", ["provider"], indirect=True)
def test_without_the_extra_it_says_so(
    desk: Desk, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node without khien[oidc] names what is missing."""
    client = desk.stranger()
    place = begun(client, provider)
    monkeypatch.setitem(__import__("sys").modules, "joserfc.jwt", None)

    assert "khien[oidc]" in client.get(place).text


def test_without_a_provider_there_is_no_button(tmp_path: Path, house: Path) -> None:
    """The settings name none: no button, and the address leads nowhere."""
    node = open_node(copytree(house, tmp_path / "plain"), Clock(), address=ORIGIN)
    try:
        client = TestClient(site_of(node), base_url=ORIGIN, follow_redirects=False)
        assert "/sign-in/provider" not in client.get("/sign-in").text
        assert client.get("/sign-in/provider").status_code == 404
    finally:
        node.close()
