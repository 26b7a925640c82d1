"""What stands around a record that came by syslog: RFC 5424, RFC 3164, and the lines of syslog files.

The envelope is taken off; what is inside is JSON or `key=value` pairs. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PRIORITY = rb"<[0-9]{1,3}>"
_STAMP = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_BSD_STAMP = rb"[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}"
# RFC 5424 §6: priority, version, time, host, application, process, message id; then structured data.
_NEW: Final = re.compile(
    _PRIORITY + rb"[1-9][0-9]{0,2} (\S{1,64}) \S{1,255} (\S{1,48}) \S{1,128} \S{1,32} ?"
)
# RFC 3164 §4.1, and what syslog daemons write into files: time, host, application with its number.
_OLD: Final = re.compile(
    rb"(?:"
    + _PRIORITY
    + rb")?(?:("
    + _STAMP
    + rb")|"
    + _BSD_STAMP
    + rb") (?:[^ ={\"]{1,255} )?(?:([^ :\[={\"]{1,48})(?:\[[^\]]{0,32}\])?: ?)?"
)
_BARE: Final = re.compile(_PRIORITY)
_ELEMENT: Final = re.compile(rb'\[([^ \]="]{1,255})((?: [^ \]="]{1,255}="(?:[^"\\\]]|\\.)*")*)\]')
_PAIR: Final = re.compile(
    r"""(?<![^\s,;|])([A-Za-z_@][A-Za-z0-9_.@-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;|"']*))"""
)
_ESCAPED: Final = re.compile(r"\\(.)")
_NIL = b"-"  # RFC 5424 §6: NILVALUE
_COOKIE = b"@cee:"  # the CEE syslog transport marks JSON so
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # RFC 5424 §6.4


@dataclass(frozen=True, slots=True)
class Message:
    """A message without its envelope: when it was sent, by which application, and what it says.

    `time` is empty where the envelope has none, or one without a year. `data` is RFC 5424's
    structured data.
    """

    time: str
    app: str
    data: bytes
    body: bytes

    def pairs(self) -> list[tuple[str, str]]:
        """The `key=value` pairs of structured data and body, quotes undone.

        Raises:
            UnicodeDecodeError: it is not UTF-8 text.
        """
        found = []
        for text in (self.data.decode("utf-8"), self.body.decode("utf-8")):
            for name, quoted, single, bare in _PAIR.findall(text):
                value = _ESCAPED.sub(r"\1", quoted) if quoted else single or bare
                found.append((name, value))
        return [(name, value) for name, value in found if value]


def looks_like_syslog(line: bytes) -> bool:
    """Whether a line has an envelope, or is pairs alone."""
    if _NEW.match(line) or _BARE.match(line) or _OLD.match(line):
        return True
    pair = _PAIR.match(line.decode("utf-8", "replace"))
    return pair is not None and len(pair[0]) < len(line)


def unwrapped(line: bytes) -> Message:
    """Take the envelope off; a line without one is all body."""
    new = _NEW.match(line)
    if new:
        data, body = _structured(line[new.end() :])
        return Message(_text(new[1]), _text(new[2]), data, _bare(body))
    old = _OLD.match(line) or _BARE.match(line)
    if old is None:
        return Message("", "", b"", _bare(line))
    time, app = old.groups() if old.re is _OLD else (None, None)
    return Message(_text(time), _text(app), b"", _bare(line[old.end() :]))


def _structured(rest: bytes) -> tuple[bytes, bytes]:
    if rest.startswith(_NIL):
        return b"", rest[1:]
    at, found = 0, []
    while element := _ELEMENT.match(rest, at):
        found.append(element[2])
        at = element.end()
    return b"".join(found), rest[at:]


def _bare(body: bytes) -> bytes:
    return body.strip().removeprefix(_BYTE_ORDER_MARK).removeprefix(_COOKIE).strip()


def _text(octets: bytes | None) -> str:
    return "" if octets in (None, _NIL) else (octets or b"").decode("ascii", "replace")
