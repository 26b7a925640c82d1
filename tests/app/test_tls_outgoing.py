"""Our node as the one that calls, over real TLS: whom it believes, and what it shows of itself."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from khien.app import certifying, enrolling, wiring
from khien.app.enrolling import take_in
from khien.app.wiring import Node
from khien.exchange.channels import context_of
from khien.exchange.wire import PeerRefusedError, Wire
from khien.model.errors import MalformedError, UnreachableError
from khien.people.partners import Channel, channel, partner
from tests.app.secured import (
    LONG,
    PAST,
    Secured,
    as_party,
    issue,
    make_secured,
    served,
)
from tests.exchange.nodes import START, Clock, World, add_plain_party, agree_on_paper

_WIRES: list[Wire] = []


class _Kept(Wire):
    """A wire that is closed when its test is over; couriers keep theirs as long as the node runs."""

    def __init__(self, *given: Any) -> None:  # noqa: ANN401 -- as Wire has it
        super().__init__(*given)
        _WIRES.append(self)


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "Wire", _Kept)
    yield
    _hang_up()


def _hang_up() -> None:
    while _WIRES:
        _WIRES.pop().close()


REQUIRED = 'client_certificates = "required"'


@dataclass
class Two:
    """Two homes whose nodes speak TLS, with one clock."""

    centre: Secured
    abroad: Secured


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """A centre, and a partner abroad that does not know it yet."""
    clock = Clock(PAST)
    return Two(
        make_secured(tmp_path / "centre", "vn-ncc", "VN", clock),
        make_secured(tmp_path / "abroad", "asean-cert", "MY", clock),
    )


@dataclass
class Running:
    """Both nodes, opened at their real addresses."""

    centre: Node
    abroad: Node


@pytest.fixture
def running(two: Two) -> Iterator[Running]:
    """Both nodes, served."""
    with (
        two.centre.opened() as one,
        two.abroad.opened() as other,
        served(one) as here,
        served(other) as there,
        two.centre.opened(here) as centre,
        two.abroad.opened(there) as abroad,
    ):
        yield Running(centre, abroad)


def secured_channel(node: Node, name: str) -> Channel:
    """How a node speaks TLS with a partner."""
    with node.store.read() as tx:
        return channel(tx, name)


def enrol(running: Running) -> None:
    """Make both partners of each other, over TLS."""
    invited = running.centre.enrolments.invite("asean-cert")
    assert take_in(running.abroad, invited.document, by_hand=False).delivered


def exchange(running: Running) -> None:
    """Agree, release an indicator, and bring its receipt home; couriers use their own wires."""
    centre, abroad = as_party(running.centre), as_party(running.abroad)
    text = World([centre, abroad], running.centre.clock).terms(centre, abroad)  # type: ignore[arg-type] # a Clock, as a function
    there, back = running.centre.courier(abroad.name), running.abroad.courier(centre.name)
    centre.node.treaties.sign(abroad.name, text, centre.officer("minh"))
    abroad.node.treaties.sign(centre.name, text, abroad.officer("minh"))
    while there.step() or back.step():
        pass
    releases = centre.publish(*centre.bring(centre.indicator()), to=[abroad.name])
    while there.step() or abroad.node.receipts.sign_due() or back.step():
        pass

    assert set(centre.states(releases)) == {"accepted"}
    _hang_up()


def test_two_nodes_pin_each_others_authority_by_enrolment(two: Two, running: Running) -> None:
    """The invitation brings the authority of one, the answer that of the other; then they exchange."""
    enrol(running)
    exchange(running)

    for here, name, there in (
        (running.centre, "asean-cert", two.abroad),
        (running.abroad, "vn-ncc", two.centre),
    ):
        assert secured_channel(here, name).ca == (there.home / "tls/ca.pem").read_text("ascii")
        with here.store.read() as tx:
            assert partner(tx, name).url.startswith("https://127.0.0.1:")


def test_a_node_in_the_middle_is_not_believed(two: Two, running: Running, tmp_path: Path) -> None:
    """A server with another authority's certificate, even for the right address, gets nothing."""
    del two
    enrol(running)
    stranger = (
        make_secured(tmp_path / "stranger", "stranger", "TH").home / "tls/ca.pem"
    ).read_text("ascii")
    certifying.secure(running.abroad, "vn-ncc", Channel(ca=stranger))
    courier = running.abroad.courier(running.centre.ourselves.name)
    party = as_party(running.abroad)
    text = World([party], running.abroad.clock).terms(party, as_party(running.centre))  # type: ignore[arg-type] # a Clock, as a function
    running.abroad.treaties.sign("vn-ncc", text, party.officer("minh"))

    courier.step()
    _hang_up()
    certifying.secure(running.abroad, "vn-ncc", Channel())
    running.abroad.courier(running.centre.ourselves.name).step()
    _hang_up()

    with running.centre.store.read() as tx:
        leaves = running.centre.ledger.leaves(tx, 0, running.centre.ledger.size(tx))
    assert "agreement" not in {leaf.entry.kind.value for _, leaf in leaves}


