"""Where links lead: an address that the text does not show is told beside what stands in it.

In a mail that lures somebody this is the one thing that matters, and only `click here` can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from khien.intake.extraction.addresses import ROLES
from khien.intake.extraction.candidates import Candidate, Context
from khien.intake.extraction.document import Document, Link
from khien.intake.extraction.own_pages import shown_host
from khien.intake.extraction.suffixes import registrable
from khien.intake.observed import observe, observe_url

_SCHEMES: Final = ("http://", "https://", "ftp://")
_MAIL: Final = "mailto:"
_ENDS: Final = re.compile("[/?#]")  # of an authority, RFC 3986 §3.2
_AROUND: Final = frozenset({"header", "footer"})
Verdict = tuple[Context, str]


def behind_links(
    document: Document, found: Sequence[Candidate], popular: Callable[[str], bool]
) -> Iterator[Candidate]:
    """A candidate for each address that is only linked to, once; its place are the words of the link.

    It is malicious only where the same host is so in the text: a page links to much that it reports nothing of.

    Args:
        document: as it was read.
        found: what its text gave.
        popular: as for `extract`.
    """
    shown = {one.value for one in found}
    hosts = {
        _host(one): (one.context, one.why) for one in found if one.context is Context.MALICIOUS
    }
    for link in document.links:
        kind, value = _led_to(link.target) if link.target not in document.text else ("", "")
        if not value or value in shown:
            continue
        shown.add(value)
        host = _host_of(value) if kind == "url" else value.rpartition("@")[2]
        verdict = hosts.get(host) or _disguised(document, link, host)
        verdict = verdict or _benign(document, link, host, popular)
        yield Candidate(
            kind,
            value,
            link.start,
            link.end,
            document.text[link.start : link.end] or value,  # around a picture stand no words
            *(verdict or (Context.UNSURE, "extraction.linked")),
            personal=kind == "email" and value.partition("@")[0] not in ROLES,
        )


def _led_to(target: str) -> tuple[str, str]:
    """Kind and value of what a click leads to; of what leads nowhere else, nothing."""
    lower = target.lower()
    if lower.startswith(_MAIL):  # RFC 6068 §2: what is to be written follows a question mark
        seen = observe(target[len(_MAIL) :].partition("?")[0])
        return ("email", seen.value) if seen is not None and seen.kind == "email" else ("", "")
    observed = observe_url(target) if lower.startswith(_SCHEMES) else None
    return ("", "") if observed is None else ("url", observed.value)


def _host_of(url: str) -> str:
    whole = _ENDS.split(url.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    return whole[1:].partition("]")[0] if whole.startswith("[") else whole.partition(":")[0]


def _host(one: Candidate) -> str:
    if one.kind == "url":
        return _host_of(one.value)
    return one.value if one.kind in ("domain", "ipv4", "ipv6") else ""


def _disguised(document: Document, link: Link, host: str) -> Verdict | None:
    """A link whose words show an address of another site: nobody does that but to deceive, or to count clicks."""
    shown = shown_host(document.text[link.start : link.end])
    if not shown or registrable(shown) == registrable(host) or not registrable(shown):
        return None
    if document.publisher and registrable(host) == document.publisher:
        return None
    return Context.MALICIOUS, "extraction.disguised"


def _benign(
    document: Document, link: Link, host: str, popular: Callable[[str], bool]
) -> Verdict | None:
    if document.publisher and registrable(host) == document.publisher:
        return Context.BENIGN, "extraction.publisher"
    if any(one.place in _AROUND and one.start <= link.start < one.end for one in document.parts):
        return Context.BENIGN, "extraction.footer"
    return (Context.BENIGN, "extraction.popular") if popular(host) else None
