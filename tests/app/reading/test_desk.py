"""The review desk: nothing becomes an object unseen, and what is decided is kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from khien.app.administering import unrecorded
from khien.app.reading import desk
from khien.app.reading.rules import Choice, State
from khien.app.reading.surroundings import called
from khien.app.upkeep import Upkeep
from khien.app.wiring import Node
from khien.exchange.authority import NoReasonError, RoleError
from khien.exchange.workspace import Imported
from khien.gate import personal_data_in
from khien.gate.personal import PERSON
from khien.intake import Outcome, Remark, UnreadableError, Wish
from khien.intake.failures import NotTextError
from khien.model.agreement import Role
from khien.model.errors import ConflictError, NotFoundError
from khien.model.ids import OfficerName
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.model.words import say
from khien.people.acts import Deed, acts
from khien.people.officers import Officer
from khien.store import objects
from khien.store.objects import Batch, BatchId, add_versions
from tests.app.homes import NOW, make, opened
from tests.app.reading.near import read_here
from tests.intake.documents.samples import mail

AT = "2026-11-01T00:00:00.000Z"
REPORT = "The group used hxxp://evil[.]example/a and the Reedboat loader against 203.0.113.7."
PAGE = (
    "<html><link rel=canonical href='https://blog.cert.example.com/x'><title>A report</title>"
    f"<nav>menu</nav><p>{REPORT} Reference: https://www.google.com/</p></html>"
)


def officer(*roles: Role) -> Officer:
    """Somebody with these roles."""
    return Officer(OfficerName("lan"), "Lan", "en", frozenset(roles), NOW)


ANALYST = officer(Role.ANALYST)


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """A node that knows a malware by name, whose reader is in this process."""
    read_here(monkeypatch)
    with opened(make(tmp_path / "home")) as made:
        loader = {
            "type": "malware", "spec_version": "2.1", "id": "malware--00000000-0000-4000-8000-000000000001",
            "created": AT, "modified": AT, "name": "Reedboat", "aliases": ["RB", "Reedboat loader"],
            "is_family": True,
        }  # fmt: skip
        gone = loader | {
            "id": "malware--00000000-0000-4000-8000-000000000002",
            "name": "Group Used",
            "revoked": True,
        }
        with made.store.write() as tx:
            held = [make_version(loader), make_version(gone)]
            add_versions(tx, held, Batch(BatchId("batch--1"), "a test"), NOW)
        yield made


def begun(node: Node, name: str = "a.html", body: str = PAGE, **more: str) -> str:
    """The id of the one reading that a document gives."""
    (made,) = desk.begin(node, name, body.encode(), **more).readings
    return made.head.id


def held(node: Node) -> set[str]:
    """What the node holds, by type and name."""
    with node.store.read() as tx:
        kept = objects.currents(tx, objects.ids(tx)).values()
    return {f"{one.type} {one.content.get('name') or one.content.get('value')}" for one in kept}


def test_nothing_becomes_an_object_unseen(node: Node) -> None:
    """Reading keeps candidates with their place, names of ours among them, and makes no object."""
    before = held(node)
    found = desk.reading(node, begun(node, author="lan", tlp="green", source="a friend"))

    kinds = {one.value: one for one in found.items}
    assert held(node) == before
    assert (found.head.state, found.head.officer, found.head.tlp) == (State.OPEN, "lan", "green")
    assert found.document.publisher == "example.com"
    assert kinds["https://www.google.com/"].taken is False
    assert [o.ref[:9] for o in found.items if o.kind == "malware"] == ["malware--"]
    first = kinds["203.0.113.7"]
    assert [found.document.text[a:b] for a, b in first.places] == ["203.0.113.7"]
    assert [one.id for one in desk.readings(node)] == [found.head.id]
    assert any(one["type"] == "indicator" for one in desk.proposed(node, found))


def test_accepting_keeps_the_objects_and_says_what_became_of_each_item(node: Node) -> None:
    """Objects, the report of every item, the marking and a leaf of the ledger; and then it is ended."""
    reading = begun(node)
    found = desk.reading(node, reading)
    address = next(one.number for one in found.items if one.value == "203.0.113.7")
    changed = desk.choose(node, reading, ANALYST, {address: Choice(taken=False)}, ["more.example"])
    with node.store.read() as tx:
        size = node.ledger.size(tx)

    done = desk.accept(node, reading, ANALYST, tlp="amber")

    assert len(changed.items) == len(found.items) + 1
    assert "indicator more.example" in held(node)
    assert "indicator 203.0.113.7" not in held(node)
    counts = done.imported.intake.counts
    assert counts.read == len(changed.items) + 1  # and what the reader passed over
    assert counts.kept + counts.changed + counts.skipped == counts.read
    with node.store.read() as tx:
        assert len(node.ledger.leaves(tx, size, 9)) == 1
        marked = objects.of_type(tx, ["indicator"])
        assert {tuple(o.content["object_marking_refs"]) for o in marked} == {
            (TLP_2_IDS[Tlp.AMBER],)
        }
    after = desk.reading(node, reading)
    assert (after.head.state, after.head.by, after.head.batch) == (
        State.ACCEPTED,
        "lan",
        done.imported.batch,
    )
    with pytest.raises(ConflictError):
        desk.accept(node, reading, ANALYST)
    with pytest.raises(ConflictError):
        desk.refuse(node, reading, ANALYST, "too late")
    with pytest.raises(ConflictError):
        desk.choose(node, reading, ANALYST, {})


def test_a_feed_may_be_set_to_accept_by_itself(node: Node) -> None:
    """The same, in nobody's name; a second reading of the same text gives nothing new."""
    first = desk.accept_by_itself(node, begun(node))
    again = desk.accept_by_itself(node, begun(node))

    assert first.reading.head.by == ""
    assert first.imported.kept["new"] > 1
    assert again.imported.intake.versions == ()


