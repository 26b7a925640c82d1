"""Pages speak the reader's language, and a name that a template lacks is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from starlette.requests import Request
from starlette.testclient import TestClient

from khien.web.pages import Pages, preferred

VIETNAMESE, ENGLISH = "Các điểm kết nối", "Endpoints"


def _request(query: str = "", accept: str = "") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": query.encode(),
            "headers": [(b"accept-language", accept.encode("latin-1"))] if accept else [],
        }
    )


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "en"),
        ("lang=vi", "en", "vi"),
        ("lang=en", "vi", "en"),
        ("lang=xx", "vi", "vi"),
        ("lang=", "vi-VN", "vi"),
        ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("", "en;q=0.3, vi;q=0.7", "vi"),
        ("", "EN-us", "en"),
        ("", "fr, de;q=0.9, vi;q=0.1", "vi"),
        ("", "vi;q=0, en;q=0.1", "en"),
        ("", "vi;q=0", "en"),
        ("", "vi;q=2, en", "en"),
        ("", "*", "en"),
        ("", ";;;,,q=1,\xff", "en"),
        ("", "vi;level=1", "en"),
        ("", "visigoth", "en"),
    ],
)
def test_the_reader_chooses_the_language(query: str, accept: str, language: str) -> None:
    """`?lang=` wins, then the browser's wishes by weight, then the node's own language."""
    assert Pages("en").language(_request(query, accept)) == language


def test_without_a_wish_the_node_chooses() -> None:
    """A Vietnamese node greets in Vietnamese whoever asks for nothing that we speak."""
    assert Pages("vi").language(_request("", "fr")) == "vi"


@given(accepted=st.text(max_size=200))
def test_no_header_is_too_odd(accepted: str) -> None:
    """Whatever a browser sends, an answer comes."""
    assert isinstance(preferred(accepted), list)


def test_a_long_header_is_read_to_a_limit() -> None:
    """Nobody keeps us busy with a list of a million languages."""
    assert len(preferred("vi," * 100_000)) < 1_000


def test_an_answer_says_its_language(client: TestClient) -> None:
    """Page, header and caches agree on the language."""
    vietnamese = client.get("/", headers={"accept-language": "vi"})
    english = client.get("/?lang=en")

    assert VIETNAMESE in vietnamese.text
    assert '<html lang="vi" ' in vietnamese.text
    assert vietnamese.headers["content-language"] == "vi"
    assert ENGLISH in english.text
    assert english.headers["content-language"] == "en"
    assert english.headers["vary"] == "Accept-Language, Cookie"


def test_a_missing_name_is_an_error() -> None:
    """A template that is given too little fails, rather than showing a gap."""
    with pytest.raises(UndefinedError):
        Pages("en").render(_request(), "error.html")
