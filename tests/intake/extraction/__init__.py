"""Tests of khien.intake.extraction."""
