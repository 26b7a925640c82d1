"""CACAO 2.0 playbooks: a course of action that carries the playbook, which is never run here.

Source: OASIS CACAO Security Playbooks 2.0. Credentials in a playbook are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.intake.misp_frame import Shelf
from khien.intake.papers import Content, Paper, dicts, papers_in, stamp, texts, words
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.strict_json import Outline
from khien.intake.wishes import Wish
from khien.model.instants import stix_time
from khien.model.marking import Tlp, tlp_named
from khien.model.stix.known_extensions import PLAYBOOK

_REQUIRED: Final = ("id", "name", "created_by", "created", "modified", "workflow_start", "workflow")
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID: Final = re.compile(rf"playbook--{_UUID}")
_STEP_ID: Final = re.compile(rf"[a-z0-9-]+--{_UUID}")
_STEPS: Final[Mapping[str, tuple[str, ...]]] = {  # what each type of step must say, §4
    "start": (),
    "end": (),
    "action": ("commands",),
    "playbook-action": ("playbook_id",),
    "parallel": ("next_steps",),
    "if-condition": ("condition", "on_true"),
    "while-condition": ("condition", "on_true"),
    "switch-condition": ("switch", "cases"),
}
_NOTHING: Final[tuple[Any, ...]] = ([], {}, None)
_NEXT: Final = ("on_completion", "on_success", "on_failure", "on_true", "on_false")
_AGENTS: Final = frozenset(  # §7; a type of an extension may have any name that is not known to be none
    {
        "group", "individual", "location", "organization", "sector", "http-api", "linux", "net-address",
        "security-category", "ssh",
    }
)  # fmt: skip
_SECRETS: Final = re.compile(
    r"(?:.*[_-])?(?:pass(?:word|wd|phrase|code)?|token|secret|api[_-]?key|private_key|authorization|credentials?|"
    r"cookie|oauth_header)",
    re.IGNORECASE,
)


def read_cacao(name: str, outline: Outline, wish: Wish) -> Intake:
    """Read playbooks; one that breaks a rule is refused, and every rule that it breaks is named."""
    shelf = Shelf(name, wish)
    for place, playbook in papers_in(name, outline, shelf):
        _take(shelf, place, playbook)
    return Intake(name, "cacao", shelf.versions(), tuple(shelf.entries))


def _take(shelf: Shelf, place: str, playbook: Content) -> None:
    item = words(playbook.get("id")) or place
    broken = [Remark("intake.cacao-rule", path, rule) for path, rule in _faults(playbook)]
    if broken:
        shelf.say(item, Outcome.REFUSED, broken)
        return
    now = stix_time(shelf.wish.now)
    created, modified = (stamp(playbook[key], now) for key in ("created", "modified"))
    paper = Paper(shelf, "cacao", item, min(created, modified), modified, _tlp(playbook))
    secrets: list[str] = []
    kept = _without_secrets(playbook, "", secrets)
    remarks = [Remark("intake.cacao-secret", path, "") for path in secrets]
    if playbook.get("revoked") is True:
        paper.left(item, "intake.revoked-there", item)
        return
    commands = sorted(
        {
            words(c.get("type"))
            for step in playbook["workflow"].values()
            for c in dicts(step.get("commands"))
        }
    )
    content = paper.object(
        "course-of-action",
        name=words(playbook["name"]),
        description=words(playbook.get("description")),
        labels=list(
            dict.fromkeys(
                [
                    *shelf.wish.labels,
                    *texts(playbook.get("playbook_types")),
                    *texts(playbook.get("labels")),
                ]
            )
        ),
        external_references=[
            {"source_name": "cacao", "external_id": item},
            *_references(playbook),
        ],
        extensions={
            PLAYBOOK: {
                "extension_type": "property-extension",
                "standard": "cacao-2.0",
                **({"command_types": commands} if commands else {}),
                "playbook": kept,
            }
        },
    )
    paper.keep(item, [content], remarks)


def _references(playbook: Content) -> Iterator[dict[str, str]]:
    for one in dicts(playbook.get("external_references")):
        found = {
            "source_name": words(one.get("name")) or words(one.get("source")) or "cacao",
            "description": words(one.get("description")),
            "url": words(one.get("url")),
            "external_id": words(one.get("external_id")),
        }
        if len({v for v in found.values() if v}) > 1:
            yield {key: value for key, value in found.items() if value}


def _without_secrets(value: Any, path: str, secrets: list[str]) -> Any:  # noqa: ANN401 -- any JSON value
    """The playbook without passwords and tokens; `secrets` collects where they stood.

    What says nothing goes too: STIX has no empty lists and no nulls (STIX 2.1 §2.1, §3.1).
    """
    if isinstance(value, list):
        listed = [_without_secrets(one, f"{path}[{at}]", secrets) for at, one in enumerate(value)]
        return [one for one in listed if one not in _NOTHING]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        is_text = isinstance(inner, str) or (isinstance(inner, list) and texts(inner) == inner)
        if _SECRETS.fullmatch(key) and is_text and inner:
            secrets.append(here)
        elif (rest := _without_secrets(inner, here, secrets)) not in _NOTHING:
            kept[key] = rest
    return kept


def _tlp(playbook: Content) -> Tlp | None:
    """The strictest TLP among its data markings; one that nobody knows is TLP:RED (§9.3)."""
    defined = playbook.get("data_marking_definitions")
    found = [
        tlp_named(one.get("tlpv2_level", one.get("tlp"))) or Tlp.RED
        for one in (defined.values() if isinstance(defined, dict) else ())
        if isinstance(one, dict) and one.get("type") == "marking-tlp"
    ]
    return max(found, default=None)


def _faults(playbook: Content) -> Iterator[tuple[str, str]]:
    """Where the playbook breaks the standard, and the rule in words."""
    if playbook.get("spec_version") != "cacao-2.0":
        yield "spec_version", "cacao-2.0"
    for name in _REQUIRED:
        if not playbook.get(name):
            yield name, "required (§3.1)"
    if _ID.fullmatch(str(playbook.get("id"))) is None:
        yield "id", "playbook--UUID (§10.10)"
    yield from _agent_faults(playbook)
    workflow = playbook.get("workflow")
    if not isinstance(workflow, dict):
        yield "workflow", "steps by their ids (§3.1)"
        return
    if words(playbook.get("workflow_start")) not in workflow:
        yield "workflow_start", "a step of the workflow (§3.1)"
    for key, step in workflow.items():
        for path, rule in _step_faults(key, step, workflow):
            yield f"workflow.{key[:80]}{path}", rule


def _agent_faults(playbook: Content) -> Iterator[tuple[str, str]]:
    agents = playbook.get("agent_definitions")
    agents = agents if isinstance(agents, dict) else {}
    for key, agent in agents.items():
        kind = words(agent.get("type")) if isinstance(agent, dict) else ""
        if kind not in _AGENTS and kind != key.partition("--")[0]:
            yield f"agent_definitions.{key[:80]}.type", "a type of agent (§7)"


def _step_faults(key: str, step: object, workflow: Content) -> Iterator[tuple[str, str]]:
    kind = str(step.get("type")) if isinstance(step, dict) else ""
    if not isinstance(step, dict) or kind not in _STEPS:
        yield ".type", "a type of step (§4)"
        return
    if _STEP_ID.fullmatch(key) is None:
        yield "", "type--UUID (§10.10)"
    for name in _STEPS[kind]:
        if not step.get(name):
            yield f".{name}", "required in a step of this type (§4)"
    if "on_completion" in step and ("on_success" in step or "on_failure" in step):
        yield ".on_completion", "not beside on_success or on_failure (§4.1)"
    for name, target in _targets(step):
        if words(target) not in workflow:
            yield f".{name}", "a step of the workflow (§4.1)"


def _targets(step: Content) -> Iterator[tuple[str, object]]:
    for name in _NEXT:
        if name in step:
            listed = step[name] if isinstance(step[name], list) else [step[name]]
            yield from ((name, one) for one in listed)
    yield from (("next_steps", one) for one in texts(step.get("next_steps")))
    cases = step.get("cases")
    for target in cases.values() if isinstance(cases, dict) else ():
        listed = target if isinstance(target, list) else [target]
        yield from (("cases", one) for one in listed)
