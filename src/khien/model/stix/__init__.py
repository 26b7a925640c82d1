"""STIX 2.1: typed definitions, rules, and one immutable `Version` for each (id, modified)."""

from khien.model.stix.findings import Finding, Verdict
from khien.model.stix.identifiers import (
    deterministic_id,
    is_object_id,
    new_id,
    parse_object_id,
    type_of,
)
from khien.model.stix.judging import Judgement, judge, judge_object, make_version
from khien.model.stix.reading import Findable, findable, references, searchable_text
from khien.model.stix.registry import REGISTRY, TYPES, Kind, ObjectType, kind_of, object_schema
from khien.model.stix.shapes import spotless
from khien.model.stix.versions import Version, follows

__all__ = [
    "REGISTRY",
    "TYPES",
    "Findable",
    "Finding",
    "Judgement",
    "Kind",
    "ObjectType",
    "Verdict",
    "Version",
    "deterministic_id",
    "findable",
    "follows",
    "is_object_id",
    "judge",
    "judge_object",
    "kind_of",
    "make_version",
    "new_id",
    "object_schema",
    "parse_object_id",
    "references",
    "searchable_text",
    "spotless",
    "type_of",
]
