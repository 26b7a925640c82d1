"""No leak: whatever happens, in whatever order, a partner sees only what is cleared for it now."""

from __future__ import annotations

import os
from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from khien.exchange.exports.manifest import Scope
from khien.exchange.releases.desk import Publication
from khien.model.agreement import Purpose
from khien.model.errors import KhienError
from khien.model.instants import stix_time
from khien.model.marking import Tlp
from khien.people.tokens import revoke_token
from tests.exchange.nodes import newer
from tests.exchange.noleak import recipes
from tests.exchange.noleak.oracle import Thing
from tests.exchange.noleak.stage import PARTNERS, Stage
from tests.exchange.noleak.watching import Watch

number = st.integers(0, 10_000)
kinds, markings = st.sampled_from(recipes.KINDS), st.sampled_from(sorted(recipes.MARKINGS))
officers = st.sampled_from(["lan", "son", "minh", "duc", "ha", "thu", "an"])
names = st.sampled_from(PARTNERS)
levels = st.sampled_from([Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED])


class NoLeak(RuleBasedStateMachine):
    """Everything that people, partners and time do to one node; after each step everybody looks."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.watch = Watch(self.stage)

    def teardown(self) -> None:
        """One last look at everything."""
        try:
            self.watch.look(everywhere=True)
        finally:
            self.stage.close()

    @invariant()
    def nothing_leaks(self) -> None:
        """After every step, as everybody."""
        self.watch.look(everywhere=False)

    def _one(self, n: int) -> Thing:
        found = list(self.stage.things.values())
        return found[-1 - n % min(len(found), 12)]  # the newest first: the shortest story

    def _release(self, n: int, states: set[str]) -> str:
        found = [r.id for r in self.stage.releases() if r.state.value in states]
        return found[-1 - n % len(found)] if found else "release--none"

    def _publish(
        self,
        ids: tuple[str, ...],
        purpose: str,
        to: tuple[str, ...],
        recipients: frozenset[str] = frozenset(),
    ) -> None:
        with suppress(KhienError):
            publication = Publication(ids, Purpose(purpose), "an", to, recipients)
            made = self.stage.us.node.releases.publish(publication)
            self.watch.due |= {one.id for one in made if one.state.value == "cleared"}

    # --- objects -----------------------------------------------------------------------------------

    @initialize(marking=markings)
    def begin(self, marking: str) -> None:
        """There is something to share."""
        self.stage.keep(recipes.thing(self.stage.us, "indicator", marking, "an"))

    @rule(kind=kinds, marking=markings, author=st.sampled_from(["an", "lan"]), share=st.booleans())
    def make(self, kind: str, marking: str, author: str, share: bool) -> None:
        """A new object of ours, published at once or not."""
        one = recipes.thing(self.stage.us, kind, marking, author)
        self.stage.keep(one)
        if share:
            self._publish((one.id,), "network-defence", ())
            self.stage.world.run()

    @rule(n=number, marking=markings, share=st.booleans(), revoked=st.sampled_from([False] * 3 + [True]))  # fmt: skip
    def change(self, n: int, marking: str, share: bool, revoked: bool) -> None:
        """A new version of ours with other markings, or a revocation."""
        old = self._one(n)
        if "modified" not in old.content or old.creator != self.stage.us.node.ourselves.identity:
            return
        title = f"qz{uuid4().hex[:12]}"
        more = {"revoked": True} if revoked else {}
        content = recipes.marked(newer(old.content, **more), marking)
        content["modified"] = max(content["modified"], stix_time(self.stage.clock()))
        if not revoked:
            content["name"] = title
        part = content.get("description", "").split(" ")[-1]
        kind = "mail" if old.personal and old.type == "indicator" else old.type
        kind = {"identity": "person"}.get("ours" if old.accuses_us else kind, kind)
        kind = "ours" if old.accuses_us else kind
        kept_title = old.title if revoked else title
        self.stage.keep(recipes.known(content, kept_title, part, kind, marking, "an"))
        if share:
            self._publish((old.id,), "network-defence", ())

    @rule(n=number, m=number, marking=markings)
    def relate(self, n: int, m: int, marking: str) -> None:
        """A relationship between two objects, one of which a partner may never see."""
        one, other, us = self._one(n), self._one(m), self.stage.us
        title = f"qz{uuid4().hex[:12]}"
        link = us.thing(
            "relationship",
            relationship_type="related-to",
            source_ref=one.id,
            target_ref=other.id,
            description=title,
        )
        content = recipes.marked(link, marking)
        content.pop("granular_markings", None)
        self.stage.keep(recipes.known(content, title, "", "relationship", marking, "an"))
        self._publish((content["id"],), "network-defence", ())

    @rule(name=names, kind=kinds, marking=markings, purpose=st.sampled_from(recipes.PURPOSES))
    def receive(self, name: str, kind: str, marking: str, purpose: str) -> None:
        """A partner brings an object, and we would share it with everybody."""
        giver = self.stage.world["asean-cert" if name == PARTNERS[2] else name]
        one = recipes.thing(giver, kind, marking)
        self.stage.arrive(name, one)
        self._publish((one.id,), purpose, ())
        self._publish((one.id,), purpose, PARTNERS)

    @rule()
    def receive_definition(self) -> None:
        """The marking definition of a partner arrives, or arrives again: it has no versions."""
        had = [one for one in self.stage.things.values() if one.id == recipes.PARTNERS]
        creator = self.stage.identity[PARTNERS[0]]
        said = recipes.statement("Made up by a partner")
        one = had[0] if had else recipes.definition(recipes.PARTNERS, creator, **said)
        self.stage.arrive(PARTNERS[0], one)

    @rule(n=number, officer=officers)
    def let_in(self, n: int, officer: str) -> None:
        """An officer lets something out of quarantine."""
        waiting = self.stage.quarantined()
        if waiting:
            with suppress(KhienError):
                who = self.stage.us.officer(officer)
                self.stage.us.node.arrivals.release(waiting[n % len(waiting)], who, accept=True)

    @rule(n=number, tlp=st.sampled_from(["", "amber", "red"]))
    def partner_takes_back(self, n: int, tlp: str) -> None:
        """A partner recalls what it gave us, or tightens it."""
        if self.stage.lines:
            name, told = self.stage.lines[n % len(self.stage.lines)]
            self.stage.take_back(name, told, tlp)

    # --- releases ----------------------------------------------------------------------------------

    @rule(n=number, purpose=st.sampled_from(recipes.PURPOSES), to=st.sets(names, max_size=3), named=st.booleans())  # fmt: skip
    def publish(self, n: int, purpose: str, to: set[str], named: bool) -> None:
        """An object is published, to some or to all, and perhaps to a person."""
        people = frozenset({recipes.PERSON}) if named else frozenset()
        self._publish((self._one(n).id,), purpose, tuple(sorted(to)), recipients=people)

    @rule(n=number, officer=officers, emergency=st.sampled_from([False, False, True]))
    def approve(self, n: int, officer: str, emergency: bool) -> None:
        """An officer says yes."""
        self._approve(self._release(n, {"held"}), officer, emergency=emergency)

    @rule(n=number, pair=st.permutations(["lan", "son", "minh", "duc"]))
    def approve_all(self, n: int, pair: list[str]) -> None:
        """Officers say yes one after the other until it is enough."""
        name = self._release(n, {"held"})
        for officer in pair:
            self._approve(name, officer)

    @rule(n=number, officer=officers)
    def review(self, n: int, officer: str) -> None:
        """A second officer reviews an emergency."""
        open_ = [r.id for r in self.stage.releases() if r.review_due is not None]
        if open_:
            self._approve(open_[n % len(open_)], officer)

    def _approve(self, name: str, officer: str, *, emergency: bool = False) -> None:
        with suppress(KhienError):
            who = self.stage.us.officer(officer)
            self.stage.us.node.releases.approve([name], who, "seen", emergency=emergency)

    @rule(n=number, officer=officers)
    def decline(self, n: int, officer: str) -> None:
        """An officer says no."""
        with suppress(KhienError):
            who = self.stage.us.officer(officer)
            self.stage.us.node.releases.decline(self._release(n, {"held"}), who, "no")

    @rule(n=number, whole=st.booleans(), officer=officers)
    def recall(self, n: int, whole: bool, officer: str) -> None:
        """We take a release or an object back."""
        with suppress(KhienError):
            subject = self._one(n).id if whole else self._release(n, {"sent", "accepted", "held"})
            self.stage.us.node.recalls.recall(subject, self.stage.us.officer(officer), "wrong")

    @rule(n=number, tlp=levels)
    def downgrade(self, n: int, tlp: Tlp) -> None:
        """We want something handled more strictly."""
        with suppress(KhienError):
            who = self.stage.us.officer("lan")
            self.stage.us.node.recalls.downgrade(self._one(n).id, tlp, who, "stricter")

    @rule(n=number, again=st.booleans())
    def take_out(self, n: int, again: bool) -> None:
        """A tool of ours takes an object out of use, and perhaps adds it again."""
        one, tool = self._one(n), self.stage.tool
        self.stage.by_tool("DELETE", f"objects/{one.id}/", tool)
        if again:
            self.stage.by_tool("POST", "objects/", tool, dict(one.content))

    # --- agreements, partners, credentials ---------------------------------------------------------

    @rule(name=names, terms=recipes.terms_of, both=st.sampled_from([True, True, True, False]))
    def agree(self, name: str, terms: dict[str, str], both: bool) -> None:
        """A new agreement is signed by both, or by us alone."""
        self.stage.agree(name, terms, both=both)

    @rule(name=names, scopes=st.sampled_from([("taxii:read",), ("taxii:write",), ("taxii:read", "taxii:write")]), hours=st.sampled_from([0, 0, 5]))  # fmt: skip
    def add_token(self, name: str, scopes: tuple[str, ...], hours: int) -> None:
        """A partner gets a token."""
        if len(self.stage.tokens) < 4:
            self.stage.add_token(name, scopes, hours)

    @rule(n=number)
    def revoke_token(self, n: int) -> None:
        """A token is revoked."""
        name = list(self.stage.tokens)[n % len(self.stage.tokens)]
        with self.stage.us.node.store.write() as tx:
            revoke_token(tx, name, self.stage.clock())
        secret, owner, end, _, may_read = self.stage.tokens[name]
        self.stage.tokens[name] = (secret, owner, end, False, may_read)

    @rule(name=st.sampled_from(PARTNERS[:2]))
    def rotate(self, name: str) -> None:
        """A partner changes its key."""
        if len(self.stage.old_keys) < 2:
            self.stage.rotate(name)

    @rule(name=names, n=number)
    def revoke_partner(self, name: str, n: int) -> None:
        """A partner is struck off; seldom."""
        if n % 3 == 0:
            with suppress(KhienError):
                ha = self.stage.us.officer("ha")
                self.stage.us.node.enrolments.revoke(name, "broke the agreement", ha)

    # --- time and the wire -------------------------------------------------------------------------

    @rule(hours=st.sampled_from([0.01, 1, 5, 23, 25, 24 * 20, 24 * 31, 24 * 200, 24 * 400]))
    def wait(self, hours: float) -> None:
        """Time passes; before anybody carries anything, everybody looks."""
        self.stage.clock.tick(hours=hours)
        self.watch.look(everywhere=False)
        self.stage.world.run()

    @rule()
    def carry(self) -> None:
        """What waits is carried."""
        self.stage.world.run()

    @rule()
    def restart(self) -> None:
        """The node is stopped and started again."""
        self.stage.restart()

    @rule()
    def renew(self) -> None:
        """The rounds of a running node ask about what stands under an older agreement."""
        self.stage.us.node.renewals.renew()

    @rule(name=st.sampled_from(PARTNERS[:2]), fates=st.lists(st.sampled_from(["drop", "lose", "twice", ""]), min_size=1, max_size=4))  # fmt: skip
    def trouble(self, name: str, fates: list[str]) -> None:
        """The next requests to a partner are lost, or their answers, or they arrive twice."""
        for there, wire in self.stage.wires():
            if there == name:
                wire.plan.extend(fates)
        self.stage.world.run()

    @rule(name=st.sampled_from(PARTNERS[:2]), scope=st.sampled_from(list(Scope)))
    def export(self, name: str, scope: Scope) -> None:
        """A folder is carried to a partner by hand."""
        folder = self.stage.folder / f"export-{uuid4()}"
        with suppress(KhienError):
            self.stage.us.node.exports.give(self.stage.world[name].name, folder, scope)
            self.watch.folder(name, folder)


EXAMPLES, STEPS = {"leaks": (200, 60), "release": (20, 40)}.get(
    os.environ.get("HYPOTHESIS_PROFILE", ""), (2, 20)
)
TestNoLeak = NoLeak.TestCase
TestNoLeak.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") == "mutate", reason="each mutant would run it"
)
