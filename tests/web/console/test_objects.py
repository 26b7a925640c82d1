"""The pages about objects: found, read, written, published, imported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.app.knowledge.forms import FORMS
from khien.exchange.imports.rows import mappings as mapped
from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.people.partners import add_taxii_partner
from khien.store import objects
from khien.store.objects import Batch, BatchId, add_versions
from tests.app.homes import NOW
from tests.web.console.conftest import Desk

AT = "2026-11-01T00:00:00.000Z"


def uuid(number: int) -> str:
    """A well-formed UUID."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def thing(desk: Desk, kind: str, number: int, **more: object) -> dict[str, Any]:
    """An object of ours."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid(number)}",
        "created_by_ref": desk.node.ourselves.identity,
        "created": AT,
        "modified": AT,
        "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
        **more,
    }


def hold(desk: Desk, *contents: dict[str, Any], source: str = "") -> None:
    """Keep objects as one batch of ours, or of a partner."""
    with desk.node.store.write() as tx:
        batch = Batch(BatchId(f"batch--{contents[0]['id']}"), "a test", source=PartnerName(source))
        add_versions(tx, [make_version(one) for one in contents], batch, NOW)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A node with a small story: an indicator that shows a malware of an actor, seen and spoken of."""
    bad = thing(
        desk, "indicator", 1, name="Trang lừa đảo", pattern="[domain-name:value = 'login.evil.example']",
        pattern_type="stix", valid_from=AT, description="See https://evil.example/a and 10.0.0.1",
        indicator_types=["malicious-activity"],
        external_references=[{"source_name": "cert", "url": "https://cert.example/1"}],
    )  # fmt: skip
    malware = thing(desk, "malware", 2, name="Loader", is_family=True)
    pattern = thing(
        desk, "attack-pattern", 3, name="Phishing",
        external_references=[{"source_name": "mitre-attack", "external_id": "T1566"}],
    )  # fmt: skip
    joined = thing(
        desk, "relationship", 4, relationship_type="indicates", source_ref=bad["id"],
        target_ref=malware["id"],
    )  # fmt: skip
    seen = thing(
        desk,
        "sighting",
        5,
        sighting_of_ref=bad["id"],
        count=3,
        last_seen="2026-11-02T00:00:00.000Z",
    )
    note = thing(desk, "note", 6, content="Ask the bank.", object_refs=[bad["id"]])
    view = thing(desk, "opinion", 7, opinion="agree", object_refs=[bad["id"]])
    hold(desk, bad, malware, pattern, joined, seen, note, view)
    hold(desk, thing(desk, "threat-actor", 8, name="Nhóm A"), source="asean-cert")
    return desk


BAD = f"indicator--{uuid(1)}"
ACTOR = f"threat-actor--{uuid(8)}"


PAGES = (
    "/objects", "/objects?q=lua+dao", "/objects?q=lua+dao&order=newest", "/objects?q=zzz",
    "/objects?type=malware&tlp=green&source=own&standing=any&since=2026-01-01&until=2026-12-31",
    "/objects?since=never&after=x&standing=odd&to=asean-cert", "/objects/new", "/objects/import",
    f"/objects/{BAD}", f"/objects/{BAD}/versions", f"/objects/{BAD}/original",
    f"/objects/{BAD}/graph", f"/objects/{BAD}/links?kind=indicates&direction=out",
    f"/objects/{BAD}/links?kind=object_refs&direction=in", f"/objects/{BAD}/edit",
    f"/objects/publish?id={BAD}", f"/objects/{ACTOR}", f"/objects/relationship--{uuid(4)}",
    *(f"/objects/new/{kind}?about={BAD}" for kind in FORMS),
    f"/objects/new/attack-pattern?from=attack-pattern--{uuid(3)}",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_page_opens(stocked: Desk, language: str) -> None:
    """Every page of the group is there for who may do everything, in both languages."""
    browser = stocked.as_("all", language)

    for path in PAGES:
        answer = browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text[:500]}"
        assert f'<html lang="{language}"' in answer.text, path


def test_a_search_finds_with_and_without_diacritics(stocked: Desk) -> None:
    """What a person types finds the object, in both spellings, while they type."""
    browser = stocked.as_("analyst")

    for text in ("lừa đảo", "lua dao", "LUA DAO", "lua evi", "evil.example", BAD):
        assert BAD in browser.get("/objects", params={"q": text}).text, text
    assert BAD not in browser.get("/objects", params={"q": "no such words"}).text


