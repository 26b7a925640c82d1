"""Plain lists: one indicator a line, in the syntaxes that the field uses.

A line is a value by itself, a line of a hosts file, or a filter rule `||name^`. Comments may carry
references. See docs/reference/intake.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from khien.intake.creation import cited
from khien.intake.listing import Context, Listing
from khien.intake.observed import Observed, observe
from khien.intake.reporting import Intake, Outcome
from khien.intake.wishes import Wish

COMMENT_SIGNS: Final = ("#", ";", "!", "//")
_REFERENCE: Final = re.compile(
    r"[#;!/\s]*(?:Reference|Source|Ref)s?:\s*(https?://\S+)", re.IGNORECASE
)
# Possessive and anchored at the first blank: linear time on any line.
_INLINE_COMMENT: Final = re.compile(r"(?<!\s)\s++(?:#|//|;)\s*(.*)\Z", re.DOTALL)
_BLACK_HOLES: Final = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1", "0"})  # noqa: S104
_LOCAL_NAMES: Final = frozenset(
    {
        "localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0", "ip6-localhost",  # noqa: S104
        "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters",
        "ip6-allhosts",
    }
)  # fmt: skip
_FILTER: Final = re.compile(r"\|\|(?P<value>[^\^$|]+)\^?\|?(?:\$.*)?")
_SEVERAL: Final = re.compile(r"[ \t#|]")  # where more may stand on a line than one value
_NOT_FOR_US: Final = re.compile(r"@@|[^\s]*#[@?$]?#|\[Adblock", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """The values that one line gives; `passed` says why it gives none on purpose."""

    values: tuple[Observed, ...] = ()
    description: str = ""
    passed: str = ""


def read_list(name: str, text: str, wish: Wish) -> Intake:
    """Read a list of indicators.

    Every line that is not blank is an item of the report: values are kept or changed, comments and
    repeated values skipped, what is no indicator refused with its line number.
    """
    listing = Listing(name, "list", wish)
    take_lines(listing, enumerate(text.split("\n"), 1), Cited())
    return listing.intake()


class Cited(NamedTuple):
    """What the comments above a line cite, and whether a value stood since."""

    references: tuple[dict[str, str], ...] = ()
    ended: bool = False

    def after(self, written: str, source: str) -> Cited:
        """What is cited below one more line that is not blank; the same where it cites nothing."""
        if not is_comment(written):
            return self if self.ended else Cited(self.references, ended=True)
        found = _REFERENCE.match(written)
        if found is None:
            return self
        reference = cited(source, found[1].rstrip(".,;)"))
        return Cited((*(() if self.ended else self.references), reference))


def is_comment(written: str) -> bool:
    """Whether a line only says something to people."""
    return written.startswith(COMMENT_SIGNS) and not written.startswith("//[")


def take_lines(listing: Listing, lines: Iterable[tuple[int, str]], above: Cited) -> None:
    """Take numbered lines, the first of which stands below what is cited."""
    plain = Context(references=above.references)
    for number, line in lines:
        written = line.strip()
        if not written:
            continue
        item, before = f"line {number}", above
        if is_comment(written):
            above = before.after(written, listing.source)
            code = "intake.comment" if above is before else "intake.reference"
            listing.say(item, Outcome.SKIPPED, code, written)
            plain = Context(references=above.references)
        else:
            above = before if before.ended else Cited(before.references, ended=True)
            _take(listing, item, written, plain)


def _take(listing: Listing, item: str, written: str, plain: Context) -> None:
    """Take one line; `plain` is what stands around it, but for what it says itself."""
    if len(written) > listing.wish.limits.max_line_chars:
        listing.say(item, Outcome.REFUSED, "intake.line-too-long", str(len(written)))
        return
    line = parse_line(written)
    if line.passed:
        listing.say(item, Outcome.SKIPPED, line.passed, written)
    elif not line.values:
        listing.say(item, Outcome.REFUSED, "intake.not-an-indicator", written)
    else:
        said = line.description
        context = Context(description=said, references=plain.references) if said else plain
        listing.take(item, line.values, context)


def parse_line(written: str) -> _Line:
    """The values on one line that is neither blank nor a comment."""
    whole = observe(written)
    if whole is not None and not _SEVERAL.search(written):
        return _Line((whole,))
    if _NOT_FOR_US.match(written):
        return _Line(passed="intake.filter-rule")
    rule = _FILTER.fullmatch(written)
    if rule is not None:
        return _Line(_some(observe(rule["value"])))
    comment = _INLINE_COMMENT.search(written)
    body, said = (written[: comment.start()], comment[1]) if comment else (written, "")
    words = body.split()
    if words[0] in _BLACK_HOLES and len(words) > 1:
        return _hosts(words[1:], said)
    first = observe(words[0])
    if first is None:
        return _Line()
    return _Line((first,), " ".join([*words[1:], said]).strip())


def _hosts(names: list[str], said: str) -> _Line:
    """The names of one line of a hosts file (hosts(5)); names of the own machine give nothing."""
    foreign = [name for name in names if name.lower() not in _LOCAL_NAMES]
    if not foreign:
        return _Line(passed="intake.local-name")
    found = [observe(name) for name in foreign]
    if not all(found):
        return _Line()
    return _Line(tuple(one for one in found if one is not None), said)


def _some(found: Observed | None) -> tuple[Observed, ...]:
    return () if found is None else (found,)
