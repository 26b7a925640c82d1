"""Plain lists: indicators line by line, in the syntaxes that the field uses.

A line is a value or several, a line of a hosts file, or a filter rule `||name^`. Comments may carry
references. See docs/reference/intake.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from khien.intake.creation import cited
from khien.intake.listing import Context, Listing
from khien.intake.observed import HASH_KINDS, Observed, observe
from khien.intake.reporting import Intake, Outcome, Remark
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
# Where more may stand on a line than one value.
_SEVERAL: Final = re.compile(r"[ \t#|]|[,;][a-z*]{3,8}(?:\[?:\]?|\[:/)//", re.IGNORECASE)
_JOINT: Final = re.compile(r"\s+|[,;|](?=[a-z*]{3,8}(?:\[?:\]?|\[:/)//)", re.IGNORECASE)
_JOINT_SIGNS: Final = ",;|"
_INNER_JOINT: Final = re.compile(r"[,;|]+")
_MAY_BE: Final = re.compile(r"[.:@\]]|[0-9A-Fa-f]{32}")  # a value holds one of these
_LETTER: Final = re.compile(r"[^\W\d_]")
# A name beside a hash, or with such an ending, is a file's: `sha256sum` writes `HASH  NAME`.
_FILE: Final = re.compile(
    r".*\.(?:exe|dll|sys|js|jse|vbs|bat|cmd|ps1|hta|lnk|scr|msi|jar|apk|zip|rar|7z|gz|iso|img|pdf|rtf"
    r"|docx?|docm|xlsx?|xlsm|pptx?|txt|csv|html?|php|aspx?|jsp|bin|dat|tmp|log|md|py|sh|elf|so|png|jpe?g)",
    re.IGNORECASE,
)
_NOT_FOR_US: Final = re.compile(r"@@|[^\s]*#[@?$]?#|\[Adblock", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """The values that one line gives; `passed` says why it gives none on purpose.

    A `crowded` line gives none, for its values stand among words, and who reads those must tell them apart.
    """

    values: tuple[Observed, ...] = ()
    description: str = ""
    passed: str = ""
    crowded: bool = False


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
    elif line.crowded:
        listing.say(item, Outcome.REFUSED, "intake.crowded-line", written)
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
    if comment and written[comment.start() :].lstrip().startswith(";"):
        more = _pieces(said)
        if more and all(found for _, found in more):
            body, said = f"{body} {said}", ""  # joined by the sign, no comment
    return _beside(_pieces(body), said)


def _beside(pieces: list[tuple[str, Observed | None]], said: str) -> _Line:
    """A line that begins with a value: that and what stands beside it, of which nothing goes in silence."""
    first = pieces[0][1] if pieces else None
    if first is None:
        return _Line()
    is_hash = first.kind in HASH_KINDS.values()
    values, words = [first], list[str]()
    for word, found in pieces[1:]:
        if found is None or _is_file(word, found, is_hash=is_hash):
            words.append(word)
        else:
            values.append(found)
    if len(values) > 1:
        if sum(_LETTER.search(word) is not None for word in words) >= len(values):
            return _Line(crowded=True)
        told = Remark("intake.several-values", "", ", ".join(one.value for one in values)[:200])
        values[0] = replace(first, warnings=(*first.warnings, told))
    also = [word for word, found in _pieces(said) if found and not _is_file(word, found)]
    if also:
        told = Remark("intake.values-in-comment", "", ", ".join(also)[:200])
        values[0] = replace(values[0], warnings=(*values[0].warnings, told))
    return _Line(tuple(values), " ".join([*words, said]).strip())


def _is_file(word: str, found: Observed, *, is_hash: bool = False) -> bool:
    return found.kind == "domain" and (is_hash or _FILE.fullmatch(word) is not None)


def _pieces(text: str) -> list[tuple[str, Observed | None]]:
    """What stands on a line between blanks and between the signs that join values, each with what it is read as."""
    pieces: list[tuple[str, Observed | None]] = []
    for joined in _JOINT.split(text):
        word = joined.strip(_JOINT_SIGNS)
        if not word:
            continue
        found = observe(word) if _MAY_BE.search(word) else None
        parts = [word] if found else [one for one in _INNER_JOINT.split(word) if one]
        read = [(one, found or observe(one)) for one in parts]
        pieces += read if found or any(one for _, one in read) else [(word, None)]
    return pieces


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
