"""Tests of khien.intake.csv_table and khien.intake.columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from unicodedata import normalize

import pytest

from khien.intake.columns import delimiter_of, parse_date, role_named, roles_by_content
from khien.intake.csv_table import columns_of
from khien.intake.failures import NoColumnsError, UnreadableError
from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    all_codes,
    assert_ours,
    codes,
    of_type,
    read,
)
from tests.shared import shared

CSV = replace(WISH, format="csv")
HEADER = "first_seen,ioc_type,ioc_value,tags,confidence,reference,reporter\n"


def test_columns_are_told_by_their_header() -> None:
    """Value, type, tags, date, confidence and source are found by name; others are named as left."""
    text = (
        HEADER + '2026-01-02 03:04:05,domain,evil.example,"#phish, vn",80,https://x.example/1,bob\n'
    )

    intake = read(text)

    assert intake.format == "csv"
    assert codes(intake) == [(CHANGED, "intake.columns"), (KEPT, "intake.kept")]
    [left] = intake.entries[0].more
    assert (left.code, left.detail) == ("intake.columns-left", "reporter")
    [content] = of_type(intake, "indicator")
    assert content["valid_from"] == "2026-01-02T03:04:05.000Z"
    assert content["labels"] == ["phish", "vn"]
    assert content["confidence"] == 80
    assert content["external_references"] == [
        {"source_name": "sample", "url": "https://x.example/1"}
    ]
    assert_ours(intake)


def test_headers_may_be_vietnamese() -> None:
    """A sheet from a Vietnamese desk needs no renaming."""
    text = "Tên miền;Loại;Ghi chú\nevil.example;domain;lừa đảo\n"

    [content] = of_type(read(text), "indicator")

    assert content["description"] == "lừa đảo"
    assert role_named("Địa chỉ IP") == role_named(normalize("NFD", "Giá trị")) == "value"


def test_a_vietnamese_table_writes_the_day_first() -> None:
    """Its language says what 03/04 means; a day that there is not, and a table in English, say so."""
    rows = "a.example;03/04/2026\nb.example;31/02/2026\n"

    [first, _] = of_type(local := read(f"Tên miền;Ngày phát hiện\n{rows}"), "indicator")
    english = read(f"domain;date\n{rows}")

    assert first["valid_from"] == "2026-04-02T17:00:00.000Z"
    assert [more.code for more in local.entries[2].remarks] == ["intake.date-unread"]
    assert sum("intake.date-unread" in {r.code for r in e.remarks} for e in english.entries) == 2


def test_columns_are_told_by_their_cells() -> None:
    """Without a header the value is the column that agrees with the types, not the link column."""
    text = (
        "2026-01-02 03:04,ann,domain,evil.example,#a #b,https://posts.example/1\n"
        "2026-01-02 03:05,bob,url,http://evil.example/x,,https://posts.example/2\n"
    )

    intake = read(text)

    assert intake.entries[0].detail == "value=3 type=2 tags=4 date=0 source=5"
    assert [i["name"] for i in of_type(intake, "indicator")] == [
        "evil.example",
        "http://evil.example/x",
    ]


def test_a_commented_header_counts() -> None:
    """Feeds that hide their header in a comment are read by it."""
    text = '# Feed of today\n# "first_seen","ip","malware"\n"2026-01-02","192.0.2.1","Bot"\n'

    intake = read(text)

    assert codes(intake)[1:] == [
        (SKIPPED, "intake.comment"),
        (SKIPPED, "intake.comment"),
        (KEPT, "intake.kept"),
    ]
    assert of_type(intake, "indicator")[0]["labels"] == ["Bot"]


def test_a_wish_overrides_the_columns() -> None:
    """Columns may be named or counted; one that is not there is an error."""
    text = "a,b\nevil.example,good.example\n"

    by_name = read(text, replace(CSV, columns={"value": "B"}))
    by_number = read("evil.example,x.example\n", replace(CSV, columns={"value": 1}))

    assert of_type(by_name, "indicator")[0]["name"] == "good.example"
    assert of_type(by_number, "indicator")[0]["name"] == "x.example"
    for columns in ({"value": "nowhere"}, {"weather": 0}, {"value": -1}):
        with pytest.raises(UnreadableError, match="columns"):
            read(text, replace(CSV, columns=columns))


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("2026-01-02,ip,192.0.2.1,,,,", (KEPT, "intake.kept")),
        ("2026-01-02,domain,192.0.2.2,,,,", (CHANGED, "intake.type-mismatch")),
        ("02/01/2026,ip,192.0.2.3,,,,", (CHANGED, "intake.date-unread")),
        (",ip,192.0.2.4,,much,,", (CHANGED, "intake.confidence-unread")),
        (",ip,192.0.2.5,,101,,", (CHANGED, "intake.confidence-unread")),
        (",weather,evil[.]example,,,,", (CHANGED, "intake.defanged")),
        (",ip,words,,,,", (REFUSED, "intake.not-an-indicator")),
        (",ip,,,,,", (REFUSED, "intake.no-value")),
        ("x", (REFUSED, "intake.no-value")),
        ("# remark", (SKIPPED, "intake.comment")),
        (",ip,192.0.2.9,,,somebody,", (KEPT, "intake.kept")),
    ],
)
def test_a_row_has_one_outcome(row: str, outcome: tuple[str, str]) -> None:
    """What a row says and what could not be used of it stands in the report."""
    assert codes(read(HEADER + row + "\n\n", CSV))[1] == outcome


def test_several_value_columns_give_several_indicators() -> None:
    """One row with three hashes is one item and three indicators; empty cells are no values."""
    text = f"md5,sha1,sha256\n{'a' * 32},,{'b' * 64}\n"

    intake = read(text)

    assert codes(intake)[1] == (KEPT, "intake.kept")
    assert len(intake.entries[1].objects) == 2


def test_a_reference_that_is_no_url_is_kept_as_words() -> None:
    """A source column may name a person or a paper."""
    intake = read("value,source\nevil.example,Circular 12\n", CSV)

    assert of_type(intake, "indicator")[0]["external_references"] == [
        {"source_name": "sample", "description": "Circular 12"}
    ]


def test_a_day_to_come_does_not_start_later() -> None:
    """A date in the future is no reason to wait: valid from now."""
    intake = read("value,date\nevil.example,2099-01-01\n", CSV)

    assert of_type(intake, "indicator")[0]["valid_from"] == "2026-11-22T01:02:03.456Z"


@pytest.mark.parametrize("text", ["a,b\nc,d\n", "value_of,type\n", ""])
def test_a_table_without_indicators_is_refused(text: str) -> None:
    """Where no column holds indicators, the columns are named and nothing is guessed."""
    with pytest.raises(NoColumnsError):
        read(text, CSV)


def test_a_cell_beyond_the_reader_is_refused() -> None:
    """An unclosed quote over a large file is an error with its line."""
    with pytest.raises(UnreadableError, match="RFC 4180"):
        read('value,type\n"' + "x" * 200_000, CSV)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\nc;d", ";"),
        ("a\tb\nc\td", "\t"),
        ("a|b|c\nd|e|f", "|"),
        ("a\nb\nc", None),
        ("# only\n# comments", None),
        ("", None),
        ("a,b\nc\nd\ne", None),
        ("a,b;c;d\ne,f;g;h", ";"),
        ("value,type\n" * 300, ","),
        ('"' + "x" * 140_000, None),
    ],
)
def test_the_delimiter_is_steady(text: str, delimiter: str | None) -> None:
    """A table has the same number of columns in nearly every line."""
    assert delimiter_of(text) == delimiter


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02T03:04:05+07:00", datetime(2026, 1, 1, 20, 4, 5, tzinfo=UTC)),
        ("2026-01-02 03:04:05 UTC", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1767323045", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("03/04/2026", None),
        ("9999-12-31T23:59:59-23:00", None),
    ],
)
def test_dates_are_not_guessed(cell: str, read_as: datetime | None) -> None:
    """ISO 8601 and Unix seconds are dates; day and month in unknown order are not."""
    assert parse_date(cell) == read_as


def test_no_column_wins_without_indicators() -> None:
    """Cells that are no indicators give no roles; ragged rows do no harm."""
    assert roles_by_content([["a", "b"], ["c"]]) == {}
    assert roles_by_content([]) == {}


def test_what_a_first_row_leaves_open_a_second_fills() -> None:
    """A row whose cells could not be read does not cost what a later one says of the same value."""
    rows = (
        "soon,domain,a.example,,high,,\n"
        "2026-11-01,domain,a.example,phish,20,https://x.example/1,\n"
        "2026-10-01,domain,a.example,vn,30,https://x.example/2,\n"
        "2026-11-01,domain,a.example,phish,,,\n"
        ",domain,b.example,,,,\n"
        ",domain,b.example,,,words,\n"
        ",domain,b.example,,,other words,\n"
    )
    intake = read(HEADER + rows, CSV)
    first, second = of_type(intake, "indicator")

    assert (first["confidence"], first["labels"]) == (20, ["phish"])
    assert first["valid_from"] == "2026-11-01T00:00:00.000Z"
    assert first["external_references"][0]["url"] == "https://x.example/1"
    assert second["external_references"][0]["description"] == "words"
    filled, differs, same = (
        "intake.duplicate-filled",
        "intake.duplicate-differs",
        "intake.duplicate",
    )
    told = [[one.code for one in entry.remarks] for entry in intake.entries[2:]]
    assert told == [[filled], [same, differs], [same], ["intake.kept"], [filled], [same, differs]]
    assert codes(intake)[2][0] == CHANGED
    assert intake.entries[2].detail == "row 2"
    said = "vn, https://x.example/2, 2026-10-01T00:00:00.000Z, 30"
    assert [
        entry.more[0].detail
        for entry in intake.entries
        if entry.more[:1] and entry.more[0].code == differs
    ] == [said, "other words"]

    again = read(HEADER + rows, replace(CSV, known={v.id: v.content for v in intake.versions}))
    assert again.versions == ()
    more = HEADER + ",domain,b.example,,,words,\n,domain,b.example,new,,,\n"
    [changed] = of_type(
        read(more, replace(CSV, known={v.id: v.content for v in intake.versions})), "indicator"
    )
    assert changed["labels"] == ["new"]
    gone = {v.id: {**v.content, "revoked": True} for v in intake.versions}
    revoked = read(more, replace(CSV, known=gone))
    assert revoked.versions == ()
    assert [code for _, code in codes(revoked)][-2:] == [
        "intake.revoked-here",
        "intake.duplicate",
    ]


def test_a_real_table() -> None:
    """TweetFeed, December 2025: no header, types, tags, links, duplicates."""
    intake = read(shared("ioc/tweetfeed-2025-12.csv.gz").read_bytes())

    counts = intake.counts
    assert (counts.read, counts.refused, counts.skipped) == (9346, 0, 200)
    filled = sum(one.code == "intake.duplicate-filled" for one in intake.entries)
    assert len(of_type(intake, "indicator")) == counts.kept + counts.changed - 1 - filled
    assert "intake.duplicate" in all_codes(intake)


def test_columns_can_be_looked_at_before_they_are_read() -> None:
    """Each with its header, what it is taken for and its first cells; short rows have empty ones."""
    text = "# made today\nnote,domain\nx,evil.example\ny,bad.example,more\n"

    looked = columns_of("t", text, WISH)
    bare = columns_of("t", "evil.example;a\nbad.example;b\n", WISH, rows=1)

    assert [(c.number, c.header, c.role, c.cells) for c in looked] == [
        (0, "note", "comment", ("x", "y")), (1, "domain", "value", ("evil.example", "bad.example")),
        (2, "", "", ("", "more")),
    ]  # fmt: skip
    assert [(c.header, c.role, c.cells) for c in bare] == [
        ("", "value", ("evil.example",)),
        ("", "", ("a",)),
    ]
    assert columns_of("t", "domain,note\n", WISH) == ()


def test_a_quote_that_nobody_closes_is_named() -> None:
    """The rows behind it are not taken for one cell."""
    with pytest.raises(UnreadableError) as caught:
        read('value,comment\na.example,x\nb.example,"y\nc.example,z\n')

    assert "quote of line 3" in str(caught.value)


def test_a_column_that_is_not_there_is_named() -> None:
    """Whoever names columns has a table, whatever the file looks like."""
    with pytest.raises(UnreadableError) as caught:
        read("x;y\n1;a.example\n", replace(WISH, columns={"value": "z"}))

    assert "value = z" in str(caught.value)


def test_a_table_may_come_as_spreadsheets_write_it() -> None:
    """UTF-16 with its mark, and lines that end with a carriage return alone."""
    wide = "indicator\ttype\r\na.example\tdomain\r\n".encode("utf-16")
    old = "value,type\ra.example,domain\r"

    for one in (wide, old):
        assert read(one).counts.kept == 2


def test_the_names_that_are_wished_tell_the_delimiter() -> None:
    """In a small table one row too long is no reason to overlook the columns that a person named."""
    text = "when\twhat\n2026-11-02\ta.example\n2026-11-03\tb.example\tmore\n"
    wish = replace(WISH, format="csv", columns={"value": "what", "date": "when"})

    assert [one["name"] for one in of_type(read(text, wish), "indicator")] == [
        "a.example",
        "b.example",
    ]


def test_a_list_of_ours_is_read_again() -> None:
    """Its column `indicator` names objects; alone, such a column says by its refusals what it holds."""
    names = [f"indicator--6d2a1b03-b216-4cd8-9a9e-8827af6ebf9{number}" for number in range(3)]
    lines = [f"x{name[-1]}.bad.example,domain,{name},green," for name in names]
    ours = read("\n".join(["value,kind,indicator,tlp,valid_until", *lines]))
    alone = read("\n".join(["indicator,kind", *(f"{name},domain" for name in names)]))

    assert [len(ours.entries), ours.counts.refused, alone.counts.refused] == [4, 0, 3]
    assert len(of_type(ours, "indicator")) == 3
    (left,) = (one for one in ours.entries[0].remarks if one.code == "intake.columns-left")
    assert left.detail == "indicator, tlp, valid_until"
