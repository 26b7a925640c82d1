"""STIX 1.1 and 1.2 packages, as far as the published idioms use them.

Source: STIX 1.2 data model; STIX elevator for the shape of the answer. What has no counterpart here is
refused or named, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from khien.intake.misp_frame import Shelf
from khien.intake.openioc import pattern_of
from khien.intake.papers import Content, Paper, stamp
from khien.intake.plain_xml import Element, parse_xml
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.stix1_observables import Said, kind_of_type, objects_in, read_object
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import Tlp, tlp_named

ROOTS: Final = frozenset({"STIX_Package"})
_UNWORD: Final = re.compile("[^a-z0-9]+")
_CAPEC: Final = re.compile("CAPEC-[0-9]+")
_CONFIDENCE: Final = {"high": 85, "medium": 50, "low": 15}  # STIX 2.1 appendix A
_RULES: Final = {"YaraTestMechanismType": "yara", "SnortTestMechanismType": "snort"}


def read_stix1(name: str, text: str, wish: Wish) -> Intake:
    """Read a package; each of its parts is an item of the report.

    Raises:
        XmlError: not well formed, too deep, or with a document type.
    """
    root = parse_xml(name, text, wish.limits)
    shelf = Shelf(name, wish)
    now = stix_time(wish.now)
    at = stamp(root.attributes.get("timestamp"), now)
    paper = Paper(shelf, "stix1", root.attributes.get("id", name), at, at, _tlp(root))
    _Package(paper, root).read()
    return Intake(name, "stix1", shelf.versions(), tuple(shelf.entries))


def _tlp(root: Element) -> Tlp | None:
    colours = [
        one.attributes.get("color")
        for one in (*root.all("TLPMarking"), *root.all("Marking_Structure"))
    ]
    # What cannot be read opens nothing.
    return max((tlp_named(one) or Tlp.RED for one in colours if one is not None), default=None)


def _is_stix(element: Element) -> bool:
    """Whether this is of STIX; OpenIOC calls some of its own parts by the same names."""
    return element.namespace.startswith("http://stix.mitre.org/") or not element.namespace


def _slug(text: str) -> str:
    return _UNWORD.sub("-", text.lower()).strip("-")


class _Package:
    """One package while it is read; `made` maps its ids to ours."""

    def __init__(self, paper: Paper, root: Element) -> None:
        self.paper, self.root = paper, root
        self.made: dict[str, ObjectId] = {}
        self.observables = {
            one.attributes["id"]: one for one in root.all("Observable") if "id" in one.attributes
        }
        self.named = {
            one.attributes["idref"] for one in root.all("Observable") if "idref" in one.attributes
        }
        self.readers = {
            "Exploit_Target": self.target, "TTP": self.ttp, "Course_Of_Action": self.action,
            "Indicator": self.indicator, "Threat_Actor": self.actor, "Campaign": self.campaign,
            "Incident": self.incident, "Observable": self.observable,
        }  # fmt: skip

    def read(self) -> None:
        """Read every part, what others refer to first."""
        header = self.root.child("STIX_Header")
        if header is not None:
            self.source(header)
        for name, reader in self.readers.items():
            # What others hold inside of them stands for itself too; an observable inside is theirs.
            whole = (
                one
                for one in self.root.all(name)
                if "idref" not in one.attributes and _is_stix(one)
            )
            alone = (
                one
                for holder in self.root.children
                if holder.name == "Observables"
                for one in holder.children
            )
            for place, part in enumerate(alone if name == "Observable" else whole):
                reader(part, part.attributes.get("id", f"{name}[{place}]"))
        known = {
            "STIX_Header",
            "Kill_Chains",
            *(f"{name}s" for name in self.readers),
            "TTPs",
            "Courses_Of_Action",
        }
        for holder in self.root.children:
            if holder.name not in known:
                self.paper.left(holder.name)
        if header is not None:
            self.report(header)

    def keep(self, item: str, contents: list[Content], remarks: list[Remark]) -> None:
        """Keep the objects of one part; the first stands for it."""
        made = self.paper.keep(item, contents, remarks)
        if made is not None:
            self.made[item] = made

    def common(self, part: Element, item: str, kind: str, **members: Any) -> Content:  # noqa: ANN401
        """An object for a part, with its title, words and time."""
        at = stamp(part.attributes.get("timestamp"), self.paper.modified)
        content = self.paper.object(
            kind,
            item,
            description=part.said("Description"),
            labels=list(self.paper.wish.labels),
            **members,
        )
        return content | {"created": min(at, content["created"]), "modified": at}

    def source(self, header: Element) -> None:
        """Who made the package."""
        for identity in header.all("Identity"):
            self.keep("STIX_Header", [self.identity(identity, "STIX_Header")], [])

    def identity(self, element: Element, item: str) -> Content:
        """An organisation, by whatever names it."""
        names = [one.text.strip() for one in element.all("NameElement") if one.text.strip()]
        name = element.said("Name") or " ".join(names[:1]) or item
        return self.paper.object("identity", item, name=name, identity_class="organization")

    def target(self, part: Element, item: str) -> None:
        """A vulnerability."""
        for hole in part.all("Vulnerability"):
            cve = hole.said("CVE_ID")
            name = cve or hole.said("Title") or part.said("Title") or item
            links = [{"source_name": "cve", "external_id": cve}] if cve else []
            self.keep(
                item,
                [self.common(part, item, "vulnerability", name=name, external_references=links)],
                [],
            )

    def ttp(self, part: Element, item: str) -> None:
        """Malware, attack patterns and victims, whatever of them the TTP speaks about."""
        made: list[Content] = []
        for place, one in enumerate(part.all("Malware_Instance")):
            name = one.said("Name") or one.said("Title") or part.said("Title") or item
            types = [_slug(t.text) for t in one.children if t.name == "Type"]
            made.append(
                self.common(
                    part,
                    f"{item} {place}",
                    "malware",
                    name=name,
                    is_family=False,
                    malware_types=types,
                )
            )
        for one in part.all("Attack_Pattern"):
            number = one.attributes.get("capec_id", "")
            links = (
                [{"source_name": "capec", "external_id": number}]
                if _CAPEC.fullmatch(number)
                else []
            )
            name = one.said("Title") or part.said("Title") or item
            made.append(
                self.common(part, item, "attack-pattern", name=name, external_references=links)
            )
        for one in part.all("Infrastructure"):
            made += self.infrastructure(part, item, one)
        for one in part.all("Victim_Targeting"):
            made += [self.identity(identity, item) for identity in one.all("Identity")]
        if made:
            self.keep(item, made, [])
        else:
            self.paper.shelf.say(
                item, Outcome.REFUSED, [Remark("intake.stix1-part", "TTP", part.said("Title"))]
            )

    def infrastructure(self, part: Element, item: str, one: Element) -> list[Content]:
        """Addresses and files that belong together."""
        lost: list[Remark] = []
        inner = [
            self.observables.get(o.attributes.get("idref", ""), o) for o in one.all("Observable")
        ]
        said = [s for o in inner for p in objects_in(o) if (s := read_object(p, lost)) is not None]
        scos = [sco | self.paper.marking for s in said for sco in s.observables]
        name = one.said("Title") or part.said("Title") or item
        main = self.common(part, item, "infrastructure", name=name)
        links = [
            self.paper.object(
                "relationship",
                item,
                sco["id"],
                relationship_type="consists-of",
                source_ref=main["id"],
                target_ref=sco["id"],
            )
            for sco in scos
        ]
        return [main, *scos, *links]

    def action(self, part: Element, item: str) -> None:
        """A course of action."""
        self.keep(
            item, [self.common(part, item, "course-of-action", name=part.said("Title") or item)], []
        )

    def actor(self, part: Element, item: str) -> None:
        """A threat actor, and who it is."""
        actor = self.common(part, item, "threat-actor", name=part.said("Title") or item)
        made = [actor]
        for one in part.all("Identity"):
            who = self.identity(one, item)
            made += [who, self.paper.object("relationship", item, relationship_type="attributed-to",
                                            source_ref=actor["id"], target_ref=who["id"])]  # fmt: skip
        self.keep(item, made, [])

    def campaign(self, part: Element, item: str) -> None:
        """A campaign."""
        self.keep(
            item,
            [self.common(part, item, "campaign", name=part.said("Title") or item)],
            self.related(part),
        )

    def incident(self, part: Element, item: str) -> None:
        """An incident, by its title and words."""
        self.keep(
            item,
            [self.common(part, item, "incident", name=part.said("Title") or item)],
            self.related(part),
        )

    def related(self, part: Element) -> list[Remark]:
        """What a part refers to and does not say here."""
        names = dict.fromkeys(
            child.name for child in part.children if child.name not in {"Title", "Description"}
        )
        return [Remark("intake.stix1-part", name, "") for name in names]

    def observable(self, part: Element, item: str) -> None:
        """An observable that stands by itself, and in no pattern."""
        if item in self.named:
            self.paper.left(item, "intake.stix1-inside")
            return
        lost: list[Remark] = []
        said = [s for p in objects_in(part) if (s := read_object(p, lost)) is not None]
        lost += [
            Remark("intake.stix1-field", "Observable", name) for s in said for name in s.fields
        ]
        scos = [sco | self.paper.marking for s in said for sco in s.observables]
        if not scos:
            self.paper.shelf.say(
                item, Outcome.REFUSED, lost or [Remark("intake.stix1-part", "Observable", "")]
            )
            return
        data = self.common(part, item, "observed-data", number_observed=1, first_observed=self.paper.created,
                           last_observed=self.paper.created, object_refs=list(dict.fromkeys(s["id"] for s in scos)))  # fmt: skip
        data.pop("description", None)
        self.keep(item, [data, *scos], lost)

    def indicator(self, part: Element, item: str) -> None:
        """A pattern of its observables, or a rule in another language."""
        lost: list[Remark] = []
        language, pattern = self.rule(part, item, lost) or ("stix", self.pattern(part, lost))
        if not pattern:
            self.paper.shelf.say(
                item,
                Outcome.REFUSED,
                lost or [Remark("intake.stix1-part", "Indicator", part.said("Title"))],
            )
            return
        start = stamp(part.said("Valid_Time_Position", "Start_Time") or None, self.paper.created)
        content = self.common(
            part, item, "indicator",
            name=part.said("Title"), pattern=pattern, pattern_type=language, valid_from=start,
            indicator_types=[_slug(one.text) for one in part.children if one.name == "Type"],
            confidence=_CONFIDENCE.get(part.said("Confidence", "Value").lower()),
        )  # fmt: skip
        links = [*self.links(part, item, content["id"])]
        self.keep(item, [content, *links], lost)

    def links(self, part: Element, item: str, source: ObjectId) -> Iterator[Content]:
        """What an indicator says that it indicates."""
        for one in part.all("Indicated_TTP"):
            for ttp in one.all("TTP"):
                target = self.made.get(ttp.attributes.get("idref", ttp.attributes.get("id", "")))
                if target is not None:
                    yield self.paper.object("relationship", item, target, relationship_type="indicates",
                                            source_ref=source, target_ref=target)  # fmt: skip

    def rule(self, part: Element, item: str, lost: list[Remark]) -> tuple[str, str] | None:
        """A test mechanism that is a rule, or an OpenIOC definition."""
        for one in part.all("Test_Mechanism"):
            for ioc in one.all("ioc"):
                if pattern := pattern_of(ioc, item, lost):
                    return "stix", pattern
            rules = [rule.text.strip() for rule in one.all("Rule") if rule.text.strip()]
            if kind_of_type(one) in _RULES and rules:
                return _RULES[kind_of_type(one)], rules[0]
        return None

    def pattern(self, part: Element, lost: list[Remark]) -> str:
        """The observables of an indicator, all of which must be understood under AND."""
        return " OR ".join(dict.fromkeys(p for p in self.observed(part.children, lost) if p))

    def observed(self, children: list[Element], lost: list[Remark]) -> Iterator[str]:
        """Each observable among these as a pattern, empty when it has none."""
        for one in children:
            if one.name == "Observable":
                yield self.one(self.observables.get(one.attributes.get("idref", ""), one), lost)

    def one(self, observable: Element, lost: list[Remark]) -> str:
        """One observable: an object, or several with an operator between them."""
        composed = observable.child("Observable_Composition")
        if composed is None:
            said: list[Said | None] = [read_object(p, lost) for p in objects_in(observable)]
            return f"[{said[0].comparison}]" if said and said[0] is not None else ""
        operator = composed.attributes.get("operator", "OR").upper()
        parts = [*self.observed(composed.children, lost)]
        if operator == "AND" and "" in parts:
            return ""
        known = list(dict.fromkeys(p for p in parts if p))
        return f"({f' {operator} '.join(known)})" if len(known) > 1 else "".join(known)

    def report(self, header: Element) -> None:
        """The package as a whole, where its header says what it is."""
        refs = list(self.paper.refs)
        if refs and any(header.said(name) for name in ("Title", "Package_Intent", "Description")):
            name = header.said("Title") or header.said("Package_Intent")
            content = self.paper.object("report", name=name or self.paper.key, description=header.said("Description"),
                                        published=self.paper.modified, report_types=["threat-report"], object_refs=refs)  # fmt: skip
            self.paper.keep("package", [content])
