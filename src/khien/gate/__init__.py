"""The policy gate: what may leave, to whom, with which approvals."""
