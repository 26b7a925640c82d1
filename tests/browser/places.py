"""Every page of the console as an address with real content behind it, and who looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from khien.app import warninglists
from khien.app.administering import add_consumer
from khien.app.demo.play import ABROAD, OPERATOR, Play
from khien.app.foresight import Draft, Matter, Why, open_drafts
from khien.app.foresight import State as DraftState
from khien.app.foresight import rows as draft_rows
from khien.app.foresight.rules import Finding
from khien.app.hunting import begin, wanted_in
from khien.app.knowledge.forms import FORMS
from khien.app.lists import standing
from khien.app.log_matching import MATCH
from khien.app.reading import desk
from khien.app.warnings import notices
from khien.exchange.consumers.rules import Choice
from khien.exchange.feeds.errors import FeedDoubtError
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rules import State
from khien.intake import Wish
from khien.model.ids import ObjectId, OfficerName
from khien.model.marking import Tlp
from khien.people.officers import acting_officer
from khien.people.sessions import Stage
from khien.store import objects
from khien.watch.history import Search
from khien.web.console import DOORS
from khien.web.console.help import TASKS
from khien.web.console.ledger import VERIFY
from tests.browser.reader import STRANGER, Seat


@dataclass(frozen=True, slots=True)
class Shown:
    """One page; `name` can be one of a file. `number` counts the examples of a door from 1."""

    name: str
    address: str
    seat: Seat
    number: int = 1


# Doors that answer with something else than a page of their own: streams, files, parts of a page.
NO_PAGES = {
    "/account/totp/qr.svg",
    "/ledger/checkpoint.txt",
    "/ledger/proofs/{crossing}/file",
    "/objects/pick",
    "/objects/readings/{id}/graph.json",
    "/objects/imports/{id}/report.csv",
    "/objects/imports/{id}/report.json",
    "/objects/{id}/graph.json",
    "/objects/{id}/original",
    "/objects/{id}/proof/{release}",
    "/sign-in/provider",  # these two lead away, and are there only with a provider
    "/sign-in/provider/back",
    "/partners/{name}/agreement/file",
    "/setup",  # only on a node without officers: test_signing_in.py
}

SEATS: Mapping[str, Seat] = {
    "/welcome": STRANGER,
    "/sign-in": STRANGER,
    "/sign-in/second": Seat("hoa", Stage.PASSWORD),
    "/sign-in/factor": Seat(stage=Stage.PASSWORD),
}

REPORT = """CẢNH BÁO: CHIẾN DỊCH MẠO DANH CÔNG AN CHIẾM ĐOẠT TÀI SẢN

Từ ngày 18/11/2026, nhóm đối tượng sử dụng các tên miền giả mạo dichvucong-gov[.]example và
hxxps://xacthuc-vneid[.]example/dang-nhap để phát tán mã độc. Máy chủ điều khiển: 203.0.113.77.
Mã băm SHA-256 của tệp VNeID.apk: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.

Đối tượng gọi từ số 0912 345 678, tự xưng là Nguyễn Văn A, yêu cầu chuyển tiền vào tài khoản
Vietcombank 0011 0045 6789 01.

The malware exploits CVE-2024-3094 and uses T1566.002 (spearphishing link). Contact: soc@cert.example

