"""The STIX Domain Objects, §4 of STIX 2.1: one struct each, named and ordered as there."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET

from khien.model.stix.common import (
    Common,
    Identifier,
    KillChainPhase,
    Latitude,
    Longitude,
    Many,
    Maybe,
    Observations,
    Timestamp,
)


class AttackPattern(Common, frozen=True, tag="attack-pattern"):
    """A way in which adversaries attempt to compromise targets (STIX 2.1 §4.1)."""

    name: str
    description: Maybe[str] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    kill_chain_phases: Maybe[Many[KillChainPhase]] = UNSET


class Campaign(Common, frozen=True, tag="campaign"):
    """Malicious activity over a time against a set of targets (STIX 2.1 §4.2)."""

    name: str
    description: Maybe[str] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET
    objective: Maybe[str] = UNSET


class CourseOfAction(Common, frozen=True, tag="course-of-action"):
    """What to do against a threat (STIX 2.1 §4.3)."""

    name: str
    description: Maybe[str] = UNSET


class Grouping(Common, frozen=True, tag="grouping"):
    """Objects that share a context, before they are a report (STIX 2.1 §4.4)."""

    context: str
    object_refs: Many[Identifier]
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET


class Identity(Common, frozen=True, tag="identity"):
    """A person, an organisation, a system, or a class of them (STIX 2.1 §4.5)."""

    name: str
    description: Maybe[str] = UNSET
    roles: Maybe[Many[str]] = UNSET
    identity_class: Maybe[str] = UNSET
    sectors: Maybe[Many[str]] = UNSET
    contact_information: Maybe[str] = UNSET


class Incident(Common, frozen=True, tag="incident"):
    """A stub that the incident extension fills (STIX 2.1 §4.6)."""

    name: str
    description: Maybe[str] = UNSET


class Indicator(Common, frozen=True, tag="indicator"):
    """A pattern that detects suspicious or malicious activity (STIX 2.1 §4.7)."""

    pattern: str
    pattern_type: str
    valid_from: Timestamp
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    indicator_types: Maybe[Many[str]] = UNSET
    pattern_version: Maybe[str] = UNSET
    valid_until: Maybe[Timestamp] = UNSET
    kill_chain_phases: Maybe[Many[KillChainPhase]] = UNSET


class Infrastructure(Common, frozen=True, tag="infrastructure"):
    """Systems and services that support an attack, or are attacked (STIX 2.1 §4.8)."""

    name: str
    description: Maybe[str] = UNSET
    infrastructure_types: Maybe[Many[str]] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    kill_chain_phases: Maybe[Many[KillChainPhase]] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET


class IntrusionSet(Common, frozen=True, tag="intrusion-set"):
    """Adversary behaviour believed to be of one organisation (STIX 2.1 §4.9)."""

    name: str
    description: Maybe[str] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET
    goals: Maybe[Many[str]] = UNSET
    resource_level: Maybe[str] = UNSET
    primary_motivation: Maybe[str] = UNSET
    secondary_motivations: Maybe[Many[str]] = UNSET


class Location(Common, frozen=True, tag="location"):
    """A place: region, country, or coordinates in degrees (STIX 2.1 §4.10)."""

    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    latitude: Maybe[Latitude] = UNSET
    longitude: Maybe[Longitude] = UNSET
    precision: Maybe[float] = UNSET
    region: Maybe[str] = UNSET
    country: Maybe[str] = UNSET
    administrative_area: Maybe[str] = UNSET
    city: Maybe[str] = UNSET
    street_address: Maybe[str] = UNSET
    postal_code: Maybe[str] = UNSET


class Malware(Common, frozen=True, tag="malware"):
    """Malicious code: one instance, or a family (STIX 2.1 §4.11)."""

    is_family: bool
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    malware_types: Maybe[Many[str]] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    kill_chain_phases: Maybe[Many[KillChainPhase]] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET
    operating_system_refs: Maybe[Many[Identifier]] = UNSET
    architecture_execution_envs: Maybe[Many[str]] = UNSET
    implementation_languages: Maybe[Many[str]] = UNSET
    capabilities: Maybe[Many[str]] = UNSET
    sample_refs: Maybe[Many[Identifier]] = UNSET


class MalwareAnalysis(Common, frozen=True, tag="malware-analysis"):
    """What one analysis of malware found (STIX 2.1 §4.12)."""

    product: str
    version: Maybe[str] = UNSET
    host_vm_ref: Maybe[Identifier] = UNSET
    operating_system_ref: Maybe[Identifier] = UNSET
    installed_software_refs: Maybe[Many[Identifier]] = UNSET
    configuration_version: Maybe[str] = UNSET
    modules: Maybe[Many[str]] = UNSET
    analysis_engine_version: Maybe[str] = UNSET
    analysis_definition_version: Maybe[str] = UNSET
    submitted: Maybe[Timestamp] = UNSET
    analysis_started: Maybe[Timestamp] = UNSET
    analysis_ended: Maybe[Timestamp] = UNSET
    result_name: Maybe[str] = UNSET
    result: Maybe[str] = UNSET
    analysis_sco_refs: Maybe[Many[Identifier]] = UNSET
    sample_ref: Maybe[Identifier] = UNSET


class Note(Common, frozen=True, tag="note"):
    """What someone adds to objects, whoever created them (STIX 2.1 §4.13)."""

    content: str
    object_refs: Many[Identifier]
    abstract: Maybe[str] = UNSET
    authors: Maybe[Many[str]] = UNSET


class ObservedData(Common, frozen=True, tag="observed-data"):
    """Raw facts that were seen; `objects` is the deprecated form (STIX 2.1 §4.14)."""

    first_observed: Timestamp
    last_observed: Timestamp
    number_observed: Observations
    objects: Maybe[dict[str, dict[str, Any]]] = UNSET
    object_refs: Maybe[Many[Identifier]] = UNSET


class Opinion(Common, frozen=True, tag="opinion"):
    """Whether someone agrees with another's object (STIX 2.1 §4.15)."""

    object_refs: Many[Identifier]
    opinion: Literal["strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"]
    explanation: Maybe[str] = UNSET
    authors: Maybe[Many[str]] = UNSET


