"""How the tables of a node came to be, one step a file."""
