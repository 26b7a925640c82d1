"""Draws docs/conformance.md from the recorded verdicts; `python -m tests.model.stix.conformance_page` writes it.

Every difference between the recorded verdict and ours must fall under a reason, or the page is not drawn.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from khien.intake.stix20 import is_stix20, upgraded
from khien.model.stix import Finding, Verdict, judge
from khien.model.stix.findings import ADVICE, HARD, MUST
from tests.shared import SHARED

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "conformance.md"
CASES: Final = "stix/validator-cases.jsonl.gz"
FILES: Final = "stix/CONFORMANCE.json"

_SHOULD: Final = re.compile(r": \{(\d{3})\} ")
_VOCABULARIES: Final = {str(number) for number in range(210, 232)} | {"243", "244", "245"}

# Why we keep what the validator refuses: the first that fits. A pattern is looked for in each error.
KEPT: Final[tuple[tuple[str, str, str], ...]] = (
    ("interop", r"created_by_ref' is a required|More than one tlp", "The case asks for the interoperability profile, which is narrower than the standard. Several TLP markings are the finding `stix.several-tlp`; the strictest counts."),
    ("schema", r"'grade' is|grade: 'a'|'\^Foobar\$'|'foo_value' is a required|foo: 100 is not", "The case brings a schema of its own. Khiên keeps an extension or type that it does not know and says so (`stix.unknown-extension`, `stix.unknown-type`)."),
    ("pattern-names", r"Pattern failed to validate", "The pattern reads, but names a type or property that the standard does not have. Real feeds do (`app:id`); the watch tells which patterns it cannot index."),
    ("registries", r"IANA registered|RFC 5646", "The value is well formed but not in a registry (character sets, language tags). A closed network has no registry to ask."),
    ("reserved-2.0", r"Contains a reserved property", "Names that STIX 2.0 reserved and 2.1 does not."),
    ("embedded", r"object '\d+'|objects\.\d|observable object|^observed-data--\S+ '[a-z0-9-]+': '", "An observable inside observed data, the form of STIX 2.0. Its types are looked at and what does not fit is said (`stix.value`, `stix.deprecated`); references between embedded observables and rules beyond types are not followed."),
    ("version-option", r"'2\.1' is not one of", "The validator was asked for STIX 2.0; the object is 2.1."),
    ("strict-properties", r"not one of those defined", "The validator was asked to forbid properties that the standard does not define. Khiên keeps them: `stix.unknown-property`."),
    ("duplicates", r"\{203\}", "Two objects of one bundle share id and `modified`. Their content is equal; the store keeps one."),
    ("bundle", r"^bundle--.*\{(101|102|401)\}", "A property of the bundle itself. A bundle is only a container; intake reads its objects."),
    ("custom", r"\{(101|102|401|201)\}", "Custom properties, types and markings should use an extension. A finding where they do not: `stix.unknown-property`, `stix.unknown-type`, `stix.unknown-extension`, `stix.value`."),
    ("words", r"\{(21\d|22\d|23\d|241|243|244|245)\}", "A word outside a suggested vocabulary, or a hash algorithm outside the list. A finding: `stix.vocabulary`, `stix.hash-unknown`."),
    ("advice", r"\{\d{3}\}", "Advice (SHOULD) that says nothing about whether the object can be used: spelling of kill chains, products and priorities, both ports of traffic, hashes of outside pages, names and descriptions, suggested relationships. Not said."),
)  # fmt: skip

# Why we refuse what the validator keeps: by our own code, the first that fits.
REFUSED: Final[tuple[tuple[str, str, str], ...]] = (
    ("stix-2.0", "stix.spec-version", "The object is of STIX 2.0 (the case may still run under 2.1). The model reads 2.1; intake raises objects of 2.0 first, and reports what it changed."),
    ("creator", "stix.reference-type", "`created_by_ref` points to a `source`, a type that STIX does not have. STIX 2.1 §3.2: it points to an identity."),
    ("no-identifier", "stix.reference", "A reference that is no identifier (`\"src_ref\": \"1\"`), as STIX 2.0 wrote inside observed data. STIX 2.1 §2.9; the OASIS schemas do not look."),
    ("tlp", "stix.marking-changed", "A TLP marking's identifier over something that is not that marking. Refused even when lenient: nobody redefines TLP."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One recorded case and what the judge says of its objects."""

    name: str
    version: str
    valid: bool
    errors: tuple[str, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def ours(self) -> str:
        """Our verdict as a column of the matrix."""
        return self.verdict.value

    @property
    def differs(self) -> bool:
        """Whether one keeps what the other refuses."""
        return self.valid != (self.verdict is not Verdict.REFUSED)

    @property
    def advice_only(self) -> bool:
        """Whether the validator objects only to advice, or to what its options forbid."""
        return all(
            _SHOULD.search(error) or "not one of those defined" in error for error in self.errors
        )


def objects_of(instance: Any) -> list[Any]:  # noqa: ANN401 -- any JSON value
    """The objects of a bundle, of a list, or the object itself."""
    if isinstance(instance, list):
        return instance
    if isinstance(instance, dict) and instance.get("type") == "bundle":
        return list(instance.get("objects", []))
    return [instance]


def whole_verdict(
    instance: Any,  # noqa: ANN401 -- any JSON value
    *,
    lenient: bool = False,
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The worst verdict on the objects of an instance, and all findings."""
    judged = [judge(json.dumps(each).encode(), lenient=lenient) for each in objects_of(instance)]
    found = tuple(finding for each in judged for finding in each.findings)
    order = list(Verdict)
    worst = max((each.verdict for each in judged), key=order.index, default=Verdict.ACCEPTED)
    return worst, found


@cache
def cases(*, mended: bool = False) -> tuple[Case, ...]:
    """Every recorded case, judged.

    Args:
        mended: as intake reads, objects of STIX 2.0 raised to 2.1, and `created_by_ref: source--…` as
            `identity--…`, so that this one habit of the test suite does not hide what else the cases are about.
    """
    return tuple(_cases(mended=mended))


def _cases(*, mended: bool) -> Iterator[Case]:
    with gzip.open(SHARED / CASES, "rt", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            instance = case["instance"]
            if mended:
                instance = _mended(instance)
            verdict, findings = whole_verdict(instance)
            yield Case(
                name=case["case"].rpartition("::")[2],
                version=case["stix_version"],
                valid=case["valid"],
                errors=tuple(case["errors"]),
                verdict=verdict,
                findings=findings,
            )


def _mended(instance: Any) -> list[Any]:  # noqa: ANN401 -- any JSON value
    objects = objects_of(json.loads(json.dumps(instance).replace('"source--', '"identity--')))
    return [upgraded(each, apart=False)[0][0] if is_stix20(each) else each for each in objects]


def reason_of(case: Case) -> str:
    """The key of the reason for a difference.

    Raises:
        LookupError: no reason fits; the page would hide something.
    """
    if case.valid:
        codes = {finding.code for finding in case.findings}
        found = next((key for key, code, _ in REFUSED if code in codes), None)
    else:
        found = next(
            (key for key, form, _ in KEPT if any(re.search(form, error) for error in case.errors)),
            None,
        )
    if found is None:
        raise LookupError(case.name, case.errors, case.findings)
    return found


def _matrix(judged: tuple[Case, ...]) -> Iterator[str]:
    columns = [verdict.value for verdict in Verdict]
    counted = Counter((case.version, case.valid, case.ours) for case in judged)
    yield f"| STIX | recorded | {' | '.join(columns)} | total |"
    yield f"|---|---|{'--:|' * 4}"
    for version in ("2.1", "2.0"):
        for valid in (True, False):
            row = [counted[version, valid, column] for column in columns]
            name = "valid" if valid else "invalid"
            cells = " | ".join(map(str, [*row, sum(row)]))
            yield f"| {version} | {name} | {cells} |"


def _agreement(judged: tuple[Case, ...], version: str) -> str:
    recent = [case for case in judged if case.version == version]
    which = f" for STIX {version}"
    same = sum(not case.differs for case in recent)
    must = [case for case in recent if case.valid or not case.advice_only]
    agreed = sum(not case.differs for case in must)
    return (
        f"Of the {len(recent)} cases{which}, {same} agree. Leaving out those {len(recent) - len(must)} that the "
        f"validator refuses only for advice or for its options: {agreed} of {len(must)} agree."
    )


def _named(names: Counter[str]) -> str:
    return ", ".join(
        f"`{name}`" + (f" ×{count}" if count > 1 else "") for name, count in sorted(names.items())
    )


def _differences(judged: tuple[Case, ...]) -> Iterator[str]:
    grouped: dict[str, Counter[str]] = defaultdict(Counter)
    for case in judged:
        if case.differs:
            grouped[reason_of(case)][f"{case.name} ({case.version})"] += 1
    for title, table in (("We keep, the validator refuses", KEPT), ("We refuse, the validator keeps", REFUSED)):  # fmt: skip
        present = [(key, why) for key, _, why in table if key in grouped]
        total = sum(grouped[key].total() for key, _ in present)
        yield f"### {title}: {total}\n"
        for key, why in present:
            names = grouped[key]
            yield f"- **{key}** ({names.total()}). {why}\n  {_named(names)}\n"


@cache
def files() -> dict[str, tuple[str, bool, Verdict]]:
    """Each recorded file: its STIX version, the recorded verdict, and ours."""
    recorded = json.loads((SHARED / FILES).read_text(encoding="utf-8"))
    found = {}
    for name, entry in sorted(recorded.items()):
        path = SHARED / name
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        verdict, _ = whole_verdict(json.loads(raw))
        found[name] = (entry["stix"], entry["valid"], verdict)
    return found


def _files() -> Iterator[str]:
    counted = Counter(
        (version, valid, verdict is not Verdict.REFUSED)
        for version, valid, verdict in files().values()
    )
    yield "| STIX | recorded | kept | refused |"
    yield "|---|---|--:|--:|"
    for version in ("2.1", "2.0"):
        for valid in (True, False):
            row = (counted[version, valid, True], counted[version, valid, False])
            yield f"| {version} | {'valid' if valid else 'invalid'} | {row[0]} | {row[1]} |"
    yield ""
    differing = [
        name
        for name, (version, valid, verdict) in files().items()
        if version == "2.1" and valid != (verdict is not Verdict.REFUSED)
    ]
    yield f"The {len(differing)} files of STIX 2.1 that differ are kept although the validator objects to a property name in"
    yield "a pattern (`app:id`, which spyware feeds use):\n"
    yield from (f"- `{name}`" for name in differing)


LIMITS: Final = (
    "## Limits of this house",
    "",
    "- A timestamp has at most nine digits after the seconds, and no leap second: instants are kept exactly.",
    "- One object has at most 16 MiB and 32 levels of nesting, and no NUL.",
    "- The same key twice in one JSON object is refused: two readers could take two different values.",
    "- A bank account without IBAN gets an id that counts the bank too, since account numbers alone are not unique.",
    "",
)  # fmt: skip


def draw() -> str:
    """The whole page."""
    recorded, mended = cases(), cases(mended=True)
    return "\n".join(
        (
            "# Conformance to STIX 2.1",
            "",
            "Drawn by `python -m tests.model.stix.conformance_page`; a test fails when it is out of date.",
            "",
            "Khiên reads STIX 2.1 (OASIS Standard, Errata 01): every domain, relationship, observable and meta object, the",
            "predefined extensions, object markings, granular markings, versioning and revocation. A verdict is *accepted*,",
            "*accepted-with-findings* or *refused*. Refused is what breaks a MUST; advice is a finding. A lenient reading keeps",
            "what breaks a MUST too, and says so, unless the object could then not be named, versioned or stored. Nothing that is",
            "unknown is dropped, and the bytes stay as they came.",
            "",
            f"The judge has {len(HARD)} codes that always refuse, {len(MUST)} that refuse unless lenient, and {len(ADVICE)} findings.",
            "",
            f"## The {len(recorded)} recorded verdicts of the OASIS validator",
            "",
            "The cases come from the validator's own unit tests. Most run in its strict mode, where advice (SHOULD) is an error;",
            "so *invalid* often means *not advised*.",
            "",
            *_matrix(recorded),
            "",
            _agreement(recorded, "2.1"),
            "",
            "Many cases share an object whose `created_by_ref` points to a `source`, which the standard does not allow; they are",
            "refused here whatever else they test. And the model reads STIX 2.1 only: intake raises objects of 2.0 first. With that one",
            "reference read as an identity, and 2.0 raised as intake does:",
            "",
            *_matrix(mended),
            "",
            _agreement(mended, "2.1"),
            "",
            _agreement(mended, "2.0"),
            "",
            "## Every difference, and why",
            "",
            "Counted in the second reading, so that each case shows what it is about; what differs in the first reading only comes last.",
            "",
            *_differences(mended),
            *_first_reading(recorded, mended),
            "## The files with a recorded verdict",
            "",
            "The validator ran in its non-strict mode over the example bundles and real feeds. Files of STIX 2.0 are refused by the",
            "model and raised to 2.1 by intake.",
            "",
            *_files(),
            "",
            "## Where the judge is stricter than the OASIS JSON schemas",
            "",
            "A test changes every property of every type in nineteen ways and asks the schemas: what they refuse, the judge",
            "refuses. The judge also refuses what schemas cannot say: references to the wrong type, days that do not exist, times in the",
            "wrong order, selectors that select nothing, malformed language tags, patterns that do not read, UUIDs of the wrong version, and",
            "`created_by_ref` missing from an extension definition.",
            "",
            *LIMITS,
        )
    )  # fmt: skip


def _first_reading(recorded: tuple[Case, ...], mended: tuple[Case, ...]) -> Iterator[str]:
    grouped: dict[str, Counter[str]] = defaultdict(Counter)
    for case, now in zip(recorded, mended, strict=True):
        if case.differs and not now.differs:
            grouped[reason_of(case)][f"{case.name} ({case.version})"] += 1
    total = sum(names.total() for names in grouped.values())
    yield f"### Only in the first reading: {total}\n"
    for key, _, why in REFUSED:
        if key in grouped:
            yield f"- **{key}** ({grouped[key].total()}). {why}\n  {_named(grouped[key])}\n"


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
