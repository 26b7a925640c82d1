"""What the officers of the demo do, one step after the other; each step checks what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from khien.app.demo.cast import Player, wait_until
from khien.app.demo.inputs import Inputs, planted
from khien.app.demo.terms import NARROW, WIDE, terms
from khien.exchange.peer.client import bring_back
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.desk import proofs_of
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.intake import Wish
from khien.ledger import check_proof
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.patterns import ValueKind
from khien.model.signing import PublicKey
from khien.people import agreements
from khien.people.partners import partner, phrase_with
from khien.store import objects
from khien.watch.desk import MatchResult

WAIT_S = 90.0  # for anything to cross, on a slow machine
PLANTED = 5  # shared indicators that the log gets a query for
CENTRE, ABROAD, OPERATOR = "vn-ncc", "asean-cert", "viet-telecom"


class StepError(AssertionError):
    """Something that a step did is not as it must be. `what` names it."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


@dataclass(slots=True)
class Play:
    """What the steps know of each other."""

    players: dict[str, Player]
    inputs: Inputs
    objects: dict[str, tuple[str, ...]] = field(default_factory=dict)  # group → object ids
    releases: list[Release] = field(default_factory=list)
    matched: MatchResult | None = None
    recalled: str = ""
    proofs: int = 0

    @property
    def centre(self) -> Player:
        """The national centre, which shares."""
        return self.players[CENTRE]

    @property
    def partners(self) -> list[Player]:
        """The two who receive."""
        return [self.players[ABROAD], self.players[OPERATOR]]


def check(truth: object, what: str) -> None:
    """Go on only if it is so."""
    if not truth:
        raise StepError(what)


def enrol(play: Play) -> str:
    """Every pair enrols by an invitation file, and reads the same phrase on both sides."""
    phrases = []
    for one, other in combinations(play.players.values(), 2):
        invited = one.node.enrolments.invite(other.part.name)
        bring_back(other.node.enrolments.accept(invited.document))
        heard = [_phrase(one, other), _phrase(other, one)]
        check(heard[0] == heard[1], f"phrase of {one.part.name} and {other.part.name}")
        phrases.append(heard[0])
    return phrases[0]


def _phrase(here: Player, there: Player) -> str:
    with here.node.store.read() as tx:
        found = partner(tx, there.part.name)
    language = here.node.settings.node.language
    return phrase_with(here.node.ourselves.key.public, found, language)


def agree(play: Play) -> str:
    """The centre signs one agreement with each partner; both signatures are on both sides."""
    centre = play.centre
    for other, width in zip(play.partners, (WIDE, NARROW), strict=True):
        text = terms(centre, other, width, centre.node.clock().date())
        centre.node.treaties.sign(other.part.name, text, centre.officers["minh"])
        lawyer = next(o for o in other.officers.values() if "lawyer" in {r.value for r in o.roles})
        other.node.treaties.sign(CENTRE, text, lawyer)
    sides = [side for other in play.partners for side in ((centre, other), (other, centre))]
    agreed = wait_until(lambda: all(_in_force(here, there) for here, there in sides), WAIT_S)
    check(agreed, "the agreements are in force on every side")
    return str(len(play.partners))


def _in_force(here: Player, there: Player) -> bool:
    with here.node.store.read() as tx:
        return agreements.in_force(tx, there.part.name, here.node.clock()) is not None


def bring_in(play: Play) -> str:
    """The analyst imports the files; every item of each is accounted for."""
    node = play.centre.node
    told = []
    for group in play.inputs.groups:
        wish = Wish(
            identity=node.ourselves.identity,
            now=node.clock(),
            marking=group.marking,
            source=group.path.name,
        )
        made = node.workspace.import_file(
            group.path.name, group.path.read_bytes(), wish, author="an"
        )
        counts = made.intake.counts
        total = counts.kept + counts.changed + counts.refused + counts.skipped
        check(counts.read == total, f"every item of {group.path.name}")
        out = {refused.item for refused in made.refused}
        ids = dict.fromkeys(v.id for v in made.intake.versions if v.id not in out)
        check(ids, f"objects in {group.path.name}")
        play.objects[group.key] = tuple(ids)
        told.append(f"{group.path.name} {len(ids)}")
    return ", ".join(told)


def publish(play: Play) -> str:
    """The analyst publishes; the gate clears, holds and refuses, each with its reasons."""
    for group in play.inputs.groups:
        wanted = Publication(play.objects[group.key], Purpose(group.purpose), "an")
        play.releases += play.centre.node.releases.publish(wanted)
    states = [release.state for release in play.releases]
    if not is_own(play):
        for state in (State.CLEARED, State.HELD, State.REFUSED):
            check(state in states, f"the gate answers {state.value}")
    check(all(r.answers for r in play.releases if r.state is not State.CLEARED), "reasons")
    return ", ".join(f"{state.value} {states.count(state)}" for state in dict.fromkeys(states))


def is_own(play: Play) -> bool:
    """Whether the input is a file of the user's, of which nothing can be expected."""
    return play.inputs.groups[0].key == "own"


def approve(play: Play) -> str:
    """Two officers approve what was held, neither of them the author."""
    centre, count = play.centre, 0
    for release in play.releases:
        if release.state is not State.HELD:
            continue
        once = centre.node.releases.approve(release.id, centre.officers["lan"], "demo")
        check(once.state is State.HELD, f"one officer is not enough for {release.object_id}")
        twice = centre.node.releases.approve(release.id, centre.officers["minh"], "demo")
        check(twice.state is State.CLEARED, f"{release.object_id} is cleared by two officers")
        count += 1
    return str(count)


