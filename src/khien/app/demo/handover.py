"""The last step of the demo: what one shift leaves to the next, so that the consoles have work to do.

Everything here is made up, with names and addresses that are reserved for that (RFC 2606, RFC 5737).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from khien.app import warnings
from khien.app.demo.cast import Part, Player, beside, wait_until
from khien.app.demo.play import ABROAD, CENTRE, WAIT_S, Play, Told, check
from khien.app.demo.terms import NARROW, agreement_text
from khien.exchange.exports.manifest import Scope
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.model.agreement import Purpose
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import new_id
from khien.model.warning import EarlyWarning

CARRIED = "mekong-desk"
# It has no network: what it is given is carried there, and its answers are carried back.
OFFLINE = Part(CARRIED, "LA", "Border desk without a network (demo)", (("keo", ("lawyer",)),))
NOWHERE = "http://127.0.0.1:9"  # RFC 863: nothing answers
DAY = timedelta(days=1)

Content = dict[str, Any]


def hand_over(play: Play) -> Told:
    """Arrivals to look at, one in quarantine, and a warning; releases to approve; a recall on its way."""
    arrived = _arrivals(play)
    _warning(play, arrived)
    held = _to_approve(play)
    with _carried(play) as offline:
        recalled = _recall_under_way(play, offline)
    waiting = sum(r.state is State.QUARANTINED for r in arrived)
    check(waiting, "something waits in quarantine")
    return Told(
        "demo.hand-over",
        {"arrived": len(arrived), "waiting": waiting, "held": len(held), "recalled": recalled},
    )


def _arrivals(play: Play) -> list[Release]:
    """The partner abroad shares what it found; one value of it would block much that is good."""
    abroad = play.players[ABROAD]
    group = _made(abroad, "intrusion-set", Tlp.GREEN, name="Reed Otter", aliases=["RO-7"])
    found = [
        _indicator(
            abroad, Tlp.GREEN, "Mail server of Reed Otter", "domain-name", "mail.otter.example"
        ),
        _indicator(abroad, Tlp.GREEN, "Relay of Reed Otter", "ipv4-addr", "198.51.100.23"),
        _indicator(
            abroad, Tlp.GREEN, "Relay inside a victim (unchecked)", "ipv4-addr", "192.168.1.1"
        ),
    ]
    report = _made(
        abroad,
        "report",
        Tlp.GREEN,
        name="Reed Otter turns to border agencies",
        description="Invitations to a meeting that does not exist; the attachment opens a tunnel.",
        published=stix_time(abroad.node.clock()),
        report_types=["threat-report"],
        object_refs=[group["id"], *(one["id"] for one in found)],
    )
    sent = _publish(abroad, [group, *found, report], "siti", CENTRE)
    # Their gate holds what many networks use, too; somebody there says yes, and ours stops it.
    held = [release.id for release in sent if release.state is State.HELD]
    check(held, "their gate holds what many use")
    abroad.node.releases.approve(held, abroad.officers["noor"], "demo")
    check(wait_until(lambda: _all_in(abroad, sent, _ANSWERED), WAIT_S), "the centre answers")
    return _now(abroad, sent)


def _warning(play: Play, arrived: Sequence[Release]) -> None:
    """The partner abroad warns of the group; nobody here has said yet that they read it."""
    abroad, now = play.players[ABROAD], play.players[ABROAD].node.clock()
    said = EarlyWarning(
        status="actual",
        message="alert",
        headline="Reed Otter writes to border agencies | Reed Otter gửi thư tới cơ quan biên giới",
        event="Phishing with a made-up invitation",
        description="Letters invite to a meeting that does not exist; the attachment opens a tunnel.",
        instruction="Hold mail from mail.otter.example; look for connections to 198.51.100.23.",
        category="security",
        urgency="immediate",
        severity="severe",
        certainty="observed",
        effective=now,
        expires=now + 3 * DAY,
        countries=("VN",),
        sectors=("government",),
    )
    about = [release.object_id for release in arrived if release.type == "indicator"]
    written = warnings.write(abroad.node, said, Tlp.GREEN, "siti", about=about)
    sent = warnings.publish(abroad.node, warnings.notice(abroad.node, written), "siti", (CENTRE,))
    check(wait_until(lambda: _all_in(abroad, sent, _ANSWERED), WAIT_S), "the warning arrives")
    check(warnings.notices(play.centre.node), "the warning is in force")


def _to_approve(play: Play) -> list[Release]:
    """The analyst publishes what two officers must approve; of one release, the first did already."""
    centre = play.centre
    malware = _made(
        centre,
        "malware",
        Tlp.AMBER,
        name="Cối Xay",
        is_family=True,
        malware_types=["downloader"],
        description="Mã tải về, nhận lệnh qua bản ghi TXT của DNS.",
    )
    found = [
        _indicator(centre, Tlp.AMBER, "Tên miền nhận lệnh của Cối Xay", "domain-name", name)
        for name in ("lenh.coixay.example", "tai.coixay.example")
    ]
    held = _publish(centre, [malware, *found], "an", ABROAD)
    held = [release for release in held if release.state is State.HELD]
    check(held, "releases wait for approval")
    approved = centre.node.releases.approve([held[0].id], centre.officers["lan"], "demo")
    check(approved[0].state is State.HELD, "the second approval is missing")
    return held


def _recall_under_way(play: Play, offline: Player) -> str:
    """Everybody is told that an indicator was wrong; who has no network has not answered yet."""
    centre = play.centre
    wrong = _indicator(
        centre, Tlp.GREEN, "Máy chủ nghi ngờ (nhầm)", "domain-name", "lich-hop.example"
    )
    given = [r for r in _publish(centre, [wrong], "an") if r.object_id == wrong["id"]]
    _carry(centre, offline, "outward", Scope.WAITING)
    _carry(offline, centre, "homeward", Scope.RECEIPTS)
    check(wait_until(lambda: _all_in(centre, given, {State.ACCEPTED}), WAIT_S), "all accepted")
    centre.node.recalls.recall(wrong["id"], centre.officers["lan"], "Máy chủ của một trường học")
    reached = [release for release in given if release.partner != CARRIED]
    check(wait_until(lambda: _all_in(centre, reached, {State.RECALLED}), WAIT_S), "others confirm")
    open_ones = [release for release in given if release.partner == CARRIED]
    check(open_ones and _all_in(centre, open_ones, {State.RECALLING}), "a recall is under way")
    return str(wrong["id"])


@contextmanager
def _carried(play: Play) -> Iterator[Player]:
    """The partner without a network, enrolled and agreed with by hand."""
    centre = play.centre
    with beside(
        centre.home.parent, OFFLINE, NOWHERE, centre.node.settings.node.language
    ) as offline:
        invited = centre.node.enrolments.invite(CARRIED)
        centre.node.enrolments.complete(offline.node.enrolments.accept(invited.document).document)
        text = agreement_text(centre, offline, NARROW, centre.node.clock().date())
        centre.node.treaties.sign(CARRIED, text, centre.officers["minh"])
        offline.node.treaties.sign(CENTRE, text, offline.officers["keo"])
        _carry(centre, offline, "agreement-there", Scope.WAITING)
        _carry(offline, centre, "agreement-back", Scope.WAITING)
        yield offline


def _carry(giver: Player, taker: Player, name: str, scope: Scope) -> None:
    folder: Path = giver.home.parent / f"carried-{name}"
    giver.node.exports.give(taker.part.name, folder, scope)
    taken = taker.node.exports.take(folder)
    check(not taken.refused, f"{taker.part.name} takes everything of {name}")


def _publish(giver: Player, contents: Sequence[Content], author: str, *to: str) -> list[Release]:
    ids = giver.node.workspace.write("demo", contents, author)
    return giver.node.releases.publish(Publication(tuple(ids), Purpose.NETWORK_DEFENCE, author, to))


_ANSWERED = {State.ACCEPTED, State.QUARANTINED, State.REJECTED}


def _now(player: Player, releases: Sequence[Release]) -> list[Release]:
    with player.node.store.read() as tx:
        return list(release_rows.some(tx, [release.id for release in releases]).values())


def _all_in(player: Player, releases: Sequence[Release], states: set[State]) -> bool:
    return all(release.state in states for release in _now(player, releases))


def _indicator(player: Player, tlp: Tlp, name: str, kind: str, value: str) -> Content:
    now = player.node.clock()
    return _made(
        player,
        "indicator",
        tlp,
        name=name,
        pattern=f"[{kind}:value = '{value}']",
        pattern_type="stix",
        indicator_types=["malicious-activity"],
        valid_from=stix_time(now),
        valid_until=stix_time(now + 90 * DAY),
    )


def _made(player: Player, kind: str, tlp: Tlp, **properties: object) -> Content:
    """An object by this node, of this moment."""
    now = stix_time(player.node.clock())
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": new_id(kind, uuid4()),
        "created": now,
        "modified": now,
        "created_by_ref": player.node.ourselves.identity,
        "object_marking_refs": [TLP_2_IDS[tlp]],
        **properties,
    }
