"""Tests of what a list says of a value that several sources claim."""

from __future__ import annotations

from khien.app.administering import add_consumer
from khien.exchange.consumers.rules import Choice
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.feeds.rows import Run, Terms
from khien.exchange.feeds.rules import Kind, Outcome
from khien.model.marking import Tlp
from tests.exchange.nodes import AMBER, GREEN, Party, World

COLUMNS = ("value", "source", "score", "tlp", "valid_from", "valid_until")
HEADER = ",".join(COLUMNS)
JUNE, JULY, MAY_NEXT = "2026-06-01T00:00:00.000Z", "2026-07-01T00:00:00.000Z", "2027-05-01"


def fed(us: Party, name: str, *ids: str) -> None:
    """A feed gives these objects."""
    us.node.feeds.add(name, Terms(kind=Kind.HTTP, address="http://127.0.0.1:1/x", tlp="green"))
    with us.node.store.write() as tx:
        feed_rows.claim(tx, name, "", ids, us.node.clock())


def table(us: Party, name: str, partner: str | None = None, above: int = 0) -> list[str]:
    """The lines of a CSV that a new consumer fetches."""
    choice = Choice(ceiling=Tlp.AMBER, columns=COLUMNS, above=above)
    _, token = add_consumer(us.node, name, ["csv"], choice, partner=partner)
    headers = {"Authorization": f"Bearer {token.secret}"}
    answer = us.client.get(f"/exports/{name}/csv", headers=headers)
    assert answer.status_code == 200
    head, *lines = answer.text.splitlines()
    assert head == HEADER
    return lines


def test_one_line_tells_what_all_sources_claim(us: Party, them: Party, world: World) -> None:
    """Everybody's name, the highest score, the longest validity, the strictest marking; of one source, its own."""
    theirs = them.indicator("both.example", confidence=60, valid_from=JULY)
    them.bring(theirs)
    them.publish(theirs["id"], to=[us.name])
    world.run()
    until = f"{MAY_NEXT}T00:00:00Z"
    one = us.indicator("both.example", confidence=90, valid_from=JUNE, valid_until=until)
    two = us.indicator("fed.example", confidence=70, valid_from=JUNE, valid_until=until)
    more = us.indicator(
        "fed.example", valid_from=JULY, valid_until="2027-01-01T00:00:00Z",
        object_marking_refs=[AMBER],
    )  # fmt: skip
    shut = us.indicator("fed.example", confidence=99, valid_from=JUNE, labels=["PAP:RED"])
    us.bring(one, two, more, shut, us.indicator("mine.example", valid_from=JUNE))
    fed(us, "open-list", two["id"], shut["id"])
    fed(us, "abuse-list", more["id"])

    assert table(us, "siem") == [
        f"both.example,{them.name};own,90,green,{JUNE[:-5]}.000000Z,",
        f"fed.example,abuse-list;open-list,70,amber,{JUNE[:-5]}.000000Z,{MAY_NEXT}T00:00:00.000000Z",
        f"mine.example,own,,green,{JUNE[:-5]}.000000Z,",
    ]
    assert [line.split(",")[:2] for line in table(us, "sure", above=80)] == [
        ["both.example", "own"]
    ]


def test_what_stands_in_a_joined_line_has_crossed(us: Party, them: Party) -> None:
    """A partner is told what was released to it alone, all of it crosses, and our feeds have no name there."""
    one, two, held = (
        us.indicator("same.example", confidence=score, object_marking_refs=[GREEN])
        for score in (40, 60, 99)
    )
    us.bring(one, two, held)
    fed(us, "open-list", one["id"])
    published = us.publish(one["id"], two["id"], to=[them.name])

    (line,) = table(us, "their-siem", partner=them.name)

    assert line.split(",")[:4] == ["same.example", "own", "60", "green"]
    given = {one["id"], two["id"]}
    released = [release for release in published if release.object_id in given]
    assert {*us.states(released)} == {"sent"}
    assert [us.leaves(one.id)[-1] for one in released] == ["sent", "sent"]


def test_a_feed_that_gives_it_no_more_is_not_named(us: Party, world: World) -> None:
    """The list that a consumer fetches follows the next visit to the feed, though no object changed."""
    one = us.indicator("same.example")
    us.bring(one)
    fed(us, "open-list", one["id"])
    choice = Choice(columns=("value", "source"))
    _, token = add_consumer(us.node, "siem", ["csv"], choice)
    headers = {"Authorization": f"Bearer {token.secret}"}
    before = us.client.get("/exports/siem/csv", headers=headers).text

    world.clock.tick(hours=1)
    with us.node.store.write() as tx:
        now = us.node.clock()
        feed_rows.mark(tx, "open-list", "", [one["id"]], now)
        feed_rows.note_run(tx, Run(feed="open-list", began=now, ended=now, outcome=Outcome.KEPT))
    after = us.client.get("/exports/siem/csv", headers=headers).text

    assert before.endswith("same.example,open-list\n")
    assert after.endswith("same.example,own\n")
