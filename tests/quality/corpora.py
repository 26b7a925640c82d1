"""Texts with answer keys, read in place from the shared data; nothing of them is copied."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from khien.intake.extraction.naming import Entry, entries_of
from khien.intake.extraction.suffixes import FILE_ENDINGS, registrable
from khien.intake.observed import observe
from tests.quality.scoring import Found, plain

SHARED: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
VIETNAMESE_KEY: Final = Path(__file__).with_name("vietnamese.tsv")


@dataclass(frozen=True, slots=True)
class Sample:
    """One text with its key. `context` says of some values whether they are malicious."""

    name: str
    text: str
    key: Found
    allowed: Found = frozenset()
    context: tuple[tuple[str, str, str], ...] = ()  # (type, value, malicious or benign)
    language: str = "en"


def opened(path: Path) -> dict[str, Any]:
    """The JSON of a file, packed or not."""
    body = path.read_bytes()
    read: dict[str, Any] = json.loads(gzip.decompress(body) if path.suffix == ".gz" else body)
    return read


# --- ESET: write-ups, their own lists as the key, and MISP events on top ---------------------------------

_TICKED: Final = re.compile(r"`([^`\n]+)`")
_LINK: Final = re.compile(r"https?://[^\s\[\]<>|`+]+")
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]+")
_TECHNIQUE: Final = re.compile(r"\bT[0-9]{4}(?:\.[0-9]{3})?\b")
_NAME: Final = re.compile(r"[\w.()~+{}@-]+\.(?P<ending>[A-Za-z0-9]{1,8})")
_SPACED_NAME: Final = re.compile(r"[\w()+-][\w ()+.-]{0,80}\.[A-Za-z0-9]{2,5}")
_PATH: Final = re.compile(
    r"(?:[A-Za-z]:|%\w+%)\\[^|*?\"]+|[~]?/[\w.@$ +-]+(?:/[\w.@$ +-]+)*/?|\\\\\.\\pipe\\\S+"
)
_HIVE: Final = re.compile(r"HK(?:LM|CU|CR|U|EY_\w+)\\[^|]+")
_MISP: Final = {
    "ip-dst": "ipv4", "ip-src": "ipv4", "domain": "domain", "hostname": "domain", "url": "url", "email-src": "email",
    "email-dst": "email", "email": "email", "md5": "md5", "sha1": "sha1", "sha256": "sha256", "filename": "file-name", "regkey": "registry-key",
    "mutex": "mutex", "vulnerability": "cve",
}  # fmt: skip


def eset() -> Iterator[Sample]:
    """Each write-up. Its key: every cell, bullet and quoted word that is a value as a whole."""
    events = _events()
    for path in sorted((SHARED / "ioc/eset").glob("**/README.adoc")):
        text = path.read_text("utf-8")
        campaign = path.relative_to(SHARED / "ioc/eset").parts[0]
        key = {found for unit in _units(text) for found in _classified(unit)}
        links = {
            plain("url", link.partition("<")[0].rstrip(".,;)+"))
            for link in _LINK.findall(_armed(text))
        }
        key |= {("cve", cve.lower()) for cve in _CVE.findall(text)}
        key |= {("attack-id", number.lower()) for number in _TECHNIQUE.findall(text)}
        flat = _armed(text).lower()
        told = {pair for pair in events.get(campaign, ()) if _holds(flat, pair[1])}
        listed = frozenset(key | told)
        hosts = {
            ("domain", value.split("/")[0].split(":")[0])
            for kind, value in listed | links
            if kind == "url"
        }
        hosts |= {
            ("ipv4", value.split("/")[0].split(":")[0])
            for kind, value in listed | links
            if kind == "url"
        }
        hosts |= {("domain", value.partition("@")[2]) for kind, value in listed if kind == "email"}
        steps = {
            ("file-name", re.split(r"[\\/]", value)[-1])
            for kind, value in listed | links
            if kind in ("file-path", "url")
        }
        context = [(k, v, "malicious") for k, v in told if k not in ("cve", "file-name")]
        context += [
            (k, v, "benign")
            for k, v in links
            if "welivesecurity" in v or "misp-project" in v or "virusbulletin" in v
        ]
        yield Sample(
            campaign, text, frozenset(listed | links), frozenset(hosts | steps), tuple(context)
        )


def _holds(flat: str, value: str) -> bool:
    """Whether the text holds a value as a whole, not as the end of a longer one."""
    return re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w-])", flat) is not None


def _events() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for path in sorted((SHARED / "misp/eset").iterdir()):
        pairs = found.setdefault(path.name.partition("__")[0], set())
        for attribute in _attributes(opened(path)):
            values = str(attribute["value"]).split("|")
            both = zip(str(attribute["type"]).split("|"), values, strict=False)
            pairs |= {plain(_MISP[kind], value) for kind, value in both if kind in _MISP}
    return found


def _attributes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _attributes(one)
    elif isinstance(value, dict):
        if {"type", "value", "category"} <= value.keys():
            yield value
        for one in value.values():
            yield from _attributes(one)


def _units(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = line.strip().lstrip("*-• ").strip()
        cells = bare.strip("|").split("|") if "|" in bare else [bare]
        for cell in cells:
            ticked = _TICKED.findall(cell)
            yield from ticked
            if not ticked:
                yield cell.strip()


def _classified(unit: str) -> Iterator[tuple[str, str]]:
    written = _armed(unit).strip().strip("+` ").partition(" = ")[0].partition(" (")[0]
    if not written.startswith("\\\\"):
        written = written.removeprefix("\\")  # AsciiDoc's escape
    if _SPACED_NAME.fullmatch(written) and written.rpartition(".")[2].lower() in FILE_ENDINGS - {
        "com",
        "pl",
        "cc",
        "so",
        "app",
    }:
        yield plain("file-name", written)
        return
    if _PATH.fullmatch(written):
        yield plain("file-path", written)
        return
    if _HIVE.fullmatch(written):
        yield plain("registry-key", written)
        return
    for word in re.split(r"[\s,;]+", written) if len(written) < 300 else ():
        pair = _kind_of(word.strip("\"'()"))
        if pair is not None:
            yield pair


def _kind_of(word: str) -> tuple[str, str] | None:
    name = _NAME.fullmatch(word)
    if name is not None and name["ending"].lower() in FILE_ENDINGS - {
        "com",
        "pl",
        "cc",
        "o",
        "a",
        "c",
    }:
        return plain("file-name", word)
    found = observe(word)
    if found is None or (found.kind == "domain" and not registrable(found.value)):
        return None
    value = re.split(r"[<\[]", word)[0].rstrip("+.") if found.kind == "url" else found.value
    return plain(found.kind, value)


def _armed(text: str) -> str:
    for written, meant in (
        ("[.]", "."),
        ("(.)", "."),
        ("[:]", ":"),
        ("hxxp", "http"),
        ("[@]", "@"),
        ("[at]", "@"),
        ("+++", ""),
        ("++", ""),
    ):
        text = text.replace(written, meant)
    return text


# --- edge cases, one type a file -------------------------------------------------------------------------

_EDGE: Final = {
    "autonomous_system_number": "asn", "bank_card": "payment-card", "cpe_uri": "cpe", "cryptocurrency_btc_wallet": "coin",
    "cryptocurrency_btc_transaction": "", "cryptocurrency_eth_transaction": "coin-transaction", "cve_id": "cve", "directory": "file-path", "file_hash_md5": "md5", "file_hash_sha_256": "sha256",
    "file_hash_sha_384": "sha384", "file_hash_sha_512": "sha512", "file_name": "file-name", "host_name": "", "iban": "iban",
    "ipv4_address_only": "ipv4", "ipv4_address_port": "ipv4", "ipv6_address_cidr": "cidr", "ipv6_address_only": "ipv6", "mitre_capec": "capec", "mitre_cwe": "cwe", "phone_number": "phone",
    "windows_registry_key": "registry-key", "attack_ics.": "attack-id",
}  # fmt: skip


def edge_cases() -> Iterator[Sample]:
    """The good lines of each file that has one of our types; a bad line may give other types, not this one."""
    for path in sorted((SHARED / "text/en/extraction-types").glob("*.txt")):
        kind = next((ours for word, ours in _EDGE.items() if word in path.name), "")
        if not kind or "cwe_name" in path.name:
            continue
        good, _, bad = path.read_text("utf-8").partition("====Bad====")
        lines = [
            line.strip() for line in good.replace("====Good====", "").splitlines() if line.strip()
        ]
        for line in lines:
            yield Sample(f"{path.stem}: {line[:40]}", line, frozenset({_edge(kind, line)}))
        for line in (line.strip() for line in bad.splitlines()):
            if (
                line
                and line != "None"
                and "bank_card_" not in path.name
                and "directory" not in path.name
                and "ipv" not in path.name
            ):
                yield Sample(f"{path.stem}: not {line[:40]}", line, frozenset(), frozenset())


def _edge(kind: str, line: str) -> tuple[str, str]:
    digits = re.sub(r"[^0-9]", "", line)
    value = {
        "asn": f"AS{digits}",
        "payment-card": digits,
        "phone": "+" + digits.removeprefix("00"),
    }.get(kind, line)
    if kind in ("coin", "coin-transaction"):
        value = line
    if kind == "ipv4":
        value = line.partition(":")[0]
    if kind in ("ipv6", "cidr"):
        found = observe(line)
        value = line if found is None else found.value
    return plain(kind, value)


# --- AnnoCTR and CyNER: names ----------------------------------------------------------------------------

_CLASSES: Final = {"GROUP": "actor", "MALWARE": "malware", "TOOL": "tool"}


def annoctr() -> Iterator[Sample]:
    """Documents of AnnoCTR's development split; the key of a name is its place."""
    documents: dict[str, list[tuple[str, list[tuple[str, int, int]]]]] = {}
    with gzip.open(SHARED / "text/en/annoctr/ner_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            read = json.loads(line)
            spans = _placed(read["text"], read["tokens"], read["ce_tags"])
            named = [(_CLASSES[c], start, end) for c, start, end in spans if c in _CLASSES]
            documents.setdefault(read["id"].rpartition("__")[0], []).append((read["text"], named))
    for name, sentences in documents.items():
        yield _joined(name, sentences)


def _joined(name: str, sentences: list[tuple[str, list[tuple[str, int, int]]]]) -> Sample:
    text, key = "", set()
    for sentence, named in sentences:
        key |= {(kind, f"{len(text) + start}-{len(text) + end}") for kind, start, end in named}
        text += sentence + "\n"
    return Sample(name, text, frozenset(key))


def _placed(text: str, tokens: list[str], tags: list[str]) -> Iterator[tuple[str, int, int]]:
    """The entities that BIO tags mark, with their places in the sentence."""
    place, open_class, start, end = 0, "", 0, 0
    for token, tag in zip([*tokens, ""], [*tags, "O"], strict=True):
        at = max(text.find(token, place), place)
        if open_class and not tag.startswith("I-"):
            yield open_class, start, end
            open_class = ""
        if tag.startswith("B-"):
            open_class, start = tag[2:], at
        place = end_of = at + len(token)
        if open_class:
            end = end_of


def cyner() -> Iterator[Sample]:
    """CyNER's validation split as one text, with the places of malware."""
    tokens: list[str] = []
    tags: list[str] = []
    sentences: list[tuple[str, list[tuple[str, int, int]]]] = []
    for line in [*(SHARED / "text/en/cyner-valid.conll").read_text("utf-8").splitlines(), ""]:
        if line.strip():
            token, _, tag = line.rpartition("\t")
            tokens.append(token)
            tags.append(tag)
        elif tokens:
            text = " ".join(tokens)
            named = [
                ("malware", start, end)
                for c, start, end in _placed(text, tokens, tags)
                if c == "Malware"
            ]
            sentences.append((text, named))
            tokens, tags = [], []
    yield _joined("cyner", sentences)


# --- Việt Nam: our own key -------------------------------------------------------------------------------


def vietnamese() -> Iterator[Sample]:
    """Pages of Vietnamese documents, each with a key of ours: type, value, offset, context."""
    pages: dict[tuple[str, int, int], list[dict[str, str]]] = {}
    with VIETNAMESE_KEY.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            page = (row["file"], int(row["from"]), int(row["to"]))
            rows = pages.setdefault(page, [])
            if row["type"] != "-":
                rows.append(row)
    for (name, start, end), rows in pages.items():
        text = (SHARED / "text/vi" / name).read_text("utf-8")[start:end]
        key = frozenset(plain(row["type"], row["value"]) for row in rows)
        context = tuple(
            (*plain(row["type"], row["value"]), row["context"])
            for row in rows
            if row["context"] in ("benign", "malicious")
        )
        yield Sample(f"{name}@{start}", text, key, context=context, language="vi")


# --- the dictionary that a node would hold ---------------------------------------------------------------

_GALAXIES: Final = {
    "threat-actor": "threat-actor", "mitre-intrusion-set": "intrusion-set", "tool": "tool", "rat": "malware", "banker": "malware", "stealer": "malware",
    "backdoor": "malware", "botnet": "malware", "ransomware": "malware",
}  # fmt: skip


def entries() -> Iterator[Entry]:
    """Names from ATT&CK and the MISP galaxies, read as the product reads objects that it holds."""
    for content in _attack():
        yield from entries_of(content)
    for galaxy, object_type in _GALAXIES.items():
        for path in sorted((SHARED / "misp/galaxy").glob(f"{galaxy}.cluster.json*")):
            for cluster in opened(path)["values"]:
                meta = cluster.get("meta") or {}
                name = cluster["value"].partition(" - G")[0]
                content = {
                    "type": object_type,
                    "id": f"{object_type}--{cluster['uuid']}",
                    "name": name,
                }
                yield from entries_of(content | {"aliases": meta.get("synonyms", [])})


def _attack() -> Iterable[dict[str, Any]]:
    return list(opened(SHARED / "attack/enterprise-attack-18.1.stix20.json.gz")["objects"])
