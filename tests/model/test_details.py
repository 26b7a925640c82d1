"""What the machine's words in an answer of the gate become when a person reads them."""

from __future__ import annotations

import pytest

from khien.gate.answers import Rule
from khien.gate.rulebook import RULES
from khien.model.words import WORDS, Language, say
from khien.model.words.details import in_words

TOLD = {
    "roles": (
        "gate.approvals-missing",
        "1 × lawyer, 2 × duty/release",
        "còn thiếu: 1 × pháp chế, 2 × trực ban/cán bộ phát hành.",
    ),
    "kinds of personal data": (
        "gate.personal-needs-lawyer",
        "email, person",
        "duyệt: địa chỉ thư điện tử, cá nhân.",
    ),
    "a partner keeps its name": (
        "gate.onward-terms",
        "person: none",
        "của họ: person: không cho ai.",
    ),
    "a word that nobody knows": (
        "gate.type-not-agreed",
        "x-odd",
        "ghi trong thỏa thuận: x-odd.",
    ),
    "a value": ("gate.tlp-ceiling", "TLP:RED > TLP:GREEN", "thỏa thuận: TLP:RED > TLP:GREEN."),
    "no agreement": ("gate.tlp-ceiling", "gate.agreement-missing", "chưa có thỏa thuận."),
}


@pytest.mark.parametrize(("code", "detail", "end"), TOLD.values(), ids=TOLD)
def test_a_detail_is_told_in_the_language_of_its_reader(code: str, detail: str, end: str) -> None:
    """Roles, purposes, types and kinds of data are words; names and values stay what they are."""
    assert say(code, "vi", {"detail": detail}).endswith(end)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("detail", ["", "–"])
def test_a_rule_that_names_nothing_ends_without_a_hole(rule: Rule, detail: str) -> None:
    """What is allowed has nothing to tell: the sentence is whole all the same."""
    languages: tuple[Language, ...] = ("en", "vi")
    for language in languages:
        said = say(rule.code, language, {"detail": detail})
        assert said.endswith(".")
        assert ":" not in said.replace("TLP:", "").replace("PAP:", "")


def test_sentences_of_other_rooms_stay_as_they_are() -> None:
    """Only what the gate says is shortened."""
    assert say("release-state.held", "en", {"detail": ""}) == WORDS["release-state.held"].en
    assert in_words("gate.echo", "vn-ncc", lambda _: None) == "vn-ncc"


def test_where_a_rule_comes_from_is_what_the_rule_says() -> None:
    """The English words are the source that the rule itself names."""
    told = {f"gate-source.{rule.code[5:]}": rule.source for rule in RULES}
    codes = [code for code in WORDS if code.startswith("gate-source.")]

    assert {code: WORDS[code].en for code in codes} == {code: told[code] for code in codes}


def test_what_is_not_here_is_named_in_the_language_of_its_reader() -> None:
    """A thing that has a word is called by it; another by its own name; a lacking fact is an error still."""
    facts = {"kind": "object", "name": "x"}

    assert say("khien.not-found", "vi", facts) == "Ở đây không có đối tượng x."
    assert say("khien.not-found", "en", facts) == "There is no object x here."
    assert say("khien.not-found", "vi", {"kind": "odd", "name": "x"}) == "Ở đây không có odd x."
    assert "đọc phần quản trị" in say("console.forbidden", "vi", {"permit": "audit"})
    with pytest.raises(KeyError):
        say("khien.not-found", "vi", {"kind": "object"})


def test_a_sentence_counts() -> None:
    """One of a thing is said as one, in English; Vietnamese has no plural, and other holes stay as they are."""
    some = [say("told.readings", "en", {"count": count}) for count in (0, 1, 2, "1")]

    assert some == ["0 documents.", "1 document.", "2 documents.", "1 document."]
    assert say("told.readings", "vi", {"count": 1}) == "1 văn bản."
    sent = {"new": 1, "gone": 2, "refused": 1, "name": "x", "left": 1, "count": 1}
    assert "1 item was left out" in say("told.list", "en", sent)


def test_where_json_is_too_deep_is_said_with_the_limit() -> None:
    """The place stands before the words, and the number in them, in both languages."""
    facts = {"path": "x.json", "detail": "1:429 more than 50 levels"}

    assert (
        say("intake.json-too-deep", "en", facts)
        == "x.json is nested too deeply, at line:column 1:429 more than 50 levels."
    )
    assert (
        say("intake.json-too-deep", "vi", facts)
        == "x.json lồng nhau quá sâu, tại dòng:cột 1:429 quá 50 bậc."
    )
    end = {"path": "x.json", "detail": "1:376 text after the end"}
    assert say("intake.json-syntax", "vi", end).endswith(
        "1:376 tài liệu đã kết thúc mà vẫn còn nội dung."
    )
