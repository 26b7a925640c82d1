"""gzip, both ways (RFC 9110 §8.4, §12.5.3)."""

from __future__ import annotations

import gzip
import json

from tests.conformance.registry import check
from tests.conformance.subject import MEDIA_TYPE, Heard, Subject


def _post(subject: Subject, body: bytes, coding: str) -> Heard:
    headers: dict[str, str | None] = {"Content-Type": MEDIA_TYPE, "Content-Encoding": coding}
    return subject.ask("POST", subject.place + "objects/", headers, body)


@check("RFC 9110 12.5.3", "read", level="OWN")
def answers_are_packed_for_who_unpacks(subject: Subject) -> None:
    """A client that accepts gzip gets it, with the same content; another one gets plain bytes."""
    path = subject.place + "objects/?limit=100"
    plain = subject.ask("GET", path)
    assert "content-encoding" not in plain.headers

    for accepted in ("gzip", "deflate, gzip;q=0.5", "*", "x-gzip"):
        heard = subject.ask("GET", path, {"Accept-Encoding": accepted})
        assert heard.headers["content-encoding"] == "gzip", accepted
        assert gzip.decompress(heard.body) == plain.body
    for accepted in ("identity", "gzip;q=0", "br", "*;q=0", ""):
        assert subject.ask("GET", path, {"Accept-Encoding": accepted}).body == plain.body, accepted


@check("RFC 9110 8.4", "write", level="OWN")
def packed_bodies_are_unpacked(subject: Subject) -> None:
    """A body packed with gzip is taken like a plain one."""
    body = gzip.compress(json.dumps({"objects": [subject.make()]}).encode())
    heard = _post(subject, body, "gzip")

    assert heard.status == 202
    assert heard.json["success_count"] == 1


@check("RFC 9110 15.5.16", "write", level="OWN")
def other_codings_are_refused(subject: Subject) -> None:
    """A coding that the server does not have is 415, and it says which it has."""
    for coding in ("br", "deflate", "gzip, gzip", "x"):
        heard = _post(subject, b"x", coding)
        assert heard.status == 415
        assert heard.headers["accept-encoding"] == "gzip"


@check("RFC 9110 8.4", "write", level="OWN")
def damaged_packing_is_refused(subject: Subject) -> None:
    """A body that is no gzip, is cut off, or goes on behind its end, is 400."""
    whole = gzip.compress(b'{"objects":[]}')
    for body in (b"", b"x", whole[:-1], whole[:10], whole + b"x", whole + whole):
        assert _post(subject, body, "gzip").status == 400, body


@check("4.2.1", "write", level="OWN")
def a_bomb_is_refused(subject: Subject) -> None:
    """A small body that unpacks to more than the maximum is 413."""
    most = subject.ask("GET", subject.api_root).json["max_content_length"]
    body = gzip.compress(b'{"objects":[' + b" " * most + b"]}")

    assert len(body) < most // 100
    assert _post(subject, body, "gzip").status == 413
