"""What one line of a log says, as STIX objects, so that a pattern can be asked about it.

Everything that can be looked up becomes an object of its own (`domain-name`, `ipv4-addr`, `ipv6-addr`,
`url`, `email-addr`; hashes together one `file`), written in normal form; who spoke with whom becomes a
`network-traffic` that refers to them. A name that was asked for resolves to what was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue, Observed, ValueKind, address_of, value_of
from khien.watch.fields import Record

_Object = dict[str, Any]

_TYPES: Final[Mapping[ValueKind, str]] = {
    ValueKind.DOMAIN: "domain-name",
    ValueKind.IPV4: "ipv4-addr",
    ValueKind.IPV6: "ipv6-addr",
    ValueKind.URL: "url",
    ValueKind.EMAIL: "email-addr",
}
# STIX 2.1 §10.8 writes a hyphen where many patterns do without; here both find the same.
_HASHES: Final[Mapping[ValueKind, tuple[str, ...]]] = {
    ValueKind.MD5: ("MD5",),
    ValueKind.SHA1: ("SHA-1", "SHA1"),
    ValueKind.SHA256: ("SHA-256", "SHA256"),
    ValueKind.SHA512: ("SHA-512", "SHA512"),
}
_SOURCES = ("id_orig_h", "src_ip", "source_ip", "src", "srcip", "client_ip", "client")
_TARGETS = ("id_resp_h", "dest_ip", "dst_ip", "destination_ip", "dst", "dstip", "server_ip")
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "src_port": ("id_orig_p", "src_port", "source_port", "spt"),
    "dst_port": ("id_resp_p", "dest_port", "dst_port", "destination_port", "dpt"),
    "src_byte_count": ("orig_bytes", "flow_bytes_toserver"),
    "dst_byte_count": ("resp_bytes", "flow_bytes_toclient"),
    "src_packets": ("orig_pkts", "flow_pkts_toserver"),
    "dst_packets": ("resp_pkts", "flow_pkts_toclient"),
}
_PROTOCOLS = ("proto", "protocol", "service", "app_proto")
_ASKED = ("query", "dns_rrname", "rrname", "qname")
_ANSWERED = ("answers", "answer", "rdata", "dns_answers_rdata", "dns_rdata")
_FILE: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("filename", "fileinfo_filename"),
    "mime_type": ("mime_type", "mime", "resp_mime_types", "http_http_content_type"),
}
_SIZES = ("total_bytes", "seen_bytes", "fileinfo_size")
_REQUEST: Final[Mapping[str, tuple[str, ...]]] = {
    "request_method": ("method", "http_http_method"),
    "request_value": ("uri", "http_url"),
    "request_version": ("version",),
}
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Host": ("host", "http_hostname"),
    "User-Agent": ("user_agent", "http_http_user_agent"),
    "Referer": ("referrer", "http_http_refer"),
}


def scene_of(
    name: str, at: datetime | None, record: Record, values: tuple[IndicatorValue, ...]
) -> Observed:
    """A line as an observation of one instant.

    Args:
        name: what tells people which line it is.
        at: when it happened; None when the log has no time.
        record: its columns.
        values: what `values_in` finds in them.
    """
    scene: dict[str, _Object] = {}
    for value in values:
        if value.kind in _TYPES:
            _refer(scene, value)
    for made in (_file(record, values), _traffic(scene, record, at), _mail(scene, record)):
        if len(made) > 1:
            scene[made["type"]] = made
    _resolve(scene, record)
    return Observed(name, at, at, tuple(scene.values()), scene)


def _refer(scene: dict[str, _Object], value: IndicatorValue) -> str:
    """Put a value's object into the scene, if it is not in it; answers its id there."""
    object_type = _TYPES[value.kind]
    name = f"{object_type}--{value.value}"
    scene.setdefault(name, {"type": object_type, "id": name, "value": value.value})
    return name


def _texts(record: Record, columns: tuple[str, ...]) -> Iterator[str]:
    return (text for column in columns for text in record.get(column, ()))


def _named(record: Record, names: Mapping[str, tuple[str, ...]]) -> _Object:
    """The first text under any of each property's columns, where there is one."""
    found = ((name, next(_texts(record, columns), None)) for name, columns in names.items())
    return {name: text for name, text in found if text is not None}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _file(record: Record, values: tuple[IndicatorValue, ...]) -> _Object:
    hashes = {name: value.value for value in values for name in _HASHES.get(value.kind, ())}
    found = _named(record, _FILE)
    size = next((_number(text) for text in _texts(record, _SIZES)), None)
    return {
        "type": "file",
        **({"hashes": hashes} if hashes else {}),
        **found,
        **({} if size is None else {"size": size}),
    }


def _traffic(scene: dict[str, _Object], record: Record, at: datetime | None) -> _Object:
    made: _Object = {"type": "network-traffic"}
    for role, columns in (("src_ref", _SOURCES), ("dst_ref", _TARGETS)):
        address = _first(_texts(record, columns), address_of)
        if address is not None and address.kind in _TYPES:
            made[role] = _refer(scene, address)
    for name, texts in _named(record, _NUMBERS).items():
        number = _number(texts)
        made |= {} if number is None else {name: number}
    protocols = [part for text in _texts(record, _PROTOCOLS) for part in text.lower().split(",")]
    made |= {"protocols": list(dict.fromkeys(protocols))} if protocols else {}
    request, header = _named(record, _REQUEST), _named(record, _HEADERS)
    if "request_method" in request:
        asked = {**request, "request_header": header}
        made["extensions"] = {"http-request-ext": asked}
    if at is not None and len(made) > 1:
        made["start"] = stix_time(at)
    return made


def _mail(scene: dict[str, _Object], record: Record) -> _Object:
    made: _Object = {"type": "email-message", **_named(record, {"subject": ("subject",)})}
    for role, columns in (("from_ref", ("from", "mailfrom", "sender")),):
        sender = _first(_texts(record, columns), _mailbox)
        if sender is not None:
            made[role] = _refer(scene, sender)
    return made


def _mailbox(text: str) -> IndicatorValue | None:
    return value_of(ValueKind.EMAIL, text.rpartition("<")[2].rstrip("> "))


def _host(text: str) -> IndicatorValue | None:
    address = address_of(text)
    return address if address is not None else value_of(ValueKind.DOMAIN, text)


def _first(
    texts: Iterator[str], read: Callable[[str], IndicatorValue | None]
) -> IndicatorValue | None:
    return next((value for value in map(read, texts) if value is not None), None)


def _resolve(scene: dict[str, _Object], record: Record) -> None:
    asked = _first(_texts(record, _ASKED), _host)
    if asked is None or asked.kind is not ValueKind.DOMAIN:
        return
    answers = [_host(text) for text in _texts(record, _ANSWERED)]
    refs = [_refer(scene, one) for one in answers if one is not None and one.kind in _TYPES]
    if refs:
        scene[_refer(scene, asked)]["resolves_to_refs"] = list(dict.fromkeys(refs))
