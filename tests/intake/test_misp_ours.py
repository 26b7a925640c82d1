"""Events that this node wrote and reads again: nothing of them is made a second time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from khien.intake import Intake, Outcome
from khien.intake.misp_writing import write_event
from khien.model.ids import ObjectId
from tests.intake.samples import NODE, NOW, WISH, attribute, of_type, read

AT = "2026-01-05T08:00:00.000Z"
U = "5a539660-0000-4a9c-9535-2fc50a0163{:02d}"


def made(kind: str, number: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- any property
    """One object of ours."""
    return {
        "type": kind, "spec_version": "2.1", "id": f"{kind}--{U.format(number)}", "created_by_ref": NODE,
        "created": AT, "modified": AT, **more,
    }  # fmt: skip


PATTERN = "[domain-name:value = 'bad.example' OR ipv4-addr:value = '192.0.2.1']"
INDICATOR = made("indicator", 1, name="two", pattern=PATTERN, pattern_type="stix", valid_from=AT)
MALWARE = made("malware", 2, name="Reedboat", is_family=True)
NOTE = made("note", 3, content="A note", object_refs=[INDICATOR["id"]])
LINK = made(
    "relationship",
    4,
    relationship_type="indicates",
    source_ref=INDICATOR["id"],
    target_ref=MALWARE["id"],
)
MEMBERS = [INDICATOR, MALWARE, NOTE, LINK]
REFS = [one["id"] for one in MEMBERS] + [f"campaign--{U.format(9)}"]


def head(kind: str = "report", **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- any property
    """What names them; one of its objects is not held."""
    return made(kind, 0, name="Ours", published=AT, object_refs=REFS, **more)


def again(first: dict[str, Any], *, maker: str = NODE, **changed: Any) -> Intake:  # noqa: ANN401 -- members
    """The event of a report, with some members changed, read where everything is held."""
    organisation = {"name": "vn-ncc", "uuid": maker.partition("--")[2]}
    uuid = first["id"].partition("--")[2]
    event, _ = write_event(
        [first, *MEMBERS], uuid=uuid, info="x", at=NOW, organisation=organisation
    )
    event["Event"] |= {name: change(event["Event"]) for name, change in changed.items()}
    known = {ObjectId(one["id"]): one for one in (first, *MEMBERS)}
    return read(json.dumps(event), replace(WISH, known=known))


@pytest.mark.parametrize("kind", ["report", "grouping"])
def test_an_event_of_ours_makes_nothing_new(kind: str) -> None:
    """Organisation, attributes, galaxies and the event are the objects that they were written of, each named."""
    first = head(kind)
    intake = again(first)

    assert intake.versions == ()
    assert {entry.outcome for entry in intake.entries} == {Outcome.SKIPPED}
    assert {entry.code for entry in intake.entries} == {"intake.misp-ours"}
    said = [entry.objects for entry in intake.entries]
    assert {ref for refs in said for ref in refs} == {
        NODE, INDICATOR["id"], MALWARE["id"], NOTE["id"], first["id"],
    }  # fmt: skip
    assert said.count((INDICATOR["id"],)) == 2


def test_what_a_partner_wrote_and_we_hold_is_known_too() -> None:
    """The maker of the report is the organisation of the event, and no second identity."""
    partner = f"identity--{U.format(8)}"
    intake = again(head(created_by_ref=partner), maker=partner)

    assert intake.versions == ()


def test_what_was_changed_or_added_is_read() -> None:
    """A changed comment, a new attribute: objects with a report that names ours beside them."""

    def changed(event: dict[str, Any]) -> list[dict[str, Any]]:
        first, *rest = event["Attribute"]
        return [
            first | {"comment": "changed"},
            *rest,
            attribute("domain", "new.example", uuid=U.format(20)),
        ]

    intake = again(head(), Attribute=changed)

    assert len(of_type(intake, "indicator")) == 2
    (report,) = of_type(intake, "report")
    assert {INDICATOR["id"], MALWARE["id"], NOTE["id"]} <= set(report["object_refs"])
    assert of_type(intake, "identity") == []


def test_another_title_is_said() -> None:
    """Nobody's edit is lost in silence."""
    intake = again(head(), info=lambda _: "Another title")

    entry = intake.entries[-1]
    assert [(one.code, one.path, one.detail) for one in entry.remarks[1:]] == [
        ("intake.not-carried", "info", "Another title")
    ]
    assert intake.versions == ()


def test_an_event_of_somebody_else_under_our_uuid_is_theirs() -> None:
    """The UUID of a report of ours says nothing where the organisation is another one, or none."""
    stranger = f"identity--{U.format(8)}"
    theirs = again(head(), maker=stranger)
    nobodys = again(head(), Orgc=lambda _: None)

    assert len(of_type(theirs, "identity")) == 1
    for intake in (theirs, nobodys):
        assert len(of_type(intake, "report")) == 1
        assert len(of_type(intake, "indicator")) == 2
