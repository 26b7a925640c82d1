"""Draw docs/taxii.md: what the server does, section by section, with the check that proves it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.conformance import checks
from tests.conformance.foreign import BROKEN, OWN_WAYS
from tests.conformance.registry import CHECKS, Check
from tests.house.reading import ROOT

PAGE = ROOT / "docs" / "taxii.md"
TITLES = {
    "1.6.8": "Content negotiation",
    "1.6.9": "Signing in",
    "2": "Data types",
    "3.1": "Endpoints",
    "3.2": "Headers",
    "3.3": "Sorting",
    "3.4": "Filtering",
    "3.5": "Pages",
    "3.6": "Errors",
    "3.7": "Envelope",
    "4.1": "Discovery",
    "4.2": "Api root",
    "4.3": "Status",
    "5.1": "Collections",
    "5.2": "One collection",
    "5.3": "Manifest",
    "5.4": "Reading objects",
    "5.5": "Adding objects",
    "5.6": "One object",
    "5.7": "Deleting",
    "5.8": "Versions of an object",
    "7.1": "Custom properties",
    "8.2": "What every server must do",
}
BEYOND = "Beyond the standard"
OPENING = """\
# TAXII 2.1

Drawn by `python -m tests.conformance.page`; a test fails when it is out of date.

A node is a TAXII 2.1 server (OASIS Standard, 10 June 2021) and a client of others. Discovery is at `/taxii2/`; there is
one api root, `/taxii2/node/`, with three collections whose ids are the same on every node:

| alias | id | who | read | add | delete |
|---|---|---|---|---|---|
| `workspace` | `7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a03` | our own tools | all of this node | yes | what is ours |
| `released` | `7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a01` | a partner | what was released to it | no | no |
| `inbox` | `7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a02` | a partner | no | yes; admission decides | no |

What a caller may neither read nor add to does not exist for it (404). A path may name a collection by its alias.

**Signing in.** A token, as the password of HTTP Basic (the user is the token's name; it may be empty for a partner's) or as
Bearer; a client certificate, over TLS of the node's own; a Khiên partner signs its requests (RFC 9421). HTTPS is done by
the node itself or by a proxy in front of it, which no client certificate passes; then `listen.address` in `khien.toml` is
the address that discovery names. Without that setting it is the address of the socket.
What a proxy says in headers of its own is not believed.

**Dates.** Every version has a date added of its own, to the microsecond, in the order of commits; so `added_after` and `next`
lose nothing, also while others write. `next` is opaque, needs no memory of the server and gives the same page however
often it is used; it belongs to one collection and one question. An empty page carries the date from which the client
asked, so that asking on from it loses nothing.

**Adding.** The status is complete when it is given. What waits in quarantine for a person is told as a failure whose message
begins with `quarantined:`; asked for again later, the status says what became of it. A status is kept for 30 days.
`GET /taxii2/node/status/` lists the caller's own statuses, oldest first, with `added_after`, `limit` and `next`; that is an
addition of ours (§8.2.1 allows it).

**Deleting** takes objects of our own out of use: nothing is erased, the ledger has a leaf for it, and adding the same version
again puts it back. It is no recall: what was released is taken back with `khien release recall`. What a partner brought,
and this node's own identity, cannot be deleted (403).

**Sizes.** A page holds 1,000 objects unless the client says otherwise, and 10,000 at most. `max_content_length` is 32 MiB for
our own tools and what was agreed with each partner (10 MiB unless changed); a body packed with gzip is measured unpacked,
and never unpacked further than that. One question may name 100 exact versions.

**HEAD** is not there: what is read from `released` has crossed a border, so a reading without its content must not happen.

Each line below is one check of `tests/conformance/`, a client that knows nothing of our code and asks over HTTP. *MUST* and
*SHOULD* are the standard's; *own* is what we demand of ourselves.
"""
FOREIGN = """\
## The same checks against others

So that the checks are proved, they run against other servers too: medallion 3.0.0, and OpenTAXII 0.9.3, which
`.ci/run` installs in an environment of its own; elsewhere `KHIEN_OPENTAXII_PYTHON` names a Python that has it. Its last release answers
every addition and every question for a collection with 500, so only reading is asked. Where those answer otherwise, it is listed
by name, and the test fails when that changes.
"""


def section_of(one: Check) -> str:
    """The heading under which a check stands."""
    number = ".".join(one.section.split(".")[:2])
    if number == "1.6":
        number = ".".join(one.section.split(".")[:3])
    return f"{number} {TITLES[number]}" if number in TITLES else BEYOND


def page() -> str:
    """The whole page."""
    assert checks.__all__
    order = [f"{number} {title}" for number, title in TITLES.items()]
    parts = [OPENING]
    for heading in [*order, BEYOND]:
        found = [one for one in CHECKS.values() if section_of(one) == heading]
        if found:
            parts.append(f"## {heading}\n\n{_table(found)}")
    parts.append(FOREIGN)
    for server in BROKEN:
        parts += [
            f"### {server}: what breaks a MUST\n\n{_list(BROKEN[server])}",
            f"### {server}: what it does its own way\n\n{_list(OWN_WAYS[server])}",
        ]
    return "\n".join(parts)


def _table(found: Iterable[Check]) -> str:
    rows = [
        f"| {one.section} | {one.level.replace('OWN', 'own')} | {one.promise} | `{one.name}` |"
        for one in found
    ]
    return "\n".join(["| section | | what holds | check |", "|---|---|---|---|", *rows, ""])


def _list(reasons: dict[str, str]) -> str:
    return "\n".join([*(f"- `{name}`: {reason}" for name, reason in sorted(reasons.items())), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE}\n")
