"""The drop zone and the review of documents: brought in, corrected, accepted, refused."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response

from khien.app.reading import desk as readings
from khien.app.reading.rules import Item, State
from khien.intake.extraction.lexicon import CODES
from khien.model.words import WORDS
from khien.store import objects
from tests.app.reading.near import read_here
from tests.web.console.conftest import Desk

REPORT = """Cảnh báo lừa đảo
Nhóm đối tượng dùng tên miền evil[.]example và máy chủ điều khiển 203.0.113.7 để chiếm đoạt tài khoản.
Số điện thoại: 0912 345 678. Tham khảo: https://www.google.com/
"""
LIST = "bad.example\nworse.example\n"
PATH = "/objects/import"


@pytest.fixture(autouse=True)
def _near(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


def drop(desk: Desk, who: str, *files: tuple[str, str]) -> Response:
    """Send files as the drop zone does."""
    sent = [("file", (name, text.encode())) for name, text in files]
    return desk.as_(who).post(PATH, files=sent)


def one(desk: Desk) -> str:
    """The reading of the report, brought in by an analyst; its path."""
    answer = drop(desk, "analyst", ("report.txt", REPORT))
    assert answer.status_code == 303
    return str(answer.headers["location"])


def fields(page: str) -> dict[str, object]:
    """What the form of the review sends when nothing is changed."""
    found: dict[str, object] = dict(
        re.findall(r'<textarea name="(value\.\d+)"[^>]*>\n([^<]*)<', page)
    )
    chosen = r'<select name="(kind\.\d+)".*?<option value="([^"]*)" selected'
    found |= dict(re.findall(chosen, page))
    found["listed"] = re.findall(r'name="listed" value="(\d+)"', page)
    found["take"] = re.findall(r'name="take" value="(\d+)" checked', page)
    return found


def test_a_report_is_reviewed_before_anything_is_kept(desk: Desk) -> None:
    """The page shows text and marks; corrections count; accepting keeps the objects and reports on each item."""
    path = one(desk)
    analyst = desk.as_("analyst")
    page = analyst.get(path).text
    with desk.node.store.read() as tx:
        assert objects.search(tx, "evil", 9) == []

    assert '<mark id="m' in page
    assert "evil[.]example" in page
    assert "personal data" in page
    sent = fields(page)
    number = next(k for k, v in sent.items() if v == "evil.example").partition(".")[2]
    sent |= {
        f"value.{number}": "evil2.example",
        f"kind.{number}": "domain",
        "besides": "third.example",
    }
    kept = analyst.post(path, sent)
    assert kept.status_code == 303
    again = analyst.get(path).text
    assert "evil2.example" in again
    assert "third.example" in again
    done = analyst.post(f"{path}/accept", fields(again) | {"tlp": "green"})

    assert done.status_code == 200
    assert "An officer corrected it" in done.text
    with desk.node.store.read() as tx:
        names = {found.title for found in objects.search(tx, "example", 9)}
    assert {"evil2.example", "third.example"} <= names
    after = analyst.get(path).text
    assert "accepted" in after
    assert 'name="take"' in after
    assert "formaction" not in after
    assert analyst.post(path, sent).status_code == 409


def test_kinds_are_words_and_the_graph_is_what_would_be_kept(desk: Desk) -> None:
    """In Vietnamese no bare code stands in a field; the drawing has the objects and joins of the list."""
    path = one(desk)
    page = desk.as_("analyst", "vi").get(path).text

    assert ">số điện thoại</option>" in page
    assert ">bank-account<" not in page
    assert f'data-source="{path}/graph.json"' in page
    drawn = desk.as_("analyst", "vi").get(f"{path}/graph.json").json()
    ids = {node["id"] for node in drawn["nodes"]}
    assert "evil[.]example" in " ".join(node["title"] for node in drawn["nodes"])
    assert {"Chỉ báo", "chỉ báo"} & {node["kind"] for node in drawn["nodes"]}
    assert any({edge["source"], edge["target"]} <= ids for edge in drawn["edges"])
    assert desk.as_("auditor").get(f"{path}/graph.json").status_code == 403


def test_numbers_in_the_text_stay_as_they_were_written(desk: Desk) -> None:
    """Addresses in the text are disarmed, telephone numbers, accounts and dates are not."""
    text = "Ngày 05.02.2026 kẻ gian gọi từ 0912.345.678, đòi chuyển 1.250.000.000 đồng qua trang evil[.]example.\n"
    answer = drop(desk, "analyst", ("notice.txt", text * 3))
    page = desk.as_("analyst").get(answer.headers["location"]).text

    shown = re.search(r'<div class="document".*?</div>', page, re.DOTALL)
    assert shown is not None
    words = re.sub(r"<[^>]*>", "", shown[0])
    assert words == text * 3


def test_the_graph_stands_before_what_was_found(desk: Desk) -> None:
    """Beside the text comes first what would be kept, then the rows that change it; the list of objects can be opened."""
    page = desk.as_("analyst").get(one(desk)).text

    order = ('class="document"', "Proposed objects", "data-graph=", "as a list<", 'name="listed"')
    places = [page.index(one) for one in order]
    assert places == sorted(places)


def test_a_crime_is_named_in_words(desk: Desk) -> None:
    """Nobody has to know the codes of the lexicon: crimes and sectors are chosen by their words, in both languages."""
    for kind in ("crime", "sector"):
        assert [code for code in CODES[kind] if f"{kind}.{code}" not in WORDS] == []
    page = desk.as_("analyst").get(one(desk)).text

    assert '<option value="account-takeover" selected>taking over accounts</option>' in page
    assert '<option value="phishing">phishing</option>' in page


def test_a_long_value_can_be_read_whole(desk: Desk) -> None:
    """Its field has as many lines as it needs; what a person breaks in two is one value again."""
    long = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
    text = f"The malware on evil[.]example has the hash {long} (2026-01-02) and connects to 203.0.113.7.\n"
    path = str(drop(desk, "analyst", ("hash.txt", text * 3)).headers["location"])
    analyst = desk.as_("analyst")
    page = analyst.get(path).text

    sent = fields(page)
    number = next(k for k, v in sent.items() if v == long).partition(".")[2]
    assert f'<textarea name="value.{number}" rows="3"' in page
    assert 'rows="1"' in page
    kept = sent | {f"value.{number}": f"{'e' * 32}\r\n{'e' * 32}"}
    assert analyst.post(path, kept).status_code == 303
    again = fields(analyst.get(path).text)
    assert again[f"value.{number}"] == "e" * 64


def test_a_wrong_value_stands_beside_its_mistake(desk: Desk) -> None:
    """A value that is none of its kind changes nothing, and what was typed is still there."""
    path = one(desk)
    analyst = desk.as_("analyst")
    sent = fields(analyst.get(path).text)
    number = next(k for k, v in sent.items() if v == "203.0.113.7").partition(".")[2]

    wrong = sent | {f"value.{number}": "not an address"}
    del wrong["take"]

    answer = analyst.post(f"{path}/accept", wrong)

    assert answer.status_code == 422
    assert "reading.choice" in answer.text
    assert " checked" not in answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "not an address" in answer.text
    assert analyst.get(path + "?part=9&page=x").status_code == 200
    assert [one.state for one in readings.readings(desk.node)] == [State.OPEN]


def test_refusing_takes_a_reason(desk: Desk) -> None:
    """A document is refused with a reason, which is kept; no object is made."""
    path = one(desk)
    analyst = desk.as_("analyst")

    assert analyst.post(f"{path}/refuse", {"reason": " "}).status_code == 400
    assert analyst.post(f"{path}/refuse", {"reason": "an old report"}).status_code == 303
    assert "an old report" in analyst.get(path).text
    listed = analyst.get("/objects/readings").text
    assert "refused" in listed
    assert "No document waits" in listed


def test_several_files_each_have_their_outcome(desk: Desk) -> None:
    """Lists are imported, reports wait, and what cannot be read says why, all on one page."""
    answer = drop(desk, "duty", ("a.txt", LIST), ("b.txt", REPORT), ("c.bin", "\x00\x00\x00\x01"))

    assert answer.status_code == 200
    assert "2 items read" in answer.text
    assert "/objects/readings/reading--" in answer.text
    assert "/help/codes/" in answer.text
    assert drop(desk, "duty").status_code == 422
    assert drop(desk, "duty", ("c.bin", "\x00\x00\x00\x01")).status_code == 422


def test_only_who_may_write_comes_in(desk: Desk) -> None:
    """The text of a document holds personal data: who may not write does not see it, nor the drop zone."""
    path = one(desk)

    for who in ("auditor", "lawyer", "admin"):
        assert desk.as_(who).get(path).status_code == 403
        assert desk.as_(who).get("/objects/readings").status_code == 403
        assert desk.as_(who).post(f"{path}/accept", {}).status_code == 403
    assert 'action="/objects/import"' not in desk.as_("auditor").get("/objects").text
    assert 'action="/objects/import"' in desk.as_("analyst").get("/objects").text


def test_what_cannot_become_an_object_offers_no_tick(desk: Desk) -> None:
    """The box is closed and says why, in both languages; sent nevertheless, the answer names value and kind."""
    text = "Hộ chiếu C1234567, chủ tài khoản: Trần Văn Bình, tên miền lừa đảo evil[.]example.\n"
    path = str(drop(desk, "analyst", ("a.txt", text)).headers["location"])
    (number,) = [o.number for o in _of(desk, path) if o.kind == "passport"]
    (person,) = [o.number for o in _of(desk, path) if o.kind == "person"]
    for language, words in (
        ("en", "STIX has no object for this kind"),
        ("vi", "không lấy được: STIX"),
    ):
        page = desk.as_("analyst", language).get(path).text
        (row,) = re.findall(rf'<tr id="i{number}">.*?</tr>', page, re.DOTALL)
        (other,) = re.findall(rf'<tr id="i{person}">.*?</tr>', page, re.DOTALL)
        assert re.search(r'name="take"[^>]* disabled', row)
        assert words in row
        assert not re.search(r'name="take"[^>]* disabled', other)
    sent = fields(desk.as_("analyst").get(path).text) | {"take": [str(number)]}
    answer = desk.as_("analyst").post(path, sent)

    assert answer.status_code == 422
    assert "C1234567” (passport) cannot be taken" in answer.text


def _of(desk: Desk, path: str) -> tuple[Item, ...]:
    return readings.reading(desk.node, path.rpartition("/")[2]).items


def test_a_link_around_a_picture_can_be_seen(desk: Desk) -> None:
    """It has no words, so the text shows a sign where it stands, and the list leads there."""
    page = (
        "<html><body><p>Pay here: <a href='https://pay.b4nk.top/'><img src=x></a></p></body></html>"
    )
    path = str(drop(desk, "analyst", ("a.html", page)).headers["location"])
    (number,) = [o.number for o in _of(desk, path) if o.value == "https://pay.b4nk.top/"]

    for language, sign in (("en", "[link]"), ("vi", "[liên kết]")):
        shown = desk.as_("analyst", language).get(path).text
        assert re.search(
            rf'<mark id="m{number}"[^>]*><a href="#i{number}"[^>]*>{re.escape(sign)}</a>', shown
        )
        assert f'#m{number}"' in shown


def test_a_technique_is_shown_as_the_text_and_as_attack_names_it(desk: Desk) -> None:
    """ATT&CK calls side-loading `DLL`: beside the name stands what the text says, and the number."""
    text = "The group used DLL side-loading to start its loader from evil[.]example.\n"
    path = str(drop(desk, "analyst", ("a.txt", text)).headers["location"])
    (number,) = [o.number for o in _of(desk, path) if o.kind == "technique"]

    (row,) = re.findall(
        rf'<tr id="i{number}">.*?</tr>', desk.as_("analyst").get(path).text, re.DOTALL
    )

    assert "DLL</textarea>" in row
    assert "“DLL side-loading” · T1574.001" in row
