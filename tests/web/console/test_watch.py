"""The pages of the watch: its state, what was seen, and logs that are matched."""

from __future__ import annotations

import pytest

from tests.web.console.conftest import Desk
from tests.web.console.test_objects import BAD, hold, thing


@pytest.fixture
def seen(desk: Desk) -> Desk:
    """A node that watches for an indicator of a partner, which was seen here and by the partner."""
    bad = thing(
        desk, "indicator", 1, name="login.evil.example", pattern_type="stix",
        pattern="[domain-name:value = 'login.evil.example']", indicator_types=["malicious-activity"],
        valid_from="2026-11-01T00:00:00.000Z",
    )  # fmt: skip
    hold(desk, bad, source="asean-cert")
    hold(desk, thing(desk, "sighting", 2, sighting_of_ref=BAD, count=3))
    hold(desk, thing(desk, "sighting", 3, sighting_of_ref=BAD), source="asean-cert")
    return desk


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("path", ["/watch", "/watch?span=month", "/watch?after=1"])
def test_the_watch_opens(seen: Desk, path: str, language: str) -> None:
    """Whoever signed in sees the watch, in both languages."""
    answer = seen.as_("auditor", language).get(path)

    assert answer.status_code == 200, answer.text[:2000]


def test_what_was_seen_is_shown_with_who_told_us(seen: Desk) -> None:
    """A sighting stands with its indicator, defanged, who told us of it, its marking and its count."""
    text = seen.as_("analyst").get("/watch").text

    assert "login[.]evil[.]example" in text
    assert "login.evil.example" not in text
    assert 'data-tlp="green"' in text
    assert "/partners/asean-cert" in text
    assert '<td class="number" data-value="1">1</td><td class="number" data-value="1">1</td>' in text
