"""Print precision, recall and F1 of extraction, type by type, beside two other tools: `make quality`.

`python -m tests.quality errors` also prints every wrong and missed find, for a person to look at.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

from khien.intake.extraction import Candidate, Document, Names, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS
from tests.quality import corpora, techniques, unseen
from tests.quality.alerts import ALERTS
from tests.quality.peers import Peer, peers
from tests.quality.scoring import Found, Table, Tally, plain

OURS = "Khiên"
_JUDGED = {*INDICATOR_KINDS, "cve", "cwe", "capec", "cpe", "attack-id"}
_CLASSIFIED = {
    "domain",
    "ipv4",
    "ipv6",
    "cidr",
    "url",
    "email",
    "md5",
    "sha1",
    "sha256",
    "file-name",
    "file-path",
    "registry-key",
    "cve",
    "attack-id",
}


def say(line: str = "") -> None:
    """One line for the reader."""
    print(line)  # noqa: T201 - a report


def found_by_us(text: str, language: str, names: Names) -> tuple[Candidate, ...]:
    """What we find, by the publisher that the samples have."""
    publisher = "welivesecurity.com" if language == "en" else ""
    return extract(
        Document(text, language="vi" if language == "vi" else "en", publisher=publisher), names
    )


def as_found(candidates: Iterable[Candidate], kinds: set[str]) -> Found:
    """Candidates as pairs that can be compared; coins without the name of the coin."""
    pairs = (
        (c.kind, c.value.partition(":")[2] if c.kind in ("coin", "coin-transaction") else c.value)
        for c in candidates
        if c.kind in kinds
    )
    return frozenset(plain(kind, value) for kind, value in pairs)


def indicators(
    title: str, samples: list[corpora.Sample], others: dict[str, Peer], extra: set[str]
) -> Table:
    """One corpus: every tool against its key."""
    table = Table()
    kinds = extra if extra >= _CLASSIFIED else _JUDGED | extra
    for sample in samples:
        ours = as_found(found_by_us(sample.text, sample.language, Names()), kinds)
        key = frozenset(pair for pair in sample.key if pair[0] in kinds)
        table.count(OURS, key, ours, sample.allowed, sample.name)
        for name, find in others.items():
            got = frozenset(pair for pair in find(sample.text) if pair[0] in kinds)
            hosts = frozenset(
                ("domain", value.split("/")[0]) for kind, value in got if kind == "url"
            )
            table.count(name, key, got, sample.allowed | hosts, sample.name)
    show(title, table, [OURS, *others])
    return table


def show(title: str, table: Table, tools: list[str]) -> None:
    """The table of one corpus."""
    kinds = sorted(
        {
            kind
            for (kind, tool), tally in table.tallies.items()
            if tool == OURS and tally.right + tally.missed + tally.wrong
        }
    )
    say(f"\n## {title}")
    say("| type | in the key | " + " | ".join(f"{tool} P | R | F1" for tool in tools) + " |")
    say("|---|---:|" + "---:|" * 3 * len(tools))
    for kind in [*kinds, "all"]:
        tallies = [
            table.total(tool, kinds) if kind == "all" else table.tallies[kind, tool]
            for tool in tools
        ]
        cells = " | ".join(
            f"{t.precision:.3f} | {t.recall:.3f} | {t.f1:.3f}" if t.right + t.wrong else "– | – | –"
            for t in tallies
        )
        say(f"| {kind} | {tallies[0].right + tallies[0].missed} | {cells} |")


def names(
    title: str, samples: Iterable[corpora.Sample], known: Names, kinds: tuple[str, ...]
) -> Table:
    """Names against one corpus, place by place: a find is right where it overlaps a mention of its kind."""
    table = Table()
    for sample in samples:
        key = sorted({place for place in map(_place, sample.key) if place[0] in kinds})
        ours = set()
        for one in extract(Document(sample.text, language="en"), known):
            kind = _merged(one.kind)
            if kind in kinds:
                hit = next(
                    (p for p in key if p[0] == kind and one.start < p[2] and p[1] < one.end), None
                )
                ours.add(hit or (kind, one.start, one.end))
        shown = [
            frozenset((k, f"{sample.text[a:b]}@{a}") for k, a, b in some) for some in (key, ours)
        ]
        table.count(OURS, shown[0], shown[1], frozenset(), sample.name)
    show(title, table, [OURS])
    return table


def _place(pair: tuple[str, str]) -> tuple[str, int, int]:
    start, _, end = pair[1].partition("-")
    return _merged(pair[0]), int(start), int(end)


def _merged(kind: str) -> str:
    return {"tool": "malware", "campaign": "actor"}.get(
        kind, kind
    )  # annotators call Cobalt Strike either


def contexts(samples: Iterable[corpora.Sample], known: Names) -> tuple[int, int, list[str]]:
    """How often malicious and benign are told apart as the keys say."""
    right, errors, total = 0, [], 0
    for sample in samples:
        said = {plain(c.kind, c.value): c for c in found_by_us(sample.text, sample.language, known)}
        for kind, value, context in sample.context:
            candidate = said.get((kind, value))
            if candidate is None:
                continue
            total += 1
            good = candidate.context == context
            right += good
            errors += (
                []
                if good
                else [
                    f"context\t{sample.name}\t{kind}\t{value}\t{candidate.context} {candidate.why}"
                ]
            )
    return right, total, errors


def alerts() -> list[corpora.Sample]:
    """Our own alerts as samples."""
    made = []
    for number, (text, rows) in enumerate(ALERTS):
        key = frozenset(
            plain(kind, value.partition(":")[2] if kind == "coin" else value)
            for kind, value, _ in rows
        )
        context = tuple((*plain(kind, value), told) for kind, value, told in rows if told)
        made.append(corpora.Sample(f"alert {number}", text, key, context=context, language="vi"))
    return made


def main() -> None:
    """Every corpus, one after another."""
    if not corpora.SHARED.exists():
        say(
            "The shared data is not beside this clone: nothing to measure. / Không có dữ liệu dùng chung cạnh bản sao này."
        )
        return
    others = peers()
    known = Names.of(corpora.entries())
    eset, edges, vietnamese, ours = (
        list(corpora.eset()),
        list(corpora.edge_cases()),
        list(corpora.vietnamese()),
        alerts(),
    )
    tables = [
        indicators(f"ESET write-ups, {len(eset)} documents (English)", eset, others, _CLASSIFIED),
        indicators(f"Edge cases, {len(edges)} lines", edges, others, {"sha384"}),
        indicators(f"Vietnamese documents, {len(vietnamese)} pages", vietnamese, others, {"date"}),
        indicators(f"Our own alerts, {len(ours)}, mostly Vietnamese", ours, others, set()),
        names(
            "AnnoCTR, development split",
            corpora.annoctr(),
            known,
            ("actor", "malware"),
        ),
        names("CyNER, validation split", corpora.cyner(), known, ("malware",)),
    ]
    _techniques(known)
    for language in unseen.SETS:
        table, told_right, told = unseen.measure(f"unseen {language}", language)
        show(
            f"Cases that were held out, {len(unseen.SETS[language])} ({language})",
            table,
            [unseen.OURS],
        )
        say(f"context: {told_right} of {told}")
        tables.append(table)
    right, total, errors = contexts([*eset, *vietnamese, *ours], Names())
    say(f"\n## Context\n{right} of {total} right: {right / total:.3f}")
    _speed(known)
    if "errors" in sys.argv[1:]:
        say(
            "\n".join(
                [
                    *(line for table in tables for line in table.errors if line.startswith(OURS)),
                    *errors,
                ]
            )
        )


def _techniques(known: Names) -> None:
    say("\n## Techniques, AnnoCTR's development split by halves, and TRAM")
    say("| | measure | in the key | P | R | F1 |")
    say("|---|---|---:|---:|---:|---:|")
    measured: dict[str, dict[str, Tally]] = {}
    reports = list(techniques.annoctr_reports())
    for half in "AB":
        own = [report for report in reports if techniques.half_of(report.name) == half]
        measured[f"{half}, {len(own)} reports"] = techniques.measure(own, known)
        measured[f"TRAM {half}"] = techniques.tram(half, known)
    for name, tallies in measured.items():
        for measure, t in tallies.items():
            say(
                f"| {name} | {measure} | {t.right + t.missed} | {t.precision:.3f} | {t.recall:.3f} | {t.f1:.3f} |"
            )


def _speed(known: Names) -> None:
    say("\n## Speed")
    text = corpora.SHARED / "text"
    corpus = {
        "vendors' reports": sorted((text / "en/annoctr/reports").glob("*.txt")),
        "lessons in English": sorted((text / "vi/security-101").glob("*.en.md")),
        "lessons in Vietnamese": sorted((text / "vi/security-101").glob("*.vi.md")),
        "laws in Vietnamese": sorted((text / "vi/law").glob("*.md")),
    }
    for name, paths in corpus.items():
        once = "\n".join(path.read_text("utf-8") for path in paths)
        _one_speed(name, once * (1 + 1_000_000 // len(once)), known)
    lines = "".join(_LOG_LINE.format(number % 250, number % 60, number) for number in range(9_000))
    _one_speed("a log, an address or URL in every line", lines, known)


_LOG_LINE = '2026-11-22T10:22:{1:02}Z fw{0} DENY src=10.1.2.{0}:51544 dst=194.26.29.{0}:443 url="http://h{2}.example.net/c/{2}" ua="-"\n'


def _one_speed(name: str, whole: str, known: Names) -> None:
    """The best of three: the others say how busy the machine is."""
    times, count = [], 0
    for _ in range(3):
        started = time.process_time()
        count = len(extract(Document(whole), known))
        times.append(time.process_time() - started)
    took, size = min(times), len(whole.encode()) / 1e6
    say(
        f"{name}: {size:.1f} MB in {took:.2f} s of one core, {size / took:.1f} MB/s; {count / size / 1000:.1f} candidates in each kB"
    )


if __name__ == "__main__":
    main()
