"""From sightings in the store to drafts, and what officers do with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from khien.app import foresight, warnings
from khien.app.administering import register, unrecorded
from khien.app.foresight import Lookout, Matter, State, desk, gathering, rows
from khien.app.foresight.rules import Step
from khien.app.sightings import Search, sweep
from khien.exchange.receipts.rules import Outcome
from khien.model.agreement import Purpose
from khien.model.errors import ConflictError, NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.people.partners import set_exercise
from khien.store import objects
from khien.store.objects import Batch, BatchId, add_versions
from khien.watch import Validity
from tests.exchange.nodes import AMBER, GREEN, Party, World, new_world

ABROAD, OPERATOR = "asean-cert", "viet-telecom"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A centre with two partners, each with an agreement in force."""
    made = new_world(tmp_path, "vn-ncc", ABROAD, OPERATOR)
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """Whose node it is."""
    return world["vn-ncc"]


def saw(us: Party, of: str, at: datetime | None = None, **more: object) -> dict[str, Any]:
    """A sighting of an indicator, last seen at an instant."""
    when = stix_time(at or us.node.clock())
    seen = {"sighting_of_ref": of, "last_seen": when, "first_seen": when}
    return us.thing("sighting", **(seen | more))


def came(us: Party, source: str, *contents: dict[str, Any]) -> None:
    """A partner's objects come in now."""
    with us.node.store.write() as tx:
        batch = Batch(BatchId(f"batch--{uuid4()}"), "a test", source=PartnerName(source))
        add_versions(tx, [make_version(one) for one in contents], batch, us.node.clock())


def bad(us: Party, name: str = "x") -> str:
    """An indicator of ours; its id."""
    made = us.indicator(name=name)
    us.bring(made)
    return str(made["id"])


def steady(us: Party, of: str, days: int = 30, count: int = 2) -> None:
    """A past in which a partner saw it so often every day but today."""
    now = us.node.clock()
    past = [saw(us, of, now - timedelta(days=back), count=count) for back in range(2, days)]
    came(us, ABROAD, *past)


def matters(us: Party) -> list[tuple[str, str, str]]:
    """What one look finds: matter, object, step."""
    return [
        (one.matter.value, str(one.about[0]), done.value)
        for one, done, _ in foresight.foresee(us.node).found
    ]


@pytest.mark.usefixtures("database")
def test_sightings_of_two_partners_become_a_warning_that_is_acknowledged(
    world: World, us: Party, tmp_path: Path
) -> None:
    """Two partners hit what nobody saw before: a draft; an officer sends it; a partner acknowledges."""
    indicator = us.indicator("login.evil.example", name="Fake bank")
    us.bring(indicator)
    us.publish(indicator["id"])
    world.run()
    log = tmp_path / "dns.csv"
    log.write_text("ts,query,id.orig_h\n1795330800,login.evil.example,10.1.2.3\n")
    for name in (ABROAD, OPERATOR):
        search = Search(Validity.NOW, Tlp.GREEN, Purpose.NETWORK_DEFENCE, "an", clients=False)
        sweep(world[name].node, [log], search)
    world.run()

    (found, done, draft) = foresight.foresee(us.node).found[0]
    assert (found.matter, done, found.about) == (Matter.FIRST, Step.DRAFT, (indicator["id"],))
    assert found.why.parties == (ABROAD, OPERATOR)
    assert found.why.countries == ("MY", "VN")
    assert warnings.notices(us.node) == []  # a draft is no warning, and nobody has it
    assert all(warnings.notices(world[name].node) == [] for name in (ABROAD, OPERATOR))

    (_, title) = foresight.draft(us.node, draft.id)
    said = foresight.said_of(draft, title, us.node.clock())
    made = warnings.write(us.node, said, found.tlp, "duc", about=found.about)
    foresight.take(us.node, draft.id, made, "duc")
    warnings.publish(us.node, warnings.notice(us.node, made), "an")
    world.run()
    them = world[OPERATOR].node
    got = warnings.notice(them, made)
    assert (
        got.warning.headline == "Lần đầu ghi nhận: Fake bank / Seen for the first time: Fake bank"
    )
    assert "viet-telecom" not in str(got.kept.content)
    assert warnings.tell(them, got, Outcome.ACTED) == 1
    world.run()

    holders = warnings.holders(us.node, warnings.notice(us.node, made))
    assert [one.acted is not None for one in holders] == [False, True]
    assert foresight.open_drafts(us.node) == []
    assert matters(us) == [("first", indicator["id"], "known")]


