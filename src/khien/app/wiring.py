"""Build one Node from its home folder. The only place where the parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from errno import EEXIST, ENOTEMPTY
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from khien.app.first_settings import sample_settings
from khien.app.forms import learn_forms
from khien.app.pulse import Pulse
from khien.app.secured import shown_authority
from khien.app.settings import FILE, Settings, load_settings, popular_names
from khien.app.work import Works
from khien.exchange.arrivals.admitting import Guard
from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.callers import Callers
from khien.exchange.consumers.desk import Lists
from khien.exchange.consumers.server import ListServer
from khien.exchange.delivery.courier import Carrier, Courier
from khien.exchange.delivery.peer_carrier import PeerCarrier
from khien.exchange.delivery.taxii_carrier import TaxiiCarrier
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.enrolments import Enrolments
from khien.exchange.exports.desk import Exports
from khien.exchange.exports.packing import Packing
from khien.exchange.exports.unpacking import Unpacking
from khien.exchange.feeds.desk import Feeds
from khien.exchange.notices import Notices
from khien.exchange.ourselves import Ourselves
from khien.exchange.peer.server import PeerServer
from khien.exchange.popular import Popular
from khien.exchange.pulls.desk import Pulls
from khien.exchange.receipts.desk import Receipts
from khien.exchange.releases.desk import Releases
from khien.exchange.releases.facts import Facts
from khien.exchange.releases.recalling import Recalls
from khien.exchange.releases.renewing import Renewals
from khien.exchange.releases.spreading import Spreading
from khien.exchange.signatures import RequestVerifier
from khien.exchange.taxii.inbox import InboxShelf
from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE, Shelf, TaxiiServer
from khien.exchange.taxii.shelves import ReleasedShelf, WorkspaceShelf
from khien.exchange.treaties import Treaties
from khien.exchange.waiting.tally import Tally
from khien.exchange.warninglists.desk import WarninglistDesk
from khien.exchange.wire import Wire, by_password, by_signature
from khien.exchange.workspace import Workspace
from khien.gate import OwnAssets
from khien.ledger import Ledger, origin_of
from khien.model.errors import ConflictError, NotFoundError, SettingsError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.people.certificates import Revocations
from khien.people.keys import FOLDER as KEYS
from khien.people.keys import NodeKeys, create_keys, load_keys
from khien.people.names import check_country, check_party_name
from khien.people.partners import Card, Channel, Partner, PartnerKind, channel, outbound, partner
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId
from khien.store.schema import migrate
from khien.watch.desk import Watch
from khien.watch.engine import REFERENCE
from khien.watch.rules import IndicatorIndex
from khien.watch.scoring.desk import Scores
from khien.watch.scoring.quick import scorer

DATABASE = "khien.sqlite"
ENGINE = "KHIEN_ENGINE"  # the variable that asks for the reference
ADDRESS = "address"  # where a running node listens, for commands that need to say so

Clock = Callable[[], datetime]


class EngineError(SettingsError):
    """The variable asks for an engine that there is not; who misspelt it would measure the other one."""

    code = "watch.no-engine"

    def __init__(self, asked: str) -> None:
        super().__init__(ENGINE, 0, self.code)
        self.facts = {"variable": ENGINE, "asked": asked[:80], "known": REFERENCE}


def utc_now() -> datetime:
    """The clock of a node that is not under test."""
    return datetime.now(UTC)


class HomeInUseError(ConflictError):
    """There is a node where one was to be made."""

    code = "app.home-in-use"

    def __init__(self, home: Path) -> None:
        super().__init__(str(home), self.code)


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
    renewals: Renewals
    recalls: Recalls
    arrivals: Arrivals
    receipts: Receipts
    enrolments: Enrolments
    notices: Notices
    treaties: Treaties
    exports: Exports
    lists: Lists
    pulls: Pulls
    feeds: Feeds
    warninglists: WarninglistDesk
    scores: Scores
    watch: Watch
    taxii: TaxiiServer
    peers: PeerServer
    served: ListServer
    works: Works
    pulse: Pulse = field(default_factory=Pulse)
    tally: Tally = field(default_factory=Tally)

    def courier(self, name: PartnerName, quiet: timedelta = timedelta(0)) -> Courier:
        """The courier of one partner; `quiet` as in `Courier`."""
        return Courier(
            name,
            self.store,
            self.ledger,
            self.ourselves,
            self.receipts,
            carrier_for(self.store, self.ledger, self.ourselves, self.clock, name),
            self.clock,
            quiet,
        )

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def create_node(
    home: Path, *, name: str, country: str, title: str, language: str, port: int, clock: Clock
) -> None:
    """Make the home folder of a new node: settings, key, database, its own identity.

    All of it is made in a folder of its own and then put in place, the settings last, so that a
    folder with settings is a whole node. Nobody but its owner can read any of it.

    Args:
        home: made if absent, with mode 0700; what is in it already is left alone.
        name: the short name, as in `partner invite`.
        country: ISO 3166-1, two letters, in any case.
        title: the full name; white space counts as one space.
        language: of what the node says by itself, `en` or `vi`.
        port: where it listens; 0 leaves it to the system.
        clock: gives the time of the key and the identity.

    Raises:
        ConflictError: there is a node already; nothing is overwritten.
        MalformedError: a name or country that cannot be.
        SettingsFileError: a title that cannot be; nothing is left behind.
    """
    check_party_name(name, "node name")
    country = check_country(country.upper())
    now, shown = clock(), " ".join(title.split())
    identity = f"identity--{uuid4()}"
    text = sample_settings(
        name=name,
        country=country,
        identity=identity,
        title=shown,
        language=language,
        port=port,
    )
    with workplace(home) as place:
        _write_private(place / FILE, text)
        load_settings(place)
        create_keys(place, name, now)
        _write_private(place / DATABASE, "")
        store = Store.sqlite(place / DATABASE)
        try:
            migrate(store)
            with store.write() as tx:
                _add_identity(tx, identity, shown or name, now)
        finally:
            store.close()
        place_node(place, home)


@contextmanager
def workplace(home: Path) -> Iterator[Path]:
    """A folder inside `home` that is gone afterwards; so is `home`, if it was made and stayed empty."""
    made = [folder for folder in (home, *home.parents) if not folder.exists()]
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not any(home.iterdir()):
            home.chmod(0o700)  # made by somebody for this node
        with TemporaryDirectory(prefix=".init-", dir=home) as place:
            yield Path(place)
    finally:
        for folder in made:
            with suppress(OSError):  # it is not empty: the node is in it
                folder.rmdir()


def place_node(place: Path, home: Path) -> None:
    """Move a finished node into its home. The keys go first: of two at once, one cannot move them."""
    parts = (KEYS, DATABASE, FILE)
    if any((home / part).exists() for part in parts):
        raise HomeInUseError(home)
    try:
        for part in parts:
            (place / part).rename(home / part)
    except OSError as error:
        if error.errno in {ENOTEMPTY, EEXIST}:
            raise HomeInUseError(home) from error
        raise


def _write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(text.encode())


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
        NoNodeError, SettingsFileError: no node there, or settings that cannot be used.
        NotFoundError, KeyFileOpenError, KeyFileBrokenError: its key or database cannot be used.
        DatabaseAddressError, MissingDriverError, DatabaseUnreachableError, UnfitDatabaseError: its
            PostgreSQL database cannot be used.
        NewerSchemaError: the database was written by a newer Khiên.
    """
    settings = load_settings(home)
    popular = Popular(popular_names(home, settings))
    keys = load_keys(home)
    ourselves = Ourselves(
        name=PartnerName(settings.node.name),
        identity=ObjectId(settings.node.identity),
        country=settings.node.country,
        url=address or _address(home, settings),
        key=keys.current,
    )
    ledger = ledger_of(settings, keys)
    store = open_store(home, settings.store.database)
    try:
        migrate(store)
        with store.read() as tx:
            ledger = ledger.in_its_epoch(tx)
        return _wired(home, settings, popular, keys, store, ledger, ourselves, clock)
    except BaseException:
        store.close()
        raise


