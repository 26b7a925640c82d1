"""Which columns of a log name something that can be looked up, and how each is read.

A column is known by its name alone, in any log: Zeek's names, written with dots or underscores, those
of Suricata's EVE, dnstap and passive DNS with the names around them (`dns.answers[].rdata` is
`dns_answers_rdata`), and the names that CSV exports usually have. A column that is not here is not
looked up, unless whoever reads the log says what it is (`chosen`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias

from khien.model.errors import MalformedError
from khien.model.instants import from_microseconds
from khien.model.patterns import (
    IndicatorValue,
    ValueKind,
    address_of,
    hash_of,
    host_of,
    value_of,
)

Record: TypeAlias = Mapping[str, tuple[str, ...]]
"""One line of a log: normalised column name → its texts; a set or vector has several, unset none."""

_Values: TypeAlias = tuple[IndicatorValue, ...]
_REMEMBERED = 65_536  # texts; logs repeat the same names and addresses all the time
# Beyond any date; keeps an absurd exponent from being computed.
_SECONDS_LIMIT = Decimal(10) ** 15
# As seconds this is the year 5138, so a larger number is milliseconds.
_MILLISECONDS_FROM = Decimal(10) ** 11
# As most logs write an instant; below 2^32 seconds a float is nearer than half a microsecond.
_SECONDS = re.compile(r"(?:[0-9]{1,9}|[1-3][0-9]{9})(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # no number begins like this
_MOST_HELD = 200  # names of columns that are remembered, or those of one line more
_MOST_NAMED = 400  # characters of names of columns in one sentence
_DIGITS = 12  # of a count; more would be a mistake or an attack
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_BRACKETED = re.compile(r"<([^<>@]*@[^<>@]*)>")
_MAILBOX = re.compile(r"[^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()]{1,255}")  # RFC 5321 §4.5.3.1
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_PORTED = re.compile(r"\[([^\[\]]+)\](?::[0-9]{1,5})?|([^:\[\]]+):[0-9]{1,5}")
ABSOLUTE = "[A-Za-z][A-Za-z0-9+.-]*://"
"""How a URI begins that needs no host beside it (RFC 3986 §4.3)."""
_ABSOLUTE = re.compile(ABSOLUTE)
_NUMBERED = re.compile(r"(?:[0-9]+ )+(\S+)")
_COMMON_NAME = re.compile(r"(?:^|[,/+])\s*CN=([^,/+]+)")


@lru_cache(maxsize=4_096)
def column(name: str) -> str:
    """A column's name in the form in which the tables below have it."""
    return name.strip().lower().replace(".", "_").replace(" ", "_").replace("-", "_")


@lru_cache(maxsize=_REMEMBERED)
def _address(text: str) -> _Values:
    if _QUAD.fullmatch(
        text
    ):  # the usual form, and its own normal form: not worth the library's way
        return (IndicatorValue(ValueKind.IPV4, text),)
    found = address_of(_bare(text))
    return () if found is None or found.kind is ValueKind.CIDR else (found,)


@lru_cache(maxsize=_REMEMBERED)
def _host(text: str) -> _Values:
    if ":" in text or text[:1] not in _LETTERS:  # else it is no address
        named = _address(text)
        if named:
            return named
    found = value_of(
        ValueKind.DOMAIN, _bare(text).strip().removeprefix("*.")
    )  # as certificates say
    return () if found is None else (found,)


def _bare(text: str) -> str:
    """A host without its port, and an IPv6 address without the brackets that URLs have around it."""
    found = _PORTED.fullmatch(text) if ":" in text else None
    return text if found is None else found[1] or found[2]


def _data(text: str) -> _Values:
    """What a DNS record says: a host alone, or behind numbers (MX, SRV)."""
    numbered = _NUMBERED.fullmatch(text)
    return _host(numbered[1] if numbered else text)


@lru_cache(maxsize=_REMEMBERED)
def _url(text: str) -> _Values:
    found = value_of(ValueKind.URL, text) or value_of(ValueKind.URL, f"http://{text}")
    return _with_host(found)


def _with_host(found: IndicatorValue | None) -> _Values:
    host = None if found is None else host_of(found)
    return tuple(one for one in (found, host) if one is not None)


def _digest(text: str) -> _Values:
    found = hash_of(text.replace(":", ""))
    return () if found is None else (found,)


def _email(text: str) -> _Values:
    """The addresses of a mail header, and the domains on which they are."""
    named = _BRACKETED.findall(text) or _MAILBOX.findall(text)
    values = (_with_host(value_of(ValueKind.EMAIL, one)) for one in named)
    return tuple(value for several in values for value in several)


