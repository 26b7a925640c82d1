"""SQL, template and other words of power in every parameter and every text: they mean themselves."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from khien.exchange.taxii.collections import WORKSPACE
from tests.hostile.victim import Victim

WORDS = (
    "' OR 1=1--", '" OR ""="', "'; DROP TABLE object;--", "1) UNION SELECT secret FROM token--", "%' --",
    "{{7*7}}", "${7*7}", "{% include 'x' %}", "<script>alert(1)</script>", "$(id)", "`id`", "\\x00", "%s%n",
    "NEAR(a b)", "a* OR b", '"unbalanced', "\u202e\u0000", "../../etc/passwd", "\ud7ff", "é" * 500,
)  # fmt: skip
PLACE = f"/taxii2/node/collections/{WORKSPACE}"
PARAMETERS = (
    "added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_word_in_a_parameter_means_nothing(victim: Victim, word: str) -> None:
    """Every parameter that is no value of its kind is 400; in a path it is not found."""
    text = quote(word, safe="")
    for name in PARAMETERS:
        answer = victim.ask("GET", f"{PLACE}/objects/?{quote(name)}={text}", secret=victim.tool)
        assert answer.status == 400, (name, answer)
    for path in (
        f"/taxii2/node/collections/{text}/objects/", f"{PLACE}/objects/{text}/",
        f"{PLACE}/objects/{text}/versions/", f"/taxii2/node/status/{text}/",
        f"/khien/v1/log/tile/{text}", f"/static/{text}",
    ):  # fmt: skip
        assert victim.ask("GET", path, secret=victim.tool).status in {400, 404}, path
    pages = victim.ask("GET", f"/?lang={text}&q={text}", Accept="text/html")
    assert pages.status == 200
    assert b"<script>alert" not in pages.body


def test_words_in_an_object_stay_what_they_are(victim: Victim) -> None:
    """What is added with such texts comes back byte for byte, alone, and is found by its id."""
    texts = [word for word in WORDS if word.isprintable()]
    sent = [
        victim.indicator(name=word, description=word, labels=[word], x_custom={"inner": [word]})
        for word in texts
    ]
    body = json.dumps({"objects": sent}).encode()
    answer = victim.ask("POST", f"{PLACE}/objects/", body, secret=victim.tool)
    assert (answer.status, answer.json["success_count"]) == (202, len(sent)), answer

    for one in sent:
        found = victim.ask("GET", f"{PLACE}/objects/{one['id']}/", secret=victim.tool).json
        assert found["objects"] == [one]


def test_words_in_headers_and_documents_are_nobodys(victim: Victim) -> None:
    """Names, secrets, media types and sealed documents with such words sign nobody in."""
    for number, word in enumerate(WORDS):
        text = word.encode("ascii", "ignore").decode().replace("\x00", "")
        source = f"127.0.1.{number + 1}"
        answer = victim.ask("GET", "/taxii2/", secret=text or "x", source=source)
        assert answer.status == 401
        document = json.dumps(
            {"kind": word, "payload": {word: word}, "signatures": [word]}
        ).encode()
        for path in ("/khien/v1/enrolments", "/khien/v1/keys"):
            assert victim.ask("POST", path, document, source=source).status in {400, 422}
