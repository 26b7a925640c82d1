"""Whole nodes for the tests of the border: real parts, a clock that is told, and a wire that can fail."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.testclient import TestClient

from khien.app.wiring import Node, create_node, open_node
from khien.exchange.delivery.courier import Courier
from khien.exchange.delivery.peer_carrier import PeerCarrier
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.exchange.signatures import Message
from khien.exchange.wire import Answered, Authenticate, Wire, by_signature
from khien.model.agreement import Purpose
from khien.model.errors import UnreachableError
from khien.model.ids import PartnerName
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.people.officers import Officer, add_officer
from khien.people.officers import officer as find_officer
from khien.people.partners import Outbound, Partner, add_taxii_partner, partner
from khien.people.tokens import add_token
from tests.store.fresh import settle

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NAMES = {"vn-ncc": "VN", "asean-cert": "MY", "viet-telecom": "VN"}
OFFICERS = {
    "an": ("analyst",), "lan": ("release",), "son": ("release",), "minh": ("lawyer",),
    "duc": ("duty",), "ha": ("admin",), "thu": ("auditor",),
}  # fmt: skip
OWN_DOMAINS, OWN_NETWORKS = '["our-ministry.example"]', '["192.0.2.0/24"]'
CLEAR, GREEN, AMBER = TLP_2_IDS[Tlp.CLEAR], TLP_2_IDS[Tlp.GREEN], TLP_2_IDS[Tlp.AMBER]

TERMS = """\
title = "{title}"
valid_from = {valid_from}
valid_until = {valid_until}
purposes = ["network-defence", "early-warning"]
object_groups = {groups}
tlp_ceiling = "{ceiling}"
pap_ceiling = "amber"
personal_data = true
client_addresses = false
automatic_up_to = "green"
{more}
[legal_basis]
code = "UNCC-41"
text = "A made-up agreement for tests."
[onward]
mode = "{onward}"
partners = {partners}
[retention]
days = 365
[answer_hours]
routine = 72
urgent = 24
emergency = 4
[emergency]
allowed = {emergency}
[[approvals]]
role = "release"
count = 2
from_tlp = "amber"
[[parties]]
name = "{one}"
identity = "{one_identity}"
[[parties]]
name = "{other}"
identity = "{other_identity}"
"""
USUAL = {
    "title": "Exchange of warnings",
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
    "groups": '["knowledge", "indicators", "reports", "sightings", "context", "observables"]',
    "ceiling": "amber+strict",
    "onward": "none",
    "partners": "[]",
    "emergency": "true",
    "more": "",
}


class Clock:
    """Says what it is told, and a millisecond more each time that it is asked."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The instant now."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def tick(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


@dataclass
class Party:
    """One node as its people see it."""

    node: Node
    client: TestClient = field(repr=False)

    @property
    def name(self) -> PartnerName:
        """Its short name."""
        return self.node.ourselves.name

    def officer(self, name: str) -> Officer:
        """One of the officers that every node has."""
        with self.node.store.read() as tx:
            return find_officer(tx, name)

    def partner(self, other: Party) -> Partner:
        """How this node knows another."""
        with self.node.store.read() as tx:
            return partner(tx, other.name)

    def bring(self, *contents: Mapping[str, Any], author: str = "an") -> list[str]:
        """Import objects; returns their ids."""
        return self.node.workspace.write("sample", contents, author)

    def publish(self, *ids: str, to: Sequence[str] = (), **more: Any) -> list[Release]:  # noqa: ANN401 -- any field
        """Publish objects for the usual purpose."""
        publication = Publication(ids, Purpose.NETWORK_DEFENCE, "an", tuple(to), **more)
        return self.node.releases.publish(publication)

    def approve(self, release: Release, officer: str, reason: str = "seen") -> Release:
        """An officer's yes to one release."""
        (found,) = self.node.releases.approve([release.id], self.officer(officer), reason)
        return found

    def open_alone(self, release: Release, officer: str = "lan") -> Release:
        """One officer's yes in an emergency."""
        (found,) = self.node.releases.approve(
            [release.id], self.officer(officer), "now", emergency=True
        )
        return found

    def release(self, release_id: str) -> Release:
        """A release as it stands."""
        with self.node.store.read() as tx:
            found = release_rows.one(tx, release_id)
        assert found is not None
        return found

    def states(self, releases: Iterable[Release]) -> list[str]:
        """Where these releases stand now."""
        return [self.release(one.id).state.value for one in releases]

    def leaves(self, crossing: str) -> list[str]:
        """The kinds of this crossing's leaves, in order."""
        with self.node.store.read() as tx:
            found = self.node.ledger.leaves_of_crossing(tx, crossing)
        return [leaf.entry.kind.value for _, leaf in found]

    def token(self, name: str, *scopes: str, partner_name: str | None = None) -> str:
        """A token of this node."""
        with self.node.store.write() as tx:
            now = self.node.clock()
            return add_token(tx, name, scopes=scopes, now=now, partner=partner_name).secret

    def indicator(self, value: str = "", **more: object) -> dict[str, Any]:
        """An indicator for one domain, created here now."""
        name = value or f"bad-{uuid4().hex[:8]}.example.com"
        own: dict[str, Any] = {
            "pattern": f"[domain-name:value = '{name}']",
            "pattern_type": "stix",
            "valid_from": "2026-11-01T00:00:00Z",
        }
        return self.thing("indicator", **(own | more))

    def thing(self, object_type: str, **more: object) -> dict[str, Any]:
        """A domain object, created here now."""
        now = stix_time(self.node.clock())
        return {
            "type": object_type,
            "spec_version": "2.1",
            "id": f"{object_type}--{uuid4()}",
            "created_by_ref": self.node.ourselves.identity,
            "created": now,
            "modified": now,
            "object_marking_refs": [GREEN],
            **more,
        }


def newer(content: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    """The next version of an object, a day later."""
    at = datetime.fromisoformat(content["modified"]) + timedelta(days=1)
    return {**content, "modified": stix_time(at), **changes}


class LocalWire(Wire):
    """Requests to applications in this process; `plan` says what happens to each, then all is well.

    `drop`: it never arrives. `lose`: it arrives, and the answer is lost. `twice`: it arrives twice,
    each time signed anew, and the second answer counts.
    """

    def __init__(
        self, peer: str, authenticate: Authenticate, places: Mapping[str, TestClient]
    ) -> None:
        super().__init__(peer, authenticate)
        self.places = places
        self.plan: deque[str] = deque()
        self.sent: list[Message] = []
        self.change: Callable[[Message], None] = lambda _: None
        self._again = authenticate

    def _read(self, message: Message, into: IO[bytes] | None) -> Answered:
        self.sent.append(message)
        fate = self.plan.popleft() if self.plan else ""
        if fate == "drop":
            raise UnreachableError(self.peer, "dropped")
        self.change(message)
        answer = self.carry(message)
        if fate == "lose":
            raise UnreachableError(self.peer, "answer lost")
        if fate == "twice":
            for name in ("Content-Digest", "Signature-Input", "Signature"):
                message.headers.pop(name, None)
            self._again(message)
            answer = self.carry(message)
        return answer

    def carry(self, message: Message) -> Answered:
        """Bring a message to its application, as it is."""
        place = next(one for one in self.places if message.url.startswith(one))
        answer = self.places[place].request(
            message.method, message.url, headers=message.headers, content=message.body
        )
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answered(answer.status_code, headers, answer.content)


class World:
    """Some parties, their clock and the couriers between them, driven step by step."""

    def __init__(self, parties: Sequence[Party], clock: Clock) -> None:
        self.clock = clock
        self.parties = {party.name: party for party in parties}
        self.places = {party.node.ourselves.url: party.client for party in parties}
        self.wires: dict[tuple[str, str], LocalWire] = {}
        self.couriers: dict[tuple[str, str], Courier] = {}

    def __getitem__(self, name: str) -> Party:
        return self.parties[PartnerName(name)]

    def connect(self, one: Party, other: Party) -> None:
        """Give both a courier to each other."""
        for here, there in ((one, other), (other, one)):
            self.couriers[here.name, there.name] = self.courier(here, there)

    def courier(self, here: Party, there: Party, wire: LocalWire | None = None) -> Courier:
        """A new courier, as after a start of the node; on a wire of its own unless there is one."""
        known = here.partner(there)
        assert known.current_key is not None
        node = here.node
        if wire is None:
            authenticate = by_signature(node.ourselves.key, known.identity_id, node.clock)
            wire = LocalWire(there.name, authenticate, self.places)
            self.wires[here.name, there.name] = wire
        carrier = PeerCarrier(
            wire, known.url, known.current_key, node.store, node.ledger, node.clock
        )
        return Courier(
            there.name, node.store, node.ledger, node.ourselves, node.receipts, carrier, node.clock
        )

    def enrol(self, one: Party, other: Party) -> None:
        """Make two parties each other's partners."""
        invited = one.node.enrolments.invite(other.name)
        accepted = other.node.enrolments.accept(invited.document)
        one.node.enrolments.complete(accepted.document)
        self.connect(one, other)

    def terms(self, one: Party, other: Party, **changes: str) -> str:
        """An agreement between two parties as TOML."""
        return TERMS.format(
            **(USUAL | changes),
            one=one.name,
            one_identity=one.node.ourselves.identity,
            other=other.name,
            other_identity=other.node.ourselves.identity,
        )

    def agree(self, one: Party, other: Party, **changes: str) -> None:
        """Sign an agreement on both sides and let the signatures travel."""
        text = self.terms(one, other, **changes)
        one.node.treaties.sign(other.name, text, one.officer("minh"))
        other.node.treaties.sign(one.name, text, other.officer("minh"))
        self.run()

    def run(self, rounds: int = 200) -> None:
        """Let everything happen that can happen now."""
        for _ in range(rounds):
            signed = [party.node.receipts.sign_due() for party in self.parties.values()]
            moved = [courier.step() for courier in self.couriers.values()]
            if not any(signed) and not any(moved):
                return
        raise AssertionError("the world does not come to rest")

    def later(self, **delta: float) -> None:
        """Let time pass, then everything happen."""
        self.clock.tick(**delta)
        self.run()

    def wire(self, here: Party, there: Party) -> LocalWire:
        """The wire on which one party reaches another."""
        return self.wires[here.name, there.name]

    def step(self, here: Party, there: Party) -> bool:
        """One step of one courier."""
        return self.couriers[here.name, there.name].step()

    def close(self) -> None:
        """Close everything."""
        for wire in self.wires.values():
            wire.close()
        for party in self.parties.values():
            party.client.close()
            party.node.close()


@cache
def _template(names: tuple[str, ...], agreed: bool) -> tuple[Path, datetime]:
    """Homes of enrolled nodes, made once and copied for each test."""
    home, clock = Path(mkdtemp(prefix="khien-nodes-")), Clock()
    for name in names:
        create_node(
            home / name,
            name=name,
            country=NAMES[name],
            title=name.upper(),
            language="en",
            port=0,
            clock=clock,
        )
        settings = home / name / "khien.toml"
        text = settings.read_text("utf-8").replace("domains = []", f"domains = {OWN_DOMAINS}")
        settings.write_text(text.replace("networks = []", f"networks = {OWN_NETWORKS}"), "utf-8")
    world = _open(home, names, clock)
    for party in world.parties.values():
        with party.node.store.write() as tx:
            for name, roles in OFFICERS.items():
                add_officer(tx, name, roles=roles, now=clock())
    centre = world[names[0]]
    for name in names[1:]:
        world.enrol(centre, world[name])
        if agreed:
            world.agree(centre, world[name])
    world.close()
    return home, clock.now


def _open(home: Path, names: Sequence[str], clock: Clock) -> World:
    parties = [open_party(home / name, name, clock) for name in names]
    return World(parties, clock)


def open_party(home: Path, name: str, clock: Clock) -> Party:
    """A node from its home folder, as after a start."""
    node = open_node(home, clock, address=f"http://{name}.example")
    site = Starlette(routes=[*node.taxii.routes(), *node.peers.routes(), *node.served.routes()])
    return Party(node, TestClient(site, base_url=node.ourselves.url, follow_redirects=False))


def new_world(folder: Path, *names: str, agreed: bool = True) -> World:
    """Nodes that are partners of the first one, with an agreement in force between them."""
    home, now = _template(names, agreed)
    for name in names:
        shutil.copytree(home / name, folder / name)
        settle(folder / name, home / name)
    world = _open(folder, names, Clock(now))
    for name in names[1:]:
        world.connect(world[names[0]], world[name])
    return world


def agree_on_paper(world: World, party: Party, plain: Partner, **changes: str) -> None:
    """An agreement with a plain TAXII party, attested by two officers."""
    text = TERMS.format(
        **(USUAL | changes),
        one=party.name,
        one_identity=party.node.ourselves.identity,
        other=plain.name,
        other_identity=plain.identity_id,
    )
    officers = (party.officer("minh"), party.officer("lan"))
    party.node.treaties.attest(plain.name, text, "file 12/2026", officers)
    assert world.clock.now > START


def add_plain_party(
    party: Party, name: str = "old-cert", outbound: Outbound | None = None
) -> Partner:
    """A plain TAXII partner, entered by hand."""
    now = stix_time(party.node.clock())
    identity = {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid4()}",
        "created": now,
        "modified": now,
        "name": name,
        "identity_class": "organization",
    }
    with party.node.store.write() as tx:
        card = party.node.enrolments.card
        return add_taxii_partner(
            tx,
            card,
            name,
            identity=identity,
            country="TH",
            now=party.node.clock(),
            outbound=outbound,
        )
