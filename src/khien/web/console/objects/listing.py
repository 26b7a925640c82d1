"""The list of objects: search as one types, saved searches, and what is done with many at once."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from sqlalchemy import Connection
from starlette.responses import Response

from khien.app.knowledge.many import (
    NoneChosenError,
    bundled,
    label_all,
    note_all,
)
from khien.app.knowledge.nameless import names
from khien.app.knowledge.portraying import type_label
from khien.model.errors import MalformedError
from khien.model.marking import TLP_OF_ID, Tlp
from khien.model.stix import TYPES
from khien.people.partners import PartnerState, list_partners
from khien.people.searches import keep_search, remove_search, searches
from khien.store import objects
from khien.store.objects import Finds, Standing
from khien.web.console.doors import Door
from khien.web.console.objects.asking import OWN, Asked, asked
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

STIX: Final = "application/stix+json;version=2.1"


class NoWordsError(MalformedError):
    """A label or a note of nothing."""

    code, http_status = "objects.no-words", 422

    def __init__(self) -> None:
        super().__init__("words", "objects.no-words")


def page(visit: Visit) -> Response:
    """What fits the question, and the form that asks it."""
    question = asked(visit.query, visit.zone)
    with visit.node.store.read() as tx:
        found = _found(question, tx)
        named = names(tx, found.items)
        partners = [one.name for one in list_partners(tx, PartnerState.ACTIVE)]
        kept = searches(tx, visit.officer.name)
    return visit.page(
        "objects/list.html",
        asked=question,
        found=found,
        names=named,
        tlp_of_id=TLP_OF_ID,
        partners=partners,
        searches=kept,
        types=_types(visit),
        tlps=[one.value for one in Tlp],
        standings=[one.value for one in Standing],
        own=OWN,
        type_label=type_label,
    )


def _found(question: Asked, tx: Connection) -> Finds:
    if question.order == "best":
        return objects.best(tx, question.query)
    return objects.find(tx, question.query, after=question.after)


def _types(visit: Visit) -> list[tuple[str, str]]:
    """Every type by its name in the reader's language, in the order of the names."""
    named = [(one, visit.say(type_label(one))) for one in TYPES]
    return sorted(named, key=lambda pair: pair[1].casefold())


def keep(visit: Visit) -> Response:
    """Keep the question of the page under a name."""
    question = visit.text("question")
    with visit.node.store.write() as tx:
        saved = keep_search(tx, visit.officer.name, visit.text("name"), question, visit.now)
    return visit.go(f"/objects?{question}", "objects.search-kept", name=saved.name)


def remove(visit: Visit) -> Response:
    """Forget a saved search."""
    with visit.node.store.write() as tx:
        remove_search(tx, visit.officer.name, visit.at("search"))
    return visit.go("/objects", "objects.search-removed")


def label(visit: Visit) -> Response:
    """Add a label to all that were chosen; ours only."""
    chosen, words = _chosen(visit), visit.text("label")
    if not words:
        raise NoWordsError
    done = label_all(visit.node, chosen, words, visit.officer.name)
    left = len(chosen) - done
    return visit.go(_back(visit), "objects.labelled", count=done, left=left)


def note(visit: Visit) -> Response:
    """Write one note about all that were chosen."""
    chosen, words = _chosen(visit), visit.text("note")
    if not words:
        raise NoWordsError
    note_all(visit.node, chosen, words, visit.officer, uuid4())
    return visit.go(_back(visit), "objects.noted", count=len(chosen))


def export(visit: Visit) -> Response:
    """All that were chosen as one STIX bundle, each with the bytes in which it came."""
    content = bundled(visit.node, _chosen(visit), uuid4())
    return visit.download(content, STIX, f"khien-{visit.now:%Y%m%d-%H%M}.json")


def _chosen(visit: Visit) -> list[str]:
    chosen = list(dict.fromkeys(visit.texts("id")))
    if not chosen:
        raise NoneChosenError
    return chosen


def _back(visit: Visit) -> str:
    question = visit.text("question")
    return f"/objects?{question}" if question else "/objects"


DOORS = (
    Door("GET", "/objects", Permit.READ, page),
    Door("POST", "/objects/searches", Permit.READ, keep),
    Door("POST", "/objects/searches/{search}/remove", Permit.READ, remove),
    Door("POST", "/objects/label", Permit.WRITE, label),
    Door("POST", "/objects/note", Permit.WRITE, note),
    Door("POST", "/objects/export", Permit.WRITE, export),
)
