"""The nouns: identifiers, markings, STIX objects, signatures, decisions, errors. No input or output."""