class Report(Common, frozen=True, tag="report"):
    """Threat intelligence on one topic, as published (STIX 2.1 §4.16)."""

    name: str
    published: Timestamp
    object_refs: Many[Identifier]
    description: Maybe[str] = UNSET
    report_types: Maybe[Many[str]] = UNSET


class ThreatActor(Common, frozen=True, tag="threat-actor"):
    """People believed to act with malicious intent (STIX 2.1 §4.17)."""

    name: str
    description: Maybe[str] = UNSET
    threat_actor_types: Maybe[Many[str]] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    first_seen: Maybe[Timestamp] = UNSET
    last_seen: Maybe[Timestamp] = UNSET
    roles: Maybe[Many[str]] = UNSET
    goals: Maybe[Many[str]] = UNSET
    sophistication: Maybe[str] = UNSET
    resource_level: Maybe[str] = UNSET
    primary_motivation: Maybe[str] = UNSET
    secondary_motivations: Maybe[Many[str]] = UNSET
    personal_motivations: Maybe[Many[str]] = UNSET


class Tool(Common, frozen=True, tag="tool"):
    """Legitimate software that attackers use (STIX 2.1 §4.18)."""

    name: str
    description: Maybe[str] = UNSET
    tool_types: Maybe[Many[str]] = UNSET
    aliases: Maybe[Many[str]] = UNSET
    kill_chain_phases: Maybe[Many[KillChainPhase]] = UNSET
    tool_version: Maybe[str] = UNSET


class Vulnerability(Common, frozen=True, tag="vulnerability"):
    """A weakness in software that can be used against it (STIX 2.1 §4.19)."""

    name: str
    description: Maybe[str] = UNSET


DOMAIN_OBJECTS = (
    AttackPattern,
    Campaign,
    CourseOfAction,
    Grouping,
    Identity,
    Incident,
    Indicator,
    Infrastructure,
    IntrusionSet,
    Location,
    Malware,
    MalwareAnalysis,
    Note,
    ObservedData,
    Opinion,
    Report,
    ThreatActor,
    Tool,
    Vulnerability,
)
