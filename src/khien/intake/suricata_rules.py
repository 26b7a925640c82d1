"""Suricata rule files: what a rule compares exactly is an indicator; any other rule is kept whole.

Source: Suricata user guide, rules format: `action protocol source port -> target port (options)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from khien.intake.creation import cited
from khien.intake.listing import Context, Listing
from khien.intake.observed import Observed, observe
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.wishes import Wish
from khien.model.patterns import network_of
from khien.model.patterns.values import Network

_ACTIONS: Final = "alert|drop|reject|rejectsrc|rejectdst|rejectboth"
# Every repetition is possessive, so that no input is read twice: a file may be anything.
LOOKS_LIKE: Final = re.compile(
    rf"(?:[^\S\n]*+(?:#[^\n]*+)?\n)*?[^\S\n]*+#?[^\S\n]*+(?:{_ACTIONS}|pass)[^\S\n]++[a-z0-9.-]++[^\S\n]"
    r"[^\n(]*+\((?:[^\n\\]|\\\r?\n|\\[^\n])*?\bsid\s*+:",
    re.IGNORECASE,
)
"""The beginning of a rule file."""

_HEAD: Final = re.compile(
    rf"(?P<action>{_ACTIONS}|pass)\s++(?P<protocol>[\w.-]++)\s++(?P<source>\S++)\s++(?P<from>\S++)\s++"
    r"(?:->|<>)\s++(?P<target>\S++)\s++(?P<to>\S++)\s*+",
    re.IGNORECASE,
)
_IN_LIST: Final = re.compile(r"(?<=[\[,!])\s++|(?<!\s)\s++(?=[\],])")  # blanks that part nothing
_OPTION: Final = re.compile(r'(?:"(?:\\.|[^"\\])*+"|\\.|[^;\\"]|["\\])++;?|;', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)")
_NAME: Final = re.compile(r"[\w.]+")
_CVE: Final = re.compile(r"(?:CVE-)?([0-9]{4}-[0-9]{4,})", re.IGNORECASE)
_CONTENT: Final = re.compile(r'"((?:\\.|[^"\\])*)"')
_HEX: Final = re.compile(r"\|([0-9A-Fa-f\s]*)\|")
_DOMAINS: Final = frozenset(
    {"dns.query", "dns_query", "tls.sni", "tls_sni", "http.host", "http_host", "quic.sni"}
)
_URIS: Final = frozenset({"http.uri", "http_uri", "http.uri.raw", "http_raw_uri"})
_JA3: Final = frozenset({"ja3.hash", "ja3_hash"})
# Old keywords stand after the content that they are about; new ones before all that follow.
_OLD: Final = frozenset({"http_host", "http_uri", "http_raw_uri"})
# What says nothing of the traffic, and how a content is looked for; all else narrows what a rule means.
_SPEAKING: Final = frozenset(
    {"msg", "sid", "rev", "gid", "classtype", "reference", "metadata", "priority", "target", "flow", "noalert"}
)  # fmt: skip
_UNCARRIED: Final = frozenset({"gid", "metadata", "priority", "target", "flow", "noalert"})
_LOOKING: Final = frozenset(
    {
        "content", "nocase", "fast_pattern", "endswith", "startswith", "dotprefix", "bsize", "isdataat", "depth",
        "offset", "rawbytes",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rule:
    action: str
    ends: tuple[str, ...]
    ports: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    def said(self, name: str) -> str:
        """The first value of an option, without its quotes and escapes."""
        found = next((v.strip().strip('"') for n, v in self.options if n == name), "")
        return _ESCAPED.sub(r"\1", found)


def read_suricata_rules(name: str, text: str, wish: Wish) -> Intake:
    """Read a rule file; each rule is an item, also one that is switched off.

    A rule gives indicators when all that it compares are addresses, or a whole domain or URL; else it
    is an indicator itself, in its own language, so that nothing it says is lost.
    """
    listing = Listing(name, "suricata", wish)
    begun, number = "", 0
    for at, line in enumerate(text.splitlines(), 1):
        number = number or at
        if line.endswith("\\"):  # the rule goes on in the next line
            begun += line[:-1]
            continue
        written, item = f"{begun}{line}".strip(), f"line {number}"
        begun, number = "", 0
        if written:
            _take(listing, item, written)
    if begun.strip():
        _take(listing, f"line {number}", begun.strip())
    return listing.intake()


def _take(listing: Listing, item: str, written: str) -> None:
    if written.startswith("#"):
        is_rule = _rule(written.lstrip("# ")) is not None
        code = "intake.rule-off" if is_rule else "intake.comment"
        listing.say(item, Outcome.SKIPPED, code, written)
        return
    rule = _rule(written)
    if rule is None:
        listing.say(item, Outcome.REFUSED, "intake.rule-unread", written)
    elif rule.action == "pass":
        listing.say(item, Outcome.SKIPPED, "intake.rule-pass", written)
    else:
        found = list(_compared(rule))
        context = _context(listing.source, rule)
        if found:
            left = tuple(
                Remark("intake.rule-left", "", f"{name}: {value}"[:200])
                for name, value in rule.options
                if name in _UNCARRIED
            )
            whole = [replace(one, changes=(*one.changes, *left)) for one in found]
            listing.take(item, whole, context)
        else:
            listing.take_rule(item, written, "suricata", rule.said("msg"), context)


def _rule(written: str) -> _Rule | None:
    head, bracket, rest = written.partition("(")
    parts = _HEAD.fullmatch(_IN_LIST.sub("", head))
    if parts is None or not bracket or not rest.endswith(")"):
        return None
    pieces = [found[0].strip() for found in _OPTION.finditer(rest[:-1].rstrip())]
    # Suricata would not take the rule, whoever gets it from us.
    if not all(piece.endswith(";") and _is_quoted_well(piece) for piece in pieces):
        return None
    parted = (piece.removesuffix(";").partition(":") for piece in pieces)
    options = tuple(
        (name.strip().lower(), value.strip())
        for name, _, value in parted
        if _NAME.fullmatch(name.strip())
    )
    ends = (parts["source"], parts["target"])
    return _Rule(parts["action"].lower(), ends, (parts["from"], parts["to"]), options)


def _is_quoted_well(piece: str) -> bool:
    return _ESCAPED.sub("", piece).count('"') % 2 == 0


def _compared(rule: _Rule) -> Iterator[Observed]:
    """The values that make the rule fire, each by itself; none when it needs more than one thing."""
    contents = list(_contents(rule))
    buffers = _DOMAINS | _URIS | _JA3 | _LOOKING if contents else frozenset()
    if any(name not in _SPEAKING | buffers for name, _ in rule.options):
        return
    if not contents:
        yield from _addresses(rule)
        return
    places = {place for place, _ in contents}
    value = _one_value(contents) if places & (_DOMAINS | _JA3) else ""
    found = observe(value) if value else None
    if found is not None and places <= _JA3 and found.kind == "md5":
        yield Observed("ja3", found.value)
    elif found is not None and found.kind in {"domain", "url", "ipv4", "ipv6"}:
        yield found


def _one_value(contents: list[tuple[str, str]]) -> str:
    hosts = [value for place, value in contents if place in _DOMAINS | _JA3]
    paths = [value for place, value in contents if place in _URIS]
    if len(hosts) != 1 or len(paths) > 1 or len(hosts) + len(paths) != len(contents):
        return ""
    if paths and not paths[0].startswith("/"):
        return ""
    host = hosts[0].lstrip(".")
    return f"http://{host}{paths[0]}" if paths else host


def _contents(rule: _Rule) -> Iterator[tuple[str, str]]:
    """Each content with the buffer that it is looked for in; a negated one has the buffer `!`."""
    options, sticky = rule.options, ""
    for place, (name, value) in enumerate(options):
        if name != "content":
            is_buffer = name not in _OLD and name in _DOMAINS | _URIS | _JA3
            sticky = name if is_buffer else ("" if name in {"pkt_data", "file.data"} else sticky)
            continue
        quoted = _CONTENT.search(value)
        after = [n for n, _ in options[place + 1 :]]
        own = next((n for n in _until_content(after) if n in _OLD), sticky)
        yield (
            "!" if value.startswith("!") or quoted is None else own,
            _plain(quoted[1] if quoted else ""),
        )


def _until_content(names: list[str]) -> list[str]:
    return names[: names.index("content")] if "content" in names else names


def _plain(written: str) -> str:
    """A content with its escapes and hexadecimal parts undone."""
    found = _HEX.sub(
        lambda h: (
            bytes.fromhex(h[1]).decode("latin-1") if len(h[1].replace(" ", "")) % 2 == 0 else ""
        ),
        written,
    )
    return _ESCAPED.sub(r"\1", found)


def _addresses(rule: _Rule) -> Iterator[Observed]:
    ports = [port for port in rule.ports if port.lower() != "any"]
    dropped = tuple(Remark("intake.port-dropped", "", port[:200]) for port in ports)
    for end in rule.ends:
        parts = [] if end.startswith("!") else end.strip("[]").split(",")
        found = [one for part in parts if (one := _network(part)) is not None]
        out = [network_of(part[1:].strip("[]")) for part in parts if part.startswith("!")]
        if any(_overlap(one.value, other) for one in found for other in out):
            return  # a network without some of its addresses is more than a value
        yield from (replace(one, changes=(*one.changes, *dropped)) for one in found)


def _network(part: str) -> Observed | None:
    found = None if part.startswith(("!", "$")) else observe(part)
    return found if found is not None and found.kind in {"ipv4", "ipv6", "cidr"} else None


def _overlap(value: str, other: Network | None) -> bool:
    network = network_of(value)
    same = network is not None and other is not None and network.version == other.version
    return same and network.overlaps(other)  # type: ignore[union-attr, arg-type]


def _context(source: str, rule: _Rule) -> Context:
    version = rule.said("rev")
    references = [
        {"source_name": source, "external_id": f"sid:{sid}"}
        | ({"description": f"rev:{version}"} if version else {})
        for sid in [rule.said("sid")]
        if sid
    ]
    for name, value in rule.options:
        kind, _, where = (part.strip() for part in value.partition(","))
        if name == "reference" and where:
            references.append(_reference(source, kind, where))
    labels = tuple(f"suricata:classtype={c}" for c in [rule.said("classtype")] if c)
    return Context(description=rule.said("msg"), labels=labels, references=tuple(references))


def _reference(source: str, kind: str, where: str) -> dict[str, str]:
    number = _CVE.fullmatch(where)
    if kind == "cve" and number is not None:
        return {"source_name": "cve", "external_id": f"CVE-{number[1]}"}
    if kind != "url":
        return {"source_name": source, "description": f"{kind}: {where}"}
    found = observe(where if "://" in where else f"https://{where}")
    if found is None or found.kind != "url":
        return {"source_name": source, "description": where}
    return cited(source, found.value)
