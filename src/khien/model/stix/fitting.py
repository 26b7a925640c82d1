"""Does content fit its definition? Fast when it does; when it does not, every property is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from khien.model.stix.findings import Finding
from khien.model.stix.identifiers import ID_PATTERN
from khien.model.stix.observable_extensions import WHOLE_SECOND_PATTERN
from khien.model.stix.times import TIMESTAMP_PATTERN

_MESSAGE: Final = re.compile(r"(?P<said>.*?)(?: - at `(?P<path>.*)`)?", re.DOTALL)
_PATTERN_CODES: Final = {
    repr(TIMESTAMP_PATTERN): "stix.timestamp",
    repr(WHOLE_SECOND_PATTERN): "stix.timestamp",
    repr(ID_PATTERN): "stix.reference",
}


def fit(
    content: Mapping[str, Any], definition: type[Any], path: str = ""
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Check content against a struct.

    Args:
        content: a JSON object. Properties that the struct does not name are not looked at.
        definition: the struct.
        path: where the content stands in its object; empty for the object itself.

    Returns:
        One finding for each property that does not fit, and the names of those properties: what is left
        without them is soundly typed.
    """
    try:
        msgspec.convert(content, definition)
    except msgspec.ValidationError:
        return _one_by_one(content, definition, path)
    return (), frozenset()


def _one_by_one(
    content: Mapping[str, Any], definition: type[Any], path: str
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    findings: list[Finding] = []
    unfit: set[str] = set()
    for field in msgspec.structs.fields(definition):
        here = f"{path}.{field.encode_name}" if path else field.encode_name
        if field.encode_name not in content:
            if field.required:
                findings.append(Finding("stix.missing", here))
            continue
        try:
            msgspec.convert(content[field.encode_name], field.type)
        except msgspec.ValidationError as error:
            findings.append(_finding(str(error), here))
            unfit.add(field.encode_name)
    return tuple(findings), frozenset(unfit)


def _finding(message: str, path: str) -> Finding:
    found = _MESSAGE.fullmatch(message)
    said, inner = (found["said"], found["path"] or "$") if found else (message, "$")
    place = path + inner[1:].replace("[", ".[")
    if said.startswith("Object missing required field"):
        return Finding("stix.missing", f"{place}.{said.split('`')[1]}")
    if "matching regex" in said:
        pattern = said.partition("matching regex ")[2]
        return Finding(_PATTERN_CODES.get(pattern, "stix.syntax"), place)
    if said.startswith("Invalid"):
        return Finding("stix.enumeration", place)
    if "of length" in said:
        return Finding("stix.empty", place)
    if ", got" in said:
        return Finding("stix.wrong-type", place, said.replace("`", "").removeprefix("Expected "))
    return Finding("stix.range", place, said.replace("`", "").removeprefix("Expected "))