def test_the_page_of_an_object_says_everything(stocked: Desk) -> None:
    """Facts, relations, sightings, notes, opinions and sources, with every address defanged."""
    page = stocked.as_("auditor").get(f"/objects/{BAD}").text

    for words in (
        "login[.]evil[.]example", "hxxps://evil[.]example/a", "10[.]0[.]0[.]1", "Loader",
        "Seen 3 times", "Ask the bank.", "<b>agree</b>", "TLP:GREEN",
    ):  # fmt: skip
        assert words in page, words
    assert "evil.example" not in page


def test_a_role_sees_only_what_it_may_do(stocked: Desk) -> None:
    """An auditor reads; nothing on the page offers more."""
    page = stocked.as_("auditor").get(f"/objects/{BAD}").text

    assert "/edit" not in page
    assert "/objects/publish" not in page
    assert stocked.as_("auditor").get("/objects/new").status_code == 403


def test_a_form_makes_an_object(stocked: Desk) -> None:
    """A list of addresses becomes an indicator, joined to the technique that was picked."""
    browser = stocked.as_("analyst")
    technique = f"attack-pattern--{uuid(3)}"
    answer = browser.post(
        "/objects/new/indicator",
        {"name": "Mới", "pattern": "hxxp://new[.]example", "pattern_type": "stix", "tlp": "green",
         "valid_from": "2026-11-22T15:00", "techniques": technique, "go": "yes"},
    )  # fmt: skip

    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"]).text
    assert "with 1 relationship." in page
    assert "new[.]example" in page
    assert "Phishing" in page


def test_a_mistake_loses_nothing(stocked: Desk) -> None:
    """The form comes back with what was typed, the sentence at the field, and nothing kept."""
    answer = stocked.as_("analyst").post(
        "/objects/new/indicator",
        {"name": "Typed <b>", "pattern": "[broken", "pattern_type": "stix", "valid_from": "soon"},
    )

    assert answer.status_code == 422
    assert "Typed &lt;b&gt;" in answer.text
    assert 'value="soon"' in answer.text
    assert "[broken" in answer.text
    assert 'id="valid_from-mistake"' in answer.text


def test_objects_are_picked_by_search_without_scripts(stocked: Desk) -> None:
    """The button beside the search shows what it found and keeps all that was typed."""
    browser = stocked.as_("analyst")
    fields = {"name": "Typed", "techniques_q": "phish", "find": "techniques"}
    answer = browser.post("/objects/new/malware", fields)
    part = browser.get(
        "/objects/pick",
        params={"kind": "malware", "field": "techniques", "techniques_q": "t1566"},
        headers={"hx-request": "true"},
    )

    assert answer.status_code == 200
    assert f"attack-pattern--{uuid(3)}" in answer.text
    assert 'value="Typed"' in answer.text
    assert f"attack-pattern--{uuid(3)}" in part.text
    assert browser.get("/objects/pick?kind=malware&field=name").status_code == 404


def test_a_new_version_of_ours(stocked: Desk) -> None:
    """An edit is a version; the difference says what changed."""
    browser = stocked.as_("analyst")
    answer = browser.post(
        f"/objects/malware--{uuid(2)}/edit", {"name": "Loader 2", "is_family": "yes"}
    )

    assert answer.status_code == 303, answer.text
    page = browser.get(f"/objects/malware--{uuid(2)}/versions").text
    assert "<del" in page
    assert "Loader 2" in page


def test_a_partners_object_is_not_ours_to_change(stocked: Desk) -> None:
    """No new version of what another made; the page says why and offers a note instead."""
    browser = stocked.as_("analyst")
    page = browser.get(f"/objects/{ACTOR}").text

    assert "only its creator" in page
    assert f"/objects/new/note?about={ACTOR}" in page
    assert browser.get(f"/objects/{ACTOR}/edit").status_code == 403
    assert browser.post(f"/objects/{ACTOR}/edit", {"name": "X"}).status_code == 403
    assert browser.get(f"/objects/sighting--{uuid(99)}/edit").status_code == 404
    assert browser.get("/objects/new/artifact").status_code == 404


def test_a_search_is_kept_and_removed(stocked: Desk) -> None:
    """Under its name it is on the page of whoever kept it, until they remove it."""
    browser = stocked.as_("analyst")
    kept = browser.post("/objects/searches", {"name": "Mine", "question": "q=lua&type=indicator"})
    page = browser.get("/objects").text
    removal = page.partition('action="/objects/searches/')[2].partition('"')[0]

    assert kept.status_code == 303
    assert 'href="/objects?q=lua&amp;type=indicator"' in page
    assert "Mine" not in stocked.as_("duty").get("/objects").text
    assert browser.post(f"/objects/searches/{removal}").status_code == 303
    assert browser.post("/objects/searches", {"name": "", "question": "q=1"}).status_code == 422


