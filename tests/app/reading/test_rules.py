"""What a reading is, what may be changed in it, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from khien.app.reading import rules
from khien.app.reading.failures import ChoiceError, ObjectlessError
from khien.app.reading.rules import Choice, Event, Head, Item, Reading, State
from khien.intake import Outcome, Remark
from khien.intake.extraction import Candidate, Context, Document
from khien.model.decision import Refusal
from khien.model.ids import ObjectId
from tests.house.shape import state_faults

TEXT = "evil.example and 192.0.2.1, again evil.example"
BAD, UNSURE, GOOD = Context.MALICIOUS, Context.UNSURE, Context.BENIGN
WHEN = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = Head(
    "reading--1", "a.txt", "text", "x", 1, "", "", State.OPEN, "", "", "", "", WHEN, WHEN, 2, personal=False
)  # fmt: skip


def candidate(
    kind: str, value: str, start: int, context: Context = BAD, **more: object
) -> Candidate:
    """One thing found in the text."""
    return Candidate(kind, value, start, start + len(value), value, context, "why", **more)  # type: ignore[arg-type]


FOUND = (
    candidate("domain", "evil.example", 0, UNSURE),
    candidate("ipv4", "192.0.2.1", 17, GOOD),
    candidate("domain", "evil.example", 34, personal=True),
)


def items() -> tuple[Item, ...]:
    """The two things that the text names."""
    return rules.items_of(FOUND)


def refused(choices: dict[int, Choice]) -> None:
    """These choices change nothing."""
    with pytest.raises(ChoiceError):
        rules.chosen(items(), choices)


def test_one_thing_is_one_item() -> None:
    """What is named twice is one item with two places; the worst context counts, and personal stays personal."""
    first, second = items()

    assert (first.number, first.places, first.context, first.personal) == (
        1,
        ((0, 12), (34, 46)),
        BAD,
        True,
    )
    assert (second.number, second.taken, first.taken) == (2, False, True)


@pytest.mark.parametrize(
    ("kind", "context", "taken"),
    [
        ("domain", BAD, True), ("domain", UNSURE, False), ("domain", GOOD, False),
        ("malware", UNSURE, True), ("crime", UNSURE, True), ("cve", UNSURE, True), ("cve", GOOD, False),
        ("person", BAD, False), ("organisation", UNSURE, False), ("date", BAD, False), ("date", UNSURE, False),
        ("brandname", BAD, False), ("passport", BAD, False),
    ],
)  # fmt: skip
def test_what_is_proposed_before_a_person_looks(kind: str, context: Context, taken: bool) -> None:
    """Malicious values and known names are; benign ones, unclear values, people, organisations and dates are not."""
    assert rules.is_taken(kind, context) is taken


def test_a_person_has_the_last_word() -> None:
    """Items are taken, left out and corrected; a corrected name is no longer the object that it was."""
    named = replace(items()[0], kind="malware", value="Loader", ref="malware--1")

    changed = rules.chosen(
        [named, items()[1]],
        {1: Choice(kind="domain", value=" Evil[.]example "), 2: Choice(taken=True)},
    )

    assert (changed[0].kind, changed[0].value, changed[0].ref) == ("domain", "evil.example", "")
    assert changed[1].taken
    assert rules.chosen([named], {1: Choice()}) == (named,)
    assert rules.corrected("mutex", "Global\\x") == "Global\\x"


def test_what_is_no_value_of_its_kind_is_refused() -> None:
    """A wrong number, an unknown kind, an empty, endless or invisible value, a value of another kind."""
    refused({3: Choice(taken=True)})
    refused({1: Choice(kind="nothing")})
    refused({1: Choice(value=" ")})
    refused({1: Choice(kind="mutex", value="x" * 2_049)})
    refused({1: Choice(kind="mutex", value="a\u202eb")})
    refused({1: Choice(value="192.0.2.1")})
    refused({1: Choice(value="no domain")})
    refused({1: Choice(kind="host-name", value="no_host")})
    refused({1: Choice(kind="crime", value="no crime")})
    refused({1: Choice(kind="country", value="Vx")})
    refused({1: Choice(kind="cve", value="CVE")})
    refused({1: Choice(kind="attack-id", value="T1059 T1566")})


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("host-name", "Evil[.]example", "evil.example"),
        ("crime", "fraud", "fraud"),
        ("crime", "lừa đảo", "fraud"),
        ("country", "VN", "VN"),
        ("country", "Việt Nam", "VN"),
        ("country", "XK", "XK"),
        ("cve", "cve-2024-21762", "CVE-2024-21762"),
        ("attack-id", "T1059.001", "T1059.001"),
    ],
)
def test_a_corrected_value_has_the_form_of_its_kind(kind: str, written: str, value: str) -> None:
    """Otherwise accepting would take it and make nothing of it."""
    assert rules.corrected(kind, written) == value


def test_a_kind_may_be_said_in_words() -> None:
    """What was missed is named by the kind's own name or by what people call it, in either language."""
    lines = ["số điện thoại 0912 345 678", "Phone number 0912 345 679", "phone 0912 345 670"]

    found = rules.added((), "", lines)

    assert {one.kind for one in found} == {"phone"}
    assert [one.value[-3:] for one in found] == ["678", "679", "670"]
    with pytest.raises(ChoiceError):
        rules.added((), "", ["tên miền ((("])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0912 345 679", "+84912345679"),
        ("+84 912.345.679", "+84912345679"),
        ("0912345679", "+84912345679"),
        ("1900", "1900"),
        ("0912 345 679, 0987 654 321", "0912 345 679, 0987 654 321"),
    ],
)
def test_a_number_by_hand_is_the_number_that_the_machine_would_find(
    written: str, value: str
) -> None:
    """One number is one thing however it is written; what is none of the plan stays as it stands."""
    assert rules.corrected("phone", written) == value


