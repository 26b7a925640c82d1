"""The pages of docs/reference, written from the code, and the check that links lead somewhere.

`python -m docs.generate` (or `make docs`) writes them; the tests compare what is written with what
would be written now, so a command, setting, endpoint or code cannot be missing from the docs.
"""
