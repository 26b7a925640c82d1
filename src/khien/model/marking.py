"""What an object's markings add up to: who may see it and what may be done with it.

STIX defines no rule for several markings on one object (STIX 2.1 §7.2), so ours is: the strictest
wins; an object without a TLP counts as TLP:AMBER+STRICT; a marking that nobody here can read counts
as TLP:RED and is listed, so that the gate can refuse it by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering
from typing import Any, TypeVar

from khien.model.ids import ObjectId

T = TypeVar("T")

TLP_2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""The TLP 2.0 property extension (OASIS common object repository)."""

IEP_2_EXTENSION = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
"""The FIRST IEP 2.0 property extension (OASIS common object repository)."""


@total_ordering
class Tlp(Enum):
    """How far something may go, from everybody to a named person (FIRST TLP 2.0); ordered."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    def __init__(self, _name: str) -> None:
        self.rank = len(type(self).__members__)
        """0 for CLEAR up to 4 for RED: how the order is stored and searched."""

    @property
    def label(self) -> str:
        """As people write it, e.g. `TLP:AMBER+STRICT`."""
        return f"TLP:{self.value.upper()}"

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Tlp) else NotImplemented


@total_ordering
class Pap(Enum):
    """What a receiver may do with something, from anything to nothing detectable (MISP PAP v3); ordered."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    def __init__(self, _name: str) -> None:
        self.rank = len(type(self).__members__)
        """0 for CLEAR up to 3 for RED."""

    @property
    def label(self) -> str:
        """As people write it, e.g. `PAP:AMBER`."""
        return f"PAP:{self.value.upper()}"

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Pap) else NotImplemented


UNMARKED = Tlp.AMBER_STRICT
"""What an object without a TLP counts as (standards.md §4.1: our decision; STIX is silent)."""

TLP_2_IDS: Mapping[Tlp, ObjectId] = {
    Tlp.CLEAR: ObjectId("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"),
    Tlp.GREEN: ObjectId("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"),
    Tlp.AMBER: ObjectId("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"),
    Tlp.AMBER_STRICT: ObjectId("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"),
    Tlp.RED: ObjectId("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"),
}
"""The TLP 2.0 marking objects (OASIS common object repository, created 2022-10-01)."""

TLP_1_IDS: Mapping[Tlp, ObjectId] = {
    Tlp.CLEAR: ObjectId("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"),
    Tlp.GREEN: ObjectId("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"),
    Tlp.AMBER: ObjectId("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"),
    Tlp.RED: ObjectId("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"),
}
"""The TLP 1 marking objects (STIX 2.1 §7.2.1.4, created 2017-01-20)."""

TLP_OF_ID: Mapping[str, Tlp] = {
    **{marking: tlp for tlp, marking in TLP_1_IDS.items()},
    **{marking: tlp for tlp, marking in TLP_2_IDS.items()},
}
"""Every TLP marking object that needs no definition to be understood."""


@dataclass(frozen=True, slots=True)
class Iep:
    """One FIRST Information Exchange Policy 2.0, as far as this node acts on it; texts as they came."""

    marking: ObjectId
    iep_id: str
    name: str
    tlp: Tlp | None
    permitted_actions: str
    affected_party_notifications: str
    provider_attribution: str
    unmodified_resale: str
    encrypt_in_transit: str
    start_date: str
    end_date: str


@dataclass(frozen=True, slots=True)
class GranularTlp:
    """One selected part of an object and how far that part may go (STIX 2.1 §7.2.3)."""

    selector: str
    tlp: Tlp


@dataclass(frozen=True, slots=True)
class Marking:
    """What all markings of one object add up to.

    `tlp` is the object's own level: the strictest of its markings, RED where one is unknown, and
    AMBER+STRICT (with `declared` False) where there is none. `granular` holds the levels of single
    parts; `unknown` the marking refs, of the object or of a part, that nobody here can read.
    """

    tlp: Tlp
    declared: bool = True
    pap: Pap | None = None
    ieps: tuple[Iep, ...] = ()
    statements: tuple[ObjectId, ...] = ()
    unknown: tuple[str, ...] = ()
    granular: tuple[GranularTlp, ...] = ()

    @property
    def whole(self) -> Tlp:
        """The level of the object as it stands, with every part in it: the strictest of all."""
        if not self.granular:
            return self.tlp
        return max([self.tlp, *(part.tlp for part in self.granular)])