def test_what_was_missed_is_added() -> None:
    """A line tells its kind, or is told it; its place is where the text has it; what is known is taken."""
    more = rules.added(
        items(),
        TEXT + " phone 0912",
        ["again.example", "", "phone 0912", "192.0.2.1", "again.example"],
    )

    assert [(o.number, o.kind, o.value, o.places, o.personal) for o in more[2:]] == [
        (3, "domain", "again.example", (), False),
        (4, "phone", "0912", ((53, 57),), True),
    ]
    assert more[1].taken
    assert rules.added((), TEXT, ["192.0.2.1"])[0].number == 1
    for wrong in (["nothing here"], ["domain "], ["x.example"] * 501):
        with pytest.raises(ChoiceError):
            rules.added(items(), TEXT, wrong)


def test_what_is_added_keeps_the_rest_as_it_is() -> None:
    """Only what was known is taken, at its first place in the text; what names a person is personal."""
    benign = replace(items()[1], number=2, kind="url", value="http://a.example/")
    had = (*items(), replace(benign, number=3))
    text = "x.example y x.example"
    lines = [
        "192.0.2.1",
        "x.example",
        "email a@b.example",
        "phone 1",
        "bank-account VCB:1",
        "person An Lê",
    ]
    found = rules.added(had, text, lines)

    assert [o.taken for o in found[:3]] == [True, True, False]
    assert (found[3].value, found[3].places) == ("x.example", ((0, 9),))
    assert [(o.kind, o.personal) for o in found[4:]] == [
        ("email", True), ("phone", True), ("bank-account", True), ("person", True),
    ]  # fmt: skip
    assert found[7].value == "An Lê"
    assert len(rules.added((), "", [f"x{n}.example" for n in range(500)])) == 500


