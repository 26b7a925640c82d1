"""Sentences and what fills them."""

import json
import re

import pytest

from khien.exchange.wire import PeerRefusedError
from khien.model.words import WORDS, Language, place, say, say_what_is_known
from khien.model.words.both import filled, unfilled
from khien.people.names import PARTY_RULE

COUNTED = "{count:object is/objects are} here, of {all}"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 objects are here"),
        (1, "1 object is here"),
        (2, "2 objects are here"),
        ("1", "1 object is here"),
    ],
)
def test_one_is_one_and_many_are_many(count: object, said: str) -> None:
    """What follows a number agrees with it; other holes stay as they were."""
    assert filled(COUNTED, {"count": count, "all": 2.5}) == f"{said}, of 2.5"
    assert filled("{all:.2f}", {"all": 2.5}) == "2.50"


def test_a_catalogue_shows_the_holes_by_name() -> None:
    """Whoever looks a code up sees the sentence as it reads for many."""
    assert unfilled(COUNTED) == "{count} objects are here, of {all}"


def test_vietnamese_has_one_form() -> None:
    """The same code with the same facts, in both languages."""
    facts = {"lines": 1, "unreadable": 0, "indicators": 1, "sightings": 1}
    assert say("told.matched", "en", facts).startswith("1 line read, 0 that cannot be read: 1")
    assert say("told.matched", "vi", facts).startswith("Đã đọc 1 dòng")


def test_a_mistake_and_its_rule_are_said_in_the_language_of_the_reader() -> None:
    """What people mistype is told in their words; what only machines write keeps the standard's."""
    facts = {"item": "node name", "rule": PARTY_RULE}
    assert say("input.malformed", "vi", facts) == (
        "Không đọc được tên nút: trái với quy tắc “chữ thường a–z và chữ số, nối bằng một gạch nối”."
    )
    assert "“C2SP: UTF-8”" in say("input.malformed", "vi", {"item": "x", "rule": "C2SP: UTF-8"})


MANY = (
    r"\{(\w+)\} (?:(?:new|old|more|earlier|active|chosen|of the chosen) )?(are|were|have|wait|items|objects|versions|events|lines|indicators|hits|"
    r"sightings|leaves|feeds|partners|releases|documents|messages|values|files|tokens|officers|rows|"
    r"entries|days|hours|minutes|seconds|times|attempts|receipts|warnings|drafts|keys|types|pages)\b"
)
ALWAYS_MANY = {
    "exchange.batch-too-large",
    "foresight.burst.description",
    "foresight.spread.description",  # a title, not a number
    "objects.too-many-chosen",
    "taxii.too-many-objects",
}
"""Sentences with a number that is never one."""


def test_a_number_agrees_with_what_it_counts() -> None:
    """No “1 objects” and no “1 are left”: what follows a number has a form for one."""
    found = {code: hit[0] for code, both in WORDS.items() if (hit := re.search(MANY, both.en))}

    assert {code: hit for code, hit in found.items() if code not in ALWAYS_MANY} == {}


def test_a_web_server_that_says_only_a_number_is_put_into_words() -> None:
    """No sentence ends in “HTTP 404): ”; what else a partner says stays as it is."""
    bare = PeerRefusedError("feed", 404, "").facts

    assert say("peer.refused", "en", bare) == (
        "feed said no (HTTP 404): there is nothing at this address"
    )
    assert say("peer.refused", "vi", bare).endswith("(HTTP 404): không có gì ở địa chỉ này")
    assert say("peer.refused", "en", PeerRefusedError("a", 418, "").facts).endswith("418): 418")
    assert say("peer.refused", "en", PeerRefusedError("a", 404, "no").facts).endswith("404): no")


def test_what_nobody_kept_is_a_dash() -> None:
    """A report of an earlier release has less to fill a sentence with; it is a sentence all the same."""
    told = say_what_is_known("intake.not-utf8", "en", {"item": "c.json"})

    assert told.startswith("c.json is not UTF-8 text: the byte at offset – fits no character.")
    assert say_what_is_known("feed.day-full", "vi", {"feed": "a", "per_day": 7}) == say(
        "feed.day-full", "vi", {"feed": "a", "per_day": 7}
    )


@pytest.mark.parametrize(
    ("code", "language", "ends"),
    [
        ("peer.refused", "en", "asean-cert said no."),
        ("peer.refused", "vi", "asean-cert từ chối."),
        ("peer.clock", "en", "what waits goes by itself then."),
        ("peer.clock", "vi", "những gì đang chờ sẽ tự được gửi."),
    ],
)
def test_what_was_not_kept_is_left_out_where_the_sentence_stands_without_it(
    code: str, language: Language, ends: str
) -> None:
    """A queue keeps the code alone: no bracket and no end with nothing in it."""
    told = say_what_is_known(code, language, {"peer": "asean-cert", "why": "–"})

    assert told.endswith(ends)
    assert "–" not in told
    assert say_what_is_known("peer.unreachable", language, {"peer": "a"}) == say(
        "peer.unreachable", language, {"peer": "a", "why": "@"}
    ).replace(" (@)", "")


