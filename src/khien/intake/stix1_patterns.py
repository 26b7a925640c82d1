"""Observables of a STIX 1.x package, with what they hold together: as a pattern, or as what was observed.

Source: CybOX 2.1 core: observables, their composition, objects and related objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from khien.intake.plain_xml import Element
from khien.intake.reporting import Remark
from khien.intake.stix1_observables import Said, read_object

_OWN: Final = frozenset({"Object", "Observable_Composition"})


class Observables:
    """The observables and objects of one package, by their ids."""

    def __init__(self, root: Element) -> None:
        self._by_id = {
            one.attributes["id"]: one for one in root.all("Observable") if "id" in one.attributes
        }
        self._objects = {
            one.attributes["id"]: one
            for name in ("Object", "Related_Object")
            for one in root.all(name)
            if "id" in one.attributes
        }
        self._stand_in(root)
        self.inside = self._inside(root)

    def _stand_in(self, root: Element) -> None:
        """What refers to the properties of another object (`object_reference`) holds them too."""
        for one in [*root.all("HTTP_Session")]:
            target = self._objects.get(one.attributes.get("object_reference", ""))
            properties = None if target is None else target.child("Properties")
            if properties is not None and not one.children:
                one.children = properties.children

    def _inside(self, root: Element) -> frozenset[str]:
        """The ids of observables that others name: they are told there, and not by themselves."""
        named = [
            one.attributes["idref"] for one in root.all("Observable") if "idref" in one.attributes
        ]
        holder = {
            id(found): name for name, one in self._by_id.items() for found in one.all("Object")
        }
        seen: set[str] = set()
        while named:
            name = named.pop()
            if name in seen or name not in self._by_id:
                continue
            seen.add(name)
            for related in self._by_id[name].all("Related_Object"):
                target = self._objects.get(related.attributes.get("idref", ""))
                named += [holder[id(target)]] if id(target) in holder else []
        return frozenset(seen)

    def whole(self, one: Element) -> Element:
        """An observable, or the one that it refers to."""
        return self._by_id.get(one.attributes.get("idref", ""), one)

    # --- as a pattern

    def pattern(self, children: list[Element], lost: list[Remark]) -> str:
        """The observables among these elements, of which any fits; empty when none has a pattern."""
        found = [p for one in children if one.name == "Observable" and (p := self.one(one, lost))]
        return " OR ".join(dict.fromkeys(found))

    def one(self, observable: Element, lost: list[Remark]) -> str:
        """One observable: an object with what belongs to it, or several with an operator between them."""
        observable = self.whole(observable)
        if observable.attributes.get("negate") == "true":
            lost.append(Remark("intake.stix1-part", "Observable", "negate"))
            return ""
        composed = observable.child("Observable_Composition")
        if composed is None:
            return self._object(observable, lost)
        operator = composed.attributes.get("operator", "OR").upper()
        inner = [one for one in composed.children if one.name == "Observable"]
        parts = [self.one(one, lost) for one in inner]
        if operator == "AND" and "" in parts:
            return ""
        known = list(dict.fromkeys(p for p in parts if p))
        return f"({f' {operator} '.join(known)})" if len(known) > 1 else "".join(known)

    def _object(self, observable: Element, lost: list[Remark]) -> str:
        """All of it has to be seen, so an object that is not understood takes the whole along."""
        lost += [Remark("intake.stix1-field", "Observable", name) for name in _beside(observable)]
        found = observable.child("Object")
        properties = None if found is None else found.child("Properties")
        said = None if properties is None else read_object(properties, lost)
        if found is None or said is None:
            return ""
        beside = []
        for relation, _, other in self._related(found, lost):
            if other is None:
                return ""
            led = said.leading(relation, other)
            beside += [f"[{other.comparison}]"] if led is None else []
            said = led or said
        parts = list(dict.fromkeys([f"[{said.comparison}]", *beside]))
        return f"({' AND '.join(parts)})" if len(parts) > 1 else parts[0]

    def _related(
        self, found: Element, lost: list[Remark]
    ) -> Iterator[tuple[str, Element, Said | None]]:
        """What an object is said to belong to: the relation, where that stands, and what it says."""
        for one in found.every("Related_Objects", "Related_Object"):
            target = self._objects.get(one.attributes.get("idref", ""), one)
            properties = target.child("Properties")
            said = None if properties is None else read_object(properties, lost)
            if properties is None:
                lost.append(
                    Remark("intake.stix1-part", "Related_Object", one.attributes.get("idref", ""))
                )
            yield one.said("Relationship"), one, said

    # --- as what was observed

    def observed(self, observable: Element, lost: list[Remark]) -> list[dict[str, Any]]:
        """What was there, each once, the thing itself first; what only a pattern can say is named."""
        lost += [Remark("intake.stix1-field", "Observable", name) for name in _beside(observable)]
        scos = [sco for found in observable.all("Object") for sco in self._seen(found, lost)]
        return list({one["id"]: one for one in reversed(scos)}.values())[::-1]

    def _seen(self, found: Element, lost: list[Remark]) -> Iterator[dict[str, Any]]:
        """One object and what stands inside it; what it refers to is told where that stands."""
        properties = found.child("Properties")
        said = None if properties is None else read_object(properties, lost)
        if said is None:
            return
        inside: list[Said] = []
        elsewhere: set[str] = set()
        for relation, where, other in self._related(found, lost):
            if other is None:
                continue
            said = said.leading(relation, other) or said
            if "idref" in where.attributes:
                elsewhere |= {one["id"] for one in other.observables}
            else:
                inside.append(other)
        for one in (said, *inside):
            lost += [Remark("intake.stix1-field", "Observable", name) for name in one.fields]
            yield from (sco for sco in one.observables if sco["id"] not in elsewhere)


def _beside(observable: Element) -> list[str]:
    """What an observable holds besides its object."""
    return list(dict.fromkeys(one.name for one in observable.children if one.name not in _OWN))
