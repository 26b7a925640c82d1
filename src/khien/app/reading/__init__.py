"""Documents become readings: parsed in a process of their own, reviewed by a person, then kept as objects."""
