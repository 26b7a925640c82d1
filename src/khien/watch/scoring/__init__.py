"""How much an indicator is worth now: what its source says, how old it is, and what others say of it."""
