"""Build one Node from its home folder. The only place where the parts meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from khien.app.settings import FILE, Settings, load_settings, sample_settings
from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.callers import Callers
from khien.exchange.delivery.courier import Carrier, Courier
from khien.exchange.delivery.peer_carrier import PeerCarrier
from khien.exchange.delivery.taxii_carrier import TaxiiCarrier
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.enrolments import Enrolments
from khien.exchange.ourselves import Ourselves
from khien.exchange.peer.server import PeerServer
from khien.exchange.popular import Popular
from khien.exchange.pulling import Pulls
from khien.exchange.receipts.desk import Receipts
from khien.exchange.releases.desk import Releases
from khien.exchange.releases.facts import Facts
from khien.exchange.releases.recalling import Recalls
from khien.exchange.signatures import RequestVerifier
from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE, Shelf, TaxiiServer
from khien.exchange.taxii.shelves import InboxShelf, ReleasedShelf, WorkspaceShelf
from khien.exchange.treaties import Treaties
from khien.exchange.wire import Wire, by_password, by_signature
from khien.exchange.workspace import Workspace
from khien.gate import OwnAssets
from khien.ledger import Ledger, origin_of
from khien.model.errors import ConflictError, NotFoundError, SettingsError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.people.keys import NodeKeys, create_keys, load_keys
from khien.people.partners import Card, Partner, PartnerKind, outbound, partner
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId
from khien.store.schema import migrate
from khien.watch.desk import Watch

DATABASE = "khien.sqlite"
ADDRESS = "address"  # where a running node listens, for commands that need to say so

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of a node that is not under test."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """Everything that the doors need, already built."""

    home: Path
    settings: Settings
    store: Store
    ledger: Ledger
    ourselves: Ourselves
    keys: NodeKeys
    clock: Clock
    workspace: Workspace
    releases: Releases
    recalls: Recalls
    arrivals: Arrivals
    receipts: Receipts
    enrolments: Enrolments
    treaties: Treaties
    pulls: Pulls
    watch: Watch
    taxii: TaxiiServer
    peers: PeerServer

    def courier(self, name: PartnerName) -> Courier:
        """The courier of one partner."""
        return Courier(
            name,
            self.store,
            self.ledger,
            self.ourselves,
            self.receipts,
            carrier_for(self.store, self.ledger, self.ourselves, self.clock, name),
            self.clock,
        )

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def create_node(
    home: Path, *, name: str, country: str, title: str, language: str, port: int, clock: Clock
) -> None:
    """Make the home folder of a new node: settings, key, database, its own identity.

    Raises:
        ConflictError: there is a node already; nothing is overwritten.
        SettingsError, MalformedError: a name or country that cannot be; nothing is left behind.
    """
    now = clock()
    if (home / FILE).exists():
        raise ConflictError(str(home), "app.home-in-use")
    identity = f"identity--{uuid4()}"
    text = sample_settings(
        name=name,
        country=country.upper(),
        identity=identity,
        title=title.replace("\\", "").replace('"', "'"),
        language=language,
        port=port,
    )
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = home / (FILE + ".new")
    draft.write_text(text, "utf-8")
    try:
        load_settings(home, draft.name)
        create_keys(home, name, now)
    finally:
        settings_text = draft.read_text("utf-8")
        draft.unlink()
    (home / DATABASE).touch(mode=0o600)  # it holds content, and the secrets that we show to others
    store = Store.sqlite(home / DATABASE)
    try:
        migrate(store)
        with store.write() as tx:
            _add_identity(tx, identity, title or name, now)
    finally:
        store.close()
    (home / FILE).write_text(settings_text, "utf-8")


def _add_identity(tx: Connection, identity: str, name: str, now: datetime) -> None:
    content = {
        "type": "identity",
        "spec_version": "2.1",
        "id": identity,
        "created": stix_time(now),
        "modified": stix_time(now),
        "name": name,
        "identity_class": "organization",
        "object_marking_refs": [TLP_2_IDS[Tlp.CLEAR]],
    }
    objects.add_versions(tx, [make_version(content)], Batch(BatchId("identity"), "identity"), now)


def open_node(home: Path, clock: Clock = utc_now, *, address: str = "") -> Node:
    """Build a node from its home folder.

    Args:
        home: made by `create_node`.
        clock: gives aware UTC instants.
        address: where it is reached; from the settings, or where it runs now, when empty.

    Raises:
        SettingsError: no node there, or settings that cannot be used.
        NotFoundError, KeyFileOpenError, KeyFileBrokenError: its key cannot be used.
        NewerSchemaError: the database was written by a newer Khiên.
    """
    settings = load_settings(home)
    keys = load_keys(home)
    store = Store.sqlite(home / DATABASE)
    migrate(store)
    ourselves = Ourselves(
        name=PartnerName(settings.node.name),
        identity=ObjectId(settings.node.identity),
        country=settings.node.country,
        url=address or _address(home, settings),
        key=keys.current,
    )
    origin = origin_of(settings.node.country, settings.node.name)
    ledger = Ledger(origin, keys.current, [old.key for old in keys.retired])
    return _wired(home, settings, keys, store, ledger, ourselves, clock)


def _wired(
    home: Path,
    settings: Settings,
    keys: NodeKeys,
    store: Store,
    ledger: Ledger,
    ourselves: Ourselves,
    clock: Clock,
) -> Node:
    own = OwnAssets(settings.own.domains, settings.own.networks)
    watch = Watch(store, ourselves.identity)
    popular = Popular(_popular_names(home, settings))
    arrivals = Arrivals(store, ledger, ourselves, own, popular, clock)
    receipts = Receipts(store, ledger, ourselves, clock, watch.catch_up)
    workspace = Workspace(store, ledger, clock)
    enrolments = Enrolments(store, ledger, ourselves, _card(store, ourselves, ledger), clock)
    treaties = Treaties(store, ledger, ourselves, clock)
    keeper = PeopleDoorkeeper(store, clock)
    callers = Callers(keeper, RequestVerifier(ourselves.identity, keeper.key), clock)
    shelves: dict[str, Shelf] = {
        RELEASED: ReleasedShelf(store),
        INBOX: InboxShelf(store, arrivals, keeper),
        WORKSPACE: WorkspaceShelf(store, workspace, clock),
    }
    title = settings.node.title or settings.node.name
    return Node(
        home=home,
        settings=settings,
        store=store,
        ledger=ledger,
        ourselves=ourselves,
        keys=keys,
        clock=clock,
        workspace=workspace,
        releases=Releases(store, ledger, Facts(ourselves, own), clock),
        recalls=Recalls(store, ledger, ourselves, clock),
        arrivals=arrivals,
        receipts=receipts,
        enrolments=enrolments,
        treaties=treaties,
        pulls=Pulls(store, arrivals, clock),
        watch=watch,
        taxii=TaxiiServer(title, callers, shelves),
        peers=PeerServer(
            callers, keeper, store, ledger, enrolments, treaties, arrivals, receipts, clock
        ),
    )


def carrier_for(
    store: Store, ledger: Ledger, ourselves: Ourselves, clock: Clock, name: PartnerName
) -> Carrier:
    """How things are carried to a partner: by its kind.

    Raises:
        NotFoundError: no such partner, or a TAXII party without an address to push to.
    """
    with store.read() as tx:
        found = partner(tx, name)
        door = outbound(tx, name) if found.kind is PartnerKind.TAXII else None
    if found.kind is PartnerKind.KHIEN:
        return _peer_carrier(store, ledger, ourselves, clock, found)
    if door is None:
        raise NotFoundError("address of partner", name)
    wire = Wire(name, by_password(door.user, door.secret))
    return TaxiiCarrier(wire, door.api_root, door.collection)


def _peer_carrier(
    store: Store, ledger: Ledger, ourselves: Ourselves, clock: Clock, found: Partner
) -> PeerCarrier:
    key = found.current_key
    if key is None:
        raise NotFoundError("key of partner", found.name)
    wire = Wire(found.name, by_signature(ourselves.key, found.identity_id, clock))
    return PeerCarrier(wire, found.url, key.named(found.origin), store, ledger)


def _card(store: Store, ourselves: Ourselves, ledger: Ledger) -> Card:
    with store.read() as tx:
        kept = objects.current(tx, ourselves.identity)
    if kept is None:
        raise NotFoundError("identity", ourselves.identity)
    identity: dict[str, Any] = kept.content
    return Card(
        name=ourselves.name,
        identity=identity,
        country=ourselves.country,
        url=ourselves.url,
        key=ourselves.key.public.vkey,
        origin=ledger.origin,
    )


def _address(home: Path, settings: Settings) -> str:
    if settings.listen.address:
        return settings.listen.address.rstrip("/")
    running = home / ADDRESS
    if running.exists():
        return running.read_text("utf-8").strip()
    return f"http://{settings.listen.host}:{settings.listen.port}"


def _popular_names(home: Path, settings: Settings) -> list[str]:
    names: list[str] = []
    for file in settings.admission.popular_files:
        path = home / file  # an absolute name stands for itself
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(FILE, 1, f"popular_files: {path.name}") from error
        names += [line.strip().lower() for line in lines if line.strip() and line[0] != "#"]
    return names