def test_a_burst_is_drafted_with_its_numbers(us: Party) -> None:
    """What was seen, what was usual, the chance and the line: all of it stands in the draft."""
    one = bad(us, name="Fake bank")
    steady(us, one)
    came(us, OPERATOR, saw(us, one, count=60, object_marking_refs=[AMBER]))

    (found, done, draft) = foresight.foresee(us.node).found[0]

    assert (found.matter, done, found.tlp) == (Matter.BURST, Step.DRAFT, Tlp.AMBER)
    assert found.why.seen == 60
    assert found.why.expected == pytest.approx(2, abs=0.2)
    assert found.why.p <= found.why.level == 0.05
    assert (found.why.tested, found.why.parties) == (1, (OPERATOR,))
    assert (draft.urgency, draft.severity, draft.certainty) == ("immediate", "severe", "possible")
    said = foresight.said_of(draft, "Fake bank", us.node.clock())
    assert "Fake bank was seen 60 times within a day; 1.9 would be usual" in said.description
    assert "được ghi nhận 60 lần trong một ngày" in said.description
    assert said.countries == ()


def test_a_usual_day_gives_no_draft(us: Party) -> None:
    """As many as ever, a sighting of nothing, or one that is spread over weeks: no news."""
    one = bad(us)
    steady(us, one, count=20)
    now = us.node.clock()
    came(us, ABROAD, saw(us, one, count=21))
    came(us, OPERATOR, saw(us, one, count=0))
    came(us, OPERATOR, saw(us, one, count=280, first_seen=stix_time(now - timedelta(days=27))))

    assert matters(us) == []


def test_a_sighting_of_long_ago_is_no_quiet_past(us: Party) -> None:
    """It was seen two years and ten days ago: of the weeks between nobody knows that they were quiet."""
    one = bad(us)
    now = us.node.clock()
    came(us, ABROAD, saw(us, one, now - timedelta(days=730)))
    came(us, ABROAD, saw(us, one, now - timedelta(days=10)))
    came(us, OPERATOR, saw(us, one, count=60))

    assert matters(us) == []


def test_a_count_over_years_is_shared_out_over_all_of_them(us: Party) -> None:
    """What was told as two years of one a day is one a day, not all of it within the last weeks."""
    one = bad(us)
    first = stix_time(us.node.clock() - timedelta(days=729))
    came(us, ABROAD, saw(us, one, count=730, first_seen=first))

    with us.node.store.read() as tx:
        record = gathering.gather(tx, us.node, us.node.clock())
    came(us, OPERATOR, saw(us, one, count=60))

    (seen,) = record.seen[ObjectId(one)]
    assert seen.last_day - seen.first_day == 729
    (found, _, _) = foresight.foresee(us.node).found[0]
    assert (found.why.seen, round(found.why.expected)) == (61, 1)


def test_what_was_seen_years_ago_is_not_the_first(us: Party) -> None:
    """Two parties see it today, and somebody tells that it saw it long before: then it is not new."""
    one = bad(us)
    came(us, "", saw(us, one, us.node.clock() - timedelta(days=730)))
    came(us, ABROAD, saw(us, one))
    came(us, OPERATOR, saw(us, one))

    assert matters(us) == []


def test_what_was_seen_late_in_the_evening_counts_after_midnight(world: World, us: Party) -> None:
    """The day before is looked at too, and times to come are not believed."""
    one = bad(us)
    steady(us, one)
    world.clock.tick(days=1)
    yesterday = us.node.clock() - timedelta(days=1)
    came(us, OPERATOR, saw(us, one, yesterday, count=60))
    assert matters(us) == [("burst", one, "drafted")]
    now = us.node.clock()
    came(us, OPERATOR, saw(us, one, now + timedelta(days=1), count=90))

    with us.node.store.read() as tx:
        record = gathering.gather(tx, us.node, now)
    assert max(seen.last_day for seen in record.seen[ObjectId(one)]) == gathering.day_of(now)


