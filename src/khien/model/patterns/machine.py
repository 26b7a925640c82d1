"""Search a text for a regular expression in time that grows with the text, whatever the expression.

The tree becomes a non-deterministic automaton (Thompson 1968), which is walked with all of its states
at once; sets of states that were met before are remembered, so that most characters cost one look
into a dictionary. There is no backtracking, so there is nothing that could run away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from khien.model.patterns.characters import Characters, is_ascii_word, is_word
from khien.model.patterns.expression import Again, Choice, Part, Place, Sequence, parse_expression
from khien.model.patterns.pattern_error import PatternLimitError

MOST_STATES: Final = 1_000  # of one expression, its repetitions written out
LONGEST_TEXT: Final = 65_536  # characters that are searched
MOST_STEPS: Final = 2_000_000  # states that one search may visit; about a second
_REMEMBERED: Final = 4_096  # sets of states of one expression, before it forgets them all

# What stands on either side of a place. Before the text there is START, behind it END.
_START, _LINE_END, _WORD, _OTHER, _END, _LAST_LINE_END = range(6)

# pcre2pattern(3), "Simple assertions" and "Circumflex and dollar".
_PLACES: Final[dict[str, Callable[[int, int], bool]]] = {
    "^": lambda before, _: before == _START,
    "A": lambda before, _: before == _START,
    "m^": lambda before, after: before == _START or (before == _LINE_END and after != _END),
    "$": lambda _, after: after in (_END, _LAST_LINE_END),
    "Z": lambda _, after: after in (_END, _LAST_LINE_END),
    "z": lambda _, after: after == _END,
    "m$": lambda _, after: after in (_LINE_END, _LAST_LINE_END, _END),
    "b": lambda before, after: (before == _WORD) is not (after == _WORD),
    "B": lambda before, after: (before == _WORD) is (after == _WORD),
}


@dataclass(slots=True)
class _State:
    """Eats one of its characters, or stands at a place, or only leads on; `None` of all is the goal."""

    eats: Characters | None = None
    place: str = ""
    then: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class _Met:
    """A set of states that was met, what stood before it, and where each character led from there."""

    states: frozenset[int]
    before: int
    led: dict[str, _Met] = field(default_factory=dict)


_FOUND: Final = _Met(frozenset(), _START)  # where the search is over


class Machine:
    """One expression, ready to search. Threads may share it."""

    def __init__(self, part: Part, *, octets: bool = False) -> None:
        """Args: the tree; and whether each character that is searched is an octet.

        Raises:
            PatternLimitError: its repetitions make it too large.
        """
        self._is_word = is_ascii_word if octets else is_word
        self._states: list[_State] = [_State()]  # 0 is the goal
        self._first = self._add(part, 0)
        self._forget()

    def _forget(self) -> None:
        # Whoever is in the middle of a search keeps what they hold; it stays right.
        self._begin = _Met(frozenset((self._first,)), _START)
        self._known: dict[tuple[frozenset[int], int], _Met] = {}

    def found_in(self, text: str) -> bool:
        """Whether the expression fits anywhere in the text.

        Raises:
            PatternLimitError: the text is too long, or the search takes too many steps.
        """
        if len(text) > LONGEST_TEXT:
            raise PatternLimitError("text", LONGEST_TEXT)
        here, steps = self._begin, 0
        for sign in _signs(text):
            led = here.led.get(sign)
            if led is None:
                led, visited = self._step(here, sign)
                steps += visited
                if steps > MOST_STEPS:
                    raise PatternLimitError("steps", MOST_STEPS)
            if led is _FOUND:
                return True
            here = led
        return False

    def _step(self, here: _Met, sign: str) -> tuple[_Met, int]:
        """Where a character leads, and how many states were visited to know it."""
        after = self._kind(sign)
        reached = self._reached(here.states, here.before, after)
        if 0 in reached:
            led = _FOUND
        else:
            eaten = {
                state.then[0]
                for state in map(self._states.__getitem__, reached)
                if sign and state.eats is not None and state.eats.accept(sign[0])
            }
            # A line end that was the last is, for what comes after it, one like any other.
            before = _LINE_END if after == _LAST_LINE_END else after
            led = self._met(frozenset((*eaten, self._first)), before)
        here.led[sign] = led
        return led, len(reached)

    def _met(self, states: frozenset[int], before: int) -> _Met:
        known = self._known.get((states, before))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._forget()
            known = self._known[states, before] = _Met(states, before)
        return known

    def _kind(self, sign: str) -> int:
        if not sign:
            return _END
        if sign[0] == "\n":
            return _LINE_END if len(sign) == 1 else _LAST_LINE_END
        return _WORD if self._is_word(sign) else _OTHER

    def _reached(self, states: Iterable[int], before: int, after: int) -> set[int]:
        """All states that these lead to without eating a character."""
        reached: set[int] = set()
        waiting = list(states)
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            state = self._states[number]
            leads_on = state.eats is None and (
                not state.place or _PLACES[state.place](before, after)
            )
            waiting += state.then if leads_on else ()
        return reached

    def _add(self, part: Part, then: int) -> int:
        """Write a part down so that it leads to `then`; answers where it begins."""
        match part:
            case Characters():
                return self._put(_State(eats=part, then=(then,)))
            case Place(name=name):
                return self._put(_State(place=name, then=(then,)))
            case Sequence(parts=parts):
                for one in reversed(parts):
                    then = self._add(one, then)
                return then
            case Choice(parts=parts):
                return self._put(_State(then=tuple(self._add(one, then) for one in parts)))
            case _:
                return self._add_again(part, then)

    def _add_again(self, part: Again, then: int) -> int:
        if part.most is None:
            loop = self._put(_State())
            self._states[loop].then = (self._add(part.part, loop), then)
            then = loop
        else:
            leave = then
            for _ in range(part.most - part.least):
                then = self._put(_State(then=(self._add(part.part, then), leave)))
        for _ in range(part.least):
            begin = self._add(part.part, then)
            if begin == then:
                break  # nothing is written down for it, however often
            then = begin
        return then

    def _put(self, state: _State) -> int:
        if len(self._states) >= MOST_STATES:
            raise PatternLimitError("states", MOST_STATES)
        self._states.append(state)
        return len(self._states) - 1


def _signs(text: str) -> Iterator[str]:
    """Each character; a line end that is the last one comes as two, and the end as nothing."""
    if text.endswith("\n"):
        yield from text[:-1]
        yield "\n\n"
    else:
        yield from text
    yield ""


@lru_cache(maxsize=1_024)
def machine_of(text: str, *, octets: bool = False) -> Machine:
    """The machine of an expression in PCRE's syntax; the same for the same text.

    Raises:
        ExpressionError: broken, or not to be answered in linear time.
        PatternLimitError: too long, too deep, or too large.
    """
    return Machine(parse_expression(text, octets=octets), octets=octets)