@pytest.mark.parametrize(
    ("lines", "item", "rule"),
    [
        (["x.example"] * 501, "501", "at most 500"),
        (["nothing here"], "nothing here", "an indicator"),
        (["domain 192.0.2.1"], "192.0.2.1", "domain"),
        (["mutex " + "x" * 2_049], "x" * 200, "mutex"),
    ],
)
def test_a_line_that_is_refused_is_named_with_the_rule(
    lines: list[str], item: str, rule: str
) -> None:
    """So that a person finds it."""
    with pytest.raises(ChoiceError) as caught:
        rules.added(items(), TEXT, lines)

    assert (caught.value.item, caught.value.rule) == (item, rule)
    with pytest.raises(ChoiceError) as caught:
        rules.chosen(items(), {9: Choice(), 8: Choice()})
    assert (caught.value.item, caught.value.rule) == ("8", "number")
    assert rules.corrected("mutex", "x" * 2_048) == "x" * 2_048


def test_only_what_is_taken_is_drawn() -> None:
    """A benign value that a person takes is the report's matter; one without a place stands at the start."""
    first, second = items()
    drawn = list(
        rules.candidates_of([first, replace(second, taken=True), replace(second, places=())])
    )

    assert [(o.value, o.start, o.end, o.context) for o in drawn] == [
        ("evil.example", 0, 12, BAD),
        ("192.0.2.1", 17, 26, BAD),
    ]
    assert next(rules.candidates_of([replace(first, places=())])).start == 0
    assert next(rules.candidates_of([replace(first, places=())])).end == 0


def test_what_is_drawn_is_what_was_found() -> None:
    """Nothing of what was said of a value is lost on the way, and what is unclear stays so."""
    known = candidate("malware", "Loader", 3, UNSURE, personal=True, ref="malware--1", note="tool")

    assert list(rules.candidates_of(rules.items_of([known]))) == [known]
    assert rules.items_of([known])[0].taken


def test_every_item_is_accounted_for() -> None:
    """Kept, corrected, left out, passed over: one entry each, with what it became and the objects of it."""
    first, second = items()
    mended = replace(first, number=3, value="evil2.example")
    called = replace(first, number=4, kind="host-name")
    written = replace(first, number=5, raw="evil[.]example")
    (by_hand,) = rules.added((), "", ["phone 0912 345 678"])
    by_hand = replace(by_hand, number=6)
    nothing = replace(first, number=7, kind="brandname", found_kind="brandname")
    remark = Remark("document.passed-over", "nav", "1")
    all_items = (first, second, mended, called, written, by_hand, nothing)
    reading = Reading(HEAD, Document(TEXT), all_items, (remark,))
    made = (ObjectId("indicator--1"),)

    entries = rules.entries_of(reading, dict.fromkeys((1, 3, 4, 5, 6), made))

    assert [(e.item, e.outcome, e.code, e.objects) for e in entries] == [
        ("1 domain", Outcome.KEPT, "intake.kept", made),
        ("2 ipv4", Outcome.SKIPPED, "reading.left-out", ()),
        ("3 domain", Outcome.CHANGED, "reading.corrected", made),
        ("4 host-name", Outcome.CHANGED, "reading.corrected", made),
        ("5 domain", Outcome.KEPT, "reading.read-as", made),
        ("6 phone", Outcome.KEPT, "reading.by-hand", made),
        ("7 brandname", Outcome.SKIPPED, "reading.no-object", ()),
        ("nav", Outcome.SKIPPED, "document.passed-over", ()),
    ]
    assert reading.taken == (first, *all_items[2:])
    assert [(e.path, e.detail) for e in entries[1:]] == [
        ("reading-kind.ipv4", "why"),
        ("reading-kind.domain", "evil.example → evil2.example"),
        ("reading-kind.host-name", "evil.example → evil.example"),
        ("reading-kind.domain", "evil[.]example → evil.example"),
        ("reading-kind.phone", ""),
        ("reading-kind.brandname", ""),
        ("nav", "1"),
    ]