Tham khảo:
https://www.welivesecurity.com/en/eset-research/
https://attack.mitre.org/techniques/T1566/002/
"""

LIST = "Ngân hàng và ví điện tử"

Examples = Callable[[Play], list[str]]


def _hunted(play: Play) -> list[str]:
    """A hunt of the centre that has ended."""
    node = play.centre.node
    wanted = wanted_in(node, ["login.evil.example"])
    work = begin(node, "login.evil.example", wanted, Search(tuple(wanted.values)), "hoa")
    node.works.wait(60)
    return [work]


def _read(play: Play) -> list[str]:
    """A report under review at the centre, and one that was refused."""
    node = play.centre.node
    (made,) = desk.begin(node, "canh-bao.txt", REPORT.encode(), author="hoa", tlp="green").readings
    (gone,) = desk.begin(node, "old.md", b"# Old\n\n- evil.example\n").readings
    with node.store.read() as tx:
        officer = acting_officer(tx, OfficerName("bao"))
    desk.refuse(node, gone.head.id, officer, "known since last year")
    return [made.head.id, gone.head.id]


def _imported(play: Play) -> list[str]:
    """The report of an import of which not everything was kept."""
    node = play.centre.node
    wish = Wish(node.ourselves.identity, node.clock(), format="list")
    body = b"evil.example\nno value at all!\n"
    return [node.workspace.import_file("indicators.txt", body, wish, "hoa").batch]


def _lists(play: Play) -> list[str]:
    """The page of warninglists with one that is on and one that is off."""
    node = play.centre.node
    if not warninglists.listed(node):
        banks = b"ngan-hang.example\nvi-dien-tu.example\n"
        warninglists.take(node, banks, LIST, "hostname", by="bao")
        warninglists.take(node, b"192.0.2.0/24\n", "Networks of examples", "cidr", by="bao")
        warninglists.switch(node, "Networks of examples", on=False, by="bao")
    return [""]


def _releases(play: Play) -> list[str]:
    """A release of the centre in each of the states that look different."""
    states = (State.HELD, State.REFUSED, State.ACCEPTED, State.RECALLING)
    with play.centre.node.store.read() as tx:
        listed = release_rows.listed(tx)
    return [next(one.id for one in listed if one.state is state) for state in states]


def _quarantined(play: Play) -> list[str]:
    """What waits at the centre for a person."""
    return [f"{one.id}?partner={one.partner}" for one in play.centre.node.arrivals.quarantined()][
        :1
    ]


def _recalled(play: Play) -> list[str]:
    """An object that everybody gave back, and one of which a partner has not said so."""
    with play.centre.node.store.read() as tx:
        listed = release_rows.listed(tx)
    under_way = next(one.object_id for one in listed if one.state is State.RECALLING)
    return [play.recalled, under_way]


def _objects(*types: str) -> Examples:
    """An object of each of these types at the centre."""

    def found(play: Play) -> list[str]:
        with play.centre.node.store.read() as tx:
            return [next(objects.of_type(tx, [one], 1)).object_id for one in types]

    return found


def _seen(play: Play) -> str:
    """An indicator that the operator saw in its traffic."""
    with play.centre.node.store.read() as tx:
        return str(next(objects.of_type(tx, ["sighting"], 1)).content["sighting_of_ref"])


def _own(play: Play) -> list[str]:
    """An object that the centre made itself, so that it may change it."""
    with play.centre.node.store.read() as tx:
        found = objects.of_type(tx, ["malware"])
        own = play.centre.node.ourselves.identity
        return [next(one.object_id for one in found if one.content.get("created_by_ref") == own)]


def _warnings(play: Play) -> list[str]:
    """A warning of the centre that partners have, and one that a partner sent."""
    found = notices(play.centre.node)
    own = next(one for one in found if one.is_ours)
    theirs = [one.kept.object_id for one in found if not one.is_ours]
    return [own.kept.object_id, *theirs[:1]]


def _drafts(play: Play) -> list[str]:
    """A draft that the centre wrote by itself, about an indicator that the operator saw."""
    node = play.centre.node
    if not open_drafts(node):
        now = node.clock()
        why = Why(
            seen=60, expected=2, p=1e-9, level=5e-6, tested=10_000, days=56, parties=(OPERATOR,)
        )
        finding = Finding(Matter.BURST, (ObjectId(_seen(play)),), Tlp.AMBER, why)
        with node.store.write() as tx:
            draft_rows.write(
                tx, Draft("draft--1", finding, DraftState.OPEN, now, now, now + timedelta(days=2))
            )
    return [open_drafts(node)[0][0].id]


def _feeds(play: Play) -> list[str]:
    """A feed of the centre that asks a person, and one that runs."""
    node = play.centre.node
    place = node.home / "shared-lists"
    if not node.feeds.listed():
        place.mkdir()
        for name, lines in (("open-list", range(20)), ("other-list", range(3))):
            (place / name).mkdir()
            _written(place / name, lines)
            terms = Terms(kind=Kind.FOLDER, address=str(place / name), tlp="green", confidence=70)
            node.feeds.add(name, terms)
            node.feeds.run(name)
        _written(place / "open-list", range(100, 400))
        with suppress(FeedDoubtError):
            node.feeds.run("open-list")
    return ["open-list", "other-list"]


def _scored(play: Play) -> list[str]:
    """An indicator of a feed that says how sure it is, so that its score has a course."""
    _feeds(play)
    with play.centre.node.store.read() as tx:
        return [next(iter(objects.by_value(tx, "domain", "x1.evil.example"))).object_id]


def _written(place: Path, numbers: Iterable[int]) -> None:
    (place / "list.txt").write_text("".join(f"x{one}.evil.example\n" for one in numbers))


def _consumers(play: Play) -> list[str]:
    """The page of exports with a consumer that has fetched its list."""
    node = play.centre.node
    if not standing(node):
        choice = Choice(ceiling=Tlp.CLEAR)
        reader, _ = add_consumer(node, "resolver-1", ["rpz", "hosts", "misp"], choice)
        node.lists.give(reader, "rpz", node.lists.present("resolver-1", "rpz"))
    return [""]


_REPORT = _objects("report")

# What stands in the hole of an address. A door that is not named here has none.
EXAMPLES: Mapping[str, Examples] = {
    "/objects/imports/{id}": _imported,
    "/objects/readings/{id}": _read,
    "/objects/{id}": lambda play: [
        _seen(play),
        *_objects("report", "malware", "intrusion-set", "attack-pattern", "sighting", "identity")(
            play
        ),
        *_scored(play),
    ],
    "/objects/{id}/abuse": lambda play: [_seen(play)],
    "/objects/{id}/versions": _own,
    "/objects/{id}/links": _REPORT,
    "/objects/{id}/graph": _REPORT,
    "/objects/{id}/misp": _REPORT,
    "/objects/{id}/edit": _own,
    "/objects/new/{kind}": lambda _: sorted(FORMS),
    "/objects/publish": lambda play: [f"?id={_own(play)[0]}&ask=yes"],
    "/arrivals/{id}": _quarantined,
    "/ledger/audits/{id}": lambda play: [play.centre.node.works.newest(VERIFY, limit=1)[0].id],
    "/ledger/proofs/{crossing}": lambda play: _releases(play)[2:3],
    "/feeds/{name}": _feeds,
    "/partners/{name}": lambda _: [ABROAD, OPERATOR],
    "/partners/{name}/agreement": lambda _: [ABROAD],
    "/partners/{name}/agreement/edit": lambda _: [ABROAD],
    "/releases/{id}": _releases,
    "/recalls/{id}": _recalled,
    "/watch/matches/{id}": lambda play: [play.centre.node.works.newest(MATCH, limit=1)[0].id],
    "/watch/hunts/{id}": _hunted,
    "/watch/exports": _consumers,
    "/watch/warninglists": _lists,
    "/watch/warninglist": lambda _: [f"?{urlencode({'name': LIST})}"],
    "/warnings/{id}": _warnings,
    "/warnings/drafts/{id}": _drafts,
    "/warnings/{id}/update": lambda play: _warnings(play)[:1],
    "/warnings/{id}/publish": lambda play: _warnings(play)[:1],
    "/administration/officers/{name}": lambda _: ["hoa"],
    "/help/codes/{code}": lambda _: ["gate.tlp-ceiling"],
    "/help/tasks/{name}": lambda _: [one.name for one in TASKS],
}

# Pages that show more when they are asked something.
ASKED: Mapping[str, Examples] = {
    "/arrivals": lambda _: ["?outcome=accepted"],
    "/objects": lambda _: ["?q=reedboat", "?q=nowhere.invalid"],
    "/objects/value": lambda play: ["?value=x1.evil.example"] if _feeds(play) else [],
    "/objects/{id}/links": lambda _: ["?kind=object_refs"],
    "/releases": lambda _: ["?state=all"],
    "/watch": lambda _: ["?span=month"],
    "/watch/hits": lambda _: ["?span=month"],
    "/watch/warninglists": lambda _: ["?value=www.ngan-hang.example"],
    "/warnings": lambda _: ["?standing=expired"],
    "/releases/dry-run": lambda _: [f"?partner={ABROAD}"],
}


def shown() -> list[str]:
    """Paths of the doors that show a page."""
    return [door.path for door in DOORS if door.method == "GET" and door.path not in NO_PAGES]


def places(play: Play) -> list[Shown]:
    """Every page, with content of the play."""
    found = [Shown("front", "/", STRANGER)]
    for path in shown():
        values = EXAMPLES[path](play) if path in EXAMPLES else [""]
        filled = [
            re.sub(r"\{\w+\}", value, path) if "{" in path else path + value for value in values
        ]
        filled += [filled[0] + query for query in (ASKED[path](play) if path in ASKED else ())]
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "now"
        for number, address in enumerate(filled, start=1):
            called = name if number == 1 else f"{name}-{number}"
            found.append(Shown(called, address, SEATS.get(path, Seat()), number))
    return found


def by_seat(found: list[Shown]) -> list[tuple[Seat, list[Shown]]]:
    """The pages, by who looks at them: each needs a window of its own."""
    seats = dict.fromkeys(page.seat for page in found)
    return [(seat, [page for page in found if page.seat == seat]) for seat in seats]
