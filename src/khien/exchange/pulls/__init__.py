"""Fetching from plain TAXII parties: when somebody asks for it, and by itself."""
