"""Tests of khien.intake.extraction.{naming,coined,lexicon,dictionary}."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Document, Entry, Names, extract
from khien.intake.extraction.candidates import NAME_KINDS, TERM_KINDS
from khien.intake.extraction.dictionary import blocks, lowered
from khien.intake.extraction.naming import entries_of

NAMES = Names.of(
    [
        Entry("OceanLotus", "actor", "a1"),
        Entry("APT32", "actor", "a1"),
        ("Volt Typhoon", "actor", "a2"),
        ("Cobalt Strike", "malware", "m1"),
        ("Emotet", "malware", "m2"),
        ("Play", "malware", "m3"),
        ("NETWIRE", "malware", "m4"),
        ("Raccoon Stealer", "malware", "m5"),
        ("at", "tool", "t1"),
        ("Net", "tool", "t2"),
        ("certutil", "tool", "t3"),
        ("Ping", "tool", "t4"),
        ("Black Basta", "malware", "m6"),
        ("Locked", "malware", "m7"),
        ("Ocean Dream", "campaign", "c1"),
        ("OS Credential Dumping", "technique", "x1"),
        ("Rundll32", "technique", "x2"),
        ("Server", "technique", "x3"),
        ("Email Accounts", "technique", "x4"),
        ("Emotet", "tool", "later"),
        ("malware", "malware", "never"),
        ("42", "malware", "never"),
        ("", "malware", "never"),
        ("T1003", "technique", "x1"),
        ("keygen", "tool", "t5"),
        ("Xy1", "malware", "m8"),
        ("Ransomed", "malware", "m9"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "OceanLotus (APT-32, apt32) used COBALT  STRIKE and CobaltStrike.",
            ["a1", "a1", "a1", "m1", "m1"],
        ),
        ("Cobalt\nStrike; cobalt, strike; Cobalt of Strike; CobaltStrikes", ["m1"]),
        ("Emotet and emotet; EmotetX; x_Emotet; Emotet@x; /Emotet", ["m2", "m2"]),
        ("We play. Play ransomware spreads. Play it.", ["m3", "m3"]),
        ("We play. Play it.", []),
        ("NetWireRAT, NetWire RAT", ["m4", "m4"]),
        ("the Raccoon malware of raccoon", ["m5"]),
        ("meet at noon, Net profits, the Net tool was named Ping", ["t4"]),
        ("certutil was run; the tool named certutil", ["t3"]),
        ("black basta and Black Basta", ["m6", "m6"]),
        ("ocean dream and Ocean Dream", ["c1"]),
        (
            "os credential dumping, Rundll32, rundll32, Server, server, email accounts, Email Accounts",
            ["x1", "x2", "x4"],
        ),
        ("ransomed firms, Ransomed firms, Ransomed gang", ["m9", "m9"]),
        ("Xy1 and xy1; T1003", ["m8", "x1"]),
    ],
)
def test_names_that_the_node_holds(text: str, found: list[str]) -> None:
    """A name is found however it is written, and an ordinary word only where it is used as a name."""
    held = [c.ref for c in extract(Document(text), NAMES) if c.ref]

    assert held == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "TA505 and UNC2452, FIN7; xTA505; TA505-x; APT-C-36; Storm-0875",
            ["TA505", "UNC2452", "FIN7", "TA505", "APT-C-36", "Storm-0875"],
        ),
        (
            "Mustang Panda met Charcoal Typhoon and the Bear; new Spider",
            ["Mustang Panda", "Charcoal Typhoon"],
        ),
        (
            "The MirrorBlast malware came. Later MIRRORBLAST and MirrorBlast ran.",
            ["MirrorBlast", "MirrorBlast", "MirrorBlast"],
        ),
        (
            "a trojan called EventBot; eventbot; malware dubbed “Riltok”; backdoor known as Common",
            ["EventBot", "Riltok"],
        ),
        ("Android/AdDisplay.Ashas and Win32/Agent.XY", ["Ashas"]),
        (
            "Turkish banker, Windows malware, New malware, Widespread malware, PoS malware, Kaseya ransomware attack",
            [],
        ),
        ("mã độc tên là VajraSpy", ["VajraSpy"]),
        ("mã độc Android, phần mềm gián điệp Windows; backdoor DarkNeuron", ["DarkNeuron"]),
        ("KiXtart loader, KiXtart scripting language, FooBar malware", ["FooBar"]),
        (
            "nhóm hacker BachHac, nhóm tin tặc Phoenix; a gang called QuietFox",
            ["BachHac", "QuietFox"],
        ),
        ("malware tên là VajraSpy, TRICKBOT malware, x/FooBar malware", ["VajraSpy"]),
    ],
)
def test_names_that_nobody_holds_yet(text: str, found: list[str]) -> None:
    """A coined name is known by its form or by what the text calls it, then everywhere in the text."""
    assert [c.value for c in extract(Document(text)) if c.kind in NAME_KINDS] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Đối tượng giả danh công an, cho thuê tài khoản và lập sàn đầu tư ảo",
            ["impersonating-police", "mule-accounts", "fake-investment"],
        ),
        (
            "gia danh cong an, danh bac truc tuyen; gia dinh cong an",
            ["impersonating-police", "online-gambling"],
        ),
        ("SIM box, sim-box, việc nhẹ lương cao", ["sim-box", "sim-box", "job-scam"]),
        (
            "Viet Nam, Việt Nam, việt nam, US banks, us, Lào, lào",
            ["VN", "VN", "US", "financial-services", "LA"],
        ),
        ("lừa đảo chiếm đoạt tài sản", ["fraud"]),
    ],
)
def test_terms_of_our_lexicon(text: str, found: list[str]) -> None:
    """Crimes, sectors and countries are found in both languages, with marks and without."""
    assert [c.value for c in extract(Document(text)) if c.kind in TERM_KINDS] == found


def test_names_come_from_objects() -> None:
    """An object gives its name, aliases and ATT&CK numbers; one that was withdrawn gives nothing."""
    content = {
        "type": "malware",
        "id": "malware--1",
        "name": "Emotet",
        "aliases": ["Geodo", "Emotet", 7],
        "x_mitre_aliases": ["Heodo"],
        "external_references": [
            {"source_name": "mitre-attack", "external_id": "S0367"},
            {"source_name": "x"},
        ],
    }

    assert [e.name for e in entries_of(content)] == ["Emotet", "Geodo", "Heodo", "S0367"]
    assert list(entries_of(content | {"revoked": True})) == []
    assert list(entries_of({"type": "identity", "name": "x"})) == []


def test_lower_case_moves_no_letter() -> None:
    """Letters whose lower case is longer stay where they are."""
    assert lowered("İstanbul ABC") == "İstanbul abc"
    assert [block.lower for block in blocks("A\nB")] == ["a\nb"]
