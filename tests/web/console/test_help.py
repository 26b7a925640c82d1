"""Help: a page for each task, the keys, the words, the codes."""

from __future__ import annotations

import pytest

from khien.app.codes import every_code
from khien.web.console.help import KEYS, TASKS
from khien.web.console.permits import PERMITS
from tests.web.console.conftest import Desk

LANGUAGES = ["en", "vi"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_has_a_page(desk: Desk, language: str) -> None:
    """Its steps, who may, where, and the command that does the same; it can be printed."""
    browser = desk.as_("auditor", language)
    index = browser.get("/help").text
    for task in TASKS:
        page = browser.get(f"/help/tasks/{task.name}")
        assert page.status_code == 200
        assert f"/help/tasks/{task.name}" in index
        assert page.text.count("<li>") >= len(task.steps)
        assert "data-print" in page.text
        assert (f"<code>{task.command} --help</code>" in page.text) is bool(task.command)
        assert all(f'href="{place}"' in page.text for place, _ in task.places)


def test_ones_own_tasks_come_first(desk: Desk) -> None:
    """What the officer's roles may not do stands apart, and there is no such part for who may all."""
    assert desk.as_("auditor").get("/help").text.count("<section>") == 2
    assert desk.as_("all").get("/help").text.count("<section>") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_page(desk: Desk, language: str) -> None:
    """In both languages on the same page; words of it find it."""
    browser = desk.as_("duty", language)
    known = every_code()
    listed = browser.get("/help/codes").text

    assert len(known) > 100
    assert all(f'href="/help/codes/{one.code}"' in listed for one in known)
    for one in known[::25]:
        page = browser.get(f"/help/codes/{one.code}")
        assert (page.status_code, one.code in page.text) == (200, True)
    found = browser.get("/help/codes?q=CONSOLE.FORBIDDEN").text
    assert 'href="/help/codes/console.forbidden"' in found
    assert found.count("/help/codes/") < 10


def test_what_is_asked_for_is_shown_safely(desk: Desk) -> None:
    """Words that find nothing stand in the field again, as text; what is not there is not found."""
    browser = desk.as_("duty")
    page = browser.get("/help/codes", params={"q": '"><script>alert(1)</script>\u202e'})

    assert 'class="empty"' in page.text
    assert "<script>alert" not in page.text
    for place in ("/help/codes/no.such", "/help/tasks/%3Cb%3E", "/help/tasks/" + "x" * 5_000):
        answer = browser.get(place)
        assert answer.status_code == 404
        assert "<b>" not in answer.text.partition("<main")[2].replace("<b>404</b>", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_and_words(desk: Desk, language: str) -> None:
    """Every key and the glossary in both languages."""
    browser = desk.as_("lawyer", language)

    keys, words = browser.get("/help/keys").text, browser.get("/help/words").text

    assert all(f"<kbd>{key}</kbd>" in keys for key, _ in KEYS)
    assert words.count("<table") >= 2
    assert "thu hồi" in words.lower()


def test_each_task_names_roles_that_exist() -> None:
    """Somebody may do each task, and its name is part of an address."""
    assert all(PERMITS[task.permit] for task in TASKS)
    assert all(task.name.isalpha() for task in TASKS)
