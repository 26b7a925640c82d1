"""What is kept, for how long, how much, and what a damaged file says."""

from __future__ import annotations

import fcntl
import os
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest

from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.history import (
    Answer,
    Bounds,
    BrokenHistoryError,
    Clients,
    Glimpse,
    HistoryBusyError,
    HistoryFullError,
    NoColumnsError,
    Progress,
    Search,
)
from khien.watch.history import desk as history_desk
from tests.watch.history.samples import HEAD, NOW, dns, domain, history, hunted, keep, needs_columns

EVIL = [domain("evil.example")]


def _days(*ago: int) -> bytes:
    return dns(*((timedelta(days=days), "10.0.0.1", f"d{days}.evil.example") for days in ago))


@needs_columns
def test_what_is_too_old_or_from_the_future_is_counted_and_not_kept(tmp_path: Path) -> None:
    """The bound of days holds at the door; a clock that is wrong fills no day that never ends."""
    kept = keep(history(tmp_path, Bounds(days=10)), _days(0, 9, 10, 300, -3))

    assert (kept.lines, kept.rows) == (5, 2)
    assert kept.reasons == {"history.too-old": 2, "history.future": 1}


@needs_columns
def test_a_record_that_sums_up_counts_as_often_as_it_says(tmp_path: Path) -> None:
    """Passive DNS says how often a name was seen; the history says so too."""
    at = int(NOW.timestamp()) - 3_600
    line = f'{{"count": 7, "time_first": {at}, "time_last": {at + 60}, "rrname": "evil.example"}}\n'
    into = history(tmp_path)

    keep(into, line.encode() * 2)

    assert hunted(into, EVIL)["evil.example"].count == 14


@needs_columns
def test_parquet_is_kept(tmp_path: Path) -> None:
    """Rows of a Parquet file are kept as lines are, with what is too old counted."""
    path = tmp_path / "dns.parquet"
    table = {"ts": [NOW, NOW - timedelta(days=400)], "query": ["a.evil.example"] * 2}
    import_module("pyarrow.parquet").write_table(import_module("pyarrow").table(table), path)
    into = history(tmp_path)

    kept = into.keep_file(path, NOW)

    assert (kept.lines, kept.reasons) == (2, {"history.too-old": 1})
    assert hunted(into, EVIL)["evil.example"].count == 1


@needs_columns
def test_days_that_are_due_are_purged(tmp_path: Path) -> None:
    """What is older than the law allows is told, goes, and is in no file any more."""
    into = history(tmp_path, Bounds(days=10))
    keep(into, _days(0, 9))
    later = NOW + timedelta(days=5)
    due = into.due(later)

    assert [str(day) for day in due] == ["2026-11-13"]
    assert into.purge(due) == due
    assert into.due(later) == ()
    assert hunted(into, EVIL)["evil.example"].count == 1
    names = b"".join(file.read_bytes() for file in (tmp_path / "history").glob("*/*.parquet"))
    assert b"d9." not in names
    assert into.purge(due) == ()


@needs_columns
def test_bytes_are_bounded_and_the_oldest_day_goes_first(tmp_path: Path) -> None:
    """More than the bound drops old days and says which; one day that is too much is refused."""
    keep(history(tmp_path), _days(0, 1, 2, 3))
    size = history(tmp_path).standing().size_bytes
    kept = keep(history(tmp_path, Bounds(most_bytes=size)), _days(0))

    assert [str(day) for day in kept.dropped] == ["2026-11-19"]
    with pytest.raises(HistoryFullError):
        keep(history(tmp_path, Bounds(most_bytes=10)), _days(0))
    assert [day.day for day in history(tmp_path).standing().days] == [20, 21, 22]


@needs_columns
def test_many_batches_are_put_together(tmp_path: Path) -> None:
    """Files stay few however often something is kept, and the answer stays the same."""
    into = history(tmp_path)
    for number in range(40):
        keep(
            into,
            dns((timedelta(seconds=number), f"10.0.0.{number % 7}", f"n{number}.evil.example")),
        )

    assert 3 < into.standing().files < 40
    assert into.tidy() == into.standing().files == 3
    found = hunted(into, EVIL)["evil.example"]
    assert (found.count, found.clients, len(found.seen)) == (40, 7, 20)


