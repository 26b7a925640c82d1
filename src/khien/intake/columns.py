"""What each column of a table holds, told by its header or by its cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from unicodedata import normalize

from khien.intake.observed import observe
from khien.model.stix import is_object_id

ROLES: Final = ("value", "type", "tags", "date", "comment", "source", "confidence")

# Words of a header, joined and in lower case, that announce a role; two languages.
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "value": (
        "value", "indicator", "ioc", "iocvalue", "indicatorvalue", "observable", "domain",
        "domainname", "host", "hostname", "fqdn", "ip", "ipaddress", "ipv4", "ipv6", "dstip", "cidr",
        "url", "urls", "hash", "md5", "md5hash", "sha1", "sha1hash", "sha256", "sha256hash",
        "sha512", "email", "giátrị", "tênmiền", "địachỉip", "mãbăm",
    ),
    "type": ("type", "ioctype", "indicatortype", "observabletype", "kind", "loại", "kiểu"),
    "tags": (
        "tags", "tag", "labels", "label", "malware", "malwareprintable", "threat", "threattype",
        "family", "signature", "nhãn", "thẻ",
    ),
    "date": (
        "date", "datetime", "timestamp", "time", "firstseen", "firstseenutc", "dateadded", "created",
        "createdat", "ngày", "ngàypháthiện", "ngàyghinhận", "thờigian", "thờiđiểm",
    ),
    "comment": (
        "comment", "comments", "description", "notes", "note", "info", "title", "ghichú", "môtả",
    ),
    "source": (
        "source", "reference", "references", "link", "permalink", "tweet", "report", "nguồn",
        "thamchiếu", "thamkhảo",
    ),
    "confidence": ("confidence", "confidencelevel", "độtincậy"),
}  # fmt: skip
_NAMES: Final = {word: role for role, words in _HEADERS.items() for word in words}

# What feeds write in a type column → the kinds of `observed` that agree with it.
_ADDRESS: Final = frozenset({"ipv4", "ipv6", "cidr"})
KINDS_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("domain", "hostname", "fqdn", "host", "domain-name"), frozenset({"domain"})),
    **dict.fromkeys(("ip", "ipv4", "ipv6", "ip-dst", "ip-src", "ip:port", "cidr"), _ADDRESS),
    **dict.fromkeys(("ipv4-addr", "ipv6-addr", "address"), _ADDRESS),
    **dict.fromkeys(("url", "uri", "link"), frozenset({"url"})),
    **dict.fromkeys(("email", "email-addr", "email-src"), frozenset({"email"})),
    **dict.fromkeys(("md5", "md5_hash", "filehash-md5"), frozenset({"md5"})),
    **dict.fromkeys(("sha1", "sha1_hash", "sha-1", "filehash-sha1"), frozenset({"sha1"})),
    **dict.fromkeys(("sha256", "sha256_hash", "sha-256", "filehash-sha256"), frozenset({"sha256"})),
    **dict.fromkeys(("sha512", "sha512_hash", "sha-512"), frozenset({"sha512"})),
    **dict.fromkeys(("hash", "file"), frozenset({"md5", "sha1", "sha256", "sha512"})),
}

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_LINES: Final = 200
_MOST: Final = 0.9  # share of the sample that must agree
_HALF: Final = 0.5
_EPOCH_SECONDS: Final = re.compile(r"[0-9]{9,10}")
_WORD: Final = re.compile(r"[\W_]+")
_OURS: Final = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]|ngày")
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_VIETNAM: Final = timezone(timedelta(hours=7))

Roles = dict[str, tuple[int, ...]]


def delimiter_of(text: str) -> str | None:
    """The sign between the columns, or None when this is no table."""
    lines = [line for line in _first_lines(text) if not line.startswith("#")]
    best: tuple[int, str] | None = None
    for sign in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:
            continue
        if not widths:
            return None
        width, count = widths.most_common(1)[0]
        steady = width > 1 and count >= _MOST * widths.total()
        if steady and (best is None or width > best[0]):
            best = (width, sign)
    return None if best is None else best[1]


def _first_lines(text: str) -> list[str]:
    start = text[: _SAMPLE_LINES * 1000].split("\n", _SAMPLE_LINES)
    lines = start[:_SAMPLE_LINES] if len(start) > _SAMPLE_LINES else start
    return [line for line in lines if line.strip()]


def role_named(header: str) -> str | None:
    """The role that a header announces, in English or Vietnamese, or None."""
    return _NAMES.get(_WORD.sub("", normalize("NFC", header).strip().lower()))


def is_header(row: Sequence[str]) -> bool:
    """Whether a first row names the columns: a known name in it, and no indicator."""
    return any(role_named(cell) for cell in row) and not any(observe(cell) for cell in row)


def roles_by_header(header: Sequence[str]) -> Roles:
    """Roles by name; several columns may hold values, else the first of a role counts."""
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        role = role_named(cell)
        if role is not None:
            found.setdefault(role, []).append(index)
    if "value" in found and "type" in found:
        general = [i for i in found["value"] if _WORD.sub("", header[i].lower()) in _GENERAL]
        found["value"] = general or found["value"]
    return {role: tuple(at if role == "value" else at[:1]) for role, at in found.items()}


_GENERAL: Final = frozenset({"value", "indicator", "ioc", "iocvalue", "indicatorvalue", "giátrị"})


def without_names(roles: Roles, rows: Sequence[Sequence[str]]) -> Roles:
    """The roles without columns that name objects by their STIX ids, as a list of ours does beside each value."""
    several = roles.get("value", ())
    cells = {i: [row[i].strip() for row in rows if i < len(row)] for i in several}
    held = tuple(i for i in several if _share(map(is_object_id, cells[i])) < _MOST)
    return {**roles, "value": held} if held else roles


def roles_by_content(rows: Sequence[Sequence[str]]) -> Roles:
    """Roles by what the cells of a sample hold; no `value` in the answer when no column has any."""
    columns = [
        [row[i].strip() for row in rows if i < len(row)]
        for i in range(max(map(len, rows), default=0))
    ]
    kinds = [[_kind(cell) for cell in column] for column in columns]
    type_at = _first(
        i for i, column in enumerate(columns) if _share(_is_type(c) for c in column) >= _MOST
    )
    types = [] if type_at is None else columns[type_at]
    scores = [_score(column, types) for column in kinds]
    value_at = _first(
        i for i, score in enumerate(scores) if score >= _HALF and score == max(scores)
    )
    if value_at is None:
        return {}
    roles: Roles = {"value": (value_at,)}
    shares = {
        "tags": [_share(cell.startswith("#") for cell in column if cell) for column in columns],
        "date": [_share(parse_date(cell) is not None for cell in column) for column in columns],
        "source": [_share(kind == "url" for kind in column) for column in kinds],
    }
    free = [i for i in range(len(columns)) if i not in (value_at, type_at)]
    for role, share in shares.items():
        at = _first(i for i in free if share[i] >= _MOST)
        if at is not None:
            roles[role] = (at,)
    return roles | ({} if type_at is None else {"type": (type_at,)})


def _first(found: Iterable[int]) -> int | None:
    return next(iter(found), None)


def _share(truths: Iterable[bool]) -> float:
    known = list(truths)
    return sum(known) / len(known) if known else 0.0


def _kind(cell: str) -> str:
    found = observe(cell)
    return "" if found is None else found.kind


def _is_type(cell: str) -> bool:
    return cell.lower() in KINDS_OF_TYPE


def _score(kinds: Sequence[str], types: Sequence[str]) -> float:
    """How well a column holds indicators; where a type column stands, how well the two agree."""
    if not types:
        return _share(bool(kind) for kind in kinds)
    pairs = zip(kinds, types, strict=False)
    return _share(kind in KINDS_OF_TYPE.get(name.lower(), ()) for kind, name in pairs)


def is_vietnamese(header: Sequence[str]) -> bool:
    """Whether a header has a letter that hardly any other language writes: ngày, tên miền, địa chỉ."""
    return any(_OURS.search(normalize("NFC", cell).lower()) for cell in header)


def parse_date(cell: str, *, day_first: bool = False) -> datetime | None:
    """ISO 8601 or Unix seconds, UTC where no offset stands; None for anything else.

    Days written as `03/04/2026` are not guessed at, since half of the world means April, but read
    where the table says by its language what it means (`day_first`); such a day begins in Việt Nam.
    """
    written = _DAY.fullmatch(cell) if day_first else None
    try:
        if written is not None:
            day, month, year = map(int, written.groups())
            return datetime(year, month, day, tzinfo=_VIETNAM).astimezone(UTC)
        if _EPOCH_SECONDS.fullmatch(cell):
            return datetime.fromtimestamp(int(cell), UTC)
        read = datetime.fromisoformat(cell.removesuffix(" UTC"))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