def test_many_at_once(stocked: Desk) -> None:
    """A label, a note, a file: done to what was chosen, refused where nothing was."""
    browser = stocked.as_("analyst")
    some = {"id": [BAD, ACTOR]}

    assert browser.post("/objects/label", {**some, "label": "checked"}).status_code == 303
    assert browser.post("/objects/note", {**some, "note": "Both."}).status_code == 303
    page = browser.get(f"/objects/{BAD}").text
    assert "checked" in page
    assert "Both." in page
    bundle = json.loads(browser.post("/objects/export", some).content)
    assert [one["id"] for one in bundle["objects"]] == [BAD, ACTOR]
    assert browser.post("/objects/label", {"label": "x"}).status_code == 422
    assert browser.post("/objects/label", {**some, "label": " "}).status_code == 422
    assert browser.post("/objects/note", some).status_code == 422
    many = {"id": [f"tool--{uuid(n)}" for n in range(501)]}
    assert browser.post("/objects/export", many).status_code == 422
    assert browser.post("/objects/export", {"id": [f"tool--{uuid(1)}"]}).status_code == 404


def test_red_is_put_into_no_file(stocked: Desk) -> None:
    """TLP:RED goes to named persons through the gate, not into somebody's downloads."""
    red = thing(stocked, "tool", 9, name="R", object_marking_refs=[TLP_2_IDS[Tlp.RED]])
    hold(stocked, red)

    answer = stocked.as_("analyst").post("/objects/export", {"id": [BAD, red["id"]]})

    assert answer.status_code == 403
    assert "TLP:RED" in answer.text


def test_a_report_is_there_as_a_misp_event(stocked: Desk) -> None:
    """The page tells the levels and what is not in it; the file is the event; TLP:RED is in no file."""
    held = {"published": AT, "object_refs": [BAD, ACTOR, f"location--{uuid(30)}"]}
    calm = thing(stocked, "report", 31, name="Storm", **held)
    red = thing(
        stocked, "report", 32, name="R", object_marking_refs=[TLP_2_IDS[Tlp.RED]], **held
    )  # fmt: skip
    hold(stocked, calm, red)
    browser, here = stocked.as_("analyst"), f"/objects/{calm['id']}"

    assert f"{here}/misp" in browser.get(here).text
    assert f"{BAD}/misp" not in browser.get(f"/objects/{BAD}").text
    page = browser.get(f"{here}/misp").text
    assert "named by the report and not held here" in page
    assert "MISP has no place for this property of a" in page
    assert ("not written" in page, "written in part" in page) == (True, True)
    answer = browser.get(f"{here}/misp?file=yes")
    assert f"{uuid(31)}.misp.json" in answer.headers["content-disposition"]
    event = json.loads(answer.content)["Event"]
    assert event["info"] == "Storm"
    assert [one["value"] for one in event["Attribute"]] == ["login.evil.example", "Nhóm A"]
    assert browser.get(f"/objects/{BAD}/misp").status_code == 422
    assert stocked.as_("auditor").get(f"{here}/misp").status_code == 403
    assert "file=yes" not in browser.get(f"/objects/{red['id']}/misp").text
    assert browser.get(f"/objects/{red['id']}/misp?file=yes").status_code == 403


def test_the_original_is_byte_for_byte(stocked: Desk) -> None:
    """The file is what came; one version is found by its hash."""
    browser = stocked.as_("auditor")
    with stocked.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(BAD))
    assert kept is not None

    assert browser.get(f"/objects/{BAD}/original?file=yes").content == kept.raw
    assert browser.get(f"/objects/{BAD}/original?sha256={kept.sha256}").status_code == 200
    assert browser.get(f"/objects/{BAD}/original?sha256=00").status_code == 404


def test_the_graph_grows_and_never_beyond_its_limit(stocked: Desk) -> None:
    """Neighbours come with titles that nobody can click; what is drawn already is not sent again."""
    browser = stocked.as_("auditor")
    first = browser.get(f"/objects/{BAD}/graph.json").json()
    again = browser.get(
        f"/objects/malware--{uuid(2)}/graph.json", params={"known": [BAD, f"malware--{uuid(2)}"]}
    ).json()

    assert {one["id"] for one in first["nodes"]} >= {BAD, f"malware--{uuid(2)}"}
    assert {"indicates", "Sighting of"} <= {one["label"] for one in first["edges"]}
    assert [one["id"] for one in again["nodes"]] == [f"malware--{uuid(2)}"]
    full = browser.get(
        f"/objects/{BAD}/graph.json", params={"known": [f"tool--{uuid(n)}" for n in range(400)]}
    ).json()
    assert [one["id"] for one in full["nodes"]] == [BAD]
    assert browser.get(f"/objects/tool--{uuid(404)}/graph.json").status_code == 404