@needs_columns
@pytest.mark.parametrize(("mode", "clients"), [("pseudonym", 3), ("group", 2), ("none", 0)])
def test_no_plain_client_is_on_the_disk(tmp_path: Path, mode: str, clients: int) -> None:
    """A keyed pseudonym, that of the network, or nothing; never the address, which is no value either."""
    into = history(tmp_path, Bounds(clients=Clients(mode)))
    asked = ["198.51.100.7", "198.51.100.8", "203.0.113.9"]
    keep(into, dns(*((timedelta(0), client, "evil.example") for client in asked)))

    one = hunted(into, EVIL, pseudonyms=True)["evil.example"]
    assert (one.clients, len(one.pseudonyms)) == (clients, clients)
    assert hunted(into, [IndicatorValue(ValueKind.CIDR, "0.0.0.0/0")]) == {}
    whole = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert not any(client.encode() in whole for client in asked)


@needs_columns
def test_a_rotation_gives_other_pseudonyms_and_old_secrets_are_forgotten(tmp_path: Path) -> None:
    """The same client counts twice across a rotation; a secret goes with the last file that needed it."""
    into = history(tmp_path)
    keep(into, _days(1))
    into.rotate()
    keep(into, _days(0))

    one = hunted(into, EVIL, pseudonyms=True)["evil.example"]
    assert len({name.partition(":")[2] for name in one.pseudonyms}) == 2
    secrets = tmp_path / "history" / "clients.keys.json"
    both = secrets.read_bytes()
    assert secrets.stat().st_mode & 0o777 == 0o600
    into.purge(((NOW - timedelta(days=1)).date(),))
    assert len(secrets.read_bytes()) < len(both)


@needs_columns
@pytest.mark.parametrize("which", ["*/*.names.parquet", "2*/*.clients.parquet", "catalogue/*"])
@pytest.mark.parametrize("how", ["gone", "cut", "changed"])
def test_a_damaged_file_is_named(tmp_path: Path, which: str, how: str) -> None:
    """The answer would not be whole, so there is none: the error says which file."""
    into = history(tmp_path)
    keep(into, _days(0))
    for file in (tmp_path / "history").glob(which):
        whole = file.read_bytes()
        file.unlink()
        if how != "gone":
            at = (
                whole.index(b"\xb5\x2f\xfd") + 6 if b"\xb5\x2f\xfd" in whole else 30
            )  # zstd's magic
            changed = whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]
            file.write_bytes(whole[:-9] if how == "cut" else changed)

    with pytest.raises(BrokenHistoryError) as caught:
        hunted(into, EVIL)
    assert str(caught.value.facts["file"]).endswith(".parquet")


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    """Neither standing nor hunt go on without knowing which files count."""
    (tmp_path / "history").mkdir()
    for name in ("manifest.json", "clients.keys.json"):
        (tmp_path / "history" / name).write_text("{")

    with pytest.raises(BrokenHistoryError, match=r"manifest\.json"):
        history(tmp_path).standing()


