"""How PostgreSQL finds text: the same words, phrases and beginnings as SQLite's FTS5.

PostgreSQL's own parser would take `evil.example.com` for one word and `1e5` for a number. So text is cut
into words here, by the rule that FTS5 has (letters and digits, everything else lies between), and kept
twice: as a `tsvector` without any dictionary, which chooses candidates by an index, and as plain words
with a space around each, which decide. What is in the vector may therefore be cut short; what is found
may not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Float, Integer, text
from sqlalchemy.sql.selectable import Subquery

from khien.store.folding import Term

SEARCH_DDL: Final = (
    "CREATE TABLE object_search ("
    'seq INTEGER PRIMARY KEY, phrases TEXT COLLATE "C" NOT NULL, words TSVECTOR NOT NULL)',
    "CREATE INDEX ix_object_search_words ON object_search USING gin (words)",
    "CREATE FUNCTION object_search_forget() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN DELETE FROM object_search s USING gone WHERE s.seq = gone.seq; RETURN NULL; END'",
    "CREATE TRIGGER object_search_delete AFTER DELETE ON object_text "
    "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION object_search_forget()",
)
"""The full-text index over `object_text`; rows leave it with the text that they index.

No foreign key sees to that: it would look for the text of every row that comes.
"""

LONGEST: Final = 100  # letters of one word in the vector; it takes 2 KiB, an index entry 2.7 KiB
MAX_VECTOR_BYTES: Final = 1_000_000  # it takes 1 MiB
EVERY: Final = (
    "*"  # a word that no text has: a vector that holds it leaves the decision to the phrases
)
SAMPLE: Final = 1_000  # texts that tell how frequent words are
FREQUENT: Final = 0.01
CHUNK: Final = 1_000  # texts that are indexed at once

Phrase = tuple[Sequence[str], bool]
"""Words that follow each other, and whether the last one may go on."""

_WORD: Final = re.compile(r"[^\W_]+")
_IN_TITLE: Final = "1A"  # in a vector each word stands once for the title and once for the text
_IN_TEXT: Final = "2"

_INDEXED: Final = "COPY object_search (seq, phrases, words) FROM STDIN"
_INDEXED_ONE: Final = "INSERT INTO object_search (seq, phrases, words) VALUES (%s, %s, %s)"


def ranked(terms: Sequence[Term]) -> Subquery:
    """The rows of `object_text` in which every term occurs: `seq`, and `score`, the lower the better.

    Where marks were typed, text that has the same marks comes first.
    """
    folded = [(_cut(term.folded), term.beginning) for term in terms]
    marked = [(_cut(term.marked), term.beginning) for term in terms]
    return (
        text(
            "SELECT seq, -ts_rank('{0.125, 0, 0, 1}', words, CAST(:some AS tsquery), 1) - CASE "
            "WHEN :has_marks AND phrases LIKE ALL (CAST(:marked AS text[])) THEN 1 ELSE 0 END AS score "
            "FROM object_search WHERE words @@ CAST(:every AS tsquery) "
            "AND phrases LIKE ALL (CAST(:folded AS text[]))"
        )
        .bindparams(
            some=_query(folded, " | "),
            every=f"({_query(folded, ' & ')}) | '{EVERY}'",
            has_marks=folded != marked,
            folded=[_pattern(phrase) for phrase in folded],
            marked=[_pattern(phrase) for phrase in marked],
        )
        .columns(seq=Integer, score=Float)
        .subquery("ranked")
    )


_MATCH: Final = "words @@ CAST(:every AS tsquery) AND phrases LIKE ALL (CAST(:folded AS text[]))"


def walked(tx: Connection, terms: Sequence[Term], before: int) -> Subquery:
    """The same rows without a score, `seq` alone, so that walking back from `before` is quick.

    The planner guesses badly how often several words stand together. So it is found out how many of the
    newest texts hold them: frequent ones are met along the way, for rare ones the index is asked.
    """
    newest = text(
        "SELECT count(*) FROM (SELECT words, phrases FROM object_search WHERE seq < :before "  # noqa: S608 -- our own
        f"ORDER BY seq DESC LIMIT :sample) AS newest WHERE {_MATCH}"
    )
    values = {"before": before, "sample": SAMPLE, **_holding(terms)}
    is_frequent = tx.execute(newest, values).scalar_one() >= SAMPLE * FREQUENT
    # The planner takes a CASE for true half of the time, and no index for it: it looks at the rows.
    return _holders(
        terms, f"CASE WHEN {_MATCH} THEN true ELSE false END" if is_frequent else _MATCH
    )


def _holders(terms: Sequence[Term], condition: str) -> Subquery:
    question = f"SELECT seq FROM object_search WHERE {condition}"  # noqa: S608 -- our own words
    return text(question).bindparams(**_holding(terms)).columns(seq=Integer).subquery("held")


def _holding(terms: Sequence[Term]) -> dict[str, Any]:
    folded = [(_cut(term.folded), term.beginning) for term in terms]
    return {
        "every": f"({_query(folded, ' & ')}) | '{EVERY}'",
        "folded": [_pattern(phrase) for phrase in folded],
    }


def index(tx: Connection, texts: Sequence[tuple[int, str, str, str, str]]) -> None:
    """Make rows that were just written to `object_text` findable."""
    if texts:
        rows = [(seq, *_row(head, body, marked)) for seq, _title, head, body, marked in texts]
        tx.exec_driver_sql(_INDEXED if len(rows) > 1 else _INDEXED_ONE, rows)


def reindex(tx: Connection) -> None:
    """Build the full-text index anew from `object_text`, whatever state it was in."""
    tx.exec_driver_sql("DELETE FROM object_search")
    query = text(
        "SELECT seq, title, head, body, marked FROM object_text WHERE seq > :seq ORDER BY seq LIMIT :limit"
    )
    seq = -1
    while rows := tx.execute(query, {"seq": seq, "limit": CHUNK}).all():
        index(tx, [(*row,) for row in rows])
        seq = rows[-1].seq


def _row(*texts: str) -> tuple[str, str]:
    """The phrases and the words of a head, a body and what is marked in it."""
    head, body, marked = map(_cut, texts)
    phrases = "\n".join(f" {' '.join(words)} " for words in (head, body, marked) if words)
    return phrases, _vector(head, body)


def _vector(head: Sequence[str], body: Sequence[str]) -> str:
    """The words in the form that PostgreSQL reads; they hold no sign that would mean something in it."""
    places: dict[str, list[str]] = {}
    for words, place in ((head, _IN_TITLE), (body, _IN_TEXT)):
        for word in dict.fromkeys(word[:LONGEST] for word in words):
            places.setdefault(word, []).append(place)
    vector = " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
    # What is written here around a word is about as long as what PostgreSQL keeps with it.
    return vector if len(vector.encode()) <= MAX_VECTOR_BYTES else f"'{EVERY}'"


def _cut(words: str) -> list[str]:
    return _WORD.findall(words)


def _query(phrases: Sequence[Phrase], joint: str) -> str:
    """The words of all phrases; the last one of a phrase may go on."""
    return joint.join(
        f"'{word[:LONGEST]}'" + (":*" if beginning and number == len(words) else "")
        for words, beginning in phrases
        for number, word in enumerate(words, start=1)
    )


def _pattern(phrase: Phrase) -> str:
    words, beginning = phrase
    return f"% {' '.join(words)}{'' if beginning else ' '}%"
