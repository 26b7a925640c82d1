"""Tests of `exchange.feeds`."""
