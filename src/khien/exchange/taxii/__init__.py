"""TAXII 2.1: the server that partners and tools speak to, and the client."""
