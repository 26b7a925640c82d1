"""Feeds: sources that are no partners, fetched on a schedule, watched over, and stopped when they turn bad."""