def open_store(home: Path, database: str) -> Store:
    """The database of a node that exists.

    Args:
        home: the folder of the node.
        database: the setting `store.database`; empty for the file in the home folder.

    Raises:
        NotFoundError: there is no such file.
        KhienError: the PostgreSQL database cannot be used; `Store.postgresql` says why.
    """
    if database:
        return Store.postgresql(database)
    if not (home / DATABASE).exists():  # a new one would have no identity, ledger or partners
        raise NotFoundError("database", str(home / DATABASE))
    return Store.sqlite(home / DATABASE)


def ledger_of(settings: Settings, keys: NodeKeys) -> Ledger:
    """The ledger of a node under its first origin; `in_its_epoch` gives the one that it has."""
    origin = origin_of(settings.node.country, settings.node.name)
    return Ledger(origin, keys.current, [old.key for old in keys.retired])


def _asked_index() -> IndicatorIndex | None:
    """The reference, for whoever asks for it though the kernel is there, to see that both say the same.

    Raises:
        EngineError: the variable asks for something else.
    """
    asked = os.environ.get(ENGINE, "")
    if asked not in {"", REFERENCE}:
        raise EngineError(asked)
    return IndicatorIndex() if asked else None


def _wired(
    home: Path,
    settings: Settings,
    popular: Popular,
    keys: NodeKeys,
    store: Store,
    ledger: Ledger,
    ourselves: Ourselves,
    clock: Clock,
) -> Node:
    learn_forms()
    own = OwnAssets(settings.own.domains, settings.own.networks)
    scores = Scores(settings.score.half_life_days, settings.score.trust)
    watch = Watch(store, ourselves.identity, scores, _asked_index())
    recalls = Recalls(store, ledger, ourselves, clock)
    warninglists = WarninglistDesk(popular)
    facts = Facts(ourselves, own, warninglists.naming)
    releases = Releases(store, ledger, facts, clock)
    spread = Spreading(releases, ledger).pass_on
    arrivals = Arrivals(store, ledger, ourselves, own, popular, clock, recalls.pass_on, spread)
    receipts = Receipts(store, ledger, ourselves, clock, watch.catch_up)
    workspace = Workspace(store, ledger, clock)
    card = _card(store, ourselves, ledger, shown_authority(home, settings))
    enrolments = Enrolments(store, ledger, ourselves, card, clock)
    notices = Notices(store, ledger, ourselves, card, clock)
    treaties = Treaties(store, ledger, ourselves, clock)
    keeper = PeopleDoorkeeper(store, clock, _revocations(home, settings))
    callers = Callers(keeper, RequestVerifier(ourselves.identity, keeper.key), clock)
    shelves: dict[str, Shelf] = {
        RELEASED: ReleasedShelf(store, ledger, clock),
        INBOX: InboxShelf(store, arrivals, keeper, clock),
        WORKSPACE: WorkspaceShelf(store, ledger, ourselves, workspace, clock),
    }
    title = settings.node.title or settings.node.name
    lists = Lists(store, ledger, ourselves, own, warninglists, partial(scorer, scores), home, clock)
    return Node(
        home=home,
        settings=settings,
        store=store,
        ledger=ledger,
        ourselves=ourselves,
        keys=keys,
        clock=clock,
        workspace=workspace,
        releases=releases,
        renewals=Renewals(store, ledger, facts, clock),
        recalls=recalls,
        arrivals=arrivals,
        receipts=receipts,
        enrolments=enrolments,
        notices=notices,
        treaties=treaties,
        exports=Exports(
            store,
            Packing(store, ledger, ourselves),
            Unpacking(store, ledger, ourselves, arrivals, receipts, treaties, enrolments, clock),
            clock,
        ),
        lists=lists,
        pulls=Pulls(store, arrivals, clock, timedelta(minutes=settings.pull.every_minutes)),
        feeds=Feeds(store, workspace, ourselves, Guard(own, popular), clock),
        warninglists=warninglists,
        scores=scores,
        watch=watch,
        taxii=TaxiiServer(title, callers, shelves, settings.listen.address),
        peers=PeerServer(
            callers, keeper, store, ledger, enrolments, treaties, arrivals, receipts, notices, clock
        ),
        served=ListServer(store, callers, lists),
        works=Works(store, clock),
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
        secured = channel(tx, name)
    if found.kind is PartnerKind.KHIEN:
        return _peer_carrier(store, ledger, ourselves, clock, found, secured)
    if door is None:
        raise NotFoundError("address of partner", name)
    wire = Wire(name, by_password(door.user, door.secret), secured)
    return TaxiiCarrier(wire, door.api_root, door.collection)


def _peer_carrier(
    store: Store,
    ledger: Ledger,
    ourselves: Ourselves,
    clock: Clock,
    found: Partner,
    secured: Channel,
) -> PeerCarrier:
    key = found.current_key
    if key is None:
        raise NotFoundError("key of partner", found.name)
    wire = Wire(found.name, by_signature(ourselves.key, found.identity_id, clock), secured)
    return PeerCarrier(wire, found.url, key, store, ledger, clock)


def _revocations(home: Path, settings: Settings) -> Revocations | None:
    tls = settings.tls
    if not tls.client_ca:
        return None
    return Revocations(
        [home / one for one in tls.client_ca], [home / one for one in tls.client_crl]
    )


def _card(store: Store, ourselves: Ourselves, ledger: Ledger, ca: str) -> Card:
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
        ca=ca,
    )


def _address(home: Path, settings: Settings) -> str:
    if settings.listen.address:
        return settings.listen.address.rstrip("/")
    running = home / ADDRESS
    if running.exists():
        return running.read_text("utf-8").strip()
    scheme = "https" if settings.tls.certificate else "http"
    return f"{scheme}://{settings.listen.host}:{settings.listen.port}"
