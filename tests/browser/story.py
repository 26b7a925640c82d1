"""What the pages show: the demo's story with the package's own sample, on three running nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from khien.app import warnings
from khien.app.bookkeeping import verified
from khien.app.demo import inputs
from khien.app.demo.cast import started, wait_until
from khien.app.demo.play import ABROAD, WAIT_S, Play, check
from khien.app.demo.steps import STEPS
from khien.app.log_matching import begin
from khien.app.sightings import Search
from khien.app.wiring import Node
from khien.exchange.receipts.rules import Outcome
from khien.model.agreement import Purpose, Role
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind
from khien.model.warning import EarlyWarning
from khien.model.words import Language
from khien.people import factors
from khien.people.officers import add_officer
from khien.store import objects
from khien.watch import Validity
from khien.web.console.ledger import VERIFY

# Headline, event, what is known, what to do.
OURS = (
    "Chiến dịch lừa đảo khách hàng ngân hàng qua tin nhắn giả mạo",
    "lừa đảo trực tuyến",
    "Xuất hiện từ sáng nay, đầu tiên tại https://login.evil.example/a.",
    "Chặn các tên miền nêu dưới đây và cho chúng tôi biết những gì đã thấy.",
)
THEIRS = (
    "VPN gateways are being taken over through a flaw without a patch",
    "exploitation",
    "Seen since this morning, at first at https://login.evil.example/a.",
    "Block what is listed below, and tell us what you saw.",
)
EVERYTHING = "bao"  # has every role, so every button is there; sets up a second factor


@contextmanager
def played(root: Path, language: Language = "vi") -> Iterator[Play]:
    """The nodes, with everything that the demo did behind them; they run until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "_shared", lambda: None)
        sample = inputs.find_inputs(None)
    with started(root, language) as players:
        play = Play(players, sample)
        for _, step in STEPS:
            step(play)
        for player in players.values():
            with player.node.store.write() as tx:
                roles = [role.value for role in Role]
                made = add_officer(
                    tx, EVERYTHING, roles=roles, display="Bảo", now=player.node.clock()
                )
                factors.offer_totp(tx, factors.factor_key(player.home), made.name)
        _verified(play)
        _matched(play)
        _warned(play)
        yield play


def _verified(play: Play) -> None:
    """A full verification of the centre's ledger, begun and ended."""
    node = play.centre.node
    node.works.start(VERIFY, node.ledger.origin, EVERYTHING, lambda told: verified(node, told))
    node.works.wait(60)


def _matched(play: Play) -> None:
    """A log of the centre in which some of its indicators are, and a line that is none."""
    node = play.centre.node
    with node.store.read() as tx:
        rows = [r for r in objects.indicator_rows(tx, None) if r.kind == ValueKind.DOMAIN]
    at = int(node.clock().timestamp())
    lines = [f"{at - place},{row.value},10.0.0.7\n" for place, row in enumerate(rows[:6])]
    log = BytesIO("".join(["ts,query,id.orig_h\n", *lines, "broken\n"]).encode())
    search = Search(Validity.NOW, Tlp.GREEN, Purpose.NETWORK_DEFENCE, EVERYTHING, clients=True)
    begin(node, "dns.csv", log, search, EVERYTHING)
    node.works.wait(60)


def _warned(play: Play) -> None:
    """A warning of the centre that both partners have and one acknowledged, and one from abroad."""
    abroad = play.players[ABROAD]
    for player, (headline, event, description, instruction) in (
        (play.centre, OURS),
        (abroad, THEIRS),
    ):
        now = player.node.clock()
        said = EarlyWarning(
            status="actual",
            message="alert",
            headline=headline,
            event=event,
            description=description,
            instruction=instruction,
            category="security",
            urgency="immediate",
            severity="severe",
            certainty="observed",
            effective=now,
            expires=now + timedelta(days=2),
            countries=("VN", "TH"),
            sectors=("financial-services",),
        )
        made = warnings.write(player.node, said, Tlp.GREEN, "an")
        warnings.publish(player.node, warnings.notice(player.node, made), "an")
        here = [play.centre.node] if player is abroad else [one.node for one in play.partners]
        arrived = wait_until(partial(_all_hold, here, made), WAIT_S)
        check(arrived, headline)
        for node in here[:1] if player is play.centre else ():
            warnings.tell(node, warnings.notice(node, made), Outcome.READ)
            warnings.tell(node, warnings.notice(node, made), Outcome.ACTED)
    (ours,) = (one for one in warnings.notices(play.centre.node) if one.is_ours)
    acknowledged = wait_until(lambda: _is_acknowledged(play.centre.node, ours), WAIT_S)
    check(acknowledged, "the warning is acknowledged")


def _all_hold(nodes: list[Node], object_id: str) -> bool:
    return all(any(one.kept.object_id == object_id for one in warnings.notices(n)) for n in nodes)


def _is_acknowledged(node: Node, found: warnings.Notice) -> bool:
    return any(one.acted and one.accepted for one in warnings.holders(node, found))
