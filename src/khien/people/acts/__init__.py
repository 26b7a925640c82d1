"""The register of administrative acts: who was made what, and which token was given or taken away."""

from khien.people.acts.desk import Act, Deed, acts, commitment, newest, note

__all__ = ["Act", "Deed", "acts", "commitment", "newest", "note"]
