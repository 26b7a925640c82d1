"""Every check against every collection of ours that it concerns, and against foreign servers."""

from __future__ import annotations

import pytest

from tests.conformance import checks
from tests.conformance.foreign import BROKEN, OWN_WAYS
from tests.conformance.registry import CHECKS, Check
from tests.conformance.subject import Subject

CAN: dict[str, set[str]] = {
    "workspace": {"read", "write", "delete", "other:none"},
    "released": {"read", "other:write", "other:none"},
    "inbox": {"write", "other:read", "other:write", "other:none"},
    "opentaxii": {"read"},  # it answers every addition and every question for a collection with 500
    "medallion": {"read", "write", "delete", "other:read", "other:write", "other:none"},
}
assert checks.__all__


def _concerned(name: str) -> list[Check]:
    return [one for one in CHECKS.values() if one.needs <= CAN[name]]


def _subject(name: str, check: Check, request: pytest.FixtureRequest) -> Subject:
    """The checks that only read have a collection of their own, which nobody changes."""
    writes = bool(check.needs & {"write", "delete"})
    found: Subject = request.getfixturevalue(f"{name}_written" if writes else name)
    return found


@pytest.mark.parametrize("check", _concerned("workspace"), ids=lambda one: one.name)
def test_workspace(check: Check, request: pytest.FixtureRequest) -> None:
    """What TAXII 2.1 wants of a collection holds for our own tools' one."""
    check.run(_subject("workspace", check, request))


@pytest.mark.parametrize("check", _concerned("released"), ids=lambda one: one.name)
def test_released(check: Check, released: Subject) -> None:
    """What TAXII 2.1 wants of a collection holds for what a partner reads."""
    check.run(released)


@pytest.mark.parametrize("check", _concerned("inbox"), ids=lambda one: one.name)
def test_inbox(check: Check, inbox: Subject) -> None:
    """What TAXII 2.1 wants of a collection holds for where a partner writes."""
    check.run(inbox)


def _with_marks(name: str) -> list[object]:
    marked: list[object] = []
    for one in _concerned(name):
        reason = (BROKEN[name] | OWN_WAYS[name]).get(one.name)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        marked.append(pytest.param(one, id=one.name, marks=marks))
    return marked


@pytest.mark.parametrize("check", _with_marks("medallion"))
def test_medallion(check: Check, request: pytest.FixtureRequest) -> None:
    """The reference server passes too, but for what is named: so the checks ask for nothing strange."""
    check.run(_subject("medallion", check, request))


@pytest.mark.parametrize("check", _with_marks("opentaxii"))
def test_opentaxii(check: Check, opentaxii: Subject) -> None:
    """OpenTAXII, as far as its last release works, passes too, but for what is named."""
    check.run(opentaxii)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_only_real_checks_are_named_as_broken(name: str) -> None:
    """What a foreign server is said to break is a MUST; what it does its own way is none."""
    levels = {one.name: one.level for one in CHECKS.values()}

    assert {levels[one] for one in BROKEN[name]} <= {"MUST"}
    assert {levels[one] for one in OWN_WAYS[name]} <= {"SHOULD", "OWN"}


def test_every_check_has_a_promise_and_a_section() -> None:
    """A check says in one sentence what holds, and where that is written."""
    assert len(CHECKS) > 70
    assert [one.name for one in CHECKS.values() if not (one.promise and one.section)] == []
    assert {one.level for one in CHECKS.values()} == {"MUST", "SHOULD", "OWN"}


def test_every_check_runs_against_us() -> None:
    """No check is left without a collection of ours that it concerns."""
    ran = {one.name for name in ("workspace", "released", "inbox") for one in _concerned(name)}

    assert ran == set(CHECKS)
