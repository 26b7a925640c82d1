"""Tests of khien.intake.openioc and plain_xml."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khien.intake import Limits
from khien.intake.failures import NotTextError, TooBigError, UnreadableError, XmlError
from khien.intake.plain_xml import parse_xml, root_name
from tests.intake.samples import (
    CHANGED,
    REFUSED,
    WISH,
    all_codes,
    assert_ours,
    codes,
    of_type,
    read,
)


def term(search: str, value: str, condition: str = "is", more: str = "") -> str:
    """One term."""
    return (
        f'<IndicatorItem condition="{condition}"{more}><Context document="x" search="{search}" type="mir"/>'
        f'<Content type="string">{value}</Content></IndicatorItem>'
    )


def ioc(*terms: str, operator: str = "OR", head: str = "") -> str:
    """A definition of version 1.0."""
    return (
        '<?xml version="1.0"?><ioc xmlns="http://schemas.mandiant.com/2010/ioc" id="i-1" '
        'last-modified="2026-01-02T00:00:00"><short_description>Bad</short_description>'
        "<description>Long</description><authored_date>2026-01-01T00:00:00</authored_date>"
        f'{head}<definition><Indicator operator="{operator}">{"".join(terms)}</Indicator></definition></ioc>'
    )


MD5, NAME = term("FileItem/Md5sum", "a" * 32), term("FileItem/FileName", "bad", "contains")


def test_a_definition_is_one_indicator_with_its_tree() -> None:
    """OR and AND stand as they stood; times, words and links are those of the definition."""
    both = f'<Indicator operator="AND">{NAME}{term("FileItem/SizeInBytes", "7")}</Indicator>'
    links = '<links><link rel="x" href="https://site.example/">a</link><link>none</link></links>'
    about = "<authored_by>Somebody</authored_by><keywords/>"
    intake = read(ioc(MD5, both, term("PortItem/remoteIP", "192.0.2.1"), head=links + about))

    assert_ours(intake)
    assert intake.format == "openioc"
    (one,) = of_type(intake, "indicator")
    assert one["pattern"] == (
        f"[file:hashes.MD5 = '{'a' * 32}'] OR ([file:name LIKE '%bad%'] AND [file:size = 7])"
        " OR [ipv4-addr:value = '192.0.2.1']"
    )
    assert (one["name"], one["description"], one["created"], one["modified"]) == (
        "Bad", "Long", "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z",
    )  # fmt: skip
    assert [r.get("url") for r in one["external_references"]] == [None, "https://site.example/"]
    assert [r.detail for r in intake.entries[0].remarks] == ["authored_by", "none"]


@pytest.mark.parametrize(
    "lost",
    [
        term("FileItem/PEInfo/Type", "x"), term("FileItem/Md5sum", "x"), term("FileItem/FileName", "x", "greater-than"),
        term("FileItem/FileName", ""), term("FileItem/FileName", "x", more=' negate="true"'), "<IndicatorItem/>",
        term("FileItem/SizeInBytes", "9" * 30),
    ],
)  # fmt: skip
def test_a_term_without_counterpart_is_left_out_of_or_and_takes_and_along(lost: str) -> None:
    """Nothing that is left may match more than was meant; what was left is named."""
    either = read(ioc(MD5, lost))
    both = read(ioc(MD5, lost, operator="AND"))

    assert codes(either) == [(CHANGED, "intake.openioc-term")]
    assert of_type(either, "indicator")[0]["pattern"] == f"[file:hashes.MD5 = '{'a' * 32}']"
    assert codes(both) == [(REFUSED, "intake.openioc-empty")]
    assert "intake.openioc-term" in all_codes(both)


def test_version_1_1_and_files_of_many_are_read() -> None:
    """`criteria` and `metadata`; each definition of a file is an item; one without any is refused."""
    new = (
        '<OpenIOC id="n"><metadata><short_description>New</short_description></metadata>'
        f"<criteria><Indicator>{NAME}</Indicator><other/></criteria></OpenIOC>"
    )
    many = f"<iocs>{ioc(MD5).partition('?>')[2]}<ioc><definition/></ioc></iocs>"

    assert of_type(read(new), "indicator")[0]["name"] == "New"
    assert [o for o, _ in codes(read(many))] == ["kept", REFUSED]
    assert codes(read("<iocs/>")) == [(REFUSED, "intake.openioc-empty")]
    assert codes(read("<iocs><ioc/></iocs>")) == [(REFUSED, "intake.openioc-empty")]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE ioc [<!ENTITY a "b">]><ioc>&a;</ioc>',
        "<ioc>&other;</ioc>",
        "<ioc>",
        "<a/><b/>",
        "",
    ],
)
def test_dangerous_or_broken_xml_is_refused_whole(text: str) -> None:
    """No document type, no entities of its own, nothing that is not well formed."""
    with pytest.raises(XmlError):
        parse_xml("x", text, WISH.limits)


def test_depth_and_number_of_elements_are_limited() -> None:
    """A small file cannot exhaust the node."""
    with pytest.raises(XmlError):
        read("<ioc>" * 60, WISH)
    with pytest.raises(TooBigError):
        read(f"<ioc>{'<a/>' * 9}</ioc>", replace(WISH, limits=Limits(max_items=9)))
    with pytest.raises(UnreadableError):
        read("<html><body/></html>")


def test_the_text_at_a_path_is_found_or_empty() -> None:
    """A path that leads nowhere says nothing."""
    root = parse_xml("x", "<a><b><c> x </c></b></a>", WISH.limits)

    assert root.said("b", "c") == "x"
    assert root.said("z", "c") == ""
    assert [one.name for one in root.all("c")] == ["c"]


def test_signs_of_like_are_looked_for_as_they_are() -> None:
    """A file name with `_` is no pattern with a gap; a regular expression that is none is said."""
    part = term("FileItem/FileName", "a_b%.exe", "contains")
    begun = term("FileItem/FileName", "a_", "starts-with")
    broken = term("FileItem/FileName", "([", "matches")
    intake = read(ioc(part, begun, broken))

    assert of_type(intake, "indicator")[0]["pattern"] == (
        r"[file:name MATCHES 'a_b%\\.exe'] OR [file:name MATCHES '^a_']"
    )
    assert codes(intake) == [(CHANGED, "intake.openioc-term")]


@pytest.mark.parametrize(
    "before",
    [
        "<!-- <stix:STIX_Package> > -->",
        '<?xml version="1.0"?>\n<!-- a --><?x y?>',
        '<?xml version="1.0" encoding="UTF-16"?>',
    ],
)
def test_the_root_tells_the_format(before: str) -> None:
    """Whatever stands before it, and whatever encoding the declaration still names."""
    assert read(before + ioc(MD5).partition("?>")[2]).format == "openioc"


@pytest.mark.parametrize("text", ["<!-- never closed", "<", "<!DOCTYPE a [ <x> ]", ""])
def test_a_text_without_a_root_has_none(text: str) -> None:
    """It is no XML that is known."""
    assert root_name(text) == ""


def test_xml_in_the_encoding_that_it_declares_is_read() -> None:
    """Old definitions come in Latin-1; without its declaration such bytes are refused."""
    old = ioc(term("FileItem/FileName", "é.exe")).replace('"1.0"', '"1.0" encoding="ISO-8859-1"', 1)

    assert "é.exe" in of_type(read(old.encode("latin-1")), "indicator")[0]["pattern"]
    with pytest.raises(NotTextError):
        read(ioc(term("FileItem/FileName", "é.exe")).encode("latin-1"))
