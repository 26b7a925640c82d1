"""The checks, by what they look at. Importing this fills the list."""

from tests.conformance.checks import (
    deleting,
    information,
    matching,
    negotiating,
    packing,
    paging,
    reading,
    refusing,
    writing,
)

__all__ = [
    "deleting",
    "information",
    "matching",
    "negotiating",
    "packing",
    "paging",
    "reading",
    "refusing",
    "writing",
]
