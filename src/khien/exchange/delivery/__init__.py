"""Carry what waits in the outbox: one courier a partner, one carrier a kind of partner."""
