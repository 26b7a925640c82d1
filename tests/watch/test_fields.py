"""Which columns can be looked up, and what they give."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khien.watch.fields import client_in, column, instant_in, known, values_in
from tests.watch.samples import short


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("id_resp_h", "192.0.2.1", ["ipv4:192.0.2.1"]),
        ("id_resp_h", "192.0.2.0/24", []),
        ("id_resp_h", "bad.example", []),
        ("query", "Bad.EXAMPLE", ["domain:bad.example"]),
        ("query", "*\x00\x00", []),
        ("answers", "2001:DB8::1", ["ipv6:2001:db8::1"]),
        ("answers", "TXT 14 some free text", []),
        ("url", "HTTPS://bad.example", ["domain:bad.example", "url:https://bad.example/"]),
        ("url", "bad.example/x", ["domain:bad.example", "url:http://bad.example/x"]),
        ("url", "http://192.0.2.1/x", ["ipv4:192.0.2.1", "url:http://192.0.2.1/x"]),
        ("url", "not a url", []),
        ("sha1", "A" * 40, ["sha1:" + "a" * 40]),
        ("fingerprint", ":".join(["AB"] * 32), ["sha256:" + "ab" * 32]),
        ("md5", "f00", []),
        ("from", '"Ann" <Ann@bad.example>', ["email:ann@bad.example"]),
        ("mailfrom", "ann@bad.example", ["email:ann@bad.example"]),
        ("mailfrom", "nobody", []),
        ("uid", "192.0.2.1", []),
    ],
)
def test_columns_give_values(name: str, text: str, values: list[str]) -> None:
    """A column gives the values of its kind, and a text of another kind gives none."""
    assert short(values_in({name: (text,)})) == values


def test_several_texts_give_each_value_once() -> None:
    """A vector gives all of its values, and what stands twice counts once."""
    record = {"query": ("bad.example",), "answers": ("bad.example", "192.0.2.1", "192.0.2.2")}

    assert short(values_in(record)) == ["domain:bad.example", "ipv4:192.0.2.1", "ipv4:192.0.2.2"]


@pytest.mark.parametrize(
    ("host", "uri", "method", "port", "url"),
    [
        ("bad.example", "/x?y", "GET", "80", "http://bad.example/x?y"),
        ("bad.example", "/", "GET", "8080", "http://bad.example:8080/"),
        ("bad.example:81", "/", "GET", "8080", "http://bad.example:81/"),
        ("2001:db8::1", "/", "GET", "8080", "http://[2001:db8::1]:8080/"),
        ("[2001:db8::1]:81", "/", "GET", "80", "http://[2001:db8::1]:81/"),
        ("proxy.example", "http://bad.example/z", "GET", "3128", "http://bad.example/z"),
        ("bad.example", "bad.example:443", "CONNECT", "3128", None),
    ],
)
def test_requests_become_urls(host: str, uri: str, method: str, port: str, url: str | None) -> None:
    """A Zeek http record gives the URL that was asked for."""
    record = {"host": (host,), "uri": (uri,), "method": (method,), "id_resp_p": (port,)}

    urls = [one.value for one in values_in(record) if one.kind == "url"]

    assert urls == ([] if url is None else [url])


def test_a_request_without_a_host_has_no_url() -> None:
    """Half of a URL is none."""
    assert values_in({"host": (), "uri": ("/x",)}) == ()
    assert short(values_in({"host": ("bad.example",), "uri": ()})) == ["domain:bad.example"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1521911720.865716", datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC)),
        ("1521911720865", datetime(2018, 3, 24, 17, 15, 20, 865000, tzinfo=UTC)),
        ("2018-03-24T17:15:20.865716Z", datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC)),
        ("2018-03-25 00:15:20+07:00", datetime(2018, 3, 24, 17, 15, 20, tzinfo=UTC)),
        ("2018-03-24 17:15:20", datetime(2018, 3, 24, 17, 15, 20, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_read(text: str, instant: datetime) -> None:
    """Epoch seconds, milliseconds and ISO 8601 are the same instant, exact to the microsecond."""
    assert instant_in({"ts": (text,)}) == instant


@pytest.mark.parametrize(
    "text", ["XXXXXXXXXX.XXXXXX", "NaN", "Infinity", "1e999999999", "-99999999999", "yesterday", ""]
)
def test_a_broken_time_is_an_error(text: str) -> None:
    """A time that is there but cannot be read is never taken for another."""
    with pytest.raises(ValueError):  # noqa: PT011 -- the caller asks for no more than that
        instant_in({"ts": (text,)})


def test_no_time_is_no_error() -> None:
    """A log without times has none."""
    assert instant_in({"ts": (), "query": ("bad.example",)}) is None


def test_the_client_is_who_asked() -> None:
    """The client is the originator, under whatever name; a log may have none."""
    assert client_in({"id_orig_h": ("192.0.2.7",), "src": ("192.0.2.8",)}) == "192.0.2.7"
    assert client_in({"src_ip": ("192.0.2.7",)}) == "192.0.2.7"
    assert client_in({"query": ("bad.example",)}) == ""


def test_column_names_are_one() -> None:
    """Dots, underscores, blanks and case make no difference."""
    assert {column(name) for name in ("id.orig_h", "id_orig_h", " ID.Orig-H ")} == {"id_orig_h"}
    assert known(["ts", "query"])
    assert not known(["ts", "uid"])
