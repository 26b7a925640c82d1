"""The open vocabularies of STIX 2.1 §10: suggested words; another word is a finding, never a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOCABULARIES: Final[Mapping[str, frozenset[str]]] = {
    "account-type-ov": _words(
        "facebook ldap nis openid radius skype tacacs twitter unix windows-domain windows-local"
    ),
    "attack-motivation-ov": _words(
        "accidental coercion dominance ideology notoriety organizational-gain personal-gain"
        " personal-satisfaction revenge unpredictable"
    ),
    "attack-resource-level-ov": _words("individual club contest team organization government"),
    "grouping-context-ov": _words("suspicious-activity malware-analysis unspecified"),
    "hash-algorithm-ov": _words("MD5 SHA-1 SHA-256 SHA-512 SHA3-256 SHA3-512 SSDEEP TLSH"),
    "identity-class-ov": _words("individual group system organization class unknown"),
    "implementation-language-ov": _words(
        "applescript bash c c++ c# go java javascript lua objective-c perl php powershell python"
        " ruby scala swift typescript visual-basic x86-32 x86-64"
    ),
    "indicator-type-ov": _words(
        "anomalous-activity anonymization benign compromised malicious-activity attribution unknown"
    ),
    "industry-sector-ov": _words(
        "aerospace agriculture automotive chemical commercial communications construction dams"
        " defense education emergency-services energy entertainment financial-services government"
        " government-local government-national government-public-services government-regional"
        " healthcare hospitality-leisure infrastructure insurance manufacturing mining non-profit"
        " nuclear pharmaceuticals retail technology telecommunications transportation utilities"
        " water"
    ),
    "infrastructure-type-ov": _words(
        "amplification anonymization botnet command-and-control control-system exfiltration"
        " firewall hosting-malware hosting-target-lists phishing reconnaissance routers-switches"
        " staging unknown workstation"
    ),
    "malware-capabilities-ov": _words(
        "accesses-remote-machines anti-debugging anti-disassembly anti-emulation"
        " anti-memory-forensics anti-sandbox anti-vm captures-input-peripherals"
        " captures-output-peripherals captures-system-state-data cleans-traces-of-infection"
        " commits-fraud communicates-with-c2 compromises-data-availability"
        " compromises-data-integrity compromises-system-availability controls-local-machine"
        " degrades-security-software degrades-system-updates determines-c2-server emails-spam"
        " escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts"
        " hides-executing-code infects-files infects-remote-machines installs-other-components"
        " persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion"
        " probes-network-environment self-modifies steals-authentication-credentials"
        " violates-system-operational-integrity"
    ),
    "malware-result-ov": _words("malicious suspicious benign unknown"),
    "malware-type-ov": _words(
        "adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware"
        " remote-access-trojan resource-exploitation rogue-security-software rootkit"
        " screen-capture spyware trojan unknown virus webshell wiper worm"
    ),
    "pattern-type-ov": _words("stix pcre sigma snort suricata yara"),
    "processor-architecture-ov": _words("alpha arm ia-64 mips powerpc sparc x86 x86-64"),
    "region-ov": _words(
        "africa eastern-africa middle-africa northern-africa southern-africa western-africa"
        " americas caribbean central-america latin-america-caribbean northern-america south-america"
        " asia central-asia eastern-asia southern-asia south-eastern-asia western-asia"
        " europe eastern-europe northern-europe southern-europe western-europe"
        " oceania antarctica australia-new-zealand melanesia micronesia polynesia"
    ),
    "report-type-ov": _words(
        "attack-pattern campaign identity indicator intrusion-set malware observed-data"
        " threat-actor threat-report tool vulnerability"
    ),
    "threat-actor-role-ov": _words(
        "agent director independent infrastructure-architect infrastructure-operator"
        " malware-author sponsor"
    ),
    "threat-actor-sophistication-ov": _words(
        "none minimal intermediate advanced expert innovator strategic"
    ),
    "threat-actor-type-ov": _words(
        "activist competitor crime-syndicate criminal hacker insider-accidental"
        " insider-disgruntled nation-state sensationalist spy terrorist unknown"
    ),
    "tool-type-ov": _words(
        "denial-of-service exploitation information-gathering network-capture"
        " credential-exploitation remote-access vulnerability-scanning unknown"
    ),
    "windows-pebinary-type-ov": _words("dll exe sys"),
}

USES: Final[Mapping[str, Mapping[str, str]]] = {
    "grouping": {"context": "grouping-context-ov"},
    "identity": {"identity_class": "identity-class-ov", "sectors": "industry-sector-ov"},
    "indicator": {"indicator_types": "indicator-type-ov", "pattern_type": "pattern-type-ov"},
    "infrastructure": {"infrastructure_types": "infrastructure-type-ov"},
    "intrusion-set": {
        "resource_level": "attack-resource-level-ov",
        "primary_motivation": "attack-motivation-ov",
        "secondary_motivations": "attack-motivation-ov",
    },
    "location": {"region": "region-ov"},
    "malware": {
        "malware_types": "malware-type-ov",
        "architecture_execution_envs": "processor-architecture-ov",
        "implementation_languages": "implementation-language-ov",
        "capabilities": "malware-capabilities-ov",
    },
    "malware-analysis": {"result": "malware-result-ov"},
    "report": {"report_types": "report-type-ov"},
    "threat-actor": {
        "threat_actor_types": "threat-actor-type-ov",
        "roles": "threat-actor-role-ov",
        "sophistication": "threat-actor-sophistication-ov",
        "resource_level": "attack-resource-level-ov",
        "primary_motivation": "attack-motivation-ov",
        "secondary_motivations": "attack-motivation-ov",
        "personal_motivations": "attack-motivation-ov",
    },
    "tool": {"tool_types": "tool-type-ov"},
    "user-account": {"account_type": "account-type-ov"},
}
"""Which property of which type takes its words from which vocabulary."""
