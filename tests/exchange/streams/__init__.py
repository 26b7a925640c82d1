"""Streams, without any broker."""
