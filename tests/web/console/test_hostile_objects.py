"""Whatever stands in an object, its pages stay ours: shown safely, defanged, never clickable."""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import REGISTRY, ObjectType
from khien.model.stix.versions import version_from
from khien.store.objects import Batch, BatchId, add_versions
from tests.app.homes import NOW
from tests.web.console.conftest import Browser, Desk

AT = "2026-11-01T00:00:00.000Z"
MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}<a href='https://evil.example'>"
BIDI = "\u202ereversed\u202c \u2066isolated\u2069 \u200bzero \ufeffbom \x00nul \x1b[31mred"
TRICKS = (
    "javascript:alert(1) data:text/html,x https://evil.example/a?b=1 mail@evil.example 198.51.100.7"
)
LOOKALIKE = "http://\u0440\u0430ypal.evil.example"
LONG = "A" * 20_000
HOSTILE = f"{MARKUP} {BIDI} {TRICKS} {LOOKALIKE}"
VARIANTS = {"signs": HOSTILE, "long": LONG + HOSTILE}
KEPT = {"type", "id", "spec_version", "created", "modified", "object_marking_refs", "revoked"}


class Reader(HTMLParser):
    """Reads a page as a browser would: tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def hostile(kind: ObjectType, text: str, number: int) -> dict[str, Any]:
    """An object of this type in which every property that can hold a text holds this one."""
    content: dict[str, Any] = {
        "type": kind.name,
        "spec_version": "2.1",
        "id": f"{kind.name}--{number:08x}-0000-4000-8000-000000000000",
        "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
    }
    if "created" in kind.properties:
        content |= {"created": AT, "modified": AT}
    fields = msgspec.inspect.type_info(kind.definition).fields  # type: ignore[attr-defined]
    for one in fields:
        if one.encode_name not in KEPT:
            content[one.encode_name] = _filled(one.type, text)
    return content


def _filled(kind: Any, text: str) -> Any:  # noqa: ANN401 -- msgspec's types
    if isinstance(kind, msgspec.inspect.Metadata):
        return _filled(kind.type, text)
    if isinstance(kind, msgspec.inspect.UnionType):
        return _filled(kind.types[0], text)
    if isinstance(kind, msgspec.inspect.ListType):
        return [_filled(kind.item_type, text)]
    if isinstance(kind, msgspec.inspect.DictType):
        return {text[:300]: text}
    if isinstance(kind, msgspec.inspect.StructType):
        fields = msgspec.inspect.type_info(kind.cls).fields  # type: ignore[attr-defined]
        return {one.encode_name: text for one in fields}
    return text


def held(desk: Desk, text: str) -> list[str]:
    """Keep one hostile object of every type, as a lenient import could; gives their ids."""
    made = [hostile(one, text, n) for n, one in enumerate(REGISTRY.values(), start=1)]
    versions = [version_from(one, json.dumps(one).encode()) for one in made]
    with desk.node.store.write() as tx:
        add_versions(tx, versions, Batch(BatchId("batch--hostile"), MARKUP), NOW)
    return [one["id"] for one in made]


def faults(page: str, *, defanged: bool = True) -> list[str]:
    """What on a page is not ours."""
    reader = Reader()
    reader.feed(page)
    found = []
    for tag, attributes in reader.tags:
        found += [
            f"{tag} {name}" for name in attributes if name.startswith("on") or name == "style"
        ]
        places = [attributes.get(name, "/") for name in ("href", "src", "action", "formaction")]
        found += [f"{tag} {p[:60]}" for p in places if not p.startswith(("/", "?", "#"))]
        if tag == "img" and not attributes["src"].startswith("/static/"):
            found.append("an image")
    text = "".join(reader.texts)
    odd = {
        c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} and c not in "\n\t"
    }
    found += [f"U+{ord(c):04X}" for c in odd]
    if defanged and ("evil.example" in text or "198.51.100.7" in text or "javascript:" in text):
        found.append("not defanged")
    return found


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_hostile_text_in_every_field_of_every_type_is_shown_safely(
    desk: Desk, variant: str
) -> None:
    """Markup stays text, bidi controls are named, addresses are defanged, and nothing leads outside."""
    ids = held(desk, VARIANTS[variant])
    browser = desk.as_("all")

    wrong = {one: found for one in ids if (found := _faults_at(browser, f"/objects/{one}"))}

    assert len(ids) == len(REGISTRY)
    assert wrong == {}


def test_lists_graphs_and_forms_with_hostile_objects(desk: Desk) -> None:
    """The pages around an object are as safe as its own."""
    ids = held(desk, HOSTILE)
    browser = desk.as_("all")
    one = next(one for one in ids if one.startswith("note--"))
    chosen = "&".join(f"id={one}" for one in ids[:5])

    for path in (
        "/objects", "/objects?q=reversed", f"/objects?q={'%3Cscript%3E%E2%80%AE'}&type=%3Cb%3E",
        f"/objects/{one}/versions", f"/objects/{one}/graph", f"/objects/publish?{chosen}",
        f"/objects/{one}/links?kind=%3Cscript%3E&direction=in",
    ):  # fmt: skip
        assert _faults_at(browser, path) == [], path
    original = browser.get(f"/objects/{one}/original")
    assert faults(original.text, defanged=False) == []
    picked = browser.get("/objects/pick?kind=note&field=object_refs&object_refs_q=reversed")
    assert faults(picked.text) == []
    titles = [node["title"] for node in browser.get(f"/objects/{one}/graph.json").json()["nodes"]]
    assert not any("\u202e" in title or "evil.example" in title for title in titles)


def test_what_was_typed_comes_back_as_text(desk: Desk) -> None:
    """A form that is shown again repeats hostile words without becoming them."""
    answer = desk.as_("analyst").post(
        "/objects/new/malware", {"name": MARKUP, "description": MARKUP, "first_seen": MARKUP}
    )

    assert answer.status_code == 422
    assert faults(answer.text, defanged=False) == []


def _faults_at(browser: Browser, path: str) -> list[str]:
    answer = browser.get(path)
    return faults(answer.text) if answer.status_code == 200 else [str(answer.status_code)]
