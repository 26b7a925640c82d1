"""The transparency log of one node: what crossed, and the proof of it."""
