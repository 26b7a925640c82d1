"""What waits for a person at the border, and how the exchange with each partner stands."""
