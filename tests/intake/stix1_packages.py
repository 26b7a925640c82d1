"""Small packages of STIX 1.x for the tests."""

from __future__ import annotations

from khien.intake import Intake
from tests.intake.samples import assert_ours, read


def package(body: str, header: str = "") -> Intake:
    """A package with these parts."""
    spaces = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    intake = read(
        f'<STIX_Package {spaces} id="p" timestamp="2026-01-02T00:00:00Z">{header}{body}</STIX_Package>'
    )
    assert_ours(intake)
    return intake


def properties(kind: str, inner: str, more: str = "") -> str:
    """An observable with one object."""
    return f'<Observable><Object><Properties xsi:type="x:{kind}" {more}>{inner}</Properties></Object></Observable>'


def indicator(inner: str, more: str = "") -> str:
    """An indicator of it."""
    return f"<Indicators><Indicator id='i'><Title>T</Title>{more}{inner}</Indicator></Indicators>"


def related(relation: str, inner: str, more: str = "") -> str:
    """A domain with another object that belongs to it."""
    return (
        "<Observable id='d'><Object><Properties xsi:type='x:DomainNameObjectType'><Value>a.example</Value></Properties>"
        f"<Related_Objects><Related_Object {more}>{inner}<Relationship>{relation}</Relationship></Related_Object></Related_Objects>"
        "</Object></Observable>"
    )
