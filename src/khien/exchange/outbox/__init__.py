"""What waits to cross, one queue a partner, and the courier that carries it."""
