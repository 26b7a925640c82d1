"""The pages about arrivals: what partners brought, and one answer or one for several."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from khien.exchange.rows import arrival
from tests.exchange.nodes import Party
from tests.exchange.notes import bring_announced, line, note
from tests.web.console.border import Border, notice

LANGUAGES = ["en", "vi"]


def brought(border: Border, raw: bytes, content: dict[str, Any]) -> str:
    """The id of an arrival of bytes that are not what the note says."""
    sealed = note(border.them, border.us, [line(content)])
    (arrival, *_) = bring_announced(border.them, border.us, sealed, [raw])
    return arrival.id


def look_alike(party: Party) -> dict[str, Any]:
    """A popular domain's indicator whose words try to look like something else."""
    return party.indicator(
        "google.com",
        name="invoice\u202efdp.exe <img src=x onerror=alert(1)>",
        description="See javascript:alert(1), http://www.pаypal.com/ (with a Cyrillic а) "
        + "z" * 5_000,
        external_references=[{"source_name": "x", "url": "javascript:alert(2)"}],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_is_let_in(border: Border, language: str) -> None:
    """The list says why it waits; a yes brings it into use, and the ledger and the partner know."""
    waits = border.stopped()
    duc = border.as_("duc", language)

    page = duc.get("/arrivals").text
    assert f'value="{waits} asean-cert"' in page
    assert "admission." in page
    one = duc.get(f"/arrivals/{waits}?partner=asean-cert").text
    assert "google[.]com" in one
    answer = duc.post(f"/arrivals/{waits}", {"answer": "accept", "partner": "asean-cert"})
    assert "asean-cert" in notice(duc, answer)

    assert border.outcome(waits) == "accepted"
    assert border.us.leaves(waits) == ["quarantined", "accepted"]
    after = duc.get(f"/arrivals/{waits}").text
    assert 'name="answer"' not in after
    assert f"/arrivals/{waits}" in duc.get("/arrivals?outcome=accepted").text


def test_what_waits_is_kept_out(border: Border) -> None:
    """A no; a second answer of whatever kind is a conflict on the page, and changes nothing."""
    waits = border.stopped()
    duc = border.as_("duc")

    notice(duc, duc.post(f"/arrivals/{waits}", {"answer": "refuse"}))
    again = duc.post(f"/arrivals/{waits}", {"answer": "accept"})

    assert border.outcome(waits) == "refused"
    assert again.status_code == 409
    assert 'role="alert"' in again.text
    assert border.us.leaves(waits) == ["quarantined", "refused"]


def test_no_answer_is_no_no(border: Border) -> None:
    """An answer that is neither yes nor no decides nothing, for one or for several."""
    waits = border.stopped()
    duc = border.as_("duc")

    for fields in ({"answer": "perhaps"}, {}):
        one = duc.post(f"/arrivals/{waits}", fields)
        some = duc.post("/arrivals", {**fields, "arrival": f"{waits} asean-cert"})
        assert one.status_code // 100 == some.status_code // 100 == 4
        assert f'value="{waits} asean-cert" checked' in some.text
    assert border.outcome(waits) == "quarantined"


def test_one_answer_for_several_is_all_or_none(border: Border) -> None:
    """Where one cannot be answered none is; what was chosen stays chosen; then all are at once."""
    one, other, gone = border.stopped(), border.stopped(), border.stopped()
    duc = border.as_("duc", "vi")
    duc.post(f"/arrivals/{gone}", {"answer": "refuse"})
    place = "/arrivals?outcome=quarantined&partner=asean-cert"

    nothing = duc.post("/arrivals", {"answer": "accept"})
    failed = duc.post(
        place, {"arrival": [f"{one} asean-cert", f"{gone} asean-cert"], "answer": "refuse"}
    )
    assert [border.outcome(each) for each in (one, other)] == ["quarantined"] * 2
    done = duc.post(
        place, {"arrival": [f"{one} asean-cert", f"{other} asean-cert"], "answer": "accept"}
    )

    assert nothing.status_code == 303
    assert (failed.status_code, f'value="{one} asean-cert" checked' in failed.text) == (409, True)
    assert "2" in notice(duc, done)
    assert done.headers["location"] == place
    assert [border.outcome(each) for each in (one, other)] == ["accepted"] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_came_is_shown_safely(border: Border, language: str) -> None:
    """Markup, bidi controls, addresses and look-alikes are text that leads nowhere."""
    waits = border.stopped(look_alike(border.them))
    duc = border.as_("duc", language)

    page = duc.get(f"/arrivals/{waits}").text

    head, _, original = page.partition("<pre>")
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "⟨U+202E⟩" in head
    assert "javascript:alert" not in head
    assert "http://www.p" not in head
    assert 'href="javascript' not in page
    assert "javascript:alert(2)" in original  # what came, as text, behind one click


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe\x00<script>alert(1)</script>", b'{"type":"indicator","id":"x\\u0000y"}', b"[1,2]",
     b"{" * 500, '"\u202egnp"'.encode(), b'{"name":"\\ud800"}', b""],
)  # fmt: skip
def test_bytes_that_are_no_object_are_shown_as_they_came(border: Border, raw: bytes) -> None:
    """Whatever was kept of what came is readable and harmless, and nothing is lost by looking."""
    waits = border.stopped()
    with border.us.node.store.write() as tx:
        tx.execute(update(arrival).where(arrival.c.id == waits).values(raw=raw))
    duc = border.as_("duc")

    page = duc.get(f"/arrivals/{waits}")

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    assert "\x00" not in page.text
    refused = duc.post(f"/arrivals/{waits}", {"answer": "accept"})
    assert refused.status_code // 100 == 4
    assert border.outcome(waits) == "quarantined"


