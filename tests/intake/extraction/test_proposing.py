"""Tests of khien.intake.extraction.proposing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from khien.intake import Wish, read_file
from khien.intake.extraction import (
    KINDS,
    Candidate,
    Context,
    Document,
    Names,
    extract,
    propose,
    propose_each,
)
from khien.intake.extraction.proposing import OBJECTLESS, PERSONAL_DATA
from khien.model.ids import ObjectId
from khien.model.marking import Tlp

WISH = Wish(
    ObjectId("identity--39bc7e76-2384-4993-b031-753c16a65388"),
    datetime(2026, 11, 22, tzinfo=UTC),
    marking=Tlp.GREEN,
    labels=("lab",),
    confidence=60,
)
HELD = "intrusion-set--247cb30b-955f-42eb-97a5-a89fef69341e"
NAMES = Names.of([("OceanLotus", "actor", HELD), ("FooTool", "tool", "")])
TEXT = """OceanLotus used FooTool and T1566.001 against a bank in Việt Nam by CVE-2021-44228 and CAPEC-110.
hxxps://evil[.]top/login evil[.]vn/x 1.2.3[.]4:8080 10.0.0.0/8 evil@bad[.]vn; malware C:\\Users\\Public\\a.exe /opt/ C:\\ HKLM\\Software\\X
Đối tượng giả danh công an: STK 0123456789 Vietcombank, số tài khoản 0123456789012, gọi 0912 345 678.
SHA-1 1A62031BBB2C3F55D44F59917FD32E4ED2041224, ví 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa; brandname "ACB". x.example.com
"""


def graph(text: str, **more: object) -> list[dict[str, object]]:
    """The proposal for a text."""
    document = Document(text, **more)  # type: ignore[arg-type]
    return list(propose(document, extract(document, NAMES), WISH))


def test_the_graph_is_valid_stix() -> None:
    """What is proposed passes the judgement of any import, without one finding."""
    made = graph(TEXT, title="Báo cáo", language="vi", published=date(2026, 11, 1))
    bundle = {
        "type": "bundle",
        "id": "bundle--39bc7e76-2384-4993-b031-753c16a65388",
        "objects": made,
    }
    read = read_file("proposal.json", json.dumps(bundle).encode(), WISH)

    assert [(e.code, e.more) for e in read.entries if e.code != "intake.kept" or e.more] == []
    report = made[-1]
    assert (report["name"], report["lang"], report["published"]) == (
        "Báo cáo",
        "vi",
        "2026-11-01T00:00:00.000Z",
    )
    assert HELD in report["object_refs"]  # type: ignore[operator]
    assert "crime:impersonating-police" in report["labels"]  # type: ignore[operator]


def test_the_same_document_gives_the_same_ids() -> None:
    """A second reading makes no second object."""
    assert graph(TEXT) == graph(TEXT)


def test_malicious_values_become_indicators_and_benign_ones_nothing() -> None:
    """Each indicator has a pattern that any engine reads; what is reserved stays out."""
    patterns = {o["name"]: o["pattern"] for o in graph(TEXT) if o["type"] == "indicator"}

    assert patterns["https://evil.top/login"] == "[url:value = 'https://evil.top/login']"
    assert (
        patterns["evil.vn/x"]
        == "[url:value = 'http://evil.vn/x'] OR [url:value = 'https://evil.vn/x']"
    )
    assert patterns["1.2.3.4"] == "[ipv4-addr:value = '1.2.3.4']"
    assert "10.0.0.0/8" not in patterns
    assert "x.example.com" not in patterns


def test_personal_data_are_observables_with_a_marking() -> None:
    """Telephones, accounts, wallets and mailboxes carry a statement that says what they are."""
    made = graph(TEXT)
    statement = next(o for o in made if o["type"] == "marking-definition")
    marked = {o["type"] for o in made if statement["id"] in o.get("object_marking_refs", [])}  # type: ignore[operator]

    assert statement["definition"] == {"statement": PERSONAL_DATA}
    assert {
        "phone-number",
        "bank-account",
        "cryptocurrency-wallet",
        "email-addr",
        "indicator",
    } <= marked


def test_relationships_follow_the_text() -> None:
    """The sole actor is what indicators indicate, and uses or targets what its line names."""
    made = graph(TEXT)
    verbs = {
        (o["relationship_type"], str(o["target_ref"]).partition("--")[0])
        for o in made
        if o["type"] == "relationship"
    }

    assert ("indicates", "intrusion-set") in verbs
    assert {
        ("uses", "tool"),
        ("uses", "attack-pattern"),
        ("targets", "location"),
        ("targets", "identity"),
        ("targets", "vulnerability"),
    } <= verbs
    many = graph("TA505 TA506 TA507 TA508 evil[.]vn")
    assert [o for o in many if o["type"] == "relationship"] == []


def test_unsure_values_become_observables() -> None:
    """What nobody is sure of is shown, and is no indicator; kinds without a place in STIX give nothing."""
    made = graph("plain.com and C:\\x\\y.exe")
    unsure = Candidate("brandname", "ACB", 0, 1, "A", Context.UNSURE, "extraction.no-sign")

    assert [o["type"] for o in graph("Vụ lừa đảo: STK 0123456789") if o["type"] == "identity"] == []
    assert [o["type"] for o in made] == ["domain-name", "file", "directory", "report"]
    assert propose(Document("x"), [unsure], WISH) == ()
    assert propose(Document("x"), [], WISH) == ()


def test_without_wishes_nothing_is_added() -> None:
    """No label, confidence or marking appears that nobody wished for."""
    bare = Wish(WISH.identity, WISH.now)
    document = Document("evil[.]vn and plain.com")
    made = propose(document, extract(document), bare)

    assert all(
        "confidence" not in o and "labels" not in o and "object_marking_refs" not in o for o in made
    )


def test_numbers_of_attack_become_what_they_number() -> None:
    """A group is an intrusion set, software is malware, a mitigation a course of action; a tactic is a label."""
    made = graph("ATT&CK: G0007 uses S0154, T1566.001 in TA0001; C0022, M1036, DS0009")

    assert {str(one["type"]): one["name"] for one in made if one["type"] not in ("relationship", "report")} == {
        "intrusion-set": "G0007", "malware": "S0154", "attack-pattern": "T1566.001", "campaign": "C0022", "course-of-action": "M1036",
    }  # fmt: skip
    assert made[-1]["labels"] == ["lab", "attack:TA0001", "attack:DS0009"]


def test_a_described_technique_is_the_one_with_its_number() -> None:
    """A description gives the technique with ATT&CK's number, the held one where there is one."""
    held = "attack-pattern--247cb30b-955f-42eb-97a5-a89fef69341e"
    names = Names.of(
        [("T1486", "technique", held), ("Data Encrypted for Impact", "technique", held)]
    )
    document = Document(
        "The group creates scheduled tasks. Ransomware was deployed; it encrypts files on the servers."
    )

    made = propose(document, extract(document, names), WISH)

    patterns = [one for one in made if one["type"] == "attack-pattern"]
    assert [(one["name"], one["external_references"][0]["external_id"]) for one in patterns] == [
        ("Scheduled Task", "T1053.005")
    ]
    assert held in made[-1]["object_refs"]
    assert "crime:ransomware" in made[-1]["labels"]


