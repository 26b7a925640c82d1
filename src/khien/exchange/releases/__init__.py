"""Releases: the decision that one version may cross to one partner."""
