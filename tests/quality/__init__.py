"""`make quality`: what extraction finds and misses on texts with answer keys, beside two other tools."""
