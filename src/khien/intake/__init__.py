"""From bytes to objects: STIX, MISP, CSV, text. Pure: no store, no network."""
