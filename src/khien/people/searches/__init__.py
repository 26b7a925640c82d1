"""Searches that an officer keeps under a name: each sees and removes only their own."""

from khien.people.searches.desk import Saved, keep_search, remove_search, searches

__all__ = ["Saved", "keep_search", "remove_search", "searches"]
