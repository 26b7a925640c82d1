"""The quick way through the rules, for an object about which none of them has anything to say.

Objects come in few shapes: a feed has one set of property names for a hundred thousand indicators. What
the names alone decide is worked out once for each shape, from the same tables that the rules read; what
is left to look at is values. Whoever does not pass here has not been refused: every rule is asked then,
one by one, and says what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final

import msgspec

from khien.model.canonical import canonical_json, encode_sorted, is_plain
from khien.model.errors import MalformedError
from khien.model.patterns import is_surely_sound
from khien.model.stix.condition_rules import CONDITIONS, names_suffice, values_agree
from khien.model.stix.extension_rules import extensions_hold
from khien.model.stix.findings import Finding
from khien.model.stix.identifiers import TYPE_LENGTH, is_object_id
from khien.model.stix.identity_rules import identifier_fits
from khien.model.stix.marking_rules import markings_hold
from khien.model.stix.pattern_rules import pattern_reads
from khien.model.stix.plain_json import surely_holds, text_is_quiet, value_holds
from khien.model.stix.property_rules import parts_are_defined
from khien.model.stix.reference_rules import allowed_targets
from khien.model.stix.registry import REGISTRY, Kind, ObjectType, open_properties
from khien.model.stix.time_rules import EVERY, ORDER, VERSION_TIMES
from khien.model.stix.times import exact_time, is_real_day
from khien.model.stix.value_rules import (
    CHECKED,
    NAMES,
    external_references_hold,
    mixes_scripts,
    values_hold,
)
from khien.model.stix.vocabularies import USES, VOCABULARIES

_Rule = Callable[[Mapping[str, Any]], Iterator[Finding]]
_SHAPES: Final = 1_024  # that are remembered; real feeds have a dozen
_MILLISECOND: Final = len("2026-11-22T00:55:00.123Z")  # STIX 2.1 §3.2

# With rules of their own throughout: always asked everything.
_PECULIAR: Final = frozenset({"extension-definition", "language-content", "marking-definition"})
_PECULIAR_NAMES: Final = frozenset({"body_multipart", "objects", "x509_v3_extensions"})
_CHECKED: Final = CHECKED.keys() | {"artifact", "file", "software", "x509-certificate"}


class Shape(msgspec.Struct, frozen=True):
    """What is to be asked of the values of every object with the same type and property names.

    Attributes:
        definition: the struct that they must fit.
        prefix: what the id begins with.
        times: properties that hold a time.
        orders: pairs of them: the later one, the earlier one, and whether they may be equal.
        references: properties that refer, the types in question, and whether those are the allowed ones.
        are_identifiers: whether the definition asks all references to be identifiers.
        words: properties with words of a vocabulary, and these words.
        names: properties that people read as names.
        numbers: properties that may hold numbers, or keys of anybody's making.
        rules: the rules that have something to look at here.
    """

    definition: type[Any]
    prefix: str
    times: tuple[str, ...]
    orders: tuple[tuple[str, str, bool], ...]
    references: tuple[tuple[str, frozenset[str], bool], ...]
    are_identifiers: bool
    words: tuple[tuple[str, frozenset[str]], ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    rules: tuple[_Rule, ...]


def spotless(content: Mapping[str, Any]) -> bytes | None:
    """The RFC 8785 form of an object about which no rule has anything to say.

    Args:
        content: a decoded JSON object whose keys are unique.

    Returns:
        None where a rule has, or may have, something to say: then every rule must be asked.
    """
    kind = content.get("type")
    shape = _shape(kind, tuple(content)) if type(kind) is str else None
    if shape is None:
        return None
    try:
        msgspec.convert(content, shape.definition)
        if not _values_hold(content, shape):
            return None
        # What the definition names without numbers is plain; only the rest has to be looked at.
        odd = _odd(content, shape)
        if any(True for name in odd for _ in value_holds(content[name], name)):
            return None
        is_quick = not odd or is_plain([content[name] for name in odd])
        canonical = encode_sorted(content) if is_quick else canonical_json(content)
    except (msgspec.ValidationError, MalformedError, UnicodeEncodeError):
        return None
    return canonical if text_is_quiet(canonical) else None


def _odd(content: Mapping[str, Any], shape: Shape) -> list[str]:
    """Which properties with numbers, or keys of anybody's making, are not told to hold at a glance.

    What is has keys in ASCII and safe whole numbers only, so it is plain too.
    """
    return [name for name in shape.numbers if not surely_holds(content[name])]


def _values_hold(content: Mapping[str, Any], shape: Shape) -> bool:
    return (
        content["id"].startswith(shape.prefix)
        and _times_hold(content, shape)
        and _references_fit(content, shape)
        and _words_are_plain(content, shape)
        and _rules_hold(content, shape)
    )


def _times_hold(content: Mapping[str, Any], shape: Shape) -> bool:
    for name in shape.times:
        time = content[name]
        if time[8:10] > "28" and not is_real_day(time):
            return False
        if len(time) != _MILLISECOND and name in VERSION_TIMES:
            return False
    for later, earlier, may_be_equal in shape.orders:
        after, before = content[later], content[earlier]
        if len(after) != len(before):  # texts of one form sort as they are
            after, before = exact_time(after), exact_time(before)
        if after < before or (after == before and not may_be_equal):
            return False
    return True


def _references_fit(content: Mapping[str, Any], shape: Shape) -> bool:
    for name, types, are_allowed in shape.references:
        value = content[name]
        for target in value if type(value) is list else (value,):
            found = target.partition("--")[0]
            if (found in types) is not are_allowed:
                return False
            if not are_allowed and len(found) not in TYPE_LENGTH:
                return False
            if not shape.are_identifiers and not is_object_id(target):
                return False
    return True


def _words_are_plain(content: Mapping[str, Any], shape: Shape) -> bool:
    for name, words in shape.words:
        value = content[name]
        if not (value in words if isinstance(value, str) else words.issuperset(value)):
            return False
    for name in shape.names:
        value = content[name]
        if not value.isascii() and mixes_scripts(value):
            return False
    return True


def _rules_hold(content: Mapping[str, Any], shape: Shape) -> bool:
    rules = shape.rules
    if len(content.get("object_marking_refs", ())) > 1:
        rules = (*rules, markings_hold)
    if shape.are_identifiers and content["id"][-22] == "5":
        rules = (*rules, _KEEPS_OUT)
    for rule in rules:
        for _ in rule(content):
            return False
    return True


_KEEPS_OUT: Final = partial(identifier_fits, kind=Kind.SDO)  # of the observables' namespace


@lru_cache(maxsize=_SHAPES)
def _shape(kind: str, names: tuple[str, ...]) -> Shape | None:
    known, present = REGISTRY.get(kind), frozenset(names)
    if known is None or known.extension is not None or kind in _PECULIAR:
        return None
    if present - known.properties or present & _PECULIAR_NAMES:
        return None
    if any(True for _ in names_suffice(kind, present)):
        return None
    return Shape(
        definition=known.definition,
        prefix=f"{kind}--",
        times=tuple(sorted(known.times & present)),
        orders=tuple(
            order for order in EVERY + ORDER.get(kind, ()) if present.issuperset(order[:2])
        ),
        references=tuple(
            (name, *allowed_targets(kind, name))
            for name in sorted(present)
            if name.endswith(("_ref", "_refs"))
        ),
        are_identifiers=known.kind is not Kind.SCO,
        words=tuple(
            (name, VOCABULARIES[words])
            for name, words in USES.get(kind, {}).items()
            if name in present
        ),
        names=tuple(name for name in NAMES if name in present),
        numbers=tuple(sorted(open_properties(known.definition) & present)),
        rules=tuple(_rules(known, present)),
    )


def _rules(known: ObjectType, names: frozenset[str]) -> Iterator[_Rule]:
    if known.kind is Kind.SCO:
        yield partial(identifier_fits, kind=known.kind)
    if names & known.nested.keys():
        yield partial(parts_are_defined, known=known)
    if "external_references" in names:
        yield external_references_hold
    if names & {"granular_markings", "lang"}:
        yield markings_hold
    if "extensions" in names:
        yield extensions_hold
    if known.name in CONDITIONS:
        yield partial(values_agree, names=names)
    if known.name in _CHECKED:
        yield values_hold
    if known.name == "indicator":
        yield _pattern_reads


def _pattern_reads(content: Mapping[str, Any]) -> Iterator[Finding]:
    if content["pattern_type"] != "stix" or not is_surely_sound(content["pattern"]):
        yield from pattern_reads(content)
