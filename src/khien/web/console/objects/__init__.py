"""`/objects`: find objects, read one, write one, publish, import."""

from khien.web.console.objects import (
    accusing,
    importing,
    listing,
    mapping,
    publishing,
    reading,
    reported,
    reviewing,
    writing,
)

DOORS = (
    # Fixed names first: `{id}` would match them too.
    *listing.DOORS,
    *importing.DOORS,
    *mapping.DOORS,
    *reported.DOORS,
    *reviewing.DOORS,
    *publishing.DOORS,
    *writing.DOORS,
    *accusing.DOORS,
    *reading.DOORS,
)
