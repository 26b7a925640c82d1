"""Who is named in STIX 1.x, with its sectors and its place; and the phases of kill chains.

Source: STIX 1.2 CIQ identity extension (OASIS CIQ 3.0), kill chains; STIX 2.1 §4.5, §4.10, §2.11, §10.12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from khien.intake.papers import Content, Paper
from khien.intake.plain_xml import Element
from khien.intake.stix1_words import Words

_UNWORD: Final = re.compile("[^a-z0-9]+")
_SECTORS: Final[Mapping[str, str]] = {
    # AIS's names of sectors, in the words of STIX 2.1 industry-sector-ov where it has one.
    "chemical sector": "chemical", "communications sector": "telecommunications",
    "critical manufacturing sector": "manufacturing", "dams sector": "dams",
    "defense industrial base sector": "defense", "emergency services sector": "emergency-services",
    "energy sector": "energy", "financial services sector": "financial-services",
    "food and agriculture sector": "agriculture", "government facilities sector": "government",
    "healthcare and public health sector": "healthcare", "information technology sector": "technology",
    "nuclear reactors, materials, and waste sector": "nuclear", "transportation systems sector": "transportation",
    "water and wastewater systems sector": "water",
}  # fmt: skip
# The chain that every STIX 1.x package may refer to without defining it (STIX 1.2 default extension).
_LOCKHEED: Final = "lockheed-martin-cyber-kill-chain"
_CHAINS: Final[Mapping[str, str]] = {
    "stix:TTP-af3e707f-2fb9-49e5-8c37-14026ca0a5ff": _LOCKHEED,
    "lm-cyber-kill-chain": _LOCKHEED,
}
_PHASES: Final[Mapping[str, str]] = {
    "stix:TTP-af1016d6-a744-4ed7-ac91-00fe2272185a": "reconnaissance",
    "stix:TTP-445b4827-3cca-42bd-8421-f2e947133c16": "weaponization",
    "stix:TTP-79a0e041-9d5f-49bb-ada4-8322622b162d": "delivery",
    "stix:TTP-f706e4e7-53d8-44ef-967f-81535c9db7d0": "exploitation",
    "stix:TTP-e1e4e3f7-be3b-4b39-b80a-a593cfd99a4f": "installation",
    "stix:TTP-d6dc32b9-2538-4951-8733-3cb9ef1daae2": "command-and-control",
    "stix:TTP-786ca8f9-2d9a-4213-b38e-399af4a2e5d6": "actions-on-objectives",
}


def slug(text: str) -> str:
    """A name as the vocabularies of STIX 2.1 write them: `Malicious E-mail` is `malicious-email`."""
    return _UNWORD.sub("-", text.lower().replace("e-mail", "email")).strip("-")


def party(paper: Paper, words: Words, element: Element, item: str, name: str = "") -> list[Content]:
    """An organisation or a person, by whatever names it, and where it is.

    Args:
        paper: the package.
        words: its texts; those that are used are taken.
        element: an `Identity`.
        item: the part that it belongs to.
        name: what it is called where it does not say so itself.
    """
    whole = element.child("Specification") or element
    persons = [*whole.every("PartyName", "PersonName", "NameElement")]
    firms = [*whole.every("PartyName", "OrganisationName", "NameElement")]
    named = [one for one in (*firms, *persons) if one.text.strip()][:1]
    for one in named:
        words.take(one)
    called = words.said(element, "Name") or "".join(one.text.strip() for one in named) or name
    about = whole.child("OrganisationInfo")
    industry = "" if about is None else _attribute(about, "IndustryType")
    is_person = bool(persons) and not firms
    who = paper.object(
        "identity",
        item,
        *([called] if called else []),
        name=called or item,
        identity_class="individual" if is_person else "organization",
        sectors=list(dict.fromkeys(_sectors(industry))),
    )
    return [who, *_places(paper, words, whole, item, who)]


def _sectors(industry: str) -> Iterator[str]:
    known = _SECTORS.get(industry.strip().lower())
    if known is not None:
        yield known
        return
    for one in industry.split(","):
        if slug(one):
            yield _SECTORS.get(one.strip().lower(), slug(one))


def _places(
    paper: Paper, words: Words, whole: Element, item: str, who: Content
) -> Iterator[Content]:
    for place, one in enumerate(whole.every("Addresses", "Address")):
        country = _named(words, one, "Country")
        area = _named(words, one, "AdministrativeArea")
        if not country:
            continue  # STIX 2.1 §4.10 asks for a country, a region or coordinates
        where = paper.object(
            "location", item, who["id"], str(place), country=country, administrative_area=area
        )
        yield where
        yield paper.object(
            "relationship", item, where["id"], relationship_type="located-at",
            source_ref=who["id"], target_ref=where["id"],
        )  # fmt: skip


def _named(words: Words, address: Element, name: str) -> str:
    found = address.at(name, "NameElement")
    if found is None:
        return ""
    words.take(found)
    return _attribute(found, "NameCode") or found.text.strip()


def _attribute(element: Element, name: str) -> str:
    """An attribute of CIQ, which stands with or without its namespace."""
    return element.attributes.get(name, "") or element.attributes.get(f"@{name}", "")


def phases(root: Element, part: Element) -> list[dict[str, str]]:
    """The phases of kill chains that a part names, by id or by name; those that are not well known as they are written."""
    chains = {
        one.attributes["id"]: one.attributes.get("name", "")
        for one in root.all("Kill_Chain")
        if "id" in one.attributes
    }
    defined = {
        one.attributes["phase_id"]: one.attributes["name"]
        for one in root.all("Kill_Chain_Phase")
        if {"phase_id", "name"} <= one.attributes.keys()
    }
    found = []
    for one in part.every("Kill_Chain_Phases", "Kill_Chain_Phase"):
        said = one.attributes
        chain = said.get("kill_chain_name") or chains.get(said.get("kill_chain_id", ""), "")
        name = said.get("name") or defined.get(said.get("phase_id", ""), "")
        known = _CHAINS.get(said.get("kill_chain_id", "")) or _CHAINS.get(slug(chain), "")
        phase = (slug(name) if known else name) or _PHASES.get(said.get("phase_id", ""), "")
        chain = known or chain
        if chain and phase:
            found.append({"kill_chain_name": chain, "phase_name": phase})
    return [one for place, one in enumerate(found) if one not in found[:place]]