@pytest.mark.usefixtures("database")
def test_a_draft_grows_and_lapses(world: World, us: Party) -> None:
    """One draft for one matter: updated while it grows, gone when nobody cared, drafted anew after that."""
    one = bad(us)
    came(us, ABROAD, saw(us, one))
    assert matters(us) == []
    came(us, OPERATOR, saw(us, one))
    assert matters(us) == [("first", one, "drafted")]
    assert matters(us) == [("first", one, "known")]
    came(us, "", saw(us, one))
    assert matters(us) == [("first", one, "updated")]
    ((draft, _),) = foresight.open_drafts(us.node)
    assert draft.finding.why.parties == (ABROAD, OPERATOR, "vn-ncc")
    assert draft.certainty == "observed"

    world.clock.tick(days=4)

    assert foresight.open_drafts(us.node) == []
    with pytest.raises(ConflictError):
        foresight.draft(us.node, draft.id)
    assert matters(us) == []
    with us.node.store.read() as tx:
        kept = rows.one(tx, draft.id)
    assert kept is not None
    assert kept.state is State.LAPSED


def test_what_somebody_saw_before_is_not_the_first(world: World, us: Party) -> None:
    """A sighting that came earlier, whatever times it names, is a sighting before."""
    one = bad(us)
    came(us, ABROAD, saw(us, one))
    world.clock.tick(days=2)
    came(us, ABROAD, saw(us, one))
    came(us, OPERATOR, saw(us, one))

    assert matters(us) == []


def test_a_partner_counts_once_whoever_it_says_saw_it(us: Party) -> None:
    """Identities in a sighting are its maker's word; a party is a node that told us. Exercises are none."""
    one = bad(us)
    came(us, ABROAD, saw(us, one), saw(us, one, created_by_ref=f"identity--{uuid4()}"))
    assert matters(us) == []
    came(us, OPERATOR, saw(us, one))
    with us.node.store.write() as tx:
        set_exercise(tx, OPERATOR, exercise=True)

    assert matters(us) == []


def test_what_is_not_here_or_no_indicator_is_passed_over(us: Party) -> None:
    """A draft is about something that an officer can open, and that is in force."""
    malware = us.thing("malware", name="Loader", is_family=True)
    us.bring(malware)
    for source in (ABROAD, OPERATOR):
        came(us, source, saw(us, f"indicator--{uuid4()}"), saw(us, malware["id"]))

    assert matters(us) == []


def place(us: Party, country: str, *sectors: str) -> str:
    """An identity somewhere; its id."""
    more = {"sectors": list(sectors)} if sectors else {}
    here = us.thing("identity", name=country, identity_class="organization", **more)
    there = us.thing("location", country=country)
    link = us.thing(
        "relationship",
        source_ref=here["id"],
        target_ref=there["id"],
        relationship_type="located-at",
    )
    us.bring(here, there, link)
    return str(here["id"])


def test_a_campaign_that_reaches_new_countries_is_drafted(world: World, us: Party) -> None:
    """By the indicators that indicate it: where they were seen before, and where only now."""
    campaign = us.thing("campaign", name="Sông Hồng", object_marking_refs=[AMBER])
    one, two = us.indicator(), us.indicator()
    tied = [
        us.thing(
            "relationship",
            source_ref=each["id"],
            target_ref=campaign["id"],
            relationship_type="indicates",
        )
        for each in (one, two)
    ]
    us.bring(campaign, one, two, *tied)
    region = us.thing("location", region="south-eastern-asia")
    us.bring(region)
    came(us, OPERATOR, saw(us, one["id"]))
    world.clock.tick(days=10)
    there = [place(us, "TH", "energy"), place(us, "LA", "energy", "water"), region["id"]]
    came(us, ABROAD, saw(us, two["id"], where_sighted_refs=there))
    came(us, ABROAD, saw(us, two["id"]))  # of itself it says nothing: it is where the partner is

    (found, done, draft) = foresight.foresee(us.node).found[0]

    assert (found.matter, done, found.tlp) == (Matter.SPREAD, Step.DRAFT, Tlp.AMBER)
    assert found.about == (campaign["id"], two["id"])
    assert found.why.countries == ("VN",)
    assert found.why.new_countries == ("LA", "MY", "TH")
    assert found.why.new_sectors == ("energy", "water")
    ((_, title),) = foresight.open_drafts(us.node)
    said = foresight.said_of(draft, title, us.node.clock())
    assert title == "Sông Hồng"
    assert said.countries == ("LA", "MY", "TH", "VN")
    assert said.sectors == ("energy", "water")
    assert draft.severity == "severe"


