"""URLs, e-mail addresses, domains and IP addresses. Each search starts at a sign that is rare in prose."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

from khien.intake.domain_names import DomainName, parse_domain
from khien.intake.extraction.common_words import word_set
from khien.intake.extraction.look_alikes import reads_like
from khien.intake.extraction.page import FULL_LINE, Page, Spot
from khien.intake.extraction.refanging import label_start
from khien.intake.extraction.suffixes import (
    BOTH,
    FILE_ENDINGS,
    beside_file,
    leans_to_file,
    registrable,
)
from khien.intake.extraction.torn import whole_name
from khien.intake.observed import observe_url

_SCHEME_SIGN: Final = re.compile("://")
_URL_REST: Final = re.compile(r"[^\s<>\"'`|\\^{}“”„«»‘’\x00-\x1f\x7f]{1,4096}")
_CLOSING: Final = ".,;:!?…*_~+"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_SCHEME_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,15}\Z")
_HOST_SCHEMES: Final = word_set(
    "http https ftp ftps sftp tcp udp ws wss ldap ldaps rtsp smb ssh telnet socks5 socks4 git svn irc ircs smtp imap "
    "stratum+tcp stratum+ssl stratum mongodb redis mysql postgres rdp vnc dns tls ssl kcp quic"
)
_INNER_DOT: Final = re.compile(r"\.(?=\w)")
_MORE_LABELS: Final = re.compile(r"(?:\.[\w-]{1,63}){1,100}")
_AT: Final = re.compile(r"@(?=[\w\[])")
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&*+/=?^_{|}~.'-]{1,64}\Z")  # RFC 5321 §4.5.3.1
_HOST_AHEAD: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}")
_PORT: Final = re.compile(r":([0-9]{1,5})(?!\w|\.\w)")
_PREFIX: Final = re.compile(r"/([0-9]{1,3})(?!\w|\.\w)")
_PATH_AHEAD: Final = re.compile(r"(?::[0-9]{1,5})?/[^\s<>\"'`|\\^{}“”„«»‘’,;]{0,2048}")
_COLON: Final = re.compile(r":(?=[0-9a-fA-F]{0,4}:)")  # the first of two or more
_SIX_REST: Final = re.compile(r"[0-9a-fA-F:.]{1,45}")
_SIX_CHARS: Final = frozenset("0123456789abcdefABCDEF:")
_MAC: Final = re.compile(
    r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})(?![\w:-])"
)
_DASHED_MAC: Final = re.compile(
    r"-[0-9A-Fa-f]{2}-(?=[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}(?![\w-]))"
)
_DECIMAL: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_RANGE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3})-([0-9]{1,3}(?:\.[0-9]{1,3}){3})")
_VERSION: Final = re.compile(
    r"(?:\bv|\bversions?|\bver\.?|\brelease|build|firmware|phiên bản|bản)[ :]{0,2}[vV]?\Z"
)
_SECTION: Final = re.compile(
    r"(?:điều|mục|khoản|bảng|hình|bước|phụ lục|tiểu mục|sections?|chapter|clause|table|figure|step|appendix|chương|§)[ :]{0,2}\Z"
)
# How the words of both end, for a quick look.
_NUMBERED: Final = (
    "v", "version", "versions", "ver", "ver.", "release", "build", "firmware", "bản", "điều", "mục", "khoản", "bảng", "hình", "bước",
    "lục", "section", "sections", "chapter", "clause", "table", "figure", "step", "appendix", "chương", "§",
)  # fmt: skip
# What precedes the dot in code, names of platforms and reversed names of packages.
_CODE_HEADS: Final = word_set(
    "this self document window console math process module os sys string array object system java javax android "
    "std microsoft.net com org net io"
)
_LONG_NUMBER: Final = 6  # `zalo.me/0987654321` is a page, `one.com/2` is two things
_VARIABLES: Final = word_set(
    "file str list response request data result session client socket app node event form input output config user item obj element el doc body path img"
)
_METHODS: Final = word_set(
    "read name id call search run open move next download style link click play show page map select audio video host zip md data"
)
_PLATFORMS: Final = frozenset({"asp.net", "vb.net", "ado.net", "ml.net", "paint.net", "node.js", "vue.js", "next.js",
    "react.js", "angular.js", "three.js", "d3.js", "express.js", "socket.io", "system.io", "jquery.js"})  # fmt: skip
_LOCAL_ENDINGS: Final = (
    ".local",
    ".localdomain",
    ".lan",
    ".corp",
    ".internal",
    ".intranet",
    ".home",
    ".nottld",
    ".test",
    ".example",
    ".invalid",
    ".localhost",
)


def find_urls(page: Page) -> None:
    """Everything with `://` and a host after it, up to where the sentence goes on."""
    text = page.text
    for sign in _SCHEME_SIGN.finditer(text):
        head = _SCHEME_NAME.search(text, max(0, sign.start() - 16), sign.start())
        if head is None or not _HAS_HOST.match(text, sign.end()):
            continue
        start = _scheme_start(text, head.start(), sign.start())
        if text[start : sign.start()].lower() not in _HOST_SCHEMES or not page.is_free(
            sign.start(), sign.end()
        ):
            continue
        end, value = _whole_url(text, start, sign.end())
        found = observe_url(value)
        if found is not None:
            note = found.warnings[0].detail if found.warnings else ""
            page.take(Spot("url", found.value, start, end, note))


def _whole_url(text: str, start: int, host: int) -> tuple[int, str]:
    """Where a URL ends, and its text; a page may have been too narrow for it."""
    rest = _URL_REST.match(text, host)
    whole = "" if rest is None else rest[0]
    end = host + len(_trimmed(whole))
    bracketed = _BRACKETED.match(text, end) if text[start - 1 : start] == "<" else None
    if bracketed is not None:
        return bracketed.end(), "".join(text[start : bracketed.end()].split())
    if text[start - 1 : start] == "," and "," in whole:  # a field of a table in commas
        end = min(end, text.index(",", host))
    more = _CONTINUED.match(text, end) if end == host + len(whole) else None
    if more is None or not (
        text[end - 1] in _OPEN_ENDS
        or more["rest"][0] in "=&?%"
        or (text[end - 1] == "/" and more["rest"][0] != "-" and _fills_line(text, start, end))
        or (text[end - 1] == "/" and _ASKS.fullmatch(more["rest"]))
    ):
        return end, text[start:end]
    return more.end(), text[start:end] + more["rest"]


def _fills_line(text: str, start: int, end: int) -> bool:
    """Whether a URL with a path ends where a full line ends."""
    return (
        end - text.rfind("\n", 0, end) > FULL_LINE
        and text.find("/", text.find("//", start) + 2) < end - 1
    )


_HAS_HOST: Final = re.compile(
    r"(?:[^\s/?#@]{0,200}@)?(?:\[[0-9a-fA-F:.]{2,45}\]|[^\s/?#:@\[\]]{1,253}\.[^\s/?#:@\[\]]{1,63})"
)
# RFC 3986 appendix C: between `<` and `>`, blanks and line ends are no part of a URL.
_BRACKETED: Final = re.compile(r"(?:\n[ \t]{0,24}[^\s<>\"'`|\\^{}“”]{1,400}){1,8}(?=>)")
_ASKS: Final = re.compile(r"[\w./-]{1,300}\?[\w.%-]{1,40}=[^\s]{0,300}")
_OPEN_ENDS: Final = "-=&?_%"
# The rest of a URL that a page was too narrow for: no other URL, and not a word.
_CONTINUED: Final = re.compile(
    r"\n(?P<rest>(?=[^\s/:]{1,200}[-/=&]|[=&])[^\s<>\"'`|\\^{}“”„«»‘’]{2,400}(?<![.,;:)]))(?!://)"
)


def find_link_targets(page: Page) -> None:
    """Close the targets of Markdown links that stay on the same site: page furniture, no values."""
    for pattern in (_TARGET, _LINK_MACRO):
        for found in pattern.finditer(page.text):
            if "://" not in found["target"] and "@" not in found["target"]:
                page.close(*found.span("target"))


_LINK_MACRO: Final = re.compile(r"link:(?P<target>[^\s\[\]]{1,300})\[")  # AsciiDoc
_TARGET: Final = re.compile(r"\]\((?P<target>(?:[./]|[\w-]{1,40}/)[^\s()\n]{1,300})\)")


def _scheme_start(text: str, start: int, end: int) -> int:
    """Skip what is stuck to the scheme: `URLhttp://` and `xhttps://` still hold `http`."""
    written = text[start:end].lower()
    for name in ("https", "http"):
        if written.endswith(name) and written not in _HOST_SCHEMES:
            return end - len(name)
    return start


def _trimmed(rest: str) -> str:
    """A URL without the punctuation of the sentence that it stands in."""
    bracket = rest.find("[", 1)
    if bracket > 0 and not rest.startswith("["):
        rest = rest[:bracket]  # AsciiDoc: https://host/path[text]
    while rest[-1:] and (rest[-1] in _CLOSING or _closes_nothing(rest)):
        rest = rest[:-1]
    return rest.partition("](")[0]


def _closes_nothing(rest: str) -> bool:
    last = rest[-1]
    return last in _PAIRS and rest.count(last) > rest.count(_PAIRS[last])


def find_emails(page: Page) -> None:
    """`local@host` with a host that can exist."""
    text = page.text
    for sign in _AT.finditer(text):
        at = sign.start()
        head = _LOCAL_PART.search(text, max(0, at - 64), at)
        host = _HOST_AHEAD.match(text, at + 1)
        if head is None or host is None:
            continue
        name = parse_domain(host[0].rstrip("-_"))
        start = at - len(head[0].lstrip(".'/*_={|}~-#$%&!?^+"))
        if name is None or start == at or not (registrable(name.name) or _is_local(name.name)):
            continue
        end = at + 1 + len(host[0].rstrip("-_"))
        local = text[start:at]
        note = reads_like(name)
        value = f"{local}@{name.name}"
        page.take(Spot("email", value, start, end, note, personal=local.lower() not in ROLES))


ROLES: Final = word_set(
    "info support noreply no-reply donotreply contact admin administrator abuse postmaster webmaster hostmaster security cert "
    "soc csirt sales help helpdesk service services office press media marketing hr jobs billing news newsletter lienhe hotro "
    "cskh tuyendung banbientap toasoan vanphong vanthu ir root intel threatintel"
)
"""Mailboxes of an office, not of a person."""


def find_six(page: Page) -> None:
    """IPv6 addresses and networks, and MAC addresses, all found by their colons."""
    text = page.text
    done = 0
    for sign in _COLON.finditer(text):
        at = sign.start()
        if at < done or not page.is_free(at, at + 1):
            continue
        start = at
        lowest = max(done, at - 5)
        while start > lowest and text[start - 1] in _SIX_CHARS:
            start -= 1
        run = _SIX_REST.match(text, start)
        done = at + 1 if run is None else run.end()
        if run is not None and not (
            start and (text[start - 1].isalnum() or text[start - 1] in "_.")
        ):
            _take_six(page, start, run[0].rstrip(".:") if not run[0].endswith("::") else run[0])
    for sign in _DASHED_MAC.finditer(text):
        _take_mac(page, sign.start() - 5)


def _take_six(page: Page, start: int, written: str) -> None:
    if (
        _take_mac(page, start)
        or page.text[start + len(written) : start + len(written) + 1].isalnum()
    ):
        return
    groups = [group for group in written.split(":") if group]
    if len(groups) < 3 and not any(c.isdigit() for c in written):
        return
    try:
        address = ipaddress.IPv6Address(written)
    except ValueError:
        return
    # `::1` and `::` say nothing about anybody, and `3:2::6:4` is a ratio.
    if len(groups) < 2 or max(map(len, groups)) < _A_GROUP:
        return
    _take_address(page, start, start + len(written), str(address), 128)


_A_GROUP: Final = 3  # digits that a group of an address has where the others have fewer


def _take_mac(page: Page, start: int) -> bool:
    found = _MAC.match(page.text, start) if start >= 0 else None
    if found is None or (
        start and (page.text[start - 1].isalnum() or page.text[start - 1] in ":-")
    ):
        return False
    page.take(Spot("mac", found[0].replace("-", ":").lower(), *found.span(), personal=True))
    return True


def _take_address(page: Page, start: int, end: int, address: str, widest: int) -> None:
    """An address, with the prefix length or port that follows it."""
    text = page.text
    family = "ipv4" if widest == 32 else "ipv6"
    after = text[end : end + 1]
    prefix = _PREFIX.match(text, end) if after == "/" else None
    if prefix is not None and 0 < int(prefix[1]) < widest:
        network = ipaddress.ip_network(f"{address}/{prefix[1]}", strict=False)
        page.take(Spot("cidr", str(network), start, prefix.end()))
        return
    if after == "]" and text[start - 1 : start] == "[":
        port = _PORT.match(text, end + 1)
    else:
        port = _PORT.match(text, end) if after == ":" else None
    note = f"port {port[1]}" if port is not None and 0 < int(port[1]) < 65536 else ""
    page.take(Spot(family, address, start, end, note))


def find_hosts(page: Page) -> None:
    """Domains, IPv4 addresses and bare file names: everything with a dot inside."""
    text = page.text
    done = 0
    for dot in _INNER_DOT.finditer(text):
        at = dot.start()
        if at < done:
            continue
        labels = _MORE_LABELS.match(text, at)
        if labels is not None and not page.is_free(at, at + 1) and text[at - 1].isalnum():
            done = labels.end()
            continue
        start = label_start(text, at)
        if labels is None or start == at:
            done = at + 1
            continue
        done = labels.end()
        if not page.is_free(start, done):
            continue
        _take_host(page, start, done)


def _take_host(page: Page, start: int, end: int) -> None:
    text = page.text
    written = text[start:end].strip("-_")
    if (
        text[start] == "_"
        and text[end - 1] != "_"
        and start + 1 < end
        and text[start + 1].isalnum()
    ):
        written = text[start:end].rstrip("-")  # `_dmarc.a.vn`; between two it is emphasis
    else:
        start += len(text[start:end]) - len(text[start:end].lstrip("-_"))
    end = start + len(written)
    if text[start - 1 : start] == "%":  # `%2Fevil.com`: inside an encoded URL
        start, written = start + 2, written[2:]
    if not written or written[0] == ".":
        return
    if written[0].isdigit() and written.replace(".", "").isdigit():
        _take_four(page, start, end, written)
        return
    both = _RANGE.fullmatch(written) if written[0].isdigit() else None
    if both is not None:
        for group in (1, 2):
            _take_address(page, start + both.start(group), start + both.end(group), both[group], 32)
        return
    if _is_torn(page, start, end):
        return
    defanged = page.clean.was_defanged(start, end)
    name = parse_domain(written)
    if name is None or not _may_be_domain(page, start, end, name, defanged=defanged):
        return
    if not _take_with_path(page, start, end, name, defanged=defanged):
        _take_bare(page, start, end, name, defanged=defanged)


def _take_with_path(page: Page, start: int, end: int, name: DomainName, *, defanged: bool) -> bool:
    """Take a host with the path that follows it as a URL, and say whether there was one."""
    path = _PATH_AHEAD.match(page.text, end)
    if path is not None and len(path[0].rstrip("/.")) > 1 and not path[0].endswith("/)"):
        rest = _trimmed(path[0])
        if rest.strip("/:0123456789") or len(rest) > _LONG_NUMBER or defanged:
            note = reads_like(name)
            page.take(
                Spot(
                    "url",
                    name.name + rest.rstrip("/") if len(rest) > 1 else name.name,
                    start,
                    end + len(rest),
                    note,
                )
            )
            return True
    return False


def _is_torn(page: Page, start: int, end: int) -> bool:
    """Whether a blank tore a name apart; then the whole of it was taken."""
    text = page.text
    if text[start - 1 : start] != " " or text[start - 2 : start + 1].isascii():
        return False
    begin, whole = whole_name(text, start, end)
    if begin == start or not page.is_free(begin, end):
        return False
    _take_torn(page, begin, end, whole)
    return True


def _take_torn(page: Page, start: int, end: int, written: str) -> None:
    """A name that lay in pieces, with its scheme and path; of a tail alone nothing is taken."""
    text = page.text
    name = parse_domain(written)
    page_ahead = _PATH_AHEAD.match(text, end)
    rest = "" if page_ahead is None else _trimmed(page_ahead[0])
    scheme = _TORN_SCHEME.search(text, max(0, start - 8), start)
    if name is None or not registrable(name.name):
        page.close(start, end)
    elif scheme is not None or len(rest) > 1:
        begin, head = (start, "") if scheme is None else (scheme.start(), scheme[0].lower())
        value = f"{head}{name.name}{rest.rstrip('/')}"
        page.take(Spot("url", value, begin, end + len(rest), reads_like(name)))
    else:
        page.take(Spot("domain", name.name, start, end, reads_like(name)))


_TORN_SCHEME: Final = re.compile(r"(?:https?|ftp)://\Z", re.IGNORECASE)


def _take_bare(page: Page, start: int, end: int, name: DomainName, *, defanged: bool) -> None:
    if name.name.endswith(".app") and not defanged and beside_file(page.before(start, 60)):
        page.take(Spot("file-name", page.text[start:end], start, end))
    else:
        kind = "domain" if registrable(name.name) else "host-name"
        page.take(Spot(kind, name.name, start, end, reads_like(name)))


def _take_four(page: Page, start: int, end: int, written: str) -> None:
    address = _four(written)
    if not address:
        return
    before = page.text[start - 1 : start]
    if before in ("/", "\\", "-", "_", "$") and not page.clean.was_defanged(start, end):
        return
    if before.isalpha() or before in (" ", ":", ".", "§"):
        said = "" if page.clean.was_defanged(start, end) else page.before(start, 20)
        numbered = said.rstrip(" :").endswith(_NUMBERED)
        if numbered and _SECTION.search(said):
            return
        if numbered and _VERSION.search(said):
            page.take(Spot("ipv4", address, start, end, hint="extraction.version"))
            return
    _take_address(page, start, end, address, 32)


@lru_cache(maxsize=16_384)
def _four(written: str) -> str:
    """An IPv4 address as it is written, or nothing where it is none."""
    try:
        return str(ipaddress.IPv4Address(written)) if _DECIMAL.fullmatch(written) else ""
    except ValueError:
        return ""


def _may_be_domain(page: Page, start: int, end: int, name: DomainName, *, defanged: bool) -> bool:
    """Whether a dotted word is meant as a host rather than as a file, code, or two sentences."""
    if not defanged and page.text[start:end].split(".")[0].lower() in _CODE_HEADS:
        return False
    if not registrable(name.name):
        return name.name.count(".") >= 1 and _is_local(name.name)
    if defanged:
        return True
    written = page.text[start:end]
    head, _, ending = written.rpartition(".")
    if written.lower() in _PLATFORMS or (head.lower() in _VARIABLES and ending in _METHODS):
        return False
    if ending != ending.lower() and not (written.isupper() and len(head) > 2):
        return False  # the next sentence, or a class
    if page.text[end : end + 1] == "(" or page.text[start - 1 : start] in (
        "$",
        "\\",
        "/",
        "%",
        "=",
    ):
        return page.text[start - 1 : start] == "="
    lower = name.name
    if lower.rpartition(".")[2] in FILE_ENDINGS and lower.rpartition(".")[2] in BOTH:
        word = _FILE_WORD_FIRST if lower.endswith(".com") else _FILE_WORD
        return not (leans_to_file(lower) or word.search(page.before(start, 30)))
    return True


_FILE_WORD: Final = re.compile(
    r"(?:\bfile|script|tệp|tập tin|archive|module|named|tên)s?[ :`'\"“(]{0,4}\Z"
)
# `detectives named x.com` speaks of a host, `the file named x.com` of a program of DOS.
_FILE_WORD_FIRST: Final = re.compile(
    r"(?:\bfile|script|tệp|tập tin|archive|module)s?(?: (?:named|called|tên(?: là)?))?[ :`'\"“(]{0,4}\Z"
)


def _is_local(name: str) -> bool:
    return name.endswith(_LOCAL_ENDINGS)