def test_each_candidate_names_what_stands_for_it() -> None:
    """Indicators, observables and held names by their ids; a label by its report; the rest by nothing."""
    document = Document("OceanLotus: evil[.]vn, ATT&CK TA0001, 0912 345 678")
    bad, unsure, good = Context.MALICIOUS, Context.UNSURE, Context.BENIGN
    candidates = [
        Candidate("actor", "OceanLotus", 0, 10, "OceanLotus", bad, "", ref=HELD),
        Candidate("domain", "evil.vn", 12, 19, "evil[.]vn", bad, ""),
        Candidate("phone", "+84912345678", 37, 49, "0912 345 678", bad, "", personal=True),
        Candidate("attack-id", "TA0001", 29, 35, "TA0001", bad, ""),
        Candidate("domain", "good.example", 0, 1, "x", good, ""),
        Candidate("brandname", "ACB", 0, 1, "A", unsure, ""),
    ]

    made, given = propose_each(document, candidates, WISH)

    by_id = {one["id"]: one["type"] for one in made}
    assert given[0] == (HELD,)
    assert [[by_id[one] for one in ids] for ids in given[1:]] == [
        ["indicator"], ["indicator", "phone-number"], ["report"], [], [],
    ]  # fmt: skip
    assert propose_each(document, candidates[3:4], WISH) == ((), ((),))


def test_people_and_organisations_that_are_taken_are_identities() -> None:
    """A person is marked as personal data, and one name in two documents is two people; an organisation is one."""
    found = [
        Candidate("person", "Trần Văn Bình", 0, 13, "Trần Văn Bình", Context.UNSURE, ""),
        Candidate("organisation", "Công ty Biển Xanh", 14, 20, "x", Context.MALICIOUS, ""),
    ]
    made, given = propose_each(Document("x", title="A"), found, WISH)
    again, _ = propose_each(Document("x", title="A"), found, WISH)
    other, _ = propose_each(Document("x", title="B"), found, WISH)

    by_id = {one["id"]: one for one in made}
    person, company = (by_id[ids[0]] for ids in given)
    statement = next(one for one in made if one["type"] == "marking-definition")
    assert (person["name"], person["identity_class"]) == ("Trần Văn Bình", "individual")
    assert person["object_marking_refs"] == [*WISH.marking_refs, statement["id"]]
    assert (company["name"], company["identity_class"]) == ("Công ty Biển Xanh", "organization")
    assert company["object_marking_refs"] == WISH.marking_refs
    assert made == again
    ids = {one["id"] for one in other}
    assert person["id"] not in ids
    assert company["id"] in ids
    assert {person["id"], company["id"]} <= set(made[-1]["object_refs"])


_VALUES = {
    "domain": "evil.example", "host-name": "a.evil.example", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
    "cidr": "192.0.2.0/24", "url": "http://evil.example/", "email": "a@evil.example", "md5": "a" * 32, "sha1": "a" * 40,
    "sha256": "a" * 64, "sha384": "a" * 96, "sha512": "a" * 128, "coin": "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "attack-id": "T1566", "bank-account": "VCB:12345678", "phone": "+84912345678", "mac": "00:11:22:33:44:55",
    "asn": "AS64500", "iban": "DE89370400440532013000", "payment-card": "4111111111111111",
}  # fmt: skip


def test_what_there_is_no_object_for_is_named() -> None:
    """Of every kind either something stands for it, or it is among those that nobody is asked to take."""
    empty = set()
    for kind in KINDS:
        one = Candidate(kind, _VALUES.get(kind, "value.exe"), 0, 1, "x", Context.MALICIOUS, "")
        actor = Candidate("actor", "OceanLotus", 0, 1, "x", Context.MALICIOUS, "", ref=HELD)
        if not propose_each(Document("x"), [actor, one], WISH)[1][1]:
            empty.add(kind)

    assert empty == OBJECTLESS
