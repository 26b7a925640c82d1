"""`khien object read`, `readings`, `accept`, `refuse`: documents under review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from khien.app.reading import desk
from khien.app.reading.rules import Choice, Head, Item, Reading, State
from khien.app.reading.surroundings import called
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import KhienGroup, option, verb
from khien.cli.mistakes import none_of, wrong_form
from khien.cli.opening import acting, author, officer_option, with_node
from khien.cli.speech import emit, tell
from khien.exchange.workspace import Imported
from khien.intake.extraction import KINDS
from khien.intake.extraction.proposing import OBJECTLESS
from khien.model.instants import stix_time
from khien.model.marking import Tlp
from khien.model.words import WORDS

tlp_choice = click.Choice([one.value for one in Tlp])


def add_to(group: KhienGroup) -> None:
    """Join the verbs to `khien object`."""
    for one in (_read, _readings, _accept, _refuse):
        group.add_command(one)


@verb("help.object.read")
@with_node
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--tlp", words="option.import.tlp", type=tlp_choice)
@option("--source", words="option.import.source", default="", metavar="TEXT")
@officer_option(required=False)
def _read(
    node: Node, *, file: Path, tlp: str | None, source: str, officer_name: str | None
) -> None:
    by = author(node, officer_name, desk.WRITERS)
    body = file.read_bytes()
    show_made(node, desk.begin(node, file.name, body, author=by, tlp=tlp or "", source=source))


def show_made(node: Node, made: desk.Made) -> None:
    """Print what a document gave: each reading, its items, and the parts that gave none."""
    for found in made.readings:
        _show(node, found, told=(desk.LEFT_OUT,))  # which are rows of their own below
    for imported in made.imported:
        row = {
            "batch": imported.batch,
            "file": imported.intake.name,
            "format": imported.intake.format,
        }
        emit(row | {"kept": imported.kept})
        tell_imported(imported)
    for entry in made.left_out:
        emit(
            {
                "item": entry.item,
                "outcome": entry.outcome.value,
                "code": entry.code,
                "detail": entry.detail,
                "sha256": entry.path,
                "words": sentence(entry.code, entry.remarks[0].facts),
            }
        )
    tell(
        "told.reading",
        readings=len(made.readings),
        items=sum(len(one.items) for one in made.readings),
        taken=sum(len(one.taken) for one in made.readings),
        left=len(made.left_out),
    )


def tell_imported(imported: Imported) -> None:
    """Say in one line what an import came to."""
    counts = imported.counts
    tell(
        "told.imported",
        read=counts.read,
        refused=counts.refused,
        skipped=counts.skipped,
        new=imported.kept.get("new", 0),
    )


def _show(node: Node, found: Reading, *, told: tuple[str, ...] = ()) -> None:
    emit(_head_row(found.head) | {"title": found.document.title})
    for remark in (one for one in found.remarks if one.code not in told):
        words = sentence(remark.code, remark.facts)
        emit({"item": remark.path, "outcome": "skipped", "code": remark.code, "words": words})
    names = called(node, {one.ref for one in found.items if one.ref})
    for one in found.items:
        held = {"held": one.ref, "called": names[one.ref]} if one.ref in names else {}
        emit(_item_row(one) | held)


def _head_row(head: Head) -> dict[str, Any]:
    return {
        "reading": head.id,
        "file": head.name,
        "format": head.kind,
        "sha256": head.sha256,
        "state": head.state.value,
        "tlp": head.tlp or None,
        "items": head.count,
        "personal": head.personal,
        "made": stix_time(head.made),
        "officer": head.by or head.officer,
    }


def _item_row(one: Item) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "value": one.value,
        **(
            {"written": " ".join(one.raw.split())}
            if one.kind == "technique" and one.raw != one.value
            else {}
        ),
        **({"words": sentence(code, {})} if (code := f"{one.kind}.{one.value}") in WORDS else {}),
        "taken": one.taken,
        "context": one.context.value,
        "why": sentence(one.why, {"detail": one.note, "path": ""}),
        "personal": one.personal,
        "places": [list(place) for place in one.places],
        "note": one.note,
        **({"object": sentence("reading.no-tick", {})} if one.kind in OBJECTLESS else {}),
    }


@verb("help.object.readings")
@with_node
@click.argument("reading_id", required=False, metavar="[READING]")
@option("--all", "every", words="option.readings.all", is_flag=True)
def _readings(node: Node, *, reading_id: str | None, every: bool) -> None:
    if reading_id is not None:
        found = desk.reading(node, reading_id)
        _show(node, found)
        for content in desk.proposed(node, found):
            emit({"proposed": content})
        return
    heads = desk.readings(node, tuple(State) if every else (State.OPEN,))
    for head in heads:
        emit(_head_row(head))
    tell("told.readings", count=len(heads))


@verb("help.object.accept")
@with_node
@click.argument("reading_id", metavar="READING")
@option("--without", words="option.accept.without", type=int, multiple=True, metavar="N")
@option("--with", "besides", words="option.accept.with", type=int, multiple=True, metavar="N")
@option("--set", "values", words="option.accept.set", multiple=True, metavar="N=VALUE")
@option("--kind", "kinds", words="option.accept.kind", multiple=True, metavar="N=KIND")
@option("--add", "more", words="option.accept.add", multiple=True, metavar="VALUE")
@option("--tlp", words="option.import.tlp", type=tlp_choice)
@officer_option(required=True)
def _accept(
    node: Node,
    *,
    reading_id: str,
    without: tuple[int, ...],
    besides: tuple[int, ...],
    values: tuple[str, ...],
    kinds: tuple[str, ...],
    more: tuple[str, ...],
    tlp: str | None,
    officer_name: str,
) -> None:
    choices = {number: Choice(taken=False) for number in without}
    choices |= {number: Choice(taken=True) for number in besides}
    for number, value in _numbered("--set", values):
        choices[number] = replace(choices.get(number, Choice(taken=True)), value=value)
    for number, kind in _numbered("--kind", kinds):
        if kind not in KINDS:
            raise none_of("--kind", kind, KINDS)
        choices[number] = replace(choices.get(number, Choice(taken=True)), kind=kind)
    officer = acting(node, officer_name)
    if choices or more:
        desk.choose(node, reading_id, officer, choices, more)
    done = desk.accept(node, reading_id, officer, tlp=tlp or "")
    counts = done.imported.counts
    emit(
        {
            "reading": reading_id,
            "batch": done.imported.batch,
            "counts": {
                name: getattr(counts, name)
                for name in ("read", "kept", "changed", "refused", "skipped")
            },
            "kept": done.imported.kept,
            "objects": [version.id for version in done.imported.intake.versions],
        }
    )
    for row in _refused(done):
        emit(row)
    tell_imported(done.imported)


def _refused(done: desk.Accepted) -> Iterator[dict[str, Any]]:
    entries = [e for e in done.imported.intake.entries if e.outcome.value == "refused"]
    told = [(e.item, e.code, e.remarks[0].facts) for e in entries]
    told += [(r.item, r.code, {"detail": r.detail, "path": ""}) for r in done.imported.refused]
    for item, code, facts in told:
        yield {"item": item, "outcome": "refused", "code": code, "words": sentence(code, facts)}


def _numbered(name: str, given: Iterable[str]) -> Iterator[tuple[int, str]]:
    for text in given:
        number, sign, value = text.partition("=")
        if not sign or not (number.isascii() and number.isdigit() and len(number) < 9):
            raise wrong_form(name, text, "N=…")
        yield int(number), value


@verb("help.object.refuse")
@with_node
@click.argument("reading_id", metavar="READING")
@option("--reason", words="option.refuse.reason", required=True, metavar="TEXT")
@officer_option(required=True)
def _refuse(node: Node, *, reading_id: str, reason: str, officer_name: str) -> None:
    found = desk.refuse(node, reading_id, acting(node, officer_name), reason)
    emit(_head_row(found.head))
    tell("told.reading-refused")
