"""Real engines and brokers on this machine; what is absent skips its tests."""
