"""The pages of the ledger: its state, a verification, proofs made and checked; long work."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import update

from khien.app.work import State, Work, Works
from khien.app.work import rows as work_rows
from khien.app.work.rules import LOST_AFTER, standing
from khien.ledger.rows import ledger_leaf
from khien.model.errors import ConflictError, MalformedError, NotFoundError
from khien.store import Store
from tests.app.homes import NOW
from tests.store.fresh import fresh_store
from tests.web.console import conftest
from tests.web.console.border import Border
from tests.web.console.conftest import Desk

LANGUAGES = ["en", "vi"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_ledger_says_so(desk: Desk, language: str) -> None:
    """No leaf, no cosigner: a sentence for each; a checkpoint that is not there is not found."""
    page = desk.as_("auditor", language).get("/ledger").text

    assert page.count('class="empty"') == 2
    assert 'href="/ledger/checkpoint.txt"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaves_stand_newest_first(border: Border, language: str) -> None:
    """Fifty a page; every place that is nonsense or too far is a page too."""
    border.us.publish(*border.us.bring(*(border.us.indicator() for _ in range(40))))
    border.world.run()
    thu = border.as_("thu", language)

    first = thu.get("/ledger")
    following = first.text.partition("/ledger?before=")[2].partition('"')[0]
    second = thu.get(f"/ledger?before={following}")

    assert first.text.count("<tr>") == 51
    assert int(following) > 0
    assert "hx-get" in first.text.partition('id="leaves"')[2].partition(">")[0]
    assert "hx-get" not in second.text.partition('id="leaves"')[2].partition(">")[0]
    assert 'href="/partners/asean-cert"' in first.text
    for place in ("0", "99999999", "-1", "x", "9" * 40, "٣"):
        assert thu.get(f"/ledger?before={place}").status_code == 200


def test_the_checkpoint_can_be_kept(border: Border) -> None:
    """It is a file of plain text, signed."""
    border.sent()

    answer = border.as_("thu").get("/ledger/checkpoint.txt")

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.text.startswith(border.us.node.ledger.origin)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_verified(border: Border, language: str) -> None:
    """The page can be left and found again; when it is done it says what holds, and by whose key."""
    border.sent()
    thu = border.as_("thu", language)

    answer = thu.post("/ledger/audits")
    place = answer.headers["location"]
    assert thu.get(place).status_code == 200
    border.us.node.works.wait(30)
    page = thu.get(place).text

    assert 'data-tone="good"' in page
    assert "hx-trigger" not in page.partition('id="work"')[2].partition(">")[0]
    assert place in thu.get("/ledger").text
    assert thu.get("/ledger/audits/work--none").status_code == 404


def test_a_broken_ledger_is_named(border: Border) -> None:
    """A verification that fails says what is broken, with the code."""
    border.sent()
    with border.us.node.store.write() as tx:
        first = ledger_leaf.c.position == 0
        tx.execute(update(ledger_leaf).where(first).values(entry=b"{}"))
    thu = border.as_("thu")

    place = thu.post("/ledger/audits").headers["location"]
    border.us.node.works.wait(30)

    assert 'data-tone="bad"' in thu.get(place).text


def test_one_verification_at_a_time(border: Border) -> None:
    """Who asks for another is led to the one that runs."""
    gate = Event()
    running = border.us.node.works.start(
        "ledger-verify", "x", "thu", lambda _: {"a": gate.wait(30)}
    )
    try:
        answer = border.as_("thu").post("/ledger/audits")
        page = border.as_("thu", "vi").get(answer.headers["location"]).text
    finally:
        gate.set()
        border.us.node.works.wait(30)

    assert answer.headers["location"] == f"/ledger/audits/{running}"
    assert "<progress" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proof_is_shown_kept_and_checked(border: Border, language: str) -> None:
    """The file of a crossing is what the check takes, here and at the partner."""
    sent = border.sent()
    border.world.run()
    thu = border.as_("thu", language)

    page = thu.get(f"/ledger/proofs/{sent.id}").text
    file = thu.get(f"/ledger/proofs/{sent.id}/file")
    checked = thu.post("/ledger/check", files={"file": ("a.proof.json", file.content)})

    assert "data-print" in page
    assert sent.id in page
    assert file.headers["content-disposition"].endswith(f'"{sent.id}.proof.json"')
    assert checked.status_code == 200
    assert sent.id in checked.text
    assert f"/ledger/proofs/{sent.id}/file" not in checked.text
    assert thu.get("/ledger/proofs/release--none").status_code == 404
    held = border.held()
    assert 'data-tone="wait"' in thu.get(f"/ledger/proofs/{held.id}").text  # nobody signed for it


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b"null", b'{"kind":"khien-proofs","proofs":[]}', b"[" * 100_000,
     b'{"kind":"khien-proofs","proofs":[{"leaf":"<script>alert(1)</script>\\u202e"}]}',
     b"x" * (4 * 1024 * 1024 + 1)],
    ids=range(9),
)  # fmt: skip
def test_what_proves_nothing_is_named(desk: Desk, language: str, content: bytes) -> None:
    """A file that is no proof is a mistake on the page, with its code."""
    answer = desk.as_("auditor", language).post("/ledger/check", files={"file": ("x", content)})

    assert answer.status_code // 100 == 4
    assert 'role="alert"' in answer.text
    assert "/help/codes/" in answer.text
    assert "<script>alert" not in answer.text


def test_no_file_is_a_mistake_too(desk: Desk) -> None:
    """The form sent without a file is shown again."""
    answer = desk.as_("auditor").post("/ledger/check")

    assert answer.status_code // 100 == 4
    assert 'type="file"' in answer.text
    assert 'role="alert"' not in desk.as_("auditor").get("/ledger/check").text


def test_a_changed_proof_does_not_hold(border: Border) -> None:
    """One letter changed, and the page says that it does not hold."""
    sent = border.sent()
    thu = border.as_("thu")
    document = json.loads(thu.get(f"/ledger/proofs/{sent.id}/file").content)
    text = json.dumps(document).replace("asean-cert", "asean-cerx")

    answer = thu.post("/ledger/check", files={"file": ("a", text.encode())})

    assert answer.status_code // 100 == 4
    assert 'role="alert"' in answer.text


# app/work


@pytest.fixture
def store(tmp_path: Any, database: str) -> Store:  # noqa: ANN401 -- pytest's path
    """A store of each kind."""
    del database
    return fresh_store(tmp_path)


def test_work_is_told_from_beginning_to_end(store: Store) -> None:
    """How far it is, its result, how it failed; old work is forgotten."""
    clock = conftest.Clock()
    works = Works(store, clock)

    def fails(_: object) -> dict[str, Any]:
        raise MalformedError("file", "JSON")

    def breaks(_: object) -> dict[str, Any]:
        raise ValueError("content that no log may have")

    def goes(told: Any) -> dict[str, Any]:  # noqa: ANN401 -- see `Told`
        told(1, 2)
        told(2, 2)  # too soon to be told: the end says it
        return {"size": 2}

    ids = []
    for run in (goes, fails, breaks):
        ids.append(works.start("a", "title", "an", run))
        works.wait(30)
    found = [works.found(one) for one in ids]

    assert [(one.state, one.code) for one in found] == [
        (State.DONE, ""), (State.FAILED, MalformedError.code), (State.FAILED, "work.failed"),
    ]  # fmt: skip
    assert (found[0].done, found[0].total, found[0].result) == (2, 2, {"size": 2})
    assert "content" not in json.dumps(found[2].result)
    assert {one.id for one in works.newest("a", "b")} == set(ids)
    assert works.newest("b") == []
    assert works.found(ids[0], "a").id == ids[0]
    with pytest.raises(NotFoundError):
        works.found(ids[0], "b")
    clock.move(timedelta(days=31))
    works.start("b", "x", "an", goes)
    works.wait(30)
    with pytest.raises(NotFoundError):
        works.found(ids[0])


def test_there_is_a_limit_to_what_runs_at_once(store: Store) -> None:
    """Two pieces of work; the third is refused until one of them has ended."""
    works, gate = Works(store, conftest.Clock()), Event()
    for _ in range(2):
        works.start("a", "x", "an", lambda _: {"a": gate.wait(30)})
    with pytest.raises(ConflictError):
        works.start("a", "x", "an", lambda _: {})
    gate.set()
    works.wait(30)

    works.start("a", "x", "an", lambda _: {})
    works.wait(30)


def test_what_is_not_heard_of_is_lost(store: Store) -> None:
    """A process that ended in the middle leaves work that runs for ever; it is told as lost."""
    work = Work("work--1", "a", "x", "an", State.RUNNING, NOW, NOW, 0, 0, "", {})
    clock = conftest.Clock()
    with store.write() as tx:
        work_rows.add(tx, work)
    works = Works(store, clock)

    assert standing(work, NOW + LOST_AFTER) is State.RUNNING
    clock.move(LOST_AFTER + timedelta(microseconds=1))
    assert works.found("work--1").state is State.LOST
    assert [one.state for one in works.newest("a")] == [State.LOST]
    done = Work("work--2", "a", "x", "an", State.DONE, NOW, NOW, 0, 0, "", {})
    assert standing(done, NOW + timedelta(days=1)) is State.DONE
