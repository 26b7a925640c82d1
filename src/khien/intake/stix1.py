"""STIX 1.1 and 1.2 packages, as far as the published idioms use them.

Source: STIX 1.2 data model; STIX elevator for the shape of the answer. What has no property in STIX 2.1 goes into
the text of its object; what has no counterpart is refused or named, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from khien.intake.creation import our_id
from khien.intake.misp_frame import Shelf
from khien.intake.openioc import pattern_of
from khien.intake.papers import Content, Paper, stamp
from khien.intake.plain_xml import Element, parse_xml, written
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.stix1_links import ENDS, is_stix, references, relation
from khien.intake.stix1_observables import kind_of_type
from khien.intake.stix1_parties import party, phases, slug
from khien.intake.stix1_patterns import Observables
from khien.intake.stix1_words import PEOPLE, Words
from khien.intake.wishes import Wish
from khien.model.instants import stix_time
from khien.model.marking import Tlp, tlp_named

ROOTS: Final = frozenset({"STIX_Package"})
_CAPEC: Final = re.compile("(?:CAPEC-)?([0-9]+)")
_TECHNIQUE: Final = re.compile(r"T[0-9]{4}(?:\.[0-9]{3})?")
_COUNT: Final = re.compile("[0-9]{1,9}")
_CONFIDENCE: Final = {"high": 85, "medium": 50, "low": 15}  # STIX 2.1 appendix A
_RULES: Final = {"YaraTestMechanismType": "yara", "SnortTestMechanismType": "snort"}
_HOLDERS: Final = frozenset({"STIX_Header", "Kill_Chains", "TTPs", "Courses_Of_Action"})
_TOLD: Final = frozenset({"Handling", "Kill_Chain_Phases", "Kill_Chains", "Relationship"})
"""What is read for the whole package, or with what it relates, wherever it stands."""


def read_stix1(name: str, text: str, wish: Wish) -> Intake:
    """Read a package; each of its parts is an item of the report.

    Raises:
        XmlError: not well formed, too deep, or with a document type.
    """
    root = parse_xml(name, text, wish.limits)
    shelf = Shelf(name, wish)
    produced = root.said("STIX_Header", "Information_Source", "Time", "Produced_Time")
    at = stamp(root.attributes.get("timestamp") or produced, stix_time(wish.now))
    paper = Paper(shelf, "stix1", root.attributes.get("id", name), at, at)
    _Package(paper, root).read()
    return Intake(name, "stix1", shelf.versions(), tuple(shelf.entries))


def marked(structure: Element) -> tuple[list[str], list[str]]:
    """The colours of TLP that a marking names, and what else it says in words."""
    holders = (structure, *structure.all("TLPMarking"))
    colours = [one.attributes["color"] for one in holders if "color" in one.attributes]
    said = [
        one.text.strip() for one in structure.leaves() if one.name in {"Statement", "Terms_Of_Use"}
    ]
    consents = [one.attributes.get("consent", "") for one in structure.all("AISConsent")]
    return colours, [*said, *(f"AIS consent: {one}" for one in consents if one)]


class _Package:
    """One package while it is read; `made` are the objects of each of its parts."""

    def __init__(self, paper: Paper, root: Element) -> None:
        self.paper, self.root, self.words = paper, root, Words()
        self.observables = Observables(root)
        self.made: dict[str, list[Content]] = {}
        self.items: dict[int, str] = {}
        self.readers: Mapping[str, Callable[[Element, str], None]] = {
            "Exploit_Target": self.target, "TTP": self.ttp, "Course_Of_Action": self.action,
            "Indicator": self.indicator, "Threat_Actor": self.actor, "Campaign": self.campaign,
            "Incident": self.incident,
        }  # fmt: skip

    def read(self) -> None:
        """Read every part, then what they say of each other, then the whole."""
        header = self.root.child("STIX_Header")
        self.markings()
        for identity in () if header is None else header.all("Identity"):
            self.keep("STIX_Header", party(self.paper, self.words, identity, "STIX_Header"), [])
            self.words.take(identity)
        parts = [
            (one, one.attributes.get("id", f"{name}[{place}]"), reader)
            for name, reader in self.readers.items()
            for place, one in enumerate(filter(self.is_part, self.root.all(name)))
        ]
        self.items = {id(one): item for one, item, _ in parts}
        for one, item, reader in parts:
            reader(one, item)
        for place, one in enumerate(self.root.every("Observables", "Observable")):
            self.observable(one, one.attributes.get("id", f"Observable[{place}]"))
        for one, item, _ in parts:
            self.links(one, item)
        known = _HOLDERS | {f"{name}s" for name in (*self.readers, "Observable")}
        for holder in self.root.children:
            if holder.name not in known:
                self.paper.left(holder.name)
        if header is not None:
            self.report(header)

    def is_part(self, element: Element) -> bool:
        """Whether it is a part itself, and neither a reference to one nor the wrapper of one."""
        return (
            element.name in self.readers
            and "idref" not in element.attributes
            and is_stix(element)
            and element.child(element.name) is None
        )

    # --- what all parts share

    def markings(self) -> None:
        """The strictest TLP of the package, and every other marking as the statement that it is."""
        levels = []
        for one in self.root.all("Marking_Structure"):
            colours, said = marked(one)
            # What cannot be read opens nothing.
            levels += [tlp_named(colour) or Tlp.RED for colour in colours]
            for text in said:
                self.statement(text)
            if not colours and not said and "idref" not in one.attributes:
                levels.append(Tlp.RED)
                self.paper.left("Handling", "intake.stix1-marking", kind_of_type(one))
        self.paper.tlp = max(levels, default=None)

    def statement(self, text: str) -> None:
        """A statement marking of ours (STIX 2.1 §7.2.1.3), which every object of the package carries."""
        marking: Content = {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": our_id(
                "marking-definition", self.paper.wish.identity, "stix1", self.paper.key, text
            ),
            "created_by_ref": self.paper.wish.identity,
            "created": self.paper.created,
            "definition_type": "statement",
            "definition": {"statement": text},
        }
        if marking["id"] not in self.paper.statements:
            self.paper.statements.append(marking["id"])
            self.paper.keep("Handling", [marking])

    def keep(self, item: str, contents: list[Content], remarks: list[Remark]) -> None:
        """Keep the objects of one part; others may lead to them then."""
        if self.paper.keep(item, contents, remarks) is not None:
            self.made.setdefault(item, []).extend(contents)

    def common(self, part: Element, item: str, kind: str, *more: str, **members: Any) -> Content:  # noqa: ANN401
        """An object for a part, with its words and time."""
        at = stamp(part.attributes.get("timestamp"), self.paper.modified)
        content = self.paper.object(
            kind,
            item,
            *more,
            description="\n\n".join(self.words.each(part, "Description")),
            labels=list(self.paper.wish.labels),
            **members,
        )
        return content | {"created": min(at, content["created"]), "modified": at}

    def finish(self, part: Element, item: str, contents: list[Content], lost: list[Remark]) -> None:
        """Keep what a part became, with all that is left of it in the text of the first object."""
        main = contents[0]
        left: list[tuple[str, str]] = []
        for label, text in self.words.rest(part, self.is_apart):
            if PEOPLE & {word.replace(" ", "_") for word in label.split(" / ")}:
                lost.append(Remark("intake.stix1-field", part.name, label))
            else:
                left.append((label, text))
        lost += [
            Remark("intake.stix1-in-text", label, "") for label in dict.fromkeys(n for n, _ in left)
        ]
        lines = "\n".join(f"{label}: {text}" for label, text in left)
        if lines:
            main["description"] = "\n\n".join(filter(None, [main.get("description", ""), lines]))
        self.keep(item, contents, lost)

    def is_apart(self, element: Element) -> bool:
        """Whether an element below a part is told elsewhere."""
        return element.name in _TOLD or element.name == "Observable" or self.is_part(element)

    def own(self, part: Element, name: str) -> Iterator[Element]:
        """Every element of this name in a part, and in no other part inside it."""
        for one in part.children:
            if one.name == name:
                yield one
            elif not self.is_part(one):
                yield from self.own(one, name)

    def refused(self, item: str, part: Element, lost: list[Remark]) -> None:
        """A part of which nothing can be said here."""
        why = [*lost, Remark("intake.stix1-part", part.name, part.said("Title"))]
        self.paper.shelf.say(item, Outcome.REFUSED, why)

    # --- parts

    def target(self, part: Element, item: str) -> None:
        """Vulnerabilities."""
        made, lost = list[Content](), list[Remark]()
        for place, hole in enumerate(self.own(part, "Vulnerability")):
            cve, title = self.words.said(hole, "CVE_ID"), self.words.said(hole, "Title")
            known = [("cve", cve), *(("osvdb", one) for one in self.words.each(hole, "OSVDB_ID"))]
            links = [{"source_name": name, "external_id": one} for name, one in known if one]
            name = title or self.words.said(part, "Title") or cve or item
            one = self.common(
                part, item, "vulnerability", *([str(place)] if place else []),
                name=name, external_references=links,
            )  # fmt: skip
            about = self.words.said(hole, "Description")
            made.append(one | ({"description": about} if about else {}))
        if made:
            self.finish(part, item, made, lost)
        else:
            self.refused(item, part, lost)

    def ttp(self, part: Element, item: str) -> None:
        """Malware, attack patterns and victims, whatever of them the TTP speaks about."""
        title, lost = part.said("Title"), list[Remark]()
        made = [*self.malware(part, item, title), *self.attack_patterns(part, item, title)]
        for one in self.own(part, "Infrastructure"):
            made += self.infrastructure(part, item, title, one, lost)
        made += self.victims(part, item, title, made)
        if title in {one.get("name") for one in made}:
            self.words.said(part, "Title")
        if made:
            self.finish(part, item, made, lost)
        else:
            self.refused(item, part, lost)

    def malware(self, part: Element, item: str, title: str) -> Iterator[Content]:
        """Malware, with its other names."""
        for place, one in enumerate(self.own(part, "Malware_Instance")):
            names = self.words.each(one, "Name")
            own = self.words.said(one, "Title")
            yield self.common(
                part, f"{item} {place}", "malware",
                name=(names or [own or title or item])[0], aliases=names[1:], is_family=False,
                malware_types=[slug(each) for each in self.words.each(one, "Type")],
            )  # fmt: skip

    def attack_patterns(self, part: Element, item: str, title: str) -> Iterator[Content]:
        """Attack patterns, with their number in CAPEC or ATT&CK."""
        for place, one in enumerate(self.own(part, "Attack_Pattern")):
            number = one.attributes.get("capec_id", "")
            links = []
            if found := _CAPEC.fullmatch(number):
                links = [{"source_name": "capec", "external_id": f"CAPEC-{found[1]}"}]
            elif _TECHNIQUE.fullmatch(number):
                links = [{"source_name": "mitre-attack", "external_id": number}]
            name = self.words.said(one, "Title") or title or number or item
            yield self.common(
                part,
                item,
                "attack-pattern",
                *([str(place)] if place else []),
                name=name,
                external_references=links,
            )

    def infrastructure(
        self, part: Element, item: str, title: str, one: Element, lost: list[Remark]
    ) -> list[Content]:
        """Addresses and files that belong together."""
        scos = [
            sco | self.paper.marking
            for each in one.all("Observable")
            for sco in self.observables.observed(self.observables.whole(each), lost)
        ]
        main = self.common(
            part, item, "infrastructure",
            name=self.words.said(one, "Title") or title or item,
            infrastructure_types=[slug(each) for each in self.words.each(one, "Type")],
        )  # fmt: skip
        links = [
            self.paper.object(
                "relationship", item, sco["id"], relationship_type="consists-of",
                source_ref=main["id"], target_ref=sco["id"],
            )
            for sco in scos
        ]  # fmt: skip
        return [main, *scos, *links]

    def victims(self, part: Element, item: str, title: str, made: list[Content]) -> list[Content]:
        """Who is aimed at, and by what of this TTP; information alone is that of somebody."""
        whole = part.child("Victim_Targeting")
        if whole is None:
            return []
        found = []
        for one in whole.every("Identity"):
            found += party(self.paper, self.words, one, item, title)
        if not found and any(whole.leaves()):
            found = [
                self.paper.object("identity", item, name=title or item, identity_class="unknown")
            ]
        aims = [one for one in made if one["type"] in {"malware", "attack-pattern"}]
        whom = [one for one in found if one["type"] == "identity"]
        return [
            *found,
            *(self.related(item, aim, who) for aim in aims for who in whom),
        ]

    def action(self, part: Element, item: str) -> None:
        """A course of action; what it is about is told as a pattern is."""
        lost = list[Remark]()
        name = self.words.said(part, "Title") or item
        content = self.common(part, item, "course-of-action", name=name)
        about = part.child("Parameter_Observables")
        pattern = "" if about is None else self.observables.pattern(about.children, lost)
        if pattern:
            text = f"Parameter Observables: {pattern}"
            content["description"] = "\n\n".join(
                filter(None, [content.get("description", ""), text])
            )
            lost.append(Remark("intake.stix1-in-text", "Parameter Observables", ""))
        self.finish(part, item, [content], lost)

    def actor(self, part: Element, item: str) -> None:
        """A threat actor, and who it is."""
        name = self.words.said(part, "Title")
        who = [
            one
            for each in part.every("Identity")
            for one in party(self.paper, self.words, each, item)
        ]
        actor = self.common(
            part, item, "threat-actor", name=name or (who[0]["name"] if who else item)
        )
        links = [
            self.paper.object(
                "relationship", item, relationship_type="attributed-to",
                source_ref=actor["id"], target_ref=one["id"],
            )
            for one in who
            if one["type"] == "identity"
        ]  # fmt: skip
        self.finish(part, item, [actor, *who, *links], [])

    def campaign(self, part: Element, item: str) -> None:
        """A campaign."""
        name = self.words.said(part, "Title") or item
        self.finish(part, item, [self.common(part, item, "campaign", name=name)], [])

    def incident(self, part: Element, item: str) -> None:
        """An incident, and who suffered it."""
        name = self.words.said(part, "Title") or item
        incident = self.common(part, item, "incident", name=name)
        who = [
            one
            for each in part.every("Victim")
            for one in party(self.paper, self.words, each, item)
        ]
        links = [self.related(item, incident, one) for one in who if one["type"] == "identity"]
        self.finish(part, item, [incident, *who, *links], [])

    def observable(self, part: Element, item: str) -> None:
        """An observable that stands by itself, and in no pattern."""
        if item in self.observables.inside:
            self.paper.left(item, "intake.stix1-inside")
            return
        lost: list[Remark] = []
        scos = [sco | self.paper.marking for sco in self.observables.observed(part, lost)]
        if not scos:
            self.paper.shelf.say(
                item, Outcome.REFUSED, lost or [Remark("intake.stix1-part", "Observable", "")]
            )
            return
        data = self.paper.object(
            "observed-data", item,
            labels=list(self.paper.wish.labels), number_observed=1, first_observed=self.paper.created,
            last_observed=self.paper.created, object_refs=[one["id"] for one in scos],
        )  # fmt: skip
        self.keep(item, [data, *scos], lost)

    # --- indicators

    def indicator(self, part: Element, item: str) -> None:
        """A pattern of its observables, or a rule in another language."""
        lost: list[Remark] = []
        if part.attributes.get("negate") == "true":
            self.refused(item, part, [Remark("intake.stix1-part", "Indicator", "negate")])
            return
        language, pattern = self.rule(part, item, lost) or (
            "stix",
            self.observables.pattern(part.children, lost),
        )
        if not pattern:
            self.refused(item, part, lost)
            return
        chain = phases(self.root, part)
        if len(chain) < len({*map(id, part.every("Kill_Chain_Phases", "Kill_Chain_Phase"))}):
            lost.append(Remark("intake.stix1-field", "Indicator", "Kill_Chain_Phase"))
        sure = _CONFIDENCE.get(part.said("Confidence", "Value").lower())
        if sure is not None:
            self.words.said(part, "Confidence", "Value")
        since = stamp(part.attributes.get("timestamp"), self.paper.created)
        content = self.common(
            part, item, "indicator",
            name=self.words.said(part, "Title"), pattern=pattern, pattern_type=language,
            valid_from=stamp(self.words.said(part, "Valid_Time_Position", "Start_Time") or None, since),
            valid_until=stamp(self.words.said(part, "Valid_Time_Position", "End_Time") or None, ""),
            indicator_types=[slug(one) for one in self.words.each(part, "Type")],
            kill_chain_phases=chain, confidence=sure,
        )  # fmt: skip
        self.finish(part, item, [content, *self.sightings(part, item, content)], lost)

    def sightings(self, part: Element, item: str, indicator: Content) -> Iterator[Content]:
        """How often it was seen, where that is said."""
        whole = part.child("Sightings")
        if whole is None:
            return
        counted = whole.attributes.get("sightings_count", "")
        count = int(counted) if _COUNT.fullmatch(counted) else len([*whole.every("Sighting")])
        yield self.paper.object(
            "sighting", item, sighting_of_ref=indicator["id"], count=count or None, summary=True
        )

    def rule(self, part: Element, item: str, lost: list[Remark]) -> tuple[str, str] | None:
        """A test mechanism that is a rule, or an OpenIOC definition; as it came, where STIX cannot say it."""
        for one in self.own(part, "Test_Mechanism"):
            for ioc in one.all("ioc"):
                self.words.take(one)
                said: list[Remark] = []
                if pattern := pattern_of(ioc, item, said):
                    lost += said
                    return "stix", pattern
                if any(ioc.all("IndicatorItem")):
                    lost.append(
                        Remark("intake.stix1-openioc", item, said[0].detail if said else "")
                    )
                    return "openioc", written(ioc)
            language = _RULES.get(kind_of_type(one), "")
            if language and (rules := self.words.each(one, "Rule")):
                return language, "\n".join(rules)
        return None

    # --- what parts say of each other

    def related(self, item: str, source: Content, target: Content, words: str = "") -> Content:
        """A relationship between two objects, in the direction that STIX gives it."""
        kind, is_back = relation(source["type"], target["type"])
        ends = (target, source) if is_back else (source, target)
        return self.paper.object(
            "relationship", item, *(one["id"] for one in ends),
            relationship_type=kind, description=words, source_ref=ends[0]["id"], target_ref=ends[1]["id"],
        )  # fmt: skip

    def links(self, part: Element, item: str) -> None:
        """Keep the relationships that a part names; what it names and is not here is told."""
        sources = [one for one in self.made.get(item, []) if one["type"] in ENDS]
        own = [one for one in sources if one["type"] != "identity"] or sources
        for holder in part.children:
            made, lost = [], []
            for reference, words in references(holder, self.readers):
                name = reference.attributes.get("idref", "") or self.items.get(id(reference), "")
                targets = [one for one in self.made.get(name, []) if one["type"] in ENDS]
                if not targets:
                    lost.append(Remark("intake.stix1-link", holder.name, name))
                made += [self.related(item, one, other, words) for one in own for other in targets]
            if made or (lost and own):
                if made:
                    self.keep(f"{item} {holder.name}", made, lost)
                else:
                    self.paper.shelf.say(f"{item} {holder.name}", Outcome.SKIPPED, lost)

    def report(self, header: Element) -> None:
        """The package as a whole, where its header says what it is."""
        intents = self.words.each(header, "Package_Intent")
        title, about = self.words.said(header, "Title"), self.words.each(header, "Description")
        made = self.words.said(header, "Information_Source", "Time", "Produced_Time")
        refs = list(self.paper.refs)
        if not refs or not (title or intents or about):
            left = dict.fromkeys(label for label, _ in self.words.rest(header, self.is_apart))
            for label in left:
                self.paper.left(f"STIX_Header / {label}")
            return
        content = self.paper.object(
            "report",
            name=title or (intents or [self.paper.key])[0], description="\n\n".join(about),
            published=stamp(made or None, self.paper.modified), object_refs=refs,
            report_types=[slug(one.replace("Indicators", "Indicator")) for one in intents] or ["threat-report"],
        )  # fmt: skip
        self.finish(header, "package", [content], [])
