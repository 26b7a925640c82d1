"""A report to an abuse contact, from the page of an indicator or of a sighting of it."""

from __future__ import annotations

import base64

import pytest

from khien.app.administering import unrecorded
from khien.model.marking import TLP_2_IDS, Tlp
from khien.people.acts import Deed, acts
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import hold, thing

FORM = {"contact": "abuse@isp.example", "reporter": "soc@ncc.example"}


def indicator(desk: Desk, tlp: Tlp) -> str:
    """An indicator of ours on two addresses, and a sighting of it; the path of its form."""
    made = thing(
        desk, "indicator", 61, pattern_type="stix", valid_from="2026-11-01T00:00:00.000Z",
        pattern="[ipv4-addr:value = '192.0.2.7'] OR [ipv4-addr:value = '192.0.2.9']",
        object_marking_refs=[TLP_2_IDS[tlp]],
    )  # fmt: skip
    hold(desk, made)
    hold(desk, thing(desk, "sighting", 62, sighting_of_ref=made["id"]))
    return f"/objects/{made['id']}/abuse"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_report_is_made_for_download(desk: Desk, language: str) -> None:
    """It names every value; register and ledger note that it was made, and by whom, without values or contact."""
    path = indicator(desk, Tlp.CLEAR)
    analyst = desk.as_("analyst", language)
    assert path in analyst.get(path.removesuffix("/abuse")).text
    assert "192[.]0[.]2[.]7" in analyst.get(path).text

    answer = analyst.post(path, FORM)

    assert answer.status_code == 200, answer.text[:2000]
    assert "attachment" in answer.headers["content-disposition"]
    report = answer.json()
    assert report["xarf_version"].startswith("4")
    assert report["reporter"]["contact"] == FORM["reporter"]
    assert base64.b64decode(report["evidence"][0]["payload"]) == b"192.0.2.7\n192.0.2.9\n"
    with desk.node.store.read() as tx:
        (act,) = [one for one in acts(tx) if one.deed is Deed.ABUSE_REPORTED]
    assert (act.by, act.detail) == ("analyst", (report["report_id"],))
    assert unrecorded(desk.node) == []


def test_what_the_gate_does_not_let_out_is_named(desk: Desk) -> None:
    """Above TLP:CLEAR nothing goes to a stranger: each value is refused by its rule, and nothing is noted."""
    path = indicator(desk, Tlp.GREEN)

    answer = desk.as_("analyst").post(path, FORM)

    assert answer.status_code == 422
    assert answer.text.count("/help/codes/list.above-ceiling") == 2
    assert FORM["contact"] in answer.text
    with desk.node.store.read() as tx:
        assert [one for one in acts(tx) if one.deed is Deed.ABUSE_REPORTED] == []


def test_mistakes_and_strangers(desk: Desk) -> None:
    """A contact that is none is said; from a sighting one comes to its indicator; who may not publish has no form."""
    path = indicator(desk, Tlp.CLEAR)
    analyst = desk.as_("analyst")
    sighting = thing(desk, "sighting", 62)["id"]

    assert analyst.post(path, FORM | {"contact": "nobody"}).status_code == 422
    assert analyst.post(path, FORM | {"reporter": "nobody"}).status_code == 422
    assert "192[.]0[.]2[.]7" in analyst.get(f"/objects/{sighting}/abuse").text
    assert analyst.get(f"/objects/{desk.node.ourselves.identity}/abuse").status_code == 404
    assert desk.as_("auditor").get(path).status_code == 403
    assert path not in desk.as_("auditor").get(path.removesuffix("/abuse")).text
