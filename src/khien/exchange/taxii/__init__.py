"""TAXII 2.1 (OASIS Standard, 10 June 2021): the server that partners and tools speak to, and the client."""