def tlp_named(text: object) -> Tlp | None:
    """Read a TLP as found in the field: any case, with or without `TLP:`, `white` for CLEAR, else None."""
    if not isinstance(text, str):
        return None
    name = text.strip().lower().removeprefix("tlp:").replace(" ", "").replace("_", "+")
    # TLP 2.0 renamed WHITE; "amber-strict" is how MISP-era tools spell AMBER+STRICT in tags.
    name = {"white": "clear", "amber-strict": "amber+strict"}.get(name, name)
    return next((tlp for tlp in Tlp if tlp.value == name), None)


def pap_named(text: object) -> Pap | None:
    """Read `PAP:AMBER` in any case, `white` for CLEAR, else None; the prefix is required."""
    if not isinstance(text, str) or not text.strip().lower().startswith("pap:"):
        return None
    name = text.strip().lower().removeprefix("pap:")
    return next((pap for pap in Pap if pap.value == {"white": "clear"}.get(name, name)), None)


def canonical_tlp_id(definition: Mapping[str, Any]) -> ObjectId | None:
    """The official TLP 2.0 id that an unofficial TLP marking object stands for, else None.

    Source: STIX 2.1 Best Practices Guide: map unofficial TLP objects to the official ones.
    """
    levels = _read_definition(ObjectId(str(definition.get("id"))), definition).tlps
    return TLP_2_IDS[max(levels)] if levels else None


