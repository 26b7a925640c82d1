"""The values of a STIX pattern as MISP types them: by the label of the indicator, else by the path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from khien.intake.misp_values import HASH_NAMES, READERS
from khien.intake.misp_written_values import TYPES_OF_KIND
from khien.intake.pattern_text import key_step
from khien.model.errors import MalformedError
from khien.model.patterns import (
    AnyObserved,
    Comparison,
    Observation,
    Operator,
    Text,
    Whole,
    comparisons_of,
    observations_of,
    parse_pattern,
    read_object,
)

_LABEL: Final = 'misp:type="'
_TYPE_OF_PATH: Final[Mapping[str, str]] = {
    "file:name": "filename",
    "mutex:name": "mutex",
    "email-message:subject": "email-subject",
    "email-message:body": "email-body",
    "email-message:from_ref.value": "email-src",
    "email-message:to_refs[*].value": "email-dst",
    "windows-registry-key:key": "regkey",
    "autonomous-system:number": "AS",
    "mac-addr:value": "mac-address",
    "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'": "user-agent",
    "phone-number:value": "phone-number",
    "bank-account:iban": "iban",
    "payment-card:value": "cc-number",
    **{f"file:hashes.{key_step(name)}": kind for kind, name in HASH_NAMES.items()},
    **{
        f"x509-certificate:hashes.{key_step(HASH_NAMES[kind])}": f"x509-fingerprint-{kind}"
        for kind in ("md5", "sha1", "sha256")
    },
}

Pair = tuple[str, str]


def pattern_values(pattern: str, labels: Iterable[str]) -> list[Pair]:
    """Type and value of every attribute that together say what the pattern says; none when they cannot."""
    try:
        expression = parse_pattern(pattern).expression
    except MalformedError:
        return []
    observations = [*observations_of(expression)]
    compared = [
        one
        for o in observations
        for one in comparisons_of(o.expression)
        if isinstance(one, Comparison)
    ]
    plain = [_pair(one) for one in compared]
    labelled = [one[len(_LABEL) : -1] for one in labels if one.startswith(_LABEL)]
    if labelled and all(plain):
        found = _as_labelled(labelled[0], [pair for pair in plain if pair is not None])
        if found is not None:
            return [found]
    reading = read_object({"type": "indicator", "pattern": pattern, "pattern_type": "stix"})
    if (
        reading.values
        and not reading.left_out
        and all(v.kind in TYPES_OF_KIND for v in reading.values)
    ):
        return [(TYPES_OF_KIND[one.kind], one.value) for one in reading.values]
    named = (
        _named_file([pair for pair in plain if pair is not None])
        if len(observations) == 1
        else None
    )
    if named is not None:
        return [named]
    # One comparison in each of the brackets, and OR between them: each says the same by itself.
    is_any = isinstance(expression, Observation | AnyObserved)
    if not is_any or len(compared) != len(observations):
        return []
    typed = [(_TYPE_OF_PATH.get(pair[0], ""), pair[1]) for pair in plain if pair is not None]
    if len(typed) != len(observations) or not all(kind for kind, _ in typed):
        return []
    return [(kind, _number(kind, value)) for kind, value in typed]


def _named_file(pairs: list[Pair]) -> Pair | None:
    """A file's name and one of its hashes, which MISP writes as one attribute."""
    by_type = {_TYPE_OF_PATH.get(path, ""): value for path, value in pairs}
    name = by_type.pop("filename", None)
    if name is None or len(by_type) != 1 or len(pairs) != _TWO:
        return None
    ((kind, digest),) = by_type.items()
    return (f"filename|{kind}", f"{name}|{digest}") if kind in HASH_NAMES else None


_TWO: Final = 2


def _pair(one: Comparison) -> Pair | None:
    if (
        one.operator is not Operator.EQUAL
        or one.negated
        or not isinstance(one.constant, Text | Whole)
    ):
        return None
    return str(one.path), str(one.constant.value)


def _as_labelled(kind: str, pairs: list[Pair]) -> Pair | None:
    """What the indicator was in MISP, where its pattern has just the values for that."""
    values = [value for path, value in pairs if not path.endswith((".type", "account_type"))]
    if kind not in READERS or len(values) != kind.count("|") + 1:
        return None
    return kind, _number(kind, "|".join(values))


def _number(kind: str, value: str) -> str:
    return f"AS{value}" if kind == "AS" and value.isdigit() else value
