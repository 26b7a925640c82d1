"""Response policy zones: DNS zone files whose records say which names and addresses to block.

Source: draft-vixie-dnsop-dns-rpz §4 (triggers) and §3 (actions); RFC 1035 §5 for the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from khien.intake.listing import Context, Listing
from khien.intake.observed import Observed, observe
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.wishes import Wish

LOOKS_LIKE: Final = re.compile(r"\A(?=.*^[^;\n]*\bSOA\b)(?=.*\bCNAME\b)", re.DOTALL | re.MULTILINE)
"""A zone file: it has a start of authority and aliases."""

_TYPES: Final = frozenset({"CNAME", "A", "AAAA", "TXT", "MX", "PTR", "SRV", "NS", "SOA", "DNAME"})
_OF_THE_ZONE: Final = frozenset({"SOA", "NS"})
_ALLOWED: Final = frozenset({"rpz-passthru.", "rpz-tcp-only."})
_PLAIN_ANSWERS: Final = frozenset({("CNAME", "."), ("CNAME", "*."), ("CNAME", "rpz-drop.")})
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
    names, owner, depth = _Names(), "", 0
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
            names.move(words[1].lower())
        elif words[0].upper() in _ELSEWHERE:
            listing.say(item, Outcome.REFUSED, "intake.zone-unread", line.strip())
        elif words[0].startswith("$") or was_inside:
            listing.say(item, Outcome.SKIPPED, "intake.zone-own", line.strip())
        else:
            owner = owner if body[:1].isspace() else words.pop(0)
            if "SOA" in (word.upper() for word in words):
                names.begin(owner.lower())
            within = names.within(owner.lower())
            if within is None:
                listing.say(item, Outcome.REFUSED, "intake.zone-outside", line.strip())
            else:
                _take(listing, item, within, words, comment.strip())
    return listing.intake()


class _Names:
    """Where a name stands: `$ORIGIN` may move about, what a record is about is its name within the zone.

    Both are absolute, or empty until the file says so; then a name stands as it is written.
    """

    def __init__(self) -> None:
        self.origin = self.zone = ""

    def move(self, origin: str) -> None:
        """Relative names are below this one from now on."""
        self.origin = f"{self._whole(origin).rstrip('.')}."
        self.zone = self.zone or self.origin

    def begin(self, owner: str) -> None:
        """The zone has the name of its authority (RFC 1035 §3.3.13)."""
        name = self._whole(owner)
        if name.endswith("."):
            self.zone, self.origin = name, self.origin or name

    def within(self, owner: str) -> str | None:
        """The name within the zone, `@` for the zone itself, None for what is outside of it."""
        name = self._whole(owner)
        if not self.zone or name == "@":
            return name.rstrip(".")
        if name == self.zone:
            return "@"
        end = self.zone if self.zone == "." else f".{self.zone}"
        return name.removesuffix(end) if name.endswith(end) else None

    def _whole(self, name: str) -> str:
        if name == "@":
            return self.origin or name
        if name.endswith(".") or not self.origin:
            return name
        return f"{name}." if self.origin == "." else f"{name}.{self.origin}"


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
            # An answer of its own is a decision of that resolver; that there is one is said.
            answer = f"{kind} {' '.join(rest[1:])}"
            own = (
                ()
                if (kind, target) in _PLAIN_ANSWERS
                else (Remark("intake.zone-answer", "", answer[:200]),)
            )
            whole = replace(found, changes=(*found.changes, *own))
            listing.take(item, [whole], Context(description=comment))


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
