"""Finding objects: words and filters together, page by page, without losing or repeating any."""

from __future__ import annotations

import pytest

from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import to_microseconds
from khien.model.marking import TLP_2_IDS, Tlp
from khien.store import Store, objects
from khien.store.folding import closeness, terms
from khien.store.objects import Finds, Query, Standing, finding
from khien.store.objects.finding import PAGE
from tests.store.samples import GREEN, NOW, add, at, indicator, object_id, thing

SECOND_US = 1_000_000


@pytest.fixture
def stocked(store: Store) -> Store:
    """Twelve indicators, a red actor of a partner, one that was revoked and one that was recalled."""
    with store.write() as tx:
        add(tx, *(indicator(n, name=f"Tên miền lừa đảo {n}") for n in range(1, 13)))
        actor = thing(
            "threat-actor", 20, name="Nhóm lừa đảo", object_marking_refs=[TLP_2_IDS[Tlp.RED]]
        )
        add(tx, actor, number=2, source="asean-cert", second=60)
        add(tx, indicator(30, revoked=True, object_marking_refs=[GREEN]), number=3, second=120)
        add(tx, indicator(31), number=4, second=180)
        objects.withdraw(tx, object_id("indicator", 31), None, "out-of-use", NOW)
    return store


def found(store: Store, query: Query, limit: int = PAGE, after: int | None = None) -> Finds:
    """One page."""
    with store.read() as tx:
        return objects.find(tx, query, limit, after)


def ids(finds: Finds) -> list[ObjectId]:
    """Only what was found."""
    return [one.object_id for one in finds.items]


def test_everything_in_force_comes_newest_first(stocked: Store) -> None:
    """A question that asks for nothing in particular gives all that counts today."""
    finds = found(stocked, Query())

    assert ids(finds)[:2] == [object_id("threat-actor", 20), object_id("indicator", 12)]
    assert (len(finds.items), finds.after, finds.tired) == (13, None, False)
    assert finds.items[0].added > finds.items[1].added


@pytest.mark.parametrize(
    "text", ["lừa đảo", "LUA DAO", "lua đảo", "ten mie", '"mien lua dao"', "bad7.example.com"]
)
def test_words_are_found_with_and_without_marks(stocked: Store, text: str) -> None:
    """Both spellings find the same; the last word may still be in typing; a value is found whole."""
    finds = found(stocked, Query(text, unfinished=True))

    assert object_id("indicator", 7) in ids(finds)


def test_the_last_word_goes_on_only_where_it_has_to(store: Store) -> None:
    """A word that fills a page is taken as it stands, on every page; one that does not may go on."""
    with store.write() as tx:
        add(tx, *(indicator(n, name="Mạng bot") for n in range(1, 5)))
        add(tx, indicator(9, name="Mạng botnet"), number=2, second=60)
    typed, longer = Query("mang bot", unfinished=True), object_id("indicator", 9)

    first = found(store, typed, limit=3)
    second = found(store, typed, limit=3, after=first.after)

    assert {*ids(first), *ids(second)} == {object_id("indicator", n) for n in range(1, 5)}
    assert longer in ids(found(store, typed, limit=5))
    assert ids(found(store, Query("mang botn", unfinished=True), limit=3)) == [longer]