def test_two_nodes_exchange_where_certificates_are_required(two: Two) -> None:
    """Enrolled by hand, each with a certificate of the other's: nobody else could even connect."""
    two.centre.set_tls(REQUIRED)
    two.abroad.set_tls(REQUIRED)
    with (
        two.centre.opened() as one,
        two.abroad.opened() as other,
        served(one) as here,
        served(other) as there,
        two.centre.opened(here) as centre,
        two.abroad.opened(there) as abroad,
    ):
        taken = take_in(abroad, centre.enrolments.invite("asean-cert").document, by_hand=False)
        assert not taken.delivered, "it has no certificate yet"
        assert taken.acceptance is not None
        take_in(centre, taken.acceptance, by_hand=True)
        for node, giver, name in ((abroad, centre, "vn-ncc"), (centre, abroad, "asean-cert")):
            issued = issue(giver, "door", node.ourselves.name)
            ca = secured_channel(node, name).ca
            certifying.secure(node, name, Channel(ca, issued.public, issued.private))

        exchange(Running(centre, abroad))


def test_a_plain_server_is_read_with_our_certificate(two: Two) -> None:
    """We come to another's TAXII server with a certificate that it issued, and no secret at all."""
    with two.centre.opened() as centre, two.abroad.opened() as abroad, served(centre) as address:
        party = as_party(centre)
        plain = add_plain_party(party, "old-cert")
        two.centre.clock.now = START  # the agreement is from then
        agree_on_paper(World([party], two.centre.clock), party, plain)
        party.publish(*party.bring(party.indicator()), to=[plain.name])
        two.centre.clock.now = PAST
        issued = certifying.issue(centre, "old-cert", partner="old-cert", days=LONG)
        ca = (two.centre.home / "tls/ca.pem").read_text("ascii")
        wanted = enrolling.Party(
            name="vn-ncc", country="VN", title="", identity=None, collection="released",
            api_root=f"{address}/taxii2/node/", user="", secret="",
            channel=Channel(ca, issued.public, issued.private),
        )  # fmt: skip
        enrolling.connect(abroad, wanted)

        assert sum(abroad.pulls.pull("vn-ncc").values()) == 2, "with our identity"
        certifying.secure(abroad, "vn-ncc", Channel(ca=ca))
        with pytest.raises(PeerRefusedError) as refused:
            abroad.pulls.pull("vn-ncc")
        certifying.secure(
            abroad, "vn-ncc", Channel(certificate=issued.public, private_key=issued.private)
        )
        with pytest.raises(UnreachableError):
            abroad.pulls.pull("vn-ncc")

    assert refused.value.status == 401


def test_a_channel_needs_a_pair_and_an_authority(two: Two) -> None:
    """A certificate without its key, the key of another, or a leaf as authority: nothing is changed."""
    with two.centre.opened() as node:
        add_plain_party(as_party(node), "old-cert")
        one, other = issue(node, "one", None), issue(node, "other", None)
        for wrong in (
            Channel(certificate=one.public),
            Channel(private_key=one.private),
            Channel(certificate=one.public, private_key=other.private),
            Channel(ca=one.public),
            Channel(ca="nonsense"),
        ):
            with pytest.raises(MalformedError):
                certifying.secure(node, "old-cert", wrong)
        assert secured_channel(node, "old-cert") == Channel()


def test_what_is_pinned_wants_tls_1_3(two: Two) -> None:
    """Our certificate is never shown under TLS 1.2, where everybody on the way could read it."""
    ca = (two.centre.home / "tls/ca.pem").read_text("ascii")

    context = context_of(Channel(ca=ca))

    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    assert len(context.get_ca_certs()) == 1
    assert "BEGIN" not in repr(Channel(ca=ca, private_key=ca))
