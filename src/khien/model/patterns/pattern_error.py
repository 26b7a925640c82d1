"""What is raised when a text is not a STIX pattern."""

from __future__ import annotations

from khien.model.errors import MalformedError


class PatternError(MalformedError):
    """The text does not follow the grammar of STIX 2.1 §9, or holds an impossible constant.

    Args:
        position: where it goes wrong: characters from the start of the text, counted from 0.
        expected: what may stand there, in the symbols of the grammar, parted by blanks.
        found: what stands there instead, shortened; empty at the end of the text.
    """

    code = "pattern.malformed"

    def __init__(self, position: int, expected: str, found: str) -> None:
        self.position, self.expected, self.found = position, expected, found[:_FOUND_CHARACTERS]
        super().__init__(
            "pattern",
            "STIX 2.1 §9",
            position=position,
            expected=expected,
            found=self.found,
        )


_FOUND_CHARACTERS = 40  # enough to recognise the place, too few to carry content away
