"""The live index follows the store, and files are matched against it."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from khien.model.canonical import content_sha256
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import Pap
from khien.model.stix import Version
from khien.model.words import say
from khien.store import Store, objects
from khien.watch import desk
from khien.watch.desk import Watch, Wish
from khien.watch.files import LogFileError, lines_of
from khien.watch.handling import Use
from tests.shared import shared
from tests.store.fresh import fresh_store
from tests.watch.samples import EARLIER, NODE, NOW, dns_log, indicator, value

pytestmark = pytest.mark.usefixtures("database")


def version_of(number: int, pattern: str, minute: int = 0, **more: Any) -> Version:  # noqa: ANN401 -- any property
    """A version of a sample indicator, modified that many minutes after its creation."""
    modified = stix_time(EARLIER + timedelta(minutes=minute))
    content: dict[str, Any] = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": indicator(number),
        "created": stix_time(EARLIER),
        "modified": modified,
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": stix_time(EARLIER),
        **more,
    }
    return Version(
        id=indicator(number),
        type="indicator",
        modified=modified,
        created_by_ref=None,
        revoked=bool(content.get("revoked")),
        raw=msgspec.json.encode(content),
        sha256=content_sha256(content),
        content=content,
    )


def keep(store: Store, *versions: Version) -> None:
    """Put versions into the store."""
    with store.write() as tx:
        objects.add_versions(
            tx, versions, objects.Batch(objects.BatchId("batch--1"), "sample"), NOW
        )


def held(watch: Watch) -> list[int]:
    """The numbers of the sample indicators that the index holds."""
    return [number for number in range(1, 9) if watch.index.holds(indicator(number))]


def test_the_index_follows_the_store(tmp_path: Path) -> None:
    """New, changed, revoked, withdrawn and restored indicators reach the index without a rebuild."""
    store = fresh_store(tmp_path)
    keep(store, *(version_of(n, f"[domain-name:value = 'bad{n}.example']") for n in (1, 2, 3)))
    watch = Watch(store, NODE)
    assert held(watch) == []
    assert watch.catch_up() == 3
    assert watch.catch_up() == 0

    keep(
        store,
        version_of(1, "[domain-name:value = 'new.example']", 1),
        version_of(2, "[domain-name:value = 'bad2.example']", 1, revoked=True),
        version_of(
            4, "[ipv4-addr:value ISSUBSET '192.0.2.0/24' OR url:value = 'http://x.example']"
        ),
        version_of(5, "[file:name = 'x']"),
    )
    with store.write() as tx:
        objects.withdraw(tx, indicator(3), None, "recalled", NOW)
    assert watch.catch_up() == 5
    assert held(watch) == [1, 4, 5]
    assert watch.index.look_up(value("domain", "bad1.example"), NOW) == ()
    assert watch.index.look_up(value("domain", "new.example"), NOW)

    with store.write() as tx:
        objects.restore(tx, indicator(3), None, "recalled", NOW)
    assert watch.catch_up() == 1
    assert held(watch) == [1, 3, 4, 5]
    fresh = Watch(store, NODE)
    fresh.catch_up()
    assert fresh.index.counts() == watch.index.counts()


def test_a_load_that_breaks_off_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that could be read only in part is whole after the next time."""
    store = fresh_store(tmp_path)
    watch = Watch(store, NODE)
    keep(store, *(version_of(n, f"[domain-name:value = 'bad{n}.example']") for n in range(3)))
    lists_of = objects.columns_in_force

    def cut(tx: Any) -> Any:  # noqa: ANN401 -- as the real one
        first, *_ = lists_of(tx)
        yield tuple(column[:1] for column in first)
        raise ConnectionError

    monkeypatch.setattr(objects, "columns_in_force", cut)
    with pytest.raises(ConnectionError):
        watch.catch_up()
    monkeypatch.undo()

    assert watch.catch_up() == 3
    lines = [f'{{"query":"bad{n}.example"}}\n'.encode() for n in range(3)]
    found = watch.match_lines("dns.log", lines, NOW)
    assert len(found.matched.hits) == 3
    store.close()


