"""How much waits, crossed and was refused: counts for whoever watches over a node, never content."""
