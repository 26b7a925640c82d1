"""Media types, sign-in, methods, errors (TAXII 2.1 §1.6.8, §1.6.9, §3.1, §3.2, §3.6)."""

from __future__ import annotations

import json

from tests.conformance.registry import check
from tests.conformance.subject import MEDIA_TYPE, Subject

ACCEPTED = (
    "application/taxii+json;version=2.1",
    "application/taxii+json; version=2.1",
    "application/taxii+json",
    "application/taxii+json;version=2.1,application/stix+json;version=2.1",
    "text/html, application/taxii+json;version=2.1;q=0.5",
    "APPLICATION/TAXII+JSON;VERSION=2.1",
    'application/taxii+json;version="2.1"',
)
LENIENT = ("*/*", "application/*", None)
NOT_ACCEPTED = (
    "text/html",
    "application/taxii+json;version=9.9",
    "application/vnd.oasis.taxii+json;version=2.0",
    "application/taxii+json;q=0",
    "*/*, application/taxii+json;version=2.1;q=0",
)


def _endpoints(subject: Subject) -> list[str]:
    below = ["", "objects/", "manifest/", f"objects/{subject.make()['id']}/"]
    return ["/taxii2/", subject.api_root, f"{subject.api_root}collections/"] + [
        subject.place + one for one in below
    ]


@check("3.1")
def every_answer_has_the_media_type(subject: Subject) -> None:
    """Answers, good and bad, say application/taxii+json;version=2.1."""
    for path in [*_endpoints(subject), f"{subject.api_root}status/x/"]:
        said = subject.ask("GET", path).headers["content-type"]
        assert said.replace(" ", "") == MEDIA_TYPE, path


@check("3.1")
def taxii_is_always_acceptable(subject: Subject) -> None:
    """An Accept header that names our media type, alone or among others, is never 406."""
    for accept in ACCEPTED:
        assert subject.ask("GET", subject.api_root, {"Accept": accept}).status == 200, accept


@check("1.6.8.2")
def no_version_means_the_latest(subject: Subject) -> None:
    """Without a version parameter the answer is of the latest version that there is."""
    heard = subject.ask("GET", subject.api_root, {"Accept": "application/taxii+json"})

    assert heard.headers["content-type"].replace(" ", "") == MEDIA_TYPE


@check("RFC 9110 12.5.1", level="OWN")
def anything_is_acceptable_to_who_says_so(subject: Subject) -> None:
    """A client that accepts everything, or says nothing, is answered."""
    for accept in LENIENT:
        assert subject.ask("GET", subject.api_root, {"Accept": accept}).status == 200, accept


@check("3.1", level="SHOULD")
def other_media_types_are_not_acceptable(subject: Subject) -> None:
    """Who accepts only other media types or versions, or weighs ours with 0, gets 406."""
    for accept in NOT_ACCEPTED:
        for path in ("/taxii2/", subject.api_root, subject.place):
            assert subject.ask("GET", path, {"Accept": accept}).status == 406, accept


@check("1.6.9")
def who_does_not_sign_in_is_challenged(subject: Subject) -> None:
    """Without a valid Authorization every endpoint is 401 with WWW-Authenticate."""
    for header in (None, "Basic eDp5", "Basic !", "Basic", "Bearer x", "x", ""):
        for path in _endpoints(subject):
            heard = subject.ask("GET", path, {"Authorization": header})
            assert heard.status == 401, (header, path)
            assert "basic" in heard.headers["www-authenticate"].lower()


@check("5.5")
def who_does_not_sign_in_changes_nothing(subject: Subject) -> None:
    """Adding and deleting without sign-in are 401 or 404."""
    name = subject.make()["id"]
    body = json.dumps({"objects": [subject.make()]}).encode()
    headers = {"Authorization": None, "Content-Type": MEDIA_TYPE}

    for method, below in (("POST", "objects/"), ("DELETE", f"objects/{name}/")):
        heard = subject.ask(method, subject.place + below, headers, body)
        assert heard.status in {401, 404}


@check("8.2.1", level="SHOULD")
def no_user_agent_is_needed(subject: Subject) -> None:
    """A request without User-Agent is answered as any other; these requests never have one."""
    assert subject.ask("GET", subject.api_root, {"User-Agent": None}).status == 200


@check("3.6.1")
def errors_are_told_in_taxii(subject: Subject) -> None:
    """An error has a title, and an http_status, if any, that is the status of the answer."""
    nowhere = f"{subject.api_root}collections/00000000-0000-4000-8000-000000000000/"
    for path, headers in ((nowhere, {}), (subject.api_root, {"Accept": "text/html"})):
        heard = subject.ask("GET", path, headers)
        assert isinstance(heard.json["title"], str)
        assert heard.json.get("http_status", str(heard.status)) == str(heard.status)


@check("RFC 9110 15.5.6")
def other_methods_are_not_allowed(subject: Subject) -> None:
    """A method that an endpoint does not have is 405, and `Allow` names those that it has."""
    wanted = {
        "objects/": {"GET", "POST"},
        f"objects/{subject.make()['id']}/": {"GET", "DELETE"},
        "manifest/": {"GET"},
    }
    for below, methods in wanted.items():
        for method in ("PUT", "PATCH"):
            heard = subject.ask(method, subject.place + below, body=b"")
            assert heard.status == 405
            assert methods <= set(heard.headers["allow"].replace(" ", "").split(","))


@check("RFC 9110 15.5.6", level="OWN")
def nothing_is_read_without_its_content(subject: Subject) -> None:
    """HEAD and OPTIONS are 405 too: what is read may have crossed a border, so it must be delivered."""
    for method in ("HEAD", "OPTIONS", "PUT"):
        heard = subject.ask(method, subject.place + "objects/")
        assert heard.status == 405
        assert "GET" in heard.headers["allow"]


@check("3.1", level="OWN")
def a_path_without_its_slash_is_led_on_or_refused(subject: Subject) -> None:
    """A path without the slash at its end is redirected to the one with it, or is 404."""
    for path in ("/taxii2/", subject.api_root, f"{subject.api_root}collections/", subject.place):
        heard = subject.ask("GET", path.rstrip("/"))
        assert heard.status in {301, 307, 308, 404}
        assert heard.status == 404 or heard.headers["location"].endswith(path)


@check("RFC 9110 7.2", level="OWN")
def a_strange_host_is_no_failure(subject: Subject) -> None:
    """Whatever a client writes into Host, the answer is no server error."""
    for host in ("x y", "[::", "\x7f", "a" * 5000, '"', "host:port"):
        assert subject.ask("GET", "/taxii2/", {"Host": host}).status < 500, host
