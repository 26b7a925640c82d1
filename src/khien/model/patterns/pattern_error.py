"""What is raised when a text is not a STIX pattern, or one that is not evaluated."""

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


class ExpressionError(MalformedError):
    """A regular expression is broken, or asks for what cannot be answered in linear time.

    Args:
        position: in the expression, counted from 0.
        found: what stands there, shortened.
    """

    code = "pattern.expression"

    def __init__(self, position: int, found: str) -> None:
        self.position, self.found = position, found[:_FOUND_CHARACTERS]
        super().__init__("pattern", "STIX 2.1 §9.6.1", position=position, found=self.found)


class PatternLimitError(MalformedError):
    """Evaluating would take more than is allowed; whoever wrote the pattern or the data chose so.

    Args:
        limited: what there is too much of: `expression`, `nesting`, `states` (of a regular
            expression), `text`, `values`, `alternatives`, `observations`, `steps`.
        most: the limit.
    """

    code = "pattern.limit"

    def __init__(self, limited: str, most: int) -> None:
        self.limited, self.most = limited, most
        super().__init__("pattern", limited, limited=limited, most=most)


_FOUND_CHARACTERS = 40  # enough to recognise the place, too few to carry content away
