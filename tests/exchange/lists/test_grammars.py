"""Tests of `exchange.lists` against the grammars of those who read them, written here from their manuals.

Where the tool itself is absent (Suricata, Zeek, a Sigma converter), what it would refuse must not pass here.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Iterator
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from khien.exchange.lists import sigma
from khien.exchange.lists.forms import FORMS
from khien.model.decision import Refusal
from khien.model.ids import ObjectId
from khien.model.patterns import ValueKind, value_of
from tests.exchange.lists.test_forms import ABOUT, HOSTILE, SAMPLES, entry, written

K = ValueKind
_PRINTABLE = "".join(map(chr, range(33, 127)))
ODD = [
    *((K.URL, f"http://evil.example/{_PRINTABLE[at : at + 12]}") for at in range(0, 94, 6)),
    (K.URL, "http://evil.example/" + "|;\\\":" * 20),
    (K.URL, "http://user:secret@evil.example:8080/a"),
    (K.URL, "http://[2001:db8::1]:81/a"),
    (K.URL, "http://192.0.2.1/"),
    (K.URL, "http://evil.example:99999/"),
    (K.URL, "http://evil.example:0/"),
    (K.URL_PREFIX, "http://evil.example/%E2%80%A6/"),
    (K.URL, "http://bücher.example/é?ü=1"),
    (K.DOMAIN, "a" * 63 + ".example"),
    (K.DOMAIN, ".".join(["a" * 49] * 5)),
    (K.DOMAIN, "_dmarc.evil.example"),
    (K.DOMAIN, "localhost"),
    (K.DOMAIN, "32.1.2.0.192.rpz-ip"),
    (K.DOMAIN, "ns.evil.rpz-nsdname"),
    (K.IPV6, "::"),
    (K.IPV6, "::ffff:192.0.2.1"),
    (K.IPV6, "2001:db8:0:0:1:0:0:1"),
    (K.IPV6, "1:2:3:4:5:6:7:8"),
    (K.CIDR, "0.0.0.0/0"),
    (K.CIDR, "::/0"),
    (K.CIDR, "2001:db8::/127"),
    (K.EMAIL, "é|\"'@evil.example"),
    (K.EMAIL, "-@evil.example"),
]  # fmt: skip
NORMAL = [
    (kind, found.value)
    for kind, text in [*SAMPLES, *HOSTILE, *ODD]
    if (found := value_of(kind, text)) is not None
]
"""Every sample as the store would hold it."""


# ---- Suricata (user guide: rules format, payload keywords, DNS, HTTP, JA3 keywords)

_RULE = re.compile(r"alert (dns|ip|http|tls) any any -> (\S+) (any|[0-9]{1,5}) \((.*)\)")
_OPTION = re.compile(r'([a-z0-9.]+)(?::("[^"]*"|[^";]*))?; ?')
_CONTENT = re.compile(r'"((?:[^"\\;:|\x00-\x1f\x7f-\uffff]|\|[0-9A-F]{2}(?: [0-9A-F]{2})*\|)+)"')
_BUFFERS = {
    "dns": {"dns.query"}, "http": {"http.host", "http.uri.raw"}, "tls": {"ja3.hash", "ja3s.hash"}, "ip": set[str](),
}  # fmt: skip
_OF_CONTENT = {"endswith", "startswith", "nocase", "bsize"}


def bytes_of(content: str) -> bytes:
    """What a content matches: letters, and bytes in hexadecimal between bars."""
    found = _CONTENT.fullmatch(content)
    assert found is not None, content
    parts = found[1].split("|")
    plain = [
        part.encode("ascii") if n % 2 == 0 else bytes.fromhex(part) for n, part in enumerate(parts)
    ]
    whole = b"".join(plain)
    assert 1 <= len(whole) <= 255
    return whole


def options_of(text: str) -> list[tuple[str, str]]:
    """The options of a rule, which nothing else may stand between."""
    at, found = 0, list[tuple[str, str]]()
    while at < len(text):
        one = _OPTION.match(text, at)
        assert one is not None, text[at:]
        found.append((one[1], one[2] or ""))
        at = one.end()
    return found


def rule_of(line: str) -> tuple[int, list[tuple[str, bytes]]]:
    """The number of a rule, and what it looks for where; fails where Suricata would."""
    head = _RULE.fullmatch(line)
    assert head is not None, line
    protocol, there, port, inner = head.groups()
    if there != "any":
        ipaddress.ip_network(there.strip("[]"))
        assert (":" in there) == there.startswith("[")
    assert port == "any" or 0 < int(port) < 65_536
    options = options_of(inner)
    assert [name for name, _ in options[:1] + options[-2:]] == ["msg", "sid", "rev"]
    assert re.fullmatch(r'"[^";\\]+"', options[0][1])
    looked: list[tuple[str, bytes]] = []
    buffer = before = ""
    for name, value in options[1:-2]:
        if name in _BUFFERS[protocol]:
            buffer = name
        elif name == "dotprefix":
            assert buffer == "dns.query" == before
        elif name == "content":
            looked.append((buffer, bytes_of(value)))
            assert buffer
            assert buffer != "http.host" or value == value.lower() or "|" in value
        else:
            assert name in _OF_CONTENT
            assert before in {"content", *_OF_CONTENT}
            # Redundant on a host that is lower case already, and an error there.
            assert not (name == "nocase" and buffer == "http.host")
            assert name != "bsize" or int(value) == len(looked[-1][1])
        before = name
    assert protocol == "ip" or looked
    sid = int(options[-2][1])
    assert 0 < sid < 2**32
    return sid, looked


def test_no_rule_is_one_that_suricata_refuses() -> None:
    """Numbers are unique, buffers fit their protocol, and each content holds the value and nothing else."""
    _, lines, codes = written("suricata", NORMAL)
    read = [rule_of(line) for line in lines]

    assert len({sid for sid, _ in read}) == len(read)
    assert codes.count("list.no-port") == 2
    carried = {(kind, v) for kind, v in NORMAL if kind in FORMS["suricata"].kinds}
    assert len(lines) == len([1 for k, v in NORMAL if (k, v) in carried]) - len(
        [c for c in codes if c != "list.kind"]
    )
    wanted = {value.partition("//")[2].partition("/")[2] for kind, value in NORMAL if kind is K.URL}
    uris = {
        found.decode() for _, looked in read for where, found in looked if where == "http.uri.raw"
    }
    assert {f"/{one}" for one in wanted if "|" in one} <= uris


def test_a_rule_finds_its_name_and_what_is_below() -> None:
    """`dotprefix` and the dot before the name: `evil.example` and below it, and not `notevil.example`."""
    _, [line], _ = written("suricata", [(K.DOMAIN, "evil.example")])

    assert rule_of(line)[1] == [("dns.query", b".evil.example")]
    assert "dotprefix; content" in line
    assert "endswith; nocase; " in line


def test_datasets_are_what_suricata_loads() -> None:
    """Texts are base64 of the text, hashes and addresses are plain; one a line, nothing else."""
    for name, form in FORMS.items():
        if not name.startswith("dataset-"):
            continue
        _, lines, _ = written(name, NORMAL)
        wanted = [value for kind, value in NORMAL if kind in form.kinds]
        if name in {"dataset-domain", "dataset-url", "dataset-ja3"}:
            texts = [base64.b64decode(line, validate=True).decode() for line in lines]
            assert set(texts) <= set(wanted)
        else:
            assert lines == wanted
            assert all(re.fullmatch("[0-9a-f:.]+", line) for line in lines)


# ---- Zeek (Intelligence Framework; Input framework, ASCII reader)


def test_every_line_of_zeek_has_its_cells_and_its_type() -> None:
    """Tabs part cells and nothing else does; a URL has neither scheme nor password; nothing is unset."""
    text, lines, _ = written("zeek", NORMAL)
    head, *body = text.splitlines()
    fields = head.split("\t")

    assert fields[0] == "#fields"
    assert body == lines
    for line in body:
        cells = dict(zip(fields[1:], line.split("\t"), strict=True))
        assert line.isascii()
        assert all(cell not in {"", "-", "(empty)"} for cell in cells.values())
        assert not line.startswith("#")
        assert "\\" not in re.sub(r"\\x[0-9a-f]{2}", "", line)
        kind, value = cells["indicator_type"], cells["indicator"]
        if kind == "Intel::URL":
            assert "://" not in value.partition("/")[0]
            assert "@" not in value.partition("/")[0]
        elif kind in {"Intel::ADDR", "Intel::SUBNET"}:
            assert ("/" in str(ipaddress.ip_network(value))) == (
                ("/" in value) or kind == "Intel::ADDR"
            )
        elif kind == "Intel::FILE_HASH":
            assert len(value) in {32, 40, 64}


# ---- RPZ (draft-vixie-dnsop-dns-rpz-00 §4, RFC 1035 §5.1)


def triggers(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Owner and target of every record; each is one line with five words at most."""
    for line in "\n".join(lines).split("\n"):
        record, _, _ = line.partition(" ;")
        owner, kind, target = record.split(" ")
        assert kind == "CNAME"
        yield owner, target