def test_a_reading_from_before_kinds_were_kept_is_corrected_by_its_value_alone() -> None:
    """Nobody knows what it was taken for, so its kind counts as found."""
    first, _ = items()

    assert not rules.is_corrected(replace(first, kind="url", found_kind=""))
    assert rules.is_corrected(replace(first, value="x.example", found_kind=""))
    assert rules.is_corrected(replace(first, kind="url"))


def test_a_reading_ends_once() -> None:
    """Open becomes accepted or refused, and from there nothing follows."""
    assert list(state_faults(rules.TRANSITIONS)) == []
    assert rules.after(State.OPEN, Event.ACCEPT, "r") is State.ACCEPTED
    assert rules.after(State.ACCEPTED, Event.REFUSE, "r") == Refusal("reading.ended", "r")


def test_the_text_is_cut_at_its_marks() -> None:
    """Pieces in order make the stretch again; what overlaps or leaves it is not marked."""
    first, second = items()
    over = replace(second, number=3, places=((5, 20),))
    cut = rules.segments(Document(TEXT), [second, first, over], 0, 40)

    assert "".join(text for text, _ in cut) == TEXT[:40]
    assert [(text, item.number) for text, item in cut if item] == [
        ("evil.example", 1),
        ("192.0.2.1", 2),
    ]
    assert rules.segments(Document(TEXT), [first], 0, 12) == [("evil.example", first)]


def test_a_long_text_is_shown_in_parts() -> None:
    """Parts end with a line where there is one; an empty text is one part."""
    assert rules.stretches("", 10) == [(0, 0)]
    assert rules.stretches("a" * 25, 10) == [(0, 10), (10, 20), (20, 25)]
    assert rules.stretches("aaaaaaa\nbb\ncc", 10) == [(0, 8), (8, 13)]
    assert rules.stretches("aaaaa\na\nbbbbb", 10) == [(0, 8), (8, 13)]  # the last line that fits
    assert rules.stretches("aaa\nbbbbbbbbb", 10) == [(0, 10), (10, 13)]  # no less than half a part
    assert rules.stretches("aaaaaa\nbbb", 10) == [(0, 10)]


def test_what_has_no_object_is_not_taken() -> None:
    """A number of a passport stays in the text: whoever takes or adds it is told so, by value and kind."""
    passport = rules.items_of([candidate("passport", "C1234567", 0, UNSURE, personal=True)])

    with pytest.raises(ObjectlessError) as caught:
        rules.chosen(passport, {1: Choice(taken=True)})
    assert (caught.value.item, caught.value.rule) == ("C1234567", "passport")
    with pytest.raises(ObjectlessError):
        rules.added((), "", ["national-id 001188012345"])
    with pytest.raises(ObjectlessError):
        rules.chosen(items(), {1: Choice(taken=True, kind="date", value="2026-01-01")})
    assert rules.chosen(passport, {1: Choice(taken=False)}) == passport


def test_what_is_corrected_into_a_person_is_personal() -> None:
    """An organisation that is none is marked from the moment somebody says so."""
    (found,) = rules.items_of([candidate("organisation", "An Lê", 0, UNSURE)])

    (person,) = rules.chosen([found], {1: Choice(kind="person", taken=True)})
    (same,) = rules.chosen([found], {1: Choice(taken=True)})

    assert (person.personal, person.taken, same.personal) == (True, True, False)


def test_a_link_without_words_stands_in_one_stretch() -> None:
    """It has no width: at the cut between two stretches it belongs to the later one, at the end to the last."""
    (middle, last) = rules.items_of(
        [
            candidate("url", "http://a.example/", 5)._replace(end=5),
            candidate("url", "http://b.example/", 9)._replace(start=9, end=9),
        ]
    )
    document = Document("0123\n5678")

    assert rules.segments(document, [middle, last], 0, 5) == [("0123\n", None)]
    assert rules.segments(document, [middle, last], 5, 9) == [
        ("", middle),
        ("5678", None),
        ("", last),
    ]
