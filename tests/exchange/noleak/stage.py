"""The node under test, its partners and their credentials, and the record that the oracle reads."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from os import urandom
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from starlette.applications import Starlette
from structlog.testing import capture_logs

from khien.app.administering import add_consumer
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.rules import Choice, Use
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.model.errors import KhienError
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant, taxii_time
from khien.model.marking import Tlp
from khien.model.signing import SigningKey, seal
from khien.people import agreements
from khien.people.names import NameTakenError
from khien.people.partners import PartnerState, partner, rotation_document
from khien.people.tokens import add_token
from khien.store import objects
from tests.exchange.nodes import LocalWire, Party, add_plain_party, new_world, open_party
from tests.exchange.noleak import recipes
from tests.exchange.noleak.doors import Credential, Doors, Here
from tests.exchange.noleak.oracle import TLP, Came, Case, Thing, Yes, in_force
from tests.exchange.notes import deliver, line

HOUR = timedelta(hours=1)
CENTRE = "vn-ncc"
PARTNERS = ("asean-cert", "viet-telecom", "old-cert")


class Stage:
    """Three partners around one node: a node with an agreement, one whose agreement changes, a plain one."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="khien-noleak-"))
        self.world = new_world(self.folder, CENTRE, *PARTNERS[:2])
        self.us: Party = self.world[CENTRE]
        plain = add_plain_party(self.us, PARTNERS[2])
        self.clock = self.world.clock
        self.identity: dict[str, str] = {plain.name: plain.identity_id}
        self.keys: dict[str, SigningKey] = {}
        for name in PARTNERS[:2]:
            self.identity[name] = self.world[name].node.ourselves.identity
            self.keys[name] = self.world[name].node.ourselves.key
        self.old_keys: list[tuple[str, SigningKey]] = []
        self.tokens: dict[str, tuple[str, str, Any, bool, bool]] = {}
        self.things: dict[tuple[str, str], Thing] = {}
        self.lines: list[tuple[str, dict[str, str]]] = []
        self._terms: dict[str, Mapping[str, Any] | None] = {}
        self._logs = capture_logs()
        self.logs = self._logs.__enter__()
        node = self.us.node
        self.sites: dict[str, Any] = {}
        for party in self.world.parties.values():
            routes = [*party.node.taxii.routes(), *party.node.peers.routes()]
            self.sites[party.node.ourselves.url] = Here(Starlette(routes=routes))
        self.world.places.update(self.sites)  # a client with its own thread takes ten times as long
        self.doors = Doors(
            self.sites[node.ourselves.url], node.ourselves.url, node.ourselves.identity, self.clock
        )
        self.tool = self.us.token("tool", "taxii:read", "taxii:write")
        self.agree(PARTNERS[2], recipes.USUAL_TERMS)
        self.agree(PARTNERS[1], recipes.USUAL_TERMS)
        self.add_token(PARTNERS[2], ("taxii:read", "taxii:write"), 0)
        own = node.ourselves.identity
        self.keep(*recipes.definitions(own), self._own_identity(own))

    def close(self) -> None:
        """Close everything and forget it."""
        self._logs.__exit__(None, None, None)
        for site in self.sites.values():
            site.close()
        self.world.close()
        rmtree(self.folder)

    def listed(self, partner: str) -> list[tuple[str, str, bytes]]:
        """What a consumer of this partner would fetch, which asks for as much as it can."""
        node, name, target = self.us.node, f"list-of-{partner}", self.folder / "list"
        choice = Choice(ceiling=Tlp.AMBER_STRICT, use=Use.SEARCH, popular=True)
        with suppress(NameTakenError):
            add_consumer(node, name, ["stix"], choice, partner=partner)
        node.lists.write(Order("stix", Choice(), target, name))
        found = json.loads(target.read_bytes())["objects"]
        return [(one["id"], one["modified"], b"") for one in found]

    # --- what people and partners do ---------------------------------------------------------------

    def keep(self, *things: Thing) -> None:
        """Import objects of ours, and remember what is in them."""
        for one in things:
            self.things[one.id, one.version] = one
        with suppress(KhienError):
            self.us.node.workspace.write(
                "sample", [one.content for one in things], things[0].author
            )

    def arrive(self, name: str, one: Thing) -> None:
        """A partner brings an object."""
        self.things[one.id, one.version] = one
        if name == PARTNERS[2]:
            token = next((t for t in self.credentials() if t.partner == name and t.works), None)
            body = json.dumps({"objects": [one.content]}).encode()
            self.doors.ask("/taxii2/node/collections/inbox/objects/", token, "POST", body)
            return
        told = line(one.content)
        self.lines.append((name, told))
        with suppress(KhienError):
            deliver(self.world[name], self.us, one.content, lines=[told])

    def take_back(self, name: str, told: Mapping[str, str], tlp: str = "") -> None:
        """A partner recalls what it sent, or wants it handled more strictly."""
        content = {
            "giver": name,
            "taker": CENTRE,
            "time": taxii_time(self.clock()),
            "recall": f"recall--{uuid4()}",
            **{key: told[key] for key in ("release", "object", "version", "sha256")},
            "action": "downgrade" if tlp else "recall",
            "tlp": tlp,
            "reason": "it was wrong",
        }
        with suppress(KhienError):
            known = self.us.partner(self.world[name])
            self.us.node.arrivals.recall(known, seal("recall", content, self.keys[name]))

    def agree(self, name: str, terms: Mapping[str, str], *, both: bool = True) -> None:
        """Sign an agreement, on both sides or on ours alone."""
        text = recipes.agreement_text(terms, self.us, name, self.identity[name])
        with suppress(KhienError):
            if name == PARTNERS[2]:
                officers = (self.us.officer("minh"), self.us.officer("lan"))
                self.us.node.treaties.attest(name, text, "file 12/2026", officers)
                return
            self.us.node.treaties.sign(name, text, self.us.officer("minh"))
            if both:
                other = self.world[name]
                other.node.treaties.sign(CENTRE, text, other.officer("minh"))
        self.world.run()

    def add_token(self, name: str, scopes: tuple[str, ...], hours: int) -> None:
        """Give a partner a token; without hours it has no end."""
        with suppress(KhienError), self.us.node.store.write() as tx:
            now = self.clock()
            end = None
            if hours:
                self.clock.tick(seconds=1)
                end = parse_instant(taxii_time(now)).replace(microsecond=0) + hours * HOUR
            own = f"token-{len(self.tokens)}"
            made = add_token(tx, own, scopes=scopes, now=now, partner=name, expires=end)
            self.tokens[own] = (made.secret, name, end, True, "taxii:read" in scopes)

    def rotate(self, name: str) -> None:
        """A partner changes its key; its own node does not know, only ours does."""
        old = self.keys[name]
        new = SigningKey.from_seed(old.public.name, urandom(32))
        document = rotation_document(old, new, self.clock())
        with suppress(KhienError):
            self.us.node.enrolments.take_rotation(document)
            self.keys[name] = new
            self.old_keys.append((name, old))

    def restart(self) -> None:
        """The node is stopped and opened again: what it had in memory alone is gone."""
        self.us.client.close()
        self.us.node.close()
        self.us = open_party(self.folder / CENTRE, CENTRE, self.clock)
        self.world.parties[self.us.name] = self.us
        node = self.us.node
        self.sites[node.ourselves.url].start(
            Starlette(routes=[*node.taxii.routes(), *node.peers.routes()])
        )
        for there, wire in self.wires():  # the wire keeps its troubles; its courier is a new one
            self.world.couriers.pop((CENTRE, there), None)
            known = self.us.partner(self.world[there])
            if known.current_key is not None:
                self.world.couriers[CENTRE, there] = self.world.courier(
                    self.us, self.world[there], wire
                )

    # --- what is on record -------------------------------------------------------------------------

    def credentials(self) -> list[Credential]:
        """Everything by which a partner could prove itself, now or once."""
        now = self.clock.now
        with self.us.node.store.read() as tx:
            active = {n: partner(tx, n).state is PartnerState.ACTIVE for n in PARTNERS}
        found = [Credential(n, key, works=active[n]) for n, key in self.keys.items()]
        found += [Credential(n, key, works=False) for n, key in self.old_keys]
        for secret, name, end, is_good, may_read in self.tokens.values():
            works = is_good and active[name] and (end is None or now < end)
            found.append(Credential(name, None, secret, works, may_read))
        return found

    def releases(self) -> list[Release]:
        """All releases as they stand."""
        with self.us.node.store.read() as tx:
            return release_rows.listed(tx)

    def quarantined(self) -> list[str]:
        """What waits for a person."""
        return [one.id for one in self.us.node.arrivals.quarantined()]

    def terms_now(self, tx: Connection, name: str) -> Mapping[str, Any] | None:
        """The agreement with a partner that counts now, as TOML, by the oracle's own reading."""
        if name not in self._terms:
            self._terms[name] = self._read_terms(tx, name)
        return self._terms[name]

    def forget(self) -> None:
        """Read everything anew."""
        self._terms.clear()

    def _read_terms(self, tx: Connection, name: str) -> Mapping[str, Any] | None:
        stored = [line.stored for line in agreements.list_agreements(tx, self.clock.now, name)]
        concluded = [(s.concluded, tomllib.loads(s.text)) for s in stored if s.concluded]
        return in_force(concluded, self.clock.now)

    def case(self, tx: Connection, release: Release, one: Thing) -> Case:
        """Everything that the oracle has to know of one release."""
        name, now = release.partner, self.clock.now
        kept = objects.by_sha256(tx, ObjectId(release.object_id), release.sha256)
        assert kept is not None
        own_place = (release.object_id, release.modified)
        others = release_rows.of_object(tx, release.object_id)
        return Case(
            thing=one,
            partner=name,
            partner_identity=self.identity[name],
            is_active=partner(tx, name).state is PartnerState.ACTIVE,
            terms=self.terms_now(tx, name),
            purpose=release.purpose,
            now=now,
            author=release.author,
            recipients=release.recipients,
            came=self._came(tx, kept.source, release.object_id),
            yeses=[
                Yes(given.officer, given.at, given.emergency)
                for given in release_rows.approvals(tx, release.id)
                if given.reason.strip() and given.at <= now
            ],
            handled=arrival_rows.handling_of(tx, [release.object_id]).get(own_place, 0),
            unreadable=any(objects.current(tx, ObjectId(ref)) is None for ref in one.needs),
            withdrawn=bool(kept.withdrawn),
            had_before=any(
                r.id != release.id and r.partner == name and (r.sent or r.delivery) for r in others
            ),
        )

    def thing_of(self, release: Release, content: Mapping[str, Any]) -> Thing:
        """What is known of the version that a release is about; of a copy, by its original."""
        found = self.things.get((release.object_id, release.modified))
        if found is not None:
            return found
        assert release.redacted_from, f"nobody made {release.object_id}"
        (original, *_) = [
            one
            for one in self.things.values()
            if one.id == release.redacted_from and one.title in json.dumps(content)
        ]
        kept_parts = tuple(p for p in original.parts if p[0] in json.dumps(content))
        return Thing(
            id=release.object_id,
            type=original.type,
            version=release.modified,
            content=content,
            title=original.title,
            author=original.author,
            level=original.level,
            pap=original.pap,
            parts=kept_parts,
            needs=original.needs,
            personal=original.personal,
            accuses_us=original.accuses_us,
            exercise=original.exercise,
        )

    def _came(self, tx: Connection, source: str, object_id: str) -> Came | None:
        if not source:
            return None
        arrived = arrival_rows.of_object(tx, [object_id]).get(object_id, [])
        first = next((a for a in arrived if a.partner == source), None)
        if first is None:
            return Came(source, len(TLP) - 1, {"onward": {"mode": "none"}, "purposes": []})
        stored = agreements.agreement(tx, first.agreement)
        made = self.things[object_id, first.modified]
        return Came(source, made.level, tomllib.loads(stored.text))

    def _own_identity(self, own: str) -> Thing:
        with self.us.node.store.read() as tx:
            kept = objects.current(tx, ObjectId(own))
        assert kept is not None
        return Thing(own, "identity", kept.modified, kept.content, kept.content["name"], level=0)

    def wires(self) -> Iterator[tuple[str, LocalWire]]:
        """The wires on which we send."""
        for (here, there), wire in self.world.wires.items():
            if here == CENTRE:
                yield there, wire

    def by_tool(self, method: str, path: str, secret: str, content: object = None) -> None:
        """One request of a tool of our own to the workspace."""
        body = b"" if content is None else json.dumps({"objects": [content]}).encode()
        who = Credential("", None, secret)
        self.doors.ask(f"/taxii2/node/collections/workspace/{path}", who, method, body)
