"""`/watch/warninglists`: which lists mean a value, what they hold, brought in, switched, let go of."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from khien.intake import Wish
from khien.people.acts import Deed, acts
from tests.app.homes import NOW
from tests.web.console.conftest import Desk

HERE = "/watch/warninglists"
NAME = "Names / of many"
BODY = json.dumps(
    {
        "name": NAME, "type": "hostname", "version": 20, "description": "of many people",
        "list": ["shared.example", "other.example", *(f"x{n}.shared.example" for n in range(250))],
    }
).encode()  # fmt: skip
ONE = f"/watch/warninglist?{urlencode({'name': NAME})}"


def brought(desk: Desk, body: bytes = BODY, **fields: str) -> Response:
    """Bring a list in."""
    return desk.as_("admin").post(HERE, fields, files=[("file", ("list.json", body))])


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_list_is_brought_in_and_asked(desk: Desk, language: str) -> None:
    """Everybody sees what the node holds, which list means a value, and which entries hold a text."""
    assert brought(desk).headers["location"] == ONE
    reader = desk.as_("auditor", language)

    listed = reader.get(HERE).text
    assert NAME in listed
    assert ">252<" in listed
    asked = reader.get(f"{HERE}?value=hxxps://www[.]shared[.]example/x").text
    assert ONE.split("?")[0] in asked
    assert "shared[.]example" in asked
    assert reader.get(f"{HERE}?value=((").status_code == 422
    one = reader.get(ONE).text
    assert one.count("<li><code>") == 200
    assert reader.get(f"{ONE}&find=OTHER").text.count("<li><code>") == 1
    assert "<li><code>" not in reader.get(f"{ONE}&find=nowhere").text
    assert reader.get("/watch/warninglist?name=none").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("en", "what many people use"), ("vi", "nhiều người")]
)
def test_the_page_of_an_indicator_names_the_list(desk: Desk, language: str, words: str) -> None:
    """Whoever looks at it reads that its value is on a list, as on the page of the value."""
    wish = Wish(identity=desk.node.ourselves.identity, now=NOW)
    made = desk.node.workspace.import_file("l", b"www.shared.example\nbad.example\n", wish)
    on, off = (one.id for one in made.intake.versions if one.type == "indicator")
    assert NAME not in desk.as_("auditor", language).get(f"/objects/{on}").text
    brought(desk)
    reader = desk.as_("auditor", language)

    notice = reader.get(f"/objects/{on}").text.partition(NAME)[0][-300:]

    assert words in notice
    assert NAME not in reader.get(f"/objects/{off}").text


def test_a_list_that_is_off_means_nothing(desk: Desk) -> None:
    """Switched off it is held and asked about nothing, until it is switched on; each is an act."""
    brought(desk)
    admin, asked = desk.as_("admin"), f"{HERE}?value=www.shared.example"
    assert "no list that is on" not in admin.get(asked).text

    for state, words in (
        ("off", "no list that is on"),
        ("off", "no list that is on"),
        ("on", NAME),
    ):
        answer = admin.post(f"{HERE}/switch", {"name": NAME, "state": state})
        assert answer.status_code == 303
        assert words in admin.get(asked).text
    assert admin.post(f"{HERE}/switch", {"name": NAME, "state": "maybe"}).status_code == 400
    assert admin.post(f"{HERE}/switch", {"name": "none", "state": "off"}).status_code == 404
    assert admin.post(f"{HERE}/remove", {"name": NAME}).status_code == 303

    assert "No warninglists yet" in admin.get(HERE).text
    with desk.node.store.read() as tx:
        done = sorted((act.deed, act.by) for act in acts(tx))
    assert done == [
        (Deed.WARNINGLIST_ADDED, "admin"), (Deed.WARNINGLIST_OFF, "admin"),
        (Deed.WARNINGLIST_ON, "admin"), (Deed.WARNINGLIST_REMOVED, "admin"),
    ]  # fmt: skip


def test_what_is_no_list_says_why(desk: Desk) -> None:
    """A file that is none, and no file at all, change nothing; lines need a name and a kind."""
    assert brought(desk, b"{}").status_code in {400, 422}
    assert desk.as_("admin").post(HERE).status_code == 422
    nameless = brought(desk, b"192.0.2.0/24\n")
    assert nameless.status_code in {400, 422}
    assert "list.json" in nameless.text
    assert "No warninglists yet" in desk.as_("admin").get(HERE).text
    assert brought(desk, b"192.0.2.0/24\n", name="Ours", kind="cidr").status_code == 303
    assert desk.as_("analyst").post(HERE, files=[("file", ("x", BODY))]).status_code == 403
