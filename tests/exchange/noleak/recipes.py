"""Objects and agreements of every kind that matters to the gate, made by recipe: what is in them is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st

from khien.model.marking import IEP_2_EXTENSION, TLP_1_IDS, TLP_2_IDS, Tlp
from tests.exchange.nodes import Party
from tests.exchange.noleak.oracle import AMBER, RED, STRICT, Thing

PERSON = "Tran An"
START_DAY = date(2026, 11, 22)
PAP_AMBER = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a01"
PAP_RED = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a02"
IEP_AMBER = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a03"
STATEMENT = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a04"
PARTNERS = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a05"
NOBODYS = "marking-definition--5d9c8d1e-4a53-4a39-9d5f-2f1f0f3f8a06"
_GREEN = TLP_2_IDS[Tlp.GREEN]


@dataclass(frozen=True)
class Recipe:
    """Markings, and what they add up to."""

    refs: tuple[str, ...]
    level: int
    pap: int = -1
    labels: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    part: int | None = None  # TLP rank of the description alone


MARKINGS: Mapping[str, Recipe] = {
    **{tlp.value: Recipe((ref,), tlp.rank) for tlp, ref in TLP_2_IDS.items()},
    **{f"1 {tlp.value}": Recipe((ref,), tlp.rank) for tlp, ref in TLP_1_IDS.items()},
    "none": Recipe((), STRICT),
    "two": Recipe((_GREEN, TLP_2_IDS[Tlp.AMBER]), AMBER),
    "pap amber": Recipe((_GREEN, PAP_AMBER), 1, pap=2, needs=(PAP_AMBER,)),
    "pap red": Recipe((_GREEN, PAP_RED), 1, pap=3, needs=(PAP_RED,)),
    "iep": Recipe((IEP_AMBER,), AMBER, needs=(IEP_AMBER,)),
    "statement": Recipe((_GREEN, STATEMENT), 1, needs=(STATEMENT,)),
    "a partner's": Recipe((_GREEN, PARTNERS), 1, needs=(PARTNERS,)),
    "unknown": Recipe((_GREEN, NOBODYS), RED, needs=(NOBODYS,)),
    "tag": Recipe((_GREEN,), RED, labels=("tlp:red",)),
    "exercise": Recipe((_GREEN,), 1, labels=("exercise",)),
    "part amber": Recipe((_GREEN,), 1, part=AMBER),
    "part red": Recipe((_GREEN,), 1, part=RED),
}
KINDS = ("indicator", "ours", "mail", "malware", "person", "domain-name", "email-addr")


def thing(giver: Party, kind: str, marking: str, author: str = "") -> Thing:
    """A new object of this node, by two recipes."""
    title, part = f"qz{uuid4().hex[:12]}", f"qy{uuid4().hex[:12]}"
    own: dict[str, Any] = {"description": f"told as {part}"}
    object_type = {"ours": "indicator", "mail": "indicator", "person": "identity"}.get(kind, kind)
    if object_type == "indicator":
        host = "our-ministry.example" if kind == "ours" else "example.com"
        own |= {"pattern": f"[domain-name:value = '{title}.{host}']", "pattern_type": "stix"}
        own |= {"valid_from": "2026-11-01T00:00:00Z", "name": title}
        own |= {"description": f"{part} from {title}@mail.example.com"} if kind == "mail" else {}
    elif kind == "malware":
        own |= {"name": title, "is_family": True}
    elif kind == "person":
        own |= {"name": title, "identity_class": "individual"}
    else:
        mail = {"domain-name": f"{title}.example.com", "email-addr": f"{title}@mail.example.com"}
        own = {"value": mail[kind]}
    content = marked(giver.thing(object_type, **own), marking)
    if object_type in {"domain-name", "email-addr"}:
        for key in ("created", "modified", "created_by_ref", "labels"):
            content.pop(key, None)
    return known(content, title, part, kind, marking, author)


def marked(content: Mapping[str, Any], marking: str) -> dict[str, Any]:
    """The same object with other markings."""
    gone = ("object_marking_refs", "labels", "granular_markings")
    plain = {key: value for key, value in content.items() if key not in gone}
    recipe = MARKINGS[marking]
    plain |= {"object_marking_refs": list(recipe.refs)} if recipe.refs else {}
    plain |= {"labels": list(recipe.labels)} if recipe.labels else {}
    if recipe.part is not None and "description" in plain:
        ref = TLP_2_IDS[list(Tlp)[recipe.part]]
        plain["granular_markings"] = [{"marking_ref": ref, "selectors": ["description"]}]
    return plain


def known(
    content: Mapping[str, Any], title: str, part: str, kind: str, marking: str, author: str
) -> Thing:
    """What the oracle is told of an object that was made by these recipes."""
    recipe = MARKINGS[marking]
    has_labels, is_cut = "labels" in content, "granular_markings" in content
    level = recipe.level if has_labels or not recipe.labels else 1
    return Thing(
        id=content["id"],
        type=content["type"],
        version=content.get("modified", content.get("created", "")),
        content=content,
        title=title,
        creator=content.get("created_by_ref", ""),
        author=author,
        level=level,
        pap=recipe.pap,
        parts=((part, recipe.part),) if is_cut and recipe.part is not None else (),
        needs=recipe.needs,
        personal=kind in {"mail", "person", "email-addr"},
        accuses_us=kind == "ours",
        exercise="exercise" in content.get("labels", ()),
        revoked=bool(content.get("revoked")),
    )


def definition(ref: str, creator: str, **more: object) -> Thing:
    """A marking definition; it is GREEN itself."""
    title = f"qz{uuid4().hex[:12]}"
    content = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": ref,
        "created_by_ref": creator,
        "created": "2026-11-01T00:00:00.000Z",
        "object_marking_refs": [_GREEN],
        "name": title,
        **more,
    }
    return known(content, title, "", "", "green", "")


def definitions(creator: str) -> list[Thing]:
    """The marking definitions of our own."""
    said = {
        PAP_AMBER: "PAP:AMBER",
        PAP_RED: "PAP:RED",
        STATEMENT: "Copyright 2026, a made-up party",
    }
    policy = {
        "extension_type": "property-extension",
        "iep_id": "01a2b3c4-0000-4000-8000-000000000001",
        "iep_version": "2.0",
        "name": "made-up policy",
        "tlp": "AMBER",
    }
    return [
        *(definition(ref, creator, **statement(text)) for ref, text in said.items()),
        definition(IEP_AMBER, creator, extensions={IEP_2_EXTENSION: policy}),
    ]


def statement(text: str) -> dict[str, object]:
    """The body of a marking definition that is a statement."""
    return {"definition_type": "statement", "definition": {"statement": text}}


# --- agreements ------------------------------------------------------------------------------------

TERMS = """\
title = "{title}"
valid_from = {valid_from}
valid_until = {valid_until}
purposes = {purposes}
object_groups = {groups}
tlp_ceiling = "{ceiling}"
pap_ceiling = "{pap}"
personal_data = {personal}
client_addresses = false
{automatic}
[legal_basis]
code = "UNCC-41"
text = "A made-up agreement for tests."
[onward]
mode = "{onward}"
partners = {onward_to}
[retention]
days = 365
[answer_hours]
routine = 72
urgent = 24
emergency = 4
[emergency]
allowed = {emergency}
duty = {duty}
{approvals}
[[parties]]
name = "{one}"
identity = "{one_identity}"
persons = ["{person}"]
[[parties]]
name = "{other}"
identity = "{other_identity}"
persons = ["{person}"]
"""
_ALL = '["knowledge", "indicators", "reports", "context", "observables"]'
APPROVALS = {
    "none": "",
    "two": '[[approvals]]\nrole = "release"\ncount = 2\nfrom_tlp = "amber"\n',
    "three": '[[approvals]]\nrole = "release"\ncount = 1\nfrom_tlp = "green"\n'
    '[[approvals]]\nrole = "lawyer"\ncount = 1\nfrom_tlp = "amber"\n',
    "duty": '[[approvals]]\nrole = "duty"\ncount = 1\nfrom_tlp = "amber+strict"\n',
}
PURPOSES = ("network-defence", "early-warning", "investigation")


def _terms(ceiling: str, days: tuple[int, int], **more: str) -> dict[str, str]:
    begin, length = days
    return {
        "title": f"Exchange {uuid4()}",
        "valid_from": str(START_DAY + timedelta(days=begin)),
        "valid_until": str(START_DAY + timedelta(days=begin + length)),
        "ceiling": ceiling,
        "person": PERSON,
        **more,
    }


_yes_no = st.sampled_from(["true", "true", "false"])
terms_of = st.builds(
    _terms,
    ceiling=st.sampled_from(["green", "amber", "amber", "amber+strict", "red"]),
    days=st.sampled_from([(-30, 700), (-30, 700), (-30, 60), (0, 400), (20, 300), (-300, 305)]),
    purposes=st.sampled_from(['["network-defence", "early-warning"]', '["network-defence"]']),
    groups=st.sampled_from([_ALL, _ALL, _ALL, '["indicators", "context"]']),
    pap=st.sampled_from(["green", "amber", "red"]),
    personal=_yes_no,
    automatic=st.sampled_from(
        ["", 'automatic_up_to = "clear"', 'automatic_up_to = "green"', 'automatic_up_to = "amber"']
    ),
    onward=st.sampled_from(["none", "same-terms", "same-terms", "named"]),
    emergency=_yes_no,
    duty=_yes_no,
    approvals=st.sampled_from(sorted(APPROVALS)).map(APPROVALS.__getitem__),
)
USUAL_TERMS = {
    **_terms("amber", (-30, 700)),
    "purposes": '["network-defence", "early-warning"]',
    "groups": _ALL,
    "pap": "amber",
    "personal": "true",
    "automatic": 'automatic_up_to = "green"',
    "onward": "same-terms",
    "emergency": "true",
    "duty": "false",
    "approvals": APPROVALS["two"],
}


def agreement_text(terms: Mapping[str, str], one: Party, other: str, identity: str) -> str:
    """An agreement as people write it."""
    listed = '["viet-telecom", "old-cert"]' if terms["onward"] == "named" else "[]"
    return TERMS.format(
        **terms,
        onward_to=listed,
        one=one.name,
        one_identity=one.node.ourselves.identity,
        other=other,
        other_identity=identity,
    )
