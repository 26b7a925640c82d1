"""Response policy zones: DNS zone files whose records say which names and addresses to block.

Source: draft-vixie-dnsop-dns-rpz §4 (triggers) and §3 (actions); RFC 1035 §5 for the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from khien.intake.listing import Context, Listing
from khien.intake.observed import Observed, observe
from khien.intake.reporting import Intake, Outcome
from khien.intake.wishes import Wish

LOOKS_LIKE: Final = re.compile(r"\A(?=.*^[^;\n]*\bSOA\b)(?=.*\bCNAME\b)", re.DOTALL | re.MULTILINE)
"""A zone file: it has a start of authority and aliases."""

_TYPES: Final = frozenset({"CNAME", "A", "AAAA", "TXT", "MX", "PTR", "SRV", "NS", "SOA", "DNAME"})
_OF_THE_ZONE: Final = frozenset({"SOA", "NS"})
_ALLOWED: Final = frozenset({"rpz-passthru.", "rpz-tcp-only."})
_ELSEWHERE: Final = frozenset({"$INCLUDE", "$GENERATE"})  # what they stand for is not in the file
_ESCAPED: Final = re.compile(r"\\([0-9]{3}|.)")  # RFC 1035 §5.1
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]")
_IP: Final = ".rpz-ip"
_OTHERS: Final = (".rpz-client-ip", ".rpz-nsip", ".rpz-nsdname")
_TTL: Final = re.compile(r"[0-9]+[smhdwSMHDW]?")


def read_zone(name: str, text: str, wish: Wish) -> Intake:
    """Read a zone; each record is an item.

    Names and addresses that an answer is changed for are indicators. What lets a name pass is skipped;
    rules about the asking client or a name server are refused, since no indicator says that.
    """
    listing = Listing(name, "rpz", wish)
    origin, owner, depth = "", "", 0
    for number, line in enumerate(text.split("\n"), 1):
        item = f"line {number}"
        body, _, comment = line.partition(";")
        was_inside = depth > 0
        depth = max(0, depth + body.count("(") - body.count(")"))
        words = body.split()
        if not words:
            if comment.strip():
                listing.say(item, Outcome.SKIPPED, "intake.comment", comment)
        elif words[0].upper() == "$ORIGIN" and len(words) > 1:
            origin = words[1].rstrip(".").lower()
        elif words[0].upper() in _ELSEWHERE:
            listing.say(item, Outcome.REFUSED, "intake.zone-unread", line.strip())
        elif words[0].startswith("$") or was_inside:
            listing.say(item, Outcome.SKIPPED, "intake.zone-own", line.strip())
        else:
            owner = owner if body[:1].isspace() else words.pop(0)
            if not origin and "SOA" in (word.upper() for word in words) and owner.endswith("."):
                origin = owner.rstrip(".").lower()
            _take(listing, item, _relative(owner, origin), words, comment.strip())
    return listing.intake()


def _relative(owner: str, origin: str) -> str:
    name = owner.lower()
    if name.endswith("."):
        name = name.rstrip(".")
        return "@" if name == origin else name.removesuffix(f".{origin}")
    return name


def _take(listing: Listing, item: str, owner: str, words: list[str], comment: str) -> None:
    rest = [word for word in words if word.upper() != "IN" and not _TTL.fullmatch(word)]
    kind = rest[0].upper() if rest else ""
    target = rest[1].lower() if len(rest) > 1 else ""
    written = f"{owner} {' '.join(words)}"
    if kind not in _TYPES:
        listing.say(item, Outcome.REFUSED, "intake.zone-unread", written)
    elif kind in _OF_THE_ZONE or owner == "@":
        listing.say(item, Outcome.SKIPPED, "intake.zone-own", written)
    elif target in _ALLOWED:
        listing.say(item, Outcome.SKIPPED, "intake.zone-pass", written)
    elif owner.endswith(_OTHERS):
        listing.say(item, Outcome.REFUSED, "intake.kind-not-carried", owner)
    else:
        found = _network(owner.removesuffix(_IP)) if owner.endswith(_IP) else _name(owner)
        if found is None:
            listing.say(item, Outcome.REFUSED, "intake.not-an-indicator", owner)
        else:
            listing.take(item, [found], Context(description=comment))


def _name(owner: str) -> Observed | None:
    """A name without its escapes; none where an escape stands for what is in no name of a machine."""
    parts = [_letter(found[1]) for found in _ESCAPED.finditer(owner)]
    if not all(_PLAIN.fullmatch(part) for part in parts):
        return None
    return observe(_ESCAPED.sub(lambda found: _letter(found[1]), owner))


def _letter(escape: str) -> str:
    return chr(int(escape)) if len(escape) > 1 and int(escape) < 256 else escape


def _network(written: str) -> Observed | None:
    """`24.0.2.0.192` is 192.0.2.0/24; IPv6 in words with `zz` for `::` (draft §4.1.1)."""
    length, *parts = written.split(".")
    if not length.isdigit() or not parts:
        return None
    if len(parts) == 4 and all(part.isdigit() for part in parts):
        return observe(f"{'.'.join(reversed(parts))}/{length}")
    return observe(f"{':'.join(_words(parts))}/{length}")


def _words(parts: list[str]) -> Iterator[str]:
    for place, part in enumerate(reversed(parts)):
        is_end = place in {0, len(parts) - 1}
        yield (":" if is_end else "") if part == "zz" else part
