"""The pages of exports: who fetches lists, what was left out, and making and ending a consumer."""

from __future__ import annotations

import re

import pytest

from khien.exchange.consumers import rows
from khien.exchange.consumers.rules import Use
from khien.model.marking import Tlp
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import hold, thing

SECRET = re.compile(r'<code class="secret">(khien_[^<]+)</code>')
FIELDS = {
    "name": "resolver-1",
    "forms": ["rpz", "csv"],
    "ceiling": "amber",
    "use": "detect",
    "above": "10",
    "age": "30",
    "kinds": ["domain"],
    "columns": ["value", "tlp"],
    "popular": "yes",
    "days": "90",
    "zone": "rpz.vn",
}


def test_a_consumer_is_made_shown_and_revoked(desk: Desk) -> None:
    """Its token is shown once; the page says what it fetched and what was left out; then it is over."""
    admin = desk.as_("admin")
    told = {"pattern": "[domain-name:value = 'evil.example']", "pattern_type": "stix"}
    hold(desk, thing(desk, "indicator", 1, valid_from="2026-01-01T00:00:00Z", **told))

    found = SECRET.search(admin.post("/watch/exports", FIELDS).text)
    assert found is not None
    headers = {"Authorization": f"Bearer {found[1]}"}
    fetched = desk.stranger().get("/exports/resolver-1/csv", headers=headers)
    text = admin.get("/watch/exports").text

    with desk.node.store.read() as tx:
        (kept,) = rows.every(tx)
    assert fetched.text == "value,tlp\n"
    assert (kept.choice.ceiling, kept.choice.use, kept.choice.zone) == (
        Tlp.AMBER,
        Use.DETECT,
        "rpz.vn",
    )
    assert "/exports/resolver-1/rpz" in text
    assert fetched.headers["etag"].strip('"').removesuffix("-gz") in text
    assert "CSV table: 1 left out, and why" in text
    assert found[1] not in text
    assert admin.post("/watch/exports/resolver-1/revoke").status_code == 303
    text = desk.as_("auditor").get("/watch/exports").text
    assert "revoked" in text
    assert "/watch/exports/resolver-1/revoke" not in text


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_reason_is_a_sentence_in_which_only_the_value_is_defanged(
    desk: Desk, language: str
) -> None:
    """No full stop of ours turns into one of a disarmed address."""
    over = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-01-02T00:00:00Z"}
    told = {"pattern": "[domain-name:value = 'over.example']", "pattern_type": "stix"} | over
    hold(desk, thing(desk, "indicator", 1, **told))
    admin = desk.as_("admin", language)
    made = SECRET.search(admin.post("/watch/exports", FIELDS | {"above": "0", "age": "0"}).text)
    assert made is not None
    headers = {"Authorization": f"Bearer {made[1]}"}
    desk.stranger().get("/exports/resolver-1/csv", headers=headers)

    (reason,) = re.findall(
        r"</code></a></td><td>([^<]+)</td></tr>", admin.get("/watch/exports").text
    )

    assert "over[.]example" in reason
    assert reason.endswith(".")
    assert reason.count("[.]") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Not A Name"},
        {"forms": ["xarf"]},
        {"forms": []},
        {"ceiling": "mauve"},
        {"kinds": ["smell"]},
        {"age": "x"},
        {"partner": "nobody"},
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(desk: Desk, change: dict[str, object]) -> None:
    """The form stays as it was filled in, and nothing is made."""
    answer = desk.as_("admin").post("/watch/exports", FIELDS | change)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text or "mistake" in answer.text
    with desk.node.store.read() as tx:
        assert rows.every(tx) == []


def test_only_administrators_make_consumers(desk: Desk) -> None:
    """An analyst sees the page, and neither form nor button."""
    analyst = desk.as_("analyst")

    assert analyst.get("/watch/new-consumer").status_code == 403
    assert analyst.post("/watch/exports", FIELDS).status_code == 403
    assert "/watch/new-consumer" not in analyst.get("/watch/exports").text
    assert "/watch/new-consumer" in desk.as_("admin").get("/watch/exports").text
    assert desk.as_("admin").get("/watch/new-consumer").status_code == 200
