"""From a document's text to candidates, and from candidates to a proposed STIX graph. Pure.

`extract` finds, a person decides, `propose` draws. Nothing here makes an object that counts.
"""

from khien.intake.extraction.candidates import KINDS, Candidate, Context
from khien.intake.extraction.document import Document, Link, Part
from khien.intake.extraction.extracting import extract
from khien.intake.extraction.naming import Entry, Names, entries_of
from khien.intake.extraction.proposing import propose, propose_each

__all__ = [
    "KINDS",
    "Candidate",
    "Context",
    "Document",
    "Entry",
    "Link",
    "Names",
    "Part",
    "entries_of",
    "extract",
    "propose",
    "propose_each",
]
