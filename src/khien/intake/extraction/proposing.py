"""From candidates to the STIX 2.1 graph that an analyst is shown and corrects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from khien.intake.creation import common, our_id
from khien.intake.extraction.candidates import HASHES, Candidate, Context
from khien.intake.extraction.document import Document
from khien.intake.misp_values import READERS, Reading, identified
from khien.intake.pattern_text import any_of, equals
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.stix.known_extensions import BANK_ACCOUNT

# Kind of a candidate → the reader of the MISP type that means the same.
_LIKE: Final[Mapping[str, str]] = {
    "domain": "domain", "host-name": "hostname", "ipv4": "ip-dst", "ipv6": "ip-dst", "cidr": "ip-dst", "url": "url",
    "email": "email", **{kind: kind for kind in HASHES}, "file-name": "filename", "registry-key": "regkey",
    "mutex": "mutex", "user-agent": "user-agent", "mac": "mac-address", "asn": "AS", "phone": "phone-number", "coin": "btc",
    "iban": "iban", "payment-card": "cc-number",
}  # fmt: skip
_NAMED: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "actor": ("intrusion-set", {}),
    "malware": ("malware", {"is_family": True}),
    "tool": ("tool", {}),
    "campaign": ("campaign", {}),
    "technique": ("attack-pattern", {}),
    "mitigation": ("course-of-action", {}),
}
# What the first letter of an ATT&CK number says; tactics and data sources are no objects of STIX.
_NUMBERED: Final = {"G": "actor", "S": "malware", "C": "campaign", "M": "mitigation"}
_NO_OBJECTS: Final = ("TA", "DS")
_CATALOGUES: Final[Mapping[str, tuple[str, str]]] = {
    "cve": ("vulnerability", "cve"),
    "attack-id": ("attack-pattern", "mitre-attack"),
    "capec": ("attack-pattern", "capec"),
}
# Between an actor and what the same line names (STIX 2.1 §4.12, common relationships).
_VERBS: Final[Mapping[str, str]] = {
    "malware": "uses", "tool": "uses", "technique": "uses", "attack-id": "uses", "campaign": "", "sector": "targets",
    "country": "targets", "cve": "targets",
}  # fmt: skip
_PARTIES: Final[Mapping[str, str]] = {"person": "individual", "organisation": "organization"}
OBJECTLESS: Final = frozenset(
    {"brandname", "coin-transaction", "cookie", "cpe", "cwe", "date", "national-id", "passport"}
)
"""Kinds that STIX 2.1 has no object for, so that taking them would come to nothing."""
_MOST_ACTORS: Final = 3  # a text that names more is an overview, and says nothing of who did what
PERSONAL_DATA: Final = "Personal data / Dữ liệu cá nhân"
_MARKED_SINCE: Final = "2026-01-01T00:00:00.000Z"


def propose(
    document: Document, candidates: Sequence[Candidate], wish: Wish
) -> tuple[dict[str, Any], ...]:
    """Make a report, indicators, observables, named things and relationships of the candidates given.

    What the analyst struck out is left out of `candidates` by the caller; what is benign gives
    nothing. A malicious value becomes an indicator, one that nobody is sure of an observable. What
    is personal is an observable too, and carries a marking that says so, as does a person. Ids are those that the
    same document and wish always give, so that a second reading gives the same objects.

    A name that the node holds is referred to by its id and not made again.
    """
    return propose_each(document, candidates, wish)[0]


def propose_each(
    document: Document, candidates: Sequence[Candidate], wish: Wish
) -> tuple[tuple[dict[str, Any], ...], tuple[tuple[ObjectId, ...], ...]]:
    """As `propose`; and for each candidate the ids of what stands for it, also where that is held already.

    What gives no object of its own is a label of the report, and the report stands for it.
    """
    graph = _Graph(document, wish)
    given: list[tuple[ObjectId, ...] | None] = []
    for candidate in candidates:
        graph.stand.clear()
        labels = len(graph.labels)
        if candidate.context is not Context.BENIGN:
            graph.add(candidate)
        is_label = not graph.stand and len(graph.labels) > labels
        given.append(None if is_label else tuple(ObjectId(one) for one in graph.stand))
    graph.relate()
    made = graph.closed()
    report = tuple(ObjectId(one["id"]) for one in made[-1:])
    return made, tuple(report if one is None else one for one in given)


@dataclass(slots=True)
class _Graph:
    document: Document
    wish: Wish
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: dict[str, None] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)
    placed: list[tuple[int, str, str]] = field(default_factory=list)  # line, kind, id
    stand: dict[str, None] = field(default_factory=dict)  # for the candidate that was added last

    def add(self, candidate: Candidate) -> None:
        kind = candidate.kind
        if kind == "attack-id" and candidate.value.startswith(_NO_OBJECTS) and not candidate.ref:
            self.labels[f"attack:{candidate.value}"] = None
        elif kind in _NAMED or kind in _CATALOGUES:
            self._place(candidate, self._named(candidate))
        elif kind == "crime":
            self.labels[f"crime:{candidate.value}"] = None
            if candidate.ref:  # the technique that this crime is, where the node holds it
                self._place(candidate._replace(kind="technique"), candidate.ref)
        elif kind in ("sector", "country"):
            self._place(candidate, self._victim(candidate))
        elif kind in _PARTIES:
            self._place(candidate, self._party(candidate))
        else:
            reading = self._reading(candidate)
            if reading is not None:
                self._observe(candidate, reading)

    def _place(self, candidate: Candidate, object_id: str) -> None:
        self.refs[object_id] = self.stand[object_id] = None
        line = self.document.text.count("\n", 0, candidate.start)
        numbered = candidate.kind == "attack-id"
        kind = _NUMBERED.get(candidate.value[0], "attack-id") if numbered else candidate.kind
        self.placed.append((line, kind, object_id))

    def _make(self, object_type: str, parts: Iterable[str], content: dict[str, Any]) -> str:
        object_id = our_id(object_type, self.wish.identity, *parts)
        if object_id not in self.objects:
            made = common(object_type, object_id, self.wish, stix_time(self.wish.now))
            self.objects[object_id] = made | content
        return object_id

    def _named(self, candidate: Candidate) -> str:
        if candidate.ref:
            return candidate.ref
        if candidate.kind == "technique" and candidate.note:
            numbered = {"source_name": "mitre-attack", "external_id": candidate.note}
            more = {"name": candidate.value, "external_references": [numbered]}
            return self._make("attack-pattern", (candidate.note,), more)
        if candidate.kind in _NAMED:
            object_type, more = _NAMED[candidate.kind]
            return self._make(
                object_type, (candidate.value.casefold(),), {"name": candidate.value, **more}
            )
        object_type, source = _CATALOGUES[candidate.kind]
        more = {}
        if candidate.kind == "attack-id" and candidate.value[0] in _NUMBERED:
            object_type, more = _NAMED[_NUMBERED[candidate.value[0]]]
        reference = {"source_name": source, "external_id": candidate.value}
        named = {"name": candidate.value, "external_references": [reference]}
        return self._make(object_type, (candidate.value,), named | more)

    def _victim(self, candidate: Candidate) -> str:
        if candidate.kind == "country":
            return self._make(
                "location", (candidate.value,), {"name": candidate.note, "country": candidate.value}
            )
        more = {"identity_class": "class", "sectors": [candidate.value]}
        return self._make("identity", ("sector", candidate.value), {"name": candidate.note, **more})

    def _party(self, candidate: Candidate) -> str:
        """An identity; a name alone tells two people apart in no two documents, so a person is each document's own."""
        name, kind = candidate.value, candidate.kind
        own = (self.wish.source, self._title()) if kind == "person" else ()
        content = {"name": name, "identity_class": _PARTIES[kind]}
        object_id = self._make("identity", (kind, name.casefold(), *own), content)
        if kind == "person":
            self._mark(object_id, [self._personal()])
        return object_id

    def _observe(self, candidate: Candidate, reading: Reading) -> None:
        personal = [self._personal()] if candidate.personal else []
        if candidate.context is Context.MALICIOUS:
            content = {
                "name": candidate.value,
                "pattern": any_of(sorted(set(reading.comparisons))),
                "pattern_type": "stix",
                "pattern_version": "2.1",
                "valid_from": stix_time(self.wish.now),
                "indicator_types": list(self.wish.indicator_types),
                **self._optional(),
            }
            object_id = self._make("indicator", (candidate.kind, candidate.value), content)
            self._mark(object_id, personal)
            self._place(candidate, object_id)
        if candidate.context is Context.UNSURE or personal:
            for sco in reading.observables:
                self.objects.setdefault(sco["id"], dict(sco))
                self._mark(sco["id"], [*self.wish.marking_refs, *personal])
                self.refs[sco["id"]] = self.stand[sco["id"]] = None

    def _reading(self, candidate: Candidate) -> Reading | None:
        """The value as a pattern and as observables, or None for what STIX has no place for."""
        if candidate.kind == "bank-account":
            return self._account(candidate.value.partition(":")[2], candidate.note)
        if candidate.kind == "file-path":
            return _file(candidate.value)
        value = candidate.value.partition(":")[2] if candidate.kind == "coin" else candidate.value
        reader = READERS.get(_LIKE.get(candidate.kind, ""))
        return None if reader is None else reader(value)

    def _account(self, number: str, bank: str) -> Reading:
        content: dict[str, Any] = {
            "type": "bank-account",
            "account_number": number,
            "extensions": {BANK_ACCOUNT: {"extension_type": "new-sco"}},
        }
        if bank:
            more = {"identity_class": "organization", "sectors": ["financial-services"]}
            content["issuer_ref"] = self._make("identity", ("bank", bank), {"name": bank, **more})
            self.refs[content["issuer_ref"]] = None
        return Reading((equals("bank-account:account_number", number),), (identified(content),))

    def _optional(self) -> dict[str, Any]:
        optional = {"labels": list(self.wish.labels), "confidence": self.wish.confidence}
        return {name: value for name, value in optional.items() if value not in ([], None)}

    def _personal(self) -> str:
        """The statement marking that says what is personal (STIX 2.1 §7.2.1.3)."""
        object_id = our_id("marking-definition", self.wish.identity, PERSONAL_DATA)
        self.objects.setdefault(
            object_id,
            {
                "type": "marking-definition",
                "spec_version": "2.1",
                "id": object_id,
                "created_by_ref": self.wish.identity,
                "created": _MARKED_SINCE,
                "definition_type": "statement",
                "definition": {"statement": PERSONAL_DATA},
            },
        )
        return object_id

    def _mark(self, object_id: str, markings: list[str]) -> None:
        held = self.objects[object_id].get("object_marking_refs", [])
        merged = list(dict.fromkeys([*held, *markings]))
        if merged:
            self.objects[object_id]["object_marking_refs"] = merged

    def relate(self) -> None:
        """Relationships that the text itself suggests: a sole culprit, or two names in one line."""
        actors = list(dict.fromkeys(i for _, kind, i in self.placed if kind == "actor"))
        malware = list(dict.fromkeys(i for _, kind, i in self.placed if kind == "malware"))
        culprits = malware if len(malware) == 1 else actors
        if len(culprits) == 1:
            for object_id in [i for i in self.refs if i.startswith("indicator--")]:
                self._link(object_id, "indicates", culprits[0])
        if not 1 <= len(actors) <= _MOST_ACTORS:
            return
        for line, kind, actor in list(self.placed):
            if kind == "actor":
                for verb, other in self._beside(line):
                    self._link(actor, verb, other)

    def _beside(self, line: int) -> Iterator[tuple[str, str]]:
        for other_line, kind, object_id in self.placed:
            verb = _VERBS.get(kind, "")
            if other_line == line and verb:
                yield verb, object_id

    def _link(self, source: str, verb: str, target: str) -> None:
        parts = (source, verb, target)
        ends = {"relationship_type": verb, "source_ref": source, "target_ref": target}
        self.refs[self._make("relationship", parts, ends)] = None

    def _title(self) -> str:
        document = self.document
        return document.title or self.wish.source or document.text.strip().partition("\n")[0][:120]

    def closed(self) -> tuple[dict[str, Any], ...]:
        """Everything, the report last; a report about nothing is none (STIX 2.1 §4.16)."""
        if not self.refs:
            return ()
        document, wish = self.document, self.wish
        title = self._title()
        published = stix_time(wish.now)
        if document.published is not None:
            day = document.published
            published = stix_time(datetime(day.year, day.month, day.day, tzinfo=UTC))
        more: dict[str, Any] = {"report_types": ["threat-report"]}
        labels = [*wish.labels, *self.labels]
        if labels:
            more["labels"] = list(dict.fromkeys(labels))
        if document.language:
            more["lang"] = document.language
        content = {"name": title, "published": published, "object_refs": list(self.refs), **more}
        self._make("report", (wish.source, title, published), content)
        return tuple(self.objects.values())


def _file(path: str) -> Reading:
    """A path: its last step is the file's name, the rest the folder."""
    sign = "\\" if "\\" in path else "/"
    folder, _, name = path.rpartition(sign)
    if not name or not folder:
        sco = identified({"type": "directory", "path": path})
        return Reading((equals("directory:path", path),), (sco,))
    parent = identified({"type": "directory", "path": folder})
    sco = identified({"type": "file", "name": name, "parent_directory_ref": parent["id"]})
    pattern = f"{equals('file:name', name)} AND {equals('file:parent_directory_ref.path', folder)}"
    return Reading((pattern,), (sco, parent))
