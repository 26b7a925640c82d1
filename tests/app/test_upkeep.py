"""What a running node keeps in order by itself: its revocation list, and the certificate that it shows."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
import structlog
from cryptography import x509

from khien.app import certifying, serve
from khien.app.administering import unrecorded
from khien.app.demo.cast import wait_until
from khien.app.doctor import examine
from khien.app.rounds import Rounds
from khien.app.upkeep import EVERY, Upkeep
from khien.app.wiring import Node
from khien.people.acts import Deed, acts
from khien.people.certificates import LIST_DAYS, LIST_RENEWED, list_until
from khien.web import site_of
from tests.app.secured import (
    LONG,
    Client,
    Secured,
    bearer,
    client_context,
    make_secured,
    token,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an authority, made once."""
    return make_secured(tmp_path_factory.mktemp("upkeep") / "home").home


@pytest.fixture
def secured(template: Path, tmp_path: Path) -> Secured:
    """A copy of it."""
    return Secured(Path(shutil.copytree(template, tmp_path / "home")))


@pytest.fixture
def node(secured: Secured) -> Iterator[Node]:
    """The node of that home."""
    with secured.opened() as opened:
        yield opened


@contextmanager
def listening(node: Node) -> Iterator[tuple[str, serve._Server]]:
    """The node's server as `khien serve` runs it, and its address."""
    heard: list[str] = []
    server = serve._Server(serve._config(node, site_of(node), 0), heard.append)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert wait_until(lambda: bool(heard), 30)
        yield heard[0], server
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def serial(address: str, context: ssl.SSLContext) -> int:
    """The serial of the certificate that a new connection is shown."""
    place = urlsplit(address)
    with Client(address, context) as client:
        client.get()
        shown = client._wire.sock.getpeercert(binary_form=True) or b""
    assert place.scheme == "https"
    return x509.load_der_x509_certificate(shown).serial_number


def renewals(node: Node) -> int:
    """How often the register says that the list was renewed."""
    with node.store.read() as tx:
        return [act.deed for act in acts(tx)].count(Deed.LIST_RENEWED)


def until(node: Node) -> datetime:
    """When the list in force ends."""
    found = list_until(node.home)
    assert found is not None
    return found


def test_the_list_is_renewed_long_before_it_ends(secured: Secured, node: Node) -> None:
    """Two weeks before, by the node itself, as an act in register and ledger; not a day earlier."""
    upkeep, first = Upkeep(node, None), until(node)
    secured.clock.tick(days=LIST_DAYS - LIST_RENEWED.days - 1)
    upkeep.look()
    assert (until(node), renewals(node)) == (first, 0)

    secured.clock.tick(days=1)
    upkeep.look()
    upkeep.look()

    assert until(node) - first >= timedelta(days=LIST_DAYS - LIST_RENEWED.days)
    assert renewals(node) == 1
    assert unrecorded(node) == []


def test_a_list_that_is_gone_or_spoilt_is_written_anew(secured: Secured, node: Node) -> None:
    """As after a restore: without a list no certificate would be taken."""
    file, upkeep = node.home / "tls/crl.pem", Upkeep(node, None)
    for spoil in (file.unlink, lambda: file.write_text("nothing")):
        spoil()
        secured.clock.tick(minutes=2)
        upkeep.look()
        assert until(node) > secured.clock()


def test_a_node_without_an_authority_has_no_list(tmp_path: Path, secured: Secured) -> None:
    """There is nothing to be renewed, and nothing is made."""
    (secured.home / "keys/authority.json").unlink()
    before = (secured.home / "tls/crl.pem").read_bytes()
    secured.clock.tick(days=LIST_DAYS + 1)
    with secured.opened() as node:
        Upkeep(node, None).look()
        assert renewals(node) == 0
    assert (secured.home / "tls/crl.pem").read_bytes() == before


