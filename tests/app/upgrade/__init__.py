"""The database of the previous release, opened by the code of today."""
