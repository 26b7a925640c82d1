"""Which columns can be looked up, and what they give."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.instants import to_microseconds
from khien.model.words import say
from khien.watch.fields import (
    ColumnsError,
    by_number,
    chosen,
    client_in,
    column,
    instant_in,
    known,
    renamed,
    span_in,
    values_in,
)
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
        ("from", '"Ann" <Ann@bad.example>', ["domain:bad.example", "email:ann@bad.example"]),
        ("mailfrom", "ann@bad.example", ["domain:bad.example", "email:ann@bad.example"]),
        ("mailfrom", "nobody", []),
        (
            "to",
            "a@x.example, b@y.example",
            ["domain:x.example", "domain:y.example", "email:a@x.example", "email:b@y.example"],
        ),
        ("id_resp_h", "::ffff:192.0.2.1", ["ipv4:192.0.2.1"]),
        ("id_resp_h", "::ffff:1", ["ipv6:::ffff:1"]),
        ("dst_ip", "192.0.2.1:53", ["ipv4:192.0.2.1"]),
        ("host", "[2001:db8::1]:443", ["ipv6:2001:db8::1"]),
        ("host", "Bad.Example.:8080", ["domain:bad.example"]),
        ("host", "bad.example:80:80", []),
        ("san_dns", "*.bad.example", ["domain:bad.example"]),
        ("rdata", "10 mx.bad.example.", ["domain:mx.bad.example"]),
        ("rdata", "0 5 443 srv.bad.example.", ["domain:srv.bad.example"]),
        ("dns_answers_rdata", "192.0.2.1", ["ipv4:192.0.2.1"]),
        ("tls_subject", "C=US, O=Bad, CN=*.bad.example", ["domain:bad.example"]),
        ("subject", "/C=US/CN=Bad Root CA", []),
        ("ja3", "A" * 32, ["ja3:" + "a" * 32]),
        ("ja3", "771,4865,0,29,0", []),
        ("tls_ja3s_hash", "b" * 32, ["ja3s:" + "b" * 32]),
        (
            "ja4",
            "t13d1516h2_8daaf6152771_e5627efa2ab1",
            ["ja4:t13d1516h2_8daaf6152771_e5627efa2ab1"],
        ),
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
        ("", "http://bad.example/z", "GET", "3128", "http://bad.example/z"),
        (
            "bad.example",
            "/go?to=http://x.test/",
            "GET",
            "80",
            "http://bad.example/go?to=http://x.test/",
        ),
        ("bad.example", "bad.example:443", "CONNECT", "3128", None),
    ],
)
def test_requests_become_urls(host: str, uri: str, method: str, port: str, url: str | None) -> None:
    """A Zeek http record gives the URL that was asked for."""
    record = {
        "host": (host,) if host else (),
        "uri": (uri,),
        "method": (method,),
        "id_resp_p": (port,),
    }

    urls = [one.value for one in values_in(record) if one.kind == "url"]

    assert urls == ([] if url is None else [url])


def test_suricata_requests_become_urls() -> None:
    """EVE has host, path and port of a request in other columns, and means the same."""
    record = {"http_hostname": ("bad.example",), "http_url": ("/x",), "http_http_port": ("81",)}

    assert short(values_in(record)) == ["domain:bad.example", "url:http://bad.example:81/x"]


def test_a_dns_message_as_dig_prints_it() -> None:
    """The text of dnstap gives the name that was asked for and what was answered, and no header word."""
    message = (
        ";; opcode: QUERY, status: NOERROR, id: 38346\n;; flags: qr rd; QUERY: 1\n\n"
        ";; QUESTION SECTION:\n;www.bad.example.\tIN\t A\n\n;; ANSWER SECTION:\n"
        "www.bad.example.\t3600\tIN\tCNAME\tc2.bad.example.\n"
        "c2.bad.example.\t60\tIN\tA\t192.0.2.1\n"
    )

    assert short(values_in({"message_response_message": (message,)})) == [
        "domain:c2.bad.example",
        "domain:www.bad.example",
        "ipv4:192.0.2.1",
    ]


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
        ("2018-03-24T11:15:20.865716-0600", datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC)),
        (
            "2018-03-24T17:15:20.865716999Z",
            datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC),
        ),
    ],
)
def test_times_are_read(text: str, instant: datetime) -> None:
    """Epoch seconds, milliseconds and ISO 8601 are the same instant, exact to the microsecond."""
    assert instant_in({"ts": (text,)}) == instant


@given(st.integers(0, 2 * 10**16), st.integers(0, 9))
def test_every_microsecond_is_read_exactly(count: int, digits: int) -> None:
    """Seconds with up to nine digits behind the point give the microsecond that they name, cut and not rounded."""
    seconds, rest = divmod(count, 10**digits)
    text = f"{seconds % 10**10}.{rest:0{digits}d}" if digits else str(seconds % 10**10)
    instant = instant_in({"ts": (text,)})

    assert instant is not None
    cut = rest // 10 ** (digits - 6) if digits > 6 else rest * 10 ** (6 - digits)
    assert to_microseconds(instant) == seconds % 10**10 * 1_000_000 + cut


@pytest.mark.parametrize(
    "text",
    [
        *("XXXXXXXXXX.XXXXXX", "NaN", "Infinity", "1e999999999", "-99999999999", "yesterday", ""),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
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


def test_a_day_and_a_clock_are_one_time() -> None:
    """Where a date and a time stand in two columns, they are read together."""
    at = datetime(2026, 11, 22, 0, 55, 1, tzinfo=UTC)

    assert instant_in({"date": ("2026-11-22",), "time": ("00:55:01",)}) == at
    assert instant_in({"date": ("2026-11-22",), "time": ("1795308901",)}) == at


def test_an_answer_is_the_one_who_asked() -> None:
    """A DNS answer comes from the server, and its client is where it goes to."""
    record = {"src_ip": ("192.0.2.53",), "dest_ip": ("192.0.2.7",), "src_port": ("53",)}

    assert client_in(record) == "192.0.2.7"
    assert client_in(record | {"src_port": ("5353",)}) == "192.0.2.53"


def test_passive_dns_spans() -> None:
    """A passive-DNS record tells since when and how often; its time is its last."""
    record = {"time_first": ("1521911720",), "time_last": ("1521911725",), "count": ("3",)}

    assert span_in(record) == (datetime(2018, 3, 24, 17, 15, 20, tzinfo=UTC), 3)
    assert instant_in(record) == datetime(2018, 3, 24, 17, 15, 25, tzinfo=UTC)
    assert span_in({"time_first": ("0",)}) == (datetime(1970, 1, 1, tzinfo=UTC), 1)
    assert span_in({"count": ("3",)}) == (None, 1)
    with pytest.raises(ValueError):  # noqa: PT011 -- the caller asks for no more than that
        span_in({"time_first": ("0",), "count": ("many",)})


def test_columns_are_chosen() -> None:
    """A person says what a column is; several may be the same, and nothing else is looked at."""
    wish = chosen("DNS.Question=domain, reply=domain,src=client")
    record = {"dns_question": ("a.example",), "reply": ("b.example",), "src": ("192.0.2.7",)}

    found = renamed(record | {"url": ("http://c.example/",)}, wish)

    assert found == {"domain": ("a.example", "b.example"), "client": ("192.0.2.7",)}
    assert not by_number(wish)
    assert by_number(chosen("3=domain,1=client"))


@pytest.mark.parametrize("text", ["", "query", "query=name", "=domain", "1=domain,src=client"])
def test_a_choice_that_cannot_be_is_refused(text: str) -> None:
    """What is no pair, has an unknown meaning or mixes names and numbers is named in both languages."""
    with pytest.raises(ColumnsError) as refused:
        chosen(text)
    for language in ("en", "vi"):
        assert "domain" in say(refused.value.code, language, refused.value.facts)
