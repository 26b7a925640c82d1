"""What waits to cross: one queue a partner."""
