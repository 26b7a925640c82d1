"""What the officers of the demo do, one step after the other; each step checks what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

from khien.app.demo.cast import Player, wait_until
from khien.app.demo.handover import hand_over
from khien.app.demo.inputs import planted
from khien.app.demo.play import (
    ABROAD,
    CENTRE,
    OPERATOR,
    WAIT_S,
    Play,
    Told,
    check,
    current,
)
from khien.app.demo.terms import NARROW, WIDE, agreement_text
from khien.exchange.peer.client import bring_back
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.desk import proofs_of
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
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

PLANTED = 5  # shared indicators that the log gets a query for
ANSWERED = {State.ACCEPTED, State.QUARANTINED, State.REJECTED}


def enrol(play: Play) -> Told:
    """Every pair enrols by an invitation file, and reads the same phrase on both sides."""
    phrases = []
    for one, other in combinations(play.players.values(), 2):
        invited = one.node.enrolments.invite(other.part.name)
        bring_back(other.node.enrolments.accept(invited.document))
        heard = [_phrase(one, other), _phrase(other, one)]
        check(heard[0] == heard[1], f"phrase of {one.part.name} and {other.part.name}")
        phrases.append(heard[0])
    return Told("demo.enrol", {"phrase": phrases[0]})


def _phrase(here: Player, there: Player) -> str:
    with here.node.store.read() as tx:
        found = partner(tx, there.part.name)
    language = here.node.settings.node.language
    return phrase_with(here.node.ourselves.key.public, found, language)


def agree(play: Play) -> Told:
    """The centre signs one agreement with each partner; both signatures are on both sides."""
    centre = play.centre
    for other, width in zip(play.partners, (WIDE, NARROW), strict=True):
        text = agreement_text(centre, other, width, centre.node.clock().date())
        centre.node.treaties.sign(other.part.name, text, centre.officers["minh"])
        lawyer = next(o for o in other.officers.values() if "lawyer" in {r.value for r in o.roles})
        other.node.treaties.sign(CENTRE, text, lawyer)
    sides = [side for other in play.partners for side in ((centre, other), (other, centre))]
    agreed = wait_until(lambda: all(_in_force(here, there) for here, there in sides), WAIT_S)
    check(agreed, "the agreements are in force on every side")
    return Told("demo.agree", {"count": len(play.partners)})


def _in_force(here: Player, there: Player) -> bool:
    with here.node.store.read() as tx:
        return agreements.in_force(tx, there.part.name, here.node.clock()) is not None


def bring_in(play: Play) -> Told:
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
        counts = made.counts
        total = counts.kept + counts.changed + counts.refused + counts.skipped
        check(counts.read == total, f"every item of {group.path.name}")
        out = {refused.item for refused in made.refused}
        ids = dict.fromkeys(v.id for v in made.intake.versions if v.id not in out)
        check(ids, f"objects in {group.path.name}")
        play.objects[group.key] = tuple(ids)
        told.append(f"{group.path.name} {len(ids)}")
    return Told("demo.import", {"files": ", ".join(told)})


def publish(play: Play) -> Told:
    """The analyst publishes; the gate clears, holds and refuses, each with its reasons."""
    for group in play.inputs.groups:
        wanted = Publication(play.objects[group.key], Purpose(group.purpose), "an")
        play.releases += play.centre.node.releases.publish(wanted)
    states = [release.state for release in play.releases]
    if not play.is_own:
        for state in (State.CLEARED, State.HELD, State.REFUSED):
            check(state in states, f"the gate answers {state.value}")
    check(all(r.answers for r in play.releases if r.state is not State.CLEARED), "reasons")
    counts = {s.value: states.count(s) for s in (State.CLEARED, State.HELD, State.REFUSED)}
    return Told("demo.publish", counts)


def approve(play: Play) -> Told:
    """Two officers approve what was held, neither of them the author."""
    desk, officers = play.centre.node.releases, play.centre.officers
    held = [release.id for release in play.releases if release.state is State.HELD]
    once = desk.approve(held, officers["lan"], "demo")
    # Somebody's own file may hold what one officer alone decides, as an indicator that many people use.
    still = [release.id for release in once if release.state is State.HELD]
    check(play.is_own or still == held, "one officer is not enough")
    twice = desk.approve(still, officers["minh"], "demo") if still else []
    check(all(r.state is State.CLEARED for r in twice), "two officers are enough")
    with play.centre.node.store.read() as tx:
        for release in twice[:1]:
            names = {given.officer for given in release_rows.approvals(tx, release.id)}
            check(names == {"lan", "minh"}, "two officers are on record")
            check(release.author not in names, "the author did not approve")
    return Told("demo.approve", {"count": len(held)})


def deliver(play: Play) -> Told:
    """What was cleared crosses; the partners admit it and answer with signed receipts."""
    crossing = {State.CLEARED, State.SENT}
    done = wait_until(lambda: not any(r.state in crossing for r in current(play)), WAIT_S)
    check(done, "every delivery is answered")
    play.releases = current(play)
    answered = [r for r in play.releases if r.state in ANSWERED]
    accepted = [r for r in answered if r.state is State.ACCEPTED]
    check(accepted or play.is_own, "something was accepted")
    check(all(r.signed for r in answered), "every receipt is signed")
    with play.centre.node.store.read() as tx:
        for release in answered[:1]:
            check(receipt_rows.of_release(tx, release.id), "receipts are kept")
    for player in play.partners:
        mine = [r for r in accepted if r.partner == player.part.name]
        check(_has(player, [r.object_id for r in mine]), f"{player.part.name} has what it accepted")
    counts = Counter(r.partner for r in accepted)
    waiting = sum(r.state is State.QUARANTINED for r in answered)
    return Told(
        "demo.deliver", {"abroad": counts[ABROAD], "operator": counts[OPERATOR], "waiting": waiting}
    )


def watch(play: Play) -> Told:
    """The operator matches its DNS log; its sightings travel back through its own gate."""
    node = play.players[OPERATOR].node
    node.watch.catch_up()
    domains = _shared_domains(play)
    check(domains or play.is_own, "there are domains to look for")
    play.matched = node.watch.match_lines(
        play.inputs.log.name.removesuffix(".gz"),
        planted(play.inputs.log, domains),
        node.clock(),
        marking_refs=[TLP_2_IDS[Tlp.GREEN]],
    )
    matched = play.matched.matched
    touched = {value.value for hit in matched.hits for value in hit.values}
    check(touched >= set(domains), "every planted query is a hit")
    if not play.matched.sightings:
        return Told("demo.watch-nothing", {"lines": matched.lines})
    check(not any(hit.clients for hit in matched.hits), "no client is named")
    crossed = {r.object_id for r in play.releases if r.partner == OPERATOR}
    seen = [hit.object_id for hit in matched.hits if hit.object_id in crossed]
    node.receipts.tell(seen, Outcome.ACTED)
    ids = node.workspace.write("sightings", play.matched.sightings, "tuan")
    made = node.releases.publish(
        Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "tuan", (CENTRE,))
    )
    check(all(r.state is State.CLEARED for r in made), "its own gate clears the sightings")
    check(wait_until(lambda: _has(play.centre, ids), WAIT_S), "sightings came back")
    check(wait_until(lambda: _knows_of(play, seen), WAIT_S), "the centre knows what was acted on")
    return Told("demo.watch", {"lines": matched.lines, "seen": len(matched.hits)})


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


def _knows_of(play: Play, seen: Iterable[str]) -> bool:
    """Whether the centre has the operator's word that it acted on these objects."""
    crossed = {r.object_id: r.id for r in play.releases if r.partner == OPERATOR}
    with play.centre.node.store.read() as tx:
        return all(
            Outcome.ACTED.value in {one.outcome for one in receipt_rows.of_release(tx, crossed[o])}
            for o in seen
        )