def test_what_a_rule_refused_says_why(border: Border) -> None:
    """Refused on arrival, it is among the refused with its code, and its bytes can be read."""
    content = border.them.indicator("bad.example.com")
    forged = {**content, "name": "changed on the way"}
    brought(border, json.dumps(forged).encode(), content)
    duc = border.as_("duc")

    page = duc.get("/arrivals?outcome=refused").text
    place = page.partition('<td><a href="')[2].partition('"')[0].replace("&amp;", "&")

    assert "/help/codes/" in page
    assert 'name="arrival"' not in page
    assert duc.get(place).status_code == 200


def test_two_partners_with_one_id_are_told_apart(border: Border) -> None:
    """The page says so, leads to the other, and an answer without the partner's name decides nothing."""
    waits = border.stopped()
    with border.us.node.store.write() as tx:
        row = tx.execute(arrival.select().where(arrival.c.id == waits)).mappings().one()
        tx.execute(arrival.insert().values({**row, "partner": "other-cert"}))
    duc = border.as_("duc")

    page = duc.get(f"/arrivals/{waits}?partner=asean-cert").text
    both = duc.get(f"/arrivals/{waits}").text
    unclear = duc.post(f"/arrivals/{waits}", {"answer": "accept"})

    assert "other-cert" not in page.partition("<main")[2]
    assert "other-cert" in both
    assert unclear.status_code == 409
    assert duc.get(f"/arrivals/{waits}?partner=nobody").status_code == 404


def test_pages_follow_each_other_without_a_gap(border: Border) -> None:
    """Fifty a page, what waits the oldest first, what was decided the newest first."""
    first = border.stopped()
    with border.us.node.store.write() as tx:
        row = dict(tx.execute(arrival.select().where(arrival.c.id == first)).mappings().one())
        more = [
            {**row, "id": f"release--{n:04}", "at_us": row["at_us"] + n // 2} for n in range(52)
        ]
        tx.execute(arrival.insert(), more)
    duc = border.as_("duc")

    one = duc.get("/arrivals?partner=asean-cert").text
    following = one.partition('class="pager"')[2].partition('href="')[2].partition('"')[0]
    two = duc.get(following.replace("&amp;", "&")).text

    assert (one.count('name="arrival"'), two.count('name="arrival"')) == (50, 3)
    assert 'rel="next"' not in two
    assert duc.get("/arrivals?after=nonsense").text.count('name="arrival"') == 50
    with border.us.node.store.write() as tx:
        tx.execute(update(arrival).values(outcome="accepted"))
    newest = duc.get("/arrivals?outcome=accepted").text
    assert newest.index("release--0051") < newest.index("release--0010")
    assert 'rel="next"' in newest


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_room_says_so(border: Border, language: str) -> None:
    """Nothing waits: a sentence; what is not there is not found."""
    duc = border.as_("duc", language)

    for outcome in ("quarantined", "accepted", "refused", "recalled", "nonsense"):
        assert 'class="empty"' in duc.get(f"/arrivals?outcome={outcome}").text
    assert duc.get("/arrivals/release--none").status_code == 404
    assert duc.post("/arrivals/release--none", {"answer": "accept"}).status_code == 404


def test_an_auditor_reads_and_answers_nothing(border: Border) -> None:
    """Who may not triage sees no boxes, and is refused at the door."""
    waits = border.stopped()
    thu = border.as_("thu")

    assert 'name="arrival"' not in thu.get("/arrivals").text
    assert 'name="answer"' not in thu.get(f"/arrivals/{waits}").text
    assert thu.post(f"/arrivals/{waits}", {"answer": "accept"}).status_code == 403
    assert border.outcome(waits) == "quarantined"


@pytest.mark.parametrize("raw", [None, b"{", b"[]", b'{"name": 1}', b"\xff"])
def test_what_waits_goes_by_its_name(border: Border, raw: bytes | None) -> None:
    """The lists read the name from the bytes that came; what cannot be read goes by its id."""
    waits = border.stopped(border.them.indicator("google.com", name="A trial name"))
    if raw is not None:
        with border.us.node.store.write() as tx:
            tx.execute(update(arrival).where(arrival.c.id == waits).values(raw=raw))
    duc = border.as_("duc", "en")

    listed, now = duc.get("/arrivals").text, duc.get("/").text

    assert ("A trial name" in listed) is (raw is None)
    assert ("A trial name" in now) is (raw is None)
    assert f"/arrivals/{waits}" in listed