def test_a_failure_is_noted_and_tried_again(
    secured: Secured, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk does not end the rounds; a minute later it is tried once more."""

    def full(_: Node) -> Path:
        raise OSError(28, "No space left on device")

    upkeep = Upkeep(node, None)
    secured.clock.tick(days=LIST_DAYS)
    with structlog.testing.capture_logs() as said, monkeypatch.context() as patched:
        patched.setattr("khien.app.upkeep.renew_list", full)
        upkeep.look()
    upkeep.look()
    assert renewals(node) == 0
    secured.clock.tick(seconds=EVERY.total_seconds())
    upkeep.look()

    assert said == [{"event": "list.failed", "error": "OSError", "log_level": "error"}]
    assert renewals(node) == 1


def test_the_doctor_tells_when_it_was_not_renewed(secured: Secured) -> None:
    """A week before the end a node that runs would have renewed it, so a person is told."""
    codes = {}
    for days in (1, LIST_DAYS - 8, LIST_DAYS - 6, LIST_DAYS + 1):
        clock = Secured(secured.home).clock
        clock.tick(days=days)
        found = [one.code for one in examine(secured.home, clock) if "list" in one.code]
        codes[days] = found
    assert list(codes.values()) == [
        ["doctor.list"], ["doctor.list"], ["doctor.list-ends"], ["doctor.list-stale"],
    ]  # fmt: skip


def test_the_rounds_look(secured: Secured, node: Node) -> None:
    """A running node does it: the rounds call for it from their first look on."""
    secured.clock.tick(days=LIST_DAYS + 1)
    rounds = Rounds(node, Upkeep(node, None).look)
    rounds.start()
    try:
        assert wait_until(lambda: renewals(node) == 1, 30)
    finally:
        rounds.stop()


def test_a_new_certificate_is_shown_without_a_restart(secured: Secured, node: Node) -> None:
    """From the next handshake on; who is connected already stays so."""
    secret = token(node, "tool")
    context = client_context(secured.home)
    with listening(node) as (address, server), Client(address, context) as old:
        upkeep = Upkeep(node, server.change_tls)
        before = serial(address, context)
        assert old.get(headers=bearer(secret)).status == 200
        certifying.make_server(node, ["127.0.0.1"], days=LONG)
        secured.clock.tick(minutes=2)
        upkeep.look()

        assert wait_until(lambda: serial(address, context) != before, 30)
        assert old.get(headers=bearer(secret)).status == 200


def test_half_a_pair_is_not_taken_up(secured: Secured, node: Node) -> None:
    """While key and certificate do not fit, what was shown before is shown on; then the new one is."""
    context = client_context(secured.home)
    files = [node.home / "tls" / name for name in ("server.key", "server.pem")]
    with listening(node) as (address, server):
        upkeep = Upkeep(node, server.change_tls)
        before = serial(address, context)
        kept = files[0].read_bytes()
        certifying.make_server(node, ["127.0.0.1"], days=LONG)
        fresh = files[0].read_bytes()
        files[0].write_bytes(kept)
        with structlog.testing.capture_logs() as said:
            secured.clock.tick(minutes=2)
            upkeep.look()
        assert [one["event"] for one in said] == ["tls.unusable"]
        assert serial(address, context) == before
        files[0].write_bytes(fresh)
        secured.clock.tick(minutes=2)
        upkeep.look()
        assert wait_until(lambda: serial(address, context) != before, 30)


def test_what_changes_while_it_is_read_spoils_nothing(secured: Secured, node: Node) -> None:
    """Files that do not fit any more when their turn comes are left alone, and looked at again."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    waiting: list[object] = []
    upkeep = Upkeep(node, waiting.append)
    certifying.make_server(node, ["127.0.0.1"], days=LONG)
    key = node.home / "tls/server.key"
    kept = key.read_bytes()
    for spoilt in (True, False):
        secured.clock.tick(minutes=2)
        upkeep.look()
        change = waiting.pop()
        assert callable(change)
        key.write_bytes(b"" if spoilt else kept)
        change(context)
        key.write_bytes(kept)
    assert waiting == []


def test_before_it_listens_nothing_is_changed(node: Node) -> None:
    """A server that has not begun reads the files itself."""
    server = serve._Server(serve._config(node, site_of(node), 0), lambda _: None)
    server.change_tls(lambda _: pytest.fail("there is nothing to change yet"))
