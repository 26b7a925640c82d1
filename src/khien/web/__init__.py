"""The pages and endpoints of one node."""
