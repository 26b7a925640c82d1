"""What is kept is found again: by words, values, links, kinds and numbers."""

from __future__ import annotations

import pytest

from khien.store import Store, objects
from tests.store.samples import (
    US,
    add,
    at,
    domain,
    indicator,
    object_id,
    relationship,
    thing,
)

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SCAM = thing("report", 1, name="Lừa đảo qua tin nhắn", description="Giả mạo ngân hàng tại Đà Nẵng.")
SILK = thing("report", 2, name="Lua dao", description="Chợ lụa và đào Hà Nội")
MULTI = thing("tool", 3, name="Bộ công cụ đa năng", aliases=["SideWinder"])
LURE = indicator(4, name="Trang giả", pattern="[url:value = 'https://evil.example.com/đường?a=1']")
HASH = indicator(5, name="Tệp", pattern=f"[file:hashes.'SHA-256' = '{SHA256}']")
HOST = domain(6, value="login.bank.example")
ENGLISH = thing("malware", 7, name='It\'s a "quoted" NEAR miss', description="-OR-AND-NOT ^ col:on")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lừa đảo", [SCAM, SILK]),
        ("lua dao", [SILK, SCAM]),
        ("LỪA ĐẢO", [SCAM, SILK]),
        ("lu\u031b\u0300a \u0111a\u0309o", [SCAM, SILK]),
        ("da nang", [MULTI, SCAM]),
        ("Đà Nẵng", [SCAM, MULTI]),
        ("đa năng", [MULTI, SCAM]),
        ('"giả mạo ngân hàng"', [SCAM]),
        ('"ngân hàng giả mạo"', []),
        ("ngân hàng giả mạo", [SCAM]),
        ("sidewinder", [MULTI]),
        ("side*", [MULTI]),
        ("side", []),
        ("evil.example.com", [LURE]),
        ("example.com", [LURE]),
        ("evil[.]example[.]com", [LURE]),
        ("https://evil.example.com/duong", [LURE]),
        ("bank.example", [HOST]),
        (SHA256, [HASH]),
        (SHA256.upper(), [HASH]),
        (f"{SHA256[:10]}*", [HASH]),
        (SCAM.id, [SCAM]),
        ("it's", [ENGLISH]),
        ('"quoted" NEAR', [ENGLISH]),
        ("-OR-AND-NOT", [ENGLISH]),
        ("col:on", [ENGLISH]),
        ('unclosed " quoted', []),
        ("NEAR(it miss)", []),
        ("name : quoted", []),
        ("\U0001e900 quoted", []),
        ("", []),
    ],
)
def test_search_finds(store: Store, text: str, found: list[object]) -> None:
    """Words with or without marks, ids, domains and hashes; the same marks first; never query syntax."""
    everything = (SCAM, SILK, MULTI, LURE, HASH, HOST, ENGLISH)
    with store.write() as tx:
        add(tx, *everything)

    with store.read() as tx:
        ids = [one.object_id for one in objects.search(tx, text)]

    assert [one for i in ids for one in everything if one.id == i] == found


def test_a_find_says_what_it_is(store: Store) -> None:
    """Type and title stand beside the id; types and a limit narrow the search."""
    with store.write() as tx:
        add(tx, SCAM, MULTI)

    with store.read() as tx:
        [one] = objects.search(tx, "da nang", types=["tool"])
        assert len(objects.search(tx, "da nang", limit=1)) == 1
    assert (one.object_id, one.type, one.title, one.seq) == (
        MULTI.id,
        "tool",
        "Bộ công cụ đa năng",
        2,
    )


def test_a_title_counts_more_than_a_mention(store: Store) -> None:
    """Of two that hold the word, the one that is called so comes first."""
    with store.write() as tx:
        add(tx, thing("tool", 1, name="Trojan", description="a tool of many words"))
        add(tx, thing("report", 2, name="Weekly", description="trojan"), number=2)

        assert [one.type for one in objects.search(tx, "trojan")] == ["tool", "report"]


def test_only_the_current_text_is_found(store: Store) -> None:
    """What a newer version no longer says is not found any more."""
    with store.write() as tx:
        add(tx, thing("tool", 1, 1, name="Oldname"))
        add(tx, thing("tool", 1, 2, name="Newname"), number=2)

        assert objects.search(tx, "oldname") == []
        assert [one.seq for one in objects.search(tx, "newname")] == [2]


def test_links_are_found_from_both_ends(store: Store) -> None:
    """An actor knows its malware through the relationship, and the malware its actor."""
    actor, malware = thing("threat-actor", 1), thing("malware", 2)
    uses = relationship(3, actor, "uses", malware)
    report = thing("report", 4, object_refs=[malware.id])
    with store.write() as tx:
        add(tx, actor, malware, uses, report)

    with store.read() as tx:
        of_actor = [(link.kind, link.to_id) for link in objects.related(tx, actor.id)]
        of_malware = [(link.kind, link.from_id) for link in objects.related(tx, malware.id)]
    assert of_actor == [
        ("source_ref", actor.id),
        ("uses", malware.id),
        ("created_by_ref", US),
    ]
    assert of_malware == [
        ("created_by_ref", malware.id),
        ("target_ref", uses.id),
        ("uses", actor.id),
        ("object_refs", report.id),
    ]


def test_values_are_found_by_kind(store: Store) -> None:
    """The same text of another kind is another value; two indicators may look for one value."""
    same = indicator(2, pattern="[domain-name:value = 'bad1.example.com' OR url:value = 'x']")
    with store.write() as tx:
        add(tx, indicator(1), same, domain(1, value="bad1.example.com"))

        found = objects.by_value(tx, "domain", "bad1.example.com")
        assert objects.by_value(tx, "url", "bad1.example.com") == []
        rows = list(objects.indicator_rows(tx, [same.id]))
        assert [(row.object_id, row.kind) for row in rows] == [
            (same.id, "domain"),
            (same.id, "pattern"),  # 'x' is no URL, so the values do not say all of it
        ]
    assert [row.object_id for row in found] == [object_id("indicator", 1), same.id]


def test_objects_of_a_type_come_newest_first(store: Store) -> None:
    """Only those in force, and at most as many as asked for."""
    with store.write() as tx:
        add(tx, indicator(1), indicator(2), indicator(3, revoked=True), SCAM)

        found = [one.seq for one in objects.of_type(tx, ["indicator", "tool"])]
        first = [one.seq for one in objects.of_type(tx, ["indicator"], limit=1)]
        counts = objects.counts(tx)
    assert (found, first) == ([2, 1], [2])
    assert (counts.versions, counts.objects, counts.indicators) == (4, 4, 2)
    assert counts.by_type == {"indicator": 2, "report": 1}


def test_a_version_is_found_by_its_moment(store: Store) -> None:
    """(id, modified) names one version."""
    with store.write() as tx:
        add(tx, indicator(1, 1), indicator(1, 2))

        found = objects.version(tx, object_id("indicator", 1), at(1))
        assert found == objects.by_seq(tx, 1)


def test_batches_come_newest_first(store: Store) -> None:
    """What came in lately, in the order of time."""
    with store.write() as tx:
        for number in (1, 2, 3):
            add(tx, indicator(number), number=number, second=number)

        assert [one.id for one in objects.batches(tx, limit=2)] == ["batch--3", "batch--2"]
