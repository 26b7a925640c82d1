"""Warninglists: what is known to be good or shared, so that calling it malicious waits for a person."""
