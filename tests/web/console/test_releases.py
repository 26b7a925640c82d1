"""The pages about releases: asked, approved, refused, opened in an emergency, taken back."""

from __future__ import annotations

import pytest

from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rules import State
from tests.exchange.nodes import AMBER
from tests.exchange.releases.test_redaction import campaigns, sensitive
from tests.web.console.border import Border, notice

LANGUAGES = ["en", "vi"]
TITLE = "<script>alert(1)</script>\u202egnp.exe'\"><img src=x>"
HOSTILE = f"{TITLE}\u0007"  # what an officer may type, and no object may hold


def test_a_held_release_is_approved_by_two(border: Border) -> None:
    """The first yes leaves it waiting, the second lets it go; the ledger has a leaf of each, by role."""
    held = border.held("bad.example.com")
    lan, son = border.as_("lan"), border.as_("son")

    page = lan.get("/releases").text
    assert f'value="{held.id}"' in page
    assert "TLP:AMBER" in page
    one = lan.get(f"/releases/{held.id}").text
    assert "<h1>" in one
    assert "data-print" in one
    first = lan.post(f"/releases/{held.id}/approve", {"reason": "seen by me"})
    notice(lan, first)
    assert border.us.states([held]) == ["held"]
    second = son.post(f"/releases/{held.id}/approve", {"reason": "me too"})

    assert border.us.states([held]) == ["cleared"]
    assert border.us.leaves(held.id) == ["proposed", "approved", "approved", "cleared"]
    after = notice(son, second)
    assert "seen by me" in after
    assert 'role="status"' in after
    assert 'class="notice" data-tone="good"' in after
    assert 'class="notice" data-tone="good"' not in son.get(f"/releases/{held.id}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_shown_where_it_was_made(border: Border, language: str) -> None:
    """Without a reason, or a second time by the same officer: the sentence, the code, what was typed."""
    held = border.held()
    lan = border.as_("lan", language)

    nothing = lan.post(f"/releases/{held.id}/approve", {"reason": "  "})
    lan.post(f"/releases/{held.id}/approve", {"reason": "yes"})
    twice = lan.post(f"/releases/{held.id}/approve", {"reason": "what I typed"})
    no_reason = lan.post(f"/releases/{held.id}/refuse", {"reason": ""})

    for answer in (nothing, twice, no_reason):
        assert 400 <= answer.status_code < 500
        assert 'role="alert"' in answer.text
        assert "/help/codes/" in answer.text
    assert "what I typed</textarea>" in twice.text
    assert border.us.states([held]) == ["held"]


def test_a_refusal_keeps_its_reason(border: Border) -> None:
    """Refused by an officer, it stays here; the reason stands on its page, the leaf in the ledger."""
    held = border.held()
    lan = border.as_("lan", "vi")

    told = notice(lan, lan.post(f"/releases/{held.id}/refuse", {"reason": HOSTILE}))

    assert held.partner in told
    assert "“" in told  # the object's name, not the number of the release
    assert held.id not in told
    assert border.us.states([held]) == ["declined"]
    assert border.us.leaves(held.id)[-1] == "refused-release"
    page = lan.get(f"/releases/{held.id}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "⟨U+202E⟩" in page
    assert "⟨U+0007⟩" in page
    assert "\u202e" not in page
    assert "/approve" not in page
    again = lan.post(f"/releases/{held.id}/refuse", {"reason": "again"})
    assert again.status_code == 409


def test_an_emergency_is_opened_alone_and_reviewed(border: Border) -> None:
    """One officer alone; it is among the reviews until a second says yes."""
    held = border.held()
    lan, son = border.as_("lan"), border.as_("son")

    notice(lan, lan.post(f"/releases/{held.id}/approve", {"reason": "now", "emergency": "yes"}))

    assert border.us.states([held]) == ["cleared"]
    assert held.id in son.get("/releases?review=due").text
    page = son.get(f"/releases/{held.id}").text
    assert "emergency path" in page
    assert 'name="emergency"' not in page
    assert held.id in son.get("/").text
    notice(son, son.post(f"/releases/{held.id}/approve", {"reason": "right so"}))
    assert border.us.release(held.id).review_due is None
    assert held.id not in son.get("/releases?review=due").text


def test_one_answer_for_several(border: Border) -> None:
    """Approve some, refuse some; each answer says how many, and leads back to the list as it was."""
    some = [border.held() for _ in range(4)]
    lan, son = border.as_("lan"), border.as_("son")
    list_ = "/releases?state=held&partner=asean-cert"

    nothing = lan.post(list_, {"answer": "approve", "reason": "x"})
    chosen = {"release": [one.id for one in some[:2]], "reason": "seen"}
    lan.post(list_, {**chosen, "answer": "approve"})
    answer = son.post(list_, {**chosen, "answer": "approve"})
    refused = lan.post(
        list_, {"release": [some[2].id, some[2].id], "answer": "refuse", "reason": "no"}
    )

    assert "hosen" in notice(lan, nothing)
    assert answer.headers["location"] == list_
    assert "2" in notice(son, answer)
    assert refused.status_code == 303
    assert border.us.states(some) == ["cleared", "cleared", "declined", "held"]


@pytest.mark.parametrize("answer", ["approve", "refuse", "perhaps"])
def test_one_answer_for_several_is_all_or_none(border: Border, answer: str) -> None:
    """Where one of the chosen cannot be answered none is, and what was chosen and typed is still there."""
    held, gone = border.held(), border.held()
    lan = border.as_("lan")
    lan.post(f"/releases/{gone.id}/refuse", {"reason": "no"})
    before = border.us.leaves(held.id)

    found = lan.post(
        "/releases", {"release": [held.id, gone.id], "answer": answer, "reason": "I wrote this"}
    )

    assert 400 <= found.status_code < 500
    assert 'role="alert"' in found.text
    assert f'value="{held.id}" checked' in found.text
    assert 'value="I wrote this"' in found.text
    assert 'hx-trigger="changed' not in found.text.partition('id="found"')[2].partition(">")[0]
    assert border.us.states([held]) == ["held"]
    assert border.us.leaves(held.id) == before


def test_the_confirmation_carries_the_answer(border: Border) -> None:
    """Who has not confirmed lately is asked first, and what was chosen and typed is carried along."""
    held = border.held()
    lan = border.as_("lan")
    border.clock.tick(minutes=6)

    asked = lan.post(f"/releases/{held.id}/approve", {"reason": "why <b>"})

    assert asked.status_code == 200
    assert 'name="reason" value="why &lt;b&gt;"' in asked.text
    assert border.us.states([held]) == ["held"]


def test_an_object_is_taken_back(border: Border) -> None:
    """The page tells who has it; a recall reaches them; the page shows that they confirmed."""
    sent = border.sent("bad.example.com")
    lan = border.as_("lan")
    place = f"/recalls/{sent.object_id}"

    assert "asean-cert" in lan.get(place).text
    silent = lan.post(place, {"reason": " "})
    assert (silent.status_code // 100, "exchange.no-reason" in silent.text) == (4, True)
    assert border.us.states([sent]) == ["accepted"]
    answer = lan.post(place, {"reason": "it was wrong"})
    assert "1" in notice(lan, answer)
    assert border.us.states([sent]) == ["recalling"]
    assert border.us.leaves(sent.id)[-1] == "withdrawn"
    border.world.run()
    page = lan.get(f"/releases/{sent.id}").text
    assert border.us.states([sent]) == ["recalled"]
    assert 'data-tone="good">signed' in page
    again = lan.post(place, {"reason": "again"})
    assert again.status_code == 409
    assert "release.nothing-to-recall" in again.text


def test_one_partner_alone_is_asked_to_give_it_back(border: Border) -> None:
    """A release is recalled by its own id; our own use goes on."""
    sent = border.sent()
    lan = border.as_("lan", "vi")

    notice(lan, lan.post(f"/recalls/{sent.object_id}", {"release": sent.id, "reason": "sai"}))

    assert border.us.states([sent]) == ["recalling"]


def test_stricter_handling_is_asked_for(border: Border) -> None:
    """A downgrade reaches them; a TLP that is none, or no stricter, changes nothing."""
    sent = border.sent()
    lan = border.as_("lan")
    place = f"/recalls/{sent.object_id}"

    answer = lan.post(place, {"tlp": "red", "reason": "names a victim"})
    looser = lan.post(place, {"tlp": "green", "reason": "x"})
    none = lan.post(place, {"tlp": "purple", "reason": "x"})

    notice(lan, answer)
    assert border.us.leaves(sent.id)[-1] == "downgraded"
    assert (looser.status_code, none.status_code // 100) == (409, 4)
    assert "release.nothing-to-downgrade" in looser.text
    assert border.us.leaves(sent.id).count("downgraded") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dry_run_changes_nothing(border: Border, language: str) -> None:
    """It counts and names the rules; the ledger is as long as before, nothing is a release."""
    border.us.bring(
        border.us.indicator(name=TITLE), border.us.indicator(object_marking_refs=[AMBER])
    )
    with border.us.node.store.read() as tx:
        before = border.us.node.ledger.size(tx)
    an = border.as_("an", language)

    empty = an.get("/releases/dry-run").text
    found = an.get("/releases/dry-run?partner=asean-cert&purpose=early-warning")
    odd = an.get("/releases/dry-run?partner=asean-cert&purpose=%3Cb%3E")
    nobody = an.get("/releases/dry-run?partner=nobody")

    assert 'class="figures"' not in empty
    assert found.status_code == odd.status_code == 200
    assert 'class="figures"' in found.text
    assert "<script>alert" not in found.text
    assert "⟨U+202E⟩" in found.text
    assert nobody.status_code == 404
    with border.us.node.store.read() as tx:
        assert border.us.node.ledger.size(tx) == before
        assert release_rows.listed(tx) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_queue_says_so(border: Border, language: str) -> None:
    """No list, no form: a sentence; for every tab, and for one that is not there."""
    lan = border.as_("lan", language)

    for state in ("held", "sent", "accepted", "recalling", "refused", "all", "nonsense"):
        page = lan.get(f"/releases?state={state}")
        assert page.status_code == 200
        assert 'class="empty"' in page.text
        assert 'method="post" action="/releases' not in page.text


def test_pages_follow_each_other_without_a_gap(border: Border) -> None:
    """Fifty a page; the second has the others; a place that is nonsense is the first page."""
    made = border.us.publish(
        *border.us.bring(*(border.us.indicator(object_marking_refs=[AMBER]) for _ in range(53)))
    )
    held = {one.id for one in made if one.state is State.HELD}
    lan = border.as_("lan")
    first = lan.get("/releases?partner=asean-cert").text
    following = first.partition('href="/releases?state=held&amp;partner=asean-cert&amp;after=')[2]
    second = lan.get(
        f"/releases?state=held&partner=asean-cert&after={following.partition(chr(34))[0]}"
    ).text
    shown = [{one for one in held if f'value="{one}"' in page} for page in (first, second)]

    assert (len(held), len(shown[0]), len(shown[1])) == (53, 50, 3)
    assert shown[0] | shown[1] == held
    assert 'rel="next"' not in second
    for place in ("x", "1", ".a", "-1.a", "9999999999999999999999.a", "٣.a"):
        assert lan.get(f"/releases?after={place}").text.count('name="release"') == 50
    newest = lan.get("/releases?state=all").text
    assert 'rel="next"' in newest
    reviews = lan.get("/releases?review=due").text
    assert 'class="empty"' in reviews


def test_a_title_from_outside_is_shown_safely(border: Border) -> None:
    """Markup, controls and addresses in a title are text on every page that has it."""
    held = border.held(name=f"{TITLE} http://evil.example/x " + "y" * 5_000)
    lan = border.as_("lan")

    for place in ("/", "/releases", f"/releases/{held.id}", f"/recalls/{held.object_id}"):
        page = lan.get(place).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page
        assert "http://evil.example" not in page
        assert "y" * 3_000 not in page


def test_what_was_cut_stands_beside_the_whole(border: Border) -> None:
    """Of a redacted copy both versions are shown; the page of the whole one leads to the copy."""
    content = sensitive(border.us)
    refused, copy = campaigns(border.us.publish(*border.us.bring(content)))
    lan = border.as_("lan")

    page = lan.get(f"/releases/{copy.id}").text
    whole = lan.get(f"/releases/{refused.id}").text

    assert "<del>seen at a named victim</del>" in page
    assert "<ins>" in page
    assert f'href="/releases/{copy.id}"' in whole
    assert "redacted copy" in lan.get(f"/recalls/{content['id']}").text


def test_what_is_not_there_is_not_found(border: Border) -> None:
    """A release that nobody made, and one for which the gate cannot be asked any more."""
    lan = border.as_("lan")
    held = border.held()
    border.us.node.enrolments.revoke("asean-cert", "sample", border.us.officer("ha"))

    assert lan.get("/releases/release--none").status_code == 404
    assert lan.post("/releases/release--none/approve", {"reason": "x"}).status_code == 404
    assert lan.get(f"/releases/{held.id}").status_code == 200
    assert 'class="empty"' in lan.get("/recalls/indicator--none").text


def test_nonsense_in_an_address_is_not_found(database: str, border: Border) -> None:
    """Whatever stands in an address or a filter: a page, never a failure, on either database."""
    del database
    lan = border.as_("lan")
    for path in (
        "/releases/%00", "/recalls/%00%ff", "/releases?partner=%00&after=1.%00", "/arrivals/%00",
        "/arrivals?partner=%00&after=1.%00", "/arrivals/x?partner=%00", "/ledger/proofs/%00",
        "/ledger/audits/%00", "/releases/dry-run?partner=%00", "/releases?state=%00&after=9.%ff",
        "/releases/" + "x" * 9_000,
    ):  # fmt: skip
        assert lan.get(path).status_code in {200, 404, 422}, path
