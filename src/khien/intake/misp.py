"""MISP exports of every vintage: one event, a list of them, wrapped or bare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khien.intake.misp_event import is_event, loose_parts, read_event
from khien.intake.misp_frame import Shelf
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Element, Outline
from khien.intake.wishes import Wish


def read_misp(name: str, outline: Outline, wish: Wish) -> Intake:
    """Turn MISP events into STIX, with an entry for every attribute, object, cluster and sighting.

    Source: MISP core format; the mapping stands in docs/reference/intake.md.
    """
    shelf = Shelf(name, wish)
    loose: dict[str, list[Any]] = {}
    for place, content, element in _events(outline):
        inner = content.get("Event", content) if isinstance(content, dict) else content
        if element is not None and element.trouble is not None:
            trouble = element.trouble
            remark = Remark(trouble.code, place, trouble.detail)
            shelf.say(place, Outcome.REFUSED, [remark])
        elif isinstance(inner, dict) and is_event(inner):
            read_event(shelf, inner, place)
        elif isinstance(content, dict) and (parts := loose_parts(content)):
            for kind, found in parts.items():
                loose.setdefault(kind, []).extend(found)
        else:
            shelf.say(place, Outcome.REFUSED, [Remark("intake.misp-not-an-event", place, "")])
    if loose:
        # What a search gives stands in no event; the file takes the place of one.
        read_event(shelf, {"info": f"MISP: {name}", **loose}, "response")
    return Intake(name, "misp", shelf.versions(), tuple(shelf.entries))


def _events(outline: Outline) -> Iterator[tuple[str, object, Element | None]]:
    """Each event with its place, whatever it is wrapped in."""
    if outline.shape != "object" or outline.listed_in == "response":
        for element in outline.items:
            yield element.path, element.value, element
        return
    members = {key: member.value for key, member in outline.members.items()}
    inner = members.get("response", members.get("Event"))
    if isinstance(inner, list):
        for index, content in enumerate(inner):
            yield f"Event[{index}]", content, None
    else:
        yield "Event", members if inner is None else inner, None