def _subject(text: str) -> _Values:
    """The common name of a certificate's subject, where it is a host."""
    return tuple(value for name in _COMMON_NAME.findall(text) for value in _host(name))


def _dug(text: str) -> _Values:
    """What stands in a DNS message as `dig` prints it: names asked for, and what was answered."""
    found: list[IndicatorValue] = []
    for row in text.splitlines():
        cells = row.split()
        if "IN" not in cells[1:-1] or row.startswith(";;"):
            continue
        found += _host(cells[0].lstrip(";"))
        found += () if row.startswith(";") else _data(cells[-1])
    return tuple(found)


def _exactly(kind: ValueKind) -> Callable[[str], _Values]:
    def read(text: str) -> _Values:
        found = value_of(kind, text)
        return () if found is None else (found,)

    return read


_RECORDS = ("an", "ns", "ar")  # RFC 1035 §4.1: the sections behind the question
_READERS: Mapping[str, Callable[[str], _Values]] = (
    dict.fromkeys(
        (
            *("id_orig_h", "id_resp_h", "tx_hosts", "rx_hosts", "x_originating_ip", "path"),
            *("data_channel_orig_h", "data_channel_resp_h", "san_ip"),
            *("src", "dst", "src_ip", "dst_ip", "dest_ip", "source_ip", "destination_ip"),
            *("srcip", "dstip", "sourceaddress", "responseaddress"),
            *("ip", "addr", "address", "client", "client_ip", "server_ip", "remote_ip"),
            *("message_query_address", "message_response_address"),  # dnstap
            *("network_query_ip", "network_response_ip"),
        ),
        _address,
    )
    | dict.fromkeys(
        (
            *("query", "host", "server_name", "request_host", "request_name"),
            *("domain", "hostname", "fqdn", "qname", "rrname", "sni", "san_dns", "helo"),
            *("dns_rrname", "dns_query_rrname", "dns_queries_rrname", "dns_answers_rrname"),
            *("http_hostname", "tls_sni", "quic_sni", "tls_subjectaltname", "smtp_helo"),
            "dns_qname",
            *(f"dns_resource_records_{section}_name" for section in _RECORDS),
            *("requestdata_question_domainname", "responsedata_question_domainname"),
            "responsedata_answers_domainname",
        ),
        _host,
    )
    | dict.fromkeys(
        (
            *("answers", "answer", "rdata", "dns_rdata", "dns_answers_rdata"),
            *(f"dns_grouped_{kind}" for kind in ("a", "aaaa", "cname", "mx", "ns", "ptr", "srv")),
            *(f"dns_resource_records_{section}_rdata" for section in _RECORDS),
            "responsedata_answers_rdata",
        ),
        _data,
    )
    | dict.fromkeys(
        (
            *("md5", "sha1", "sha256", "sha512", "hash", "fingerprint"),
            *("cert_chain_fps", "client_cert_chain_fps", "resp_certificate_sha1"),
            *("fileinfo_md5", "fileinfo_sha1", "fileinfo_sha256", "tls_fingerprint"),
            *("files_md5", "files_sha1", "files_sha256", "tls_client_fingerprint"),
        ),
        _digest,
    )
    | dict.fromkeys(
        (
            *("mailfrom", "from", "sender", "email", "rcptto", "to", "cc", "reply_to", "san_email"),
            *("smtp_mail_from", "smtp_rcpt_to", "email_from", "email_to", "email_cc"),
        ),
        _email,
    )
    | dict.fromkeys(("url", "referrer", "referer", "http_http_refer", "email_url", "san_uri"), _url)
    | dict.fromkeys(("subject", "certificate_subject", "tls_subject"), _subject)
    | dict.fromkeys(("message_query_message", "message_response_message"), _dug)
    | dict.fromkeys(("ja3", "ja3_hash", "tls_ja3_hash", "quic_ja3_hash"), _exactly(ValueKind.JA3))
    | dict.fromkeys(
        ("ja3s", "ja3s_hash", "tls_ja3s_hash", "quic_ja3s_hash"), _exactly(ValueKind.JA3S)
    )
    | dict.fromkeys(("ja4", "tls_ja4", "quic_ja4"), _exactly(ValueKind.JA4))
)
_CLIENTS = (
    *("id_orig_h", "client_ip", "client", "src_ip", "source_ip", "src", "srcip"),
    *("message_query_address", "network_query_ip", "sourceaddress"),
)
PIECES = (("host", "uri"), ("http_hostname", "http_url"))
"""Two columns that together are a URL: where, and the rest of it."""
SPANS = ("time_first", "zone_time_first")
"""Columns of a record that sums up several events: since when."""
SIDE = "src_port"
"""The column by which an answer is told from a question, so that the client is the other side."""
TOGETHER = frozenset({*(rest for _, rest in PIECES), *SPANS, SIDE})
"""Columns that mean something only together with others of their line."""
_OTHERS = (
    *(name for both in PIECES for name in both),
    *("method", "id_resp_p", "http_http_method", "http_http_port"),
    *(*SPANS, "count", SIDE, "dest_ip", "_path", "@stream", "event_type"),
)
ANSWERS = ("rcode_name", "rcode")
"""Columns that say what was answered."""
_TIMES = (
    *("ts", "time", "timestamp", "datetime", "date", "time_last", "zone_time_last"),
    *("message_query_time", "message_response_time", "dnstap_timestamp_rfc3339ns"),
)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_DNS_PORT = ("53",)
MEANINGS = (
    *("domain", "host", "ip", "url", "hash", "email", "ja3", "ja3s", "ja4", "answer"),
    *("client", "time"),
)
"""What a person may say that a column is; each is a name that is read above."""


