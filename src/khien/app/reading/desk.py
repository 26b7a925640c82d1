"""The review desk: a document is read, a person looks, and only then are there objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from khien.app.administering import record
from khien.app.reading import rows
from khien.app.reading.parsing import parse
from khien.app.reading.rules import (
    Choice,
    Event,
    Head,
    Reading,
    State,
    added,
    after,
    candidates_of,
    chosen,
    entries_of,
    items_of,
)
from khien.app.reading.surroundings import names_of, popular_in, registrable
from khien.app.wiring import Node
from khien.exchange.authority import demand, with_reason
from khien.exchange.imports.settling import Refused, settled
from khien.exchange.workspace import Imported
from khien.intake import Intake, Outcome, ReportEntry, UnreadableError, Wish
from khien.intake.charsets import decoded
from khien.intake.creation import renewed
from khien.intake.detect import text_format
from khien.intake.documents import (
    CERTAIN,
    KINDS,
    Paper,
    UnknownDocumentError,
    is_data,
    kind_of,
)
from khien.intake.documents.manuscript import fact
from khien.intake.documents.paper import AbuseReport
from khien.intake.extraction import extract, propose, propose_each
from khien.intake.extraction.linked import behind_links
from khien.intake.failures import JsonError, NotTextError, UnknownFormatError
from khien.intake.unpacking import GZIP_MAGIC
from khien.model.agreement import Role
from khien.model.canonical import canonical_json
from khien.model.decision import Refusal
from khien.model.errors import ConflictError, NotFoundError
from khien.model.marking import Tlp, tlp_named
from khien.model.stix import Version, judge
from khien.people.acts import Deed
from khien.people.officers import Officer

MOST_NAMED: Final = 1_000  # ids of readings in one act; all are counted

_NOT_OURS: Final = (UnknownFormatError, NotTextError, JsonError)
"""What an importer says of a text that is none of its own; JSON begins as notes of people do."""

WRITERS = (Role.DUTY, Role.ANALYST)
"""Who may decide on a reading; the same who may import a file in the console."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one file gave: a reading a document, abuse reports that were imported, and what gave neither."""

    readings: tuple[Reading, ...]
    left_out: tuple[ReportEntry, ...]
    imported: tuple[Imported, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a reading: the import that it made, and itself afterwards."""

    reading: Reading
    imported: Imported


def is_document(body: bytes) -> bool:
    """Whether a file can only be a document to be read, never a list or a bundle."""
    return kind_of(body) in CERTAIN


def begin(
    node: Node, name: str, body: bytes, *, author: str = "", tlp: str = "", source: str = ""
) -> Made:
    """Read a document and keep what was found for a person to look at. No object is made of it.

    An X-ARF report that a mail carries is data, and is imported as every other one.

    Args:
        node: whose names and popular domains help to tell.
        name: of the file, for people.
        body: its bytes; the text is kept, the file itself is not.
        author: the officer who brings it; '' for a machine.
        tlp: the marking that its objects are to have; '' for none.
        source: where it came from, in words.

    Raises:
        DocumentError: it gives no text.
        ReaderTooSlowError, ReaderMemoryError, ReaderFailedError: its reader was ended, or died.
    """
    papers = parse(fact(name) or "document", body).papers
    names, popular = names_of(node), popular_in(node)
    made = []
    for paper in papers.papers:
        host = paper.document.publisher
        document = replace(paper.document, publisher=registrable(host)) if host else paper.document
        found = extract(document, names, popular=popular)
        items = items_of((*found, *behind_links(document, found, popular)))
        now = node.clock()
        head = Head(
            id=f"reading--{uuid4()}",
            name=paper.name,
            kind=paper.kind,
            sha256=paper.sha256,
            size_bytes=paper.size_bytes,
            tlp=tlp,
            source=fact(source),
            state=State.OPEN,
            officer=author,
            by="",
            reason="",
            batch="",
            made=now,
            changed=now,
            count=len(items),
            personal=any(one.personal for one in items),
        )
        made.append(_kept(node, Reading(head, document, items, paper.remarks), paper))
    wish = Wish(
        node.ourselves.identity, node.clock(), "xarf", marking=tlp_named(tlp), source=source
    )
    return _with_reports(node, Made(tuple(made), papers.left_out), papers.reports, wish, author)


def demand_readable(name: str, body: bytes) -> None:
    """Nothing, if a document gives text: what `begin` would make of it is for a person to see.

    Raises:
        DocumentError, ReaderTooSlowError, ReaderMemoryError, ReaderFailedError: as `begin`.
    """
    parse(fact(name) or "document", body)


def _with_reports(
    node: Node, made: Made, reports: Iterable[AbuseReport], wish: Wish, author: str
) -> Made:
    """The abuse reports of a mail, imported; one that cannot be read is named."""
    for one in reports:
        name = fact(one.name) or "X-ARF"
        try:
            imported = node.workspace.import_file(name, one.body, wish, author)
            made = replace(made, imported=(*made.imported, imported))
        except UnreadableError as error:
            digest = hashlib.sha256(one.body).hexdigest()
            entry = ReportEntry(name, Outcome.REFUSED, "document.part-refused", digest, error.code)
            made = replace(made, left_out=(*made.left_out, entry))
    return made


def _kept(node: Node, new: Reading, paper: Paper) -> Reading:
    """Keep a reading, unless the same file waits for a person already."""
    with node.store.write() as tx:
        known = rows.open_of(tx, paper.sha256, paper.name)
        found = rows.one(tx, known) if known else None
        if found is not None:
            return found
        rows.add(tx, new)
    return new


def reading(node: Node, reading_id: str) -> Reading:
    """One reading with its text.

    Raises:
        NotFoundError: there is none, or it was purged.
    """
    with node.store.read() as tx:
        found = rows.one(tx, reading_id)
    if found is None:
        raise NotFoundError("reading", reading_id[:80])
    return found


def readings(node: Node, states: Sequence[State] = (State.OPEN,), limit: int = 200) -> list[Head]:
    """The newest first."""
    with node.store.read() as tx:
        return rows.heads(tx, states, limit)


def choose(
    node: Node,
    reading_id: str,
    officer: Officer,
    choices: Mapping[int, Choice],
    besides: Iterable[str] = (),
) -> Reading:
    """Change what is taken and what was read wrongly, and add what was missed.

    Args:
        node: the node.
        reading_id: which.
        officer: who decides.
        choices: by the number of the item.
        besides: values that nobody found, one a line, with or without their kind.

    Raises:
        RoleError: not this officer.
        ChoiceError: a value that is none of its kind; nothing was changed.
        ConflictError: it was accepted or refused already.
    """
    demand(officer, WRITERS)
    found = _open(node, reading_id, Event.ACCEPT)
    items = added(chosen(found.items, choices), found.document.text, besides)
    head = replace(
        found.head,
        by=officer.name,
        changed=node.clock(),
        count=len(items),
        personal=any(one.personal for one in items),
    )
    changed = replace(found, head=head, items=items)
    with node.store.write() as tx:
        rows.change(tx, changed)
    return changed


def proposed(node: Node, found: Reading) -> list[dict[str, Any]]:
    """The objects that accepting would make, as they stand now."""
    wish = _wish(node, found.head.tlp, found.head)
    return list(propose(found.document, list(candidates_of(found.items)), wish))


def accept(node: Node, reading_id: str, officer: Officer, *, tlp: str = "") -> Accepted:
    """Keep what the reading proposes, with a report of every item.

    Args:
        node: the node.
        reading_id: which.
        officer: who answers for it.
        tlp: the marking of its objects, where it differs from the wished one.

    Raises:
        RoleError: not this officer.
        ConflictError: it was accepted or refused already.
    """
    demand(officer, WRITERS)
    return _accept(node, reading_id, officer.name, tlp)


def accept_by_itself(node: Node, reading_id: str) -> Accepted:
    """Keep what a feed brought without a person; only for a feed that an officer has set so.

    Raises:
        ConflictError: it was accepted or refused already.
    """
    return _accept(node, reading_id, "", "")


def _accept(node: Node, reading_id: str, by: str, tlp: str) -> Accepted:
    found = _open(node, reading_id, Event.ACCEPT)
    marked = replace(found, head=replace(found.head, tlp=tlp or found.head.tlp))
    wish = _wish(node, marked.head.tlp, marked.head)
    imported = node.workspace.import_made(
        marked.head.name, lambda wished: _intake(marked, wished), wish, by
    )
    head = replace(
        marked.head, state=State.ACCEPTED, by=by, batch=imported.batch, changed=node.clock()
    )
    with node.store.write() as tx:
        rows.change(tx, replace(marked, head=head))
    return Accepted(replace(marked, head=head), imported)


def refuse(node: Node, reading_id: str, officer: Officer, reason: str) -> Reading:
    """Keep nothing of it, and say why; an act of the register and the ledger, without its content.

    Raises:
        RoleError: not this officer.
        NoReasonError: nothing was said.
        ConflictError: it was accepted or refused already.
    """
    demand(officer, WRITERS)
    said = with_reason(reading_id, reason)
    found = _open(node, reading_id, Event.REFUSE)
    now = node.clock()
    head = replace(found.head, state=State.REFUSED, by=officer.name, reason=said, changed=now)
    with node.store.write() as tx:
        rows.change(tx, replace(found, head=head))
        why = (f"sha256:{head.sha256}", said)
        record(node, tx, Deed.READING_REFUSED, head.id, why, now, by=officer.name)
    return replace(found, head=head)


def purge_due(node: Node) -> int:
    """Delete the readings that may not be kept any longer; how many. An act that is noted, with their ids."""
    now, days = node.clock(), node.settings.reading.days
    with node.store.write() as tx:
        gone = rows.purge(tx, now - timedelta(days=days))
        if gone:
            name = node.settings.node.name
            named = (f"{len(gone)} > {days} d", *gone[:MOST_NAMED])
            record(node, tx, Deed.READING_PURGED, name, named, now)
    return len(gone)


def _open(node: Node, reading_id: str, event: Event) -> Reading:
    found = reading(node, reading_id)
    following = after(found.head.state, event, reading_id)
    if isinstance(following, Refusal):
        raise ConflictError(reading_id, following.code)
    return found


def _wish(node: Node, tlp: str, head: Head) -> Wish:
    return Wish(
        identity=node.ourselves.identity,
        now=node.clock(),
        marking=tlp_named(tlp),
        source=head.source or head.name,
    )


def _intake(found: Reading, wish: Wish) -> Intake:
    """What is kept, and an entry for every item, every object refused and every part passed over."""
    versions: list[Version] = []
    faults: list[ReportEntry] = []
    refused: list[Refused] = []
    contents, given = propose_each(found.document, list(candidates_of(found.items)), wish)
    for content in contents:
        judgement = judge(canonical_json(content, str(content.get("id", "object"))))
        if judgement.version is None:
            worst = judgement.findings[0]
            name = str(content.get("id"))
            faults.append(ReportEntry(name, Outcome.REFUSED, worst.code, worst.path, worst.detail))
            refused.append(Refused(name, "", worst.code, worst.path))
            continue
        version = renewed(content, wish)
        if version is not None:
            versions.append(version)
    numbers = [one.number for one in found.taken]
    entries = settled(entries_of(found, dict(zip(numbers, given, strict=True))), refused)
    return Intake(found.head.name, found.head.kind, tuple(versions), (*entries, *faults))


def bring_in(node: Node, name: str, body: bytes, wish: Wish, author: str = "") -> Imported | Made:
    """What the doors do with a file: a structured one is imported, a document becomes a reading.

    A text that is no list is a document too, unless it is data; `wish.format` says that a file is none.

    Raises:
        UnreadableError: it is neither; `begin` and `Workspace.import_file` say what else.
    """
    tlp = wish.marking.value if isinstance(wish.marking, Tlp) else ""
    if wish.format is None and is_document(body):
        return begin(node, name, body, author=author, tlp=tlp, source=wish.source)
    try:
        return node.workspace.import_file(name, body, wish, author)
    except UnreadableError as error:
        demand_prose(name, body, wish, error)
    return begin(node, name, body, author=author, tlp=tlp, source=wish.source)


def demand_prose(name: str, body: bytes, wish: Wish, error: UnreadableError) -> None:
    """Go on only where what no importer could read is a text that a person reads.

    Raises:
        UnknownDocumentError: it is something that nobody reads here: a picture, an archive, a program.
        UnreadableError: the error, which says best what is wrong.
    """
    if wish.format is not None or not isinstance(error, _NOT_OURS) or is_data(body):
        raise error
    kind = kind_of(body)
    if kind not in KINDS and not body.startswith(GZIP_MAGIC):
        raise UnknownDocumentError(name, kind, KINDS) from error
    is_listing = isinstance(error, NotTextError) and _is_listing(name, body, wish)
    if kind not in KINDS or is_listing:
        raise error


def _is_listing(name: str, body: bytes, wish: Wish) -> bool:
    """Whether bytes of an older encoding are a table or a list, which is no document to be reviewed."""
    try:
        return text_format(name, decoded(body), wish) in {"csv", "list"}
    except UnknownFormatError:
        return False
