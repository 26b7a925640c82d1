"""MISP galaxy files: each cluster is the actor, malware, tool, technique or counter-measure that it names.

Source: misp-galaxy, format of clusters. The ids are those that events tagged with the same cluster give,
so an event that is read later meets the name, its synonyms and its references here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from khien.intake.creation import cited
from khien.intake.misp_frame import Shelf
from khien.intake.misp_galaxies import cluster_content, stix_type
from khien.intake.observed import observe
from khien.intake.papers import Content, Paper, dicts, papers_in, texts, words
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.instants import stix_time

_CARRIED: Final = frozenset({"value", "description", "meta", "uuid", "related"})


def looks_like(members: Content) -> bool:
    """Whether these are the members of a file of clusters."""
    return isinstance(members.get("values"), list) and {"type", "name", "uuid"} <= members.keys()


def read_galaxy(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read files of clusters; each cluster is an item of the report.

    Clusters of a galaxy that only labels (sectors, countries, duties) are skipped: tags name them.
    """
    shelf = Shelf(name, wish)
    for place, galaxy in papers_in(name, outline, shelf):
        if not looks_like(galaxy):
            shelf.say(place, Outcome.REFUSED, [Remark("intake.galaxy-none", place, "")])
            continue
        _take(shelf, galaxy)
    return Intake(name, "galaxy", shelf.versions(), tuple(shelf.entries))


def _take(shelf: Shelf, galaxy: Content) -> None:
    kind, now = words(galaxy["type"]), stix_time(shelf.wish.now)
    paper = Paper(shelf, "galaxy", kind, now, now)
    values: list[Any] = galaxy["values"]
    for place, cluster in enumerate(values):
        item = f'misp-galaxy:{kind}="{cluster.get("value")}"' if isinstance(cluster, dict) else ""
        content = cluster_content({**cluster, "type": kind}, shelf.wish) if item else None
        if content is None and item and stix_type(kind) is None:
            paper.left(item, "intake.galaxy-label")
        elif content is None:
            here = item or f"values[{place}]"
            shelf.say(here, Outcome.REFUSED, [Remark("intake.galaxy-none", here, "")])
        else:
            paper.keep(item, [_whole(paper, content, cluster)], _left(item, cluster))


def _whole(paper: Paper, content: Content, cluster: Content) -> Content:
    meta = cluster.get("meta")
    links = [*_references(meta if isinstance(meta, dict) else {})]
    common = paper.object(content["type"], labels=list(paper.wish.labels))
    references = [*content.get("external_references", []), *links]
    return common | content | ({"external_references": references} if references else {})


def _references(meta: Content) -> Iterator[dict[str, str]]:
    for written in texts(meta.get("refs")):
        found = observe(written)
        if found is not None and found.kind == "url":
            yield cited("misp-galaxy", found.value)


def _left(item: str, cluster: Content) -> Iterator[Remark]:
    """Name what of a cluster is not carried, so that nothing is lost in silence."""
    meta = cluster.get("meta")
    names = sorted(meta.keys() - {"refs", "synonyms"}) if isinstance(meta, dict) else []
    names += sorted(cluster.keys() - _CARRIED)
    names += ["related"] if [*dicts(cluster.get("related"))] else []
    if names:
        yield Remark("intake.galaxy-left", item, ", ".join(names)[:200])