def recall(play: Play) -> Told:
    """The centre takes one object back; whoever had it confirms that it is out of the index."""
    play.recalled, holders = _recallable(play)
    if not holders:
        return Told("demo.recall-nothing", {})
    for player in holders:
        check(_watches(player, play.recalled), f"{player.part.name} watches for {play.recalled}")
    play.centre.node.recalls.recall(play.recalled, play.centre.officers["lan"], "demo")
    check(wait_until(lambda: _is_back(play), WAIT_S), "recall is confirmed")
    for player in holders:
        is_out = not _watches(player, play.recalled)
        check(is_out, f"{play.recalled} is out of the index of {player.part.name}")
    names = ", ".join(player.part.name for player in holders)
    return Told("demo.recall", {"object": play.recalled, "partners": names})


def _watches(player: Player, object_id: str) -> bool:
    player.node.watch.catch_up()
    return player.node.watch.index.holds(ObjectId(object_id))


def _is_back(play: Play) -> bool:
    out = {State.RECALLED, State.REFUSED, State.DECLINED, State.REJECTED}
    return all(r.state in out for r in current(play) if r.object_id == play.recalled)


def _recallable(play: Play) -> tuple[str, list[Player]]:
    """An indicator that as many partners as possible have, and those partners."""
    holders: dict[str, list[Player]] = {}
    for release in play.releases:
        if release.state is State.ACCEPTED and release.type == "indicator":
            holders.setdefault(release.object_id, []).append(play.players[release.partner])
    chosen = max(holders, key=lambda one: len(holders[one]), default="")
    return chosen, holders.get(chosen, [])


def prove(play: Play) -> Told:
    """Every node verifies its ledger; receipts are checked offline, with public keys alone."""
    keys = [key for p in play.players.values() for key in _keys(p)]
    leaves = 0
    for player in play.players.values():
        with player.node.store.read() as tx:
            leaves += player.node.ledger.verify(tx, keys).size
            check(not player.node.ledger.alarms(tx), f"no alarm in {player.part.name}")
        play.proofs += _check_receipts(player, keys)
    answered = any(r.signed for r in play.releases)
    check(play.proofs or not answered, "there are receipts to check")
    return Told("demo.prove", {"leaves": leaves, "proofs": play.proofs})


def _check_receipts(player: Player, keys: list[PublicKey]) -> int:
    """Check the receipts that a node was given, about fifty of them; returns how many."""
    count = 0
    with player.node.store.read() as tx:
        answered = [r for r in release_rows.listed(tx) if r.signed]
        for release in answered[:: max(1, len(answered) // 50)]:
            for proof in proofs_of(tx, player.node.ledger, release.id)["proofs"]:
                checked = check_proof(proof, keys)
                check(checked.receipt_signers, f"the receipt of {release.id} is signed")
                count += 1
    return count


def _keys(player: Player) -> list[PublicKey]:
    node = player.node
    return [node.ourselves.key.public, *node.ledger.keys]


STEPS: tuple[tuple[str, Callable[[Play], Told]], ...] = (
    ("enrol", enrol),
    ("agree", agree),
    ("import", bring_in),
    ("publish", publish),
    ("approve", approve),
    ("deliver", deliver),
    ("watch", watch),
    ("recall", recall),
    ("prove", prove),
    ("hand-over", hand_over),
)
"""The main job, in order; the names are those that `khien demo --check` gives when one fails."""
