"""A partner's report that its terms let go no further: what it is against, and what an officer may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khien.app.crossings import crossing
from khien.app.knowledge.doubting import report_false_positive
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.model.agreement import Purpose
from khien.web import site_of
from tests.cli.homes import run
from tests.exchange.nodes import Party, World, new_world
from tests.web.console.border import Border

CENTRE, ABROAD, OPERATOR = "vn-ncc", "asean-cert", "viet-telecom"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A centre with two partners; the operator lets nothing go on."""
    made = new_world(tmp_path, CENTRE, ABROAD, OPERATOR, agreed=False)
    made.agree(made[CENTRE], made[ABROAD], onward="same-terms")
    made.agree(made[CENTRE], made[OPERATOR], onward="none")
    yield made
    made.close()


def reported(world: World, by: str) -> tuple[str, Release]:
    """An indicator of the centre's that both have and one reports; and what became of the report."""
    centre = world[CENTRE]
    (indicator,) = centre.bring(centre.indicator())
    centre.publish(indicator)
    world.run()
    said = report_false_positive(
        world[by].node, indicator, world[by].officer("an"), "a mirror", Purpose.NETWORK_DEFENCE
    )
    world.run()
    with centre.node.store.read() as tx:
        (made,) = release_rows.of_object(tx, said.opinion)
    return indicator, made


def own_word(centre: Party, indicator: str) -> list[str]:
    """To whom the centre's own report goes."""
    said = report_false_positive(
        centre.node, indicator, centre.officer("an"), "we agree", Purpose.NETWORK_DEFENCE
    )
    return sorted(one.partner for one in said.releases if one.state.value == "cleared")


def test_an_officer_is_told_what_to_do_with_a_report_that_stops(world: World) -> None:
    """On its page and at the command line: whom it is against, the own word, the recall; both ways work."""
    centre = world[CENTRE]
    indicator, stopped = reported(world, OPERATOR)

    assert (stopped.partner, stopped.state.value) == (ABROAD, "refused")
    assert crossing(centre.node, stopped.id).accused == (indicator,)
    pages = Border(world, centre, world[ABROAD], site_of(centre.node))
    page = pages.as_("minh").get(f"/releases/{stopped.id}").text
    assert "lets its words go no further" in page
    assert f'href="/objects/{indicator}"' in page
    assert f'href="/recalls/{indicator}"' in page
    assert (
        f'href="/recalls/{indicator}"' not in pages.as_("thu").get(f"/releases/{stopped.id}").text
    )
    listed = run("release", "list", "--object", stopped.object_id, home=centre.node.home)
    assert listed.first["accused"] == [indicator]
    assert f"khien object false-positive {indicator}" in listed.words
    assert f"khien release recall {indicator}" in listed.words
    assert own_word(centre, indicator) == [ABROAD, OPERATOR]


def test_nothing_is_said_where_a_report_goes_on(world: World) -> None:
    """What its terms let pass, and what is no report, needs no advice."""
    indicator, passed = reported(world, ABROAD)
    centre = world[CENTRE]

    assert passed.state.value == "accepted"
    with centre.node.store.read() as tx:
        mine = release_rows.of_object(tx, indicator)
    assert [crossing(centre.node, one.id).accused for one in (passed, *mine)] == [()] * 3
    assert "accused" not in run("release", "list", home=centre.node.home).first