def network_at(owner: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network that the owner of an IP trigger means; of one network there is one spelling."""
    length, *backwards = owner.removesuffix(".rpz-ip").split(".")
    parts = backwards[::-1]
    if len(parts) == 4 and "zz" not in parts:
        return ipaddress.ip_network(f"{'.'.join(parts)}/{length}")
    assert parts.count("zz") <= 1
    assert all(part == "zz" or re.fullmatch("0|[1-9a-f][0-9a-f]{0,3}", part) for part in parts)
    words = [word for part in parts for word in ([""] if part == "zz" else [part])]
    text = ":".join(words)
    text = f":{text}" if text.startswith(":") or text == "" else text
    text = f"{text}:" if text.endswith(":") else text
    return ipaddress.ip_network(f"{text}/{length}")


def test_every_trigger_of_a_zone_means_its_value() -> None:
    """Names fit with their zone, every name is there with and without star, addresses read back."""
    _, lines, codes = written("rpz", NORMAL)
    owners = [owner for owner, _ in triggers(lines)]
    networks = {str(network_at(one)) for one in owners if one.endswith(".rpz-ip")}
    names = {one for one in owners if not one.endswith(".rpz-ip")}

    assert networks == {
        str(ipaddress.ip_network(v)) for k, v in NORMAL if k in {K.IPV4, K.IPV6, K.CIDR}
    }
    assert {f"*.{one}" for one in names if not one.startswith("*.")} == {
        one for one in names if one.startswith("*.")
    }
    for name in names:
        assert len(f"{name}.{ABOUT.zone}") <= 253
        assert all(re.fullmatch(r"\*|[a-z0-9_][a-z0-9_-]{0,62}", one) for one in name.split("."))
        assert not name.rpartition(".")[2].startswith("rpz-")
    assert {target for _, target in triggers(lines)} == {"."}
    assert codes.count("list.unwritable") == 2


# ---- a hosts file


def test_a_hosts_file_has_an_address_and_a_name() -> None:
    """Two words a line, and no name that is an address."""
    _, lines, _ = written("hosts", NORMAL)

    for line in lines:
        address, name = line.split(" ")
        assert address == "0.0.0.0"  # noqa: S104 -- what a machine asks instead of the bad one
        assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,252}", name)
        with pytest.raises(ValueError, match="does not appear"):
            ipaddress.ip_address(name)


# ---- Sigma (specification 2.0: rules, modifiers)

_MODIFIERS = {"contains", "endswith", "startswith", "re", "cidr"}
_SIGMA = {
    "title", "id", "status", "description", "author", "date", "logsource", "detection", "level",
}  # fmt: skip
PATTERNS = [
    "[domain-name:value = 'a.example']",
    "[domain-name:value = 'a*b?c\\\\d']",
    "[url:value LIKE 'http://%/a_b' OR url:value IN ('x', 'y')]",
    "[file:name = 'svchost.exe' AND process:command_line MATCHES '^a\\\\d']",
    "[ipv4-addr:value ISSUBSET '192.0.2.0/24'] OR [ipv4-addr:value = '198.51.100.1']",
    "[file:hashes.MD5 = '00000000000000000000000000000000']",
    "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\a: - #x']",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_sigma_rule_has_the_form_of_one(pattern: str) -> None:
    """Only known members, a condition over what is there, and modifiers that exist."""
    line = FORMS["sigma"].line(entry(K.PATTERN, pattern, pattern=pattern, name="t: - 'x'"), ABOUT)
    assert isinstance(line, bytes)
    rule = json.loads(line)

    assert set(rule) == _SIGMA
    assert 0 < len(rule["title"]) <= 256
    assert UUID(rule["id"]).version == 5
    assert rule["status"] in {"stable", "test", "experimental", "deprecated", "unsupported"}
    assert rule["level"] in {"informational", "low", "medium", "high", "critical"}
    assert re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", rule["date"])
    assert set(rule["logsource"]) <= {"category", "product", "service"}
    parts = {name for name in rule["detection"] if name != "condition"}
    said = re.findall(r"[a-z0-9]+", rule["detection"]["condition"])
    assert set(said) - {"and", "or", "not"} == parts
    for name in parts:
        [(field, value)] = rule["detection"][name].items()
        assert set(field.split("|")[1:]) <= _MODIFIERS
        assert value
    # YAML 1.2 §7.4.2: a key of a mapping in braces is at most 1,024 characters; JSON is YAML else.
    assert line.decode().isprintable()


MARKED = st.text("a.é \\*?'\"%/\t\x85", max_size=6)


@given(MARKED, MARKED, st.sampled_from([*sigma.FIELDS, "mutex:name"]))
def test_a_plain_rule_is_what_the_long_way_gives(name: str, value: str, path: str) -> None:
    """Where nothing must be escaped a rule is put together from pieces: the same text, byte for byte."""
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    one = entry(K.PATTERN, "x", pattern=f"[{path} = '{quoted}']", name=name)
    picked = structs.replace(one, said=msgspec.json.decode(one.raw, type=FORMS["sigma"].said))
    in_full = sigma._worked_out(sigma._alone(one.raw), one, ABOUT)

    assert FORMS["sigma"].line(one, ABOUT) == in_full
    assert FORMS["sigma"].line(picked, ABOUT) == in_full
    assert FORMS["sigma"].line(structs.replace(picked, raw=b"{}"), ABOUT) == in_full


def _line(found: str | bytes | Refusal) -> str | bytes:
    assert not isinstance(found, Refusal)
    return found


def test_a_file_name_in_sigma_is_a_whole_one() -> None:
    """`Image` ends with a backslash and the name, so that `notbad.exe` is no hit for `bad.exe`."""
    line = FORMS["sigma"].line(entry(K.PATTERN, "x", pattern="[file:name = 'bad.exe']"), ABOUT)

    assert json.loads(_line(line))["detection"]["part1"] == {"Image|endswith": "\\\\bad.exe"}


def test_rules_of_one_sigma_file_have_numbers_of_their_own() -> None:
    """Two indicators give two ids, the same ones each time."""
    one = entry(K.PATTERN, "x", pattern=PATTERNS[0])
    other = structs.replace(
        one, object_id=ObjectId("indicator--00000000-0000-4000-8000-000000000000")
    )
    ids = [json.loads(_line(FORMS["sigma"].line(e, ABOUT)))["id"] for e in (one, other, one)]

    assert ids[0] == ids[2] != ids[1]
