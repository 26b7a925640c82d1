"""Tests of `watch.scoring`."""
