"""Crossing without a wire: a signed folder that a person carries to a partner, and its way back."""
