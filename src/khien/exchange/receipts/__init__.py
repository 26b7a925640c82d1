"""Receipts: the receiver's signed answers, given and taken."""