class ColumnsError(MalformedError):
    """A choice of columns is not `COLUMN=MEANING,…`; `item` is the part that is not understood."""

    code = "watch.columns-chosen"

    def __init__(self, item: str) -> None:
        super().__init__(item, "COLUMN=MEANING", meanings=", ".join(MEANINGS))


class AbsentColumnsError(MalformedError):
    """Columns that a person named are in no line that was read: what they would have told was not looked at."""

    code = "watch.absent-columns"

    def __init__(self, absent: Iterable[str], held: Iterable[str]) -> None:
        item = ", ".join(absent)[:_MOST_NAMED]
        super().__init__(item, self.code, columns=item, held=", ".join(held)[:_MOST_NAMED] or "–")


class Chosen(Mapping[str, str]):
    """What a person says that columns are; it notes which of them came along. Threads may share it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """Args: columns, each with its meaning."""
        self._given = dict(given)
        self._absent = set(given)
        self._held: dict[str, None] = {}

    def __getitem__(self, name: str) -> str:
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def note(self, names: Iterable[str]) -> None:
        """A line, or a whole log, has columns of these names."""
        if self._absent:
            held = dict.fromkeys(names)
            self._absent.difference_update(held)
            if len(self._held) < _MOST_HELD:  # JSON may have other keys in each line
                self._held.update(held)

    @property
    def absent(self) -> AbsentColumnsError | None:
        """The columns that were in nothing that was read so far; None where there are none of these."""
        wanting = [name for name in self._given if name in self._absent]
        return AbsentColumnsError(wanting, sorted(self._held)) if wanting else None


def chosen(text: str) -> Chosen:
    """Read a choice of columns: `query=domain,src=client`; of numbers, for a file without a header.

    Raises:
        ColumnsError: a part is no pair, has an unknown meaning, or names and numbers are mixed.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, meaning = part.partition("=")
        is_known = bool(equals) and bool(name.strip()) and meaning.strip() in MEANINGS
        mixed = bool(found) and by_number(found) != name.strip().isdecimal()
        if not is_known or mixed:
            raise ColumnsError(part)
        found[column(name)] = meaning.strip()
    return Chosen(found)


def by_number(columns: Mapping[str, str]) -> bool:
    """Whether the choice names columns by their place, from 1: then the file has no header."""
    return all(name.isdecimal() for name in columns)


def renamed(record: Record, columns: Mapping[str, str]) -> Record:
    """The record with nothing but the chosen columns, each under the name of its meaning."""
    if isinstance(columns, Chosen):  # of JSON only the lines tell what there is
        columns.note(record)
    found: dict[str, tuple[str, ...]] = {}
    for name, meaning in columns.items():
        found[meaning] = (*found.get(meaning, ()), *record.get(name, ()))
    return found


def known(columns: Iterable[str]) -> bool:
    """Whether at least one of the columns can be looked up."""
    return any(name in _READERS for name in columns)


def is_known(name: str) -> bool:
    """Whether a column can be looked up."""
    return name in _READERS


def is_needed(name: str) -> bool:
    """Whether a column says anything of a line, be it beside what can be looked up."""
    return (
        name in _READERS or name in _CLIENTS or name in ANSWERS or name in _TIMES or name in _OTHERS
    )


@dataclass(frozen=True, slots=True)
class Meanings:
    """What columns of these names say, each in the order in which they are asked: the same for a whole log."""

    readers: tuple[tuple[str, Callable[[str], _Values]], ...]
    times: tuple[str, ...]
    spans: tuple[str, ...]
    clients: tuple[str, ...]
    answers: tuple[str, ...]
    has_pieces: bool
    has_side: bool
    has_clock: bool


def meanings_of(record: Record) -> Meanings:
    """What its columns say, remembered for the next record with the same names."""
    return _meanings(tuple(record))