def test_a_report_groups_what_it_names_and_a_warning_does_not(us: Party) -> None:
    """A warning about an indicator is an answer to sightings, not a campaign that spreads."""
    one = bad(us)
    report = us.thing("report", name="R", published=stix_time(us.node.clock()), object_refs=[one])
    us.bring(report)
    said = foresight.said_of(drafted(us, one), "x", us.node.clock())
    warnings.write(us.node, said, Tlp.GREEN, "duc", about=[one])
    there = [place(us, country) for country in ("TH", "LA", "MY")]
    came(us, ABROAD, saw(us, one, where_sighted_refs=there))

    assert ("spread", report["id"], "drafted") in matters(us)
    assert len([one for one in matters(us) if one[0] == "spread"]) == 1


def drafted(us: Party, one: str) -> foresight.Draft:
    """An open draft that an indicator was seen for the first time."""
    came(us, ABROAD, saw(us, one))
    came(us, OPERATOR, saw(us, one))
    return foresight.foresee(us.node).found[0][2]


def test_an_officer_dismisses_a_draft_with_a_reason(us: Party) -> None:
    """The administrative log has it, the ledger vouches for that, and the matter does not come back."""
    one = bad(us)
    draft = drafted(us, one)

    foresight.dismiss(us.node, draft.id, "a test of ours", "duc")

    act, vouched = register(us.node)[0]
    assert (act.deed.value, act.by, act.subject) == ("warning-dismissed", "duc", draft.id)
    assert act.detail == (f"first {one}: a test of ours",)
    assert vouched
    assert unrecorded(us.node) == []
    assert matters(us) == [("first", one, "known")]
    with pytest.raises(ConflictError):
        foresight.take(us.node, draft.id, "report--1", "duc")
    with pytest.raises(NotFoundError):
        foresight.dismiss(us.node, "draft--none", "x", "duc")


def test_a_flood_gives_the_gravest_and_says_how_many_are_left(
    us: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads a thousand drafts: the next look takes up what is left, and a cut look says so."""
    monkeypatch.setattr(desk, "MOST_NEW", 1)
    two = [bad(us), bad(us)]
    for source in (ABROAD, OPERATOR):
        came(us, source, *[saw(us, one) for one in two])

    first, again = foresight.foresee(us.node), foresight.foresee(us.node)

    assert (len(first.found), first.left, first.is_cut) == (1, 1, False)
    assert (len(again.found), again.left) == (2, 0)
    monkeypatch.setattr(gathering, "MOST", 2)
    assert foresight.foresee(us.node).is_cut


def test_what_is_older_than_the_past_is_not_read(world: World, us: Party) -> None:
    """After more than ninety days, a sighting is as if never seen."""
    one = bad(us)
    came(us, ABROAD, saw(us, one))
    world.clock.tick(days=92)
    draft = drafted(us, one)

    assert foresight.foresee(us.node).looked == 2
    assert draft.finding.why.days == 91 - 1


def test_a_young_node_claims_no_quiet_that_it_cannot_know(world: World, us: Party) -> None:
    """What is first is said of the days since it began to keep anything, and of no more."""
    world.clock.tick(days=10)
    one = bad(us)
    with us.node.store.read() as tx:
        begun = objects.first_added(tx)
    assert begun is not None
    known = gathering.day_of(us.node.clock()) - gathering.day_of(begun)

    draft = drafted(us, one)

    assert draft.finding.why.days == known < 90
    said = foresight.said_of(draft, "x", us.node.clock())
    assert f"in the {known} day" in said.description
    assert f"trong {known} ngày trước đó mà nút này biết" in said.description


def test_a_node_s_first_day_says_that_it_knows_no_past(world: World, us: Party) -> None:
    """No "nobody in the 0 days before": what was before is not known, in both languages."""
    draft = drafted(us, bad(us))
    assert draft.finding.why.days == 0

    said = foresight.said_of(draft, "x", us.node.clock()).description

    assert "0 day" not in said
    assert "trong 0 ngày" not in said
    assert "Chưa rõ trước đó đã có bên nào báo hay chưa" in said
    assert "has kept records only since today" in said


def test_a_running_node_looks_once_an_hour(world: World, us: Party) -> None:
    """Not before the hour is over, and nothing is sent."""
    one = bad(us)
    look = Lookout(us.node).look
    assert look() is False
    came(us, ABROAD, saw(us, one))
    came(us, OPERATOR, saw(us, one))
    look()
    assert foresight.open_drafts(us.node) == []
    world.clock.tick(hours=1)

    look()

    assert len(foresight.open_drafts(us.node)) == 1
    assert TLP_2_IDS[Tlp.GREEN] == GREEN
    assert warnings.notices(us.node) == []
