"""Indicators against telemetry: the index, the matcher, hits and sightings."""
