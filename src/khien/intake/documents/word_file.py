"""DOCX: an archive of XML files (ECMA-376); the text of the body, its notes, comments and margins, and its links.

Nothing but the parts with text is unpacked. XML with a document type is refused, so that no entity can
grow or name a file.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from khien.intake.documents.failures import (
    BrokenDocumentError,
    DoctypeError,
    EncryptedError,
    TooMuchError,
)
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import Facts, Manuscript
from khien.intake.documents.paper import Prose
from khien.intake.reporting import Remark
from khien.model.reasons import reason_of

_RULE: Final = "ECMA-376 DOCX"
_BODY: Final = "word/document.xml"
_BESIDE: Final = re.compile(r"word/(?:footnotes|endnotes|comments|(?:header|footer)\d*)\.xml")
_UNREAD: Final = re.compile(r"word/(?:vbaProject\.bin|embeddings/.+|media/.+|activeX/.+)")
_FIELD_LINK: Final = re.compile(r'HYPERLINK\s+"([^"]{1,4096})"')
_GONE: Final = frozenset({"del", "moveFrom", "Fallback"})
_WORDS: Final = frozenset({"t", "instrText"})
_OFF: Final = frozenset({"0", "false", "off"})  # ECMA-376 part 1 §22.9.2.7
_ENCRYPTED: Final = 0x1  # ZIP APPNOTE §4.4.4, bit 0
_MOST_GROWTH: Final = 400  # deflate cannot pack prose more than this; what claims more is a bomb
_MOST_DEPTH: Final = 400


def read_docx(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """The text of a Word file.

    Raises:
        BrokenDocumentError: no such archive, or XML that is none.
        EncryptedError: an entry needs a password.
        DoctypeError: XML that declares a document type.
        TooMuchError: more entries, more unpacked bytes or more text than the limits.
    """
    try:
        with ZipFile(BytesIO(body)) as archive:
            entries = {one.filename: one for one in archive.infolist()}
            if len(entries) > limits.max_parts:
                raise TooMuchError(name, limits.max_parts, "parts")
            parts = _Parts(name, archive, entries, limits)
            return _prose(name, parts, sorted(entries), limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BrokenDocumentError(name, _RULE, reason_of(error)) from error


class _Parts:
    """The XML of the archive, unpacked within limits."""

    def __init__(
        self,
        name: str,
        archive: ZipFile,
        entries: Mapping[str, ZipInfo],
        limits: DocumentLimits,
    ) -> None:
        self._name, self._archive, self._entries = name, archive, entries
        self._room = limits.max_unpacked_bytes
        self._most = limits.max_unpacked_bytes

    def xml(self, place: str) -> bytes:
        """One part; nothing where the archive has none. An entry never gives more than it claims."""
        entry = self._entries.get(place)
        if entry is None:
            return b""
        if entry.flag_bits & _ENCRYPTED:
            raise EncryptedError(self._name)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BrokenDocumentError(self._name, _RULE, f"{place}: {entry.compress_type}")
        packed = max(entry.compress_size, 1)
        self._room -= entry.file_size
        if self._room < 0 or entry.file_size > packed * _MOST_GROWTH + 65_536:
            raise TooMuchError(self._name, self._most, "bytes")
        try:
            return self._archive.read(entry)
        except (OSError, ValueError) as error:  # an offset that leads nowhere
            raise BrokenDocumentError(self._name, _RULE, reason_of(error)) from error


def _prose(name: str, parts: _Parts, places: list[str], limits: DocumentLimits) -> Prose:
    whole = parts.xml(_BODY)
    if not whole:
        raise BrokenDocumentError(name, _RULE, _BODY)
    written = Manuscript(name, limits)
    unseen: Counter[str] = Counter()
    _Body(name, written, _links(name, parts, _BODY), unseen).read(whole)
    for place in filter(_BESIDE.fullmatch, places):
        written.begin_part("footer", place)
        _Body(name, written, _links(name, parts, place), unseen).read(parts.xml(place))
        written.end_part(place)
    facts = Facts()
    core = parts.xml("docProps/core.xml")
    if core:
        _read_facts(name, core, facts)
    remarks = [Remark(f"document.{code}", str(count), "") for code, count in unseen.items()]
    remarks += [Remark("document.part-unread", p, p) for p in places if _UNREAD.fullmatch(p)]
    return written.prose(facts, tuple(remarks))


def _links(name: str, parts: _Parts, place: str) -> dict[str, str]:
    """The targets of a part by their id (ECMA-376 part 2 §9.3)."""
    folder, _, file = place.rpartition("/")
    found: dict[str, str] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if _local(tag) == "Relationship" and given.get("TargetMode") == "External":
            found[given.get("Id", "")] = given.get("Target", "")

    raw = parts.xml(f"{folder}/_rels/{file}.rels")
    if raw:
        _parse(name, raw, start, lambda _: None, lambda _: None)
    return found


def _read_facts(name: str, raw: bytes, facts: Facts) -> None:
    names = {"title": "title", "language": "language", "created": "published"}
    said: list[str] = []

    def end(tag: str) -> None:
        known = names.get(_local(tag))
        if known:
            setattr(facts, known, "".join(said).strip())
        said.clear()

    _parse(name, raw, lambda _tag, _given: said.clear(), end, said.append)


class _Body:
    """Reads the text of one part (ECMA-376 part 1 §17).

    What was deleted, or moved away from here, while changes were tracked (§17.13.5) is not part of the
    document, nor is a run that is hidden (§17.3.2.41) or the second form of a shape (part 3 §10.2). How
    often text was left out so is counted in `unseen`; what was moved stands where it was moved to.
    """

    def __init__(
        self, name: str, written: Manuscript, targets: Mapping[str, str], unseen: Counter[str]
    ) -> None:
        self._name, self._written, self._targets = name, written, targets
        self._unseen = unseen
        self._text: list[str] | None = None
        self._command: list[str] = []  # of a field; Word cuts it into several runs
        self._fields = 0  # links that began as a field (§17.16.5.25)
        self._gone: list[str] = []  # open elements whose text is left out
        self._hidden = False  # the run that is open

    def read(self, raw: bytes) -> None:
        """Write what stands in it."""
        _parse(self._name, raw, self._start, self._end, self._data)
        self._written.line()

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = _local(tag)
        if name in _GONE:
            self._gone.append(name)
        elif name in _WORDS:
            self._text = []
        elif name == "delText":
            self._unseen["deleted"] += 1
        elif not self._gone:
            self._begin(name, given)

    def _begin(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "r":
                self._hidden = False
            case "vanish":
                self._hidden = given.get(_key(given, "val"), "true") not in _OFF
            case "tab" | "tc":
                self._written.write("\t", as_is=True)
            case "br" | "cr":
                self._written.write("\n", as_is=True)
            case "tbl":
                self._written.begin_part("table", "table")
            case "pStyle" if (
                given.get(_key(given, "val"), "").lower().startswith(("heading", "title"))
            ):
                self._written.begin_part("heading", "heading")
            case _:
                self._begin_link(name, given)

    def _begin_link(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "hyperlink":
                self._written.begin_link(self._targets.get(given.get(_key(given, "id"), ""), ""))
            case "fldSimple":
                field = _FIELD_LINK.search(given.get(_key(given, "instr"), ""))
                self._written.begin_link(field[1] if field else "")  # §17.16.19
            case "fldChar":
                self._command.clear()
                if given.get(_key(given, "fldCharType")) == "end" and self._fields:
                    self._fields -= 1
                    self._written.end_link()
            case _:
                pass

    def _end(self, tag: str) -> None:
        name = _local(tag)
        if name in _GONE:
            self._gone.pop()
        elif name in _WORDS:
            self._keep(name, "".join(self._text or ()))
            self._text = None
        elif not self._gone:
            self._close(name)

    def _close(self, name: str) -> None:
        match name:
            case "p":
                self._written.end_part("heading")
                self._written.line()
            case "tbl":
                self._written.end_part("table")
            case "hyperlink" | "fldSimple":
                self._written.end_link()
            case _:
                pass

    def _keep(self, name: str, text: str) -> None:
        if self._gone:
            return
        if name == "instrText":
            self._begin_field(text)
        elif self._hidden:
            self._unseen["hidden"] += 1
        else:
            self._written.write(text, as_is=True)

    def _begin_field(self, piece: str) -> None:
        self._command.append(piece)
        field = _FIELD_LINK.search("".join(self._command))
        if field:
            self._command.clear()
            self._fields += 1
            self._written.begin_link(field[1])

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _key(given: Mapping[str, str], local: str) -> str:
    """How an attribute is written, with its prefix."""
    return next((key for key in given if _local(key) == local), "")


def _parse(
    name: str,
    raw: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Walk through XML without building a tree; a document type ends it."""
    depth = 0

    def opened(tag: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise TooMuchError(name, _MOST_DEPTH, "levels")
        start(tag, given)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag)

    def refused(*_declared: object) -> None:
        raise DoctypeError(name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = refused
    try:
        parser.Parse(raw, True)  # noqa: FBT003 -- expat's own signature: this is all of it
    except expat.ExpatError as error:
        raise BrokenDocumentError(name, "XML 1.0", str(error)) from error