def test_the_operating_system_is_understood_in_both_languages() -> None:
    """Why a file cannot be used, also where a rule of ours could stand."""
    facts = {"item": "a.csv", "rule": "Permission denied"}

    assert "“permission denied”" in say("input.malformed", "en", facts)
    assert "“không có quyền truy cập”" in say("input.malformed", "vi", facts)
    assert say("cli.file", "en", {"file": "a", "why": "Strange"}) == (
        "The file a cannot be used: Strange."
    )


@pytest.mark.parametrize(
    "text", ["", "[1", '{"a": 1,}', "{1: 2}", '{"a" 1}', "[] []", '"\\x"', '"\n"', '"a', "[1 2]"]
)
def test_what_is_wrong_with_json_is_said_in_the_language_of_the_reader(text: str) -> None:
    """Line and column first, then the mistake, of which Python speaks English alone."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    facts = {"path": "a.json", "detail": f"2:1 {caught.value.msg}"}

    told = say("intake.json-syntax", "vi", facts)

    assert told.startswith("a.json không phải JSON hợp lệ, tại dòng:cột 2:1 ")
    assert not re.search("Expect|nvalid|Illegal|Extra|Untermin", told)
    strange = say("intake.json-syntax", "vi", facts | {"detail": "2:1 Strange"})
    assert strange.endswith("dòng:cột 2:1 Strange.")


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("intake.unknown-format", {"item": "f", "seen": "an empty file", "known": "stix"}, "giống: tệp rỗng."),
        ("intake.unknown-format", {"item": "f", "seen": "a folder without manifest.json", "known": "misp"}, "giống: thư mục không có manifest.json."),
        ("intake.unknown-format", {"item": "f", "seen": "JSON object: type, id", "known": "stix"}, "giống: đối tượng JSON: type, id."),
        ("intake.unknown-format", {"item": "f", "seen": "text: a: b", "known": "stix"}, "giống: văn bản: a: b."),
        ("intake.unknown-format", {"item": "f", "seen": "docx", "known": "stix"}, "giống: docx."),
        ("intake.cacao-rule", {"path": "x.type", "detail": "a type of agent (§7)"}, "phải là một loại tác nhân (§7)"),
        ("reading.choice", {"item": "B", "kind": "an indicator"}, "thuộc loại “chỉ báo”."),
        ("reading.choice", {"item": "B", "kind": "phone"}, "thuộc loại “số điện thoại”."),
        ("reading.choice", {"item": "501", "kind": "at most 500"}, "thuộc loại “nhiều nhất 500 dòng”."),
    ],
)  # fmt: skip
def test_what_fills_a_sentence_is_in_its_language(
    code: str, facts: dict[str, object], said: str
) -> None:
    """No English stands in a Vietnamese sentence; what a file begins with stays as it is."""
    assert said in say(code, "vi", facts)


@pytest.mark.parametrize(
    ("name", "english", "said"),
    [
        ("line 3", "line 3", "dòng 3"),
        ("row 12", "row 12", "hàng 12"),
        ("page 2", "page 2", "trang 2"),
        ("2 phone", "2 phone number", "2 số điện thoại"),
        ("2 oddities", "2 oddities", "2 oddities"),
        ("two phone", "two phone", "two phone"),
        ("evil.example", "evil.example", "evil.example"),
    ],
)
def test_a_place_is_named_as_people_call_it(name: str, english: str, said: str) -> None:
    """Lines and rows of lists, items of documents; any other name stays as it is."""
    assert (place(name, "en"), place(name, "vi")) == (english, said)


def test_an_item_as_a_whole_has_no_place() -> None:
    """Where nothing within the item is meant, the sentence begins without a place."""
    facts = {"path": "$", "detail": "indicator--1"}

    assert (
        say("intake.unchanged", "en", facts)
        == "The store holds this already, or something newer (indicator--1)."
    )
    assert say("intake.unchanged", "vi", facts).startswith("Kho đã có")
    assert say("intake.unchanged", "en", facts | {"path": "row 2"}).startswith("row 2: the store")


def test_parts_of_a_page_have_names() -> None:
    """No tag stands in a sentence for people where we have a word for it."""
    assert say("document.passed-over", "vi", {"path": "nav", "detail": "2"}).endswith(
        "phần điều hướng (2 lần)."
    )
    assert "hidden text (1 time)" in say(
        "document.passed-over", "en", {"path": "hidden", "detail": "1"}
    )
    assert say("document.page-empty", "vi", {"path": "page 3", "detail": ""}).startswith(
        "Không có chữ nào ở trang 3"
    )