def marking_of(
    content: Mapping[str, Any], definitions: Mapping[ObjectId, Mapping[str, Any]]
) -> Marking:
    """Add up an object's markings.

    Args:
        content: the decoded STIX object.
        definitions: marking-definition objects that this node holds, by id. The official TLP
            objects are known without them, and what anyone sends under their ids is ignored.

    Returns:
        The effective marking. Whatever cannot be read makes it stricter, never looser; labels such
        as `tlp:red` (MISP's way) only ever tighten.
    """
    own = [_resolve(ref, definitions) for ref in _refs(content.get("object_marking_refs"))]
    parts = list(_granular(content.get("granular_markings"), definitions))
    labels = _labels(content.get("labels"))
    read = [*own, *(meaning for _, meaning in parts)]

    stated = [tlp for meaning in own for tlp in meaning.levels]
    level = max(stated) if stated else UNMARKED
    tags = [tlp for tlp in map(_tlp_tag, labels) if tlp is not None]
    paps = [pap for pap in map(pap_named, labels) if pap is not None]
    paps += [pap for meaning in read for pap in meaning.paps]
    return Marking(
        tlp=max([level, *tags]),
        declared=bool(stated),
        pap=max(paps, default=None),
        ieps=_once([iep for meaning in read for iep in meaning.ieps]),
        statements=_once([ref for meaning in read for ref in meaning.statements]),
        unknown=_once([ref for meaning in read for ref in meaning.unknown]),
        granular=tuple(
            GranularTlp(selector, max(meaning.levels))
            for selector, meaning in parts
            if meaning.levels
        ),
    )


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one marking reference says."""

    tlps: tuple[Tlp, ...] = ()
    paps: tuple[Pap, ...] = ()
    ieps: tuple[Iep, ...] = ()
    statements: tuple[ObjectId, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[Tlp, ...]:
        return (*self.tlps, *(Tlp.RED for _ in self.unknown))


def _once(items: list[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _refs(value: object) -> list[str]:
    if value is None:
        return []
    # What is not a list of references is itself a marking that nobody can read.
    return [str(ref) for ref in value] if isinstance(value, list) else ["object_marking_refs"]


def _labels(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _tlp_tag(text: object) -> Tlp | None:
    is_tag = isinstance(text, str) and text.strip().lower().startswith("tlp:")
    return tlp_named(text) if is_tag else None


def _resolve(ref: str, definitions: Mapping[ObjectId, Mapping[str, Any]]) -> _Meaning:
    if ref in TLP_OF_ID:
        return _Meaning(tlps=(TLP_OF_ID[ref],))
    definition = definitions.get(ObjectId(ref))
    if definition is None:
        return _Meaning(unknown=(ref,))
    return _read_definition(ObjectId(ref), definition)


def _read_definition(ref: ObjectId, definition: Mapping[str, Any]) -> _Meaning:
    meanings = [
        meaning
        for meaning in (_by_type(ref, definition), *_by_extension(ref, definition))
        if meaning is not None
    ]
    if not meanings:
        return _Meaning(unknown=(ref,))
    return _Meaning(
        tlps=tuple(tlp for meaning in meanings for tlp in meaning.tlps),
        paps=tuple(pap for meaning in meanings for pap in meaning.paps),
        ieps=tuple(iep for meaning in meanings for iep in meaning.ieps),
        statements=tuple(ref for meaning in meanings for ref in meaning.statements),
        unknown=_once([ref for meaning in meanings for ref in meaning.unknown]),
    )


def _by_type(ref: ObjectId, definition: Mapping[str, Any]) -> _Meaning | None:
    kind = definition.get("definition_type")
    if kind is None:
        return None
    body = definition.get("definition")
    text = body.get(kind) if isinstance(body, dict) and isinstance(kind, str) else None
    tlp, pap = tlp_named(text), pap_named(text) or pap_named(f"pap:{text}")
    match str(kind).lower():
        case "tlp" if tlp is not None:
            return _Meaning(tlps=(tlp,))
        case "pap" if pap is not None:
            return _Meaning(paps=(pap,))
        case "statement" if isinstance(text, str):
            return _statement(ref, text, definition.get("name"))
        case _:
            return _Meaning(unknown=(ref,))


def _statement(ref: ObjectId, text: str, name: object) -> _Meaning:
    # STIX knows no PAP, and older tools no TLP 2.0: they write the level as a statement or a name.
    said = (text, name)
    return _Meaning(
        tlps=tuple(tlp for tlp in map(_tlp_tag, said) if tlp is not None),
        paps=tuple(pap for pap in map(pap_named, said) if pap is not None),
        statements=(ref,),
    )


def _by_extension(ref: ObjectId, definition: Mapping[str, Any]) -> Iterator[_Meaning]:
    extensions = definition.get("extensions")
    if extensions is None:
        return
    for key, body in extensions.items() if isinstance(extensions, dict) else [("", None)]:
        if key == TLP_2_EXTENSION and isinstance(body, dict):
            tlp = tlp_named(body.get("tlp_2_0"))
            yield _Meaning(unknown=(ref,)) if tlp is None else _Meaning(tlps=(tlp,))
        elif key == IEP_2_EXTENSION and isinstance(body, dict):
            yield _iep(ref, body)
        else:
            # An extension that we do not know (ACS among them) may restrict in ways we cannot keep.
            yield _Meaning(unknown=(ref,))


def _iep(ref: ObjectId, body: Mapping[str, Any]) -> _Meaning:
    tlp = tlp_named(body.get("tlp"))
    texts = {
        field: str(body.get(field) or "")
        for field in (
            "iep_id",
            "name",
            "permitted_actions",
            "affected_party_notifications",
            "provider_attribution",
            "unmodified_resale",
            "encrypt_in_transit",
            "start_date",
            "end_date",
        )
    }
    iep = Iep(marking=ref, tlp=tlp, **texts)
    # IEP 2.0 requires `tlp`; a policy that does not say how far it lets go lets nothing go.
    return _Meaning(tlps=() if tlp is None else (tlp,), ieps=(iep,), unknown=() if tlp else (ref,))


def _granular(
    value: object, definitions: Mapping[ObjectId, Mapping[str, Any]]
) -> Iterator[tuple[str, _Meaning]]:
    if value is None:
        return
    for index, entry in enumerate(value if isinstance(value, list) else [None]):
        place = f"granular_markings.[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("selectors"), list):
            yield place, _Meaning(unknown=(place,))
        elif "lang" not in entry or "marking_ref" in entry:
            meaning = _resolve(str(entry.get("marking_ref")), definitions)
            yield from ((str(selector), meaning) for selector in entry["selectors"])
