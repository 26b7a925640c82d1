"""MISP taxonomies (`machinetag.json`): one object of ours that says what each tag of a namespace means.

Source: misp-taxonomies, format of a taxonomy. The id follows from the namespace, so that the meaning of a
tag is found without a search, and a newer version of the taxonomy takes the place of the older one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from khien.intake.creation import our_id
from khien.intake.misp_frame import Shelf
from khien.intake.papers import Content, Paper, dicts, papers_in, words
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.stix.known_extensions import TAXONOMY

TYPE: Final = "taxonomy"
_LARGEST: Final = 2**53 - 1  # RFC 7493 §2.2
_CARRIED: Final = frozenset(
    {"namespace", "description", "expanded", "version", "predicates", "values", "uuid"}
)
_OF_A_TAG: Final = frozenset({"value", "expanded", "description", "numerical_value"})


def taxonomy_id(identity: ObjectId, namespace: str) -> ObjectId:
    """The id of what this node holds of a namespace."""
    return our_id(TYPE, identity, "misp-taxonomy", namespace.lower())


def looks_like(members: Content) -> bool:
    """Whether these are the members of a taxonomy."""
    return {"namespace", "predicates"} <= members.keys()


def read_taxonomy(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read taxonomies; each is one item of the report, and what of it is not carried is named."""
    shelf = Shelf(name, wish)
    for place, taxonomy in papers_in(name, outline, shelf):
        namespace = words(taxonomy.get("namespace"))
        tags = list(_tags(namespace, taxonomy))
        if not namespace or not tags:
            shelf.say(place, Outcome.REFUSED, [Remark("intake.taxonomy-none", place, "")])
            continue
        _take(shelf, namespace, taxonomy, tags)
    return Intake(name, "taxonomy", shelf.versions(), tuple(shelf.entries))


def _take(shelf: Shelf, namespace: str, taxonomy: Content, tags: list[Content]) -> None:
    now = stix_time(shelf.wish.now)
    paper = Paper(shelf, "taxonomy", namespace, now, now)
    content = paper.object(
        TYPE,
        name=namespace,
        description=words(taxonomy.get("description")) or words(taxonomy.get("expanded")),
        version=str(taxonomy["version"]) if isinstance(taxonomy.get("version"), int | str) else "",
        tags=tags,
        labels=list(shelf.wish.labels),
        extensions={TAXONOMY: {"extension_type": "new-sdo"}},
    )
    content["id"] = taxonomy_id(shelf.wish.identity, namespace)
    left = dict.fromkeys(_left(taxonomy))
    remarks = [Remark("intake.taxonomy-left", namespace, ", ".join(left)[:200])] if left else []
    paper.keep(f"taxonomy {namespace}", [content], remarks)


def _tags(namespace: str, taxonomy: Content) -> Iterator[Content]:
    """Every tag of a namespace: the predicates without values, and each value of the others."""
    predicates = {words(one.get("value")): one for one in dicts(taxonomy.get("predicates"))}
    values: dict[str, list[Content]] = {}
    for one in dicts(taxonomy.get("values")):
        values.setdefault(words(one.get("predicate")), []).extend(dicts(one.get("entry")))
    for predicate, about in predicates.items():
        tag = f"{namespace}:{predicate}"
        if predicate:
            yield _tag(tag, words(about.get("expanded")), about)
        for entry in values.get(predicate, ()) if predicate else ():
            if value := words(entry.get("value")):
                parts = (words(about.get("expanded")) or predicate, words(entry.get("expanded")))
                yield _tag(f'{tag}="{value}"', ": ".join(p for p in parts if p), entry)


def _tag(name: str, expanded: str, about: Content) -> Content:
    number = about.get("numerical_value")
    is_whole = isinstance(number, int) and not isinstance(number, bool) and abs(number) <= _LARGEST
    found = {
        "tag": name,
        "expanded": expanded,
        "description": words(about.get("description")),
        "numerical_value": number if is_whole else None,
    }
    return {key: value for key, value in found.items() if value not in ("", None)}


def _left(taxonomy: Content) -> Iterator[str]:
    """The members that are not carried, by their names: colours, who may be meant, exclusions."""
    yield from sorted(taxonomy.keys() - _CARRIED)
    entries: list[Any] = [*dicts(taxonomy.get("predicates"))]
    entries += [e for one in dicts(taxonomy.get("values")) for e in dicts(one.get("entry"))]
    yield from sorted({key for one in entries for key in one.keys() - _OF_A_TAG - {"uuid"}})
