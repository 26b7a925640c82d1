"""Names of actors, malware, tools, campaigns and techniques that the node holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from khien.intake.extraction.common_words import COMMON, COMMON_NAMES, is_shaped, word_set
from khien.intake.extraction.dictionary import WORD, Block, Dictionary


class Entry(NamedTuple):
    """One name or synonym: `kind` is one of `NAME_KINDS`, `ref` the id of the object that bears it."""

    name: str
    kind: str
    ref: str


class Named(NamedTuple):
    """A name found in a text."""

    entry: Entry
    start: int
    end: int


_SHORT: Final = 3
_NUMBER: Final = re.compile(r"T[0-9]{4}(?:\.[0-9]{3})?")
_TAILS: Final = frozenset(
    {
        "ransomware",
        "malware",
        "rat",
        "trojan",
        "backdoor",
        "stealer",
        "loader",
        "botnet",
        "group",
        "gang",
        "team",
        "apt",
        "spyware",
        "worm",
        "miner",
        "android",
        "windows",
        "linux",
    }
)
# What makes an ordinary word a name: the word before or after it.
_CUES: Final = word_set(
    "group apt actor actors gang team hackers ransomware malware trojan rat backdoor stealer loader botnet spyware worm family variant campaign "
    "operation operators named called dubbed known tracked aka alias nhóm mã độc chiến dịch phần tin tặc tên gọi"
)


@dataclass(frozen=True, slots=True)
class Names:
    """A compiled dictionary of names.

    A name is found whatever its case and whatever joins its words (`APT-28`, `Cobalt Strike`,
    `CobaltStrike`), except that one which is also an ordinary word must be written as a name.
    """

    entries: Dictionary[Entry] = field(default_factory=Dictionary)
    numbered: Mapping[str, str] = field(default_factory=dict)
    """The ids of techniques that the node holds, by their numbers in ATT&CK."""

    @classmethod
    def of(cls, entries: Iterable[Entry | tuple[str, str, str]]) -> Names:
        """Compile names; of two with one spelling the first counts."""
        read = [Entry(*one) for one in entries]
        known = Dictionary.of((words, entry) for entry in read for words in _spellings(entry))
        numbers = {one.name: one.ref for one in read if _NUMBER.fullmatch(one.name)}
        return cls(known, numbers)

    def in_text(self, text: str, pieces: Iterable[Block]) -> Iterator[Named]:
        """Every name in the text, longer ones before shorter ones; `pieces` are its blocks.

        An ordinary word that is used as a name once is a name wherever it is written as one.
        """
        found: list[Named] = []
        perhaps: list[Named] = []
        for entry, start, end, count in self.entries.in_blocks(pieces):
            use = _use(entry, text, start, end, count)
            if use is not _Use.OTHER:
                (found if use is _Use.NAME else perhaps).append(Named(entry, start, end))
        sure = {one.entry for one in found}
        found += [one for one in perhaps if one.entry in sure]
        found = _with_groups(text, found)
        return iter(sorted(found, key=lambda one: (one.start - one.end, one.start)))


class _Use(Enum):
    """How a text uses the words of a name."""

    NAME = 1
    PERHAPS = 2
    OTHER = 3


def _spellings(entry: Entry) -> Iterator[tuple[str, ...]]:
    words = tuple(WORD.findall(entry.name.lower()))
    if not words or not _is_usable(words):
        return
    yield words
    joined = "".join(words)
    parts = _PARTS.findall(entry.name)
    if len(words) > 1 and len(joined) > 5 and entry.kind != "technique":
        yield (joined,)
    elif len(words) == 1 and len(parts) > 1 and all(len(part) > 1 for part in parts):
        yield tuple(part.lower() for part in parts)  # `CobaltStrike`, `APT28`
    if entry.kind == "malware" and len(joined) > 4 and words[-1] != "rat":
        yield (joined + "rat",)
    if (
        len(words) > 1
        and words[-1] in _TAILS
        and _is_usable(words[:-1])
        and entry.kind in ("malware", "tool")
    ):
        yield words[:-1]


_PARTS: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+")


def _is_usable(words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    return len(joined) >= _SHORT and not joined.isdigit() and words not in _NEVER


_NEVER: Final = frozenset(
    {
        ("backdoor",),
        ("malware",),
        ("ransomware",),
        ("trojan",),
        ("worm",),
        ("tool",),
        ("group",),
        ("loader",),
        ("agent",),
        ("unknown",),
        ("test",),
        ("one",),
        ("offline",),
        ("pos",),
        ("first",),
        ("damage",),
        ("russian",),
    }
)


def _use(entry: Entry, text: str, start: int, end: int, count: int) -> _Use:
    """Whether a word that may be an ordinary one is used as a name here."""
    written = text[start:end]
    if text[start - 1 : start] in _STUCK or text[end : end + 1] in ("_", "@"):
        return _Use.OTHER
    use = _use_anywhere(entry, written, count)
    if use is not _Use.PERHAPS:
        return use
    around = WORD.findall(text[max(0, start - _NEAR) : start].lower())[-1:]
    around += WORD.findall(text[end : end + _NEAR].lower())[:1]
    if not _CUES.isdisjoint(around):
        return _Use.NAME
    return _Use.PERHAPS if written != written.lower() else _Use.OTHER


@lru_cache(maxsize=16_384)
def _use_anywhere(entry: Entry, written: str, count: int) -> _Use:
    """How the words of a name are used so far as that does not depend on what stands beside them."""
    lower = written.lower()
    if entry.kind == "technique":
        return _Use.NAME if _is_technique(written, lower, count) else _Use.OTHER
    ordinary = all(word in COMMON for word in WORD.findall(lower)) or lower in COMMON_NAMES
    if count > 1:
        named = (
            lower in _UNMISTAKABLE
            or not ordinary
            or all(piece[:1].isupper() for piece in written.split())
        )
        return _Use.NAME if named else _Use.OTHER
    if entry.kind == "actor" and written == lower and written.isalpha():
        ordinary = True  # writers give actors a capital
    if not ordinary and (written != lower or not (entry.name == lower or is_shaped(lower))):
        return _Use.NAME if len(written) > _SHORT or written == entry.name else _Use.OTHER
    as_named = entry.name.startswith(written) or written.isupper()
    return _Use.PERHAPS if as_named else _Use.OTHER


_UNMISTAKABLE: Final = frozenset(
    {"cobalt strike"}
)  # two ordinary words that mean nothing else together


def _with_groups(text: str, found: list[Named]) -> list[Named]:
    """A ransomware that is said to have affiliates is the group that rents it out, wherever no file is meant."""
    malware = [one for one in found if one.entry.kind == "malware"]
    rented = {one.entry for one in malware if _RENTED.match(text, one.end)}
    return [
        one._replace(entry=Entry(one.entry.name, "actor", ""))
        if one.entry in rented and not _FILE_MEANT.match(text, one.end)
        else one
        for one in found
    ]


_RENTED: Final = re.compile(
    r"(?:[’']s)? (?:affiliates?\b|RaaS\b|[Rr]ansomware[- ]as[- ]a[- ][Ss]ervice)"
)
_FILE_MEANT: Final = re.compile(
    r" (?:malware|payloads?|binar(?:y|ies)|samples?|encryptors?|executables?|loaders?|trojan|backdoor)\b"
)


def _is_technique(written: str, lower: str, count: int) -> bool:
    """Names of techniques are plain words: one alone, or two of every day, must be written as a name."""
    words = WORD.findall(lower)
    if lower in _THINGS:
        return False
    if count == 1:
        named = written[0].isupper() and not (written.isupper() and written.isalpha())
        return named and lower not in COMMON
    plain = all(word in COMMON or word.removesuffix("s") in COMMON for word in words)
    return count > 2 or not plain or written.istitle()


# ATT&CK's names of techniques that are things and not deeds: in a text they are only these things.
_THINGS: Final = word_set(
    "artificial intelligence;botnet;client configurations;cloud accounts;code repositories;compression;credentials;databases;digital certificates;"
    "dns;dns server;domain properties;domains;email addresses;employee names;exploits;firmware;hardware;local accounts;malware;"
    "multi-factor authentication;network devices;network topology;search engines;server;serverless;social media;social media accounts;software;tool;"
    "tools;virtual private server;vulnerabilities;web services;cloud services;network security appliances;ip addresses;default accounts;domain accounts;"
    "cdns;whois;search victim-owned websites;business relationships;container service",
    ";",
)
_STUCK: Final = frozenset({"_", "@", "\\", "/", "."})
_NEAR: Final = 24  # characters beside a name in which its cue stands


def entries_of(content: Mapping[str, Any]) -> Iterator[Entry]:
    """The names that a STIX object bears: its own, its aliases, and its numbers in catalogues.

    Take these from the objects that the node holds; what is revoked or deprecated names nothing.
    """
    kind = _KIND_OF_TYPE.get(str(content.get("type")))
    if kind is None or content.get("revoked") or content.get("x_mitre_deprecated"):
        return
    listed = [
        content.get("name"),
        *(content.get("aliases") or ()),
        *(content.get("x_mitre_aliases") or ()),
    ]
    numbers = [
        reference.get("external_id")
        for reference in content.get("external_references") or ()
        if str(reference.get("source_name")).startswith("mitre")
    ]
    for name in dict.fromkeys((*listed, *numbers)):
        if isinstance(name, str):
            yield Entry(name, kind, str(content.get("id")))


_KIND_OF_TYPE: Final = {
    "intrusion-set": "actor", "threat-actor": "actor", "malware": "malware", "tool": "tool",
    "campaign": "campaign", "attack-pattern": "technique",
}  # fmt: skip


NO_NAMES: Final = Names()