def test_an_id_and_a_hash_are_words_too(stocked: Store) -> None:
    """Whoever pastes an identifier finds its object."""
    assert ids(found(stocked, Query(object_id("indicator", 5)))) == [object_id("indicator", 5)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(types=("threat-actor",)), 1),
        (Query(types=("threat-actor", "indicator")), 13),
        (Query(tlps=(Tlp.RED,)), 1),
        (Query(tlps=(Tlp.RED, Tlp.AMBER_STRICT)), 13),
        (Query(sources=(PartnerName("asean-cert"),)), 1),
        (Query(sources=("",)), 12),
        (Query(sources=("", PartnerName("asean-cert"))), 13),
        (Query("lừa đảo", types=("threat-actor",)), 1),
        (Query("lừa đảo", sources=("",), tlps=(Tlp.RED,)), 0),
        (Query(standing=Standing.REVOKED), 1),
        (Query(standing=Standing.WITHDRAWN), 1),
        (Query(standing=Standing.ANY), 15),
        (Query("bad30.example.com", standing=Standing.REVOKED), 1),
        (Query(released_to="asean-cert"), 0),
        (Query(since_us=to_microseconds(NOW) + 30 * SECOND_US), 1),
        (Query(until_us=to_microseconds(NOW) + 30 * SECOND_US), 12),
        (Query(since_us=to_microseconds(NOW) + 10_000 * SECOND_US), 0),
        (Query("!!!"), 0),
        (Query(types=("no-such-type",)), 0),
    ],
)
def test_filters_hold_together(stocked: Store, query: Query, count: int) -> None:
    """Each filter narrows what the others leave."""
    assert len(found(stocked, query).items) == count


@pytest.mark.parametrize(
    "query",
    [Query(), Query("lua dao"), Query(types=("indicator", "threat-actor")), Query(sources=("",))],
)
def test_walking_on_gives_everything_once(stocked: Store, query: Query) -> None:
    """Page after page, whatever the filter, nothing is lost and nothing comes twice."""
    whole, page = ids(found(stocked, query)), found(stocked, query, limit=5)
    walked = ids(page)
    while page.after is not None:
        page = found(stocked, query, limit=5, after=page.after)
        walked += ids(page)

    assert walked == whole


def test_a_page_that_grows_tired_says_so(stocked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that fits nothing near stops within its reach, and can be gone on with."""
    monkeypatch.setattr(finding, "REACH", 4)
    monkeypatch.setattr(finding, "STEP", 2)
    monkeypatch.setattr(finding, "PROBE", 50)  # both filters look alike from here
    query = Query(types=("indicator",), tlps=(Tlp.CLEAR,), standing=Standing.ANY)

    page = found(stocked, query, limit=1)
    after = page.after

    assert (page.items, page.tired) == ((), False) or after is not None
    tired = found(
        stocked,
        Query("lua", types=("sighting", "indicator"), tlps=(Tlp.CLEAR, Tlp.AMBER_STRICT)),
        limit=1,
    )
    assert len(tired.items) == 1


def test_the_closest_title_comes_first(stocked: Store) -> None:
    """Among equals the newest; a title that is what was typed before one that only holds it."""
    with stocked.read() as tx:
        best = objects.best(tx, Query("nhóm lừa đảo", unfinished=True))
        by_number = objects.best(tx, Query("tên miền lừa đảo", unfinished=True))
        exact = objects.best(tx, Query("tên miền lừa đảo 1", unfinished=True))

    assert ids(best)[0] == object_id("threat-actor", 20)
    assert ids(by_number)[0] == object_id("indicator", 12)
    assert ids(exact) == [object_id("indicator", 1)]


def test_closeness_is_told_by_title_and_marks() -> None:
    """Exact, beginning, all words, some; then the same marks."""
    wanted = terms("lừa đảo")

    assert closeness(wanted, "Lừa đảo") < closeness(wanted, "Lua dao")
    assert closeness(wanted, "lừa đảo mới") < closeness(wanted, "vụ đảo lừa")
    assert closeness(wanted, "vụ lừa của đảo") < closeness(wanted, "vụ khác")


def test_lines_of_named_objects(stocked: Store) -> None:
    """What a list shows of objects that are named; those that are not here are left out."""
    one, gone = object_id("indicator", 1), object_id("indicator", 31)
    with stocked.read() as tx:
        lines = objects.lines(tx, [one, gone, object_id("tool", 9)])

    assert set(lines) == {one, gone}
    assert (lines[one].title, lines[one].modified) == ("Tên miền lừa đảo 1", at(1))
    assert (lines[gone].title, lines[gone].in_force) == (gone, False)