def test_many_changes_are_read_in_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many changes wait, all reach the index."""
    monkeypatch.setattr(desk, "_CHANGES_AT_ONCE", 2)
    store = fresh_store(tmp_path)
    watch = Watch(store, NODE)
    watch.catch_up()
    keep(store, *(version_of(n, f"[domain-name:value = 'bad{n}.example']") for n in range(1, 8)))

    assert watch.catch_up() == 7
    assert held(watch) == [1, 2, 3, 4, 5, 6, 7]


def test_validity_comes_from_the_store(tmp_path: Path) -> None:
    """An indicator that has expired is held but does not hit."""
    store = fresh_store(tmp_path)
    pattern = "[domain-name:value = 'bad.example']"
    keep(store, version_of(1, pattern, valid_until=stix_time(NOW)))
    watch = Watch(store, NODE)
    watch.catch_up()

    seen = value("domain", "www.bad.example")
    assert watch.index.look_up(seen, NOW) == ()
    assert watch.index.look_up(seen, NOW - timedelta(seconds=1))


@pytest.mark.parametrize("packed", [False, True])
def test_files_are_matched(tmp_path: Path, packed: bool) -> None:
    """A log gives hits and their sightings, whether it is compressed or not."""
    store = fresh_store(tmp_path)
    keep(store, version_of(1, "[domain-name:value = 'bad.example']"))
    watch = Watch(store, NODE)
    watch.catch_up()
    path = tmp_path / "dns.log"
    raw = b"".join(dns_log("1700000000 192.0.2.7 192.0.2.53 www.bad.example -", "x - - - -"))
    path.write_bytes(gzip.compress(raw) if packed else raw)

    result = watch.match_file(path, NOW, clients=True)

    (hit,) = result.matched.hits
    (sighting,) = result.sightings
    assert (hit.object_id, hit.clients) == (indicator(1), ("192.0.2.7",))
    assert sighting["sighting_of_ref"] == indicator(1)
    assert sighting["id"].startswith("sighting--")
    assert result.matched.unreadable_count == 1


def test_a_planted_name_is_found_among_thousands(tmp_path: Path) -> None:
    """In a real DNS log of 29 000 lines the one planted name hits, and nothing else does."""
    raw = gzip.decompress(shared("telemetry/zeek-tsv/dns.log.gz").read_bytes())
    lines = raw.splitlines(keepends=True)
    row = next(line for line in lines if not line.startswith(b"#")).split(b"\t")
    row[9] = b"c2.planted.example"
    store = fresh_store(tmp_path)
    keep(store, version_of(1, "[domain-name:value = 'planted.example']"))
    watch = Watch(store, NODE)
    watch.catch_up()

    result = watch.match_lines("dns.log", [*lines, b"\t".join(row)], NOW)

    (hit,) = result.matched.hits
    assert (hit.object_id, hit.count) == (indicator(1), 1)
    assert result.matched.unreadable_count == 0


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """An absent file, a folder and cut compression are answered in words, not by a traceback."""
    cut = tmp_path / "cut.log.gz"
    cut.write_bytes(gzip.compress(b"{}\n" * 9999)[:-9])
    garbled = tmp_path / "garbled.log.gz"
    garbled.write_bytes(gzip.compress(b"{}\n" * 9999)[:20] + b"\xff" * 99)

    for path in (tmp_path / "absent.log", tmp_path, cut, garbled):
        with pytest.raises(LogFileError) as refused:
            list(lines_of(path))
        assert path.name in say(refused.value.code, "en", refused.value.facts)


def test_sightings_have_new_ids(tmp_path: Path) -> None:
    """No two sightings share an id."""
    store = fresh_store(tmp_path)
    keep(store, *(version_of(n, "[domain-name:value = 'bad.example']") for n in (1, 2)))
    watch = Watch(store, NODE)
    watch.catch_up()

    result = watch.match_lines("dns.log", dns_log("- - - bad.example -"), NOW)

    ids: set[ObjectId] = {sighting["id"] for sighting in result.sightings}
    assert len(ids) == 2


def test_a_hit_says_how_it_may_be_used(tmp_path: Path) -> None:
    """Beside each hit stand source, marking, score and validity; what may not count is kept back."""
    store = fresh_store(tmp_path)
    until = stix_time(NOW + timedelta(days=1))
    keep(
        store,
        version_of(
            1,
            "[domain-name:value = 'bad.example']",
            confidence=80,
            valid_from=stix_time(NOW),
            valid_until=until,
        ),
        version_of(2, "[domain-name:value = 'bad.example']", labels=["PAP:RED"], valid_until="x"),
    )
    watch = Watch(store, NODE)
    watch.catch_up()
    path = tmp_path / "x.csv"
    path.write_text("query\nbad.example\n")

    passive = watch.match_files([path], NOW, Wish())
    live = watch.match_files([path], NOW, Wish(use=Use.LIVE))
    sure = watch.match_files([path], NOW, Wish(above=50))

    first, second = (passive.handlings[indicator(number)] for number in (1, 2))
    assert (first.source, first.score, first.valid_until) == ("", 80, NOW + timedelta(days=1))
    assert (second.pap, second.score, second.valid_from) == (Pap.RED, None, EARLIER)
    assert len(passive.sightings) == 2
    assert [hit.object_id for hit in live.matched.hits] == [indicator(1)]
    assert live.withheld == {"watch.pap": 1}
    assert sure.withheld == {"watch.score": 1}
    assert len(live.sightings) == len(sure.sightings) == 1


def test_an_indicator_that_left_meanwhile_is_no_hit(tmp_path: Path) -> None:
    """What the index holds and the store does not tells nothing."""
    watch = Watch(fresh_store(tmp_path), NODE)
    watch.catch_up()
    watch.index.add(indicator(1), 1, [value("domain", "bad.example")], EARLIER)

    found = watch.match_lines("x", [b"query", b"bad.example"], NOW)

    assert (found.matched.hits, found.sightings, found.withheld) == ((), (), {"watch.gone": 1})
    assert say("watch.gone", "vi", {})


def test_whole_patterns_come_from_the_store(tmp_path: Path) -> None:
    """What no single value says is asked, in logs and in observed data, until its indicator is revoked."""
    store = fresh_store(tmp_path)
    pattern = "[domain-name:value = 'bad.example' AND EXISTS domain-name:resolves_to_refs]"
    both = "[domain-name:value LIKE '%.example'] FOLLOWEDBY [domain-name:value = 'bad.example']"
    keep(
        store,
        version_of(1, pattern),
        version_of(2, both),
        version_of(3, "[url:value MATCHES '(?=x)']"),
    )
    watch = Watch(store, NODE)
    watch.catch_up()
    lines = dns_log("1 - - good.example -", "2 - - bad.example -")

    result = watch.match_lines("dns.log", lines, NOW)

    (hit,) = result.matched.hits
    assert (hit.object_id, hit.observations) == (indicator(2), ("dns:8", "dns:9"))
    assert list(result.matched.unanswered) == [indicator(3)]
    keep(store, version_of(2, both, 1, revoked=True))
    watch.catch_up()
    assert not watch.match_lines("dns.log", lines, NOW).matched.hits
