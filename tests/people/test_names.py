"""Names are short, lower-case and unmistakable."""

import pytest

from khien.model.errors import MalformedError
from khien.people.names import CountryError, check_country, check_name, check_party_name, is_name


@pytest.mark.parametrize("name", ["a", "duty-1", "ca.truc", "x" * 63])
def test_a_plain_name_is_taken(name: str) -> None:
    """A lower-case name with single dots and hyphens is a name."""
    assert check_name(name, "officer name") == name


@pytest.mark.parametrize(
    "name",
    ["", "A", "1a", "a--b", "a.", "-a", "a b", "x" * 64, "nguyễn", "\u0430", "a\x00", "a\n", "a+b"],
)
def test_what_could_be_mistaken_is_no_name(name: str) -> None:
    """Capitals, spaces, look-alike letters, control characters and long names are refused."""
    assert not is_name(name)
    with pytest.raises(MalformedError):
        check_name(name, "officer name")


def test_a_party_has_no_dot_in_its_name() -> None:
    """Agreements write node names without dots, so a node has none."""
    assert check_party_name("asean-cert") == "asean-cert"
    for wrong in ("asean.cert", "x" * 64):
        with pytest.raises(MalformedError):
            check_party_name(wrong)


def test_a_country_is_one_that_exists() -> None:
    """As ISO 3166-1 alpha-2 writes it: nothing reserved or left to users, and in capitals; the error names it."""
    for code in ("VN", "AD", "ZW", "TL", "SS"):
        assert check_country(code) == code
    for wrong in ("XX", "ZZ", "EU", "UK", "AN", "SU", "vn", "VNM", "V1", "VN\n", ""):
        with pytest.raises(CountryError) as caught:
            check_country(wrong)
        assert caught.value.facts["given"] == wrong
