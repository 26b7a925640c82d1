"""Vietnamese text in the encodings that it comes in. The bytes are what iconv makes of one sentence."""

from __future__ import annotations

import pytest

from khien.intake.charsets import ENCODINGS, decoded, decoded_as

TEXT = "Cảnh báo: nhóm đối tượng mạo danh công an lừa đảo người dân"
VISCII = (
    "43e46e682062e16f3a206e68f36d20f0af692074dffe6e67206dd56f2064616e682063f46e6720616e206cd76120f0e46f206e"
    "67dfb6692064e26e"
)
TCVN = (
    "43b66e682062b86f3a206e68e36d20aee8692074adee6e67206db96f2064616e682063ab6e6720616e206cf56120aeb66f206e"
    "67adea692064a96e"
)
CP1258 = (
    "4361d26e682062e16f3a206e68f36d20f0f4ec692074fdf5f26e67206d61f26f2064616e682063f46e6720616e206cfdcc6120"
    "f061d26f206e67fdf5cc692064e26e"
)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_tells_itself(name: str) -> None:
    """UTF-8 and marked UTF-16 need no declaration, and a wrong one does no harm."""
    assert decoded(TEXT.encode(name), "iso-8859-1") == TEXT


@pytest.mark.parametrize(
    ("raw", "declared"),
    [
        (VISCII, "VISCII"), (VISCII, ""), (VISCII, "iso-8859-1"), (VISCII, "utf-8"),
        (TCVN, "x-viet-tcvn5712"), (TCVN, ""), (TCVN, "no such thing"),
        (CP1258, "windows-1258"), (CP1258, ""), (CP1258, "us-ascii"), (CP1258, '"Windows-1258"'),
    ],
)  # fmt: skip
def test_vietnamese_is_recognised(raw: str, declared: str) -> None:
    """The encoding that is declared, or the one in which the bytes read as Vietnamese."""
    assert decoded(bytes.fromhex(raw), declared) == TEXT


def test_other_languages_are_not_made_vietnamese() -> None:
    """Western and Cyrillic text stays what it is; capitals and signs count for nothing."""
    assert (
        decoded("Caf\u00e9 na\u00efve \u201cquoted\u201d".encode("cp1252"))
        == "Caf\u00e9 na\u00efve \u201cquoted\u201d"
    )
    assert (
        decoded("\u041f\u0440\u0438\u0432\u0435\u0442".encode("koi8-r"), "koi8-r")
        == "\u041f\u0440\u0438\u0432\u0435\u0442"
    )
    assert decoded(b"") == ""
    assert decoded(b"caf\xe9 \x00", "idna") == "caf\xe9 \x00"


@pytest.mark.parametrize(
    ("raw", "encoding"), [(VISCII, "viscii"), (TCVN, "tcvn"), (CP1258, "windows-1258")]
)
def test_a_named_encoding_is_the_one_that_is_read(raw: str, encoding: str) -> None:
    """What a person names is used as it is, and letters are whole afterwards."""
    assert encoding in ENCODINGS
    assert decoded_as(bytes.fromhex(raw), encoding) == TEXT


def test_a_byte_that_an_encoding_has_not_is_no_letter() -> None:
    """Nothing is replaced in silence where a person answers for the encoding."""
    with pytest.raises(UnicodeDecodeError):
        decoded_as(b"a\x8ab", "windows-1258")
