"""Tests of `exchange.warninglists`."""
