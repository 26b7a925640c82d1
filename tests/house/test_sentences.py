"""Every code has one sentence in each language, and every sentence has a code that is used."""

from __future__ import annotations

from functools import cache

import pytest

from khien.model.errors import KhienError, MalformedError, RefusedError
from khien.model.words import ROOMS as WORD_ROOMS
from khien.model.words import WORDS, Both, say
from tests.house import sentences
from tests.house.reading import ROOMS, faults, modules, short

SILENT = ("model/words/", "store/migrations/versions/")  # the catalogue; names of columns
SPEAKING = [path for path in ROOMS if not short(path).startswith(SILENT)]
FOREIGN = ("system.", "stream-why.", "http-why.", "json-why.", "counted.", "named.", "look.")
"""Reached by what the operating system, a broker's client or a web server says, or Python of JSON, which no source of ours holds; or
put together with numbers and names, which `test_reasons` follows."""
RULE_FACTS = {"detail", "path"}  # what a refusal or a finding can tell beside its code


@cache
def _declared() -> set[str]:
    return {code for p in SPEAKING for code in sentences.declared_codes(p.read_text("utf-8"))}


def _families() -> set[str]:
    return {code.partition(".")[0] for code in _declared()} - {"khien"}  # also the name of modules


def _errors() -> list[type[KhienError]]:
    modules()
    return sorted(set(sentences.error_tree()), key=lambda error: error.__qualname__)


def test_a_sentence_says_the_same_in_both_languages() -> None:
    """Neither language is empty, copied or swapped, and both have the same holes."""
    assert [f for code, both in WORDS.items() for f in sentences.sentence_faults(code, both)] == []


def test_a_code_has_one_sentence() -> None:
    """No two rooms claim the same code: the later would silence the earlier."""
    assert sum(len(room) for room in WORD_ROOMS.values()) == len(WORDS)


def test_every_code_in_the_source_has_a_sentence() -> None:
    """Whatever code a room can answer with, people can read it."""
    families = _families()

    assert sorted(_declared() - WORDS.keys()) == []
    assert faults(SPEAKING, lambda s: sentences.mentioned_codes(s, families) - WORDS.keys()) == {}


def test_every_sentence_is_used() -> None:
    """A sentence that no code can reach is removed, not translated for ever."""
    texts = [path.read_text("utf-8") for path in SPEAKING]
    families = _families() | {code.partition(".")[0] for code in WORDS}
    used = _declared().union(*(sentences.mentioned_codes(text, families) for text in texts))
    parts = [sentences.ends_and_starts(text) for text in texts]
    ends = set().union(*(end for end, _ in parts))
    starts = tuple(set().union(*(start for _, start in parts)))
    unused = {
        code
        for code in WORDS.keys() - used
        if not ends & {code, code.partition(".")[2], code.rpartition(".")[2]}
        and not code.startswith((*starts, *FOREIGN))
    }

    assert sorted(unused) == []


def test_error_codes_are_unique_and_exit_statuses_few() -> None:
    """Each error has a code of its own; exit statuses stay in the documented 1 to 9."""
    errors = _errors()
    codes = [error.code for error in errors]

    assert [error.__name__ for error in errors if "code" not in vars(error)] == []
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert {error.exit_status for error in errors} <= set(range(1, 10))
    assert {error.http_status for error in errors} <= set(range(400, 600))


def test_error_names_end_in_error() -> None:
    """Who reads `raise` knows what follows."""
    assert [e.__name__ for e in _errors() if not e.__name__.endswith("Error")] == []


def test_every_error_fills_its_sentence() -> None:
    """The facts that an error carries fill every hole of its sentence, in both languages."""
    for error in _errors():
        made = sentences.specimen(error)
        assert say(made.code, "en", made.facts)
        assert say(made.code, "vi", made.facts)


def test_rules_leave_only_holes_that_they_can_fill() -> None:
    """A refusal or finding has a detail and a path, so its sentence asks for nothing else."""
    codes = set().union(*(sentences.rule_codes(path.read_text("utf-8")) for path in SPEAKING))
    asked = {code: set(sentences.holes(WORDS[code].en)) for code in codes & WORDS.keys()}

    assert asked != {}
    assert {code: names for code, names in asked.items() if not names <= RULE_FACTS} == {}


@pytest.mark.parametrize(
    ("code", "both"),
    [
        ("a.b", Both("{x} is late.", "{y} bị trễ.")),
        ("a.b", Both("It is late.", "")),
        ("a.b", Both("It is late.", "It is late.")),
        ("a.b", Both("Đã trễ.", "It is too late.")),
        ("a.b", Both("It is far too late.", "It was far too late.")),
        ("A b", Both("It is late.", "Đã trễ.")),
    ],
)
def test_bad_sentences_are_caught(code: str, both: Both) -> None:
    """Lost holes, empty, copied and swapped languages and bad codes are all seen."""
    assert sentences.sentence_faults(code, both) != []


def test_good_sentences_pass() -> None:
    """The same holes in another order, and a sentence that is nothing but its facts, are fine."""
    assert (
        sentences.sentence_faults("a.b", Both("{x} of {y} is late.", "{y} của {x} bị trễ.")) == []
    )
    assert sentences.sentence_faults("a.b", Both("{item}: {rule}.", "{item}: {rule}.")) == []


def test_codes_are_found_wherever_they_stand() -> None:
    """The search sees a class, a refusal, a choice of two, a keyword and a bare text, and no log event."""
    source = """
class LateError(KhienError):
    code, exit_status = "time.late", 3
x = Refusal("time.early" if early else "time.never", who)
y = Item(code="time.odd")
log.info("time.started")
rule = "time.gone"
path = "time.toml"
"""

    assert sentences.declared_codes(source) == {"time.late", "time.early", "time.never", "time.odd"}
    assert sentences.mentioned_codes(source, {"time"}) - sentences.declared_codes(source) == {
        "time.gone"
    }


def test_specimens_are_real_errors() -> None:
    """The stand-ins make errors that carry facts, so the sentence check is not empty."""
    assert sentences.specimen(MalformedError).facts == {"item": "x", "rule": "x"}
    assert sentences.specimen(RefusedError).facts == {"subject": "x", "reasons": "x.y (x)"}
