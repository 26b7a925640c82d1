"""What advisories, abuse reports and playbooks share: objects of ours with the times of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from khien.intake.creation import our_id
from khien.intake.misp_frame import Shelf, moment
from khien.intake.misp_values import identified
from khien.intake.reporting import Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp

Content = dict[str, Any]


@dataclass(slots=True)
class Paper:
    """One document while it is read.

    `key` names it for good, so that a paper that is read again gives the same ids; `created` and
    `modified` are its own times; `statements` are its own markings besides TLP.
    """

    shelf: Shelf
    format: str
    key: str
    created: str
    modified: str
    tlp: Tlp | None = None
    statements: list[ObjectId] = field(default_factory=list)
    refs: dict[ObjectId, None] = field(default_factory=dict)

    @property
    def wish(self) -> Wish:
        """How the file is to be read."""
        return self.shelf.wish

    @property
    def marking(self) -> Content:
        """The TLP of the paper, else the wished one."""
        refs = [TLP_2_IDS[self.tlp]] if self.tlp is not None else self.wish.marking_refs
        refs = [*refs, *self.statements]
        return {"object_marking_refs": refs} if refs else {}

    def object(self, kind: str, *parts: str, **members: Any) -> Content:  # noqa: ANN401 -- JSON
        """An object of ours about this part of the paper; empty members are left out."""
        content: Content = {
            "type": kind,
            "spec_version": "2.1",
            "id": our_id(kind, self.wish.identity, self.format, self.key, kind, *parts),
            "created_by_ref": self.wish.identity,
            "created": self.created,
            "modified": self.modified,
            **self.marking,
        }
        return content | {k: v for k, v in members.items() if v not in ("", [], None)}

    def observable(self, **members: Any) -> Content:  # noqa: ANN401 -- any JSON value
        """An observable that the paper names."""
        return (
            identified({k: v for k, v in members.items() if v not in ("", [], None)}) | self.marking
        )

    def keep(
        self, item: str, contents: Iterable[Content], remarks: Iterable[Remark] = ()
    ) -> ObjectId | None:
        """Add the objects of one item and report it; when one is refused, none of them stands."""
        wanted, said = list(contents), list(remarks)
        refusals = [r for one in wanted if (r := self.shelf.refusal(one)) is not None]
        if refusals:
            self.shelf.say(item, Outcome.REFUSED, [*refusals, *said])
            return None
        made: list[ObjectId] = [one["id"] for one in wanted]
        passed = [r for one in wanted if (r := self.shelf.put(one)) is not None]
        self.refs |= dict.fromkeys(made)
        if made and len(passed) == len(made):
            self.shelf.say(item, Outcome.SKIPPED, [*passed, *said], made)
        elif said:
            self.shelf.say(item, Outcome.CHANGED, [*said, *passed], made)
        else:
            self.shelf.say(item, Outcome.KEPT, [Remark("intake.kept", item, ""), *passed], made)
        return made[0] if made else None

    def left(self, item: str, code: str = "intake.not-carried", detail: str = "") -> None:
        """Report a part that is not carried."""
        self.shelf.say(item, Outcome.SKIPPED, [Remark(code, item, detail)])


def papers_in(name: str, outline: Outline, shelf: Shelf) -> Iterator[tuple[str, Content]]:
    """Each JSON document in a file, with its place; what is none is refused by itself."""
    if outline.shape == "object" and not outline.listed_in:
        yield name, {key: member.value for key, member in outline.members.items()}
        return
    for element in outline.items:
        if element.trouble is not None:
            trouble = Remark(element.trouble.code, element.path, element.trouble.detail)
            shelf.say(element.path, Outcome.REFUSED, [trouble])
        elif isinstance(element.value, dict):
            yield element.path, element.value
        else:
            remark = Remark("intake.not-an-object", element.path, "")
            shelf.say(element.path, Outcome.REFUSED, [remark])


def stamp(value: object, otherwise: str) -> str:
    """A time of the paper as STIX writes it."""
    at = moment(value) if isinstance(value, str) else None
    return stix_time(at) if at is not None else otherwise


def words(value: object) -> str:
    """A text member; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def dicts(value: object) -> Iterator[Content]:
    """The objects in a list; what is none is passed over, and no list gives none."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def texts(value: object) -> list[str]:
    """The texts in a list, each once."""
    found = value if isinstance(value, list) else []
    return list(dict.fromkeys(one for one in found if isinstance(one, str) and one.strip()))
