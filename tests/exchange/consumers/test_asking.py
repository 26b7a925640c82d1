"""Tests of `exchange.consumers.server`: what the headers and the query of a question do (RFC 9110)."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.exchange.consumers.readers import Reader
from tests.exchange.nodes import Party, World, newer

HERE = pytest.mark.only_on("sqlite")  # the rows are tried on both by the others


@HERE
def test_the_answer_that_nothing_changed_names_what_the_caller_has(us: Party) -> None:
    """Its tag is the one that was asked with, packed or not; of any list `*` says that it is there."""
    us.bring(us.indicator("a.evil.example"))
    reader = Reader(us, "resolver-1", "plain")
    plain = reader.get("plain").headers["etag"]
    packed = reader.get("plain", **{"Accept-Encoding": "gzip"}).headers["etag"]

    def asked(said: str, accepts: str) -> tuple[int, str]:
        headers = {"If-None-Match": said, "Accept-Encoding": accepts}
        answer = reader.get("plain", **headers)
        return answer.status_code, answer.headers["etag"]

    assert packed == plain[:-1] + '-gz"'
    for accepts, own in (("gzip", packed), ("identity", plain)):
        for tag in (plain, packed):
            assert asked(tag, accepts) == (304, tag)
            assert asked(f'"another", W/{tag}', accepts) == (304, tag)
        assert asked(f"{plain}, {packed}", accepts) == (304, own)
        assert asked("*", accepts) == (304, own)
        assert asked('"another"', accepts) == (200, own)


@HERE
def test_who_asks_for_the_head_alone_gets_no_line_and_nothing_crosses(
    us: Party, them: Party
) -> None:
    """The headers are those of the whole answer; only what a partner reads has crossed."""
    sent = us.indicator("sent.example")
    us.bring(sent)
    published = us.publish(sent["id"], to=[them.name])
    (release,) = [one for one in published if one.object_id == sent["id"]]
    reader = Reader(us, "their-dns", "plain", "misp", partner=them.name)

    def head(form: str) -> Any:  # noqa: ANN401 -- the test client's
        return us.client.head(f"/exports/their-dns/{form}", headers=reader.headers)

    found = head("plain")
    version = found.headers["khien-list-version"]
    others = head(f"plain?since={version}"), head("misp/manifest.json")

    assert [(one.status_code, one.content) for one in (found, *others)] == [(200, b"")] * 3
    assert us.states([release]) == ["cleared"]
    whole = reader.get("plain")
    assert us.states([release]) == ["sent"]
    for name in ("etag", "content-length", "khien-list-version", "cache-control"):
        assert found.headers[name] == whole.headers[name], name


@HERE
def test_a_date_alone_tells_whether_a_list_changed(us: Party, world: World) -> None:
    """As the tag does, which goes before it; a date that is none, or is to come, counts as not said."""
    us.bring(us.indicator("a.evil.example"))
    reader = Reader(us, "resolver-1", "plain")
    world.clock.tick(seconds=10 - us.node.clock().timestamp() % 1 + 0.2)
    us.bring(us.indicator("b.evil.example"))
    at_once = reader.get("plain")
    second = format_datetime(us.node.clock().astimezone(UTC), usegmt=True)
    again = reader.get("plain", **{"If-Modified-Since": second})
    world.clock.tick(milliseconds=300)
    us.bring(us.indicator("c.evil.example"))
    early = reader.get("plain", **{"If-Modified-Since": second})
    world.clock.tick(minutes=1)
    known = reader.get("plain").headers["last-modified"]
    world.clock.tick(minutes=1)
    later = reader.get("plain").headers

    def asked(date: str, **more: str) -> int:
        given = {"If-Modified-Since": date, **more}
        return int(reader.get("plain", **given).status_code)

    # A date comes when it is past for sure, and then stays as it is.
    assert "last-modified" not in at_once.headers
    assert later["last-modified"] == known
    # Both lists are of the same second.
    assert (again.status_code, early.status_code) == (200, 200)
    assert "c.evil.example" in early.text
    assert asked(known) == 304
    assert asked(known, **{"If-None-Match": '"another"'}) == 200
    for days in (-1, 1):
        date = us.node.clock().astimezone(UTC) + timedelta(days=days)
        assert asked(format_datetime(date, usegmt=True)) == 200, days
    for odd in ("soon", "Mon, 32 Nov 2026 08:00:00 GMT", known.replace("GMT", "-0000")):
        assert asked(odd) == 200, odd
    us.bring(us.indicator("d.evil.example"))
    assert asked(known) == 200


@HERE
def test_changes_since_a_version_name_what_went(us: Party, world: World) -> None:
    """With `since` come the lines that went and those that came; of a list too long ago, 410."""
    names = ("a.evil.example", "b.evil.example")
    gone, kept = (us.indicator(name) for name in names)
    us.bring(gone, kept)
    reader = Reader(us, "siem", "plain", "stix", "sigma")
    before = {form: reader.get(form).headers["khien-list-version"] for form in ("plain", "stix")}
    world.clock.tick(hours=1)
    us.bring(newer(gone, revoked=True), us.indicator("c.evil.example"))

    plain = reader.get(f"plain?since={before['plain']}")
    stix = reader.get(f"stix?since={before['stix']}").text.splitlines()
    now = plain.headers["khien-list-version"]

    assert plain.text == "-a.evil.example\n+c.evil.example\n"
    assert [line[:2] for line in stix] == ["-{", "+{"]
    assert gone["id"] in stix[0]
    assert reader.get(f"plain?since={now}").text == ""
    assert (
        reader.get(f"plain?since={now}", **{"If-None-Match": plain.headers["etag"]}).status_code
        == 200
    )
    assert reader.get("plain?since=7").status_code == 410
    for odd in ("since=x", "since=", "since=-1", f"sinse={now}", f"since={now}&since={now}"):
        answer = reader.get(f"plain?{odd}")
        assert (answer.status_code, answer.json()["code"]) == (400, "list.query"), odd
    assert "since=x" in reader.get("plain?since=x").json()["en"]