def test_an_object_that_breaks_a_rule_is_refused_by_name(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What STIX does not allow is not kept; the report says which object and why, also of its items."""
    bad = {"type": "indicator", "id": "indicator--x", "spec_version": "2.1"}
    monkeypatch.setattr(
        desk, "propose_each", lambda _, found, __: ((bad,), ((bad["id"],),) * len(found))
    )

    reading = begun(node)
    taken = [f"{one.number} {one.kind}" for one in desk.reading(node, reading).taken]
    done = desk.accept(node, reading, ANALYST)

    refused = [e for e in done.imported.intake.entries if e.outcome.value == "refused"]
    assert [one.item for one in refused] == [*taken, "indicator--x"]
    assert len({one.code for one in refused}) == 1
    assert done.imported.kept == {}


def test_only_who_may_write_decides(node: Node) -> None:
    """Deny by default: a lawyer or auditor neither corrects, accepts nor refuses; a refusal needs its reason."""
    reading = begun(node)
    lawyer = officer(Role.LAWYER, Role.AUDITOR, Role.ADMIN, Role.RELEASE)
    with pytest.raises(RoleError):
        desk.choose(node, reading, lawyer, {})
    with pytest.raises(RoleError):
        desk.accept(node, reading, lawyer)
    with pytest.raises(RoleError):
        desk.refuse(node, reading, lawyer, "no")
    with pytest.raises(NoReasonError):
        desk.refuse(node, reading, ANALYST, " ")
    refused = desk.refuse(node, reading, officer(Role.DUTY), "an old story")

    assert (refused.head.state, refused.head.reason) == (State.REFUSED, "an old story")
    assert desk.readings(node) == []
    with pytest.raises(NotFoundError):
        desk.reading(node, "reading--none")


def test_a_mail_gives_a_reading_for_each_document_in_it(node: Node) -> None:
    """And an entry for each attachment that gives none; the same file waits once."""
    body = mail(
        "Content-Type: text/plain\n\nevil.example",
        "Content-Type: text/html\nContent-Disposition: attachment; filename=r.html\n\n<p>bad.example",
        "Content-Type: image/gif\n\nGIF89a",
    )
    made = desk.begin(node, "m.eml", body)
    again = desk.begin(node, "m.eml", body)

    assert [one.head.name for one in made.readings] == ["m.eml", "m.eml/r.html"]
    (left,) = made.left_out
    assert left.item == "m.eml/part-2"
    assert made.readings[0].remarks[-1] == Remark(
        desk.LEFT_OUT, f"m.eml/part-2 (SHA-256 {left.path})", "picture"
    )
    assert [one.head.id for one in again.readings] == [one.head.id for one in made.readings]


def test_an_abuse_report_that_a_mail_carries_is_imported(node: Node) -> None:
    """X-ARF comes by mail: the report is read as one, the words around it wait for a person."""
    told = {
        "xarf_version": "4.0.0", "report_id": "r1", "timestamp": "2026-11-01T10:00:00Z",
        "reporter": {"org": "CERT"}, "sender": {"org": "CERT"}, "source_identifier": "192.0.2.9",
        "category": "connection", "type": "port_scan",
    }  # fmt: skip
    body = mail(
        "Content-Type: text/plain\n\nA report about 192.0.2.9 follows.",
        f"Content-Type: application/json; name=xarf.json\n\n{json.dumps(told)}",
        'Content-Type: application/json; name=b.json\n\n{"xarf_version": "4", "report_id": 1, "a": 1e999}',
        'Content-Type: application/json; name=c.json\n\n{"some": "data of nobody"}',
        'Content-Type: application/json; name=d.json\n\n{"some": "broken data of nobody"',
    )
    made = desk.begin(node, "m.eml", body, tlp="green")

    [report] = made.imported
    assert (report.intake.format, report.intake.name) == ("xarf", "m.eml/xarf.json")
    marked = {one.content.get("object_marking_refs", [""])[0] for one in report.intake.versions}
    assert TLP_2_IDS[Tlp.GREEN] in marked
    assert [one.head.name for one in made.readings] == ["m.eml", "m.eml/c.json", "m.eml/d.json"]
    [left] = made.left_out
    assert (left.item, left.code) == ("m.eml/b.json", "intake.json-number")
    assert "m.eml/b.json" in say(left.code, "vi", left.remarks[0].facts)
    assert [one.path for one in made.readings[0].remarks if one.code == desk.LEFT_OUT] == [
        "m.eml/b.json"
    ]
    assert made.readings[1].remarks == ()


def test_a_table_that_a_mail_carries_waits_for_a_review(node: Node) -> None:
    """Nobody has seen it: its values are proposed, each by its column, and nothing is imported."""
    attached = "Content-Type: text/csv\nContent-Disposition: attachment; filename="
    body = mail(
        "Content-Type: text/plain\n\nThe list is attached.",
        f'{attached}"ioc.csv"\n\nindicator,type,comment\nevil.example,domain,C2\n198.51.100.7,ipv4,C2\n',
    )
    made = desk.begin(node, "m.eml", body, tlp="green")

    assert made.imported == ()
    table = made.readings[1]
    assert table.head.name == "m.eml/ioc.csv"
    assert {(one.value, one.context) for one in table.items} >= {
        ("evil.example", "malicious"),
        ("198.51.100.7", "malicious"),
    }


def test_the_doors_tell_documents_from_lists(node: Node) -> None:
    """A list is imported, a text that is none is read, and a wished format is not second-guessed."""
    wish = Wish(identity=node.ourselves.identity, now=NOW, marking=Tlp.GREEN)

    assert isinstance(desk.bring_in(node, "a.txt", b"evil.example\n", wish), Imported)
    text = desk.bring_in(node, "b.txt", REPORT.encode(), wish)
    assert isinstance(text, desk.Made)
    assert text.readings[0].head.tlp == "green"
    old = "Cảnh báo: tên miền evil.example lừa đảo người dân".encode("utf-16")
    assert isinstance(desk.bring_in(node, "c.txt", old, wish), desk.Made)
    with pytest.raises(NotTextError):
        desk.bring_in(node, "f.csv", b"gi\xe1 tri\xf2,ghi ch\xfa\nevil.example,l\xfd\xeca\n", wish)
    prose = "Cảnh báo: nhóm mạo danh".encode("cp1258", "ignore")
    assert isinstance(desk.bring_in(node, "g.txt", prose, wish), desk.Made)
    with pytest.raises(UnreadableError):
        desk.bring_in(node, "b.txt", b"c\xe3nh b\xe1o", replace(wish, format="list"))
    with pytest.raises(UnreadableError):
        desk.bring_in(node, "e.json", b'{"some": "data"}', wish)
    with pytest.raises(UnreadableError):
        desk.bring_in(node, "d.bin", b"\x00\x01\x02", wish)


@pytest.mark.parametrize(
    "text",
    [
        "[20:14] minh: thấy evil.example\n[20:15] lan: ok\n",
        "{ghi chú} nhóm dùng evil.example\n",
        "<minh> thấy evil.example\n<lan> ok\n",
    ],
)
def test_notes_that_begin_with_a_bracket_are_read(node: Node, text: str) -> None:
    """A chat is pasted as it is; that JSON and XML begin so too is no reason to refuse it."""
    wish = Wish(identity=node.ourselves.identity, now=NOW)
    made = desk.bring_in(node, "chat.txt", text.encode(), wish)

    assert isinstance(made, desk.Made)
    assert "evil.example" in {one.value for one in made.readings[0].items}


@pytest.mark.parametrize(
    ("body", "code", "seen"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "document.unknown", "picture"),
        (b"PK\x03\x04\xff\xfe", "document.unknown", "archive"),
        (b"{\\rtf1 evil.example}", "document.unknown", "rtf"),
        (bytes(n * 167 % 256 for n in range(3_000)), "document.unknown", "binary"),
        (b'{"type": "bundle", "objects": [', "intake.json-syntax", None),
        (gzip.compress(b'{"type": "bundle"', mtime=0), "intake.json-syntax", None),
        (b"\x1f\x8bxx", "intake.gzip", None),
    ],
)
def test_what_nobody_reads_is_said_to_be_what_it_is(
    node: Node, body: bytes, code: str, seen: str | None
) -> None:
    """A picture is no text in an older encoding, and broken data no report."""
    with pytest.raises(UnreadableError) as refused:
        desk.bring_in(node, "f", body, Wish(identity=node.ourselves.identity, now=NOW))

    assert (refused.value.code, refused.value.facts.get("seen")) == (code, seen)
    assert desk.readings(node) == []


def test_what_may_not_be_kept_any_longer_goes(node: Node) -> None:
    """So many days after the last decision the text is deleted; objects stay."""
    reading = begun(node)
    desk.accept(node, reading, ANALYST)
    late = replace(node, clock=lambda: NOW + timedelta(days=91))

    assert desk.purge_due(node) == 0
    Upkeep(late, None).look()
    with pytest.raises(NotFoundError):
        desk.reading(node, reading)
    assert "indicator 203.0.113.7" in held(node)


def test_a_refusal_and_a_purge_are_acts(node: Node) -> None:
    """Register and ledger say who refused or what was deleted, when and why; no text of a document is in them."""
    reading = begun(node)
    refused = desk.refuse(node, reading, ANALYST, "an old report")
    late = replace(node, clock=lambda: NOW + timedelta(days=91))
    assert desk.purge_due(late) == 1
    assert desk.purge_due(late) == 0

    with node.store.read() as tx:
        told = {act.deed: act for act in acts(tx)}
    first, last = told[Deed.READING_REFUSED], told[Deed.READING_PURGED]
    assert (first.subject, first.by, first.at) == (reading, "lan", NOW)
    assert set(first.detail) == {f"sha256:{refused.head.sha256}", "an old report"}
    assert (set(last.detail), last.by) == ({"1 > 90 d", reading}, "")
    assert unrecorded(node) == []
    assert not any("evil" in one or "0912" in one for act in told.values() for one in act.detail)


def test_report_of_a_reading_names_the_objects_of_each_item(node: Node) -> None:
    """Whoever reads the report finds what came of a value; a number that was mended says from what to what."""
    reading = begun(node, "a.txt", f"{REPORT} The caller was 0912 345 678. brandname ACB.")
    found = {one.kind: one for one in desk.reading(node, reading).items}
    number = found["phone"].number
    mended = {number: Choice(value="+84912345679", taken=True)}
    desk.choose(node, reading, ANALYST, mended, ["more.example"])

    done = desk.accept(node, reading, ANALYST)

    entries = {entry.item: entry for entry in done.imported.entries}
    phone = entries[f"{number} phone"]
    assert (phone.outcome, phone.detail) == (Outcome.CHANGED, "+84912345678 → +84912345679")
    with node.store.read() as tx:
        made = objects.currents(tx, phone.objects)
        loader = entries[f"{found['malware'].number} malware"].objects
        assert objects.currents(tx, loader).keys() == {
            "malware--00000000-0000-4000-8000-000000000001"
        }
    assert {one.type for one in made.values()} == {"phone-number", "indicator"}
    assert all(entry.objects for entry in entries.values() if entry.outcome is not Outcome.SKIPPED)


def test_a_person_that_an_officer_takes_is_held_back_at_the_gate(node: Node) -> None:
    """It becomes an identity of one person, marked as personal data, and the gate knows it for a person."""
    body = "Chủ tài khoản: Trần Văn Bình. Hộ chiếu C1234567. Tên miền lừa đảo evil[.]example."
    reading = begun(node, "a.txt", body)
    found = desk.reading(node, reading)
    number = next(one.number for one in found.items if one.kind == "person")
    desk.choose(node, reading, ANALYST, {number: Choice(taken=True)})

    done = desk.accept(node, reading, ANALYST, tlp="green")

    (entry,) = [one for one in done.imported.intake.entries if one.item == f"{number} person"]
    assert (entry.outcome, len(entry.objects)) == (Outcome.KEPT, 1)
    with node.store.read() as tx:
        kept = objects.currents(tx, entry.objects)[entry.objects[0]].content
    assert (kept["name"], kept["identity_class"]) == ("Trần Văn Bình", "individual")
    assert [one.kind for one in personal_data_in(kept)] == [PERSON]
    assert len(kept["object_marking_refs"]) == 2


def test_a_technique_that_was_revoked_names_its_heir(node: Node) -> None:
    """By its old name, its old number, or a description: the object that took its place, called as it is called now."""

    def numbered(n: int, name: str, number: str, **more: object) -> dict[str, object]:
        reference = {"source_name": "mitre-attack", "external_id": number}
        return {
            "type": "attack-pattern", "spec_version": "2.1", "created": AT, "modified": AT, "name": name,
            "id": f"attack-pattern--00000000-0000-4000-8000-00000000000{n}", "external_references": [reference], **more,
        }  # fmt: skip

    def heir(n: int, old: int, new: int) -> dict[str, object]:
        ends = {"source_ref": f"attack-pattern--00000000-0000-4000-8000-00000000000{old}",
                "target_ref": f"attack-pattern--00000000-0000-4000-8000-00000000000{new}"}  # fmt: skip
        return {
            "type": "relationship", "spec_version": "2.1", "created": AT, "modified": AT, "relationship_type": "revoked-by",
            "id": f"relationship--00000000-0000-4000-8000-00000000000{n}", **ends,
        }  # fmt: skip

    versions = [
        numbered(1, "DLL", "T1574.001"), numbered(2, "DLL Side-Loading", "T1574.002", revoked=True),
        numbered(3, "Old Side-Loading", "T1073", revoked=True), numbered(4, "Lost Technique", "T9999", revoked=True),
        numbered(5, "Circle Technique", "T9998", revoked=True), heir(1, 2, 1), heir(2, 3, 2), heir(3, 5, 5),
    ]  # fmt: skip
    with node.store.write() as tx:
        add_versions(
            tx, [make_version(one) for one in versions], Batch(BatchId("batch--2"), "ATT&CK"), NOW
        )
    text = "The group used DLL Side-Loading (T1574.002), Old Side-Loading, Lost Technique and Circle Technique against evil[.]example."

    found = desk.reading(node, begun(node, "a.txt", text))

    new = "attack-pattern--00000000-0000-4000-8000-000000000001"
    assert {one.value: one.ref for one in found.items if one.kind in ("technique", "attack-id")} == {
        "DLL Side-Loading": new, "T1574.002": new, "Old Side-Loading": new,
    }  # fmt: skip
    assert called(node, [new, "attack-pattern--00000000-0000-4000-8000-000000000009"]) == {
        new: "DLL (T1574.001)"
    }
    assert called(node, ["malware--00000000-0000-4000-8000-000000000001"]) == {
        "malware--00000000-0000-4000-8000-000000000001": "Reedboat"
    }
    assert all(one["type"] != "attack-pattern" for one in desk.proposed(node, found))
