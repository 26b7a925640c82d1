"""MISP tags and galaxy clusters: to markings, to actors and techniques, or to labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from khien.intake.creation import our_id
from khien.intake.misp_tags import (
    EXERCISE,
    circle_of,
    confidence_of,
    is_of_exercise,
    phases_of,
)
from khien.intake.reporting import Remark
from khien.intake.wishes import Wish
from khien.model.marking import Tlp, pap_named, tlp_named

_GALAXY_TAG: Final = re.compile(r'misp-galaxy:(?P<galaxy>[^=]+)="(?P<value>.+)"')
# "PowerShell - T1086", "Turla - G0010": the ATT&CK number at the end.
_ATTACK_NUMBER: Final = re.compile(
    r"(?P<name>.+?)\s+-\s+(?P<number>[TGSMC][0-9]{4}(?:\.[0-9]{3})?)"
)
_NAME_CHARS: Final = 500

_ACTORS: Final = frozenset(
    {"threat-actor", "microsoft-activity-group", "mitre-intrusion-set", "360net-threat-actor"}
)
_MALWARE: Final = frozenset(
    {
        "malpedia", "mitre-malware", "ransomware", "rat", "banker", "stealer", "backdoor", "botnet",
        "cryptominers", "android", "mitre-mobile-attack-malware",
    }
)  # fmt: skip
_TOOLS: Final = frozenset({"tool", "mitre-tool", "exploit-kit", "mitre-mobile-attack-tool"})


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of an event or attribute say.

    `labels` are the tags as they came, without TLP and without clusters; `binding` are those that
    limit what may be done (PAP, exercise) and so belong on every object. `unread` are TLP that
    nobody knows, where no other stands beside them: then `tlp` is RED.
    """

    tlp: Tlp | None
    labels: tuple[str, ...]
    binding: tuple[str, ...]
    clusters: tuple[str, ...]
    odd: tuple[str, ...]
    unread: tuple[str, ...] = ()
    confidence: int | None = None
    phases: tuple[dict[str, str], ...] = ()

    @property
    def remarks(self) -> list[Remark]:
        """What is to be said of tags that cannot be read."""
        return [
            *(Remark("intake.misp-tag", "Tag", odd) for odd in self.odd),
            *(Remark("intake.misp-tlp-unread", "Tag", tag) for tag in self.unread),
        ]


def read_tags(tags: object) -> Tags:
    """Sort the tags of one MISP element; `odd` are entries without a usable name, and TLP nobody knows."""
    names: list[str] = []
    odd: list[str] = []
    for tag in tags if isinstance(tags, list) else [] if tags is None else [tags]:
        name = tag.get("name") if isinstance(tag, dict) else None
        if isinstance(name, str) and 0 < len(name.strip()) <= _NAME_CHARS:
            names.append(name.strip())
        else:
            odd.append(str(tag)[:100])
    found = _meant(tuple(names))
    return replace(found, odd=(*odd, *found.odd)) if odd else found


@lru_cache(maxsize=4_096)  # the attributes of a feed have the same tags again and again
def _meant(names: tuple[str, ...]) -> Tags:
    tlps = {name: tlp_named(name) for name in names if name.lower().startswith("tlp:")}
    known = [tlp for tlp in (*tlps.values(), circle_of(names)) if tlp is not None]
    strange = [name for name, tlp in tlps.items() if tlp is None]
    unread = () if known else tuple(strange)
    clusters = [name for name in names if _GALAXY_TAG.fullmatch(name)]
    labels = [n for n in names if n not in clusters and tlps.get(n) is None]
    binding = [n for n in names if pap_named(n) is not None]
    binding += [EXERCISE] if any(map(is_of_exercise, names)) else []
    return Tags(
        tlp=Tlp.RED if unread else max(known, default=None),
        labels=tuple(dict.fromkeys(labels)),
        binding=tuple(dict.fromkeys(binding)),
        clusters=tuple(dict.fromkeys(clusters)),
        odd=tuple(strange) if known else (),
        unread=unread,
        confidence=confidence_of(names),
        phases=tuple(phases_of(names)),
    )


def clusters_of(galaxies: object) -> Iterator[Mapping[str, Any]]:
    """Every cluster under the `Galaxy` member of an event or attribute."""
    for galaxy in galaxies if isinstance(galaxies, list) else []:
        inner = galaxy.get("GalaxyCluster") if isinstance(galaxy, dict) else None
        for cluster in inner if isinstance(inner, list) else []:
            if isinstance(cluster, dict):
                yield {"type": galaxy.get("type"), **cluster}


def cluster_of_tag(tag: str) -> Mapping[str, Any]:
    """A cluster as far as its tag tells it."""
    found = _GALAXY_TAG.fullmatch(tag)
    return {"type": found["galaxy"], "value": found["value"], "tag_name": tag} if found else {}


def stix_type(galaxy: str) -> str | None:
    """The STIX type that the clusters of a galaxy are, or None for those that only label."""
    if galaxy in _ACTORS or galaxy.endswith("intrusion-set"):
        return "intrusion-set"
    if galaxy.endswith("attack-pattern"):
        return "attack-pattern"
    if galaxy.endswith("course-of-action"):
        return "course-of-action"
    if galaxy in _MALWARE or galaxy.endswith("attack-malware"):
        return "malware"
    return "tool" if galaxy in _TOOLS or galaxy.endswith("attack-tool") else None


def cluster_content(cluster: Mapping[str, Any], wish: Wish) -> dict[str, Any] | None:
    """The properties of the object that a cluster is, without times; None when it only labels."""
    galaxy, value = cluster.get("type"), cluster.get("value")
    object_type = stix_type(galaxy) if isinstance(galaxy, str) else None
    if object_type is None or not isinstance(value, str):
        return None
    title = value.strip()
    if not 0 < len(title) <= _NAME_CHARS:
        return None
    number = _ATTACK_NUMBER.fullmatch(title)
    name = number["name"] if number else title
    content: dict[str, Any] = {
        "type": object_type,
        "id": our_id(object_type, wish.identity, "misp-galaxy", str(galaxy), name),
        "name": name,
    }
    if object_type == "malware":
        content["is_family"] = True
    description = cluster.get("description")
    if isinstance(description, str) and description.strip():
        content["description"] = description
    if number:
        reference = {"source_name": "mitre-attack", "external_id": number["number"]}
        content["external_references"] = [reference]
    aliases = _synonyms(cluster.get("meta"))
    if aliases and object_type in {"intrusion-set", "malware", "tool"}:
        content["aliases"] = aliases
    return content


def _synonyms(meta: object) -> list[str]:
    found = meta.get("synonyms") if isinstance(meta, dict) else None
    listed: Sequence[object] = found if isinstance(found, list) else []
    return list(dict.fromkeys(s for s in listed if isinstance(s, str) and s))
