"""HTML as a reader sees it."""

from __future__ import annotations

from khien.intake.documents.html_page import read_html
from khien.intake.documents.limits import DOCUMENT_LIMITS, DocumentLimits
from khien.intake.documents.paper import Prose


def read(page: str, declared: str = "") -> Prose:
    """The page as text."""
    return read_html("a.html", page.encode(), DOCUMENT_LIMITS, declared)


def test_the_text_stands_as_it_is_seen() -> None:
    """Blocks begin lines, cells stand apart, blanks collapse but in preformatted text."""
    found = read(
        "<html lang=en><head><title> A  title </title></head><body><h1>One</h1>\n <p>Two  <b>three</b>,<br>four"
        "<table><tr><td>a</td><td>b</td></tr></table><pre>  x\n  y</pre></pre><p>&lt;z&gt; \x00"
    ).document

    assert found.text == "One\nTwo three,\nfour\n\ta\tb\n  x\n  y\n<z> "
    assert (found.title, found.language) == ("A title", "en")
    assert [(found.text[p.start : p.end], p.place) for p in found.parts] == [
        ("One", "heading"),
        ("\ta\tb\n", "table"),
        ("  x\n  y", "code"),
    ]


def test_a_part_within_a_part_belongs_to_it() -> None:
    """Parts never lie over each other, and one without text is none."""
    found = read("<blockquote>a<pre>b</pre>c</blockquote><pre></pre>").document

    assert [(found.text[p.start : p.end], p.place) for p in found.parts] == [("a\nb\nc", "quote")]


def test_scripts_and_navigation_are_passed_over_and_named() -> None:
    """What no reader reads is left out and counted; what never ends is kept, so that nothing hides in it."""
    found = read(
        "<nav><a href=/x>menu</a><h2>m</h2></nav><script>var x = 'evil.example'</script><p>text</p></nav>"
        "<noscript>no</noscript><nav>open <a href=https://a.example/>link</a>"
    )

    assert found.document.text == "text\nopen link"
    assert [one.target for one in found.document.links] == ["https://a.example/"]
    assert {one.path: one.detail for one in found.remarks} == {
        "nav": "1",
        "script": "1",
        "noscript": "1",
    }


def test_what_no_browser_shows_is_passed_over() -> None:
    """Hidden elements go with all that is in them, by attribute or style; one that never ends stays."""
    found = read(
        "<p>a</p><div style='color:red; display: NONE'><div>b</div><nav>c</div>"
        "<p>d</p><span hidden>e</span><img hidden src=x><p style=display:block>f</p>"
    )
    assert found.document.text.split() == ["a", "d", "f"]
    assert [(one.path, one.detail) for one in found.remarks] == [("hidden", "2")]
    assert read("<div hidden>kept").document.text == "kept"


def test_a_cut_part_leaves_no_place_behind() -> None:
    """Links and parts that began in what is passed over end with it."""
    found = read("<nav><a href=/x>a<h1>b</nav>c</h1></a>").document

    assert found.text == "c\n"
    assert (found.links, found.parts) == ((), ())
    assert read("d<nav><blockquote>x</nav>e</blockquote>").document.text == "d\ne\n"


def test_links_keep_their_place() -> None:
    """A link is where it stands in the text; one around a picture stands where that is, and one without target or beginning is none."""
    long = "https://a.example/" + "x" * 5_000
    found = read(
        f"<p>see <a href=' https://a.example/ '>this <i>one</i></a> <a href=/b></a><a>c</a></a><a href={long}>d</a>"
    ).document

    assert [(found.text[o.start : o.end], o.target) for o in found.links] == [
        ("this one", "https://a.example/"),
        ("", "/b"),
    ]


def test_where_a_form_and_a_part_of_a_picture_lead_is_told() -> None:
    """What a person types into a false page goes to an address that nobody sees."""
    found = read(
        "<p>Sign in</p><form action='https://a.example/post.php'>Password<input></form><form>x</form>"
        "<map><area href=https://b.example/></map>"
    ).document

    assert found.text == "Sign in\nPassword\nx\n"
    assert [(o.start, o.end, o.target) for o in found.links] == [
        (8, 8, "https://a.example/post.php"),
        (19, 19, "https://b.example/"),
    ]


def test_what_a_page_says_about_itself() -> None:
    """Publisher, day and language come from the page; the first word counts, and letters outweigh a tag."""
    found = read(
        "<html lang=en><link rel=canonical href='https://Blog.Example.com/p'><link rel=stylesheet href=x>"
        "<meta property=og:url content='https://other.example/'><meta property=og:title content='T'>"
        "<meta name=description content=x><meta property='article:published_time' content='2026-11-02T00:00:00Z'>"
        "<time datetime=2020-01-01>x</time><title></title><p>Người dân không nên chuyển tiền được yêu cầu</p>"
    ).document
    odd = read("<link rel=canonical href=/p><meta name=date content=2026-99-99><p>x").document

    assert (found.title, found.publisher, str(found.published), found.language) == (
        "T",
        "blog.example.com",
        "2026-11-02",
        "vi",
    )
    assert read("<p>the end of the road and that of the night").document.language == "en"
    assert (odd.publisher, odd.published, odd.language) == ("", None, "")


def test_the_page_names_its_encoding() -> None:
    """What a mail or the page itself declares is believed."""
    page = b"<meta charset='koi8-r'><p>" + "Привет".encode("koi8-r")

    assert "Привет" in read_html("a.html", page, DOCUMENT_LIMITS).document.text
    assert "é" in read_html("a", b"<p>\x8e", DOCUMENT_LIMITS, "mac-roman").document.text


def test_depth_costs_nothing() -> None:
    """A hundred thousand nested elements are read like any others."""
    found = read_html("a", b"<div><b>" * 100_000 + b"x", DocumentLimits(max_chars=10))

    assert found.document.text == "x"