@needs_columns
def test_one_writes_at_a_time(tmp_path: Path) -> None:
    """Who comes second is told so, and readers are not in the way."""
    into = history(tmp_path)
    keep(into, _days(0))
    handle = os.open(tmp_path / "history" / "writer.lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(HistoryBusyError):
        keep(into, _days(0))
    assert hunted(into, EVIL)["evil.example"].count == 1
    os.close(handle)


@needs_columns
def test_days_that_are_not_asked_about_say_nothing(tmp_path: Path) -> None:
    """With a first day, neither counts nor the names that are listed come from before it."""
    into = history(tmp_path)
    keep(into, _days(0, 1, 5))
    since = (NOW - timedelta(days=1)).date()

    one = next(o for o in into.hunt(Search((*EVIL,), since=since)) if isinstance(o, Answer))
    assert (one.count, [day.day for day in one.days]) == (2, [21, 22])
    assert [seen.value for seen in one.seen] == ["d0.evil.example", "d1.evil.example"]


@needs_columns
def test_an_answer_does_not_depend_on_how_rows_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row a row group, clients one by one or all, what is there twice left out early, keys in place of numbers."""
    rows = [
        (timedelta(days=n % 3), f"10.0.0.{n % 7}", f"{'www.' if n % 2 else ''}{n % 5}.example")
        for n in range(90)
    ]
    asked = [domain(name) for name in ("1.example", "www.3.example", "example", "other.example")]
    answers = []
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        into = history(tmp_path / str(number))
        keep(into, dns(*rows))
        answers.append(hunted(into, asked))
        if number == 1:
            monkeypatch.setattr("khien.watch.history.hunting._MOST_NUMBERED", 0)
            monkeypatch.setattr("khien.watch.history.columns._WORD_BITS", 0)
        if number == 2:
            monkeypatch.setattr("khien.watch.history.hunting._MOST_NUMBERED", 100)
            monkeypatch.setattr("khien.watch.history.columns._MOST_STARTS", 0)
        if not number:
            for name, size in (
                ("columns._GROUP_ROWS", 1),
                ("columns.CLIENT_GROUP_ROWS", 1),
                ("columns._CATALOGUE_GROUP_ROWS", 1),
                ("segments.CLIENT_GROUP_ROWS", 1),
                ("segments._WHOLE_GROUPS", 0),
                ("ranges._SLAB", 2),
                ("reading._FEW", 0),
                ("tally._MANY", 0),
            ):
                monkeypatch.setattr(f"khien.watch.history.{name}", size)

    assert answers[1:] == answers[:1] * 3
    assert answers[0]["example"].clients == 7


@needs_columns
def test_files_stay_as_long_as_somebody_reads(tmp_path: Path) -> None:
    """A hunt that began before a purge ends with the whole answer; then the files go."""
    into = history(tmp_path)
    keep(into, _days(0, 1))
    reading = into.hunt(Search(tuple(EVIL)))
    next(reading)
    into.purge(into.standing().days)

    assert [one.count for one in reading if isinstance(one, Answer)] == [2]
    into.purge(())
    assert not list((tmp_path / "history").glob("*/*.parquet"))


@needs_columns
def test_the_first_answer_comes_before_the_last_day_is_read(tmp_path: Path) -> None:
    """First what the catalogue knows; an answer as soon as its own days are read."""
    into = history(tmp_path)
    keep(
        into,
        dns(
            *(
                (timedelta(days=d), "10.0.0.1", f"{'new' if d < 2 else 'old'}.example")
                for d in range(6)
            )
        ),
    )
    found = list(into.hunt(Search((domain("old.example"), domain("new.example")))))
    kinds = [type(one) for one in found]

    assert kinds[:2] == [Glimpse, Glimpse]
    assert kinds.index(Answer) < kinds.index(Answer, kinds.index(Answer) + 1) - 3
    assert found[-2] == Progress(6, 6) or isinstance(found[-1], Progress)


@needs_columns
def test_a_hunt_that_is_stopped_says_what_it_has(tmp_path: Path) -> None:
    """What was read until then, marked as not whole."""
    into = history(tmp_path)
    keep(into, _days(0, 1, 2))
    asked = iter([False, True])
    found = list(into.hunt(Search(tuple(EVIL)), lambda: next(asked)))

    assert [(one.count, one.is_whole) for one in found if isinstance(one, Answer)] == [(1, False)]


@needs_columns
def test_days_can_be_chosen(tmp_path: Path) -> None:
    """Since and until are days, both counted in."""
    into = history(tmp_path)
    keep(into, _days(0, 1, 2, 3))
    day = NOW.date()
    search = Search(tuple(EVIL), since=day - timedelta(days=2), until=day - timedelta(days=1))
    found = [one for one in into.hunt(search) if isinstance(one, Answer)]

    assert [one.count for one in found] == [2]


def test_without_a_history_nothing_is_found(tmp_path: Path) -> None:
    """A node that keeps nothing has nothing to purge and no days."""
    into = history(tmp_path)

    assert into.due(NOW) == ()
    assert into.standing().days == ()
    assert not (tmp_path / "history").exists()


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No pyarrow: the sentence names the extra."""

    def absent(name: str) -> None:
        raise ModuleNotFoundError(name, name="pyarrow")

    monkeypatch.setattr(history_desk, "import_module", absent)
    with pytest.raises(NoColumnsError) as caught:
        history(tmp_path).keep("dns.log", BytesIO(HEAD), NOW)
    assert caught.value.facts == {"extra": "khien[hunt]"}


@needs_columns
def test_readings_are_not_handed_to_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waking one costs more than reading a row group: a hunt for one domain took two thirds longer."""
    columns = import_module("khien.watch.history.columns")
    plain, ahead = columns.pq.ParquetFile, list[object]()

    def opened(*given: object, **how: object) -> object:
        ahead.append(how.get("pre_buffer", "as pyarrow likes"))
        return plain(*given, **how)

    monkeypatch.setattr(columns.pq, "ParquetFile", opened)
    keeper = history(tmp_path)
    keep(keeper, _days(0, 1))
    assert len(hunted(keeper, EVIL)) == 1
    assert len(ahead) >= len(("catalogue", "names", "clients"))
    assert set(ahead) == {False}