def deliver(play: Play) -> str:
    """What was cleared crosses; the partners admit it and answer with signed receipts."""
    crossing = {State.CLEARED, State.SENT}
    done = wait_until(lambda: not any(r.state in crossing for r in current(play)), WAIT_S)
    check(done, "every delivery is answered")
    play.releases = current(play)
    answered = [r for r in play.releases if r.state in {State.ACCEPTED, State.QUARANTINED}]
    check(answered, "something was accepted")
    check(all(r.signed for r in answered), "every receipt is signed")
    with play.centre.node.store.read() as tx:
        receipts = receipt_rows.of_release(tx, answered[0].id)
    check(receipts, "receipts are kept")
    return ", ".join(
        f"{p.part.name} {sum(r.partner == p.part.name for r in answered)}" for p in play.partners
    )


def current(play: Play) -> list[Release]:
    """The releases of this run as they stand now."""
    with play.centre.node.store.read() as tx:
        found = release_rows.some(tx, [r.id for r in play.releases])
    return [found[r.id] for r in play.releases]


def watch(play: Play) -> str:
    """The operator matches its DNS log; its sightings travel back through its own gate."""
    operator = play.players[OPERATOR]
    node = operator.node
    node.watch.catch_up()
    domains = _shared_domains(play)
    lines = planted(play.inputs.log, domains)
    play.matched = node.watch.match_lines(
        play.inputs.log.name.removesuffix(".gz"),
        lines,
        node.clock(),
        marking_refs=[TLP_2_IDS[Tlp.GREEN]],
    )
    seen = len(play.matched.matched.hits)
    check(seen >= len(domains), "every planted query is a hit")
    if not play.matched.sightings:
        return f"{play.matched.matched.lines}, 0"
    node.receipts.tell([hit.object_id for hit in play.matched.matched.hits], Outcome.ACTED)
    ids = node.workspace.write("sightings", play.matched.sightings, "tuan")
    node.releases.publish(Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "tuan", (CENTRE,)))
    check(wait_until(lambda: _has(play.centre, ids), WAIT_S), "sightings came back")
    return f"{play.matched.matched.lines}, {seen}"


def _shared_domains(play: Play) -> list[str]:
    """A few domains that the operator was given, to be planted where the log has none."""
    accepted = {
        r.object_id
        for r in play.releases
        if r.partner == OPERATOR and r.state is State.ACCEPTED and r.type == "indicator"
    }
    with play.players[OPERATOR].node.store.read() as tx:
        rows = objects.indicator_rows(tx, [ObjectId(one) for one in sorted(accepted)])
        names = [row.value for row in rows if row.kind == ValueKind.DOMAIN.value]
    step = max(1, len(names) // PLANTED)
    return names[::step][:PLANTED]


def _has(player: Player, ids: Iterable[str]) -> bool:
    wanted = [ObjectId(one) for one in ids]
    with player.node.store.read() as tx:
        return len(objects.currents(tx, wanted)) == len(wanted)


def recall(play: Play) -> str:
    """The centre takes one object back; both partners confirm that it is out of their index."""
    lan = play.centre.officers["lan"]
    play.recalled = _recallable(play.releases)
    if not play.recalled:
        return "0"
    play.centre.node.recalls.recall(play.recalled, lan, "demo")
    check(wait_until(lambda: _is_back(play), WAIT_S), "recall is confirmed")
    for player in play.partners:
        player.node.watch.catch_up()
        check(
            not player.node.watch.index.holds(ObjectId(play.recalled)),
            f"{play.recalled} is out of the index of {player.part.name}",
        )
    return play.recalled


def _is_back(play: Play) -> bool:
    out = {State.RECALLED, State.REFUSED, State.DECLINED, State.REJECTED}
    return all(r.state in out for r in current(play) if r.object_id == play.recalled)


def _recallable(releases: Sequence[Release]) -> str:
    """An indicator that as many partners as possible have."""
    holders: dict[str, int] = {}
    for release in releases:
        if release.state is State.ACCEPTED and release.type == "indicator":
            holders[release.object_id] = holders.get(release.object_id, 0) + 1
    return max(holders, key=lambda one: holders[one], default="")


def prove(play: Play) -> str:
    """Every node verifies its ledger; receipts are checked offline, with public keys alone."""
    keys = [key for p in play.players.values() for key in _keys(p)]
    sizes = []
    for player in play.players.values():
        with player.node.store.read() as tx:
            sizes.append(player.node.ledger.verify(tx, keys).size)
            check(not player.node.ledger.alarms(tx), f"no alarm in {player.part.name}")
    answered = [r for r in current(play) if r.signed]
    for release in answered[:: max(1, len(answered) // 50)]:
        with play.centre.node.store.read() as tx:
            document = proofs_of(tx, play.centre.node.ledger, release.id)
        for proof in document["proofs"]:
            checked = check_proof(proof, keys)
            check(checked.receipt_signers, f"receipt of {release.id}")
            play.proofs += 1
    check(play.proofs, "proofs")
    return f"{' + '.join(map(str, sizes))}; {play.proofs}"


def _keys(player: Player) -> list[PublicKey]:
    node = player.node
    return [node.ourselves.key.public, *node.ledger.keys]


STEPS: tuple[tuple[str, Callable[[Play], str]], ...] = (
    ("enrol", enrol),
    ("agree", agree),
    ("import", bring_in),
    ("publish", publish),
    ("approve", approve),
    ("deliver", deliver),
    ("watch", watch),
    ("recall", recall),
    ("prove", prove),
)
"""The main job, in order; the names are those that `khien demo --check` gives when one fails."""