def test_a_file_is_imported_and_every_item_accounted_for(stocked: Desk) -> None:
    """The report names what was refused; a file that is none, and no file, are said."""
    browser = stocked.as_("analyst")
    content = b"one.example\nnot an indicator\n"
    fields = {"tlp": "green", "labels": "a\nb", "valid_days": "30", "format": "list"}
    answer = browser.post("/objects/import", fields, files={"file": ("list.txt", content)})
    broken = browser.post("/objects/import", {}, files={"file": ("x.json", b"{")})

    assert answer.status_code == 200
    assert "one[.]example" in answer.text
    assert "not an indicator" in answer.text or "refused" in answer.text
    assert broken.status_code == 422
    assert browser.post("/objects/import", {}).status_code == 422


def test_columns_are_shown_kept_and_used(stocked: Desk) -> None:
    """A table is looked at before anything is kept; its columns, corrected, become a mapping of later imports."""
    browser = stocked.as_("analyst")
    table = {"file": ("cũ.csv", "Chỗ,tên miền\nx,một.example\n".encode("utf-16"))}
    seen = browser.post("/objects/import", {"look": "yes"}, files=table)
    broken = browser.post("/objects/import", {"look": "yes"}, files={"file": ("x.json", b"{")})
    nameless = browser.post("/objects/mappings", {"role.1": "value"})
    kept = browser.post(
        "/objects/mappings",
        {
            "name": "sheet",
            "role.0": "comment",
            "header.0": "Chỗ",
            "role.1": "value",
            "role.2": "odd",
        },
    )

    assert "tên miền" in seen.text
    assert "Nothing was kept" in seen.text
    twice = {"file": ("twice.txt", b"one.example\none.example\n")}
    for language, words in (("en", "would be skipped"), ("vi", "sẽ bỏ qua")):
        reader = stocked.as_("analyst", language)
        foreseen = reader.post("/objects/import", {"look": "yes"}, files=twice).text
        assert words in foreseen.partition("<tbody>")[2]
    assert "intake.json-syntax" in broken.text
    assert (nameless.status_code, kept.status_code) == (422, 303)
    assert "<option>sheet</option>" in browser.get("/objects/import").text
    with stocked.node.store.read() as tx:
        assert mapped(tx) == {"sheet": {"comment": "Chỗ", "value": 1}}
    old = {"file": ("old.csv", b"Ch\xf4\xde,t\xean mi\xea\xccn\nx,mot.example\n")}
    fields = {"mapping": "sheet", "encoding": "windows-1258"}
    assert "mot[.]example" in browser.post("/objects/import", fields, files=old).text
    for _ in range(2):  # what another officer forgot just now is gone, as was wished
        assert browser.post("/objects/mappings", {"drop": "sheet"}).status_code == 303
    assert browser.post("/objects/import", fields, files=old).status_code == 422


def test_publishing_asks_before_it_does(stocked: Desk) -> None:
    """The forecast changes nothing; publishing without an agreement is refused by the gate, and said."""
    identity = {
        "type": "identity", "spec_version": "2.1", "id": f"identity--{uuid(70)}", "created": AT,
        "modified": AT, "name": "th-cert", "identity_class": "organization",
    }  # fmt: skip
    with stocked.node.store.write() as tx:
        card = stocked.node.enrolments.card
        add_taxii_partner(tx, card, "th-cert", identity=identity, country="TH", now=NOW)
    browser = stocked.as_("analyst")
    choice = {"id": BAD, "purpose": "network-defence", "to": "th-cert"}
    asked = browser.post("/objects/publish/ask", {**choice, "ask": "yes"})

    assert asked.status_code == 200
    assert "There must be an agreement" in asked.text
    assert "Nobody but us" in browser.get(f"/objects/{BAD}").text
    done = browser.post("/objects/publish", choice)
    assert done.headers["location"] == f"/objects/{BAD}"
    page = browser.get(f"/objects/{BAD}").text
    assert "2 refused" in page
    release = page.partition(f"/objects/{BAD}/proof/")[2].partition('"')[0]
    proof = browser.get(f"/objects/{BAD}/proof/{release}")
    assert json.loads(proof.content)["crossing"] == release
    assert browser.get(f"/objects/{BAD}/proof/release--none").status_code == 404
    wrong = browser.post("/objects/publish", {**choice, "to": "nobody"})
    assert wrong.status_code in {404, 422}


def test_reading_what_a_partner_brought_is_told_once(stocked: Desk) -> None:
    """The page of what came without a release tells nobody, and opens all the same."""
    assert stocked.as_("duty").get(f"/objects/{ACTOR}").status_code == 200
    assert stocked.as_("duty").get(f"/objects/tool--{uuid(404)}").status_code == 404
