"""TAXII 2.1 from the outside: one check for each MUST of the standard, over HTTP, against any server."""
