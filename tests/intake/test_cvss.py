"""Tests of khien.intake.cvss: scores against the examples of FIRST."""

from __future__ import annotations

import pytest

from khien.intake.cvss import agrees, base_score, is_whole, severity_of


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        # CVSS 2.0 guide §3.3; CVSS 3.1 examples document.
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
        ("(AV:L/AC:H/Au:N/C:C/I:C/A:C)", 6.2),
        ("AV:L/AC:H/Au:N/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:P", 10.0),
        ("CVSS:3.0/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:X/I:H/A:H", None),
        ("CVSS:2.0/AV:N", None),
        ("nothing", None),
    ],
)
def test_a_vector_gives_its_base_score(vector: str, score: float | None) -> None:
    """Rounded as each version rounds; what is no whole vector gives none."""
    assert base_score({"vectorString": vector}) == score


WHOLE = {
    "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "baseScore": 7.5,
    "baseSeverity": "HIGH",
}  # fmt: skip


def test_a_score_has_its_form_and_fits_its_vector() -> None:
    """Severity and number are those of the vector; members and version are those of the schema."""
    assert is_whole("cvss_v3", WHOLE)
    assert agrees(WHOLE)
    for change in ({"baseScore": "7"}, {"baseScore": True}, {"baseScore": 11}, {"version": "2.0"}):
        assert not is_whole("cvss_v3", WHOLE | change)
    assert not is_whole("cvss_v3", {k: v for k, v in WHOLE.items() if k != "baseSeverity"})
    assert not agrees(WHOLE | {"baseSeverity": "LOW"})
    assert not agrees(WHOLE | {"baseScore": 7.4})
    assert agrees(WHOLE | {"vectorString": "?"})
    assert [severity_of(one) for one in (0.0, 0.1, 4.0, 7.0, 10.0)] == [
        "NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL",
    ]  # fmt: skip
