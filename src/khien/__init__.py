"""Khiên: a sovereign node for cross-border cyber cooperation."""

__version__ = "0.1.0"
