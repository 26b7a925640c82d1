"""Tests of khien.intake.extraction.{weighing,cue_words,weights}: which signs a text gives, and what they come to."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Context, Document, extract
from khien.intake.extraction.cue_words import CLASSES, cues_in
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.refanging import clean
from khien.intake.extraction.weighing import LONGEST_JOINT, Scales
from khien.intake.extraction.weights import FAMILIES, WEIGHTS


def signs(text: str, *values: str, kind: str = "host-name") -> list[set[str]]:
    """The signs of each of these values of a text."""
    page = Page(clean(text), vietnamese=False)
    page.spots += [
        Spot(kind, value, text.index(value), text.index(value) + len(value)) for value in values
    ]
    scales = Scales.of(page)
    return [set(scales.signs(spot)) for spot in page.spots]


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("please block this", ["advise", "block"]),
        ("do not block this", ["allow"]),
        ("it is not malicious", ["cleared"]),
        ("no signs of phishing or malware", ["cleared", "cleared"]),
        ("not phishing but malware", ["cleared", "contrast", "malware"]),
        ("không chặn", ["allow"]),
        ("đây là trang giả mạo", ["using", "fraud"]),
        ("phones home", ["reach"]),
        ("lorem ipsum", []),
    ],
)
def test_words_are_put_into_classes(words: str, classes: list[str]) -> None:
    """The longest phrase counts, and what is denied is turned."""
    found = [name for _, _, name in cues_in(words.split())]

    assert [name for name in found if name != "contrast" or "but" in words] == classes


def test_every_class_has_a_weight_where_it_stands_near() -> None:
    """What the table forgets would tell nothing; mere joining words may."""
    joining = {"from", "toward", "using", "contrast"}

    assert {name for name in CLASSES if f"{name}@near-before" not in WEIGHTS["host"]} <= joining
    assert set(WEIGHTS) == set(FAMILIES)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("We block a.test today", "block@near-before"),
        ("We block what came by way of the network, namely a.test", "block@mid-before"),
        ("The block list grew; then a.test", "block@far-before"),
        ("The source (block list) says a.test", "block@far-before"),
        ("We see a.test as a block", "block@near-after"),
        ("We see a.test, and afterwards in all of the network we block", "block@mid-after"),
        ("We see a.test; we block", "block@far-after"),
        ("We block. Then a.test", "block@sentence-before"),
        ("Then a.test. We block", "block@sentence-after"),
        ("And a.test?\nWe block", "block@answer"),
        ("Block: a.test", "block@label"),
        ("# block\na.test", "block@label"),
        ("To block:\n- a.test", "block@label"),
        ("TO BLOCK\n\na.test", "block@label"),
        ("To block\na.test", "block@label"),
        ("We block. Then. Then a.test", "block@page"),
        ("We are sure that we have to block what stands below the end of this\nline, a.test", "block@mid-before"),
        ("We block a.test", "block@next-before"),
        ("It is a.test to block", "block@next-after"),
        ("And a.test is what we block", "block@said"),
        ("And a.test. That we block", "block@said"),
        ("Was a.test you?\nYes.", "yes@answer"),
        ("Was a.test you?\nA: No.", "no@answer"),
        ("a.test;x;clean;seen", "good@cell"),
        ("a.test | malicious", "is-it"),
        ("a.test | malicious\n", "bad@cell"),
        ("Lorem a.test", "calm@document"),
        ("A drill, a.test", "exercise@document"),
        ("One\n> a.test\nTwo", "quoted@line"),
        ("One\n a.test", "last-line"),
        ("a.test\nTwo", "first-line"),
    ],
)  # fmt: skip
def test_a_cue_counts_by_its_place(text: str, sign: str) -> None:
    """The same word tells most beside a value, less further away."""
    assert sign in signs(text, "a.test")[0]


@pytest.mark.parametrize(
    "text",
    [
        "We block nothing.\nlog a.test",
        "block them now, and so on.\na.test",
        "a.test",
        "word: a.test",
    ],
)
def test_what_is_no_heading_introduces_nothing(text: str) -> None:
    """A sentence above is none, nor is the line above one that says something itself."""
    assert "block@label" not in signs(text, "a.test")[0]


def test_values_of_a_row_share_their_signs() -> None:
    """`block a, b and c` speaks of three; words behind another value are not those of the next."""
    one, other, third = signs("We block a.test, b.test and c.test.", "a.test", "b.test", "c.test")
    assert all("block@near-before" in found for found in (one, other, third))

    near, far = signs("We block a.test. Later we see b.test", "a.test", "b.test")
    assert "block@near-before" in near
    assert "block@others-before" in far
    assert "refer@others-after" in near

    joint = " " * (LONGEST_JOINT + 1)
    assert "block@far-before" in signs(f"We block a.test{joint}b.test", "a.test", "b.test")[1]


@pytest.mark.parametrize(
    ("kind", "value", "sign"),
    [
        ("phone", "+84912345678", "mobile"),
        ("phone", "+8419001234", "line-of-office"),
        ("phone", "+842438225000", "phone-line"),
        ("url", "https://a.test", "site"),
        ("url", "http://a.test/x", "no-tls"),
        ("url", "https://a.test/login", "page-of-trap"),
        ("url", "https://a.test/blog/1", "page-to-read"),
        ("url", "https://a.test/x.exe", "page-of-file"),
        ("email", "cskh@a.test", "mailbox-of-office"),
        ("file-name", "a.exe", "runs"),
        ("file-name", "a.pdf", "paper"),
        ("file-name", "a.xyz", "is-it"),
        ("email", "jane@a.test", "is-it"),
        ("host-name", "a.top", "ending-cheap"),
        ("host-name", "a.edu.vn", "ending-of-office"),
        ("host-name", "a.vn", "ending-of-country"),
        ("host-name", "support.a.test", "host-that-serves"),
        ("host-name", "www.a.test", "www"),
        ("host-name", "police.test", "host-of-office"),
        ("host-name", "a-b.test", "hyphen"),
        ("domain", "ab-login.com.vn", "host-of-trap"),
    ],
)
def test_a_value_has_signs_of_its_own(kind: str, value: str, sign: str) -> None:
    """What a mailbox, path or name looks like."""
    assert sign in signs(value, value, kind=kind)[0]


def test_a_name_made_of_another_is_suspect() -> None:
    """Beside `birch.test`, `birch-pay.test` is made of it; the first and the last of a letter say where they stand."""
    one, _, other = signs(
        "birch.test 1.2.3.4 birch-pay.test", "birch.test", "1.2.3.4", "birch-pay.test"
    )

    assert "another-made-of-it" in one
    assert "made-of-another" in other
    assert "first" in one
    assert "last" in other


def test_a_punycode_has_no_hyphen_of_its_own() -> None:
    """`xn--…` is how it is written, and no host of one label has a suffix."""
    assert "hyphen" not in signs("xn--bcher-kva.test", "xn--bcher-kva.test")[0]
    assert "hyphen" in signs("a-b", "a-b")[0]


def test_a_list_of_many_lines_ends_the_search_for_a_heading() -> None:
    """A heading is looked for sixty lines up and no further."""
    values = [f"a{number}.test" for number in range(70)]
    found = signs("To block:\n" + "\n".join(values), *values)

    assert "block@label" in found[0]
    assert "block@label" not in found[-1]


def test_what_evidence_comes_to() -> None:
    """Words for and against are added up; without any, what a value is by itself says nothing."""
    text = "We block a.test-x.com. The official site is b.net. Lorem c-login.com"
    found = {one.value: one.context for one in extract(Document(text, language="en"))}

    assert found["a.test-x.com"] is Context.MALICIOUS
    assert found["b.net"] is Context.BENIGN
    assert found["c-login.com"] is Context.UNSURE


def test_a_name_is_made_of_another_by_signs_that_look_alike() -> None:
    """`castlebr00k` is `castlebrook`; what stands in brackets says so."""
    one, other = signs(
        "(oaktree.com) or oak-tr33.com", "oaktree.com", "oak-tr33.com", kind="domain"
    )

    assert {"in-brackets", "another-made-of-it"} <= one
    assert "made-of-another" in other


def test_lines_of_one_shape_are_weighed_once() -> None:
    """A log of a thousand lines gives each value the signs of its line; another line ends that."""
    values = [f"a{number}.test" for number in range(400)]
    lines = [f"2026-11-23 deny host={value} x" for value in values]
    lines[300] = "2026-11-23 allow host=a300.test x"
    found = signs("\n".join(lines), *values)

    assert all("attack@near-before" in one for one in found[:300])
    assert "allow@near-before" in found[300]
    assert "allow@near-before" not in found[310]


def test_a_long_document_is_read_block_by_block() -> None:
    """Where sentences end within a block, those beside it are not read; at its edges they are."""
    filler = "Lorem ipsum dolor sit amet.\n" * 150
    inside = signs(f"{filler}We block. See a.test here. Then stop. And more.\n{filler}", "a.test")[
        0
    ]

    assert "block@sentence-before" in inside
    assert "calm@document" not in inside
    assert "block@sentence-before" in signs(f"{filler}We block.\n\na.test", "a.test")[0]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Our penetration testers worked from 203[.]0[.]113[.]31, our own address, authorised and harmless; do not block it.", Context.BENIGN),
        ("The sample calls 203[.]0[.]113[.]31. Our office was closed.", Context.MALICIOUS),
        ("The sample calls 203[.]0[.]113[.]31.", Context.MALICIOUS),
    ],
)  # fmt: skip
def test_what_is_disarmed_is_malicious_unless_much_speaks_for_it(
    text: str, context: Context
) -> None:
    """Lists that disarm everything name what is clean, too."""
    found = {one.value: one.context for one in extract(Document(text, language="en"))}

    assert found["203.0.113.31"] is context