@lru_cache(maxsize=1_024)
def _meanings(names: tuple[str, ...]) -> Meanings:
    held = frozenset(names)
    hosts, rests = zip(*PIECES, strict=True)
    return Meanings(
        tuple((name, _READERS[name]) for name in names if name in _READERS),
        tuple(name for name in _TIMES if name in held),
        tuple(name for name in SPANS if name in held),
        tuple(name for name in _CLIENTS if name in held),
        tuple(name for name in ANSWERS if name in held),
        not held.isdisjoint(hosts) and not held.isdisjoint(rests),
        SIDE in held and "dest_ip" in held,
        "date" in held and "time" in held,
    )


def values_in(record: Record, meant: Meanings | None = None) -> _Values:
    """Everything in the record that can be looked up, each once; `meant` is what its columns say.

    A text that is not of its column's kind (a NetBIOS name in `query`, say) has no value: no
    indicator could name it.
    """
    meant = meant or meanings_of(record)
    found: dict[IndicatorValue, None] = {}
    for name, reader in meant.readers:
        for text in record[name]:
            for value in reader(text):
                found[value] = None
    for text in _requested(record) if meant.has_pieces else ():
        found.update(dict.fromkeys(_url(text)))
    return tuple(found)


def client_in(record: Record, meant: Meanings | None = None) -> str:
    """The address of the machine that asked, or empty; it is personal and leaves only by agreement."""
    meant = meant or meanings_of(record)
    if meant.has_side and record[SIDE] == _DNS_PORT and record["dest_ip"]:
        return record["dest_ip"][0]  # Suricata tells of an answer from the server's side
    return _first(record, meant.clients) or ""


def answer_in(record: Record, meant: Meanings | None = None) -> str:
    """The code that a DNS server answered with, as the log writes it, or empty."""
    return _first(record, (meant or meanings_of(record)).answers) or ""


def instant_in(record: Record, meant: Meanings | None = None) -> datetime | None:
    """When it happened, or None when the record has no time; of a span, its end.

    Seconds or milliseconds since 1970, or ISO 8601, also as a `date` and a `time`; without an offset
    it counts as UTC.

    Raises:
        ValueError: there is a time, but it cannot be read.
    """
    meant = meant or meanings_of(record)
    days, times = (record["date"], record["time"]) if meant.has_clock else ((), ())
    if days and times and _CLOCK.fullmatch(times[0]):
        return _instant(f"{days[0]} {times[0]}")
    text = _first(record, meant.times)
    return None if text is None else _instant(text)


def span_in(record: Record, meant: Meanings | None = None) -> tuple[datetime | None, int]:
    """Since when, and how often, a passive-DNS record says it was so; else None and 1.

    Source: draft-dulaunoy-dnsop-passive-dns-cof: time_first, count.

    Raises:
        ValueError: one of both is there and cannot be read.
    """
    meant = meant or meanings_of(record)
    text = _first(record, meant.spans) if meant.spans else None
    if text is None:
        return None, 1
    counts = record.get("count", ())
    return _instant(text), max(1, int(counts[0][:_DIGITS])) if counts else 1


def _first(record: Record, names: Iterable[str]) -> str | None:
    """The first text in these columns."""
    for name in names:
        for text in record[name]:
            return text
    return None


def _instant(text: str) -> datetime:
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    if _DAY.match(text):
        return _in_utc(datetime.fromisoformat(text), text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _in_utc(datetime.fromisoformat(text), text)
    if not number.is_finite() or not -_SECONDS_LIMIT < number < _SECONDS_LIMIT:
        raise ValueError(text)
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return from_microseconds(int(seconds * 1_000_000))
    except OverflowError as error:  # before the year 1, or after 9999
        raise ValueError(text) from error


def _in_utc(found: datetime, text: str) -> datetime:
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:  # its offset leads before the year 1, or after 9999
        raise ValueError(text) from error


def _requested(record: Record) -> Iterator[str]:
    """The URL of an http record of Zeek or Suricata, which have it in pieces: host, port and URI."""
    hosts = record.get("host") or record.get("http_hostname") or ()
    uris = record.get("uri") or record.get("http_url") or ()
    method = next(iter(record.get("method") or record.get("http_http_method") or ()), "")
    uri = next(iter(uris), "")
    if _ABSOLUTE.match(uri):  # a request to a proxy names the whole URL
        yield uri
    elif hosts and uris and method != "CONNECT":
        host = hosts[0]
        port = next(iter(record.get("id_resp_p") or record.get("http_http_port") or ()), "80")
        bracketed = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
        bare = ":" not in bracketed.rpartition("]")[2]
        yield f"http://{bracketed}{f':{port}' if bare and port != '80' else ''}{uri}"
