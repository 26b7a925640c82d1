"""What pages are dressed with: right kinds, small on the wire, kept as long as it stays the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khien.web import styles
from khien.web.styles import Asset, address_of, read_assets


@pytest.fixture
def dressed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Asset]:
    """Files as a build with npm would have them."""
    (tmp_path / "vendor").mkdir()
    (tmp_path / "khien.css").write_text("body { margin: 0 }" * 50)
    (tmp_path / "vendor" / "inter.css").write_text("a { src: url(inter.woff2), url(no.woff2) }")
    (tmp_path / "vendor" / "inter.woff2").write_bytes(b"wOF2")
    (tmp_path / "vendor" / "htmx.js").write_text("htmx = {}")
    (tmp_path / "notes.md").write_text("not for the public")
    found = read_assets(tmp_path)
    monkeypatch.setattr(styles, "ASSETS", found)
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("khien.css", "text/css; charset=utf-8"),
        ("vendor/htmx.js", "text/javascript; charset=utf-8"),
        ("vendor/inter.woff2", "font/woff2"),
    ],
)
def test_every_file_has_its_kind(
    client: TestClient, dressed: dict[str, Asset], name: str, kind: str
) -> None:
    """Browsers are told what each file is, and are not left to guess."""
    answer = client.get(f"/static/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.content == dressed[name].content


@pytest.mark.parametrize(
    "path", ["notes.md", "vendor", "vendor/", "../styles.py", "VENDOR/htmx.js"]
)
def test_other_files_are_not_served(
    client: TestClient, dressed: dict[str, Asset], path: str
) -> None:
    """Only files of known kinds, under the names that they have."""
    assert dressed
    assert client.get(f"/static/{path}").status_code == 404


def test_a_named_state_is_kept_for_ever(client: TestClient, dressed: dict[str, Asset]) -> None:
    """The address that pages give changes with the content; any other address is asked again soon."""
    address = address_of("khien.css")

    assert address == f"/static/khien.css?v={dressed['khien.css'].mark}"
    assert "immutable" in client.get(address).headers["cache-control"]
    assert "immutable" not in client.get("/static/khien.css").headers["cache-control"]
    assert "immutable" not in client.get("/static/khien.css?v=old").headers["cache-control"]


def test_what_was_not_built_has_no_address(dressed: dict[str, Asset]) -> None:
    """A page leaves out a script that this node does not have."""
    assert dressed
    assert address_of("vendor/uplot.min.js") == ""


def test_text_is_packed_for_those_who_ask(client: TestClient, dressed: dict[str, Asset]) -> None:
    """Text goes out under gzip, fonts as they are, and nobody gets what they did not ask for."""
    packed = client.get("/static/khien.css", headers={"accept-encoding": "br, gzip"})
    plain = client.get("/static/khien.css", headers={"accept-encoding": "identity"})
    font = client.get("/static/vendor/inter.woff2", headers={"accept-encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(dressed["khien.css"].content)
    assert gzip.decompress(dressed["khien.css"].packed) == packed.content == plain.content
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in font.headers
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_copy_that_is_still_right_is_not_sent_again(client: TestClient) -> None:
    """Who has the file gets 304 and no body."""
    first = client.get("/static/khien.css")
    again = client.get("/static/khien.css", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_style_names_what_it_loads_by_its_mark(dressed: dict[str, Asset]) -> None:
    """A font is kept for ever too; what is not there stays as it is written."""
    mark = dressed["vendor/inter.woff2"].mark.encode()

    assert b"url(inter.woff2?v=%s), url(no.woff2)" % mark in dressed["vendor/inter.css"].content
